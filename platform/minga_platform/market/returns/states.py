"""The states of a return and the allowed moves, as data."""

KINDS = ("withdrawal", "fault")
"""`withdrawal`: the buyer's right, nobody has to agree. `fault`: something is not as it should be; the co-op answers first."""

STATES = ("asked", "declared", "received", "inspected", "settled", "declined")

MOVES: dict[str, tuple[str, ...]] = {
    "asked": ("declared", "declined"),
    "declared": ("received", "inspected", "settled"),
    "received": ("inspected", "settled"),
    "inspected": ("settled",),
    "settled": (),
    "declined": (),
}
"""`inspected`: somebody at the stall would give less back; whoever may refund for the co-op decides."""

CONDITIONS = ("as_new", "used", "damaged", "missing")
"""What came back, as whoever opened the parcel found it."""
