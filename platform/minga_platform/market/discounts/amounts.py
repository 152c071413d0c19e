"""What a code takes off each line. Pure.

The whole is fixed first, then spread by largest remainder, so Σ of the lines' discounts is the discount to the cent, and
each line keeps its own for good: when a neighbour is cancelled or refunded, nothing is spread anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from minga_platform.kernel.money import BPS, allocate, share_half_up
from minga_platform.ledger.amounts import LineSplit, tax_within


@dataclass(frozen=True, slots=True)
class Worth:
    """A part of the price (basis points), or an amount (minor units): one of the two."""

    percent_bps: int | None = None
    amount_minor: int | None = None


def spread(worth: Worth, grosses: Sequence[int], most: Sequence[int]) -> list[int]:
    """What comes off each line of these prices, no line more than its `most` (equal to its price, or what the fee can bear).

    An amount larger than all lines together takes all of them, and no more: a code never pays anybody out.
    """
    whole = sum(grosses)
    asked = worth.amount_minor if worth.percent_bps is None else share_half_up(whole, worth.percent_bps, BPS)
    off = min(asked or 0, sum(most))
    # Weights no larger than the bounds, and a whole no larger than their sum: so no share passes its bound.
    return allocate(off, most) if off else [0] * len(grosses)


def fee_can_bear(full: LineSplit, tax_bps: int) -> int:
    """How much of this line's price the co-op can let go while the maker still earns what she earns without the code."""
    maker = full.earning + full.royalty
    price = maker + share_half_up(maker, tax_bps, BPS)
    while price < full.gross and price - tax_within(price, tax_bps) < maker:
        price += 1
    return max(full.gross - price, 0)


def borne_by_fee(full: LineSplit, paid: LineSplit, fee_tax_bps: int) -> LineSplit:
    """The line as the buyer pays it, with the maker's part as it is without the code: what is off comes out of the fee.

    Where tax is rounded per order a cent may be missing; then it is missing to the maker, for a fee is never below nothing.
    """
    maker = min(full.earning + full.royalty, paid.net)
    left = paid.net - maker
    fee_tax = tax_within(left, fee_tax_bps)
    return replace(paid, fee=left - fee_tax, fee_tax=fee_tax, earning=maker, royalty=0)
