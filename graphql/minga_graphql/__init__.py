"""The public API: the one door to the rooms below."""
