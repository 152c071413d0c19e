"""Stock under many buyers at once: held, given back, taken, put back. Base units; uncounted items are passed over.

Each verb is one statement for any number of items: rows are locked in id order, so that two baskets cannot wait for
each other; the decision is made on what the lock shows; CHECK constraints stand behind it. Available = on_hand − held.
"""

from collections.abc import Mapping
from uuid import UUID

import asyncpg

from minga_platform.kernel.work import Work
from minga_platform.market.catalog import bands
from minga_platform.market.catalog.amounts import FEW_PORTIONS
from minga_platform.market.catalog.errors import OutOfStock, Shortage

# The wishes stand in sub-selects, so that one plan serves all of them (see `Work.rows`).
# `crossed` tells whether any variant's band changed, so that the listing is written only then. A row that another unit
# changed while we waited for its lock is read anew by UPDATE itself (EvalPlanQual), so `held + wanted` is never stale.
_CHANGE = """WITH wish AS (SELECT id, wanted FROM unnest((SELECT $2::uuid[]), (SELECT $3::bigint[])) AS w (id, wanted)),
glimpsed AS (SELECT s.id, s.counted, s.on_hand - s.held AS available FROM stock_item s
    WHERE {hopes} AND s.cooperative_id = $1 AND s.id = ANY((SELECT $2::uuid[])::uuid[])),
hopeless AS (SELECT coalesce(bool_or(g.counted AND g.available < w.wanted), false) AS yes FROM wish w JOIN glimpsed g ON g.id = w.id),
locked AS (SELECT s.id, s.counted, s.on_hand - s.held AS available FROM stock_item s
    WHERE s.cooperative_id = $1 AND s.id = ANY((SELECT $2::uuid[])::uuid[]) AND NOT (SELECT yes FROM hopeless) ORDER BY s.id FOR NO KEY UPDATE),
known AS (SELECT * FROM locked UNION ALL SELECT * FROM glimpsed WHERE (SELECT yes FROM hopeless)),
seen AS (SELECT w.id, w.wanted, l.counted, coalesce(l.available, 0) AS available,
    {refused} AS short FROM wish w LEFT JOIN known l ON l.id = w.id),
changed AS (UPDATE stock_item s SET {change} FROM seen
    WHERE s.cooperative_id = $1 AND s.id = seen.id AND seen.counted AND NOT (SELECT bool_or(short) FROM seen)
    RETURNING s.id, s.on_hand - s.held AS available)
SELECT seen.id, seen.counted, seen.wanted, seen.available, seen.short,
    changed.id IS NOT NULL AND EXISTS (SELECT FROM variant v
        WHERE v.cooperative_id = $1 AND v.stock_item_id = changed.id AND v.state = 'offered'
        AND ((changed.available < v.least * v.draws) <> (seen.available < v.least * v.draws)
            OR (changed.available < {few} * v.least * v.draws)
                <> (seen.available < {few} * v.least * v.draws))) AS crossed
FROM seen LEFT JOIN changed ON changed.id = seen.id"""


def _statement(change: str, refused: str = "false", hopes: str = "false") -> str:
    return _CHANGE.format(change=change, refused=refused, hopes=hopes, few=FEW_PORTIONS)


# What can be refused is glimpsed without a lock first: when a thing is sold out, the many who still ask for it do not queue.
# A glimpse only ever refuses; whoever is given something was given it under the lock.
_HOLD = _statement("held = s.held + seen.wanted", "(l.id IS NULL OR (l.counted AND l.available < w.wanted))", "true")
_GIVE_BACK = _statement("held = s.held - seen.wanted")
_TAKE = _statement("held = s.held - seen.wanted, on_hand = s.on_hand - seen.wanted")
_PUT_BACK = _statement("on_hand = s.on_hand + seen.wanted")


async def hold(work: Work, demands: Mapping[UUID, int]) -> dict[UUID, int]:
    """Reserve stock: all of it or nothing. `demands`: stock item → base units, already summed per item.

    Answers what was held: the counted items only. That is what to reserve, and later to give back or take; an item
    that is not counted may become counted in between. Refuses: OutOfStock with every shortage.
    """
    rows = await _run(work, _HOLD, demands)
    shortages = [Shortage(row["id"], max(row["available"], 0), row["wanted"]) for row in rows if row["short"]]
    if shortages:
        raise OutOfStock(shortages[0].available, sorted(shortages, key=lambda shortage: shortage.stock_item_id))
    return {row["id"]: row["wanted"] for row in rows if row["counted"]}


async def give_back(work: Work, held: Mapping[UUID, int]) -> None:
    """End a reservation without a sale."""
    await _run(work, _GIVE_BACK, held)


async def take(work: Work, held: Mapping[UUID, int]) -> None:
    """End a reservation with a sale: it leaves what is on hand."""
    await _run(work, _TAKE, held)


async def put_back(work: Work, taken: Mapping[UUID, int]) -> None:
    """Sold stock returns after a cancellation. An item that is not counted any more stays so."""
    await _run(work, _PUT_BACK, taken)


async def _run(work: Work, statement: str, demands: Mapping[UUID, int]) -> list[asyncpg.Record]:
    if not demands:
        return []
    if any(wanted < 1 for wanted in demands.values()):
        raise ValueError("stock moves by whole base units, at least one")
    rows = await work.rows(statement, work.cooperative_id, list(demands), list(demands.values()))
    crossed = [row["id"] for row in rows if row["crossed"]]
    if crossed:
        await bands.refresh(work, crossed)
    return rows
