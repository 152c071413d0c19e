"""What the law wants told of a product of its shelf, and what of it is missing."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.work import Work
from minga_platform.market.law.errors import FactsMissing
from minga_platform.market.law.profiles import missing

_FACTS = """SELECT p.id, p.state, k.law_profile, p.maker, p.responsible, p.materials, p.care, p.warnings, p.allergens, p.allergens_known,
    p.origin_country, p.provenance, s.contact AS stall_contact, s.trader_kind,
    (SELECT count(*) FROM picture t WHERE t.cooperative_id = p.cooperative_id AND t.product_id = p.id) AS pictures,
    ARRAY(SELECT v.unit <> 'piece' OR v.content_base IS NOT NULL FROM variant v
        WHERE v.cooperative_id = p.cooperative_id AND v.product_id = p.id AND v.state = 'offered') AS contents
FROM product p JOIN stall s ON s.cooperative_id = p.cooperative_id AND s.id = p.stall_id
LEFT JOIN category k ON k.cooperative_id = p.cooperative_id AND k.id = p.category_id
WHERE p.cooperative_id = $1 AND p.id = ANY($2::uuid[])"""


async def require_told(work: Work, product_id: UUID) -> None:
    """Refuses: FactsMissing, with all that is missing at once; NotFound."""
    row = await work.row(_FACTS, work.cooperative_id, [product_id])
    if row is None:
        raise NotFound
    if row["law_profile"] is None:
        return
    gaps = missing(row["law_profile"], row)
    if gaps:
        raise FactsMissing(row["law_profile"], gaps)


@asynccontextmanager
async def still_told(work: Work, *product_ids: UUID) -> AsyncIterator[None]:
    """Around a change: it takes away nothing that the law wants told of goods that are shown. What was missing before it, since
    their shelf asks for more than it did when they were shown, hinders no change. Refuses: FactsMissing."""
    before = await _gaps(work, product_ids) if product_ids else {}
    yield
    if not before:
        return
    for product_id, (profile, gaps) in (await _gaps(work, product_ids)).items():
        fresh = [fact for fact in gaps if product_id in before and fact not in before[product_id][1]]
        if fresh:
            raise FactsMissing(profile, fresh)


async def _gaps(work: Work, product_ids: Sequence[UUID]) -> dict[UUID, tuple[str, list[str]]]:
    """Of those that are shown: the kind of their shelf's goods, and what of it is missing."""
    rows = await work.rows(_FACTS, work.cooperative_id, list(product_ids))
    return {
        row["id"]: (row["law_profile"] or "", missing(row["law_profile"], row) if row["law_profile"] else [])
        for row in rows
        if row["state"] == "published"
    }


def missing_of(profile: str | None, product: Any, variants: Sequence[Any], pictures: int) -> list[str]:
    """The same of a product that was read whole (`queries.goods.kept_product`)."""
    if profile is None:
        return []
    told = {
        **{
            name: product[name]
            for name in (
                "maker", "responsible", "materials", "care", "warnings", "allergens", "allergens_known", "origin_country",
                "provenance", "stall_contact", "trader_kind",
            )
        },
        "pictures": pictures,
        "contents": [
            one["unit"] != "piece" or one["content_base"] is not None for one in variants if one["state"] == "offered"
        ],
    }  # fmt: skip
    return missing(profile, told)
