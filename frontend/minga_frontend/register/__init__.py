"""Pages of the register: joining, my membership, members and applications, classes, and a person's own data."""
