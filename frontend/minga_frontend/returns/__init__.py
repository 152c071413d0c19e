"""Withdrawing, returns, and their letters."""
