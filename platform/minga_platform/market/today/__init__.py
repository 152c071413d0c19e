"""What needs a maker today: her orders, her letters, her stock and her money in one look."""
