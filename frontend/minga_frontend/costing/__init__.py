"""What a maker's work costs her, on pages that only her stall sees."""
