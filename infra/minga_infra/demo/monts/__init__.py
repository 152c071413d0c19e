"""Atelier des Monts: a small co-op across the mountains, so that the market between co-ops is real."""
