"""Lent votes: who votes for the reader, for whom she would vote, and how hers was cast."""
