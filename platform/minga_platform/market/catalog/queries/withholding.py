"""What nobody may buy now, since the commons do not let it be sold: money is taken only for what is given, and a work's licence is kept.

Whatever the length of a list, the commons read a fixed number of times; and not at all where nothing in it asks them.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.market.catalog.ports import JOINED, Leave

REASON = "not_agreed"
"""Why a licence cannot be bought."""


async def withheld(work: Work, variant_ids: Collection[UUID]) -> frozenset[UUID]:
    """Of these variants, all of which grant a licence, those that cannot be bought now. Nothing is asked where there are none."""
    if not variant_ids or JOINED.commons is None:
        return frozenset()
    return await JOINED.commons.withheld(work, sorted(variant_ids))


async def leaves_of(work: Work, product_ids: Collection[UUID]) -> Mapping[UUID, Leave]:
    """What the commons say of these products, which are made from works; nothing is asked where there are none."""
    if not product_ids or JOINED.commons is None:
        return {}
    return await JOINED.commons.leaves(work, sorted(product_ids))


def is_hindered(leave: Leave | None) -> bool:
    """Whether its maker may not sell what is made from the work."""
    return leave is not None and bool(leave.hindrance)
