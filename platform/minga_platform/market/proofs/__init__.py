"""What a maker earned, shown to somebody she chooses: by a link that expires and that checks itself against the books."""
