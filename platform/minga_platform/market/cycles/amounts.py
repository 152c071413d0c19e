"""What a cycle's fees take of each line, by purpose. Pure.

The fees are a part of the line's fee, not a sixth part of its price: so the split of a line, its refunds and its documents
stay what they are, and only the books tell more. `docs/decisions` works one order through to the cent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from minga_platform.kernel.money import BPS, allocate, share_half_up
from minga_platform.ledger.amounts import LineSplit, exact_part

SALES: Final = "sales"
"""The purpose of the co-op's own fee."""

Purposes = tuple[tuple[str, int], ...]
"""What a line's fee is for: (purpose, minor units), the co-op's own first; sums to the fee."""


@dataclass(frozen=True, slots=True)
class CycleFee:
    """A fee of a cycle. `of_goods`: basis points of the net price; otherwise minor units, for each line or once per order."""

    purpose: str
    kind: str
    bps: int
    amount_minor: int


def levy(
    splits: Sequence[LineSplit],
    fees: Sequence[CycleFee],
    *,
    fee_tax_bps: int,
    most_bps: int,
    order_fees_due: bool,
) -> list[tuple[LineSplit, Purposes]]:
    """Take a cycle's fees out of the makers' parts of an order's lines.

    Together never more than `most_bps` of a line's net price, nor more than its maker has; what is too much is cut in
    proportion. `order_fees_due`: not when the buyer has borne them in this cycle already.
    """
    nets = [split.net for split in splits]
    once = {
        place: allocate(fee.amount_minor, nets)
        for place, fee in enumerate(fees)
        if fee.kind == "per_order" and order_fees_due and sum(nets) > 0
    }
    levied = []
    for number, split in enumerate(splits):
        wanted = [
            share_half_up(split.net, fee.bps, BPS)
            if fee.kind == "of_goods"
            else fee.amount_minor
            if fee.kind == "per_line"
            else once[place][number]
            if place in once
            else 0
            for place, fee in enumerate(fees)
        ]
        levied.append(_take(split, fees, wanted, fee_tax_bps, most_bps))
    return levied


def _take(
    split: LineSplit, fees: Sequence[CycleFee], wanted: Sequence[int], fee_tax_bps: int, most_bps: int
) -> tuple[LineSplit, Purposes]:
    total = min(sum(wanted), split.net * most_bps // BPS)
    while total and split.earning - total - _more_tax(split, total, fee_tax_bps) < 0:
        # The exact bound, and at most a few cents of rounding above it.
        total = min(total - 1, max(split.earning, 0) * BPS // (BPS + fee_tax_bps) + 1)
    taken = wanted if total == sum(wanted) else exact_part(wanted, total)
    by_purpose: dict[str, int] = {SALES: split.fee}
    for fee, amount in zip(fees, taken, strict=True):
        by_purpose[fee.purpose] = by_purpose.get(fee.purpose, 0) + amount
    more_tax = _more_tax(split, total, fee_tax_bps) if total else 0
    whole = replace(
        split,
        fee=split.fee + total,
        fee_tax=split.fee_tax + more_tax,
        earning=split.earning - total - more_tax,
    )
    return whole, tuple((purpose, amount) for purpose, amount in by_purpose.items() if amount)


def _more_tax(split: LineSplit, fee: int, fee_tax_bps: int) -> int:
    """Tax on the fee is rounded once, on the whole of it."""
    return share_half_up(split.fee + fee, fee_tax_bps, BPS) - split.fee_tax


def purposes_of(purposes: Mapping[str, int] | None, fee: int, *, before: int = 0) -> list[tuple[str, int]]:
    """By purpose, what of a line's fee the piece `fee` is, after `before` of it was taken up already (both minor units).

    Cumulative, as every reversal is: in however many steps a fee goes back, each purpose gives back exactly its own.
    A line without purposes has the co-op's fee alone.
    """
    if not purposes:
        return [(SALES, fee)]
    names = sorted(purposes)
    parts = [purposes[name] for name in names]
    earlier, later = exact_part(parts, before), exact_part(parts, before + fee)
    return [(name, end - start) for name, start, end in zip(names, earlier, later, strict=True) if end != start]
