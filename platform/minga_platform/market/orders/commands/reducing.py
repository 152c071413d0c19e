"""A code makes an order cheaper: what it takes off each line, in the quote and, under its lock, in the order."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.ledger.amounts import split_line
from minga_platform.market.discounts import commands as discounts
from minga_platform.market.discounts.amounts import fee_can_bear, spread
from minga_platform.market.discounts.queries import DiscountRow
from minga_platform.market.orders.quoting import QuotedLine


async def reduced(
    work: Work, discount_id: UUID, lines: Sequence[QuotedLine], rates: Mapping[str, int]
) -> list[QuotedLine]:
    """The lines with what the code takes off each; one use more is counted. Refuses: CodeNotTaken."""
    prices = [(one.offer.stall_id, one.total_minor) for one in lines if one.offer and not one.is_voucher]
    currency = next(one.offer.currency for one in lines if one.offer)
    found = await discounts.use(
        work, discount_id, currency=currency, lines=prices, person_id=work.scope.person_id
    )  # fmt: skip
    return with_discount(found, lines, rates)


def with_discount(found: DiscountRow, lines: Sequence[QuotedLine], rates: Mapping[str, int]) -> list[QuotedLine]:
    """What a code takes off each line. A stall's code falls on its own lines, the co-op's on all, as far as its fee bears it."""
    places = [
        place
        for place, one in enumerate(lines)
        if one.is_bought and one.offer and not one.is_voucher and found.stall_id in (None, one.offer.stall_id)
    ]
    prices = [lines[place].total_minor for place in places]
    by_fee = found.stall_id is None
    most = [_fee_bears(lines[place], rates) for place in places] if by_fee else prices
    off = spread(found.worth, prices, most) if places else []
    result = list(lines)
    for place, minor in zip(places, off, strict=True):
        result[place] = replace(result[place], discount_minor=minor, fee_bears=by_fee)
    return result


def _fee_bears(one: QuotedLine, rates: Mapping[str, int]) -> int:
    assert one.offer is not None
    full = split_line(one.total_minor, one.offer.tax_bps, rates["market.fee_bps"], rates["market.fee_tax_bps"])
    return fee_can_bear(full, one.offer.tax_bps)


async def note(work: Work, discount_id: UUID, order_id: UUID, currency: str, lines: Sequence[QuotedLine]) -> None:
    """Freeze it on the order's lines."""
    by_variant = [(one.line.variant_id, one.discount_minor) for one in lines]
    await discounts.note_use(work, discount_id, order_id, currency=currency, by_variant=by_variant)
