"""What is done with a case, by verb."""
