"""Checkout, orders, hand-over and what buyers pay and get back."""
