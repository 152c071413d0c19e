"""Pages for deciding together: what needs one today, proposals, decisions."""
