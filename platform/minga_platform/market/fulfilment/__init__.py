"""How goods reach the buyer: pickup points, slots, delivery."""
