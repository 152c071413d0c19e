"""Signing in and up, the account, confirming who one is, offices."""
