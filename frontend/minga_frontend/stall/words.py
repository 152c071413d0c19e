"""What a stall's debts are called."""

from collections.abc import Mapping
from typing import Final

from minga_platform.kernel.locale import mark

DEBTS: Final[Mapping[str, str]] = {
    "refund": mark("A refund of what you had been paid"),
    "netting": mark("Set off against a payout"),
    "netting_undone": mark("A payout that had set it off did not go"),
    "remittance_reversed": mark("Taken back out of your card account"),
    "dispute_fee": mark("The fee of a lost dispute"),
    "own_till_settled": mark("Fee and tax of what you took into your own till"),
    "dues_set_off": mark("Set off against dues"),
    "shares_set_off": mark("Set off against shares"),
    "purchase_set_off": mark("A purchase that your earnings paid"),
    "purchase_set_off_back": mark("A purchase that your earnings had paid went back"),
    "seller_debt_paid": mark("Paid to the co-op"),
}
"""Kind of the journal → why it changed what a stall owes."""
