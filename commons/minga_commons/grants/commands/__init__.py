"""Certificates are issued, given, bought and revoked."""
