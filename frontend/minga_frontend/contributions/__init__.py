"""Pages about what members give, and the days on which they do it together."""
