"""How income is divided among those who contributed."""
