"""Writing down what a thing costs to make."""

from collections.abc import Sequence
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound, SignInNeeded
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import shapes
from minga_platform.market.costing import queries
from minga_platform.market.costing.amounts import Costs, floor_price
from minga_platform.market.costing.errors import TooManyMaterials
from minga_platform.membership import access

MOST_MATERIALS = 40
_LARGEST = 10**12


async def write_costing_sheet(
    work: Work,
    viewer: Viewer,
    *,
    variant_id: UUID,
    pieces: int,
    materials: Sequence[tuple[str, int]],
    minutes: int,
    overhead_minor: int,
    note: str = "",
) -> UUID:
    """Write a sheet for a batch of `pieces`; those before it stay as its history. Only who keeps the stall sees any of it.

    `materials`: what, and minor units of the co-op's currency. Refuses: SignInNeeded, NotFound, InvalidInput, TooManyMaterials.
    """
    if viewer.person_id is None:
        raise SignInNeeded
    agent_id = await access.agent_of(work, viewer)
    kept = await queries.costing(work, viewer, variant_id)
    if kept is None:
        raise NotFound
    if len(materials) > MOST_MATERIALS:
        raise TooManyMaterials(MOST_MATERIALS)
    shapes.whole(1, 10**9)("pieces", pieces)
    shapes.whole(0, 10**6)("minutes", minutes)
    shapes.whole(0, _LARGEST)("overhead", overhead_minor)
    listed = []
    for what, minor in materials:
        named = shapes.line(120)("materials", what)
        if not named:
            raise InvalidInput("materials", "required")
        listed.append({"what": named, "minor": shapes.whole(0, _LARGEST)("materials", minor)})
    costs = Costs(pieces, sum(minor for _, minor in materials), overhead_minor, minutes)
    sheet_id = ids.new()
    await work.execute(
        """INSERT INTO costing_sheet (cooperative_id, id, variant_id, pieces, materials, minutes, overhead_minor, currency, wage_minor,
            floor_minor, fee_bps, tax_bps, royalty_bps, note, written_by, written_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)""",
        work.cooperative_id, sheet_id, variant_id, pieces, listed, minutes, overhead_minor, kept.currency, kept.rates.wage_minor,
        floor_price(costs.for_price_per(kept.price_per), kept.rates), kept.rates.fee_bps, kept.rates.tax_bps, kept.rates.royalty_bps,
        shapes.line(500)("note", note), agent_id, work.now,
    )  # fmt: skip
    return sheet_id
