"""Calls to addresses that somebody else wrote."""
