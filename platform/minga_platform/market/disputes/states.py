"""The states of a dispute and the allowed moves, as data."""

DISPUTE_STATES = ("inquiry", "needs_response", "under_review", "won", "lost")
"""`inquiry`: the bank asks and has taken nothing. `needs_response`: it took the money, and the co-op may answer until a date.
`under_review`: it was answered. `won`: the money came back. `lost`: it stays with the buyer."""

OPEN = ("inquiry", "needs_response", "under_review")

DISPUTE_MOVES: dict[str, tuple[str, ...]] = {
    "inquiry": ("needs_response", "under_review", "won", "lost"),
    "needs_response": ("under_review", "won", "lost"),
    "under_review": ("needs_response", "won", "lost"),
    "won": ("lost",),
    "lost": (),
}
"""A buyer may bring what was won before the next instance; what was lost stays lost, and money that comes all the same is told."""

FEE_PARTIES = ("cooperative", "maker")
