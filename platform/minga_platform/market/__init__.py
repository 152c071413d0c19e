"""Selling together: catalogue, cart, orders, payments, hand-over."""
