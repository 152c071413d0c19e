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
