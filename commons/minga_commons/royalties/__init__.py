"""The way back from a sale to the commons: which release a product is made from, and what each sale leaves with it."""
