"""What people looked for: help where nothing was found, the wish, and what makers see of it."""
