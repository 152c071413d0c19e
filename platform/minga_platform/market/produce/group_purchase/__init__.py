"""Many order together from a supplier who sells by the case."""
