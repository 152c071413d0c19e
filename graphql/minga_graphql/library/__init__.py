"""Tools and rooms of the library, as programs see them."""
