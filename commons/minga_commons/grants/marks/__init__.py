"""Marks of quality: a standard that the members voted, a visit by peers, a badge that runs out."""
