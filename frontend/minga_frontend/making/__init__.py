"""Goods made to order, on their maker's pages."""
