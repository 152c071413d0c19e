"""One-off pieces: sold, they are put away by themselves; come back, they are shown again."""

from collections.abc import Sequence
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.market.catalog import listing
from minga_platform.market.catalog.errors import NotOneOff


async def require_single(work: Work, product_id: UUID) -> None:
    """Refuses: NotOneOff."""
    row = await work.row(
        """SELECT count(*) AS forms, coalesce(bool_and(v.unit = 'piece' AND i.counted AND i.on_hand <= 1), false) AS single
        FROM variant v JOIN stock_item i ON i.cooperative_id = v.cooperative_id AND i.id = v.stock_item_id
        WHERE v.cooperative_id = $1 AND v.product_id = $2 AND v.state = 'offered'""",
        work.cooperative_id,
        product_id,
    )
    if row is None or row["forms"] != 1 or not row["single"]:
        raise NotOneOff


_LEFT = """(SELECT coalesce(sum(i.on_hand), 0) FROM variant v
    JOIN stock_item i ON i.cooperative_id = v.cooperative_id AND i.id = v.stock_item_id
    WHERE v.cooperative_id = p.cooperative_id AND v.product_id = p.id AND v.state = 'offered')"""


async def settle(work: Work, product_ids: Sequence[UUID]) -> None:
    """Bring one-off pieces among these products in line with what is there: put away what is sold, show again what came back.

    Judged by the stock alone, so it may be said twice, and late. Only what was put away by a sale comes back by itself.
    """
    if not product_ids:
        return
    # Locked in their order first: the listing takes the same locks.
    await work.rows(
        "SELECT id FROM product WHERE cooperative_id = $1 AND id = ANY($2) AND is_one_off ORDER BY id FOR NO KEY UPDATE",
        work.cooperative_id, list(product_ids),
    )  # fmt: skip
    changed = await work.rows(
        f"""UPDATE product p SET state = CASE WHEN {_LEFT} = 0 THEN 'archived' ELSE 'published' END,
            sold_at = CASE WHEN {_LEFT} = 0 THEN $3::timestamptz END, version = version + 1
        WHERE p.cooperative_id = $1 AND p.id = ANY($2) AND p.is_one_off
          AND ((p.state = 'published' AND {_LEFT} = 0) OR (p.state = 'archived' AND p.sold_at IS NOT NULL AND {_LEFT} > 0))
        RETURNING p.id""",
        work.cooperative_id, list(product_ids), work.now,
    )  # fmt: skip
    await listing.refresh(work, sorted(row["id"] for row in changed))
