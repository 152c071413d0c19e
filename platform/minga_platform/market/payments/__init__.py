"""Money from buyers, back to buyers, and on to makers."""
