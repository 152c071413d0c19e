"""Working groups: who is in them, what is in the purse, and what it is spent for."""
