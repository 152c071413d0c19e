"""Card payments that a buyer's bank takes back: what is held meanwhile, what is answered, and how it ends."""
