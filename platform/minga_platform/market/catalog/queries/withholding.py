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


async def barred(work: Work, product_ids: Collection[UUID]) -> frozenset[UUID]:
    """Of these products, which are made from works or grant licences, those of which no form can be bought now."""
    if not product_ids or JOINED.commons is None:
        return frozenset()
    rows = await work.rows(
        """SELECT p.id, p.asks_commons, array_agg(v.id) FILTER (WHERE v.grants_licence) AS licences, bool_or(NOT v.grants_licence) AS goods
        FROM product p JOIN variant v ON v.cooperative_id = p.cooperative_id AND v.product_id = p.id AND v.state = 'offered'
        WHERE p.cooperative_id = $1 AND p.id = ANY ($2) GROUP BY p.cooperative_id, p.id""",
        work.cooperative_id,
        list(product_ids),
    )
    leaves = await leaves_of(work, [row["id"] for row in rows if row["asks_commons"]])
    waiting = await withheld(work, [one for row in rows for one in row["licences"] or ()])
    return frozenset(
        row["id"]
        for row in rows
        if is_hindered(leaves.get(row["id"])) or (not row["goods"] and waiting.issuperset(row["licences"]))
    )


def is_hindered(leave: Leave | None) -> bool:
    """Whether its maker may not sell what is made from the work."""
    return leave is not None and bool(leave.hindrance)
