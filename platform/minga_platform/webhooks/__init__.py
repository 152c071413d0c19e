"""What happens in a co-op, told to its members' own programs."""
