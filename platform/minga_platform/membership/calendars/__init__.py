"""A member's own calendar: a secret address that calendar programs read without signing in."""
