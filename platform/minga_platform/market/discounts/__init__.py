"""Discount codes: who bears them, whom they are for, and how they are spread over the lines of an order."""
