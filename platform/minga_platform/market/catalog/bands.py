"""The stock band of a listing: kept beside the count, rewritten only when it changes.

The listing row is locked in one statement and computed in the next: under READ COMMITTED the second statement sees
what a unit that was waited for has committed, so two sales of two variants cannot leave the band of neither.
Locks are taken product → stock item → listing, each in id order, wherever the catalogue takes more than one.
"""

from collections.abc import Sequence
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.market.catalog.amounts import FEW_PORTIONS
from minga_platform.market.catalog.events import ListingsChanged

VARIANT_BAND = f"""CASE WHEN NOT s.counted THEN 2 WHEN s.on_hand - s.held < v.least * v.draws THEN 0
    WHEN s.on_hand - s.held < {FEW_PORTIONS} * v.least * v.draws THEN 1 ELSE 3 END"""
"""`amounts.band_of` as a rank in SQL (stock_item s, variant v): a product shows the best of its variants."""

BAND_NAMES = "(ARRAY['none', 'few', 'made_to_order', 'plenty'])"

_LOCK = """SELECT l.product_id FROM listing l WHERE l.cooperative_id = $1 AND l.product_id IN (
    SELECT v.product_id FROM variant v WHERE v.cooperative_id = $1 AND v.stock_item_id = ANY($2))
    ORDER BY l.product_id FOR NO KEY UPDATE OF l"""

_WRITE = f"""UPDATE listing l SET stock_band = b.band FROM (
    SELECT v.product_id, {BAND_NAMES}[1 + max({VARIANT_BAND})] AS band
    FROM variant v JOIN stock_item s ON s.cooperative_id = v.cooperative_id AND s.id = v.stock_item_id
    WHERE v.cooperative_id = $1 AND v.product_id = ANY($2) AND v.state = 'offered' GROUP BY v.product_id) b
    WHERE l.cooperative_id = $1 AND l.product_id = b.product_id AND l.stock_band <> b.band RETURNING l.product_id"""


async def refresh(work: Work, stock_item_ids: Sequence[UUID]) -> None:
    """Write the bands of all listings that draw on these stock items."""
    products = [row["product_id"] for row in await work.rows(_LOCK, work.cooperative_id, list(stock_item_ids))]
    if not products:
        return
    changed = [str(row["product_id"]) for row in await work.rows(_WRITE, work.cooperative_id, products)]
    if changed:
        work.emit(ListingsChanged(product_ids=tuple(changed)))
