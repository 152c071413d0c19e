"""What changes contributions and work days, by verb."""
