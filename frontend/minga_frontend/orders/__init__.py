"""Checkout, the order, and what buyers see of theirs."""
