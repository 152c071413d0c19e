"""What is done about goods that come back."""
