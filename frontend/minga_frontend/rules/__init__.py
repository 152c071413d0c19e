"""The rules and statutes of a co-op as people read them."""
