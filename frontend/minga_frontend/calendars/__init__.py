"""A member's own calendar, for the program that she keeps her dates in."""
