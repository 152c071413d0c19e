"""The books as people read them."""
