"""When a product is sold: in which months, and whether only in order cycles."""

from collections.abc import Sequence
from uuid import UUID

from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import listing, rights


async def set_selling_time(
    work: Work, viewer: Viewer, *, product_id: UUID, only_in_cycles: bool, months: Sequence[int]
) -> UUID:
    """Say when a product is sold. `months`: 1 … 12, none is all year. Needs `product.edit`.

    The season is told, it locks nothing: hail and warm autumns keep to no calendar. Refuses: NotFound, NotAllowed, InvalidInput.
    """
    await rights.for_product(work, viewer, product_id)
    kept = sorted(set(months))
    if any(not 1 <= month <= 12 for month in kept):
        raise InvalidInput("months", "range", minimum="1", maximum="12")
    await work.execute(
        "UPDATE product SET only_in_cycles = $3, season_months = $4, version = version + 1 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, product_id, only_in_cycles, [] if len(kept) == 12 else kept,
    )  # fmt: skip
    await listing.refresh(work, [product_id])
    return product_id
