"""Claims about status and who stands by them, as programs see them."""
