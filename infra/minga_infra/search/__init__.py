"""Programs that find goods by words."""
