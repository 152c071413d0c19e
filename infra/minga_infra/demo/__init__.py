"""Believable demo data: what a first run shows, so that a newcomer sees an inhabited market instead of empty tables."""
