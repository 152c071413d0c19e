"""What the bank, or a mobile money operator, says has moved: read once, matched by reference, the rest left to a person."""
