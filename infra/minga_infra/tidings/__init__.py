"""Who is told of what happened between people, and by which channel."""
