"""Produce as programs see it: weights, jars, lots, buying together."""
