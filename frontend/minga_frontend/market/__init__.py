"""The market: what visitors walk through, and what makers keep."""
