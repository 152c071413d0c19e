"""Files to take along, asked for and fetched on one page."""
