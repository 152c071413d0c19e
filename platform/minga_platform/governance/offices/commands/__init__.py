"""What changes offices."""
