"""Catch weight: ordered by an estimate, paid by the scales."""
