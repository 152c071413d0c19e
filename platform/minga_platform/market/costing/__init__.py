"""What a maker's work costs her: a sheet that only her stall sees, and the price below which she pays to sell."""
