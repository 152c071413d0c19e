"""A maker shows what she earned to somebody she chooses; who has the link can check it."""
