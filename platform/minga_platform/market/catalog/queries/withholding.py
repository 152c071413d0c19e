"""Licences for sale that nobody may buy yet: money is taken only for what is given."""

from collections.abc import Collection
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.market.catalog.ports import JOINED

REASON = "not_agreed"
"""Why such a variant cannot be bought."""


async def withheld(work: Work, variant_ids: Collection[UUID]) -> frozenset[UUID]:
    """Of these variants, all of which grant a licence, those that cannot be bought now. Nothing is asked where there are none."""
    if not variant_ids or JOINED.commons is None:
        return frozenset()
    return await JOINED.commons.withheld(work, sorted(variant_ids))
