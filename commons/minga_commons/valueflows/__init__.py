"""The vocabulary of economic networks, Valueflows 1.0.0, as far as we write it: pure, without a database."""
