"""People and their accounts, their standing in a co-op, and its offices."""
