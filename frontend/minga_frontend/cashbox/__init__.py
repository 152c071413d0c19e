"""Cash boxes at the counter: who holds one, what moved, counting by two, closing, and the sheet to sign."""
