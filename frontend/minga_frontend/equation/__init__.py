"""The value equation in plain words, and what another one would have given."""
