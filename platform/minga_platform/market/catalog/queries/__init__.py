"""What people look at: listings, facets, products, stalls. Each read is one statement."""
