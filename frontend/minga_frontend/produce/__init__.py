"""Pages of produce: the scales, lots, jars that come back, buying together."""
