"""Who takes part: people, how they prove who they are, their standing in a co-op, and what they may do there."""
