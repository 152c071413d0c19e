"""A maker's day: what to prepare, what was earned, where it goes."""
