"""Proposals, discussions and decisions by API."""
