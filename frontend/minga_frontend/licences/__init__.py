"""Licences in plain words, and what one may do under them."""
