"""Certificates, paid licences and marks of quality, as programs see them."""
