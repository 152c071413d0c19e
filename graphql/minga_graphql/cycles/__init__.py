"""Order cycles: planning them, seeing them, ordering in them."""
