"""A maker's home: what needs her today, in plain sentences with a link each."""
