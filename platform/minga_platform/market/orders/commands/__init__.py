"""The verbs of checkout and orders, a file for each stretch of an order's life."""
