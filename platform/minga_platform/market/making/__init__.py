"""Goods made to order: how many a week, and by when an order's are promised."""
