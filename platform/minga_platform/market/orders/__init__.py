"""Checkout, reservation, order and its parts by stall."""
