"""Programs of members that are told what happens."""
