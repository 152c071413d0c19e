"""Goods that come back: withdrawing from a purchase, and what was not as it should be."""
