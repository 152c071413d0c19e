"""Files of the commons for people: brought in one piece or in parts, and looked at without being opened."""
