"""What members are, and who stands by it."""
