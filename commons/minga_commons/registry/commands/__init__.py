"""What people do with works in the commons."""
