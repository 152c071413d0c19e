"""Git repositories in which works of the commons live."""
