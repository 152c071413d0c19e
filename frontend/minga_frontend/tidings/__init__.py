"""Short letters about what happened between people: a message, a review, a restriction."""
