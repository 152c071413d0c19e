"""What the stand-in keeps and how each thing changes, one module for each of Stripe's nouns."""
