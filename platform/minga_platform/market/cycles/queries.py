"""Order cycles as buyers, producers and coordinators see them. A whole cycle, or a whole list of them, is one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.market.catalog.queries.withholding import is_hindered, leaves_of, withheld


@dataclass(frozen=True, slots=True)
class CycleRow:
    """A cycle with all that belongs to it. `supplies`: [{id, stall_id, slug, name, delivers_from, delivers_until, instructions,
    goods: [{variant_id, …}]}]; `pickups`: [{point_id, name, address, fetch_from, fetch_until, instructions}]; `fees`: as `CycleFee`."""

    id: UUID
    name: dict[str, str]
    note: dict[str, str]
    opens_at: datetime
    closes_at: datetime
    repeat_days: int | None
    opened_at: datetime | None
    closed_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str
    version: int
    coordinator: str
    fees: list[dict[str, Any]]
    pickups: list[dict[str, Any]]
    supplies: list[dict[str, Any]]
    orders: int
    """How many stand in it."""
    waiting: int
    """Of them, how many wait for their payment: they are on no list yet."""


def state_at(row: Any, now: datetime) -> str:
    """One of `states.CYCLE_STATES`."""
    if row.cancelled_at is not None:
        return "cancelled"
    if row.closes_at <= now:
        return "closed"
    return "open" if row.opens_at <= now else "coming"


_HEAD = """c.id, c.name, c.note, c.opens_at, c.closes_at, c.repeat_days, c.opened_at, c.closed_at, c.cancelled_at, c.cancel_reason, c.version,
    (SELECT a.name FROM agent a WHERE a.cooperative_id = c.cooperative_id AND a.id = c.coordinator_id) AS coordinator,
    coalesce((SELECT jsonb_agg(jsonb_build_object('purpose', f.purpose, 'kind', f.kind, 'bps', f.bps, 'amount_minor', f.amount_minor)
        ORDER BY f.position) FROM cycle_fee f WHERE f.cooperative_id = c.cooperative_id AND f.cycle_id = c.id), '[]') AS fees,
    coalesce((SELECT jsonb_agg(jsonb_build_object('point_id', p.pickup_point_id, 'name', t.name, 'address', t.address,
            'takes_cash', t.takes_cash, 'fetch_from', p.fetch_from, 'fetch_until', p.fetch_until, 'instructions', p.instructions)
        ORDER BY p.fetch_from, t.position, t.id) FROM cycle_pickup p
        JOIN pickup_point t ON t.cooperative_id = p.cooperative_id AND t.id = p.pickup_point_id
        WHERE p.cooperative_id = c.cooperative_id AND p.cycle_id = c.id), '[]') AS pickups"""

_SUPPLIES = """coalesce((SELECT jsonb_agg(jsonb_build_object('id', s.id, 'stall_id', s.stall_id, 'slug', t.slug, 'name', t.name,
            'delivers_from', s.delivers_from, 'delivers_until', s.delivers_until, 'instructions', s.instructions,
            'goods', coalesce((SELECT jsonb_agg(jsonb_build_object('variant_id', v.id, 'product_id', p.id, 'slug', p.slug, 'title', p.title,
                    'variant_title', v.title, 'price_minor', v.price_minor, 'price_per', v.price_per, 'currency', v.currency, 'unit', v.unit,
                    'step', v.step, 'least', v.least, 'months', p.season_months, 'only_in_cycles', p.only_in_cycles,
                    'asks_commons', p.asks_commons, 'grants_licence', v.grants_licence,
                    'is_sold', v.state = 'offered' AND p.state = 'published' AND t.state = 'open',
                    'available', CASE WHEN k.counted THEN greatest(k.on_hand - k.held, 0) / v.draws END, 'picture', l.picture)
                ORDER BY l.sort_title, p.id, v.position, v.id)
                FROM cycle_good g JOIN variant v ON v.cooperative_id = g.cooperative_id AND v.id = g.variant_id
                JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id
                JOIN stock_item k ON k.cooperative_id = v.cooperative_id AND k.id = v.stock_item_id
                LEFT JOIN listing l ON l.cooperative_id = p.cooperative_id AND l.product_id = p.id
                WHERE g.cooperative_id = s.cooperative_id AND g.supply_id = s.id), '[]'))
        ORDER BY t.position, t.id) FROM cycle_supply s
        JOIN stall t ON t.cooperative_id = s.cooperative_id AND t.id = s.stall_id
        WHERE s.cooperative_id = c.cooperative_id AND s.cycle_id = c.id AND ($2::uuid IS NULL OR s.stall_id = $2)), '[]') AS supplies"""

_ORDERS = """(SELECT count(*) FROM sale_order o WHERE o.cooperative_id = c.cooperative_id AND o.cycle_id = c.id AND o.state <> 'cancelled') AS orders,
    (SELECT count(*) FROM sale_order o WHERE o.cooperative_id = c.cooperative_id AND o.cycle_id = c.id AND o.state = 'awaiting_payment') AS waiting"""
_NONE = "0 AS orders, 0 AS waiting"


async def cycle(work: Work, cycle_id: UUID, *, counted: bool = False, stall_id: UUID | None = None) -> CycleRow | None:
    """One cycle with everything. `counted`: with its orders' number; `stall_id`: with this stall's part of it alone."""
    row = await work.row(
        f"SELECT {_HEAD}, {_SUPPLIES}, {_ORDERS if counted else _NONE} FROM order_cycle c WHERE c.cooperative_id = $1 AND c.id = $3",
        work.cooperative_id,
        stall_id,
        cycle_id,
    )
    return None if row is None else CycleRow(**dict(row))


async def withheld_in(work: Work, cycles: Sequence[CycleRow]) -> frozenset[UUID]:
    """The variants of these cycles that nobody may buy now, since the commons do not let them be sold; asked where some of them ask."""
    goods = [one for cycle in cycles for supply in cycle.supplies for one in supply["goods"]]
    leaves = await leaves_of(work, {UUID(one["product_id"]) for one in goods if one["asks_commons"]})
    waiting = await withheld(work, {UUID(one["variant_id"]) for one in goods if one["grants_licence"]})
    return waiting | {UUID(one["variant_id"]) for one in goods if is_hindered(leaves.get(UUID(one["product_id"])))}


async def cycles(
    work: Work,
    *,
    running: bool = False,
    before: tuple[datetime, UUID] | None = None,
    first: int,
    counted: bool = False,
    stall_id: UUID | None = None,
) -> list[CycleRow]:
    """Cycles, the one that closes last first; one more than `first` where there are more. `running`: those that are open or to come.

    With `stall_id`: those to which this stall brings, with its part alone; without it, no goods are read.
    """
    supplies = _SUPPLIES if stall_id else "'[]'::jsonb AS supplies"
    rows = await work.rows(
        f"""SELECT {_HEAD}, {supplies}, {_ORDERS if counted else _NONE} FROM order_cycle c
            WHERE c.cooperative_id = $1 AND (NOT $3 OR (c.closes_at > $4 AND c.cancelled_at IS NULL))
                AND ($5::timestamptz IS NULL OR (c.closes_at, c.id) < ($5, $6))
                AND ($2::uuid IS NULL OR EXISTS (SELECT FROM cycle_supply s
                    WHERE s.cooperative_id = c.cooperative_id AND s.cycle_id = c.id AND s.stall_id = $2))
            ORDER BY c.closes_at DESC, c.id DESC LIMIT $7""",
        work.cooperative_id, stall_id, running, work.now, *(before or (None, None)), first + 1,
    )  # fmt: skip
    return [CycleRow(**dict(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class Ordered:
    """So much of a stall's variant was ordered in a cycle, in base units, by so many orders; cancelled ones are not in it."""

    cycle_id: UUID
    variant_id: UUID
    title: str
    variant_title: str
    unit: str
    quantity: int
    orders: int


async def ordered_from(work: Work, cycle_ids: Sequence[UUID], stall_id: UUID) -> list[Ordered]:
    """What was ordered of a stall in these cycles and may be brought: paid, or to be paid when it is fetched."""
    rows = await work.rows(
        """SELECT o.cycle_id, l.variant_id, max(l.title) AS title, max(l.variant_title) AS variant_title, l.unit, sum(l.quantity)::bigint AS quantity,
            count(DISTINCT o.id) AS orders
        FROM sale_order o JOIN seller_order s ON s.cooperative_id = o.cooperative_id AND s.order_id = o.id AND s.stall_id = $3
            AND s.state IN ('to_prepare', 'ready', 'handed_over')
        JOIN order_line l ON l.cooperative_id = s.cooperative_id AND l.seller_order_id = s.id AND l.draws > 0
        WHERE o.cooperative_id = $1 AND o.cycle_id = ANY($2) GROUP BY o.cycle_id, l.variant_id, l.unit ORDER BY 3, 4, 2""",
        work.cooperative_id,
        list(cycle_ids),
        stall_id,
    )
    return [Ordered(**dict(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class SellingTime:
    """When a product can be bought. `open`: the cycle that has it now; `next`: the one that will. `months`: its season (1 … 12)."""

    only_in_cycles: bool
    months: list[int]
    open: dict[str, Any] | None
    next: dict[str, Any] | None


async def selling_time(work: Work, product_id: UUID) -> SellingTime | None:
    """For a product's page."""
    row = await work.row(
        """SELECT p.only_in_cycles, p.season_months AS months, (array_agg(c.told ORDER BY c.closes_at) FILTER (WHERE c.opens_at <= $3))[1] AS open,
            (array_agg(c.told ORDER BY c.opens_at) FILTER (WHERE c.opens_at > $3))[1] AS next
        FROM product p LEFT JOIN LATERAL (
            SELECT k.opens_at, k.closes_at, jsonb_build_object('id', k.id, 'name', k.name, 'opens_at', k.opens_at, 'closes_at', k.closes_at) AS told
            FROM order_cycle k WHERE k.cooperative_id = p.cooperative_id AND k.cancelled_at IS NULL AND k.closes_at > $3
                AND EXISTS (SELECT FROM cycle_good g JOIN variant v ON v.cooperative_id = g.cooperative_id AND v.id = g.variant_id
                    WHERE g.cooperative_id = k.cooperative_id AND g.cycle_id = k.id AND v.product_id = p.id)) c ON true
        WHERE p.cooperative_id = $1 AND p.id = $2 GROUP BY p.cooperative_id, p.id""",
        work.cooperative_id,
        product_id,
        work.now,
    )
    return None if row is None else SellingTime(**dict(row))


@dataclass(frozen=True, slots=True)
class SeasonRow:
    """A stall's product with when it is sold."""

    product_id: UUID
    slug: str
    title: dict[str, str]
    only_in_cycles: bool
    months: list[int]
    variants: list[dict[str, Any]]


async def seasons(work: Work, stall_ids: Sequence[UUID]) -> dict[UUID, list[SeasonRow]]:
    """The products of these stalls that are not archived: when they are sold, and their forms `{id, title}` for a plan."""
    rows = await work.rows(
        """SELECT p.stall_id, p.id AS product_id, p.slug, p.title, p.only_in_cycles, p.season_months AS months,
            coalesce((SELECT jsonb_agg(jsonb_build_object('id', v.id, 'title', v.title) ORDER BY v.position, v.id) FROM variant v
                WHERE v.cooperative_id = p.cooperative_id AND v.product_id = p.id AND v.state = 'offered'), '[]') AS variants
        FROM product p WHERE p.cooperative_id = $1 AND p.stall_id = ANY($2) AND p.state <> 'archived' ORDER BY p.slug""",
        work.cooperative_id,
        list(stall_ids),
    )
    found: dict[UUID, list[SeasonRow]] = {}
    for row in rows:
        values = dict(row)
        found.setdefault(values.pop("stall_id"), []).append(SeasonRow(**values))
    return found


async def stalls(work: Work) -> list[Any]:
    """The stalls that are not closed, by the co-op's order: (id, name)."""
    rows: list[Any] = await work.rows(
        "SELECT id, name FROM stall WHERE cooperative_id = $1 AND state <> 'closed' ORDER BY position, id",
        work.cooperative_id,
    )
    return rows
