"""Where the buyer's money goes, before she pays: from the same arithmetic and the same rules as the ledger's."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.ledger.amounts import LineSplit, split_line
from minga_platform.market.catalog.ports import Leave
from minga_platform.rules import queries as rules

FEE, FEE_TAX = "market.fee_bps", "market.fee_tax_bps"


@dataclass(frozen=True, slots=True)
class PriceStory:
    """The split of one line bought now, its rates in basis points, and the adoptions that set the co-op's two rates."""

    split: LineSplit
    tax_bps: int
    fee_bps: int
    fee_tax_bps: int
    fee_adoption_id: UUID
    fee_tax_adoption_id: UUID
    royalty_bps: int = 0
    """What the maker leaves with the work of the commons that it is made from, of the net price and out of her part."""


async def price_story(work: Work, gross: int, tax_bps: int, leave: Leave | None = None) -> PriceStory:
    """For a line of `gross` minor units. The rules are kept in the process for half a minute, so this rarely asks.

    `leave`: what the commons say of the product, where it is made from a work of theirs.
    """
    fee, fee_tax = await rules.version_at(work, FEE), await rules.version_at(work, FEE_TAX)
    assert isinstance(fee.value, int)
    assert isinstance(fee_tax.value, int)
    royalty_bps = leave.royalty_bps if leave is not None else 0
    return PriceStory(
        split_line(gross, tax_bps, fee.value, fee_tax.value).with_royalty(royalty_bps),
        tax_bps,
        fee.value,
        fee_tax.value,
        fee.adoption_id,
        fee_tax.adoption_id,
        royalty_bps,
    )
