"""For programs: try the API and read what it knows, served by ourselves."""
