"""A stall's costing sheets, for those who keep it and for nobody else."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog.ports import JOINED
from minga_platform.market.catalog.rights import stall_keepers
from minga_platform.market.costing.amounts import Costs, Rates, Worth, worth
from minga_platform.membership import access
from minga_platform.rules import queries as rules

_MOST = 50


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as it was written. `hour_minor` of that day's price is not kept: only what she knew of her costs is."""

    id: UUID
    costs: Costs
    materials: list[dict[str, Any]]
    wage_minor: int
    floor_minor: int
    note: str
    written_at: Any


@dataclass(frozen=True, slots=True)
class Costing:
    """A variant with its sheets, the newest first, and what its price comes to by the newest, at today's rates."""

    variant_id: UUID
    title: dict[str, str]
    variant_title: dict[str, str]
    price_minor: int
    price_per: int
    currency: str
    rates: Rates
    sheets: list[Sheet]
    worth: Worth | None


async def keeps(work: Work, viewer: Viewer, stall_id: UUID) -> bool:
    """Whether the asker keeps the stall herself: what her work costs is no office's business, so no role is asked."""
    present = await access.standing(work, viewer)
    return present is not None and await stall_keepers(work, stall_id, present.agent_id)


async def rates_of(work: Work, tax_bps: int, product_id: UUID | None) -> Rates:
    """What is taken of a price now. `product_id`: of a product that is made from a work of the commons."""
    royalty = 0
    if product_id is not None and JOINED.commons is not None:
        leave = (await JOINED.commons.leaves(work, [product_id])).get(product_id)
        royalty = leave.royalty_bps if leave else 0
    return Rates(
        tax_bps,
        await rules.number_at(work, "market.fee_bps"),
        await rules.number_at(work, "market.fee_tax_bps"),
        royalty,
        await rules.number_at(work, "market.living_wage_minor"),
    )


async def costing(work: Work, viewer: Viewer, variant_id: UUID) -> Costing | None:
    """A variant's sheets; None for who does not keep its stall."""
    row = await work.row(
        """SELECT v.id, v.title AS variant_title, v.price_minor, v.price_per, v.currency, p.id AS product_id, p.title, p.tax_bps,
            p.asks_commons, p.stall_id FROM variant v
        JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id
        WHERE v.cooperative_id = $1 AND v.id = $2""",
        work.cooperative_id,
        variant_id,
    )
    if row is None or not await keeps(work, viewer, row["stall_id"]):
        return None
    rates = await rates_of(work, row["tax_bps"], row["product_id"] if row["asks_commons"] else None)
    found = await work.rows(
        "SELECT id, pieces, materials, minutes, overhead_minor, wage_minor, floor_minor, note, written_at FROM costing_sheet "
        "WHERE cooperative_id = $1 AND variant_id = $2 ORDER BY written_at DESC, id DESC LIMIT $3",
        work.cooperative_id, variant_id, _MOST,
    )  # fmt: skip
    sheets = [
        Sheet(
            one["id"],
            Costs(
                one["pieces"], sum(part["minor"] for part in one["materials"]), one["overhead_minor"], one["minutes"]
            ),
            one["materials"],
            one["wage_minor"],
            one["floor_minor"],
            one["note"],
            one["written_at"],
        )
        for one in found
    ]
    price = row["price_minor"]
    told = None
    if sheets:
        # The price is for `price_per` base units, and so is the floor beside it.
        told = worth(price, sheets[0].costs.for_price_per(row["price_per"]), rates)
    return Costing(
        variant_id, row["title"], row["variant_title"], price, row["price_per"], row["currency"], rates, sheets, told
    )
