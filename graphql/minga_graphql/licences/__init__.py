"""Licences, and "may I?", as programs see them."""
