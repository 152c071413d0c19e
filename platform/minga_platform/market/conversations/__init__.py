"""What a buyer and a maker write to each other: about an order, a product, or the stall. Nobody else reads it."""
