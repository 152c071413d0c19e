"""What products are made from, and what their sales leave with the commons."""
