"""Work, care and things given to the commons, and the days on which members do it together."""
