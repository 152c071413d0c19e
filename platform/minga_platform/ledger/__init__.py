"""Accounts and transfers: every value that moves, moves here."""
