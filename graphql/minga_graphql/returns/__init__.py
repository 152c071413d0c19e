"""Withdrawing, and goods that come back."""
