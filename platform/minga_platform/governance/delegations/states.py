"""What a vote can be about, as far as votes are lent: the kinds of proposals, by their names."""

SECRET_TOPICS = frozenset({"admission", "exclusion", "recall"})
"""Votes about people: always secret, and nobody votes for another there."""
TOPICS = (
    "rule_change", "statutes_amendment", "election", "budget", "surplus", "advisory", "free", *sorted(SECRET_TOPICS),
)  # fmt: skip
"""A test holds them against the kinds of proposals, which stand above this room."""
