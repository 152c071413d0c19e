"""The states of money on its way, and the allowed moves, as data. An older state never overwrites a newer one."""

PAYMENT_STATES = ("open", "authorised", "paid", "failed", "void")
"""`open`: money is expected. `authorised`: the buyer's bank keeps it for us, nothing was taken yet. `paid`: captured, in the
ledger. `failed`/`void`: nothing was taken, nothing will be."""

CARD_WISHES = ("capture", "release")
CARD_WISH_STATES = ("requested", "done", "failed")
"""What is asked of the provider about an authorised payment, once for each payment: that it takes the money, or lets it go."""

ATTEMPT_STATES = ("created", "page_open", "paid", "declined", "expired", "superseded")
ATTEMPT_MOVES: dict[str, tuple[str, ...]] = {
    "created": ("page_open", "paid", "expired", "superseded"),
    "page_open": ("paid", "declined", "expired", "superseded"),
    "declined": ("paid", "expired"),
    "expired": ("paid",),
    "superseded": ("paid",),
    "paid": (),
}
"""`paid` may come late, after we gave up: then stock is found again or the money goes back by itself."""

REFUND_STATES = ("requested", "pending", "settled", "failed")
REFUND_MOVES: dict[str, tuple[str, ...]] = {
    "requested": ("pending", "settled", "failed"),
    "pending": ("settled", "failed"),
    "settled": ("failed",),
    "failed": ("requested",),
}

LIABLE = ("maker", "cooperative", "courier")
"""Who may bear the maker's share of a refund."""

REMITTANCE_STATES = ("requested", "sent", "failed")
BOOKINGS = ("none", "cost", "bank", "unexplained")
"""What may be booked when a discrepancy is settled: nothing; a cost that the provider took; a move to the co-op's own bank; or
money that nobody has explained yet."""

ACCOUNT_PAYOUT_STATES = ("requested", "sent", "paid", "failed")
ACCOUNT_PAYOUT_MOVES: dict[str, tuple[str, ...]] = {
    "requested": ("sent", "paid", "failed"),
    "sent": ("paid", "failed"),
    "paid": ("failed",),
    "failed": (),
}
"""A bank may send back what it had taken: `failed` after `paid` opens it again, as a new one."""

PAYOUT_STATES = ("prepared", "paid", "failed", "cancelled")
