"""Pages for people: the first client of our own API."""
