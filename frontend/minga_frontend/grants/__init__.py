"""Certificates, paid licences and marks of quality."""
