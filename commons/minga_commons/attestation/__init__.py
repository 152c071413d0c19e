"""One engine for what peers say of one another: status, contributions, marks of quality."""
