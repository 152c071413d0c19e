"""What is on offer, and how makers say so."""
