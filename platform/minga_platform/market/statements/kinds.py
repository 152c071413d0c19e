"""The words that rows of statements hold: whose statement it is, what a line was found to be."""

from typing import Final

CHANNELS: Final = ("bank", "mobile")
USES: Final = (
    "payment",
    "payout",
    "payout_return",
    "refund",
    "deposit",
    "seller_debt",
    "bank_fee",
    "set_aside",
    "pair",
)
KEPT_AS: Final = {"share": "payout", "share_return": "payout_return", "refund_return": "payout_return"}
"""A contributor's shares leave and come back as a maker's payout does, and are kept as one, and so is a refund that comes back: the id
tells whose it is."""
