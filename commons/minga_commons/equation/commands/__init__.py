"""Dividing an income, and paying what is due to contributors."""
