"""Contributions and work days as programs see them."""
