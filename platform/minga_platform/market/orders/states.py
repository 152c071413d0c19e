"""The states of an order and its parts, and the allowed moves, as data."""

CHECKOUT_STATES = ("open", "placed", "lapsed", "abandoned")
RESERVATION_STATES = ("held", "taken", "given_back")

ORDER_STATES = ("awaiting_payment", "placed", "completed", "cancelled")
"""`awaiting_payment`: a card attempt or bank transfer is under way. `placed`: paid, or to be paid at pickup."""

SELLER_ORDER_STATES = ("waiting", "to_prepare", "ready", "handed_over", "cancelled")

SELLER_ORDER_MOVES: dict[str, tuple[str, ...]] = {
    "waiting": ("to_prepare", "cancelled"),
    "to_prepare": ("ready", "handed_over", "cancelled"),
    "ready": ("to_prepare", "handed_over", "cancelled"),
    "handed_over": (),
    "cancelled": (),
}
"""`waiting` for the payment; a stall sees an order when it is `to_prepare`."""

PAYMENT_METHODS = ("card", "pickup", "bank", "invoice")
PAID_AFTER = frozenset({"pickup", "invoice"})
"""Methods whose money comes after the goods: in cash when they are fetched, or on an invoice due in some days."""
FULFILMENT_METHODS = ("pickup", "delivery")
