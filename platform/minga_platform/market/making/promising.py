"""By when what is made to order is ready: told before paying, and held to under lock when the order is placed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_platform.kernel import ids
from minga_platform.kernel.work import Work
from minga_platform.market.making.errors import MakingFull, PromiseMoved
from minga_platform.market.making.events import PromisePutOff
from minga_platform.market.making.weeks import (
    USUAL_LEAD_DAYS,
    WEEKS_AHEAD,
    Plan,
    Pool,
    Taken,
    Want,
    after_working_days,
    monday,
    plan,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """So many base units of a variant that is not counted."""

    variant_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class Promised:
    """A wish, when it is ready (None: not within `WEEKS_AHEAD` weeks), and whose weeks it takes."""

    wish: Wish
    title: dict[str, str]
    plan: Plan
    pools: tuple[Pool, ...]


# What a wish needs, and what is taken of its pools already: one statement, for any number of wishes.
_NEEDS = """SELECT w.place, v.id AS variant_id, w.quantity, p.title, p.lead_days, c.zone,
    coalesce((SELECT jsonb_agg(jsonb_build_object('id', m.id, 'per_week', m.per_week, 'not_before', m.not_before) ORDER BY m.id)
        FROM making_capacity m WHERE m.cooperative_id = p.cooperative_id AND m.stall_id = p.stall_id
        AND m.is_counted AND (m.product_id IS NULL OR m.product_id = p.id)), '[]'::jsonb) AS pools,
    coalesce((SELECT jsonb_agg(jsonb_build_object('pool', t.capacity_id, 'week', t.week, 'pieces', t.pieces)) FROM (
        SELECT k.capacity_id, k.week, sum(k.pieces) AS pieces FROM making_capacity m
        JOIN making_slot k ON k.cooperative_id = m.cooperative_id AND k.capacity_id = m.id AND k.week >= $4::date - 7
        JOIN order_line l ON l.cooperative_id = k.cooperative_id AND l.id = k.order_line_id AND l.packed IS DISTINCT FROM 0
        JOIN seller_order o ON o.cooperative_id = l.cooperative_id AND o.id = l.seller_order_id AND o.state <> 'cancelled'
        WHERE m.cooperative_id = p.cooperative_id AND m.stall_id = p.stall_id AND (m.product_id IS NULL OR m.product_id = p.id)
        GROUP BY k.capacity_id, k.week) t), '[]'::jsonb) AS taken
FROM unnest($2::uuid[], $3::bigint[]) WITH ORDINALITY AS w (variant_id, quantity, place)
JOIN variant v ON v.cooperative_id = $1 AND v.id = w.variant_id
JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id
JOIN cooperative c ON c.id = v.cooperative_id
JOIN stock_item s ON s.cooperative_id = v.cooperative_id AND s.id = v.stock_item_id AND NOT s.counted
ORDER BY w.place"""

_LOCK = """SELECT m.id FROM making_capacity m WHERE m.cooperative_id = $1 AND m.stall_id IN (
    SELECT p.stall_id FROM variant v JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id
    WHERE v.cooperative_id = $1 AND v.id = ANY($2)) ORDER BY m.id FOR NO KEY UPDATE"""


async def quote(
    work: Work,
    wishes: Sequence[Wish],
    *,
    not_before: date | None = None,
    known_for: date | None = None,
) -> list[Promised]:
    """When each wish would be ready if all were ordered now, in their order. Wishes for counted goods, and those for which
    neither a lead time nor a capacity was said, are left out: nothing is promised of them.

    `not_before`: a day to begin with. `known_for`: a day that its maker knew of long before, as a box's: how long it takes does not
    count, and it is made in that day's week or not at all.
    """
    if not wishes:
        return []
    rows = await work.rows(
        _NEEDS,
        work.cooperative_id, [one.variant_id for one in wishes], [one.quantity for one in wishes], work.now.date(),
    )  # fmt: skip
    wanted: list[Want] = []
    told: list[tuple[Wish, dict[str, str], tuple[Pool, ...]]] = []
    taken: Taken = {}
    for row in rows:
        pools = tuple(
            Pool(UUID(one["id"]), one["per_week"], date.fromisoformat(one["not_before"]) if one["not_before"] else None)
            for one in row["pools"]
        )
        if not pools and row["lead_days"] is None:
            continue
        taken |= {(UUID(one["pool"]), date.fromisoformat(one["week"])): int(one["pieces"]) for one in row["taken"]}
        today = work.now.astimezone(ZoneInfo(row["zone"])).date()
        lead = USUAL_LEAD_DAYS if row["lead_days"] is None else row["lead_days"]
        first = known_for or max(after_working_days(today, lead), not_before or today)
        wanted.append(Want(row["quantity"], first, pools))
        told.append((Wish(row["variant_id"], row["quantity"]), row["title"], pools))
    plans = plan(wanted, taken)
    if known_for is not None:
        plans = [Plan(known_for, one.weeks) if {*one.weeks} <= {monday(known_for)} else Plan(None) for one in plans]
    return [Promised(wish, title, made, pools) for (wish, title, pools), made in zip(told, plans, strict=True)]


async def promise(work: Work, wishes: Sequence[Wish], seen: Mapping[UUID, date] | None) -> list[Promised]:
    """As `quote`, with the makers' capacities locked until the unit ends: what is promised now nobody else is given.

    `seen`: variant → the day the buyer saw; what she did not see is not held against anything.
    Refuses: MakingFull; PromiseMoved, where one would be ready later than she saw (earlier is welcome).
    """
    if not wishes:
        return []
    await lock(work, wishes)
    promised = await quote(work, wishes)
    for one in promised:
        if one.plan.ready_by is None:
            raise MakingFull(WEEKS_AHEAD)
        shown = (seen or {}).get(one.wish.variant_id)
        if shown is not None and one.plan.ready_by > shown:
            raise PromiseMoved(one.wish.variant_id, shown, one.plan.ready_by)
    return promised


async def lock(work: Work, wishes: Sequence[Wish]) -> None:
    """Nobody else is promised anything of these makers until the unit ends."""
    await work.rows(_LOCK, work.cooperative_id, [one.variant_id for one in wishes])


async def replan(work: Work, line_id: UUID, wish: Wish, *, ready_by: date | None = None) -> Promised | None:
    """A line's plan made anew under lock: its weeks are given up, and the first ones with room are found, those that end
    with `ready_by` where there is room in them. None: there is none within `WEEKS_AHEAD` weeks."""
    await work.execute(
        "DELETE FROM making_slot WHERE cooperative_id = $1 AND order_line_id = $2", work.cooperative_id, line_id
    )
    late = await quote(work, [wish], not_before=ready_by) if ready_by is not None else []
    if (
        late
        and late[0].plan.ready_by is not None
        and monday(late[0].plan.ready_by) == monday(ready_by or work.now.date())
    ):
        return late[0]
    planned = await quote(work, [wish])
    return planned[0] if planned and planned[0].plan.ready_by is not None else None


async def renew(work: Work, order_id: UUID, seller_order_ids: Sequence[UUID] | None = None) -> None:
    """An order that had ended goes on after all (its money came late, its buyer wants it again): its pieces find weeks anew, perhaps
    later ones. `seller_order_ids`: only these of its parts.

    Announces: PromisePutOff for each line that is ready later than it was promised.
    """
    rows = await work.rows(
        f"SELECT l.id, l.variant_id, l.quantity, {LATEST} AS promised_for FROM order_line l "
        "JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id "
        "WHERE l.cooperative_id = $1 AND s.order_id = $2 AND s.state = 'cancelled' AND NOT l.counted AND l.packed IS DISTINCT FROM 0 "
        "AND ($3::uuid[] IS NULL OR s.id = ANY($3)) "
        "AND EXISTS (SELECT FROM promise q WHERE q.cooperative_id = l.cooperative_id AND q.order_line_id = l.id) ORDER BY l.id",
        work.cooperative_id, order_id, None if seller_order_ids is None else list(seller_order_ids),
    )  # fmt: skip
    await lock(work, [Wish(row["variant_id"], row["quantity"]) for row in rows])
    for row in rows:
        planned = await replan(work, row["id"], Wish(row["variant_id"], row["quantity"]))
        if planned is None or planned.plan.ready_by is None:
            continue  # Nothing is free for two years, or nothing is counted any more: the maker will say.
        late = planned.plan.ready_by > row["promised_for"]
        planned.plan.ready_by = max(planned.plan.ready_by, row["promised_for"])
        promise_id = await write(work, row["id"], planned)
        if late:
            work.emit(PromisePutOff(order_id=order_id, order_line_id=row["id"], promise_id=promise_id))


async def keep(work: Work, order_id: UUID, promised: Sequence[Promised]) -> None:
    """Write down what was promised, on the lines of an order that was just written. At most two statements."""
    if not promised:
        return
    rows = await work.rows(
        "SELECT l.id, l.variant_id FROM order_line l JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id "
        "WHERE l.cooperative_id = $1 AND s.order_id = $2 AND NOT l.counted AND l.draws > 0 AND l.variant_id = ANY($3) "
        "AND NOT EXISTS (SELECT FROM promise p WHERE p.cooperative_id = l.cooperative_id AND p.order_line_id = l.id) "
        "ORDER BY s.position DESC, l.position DESC",
        work.cooperative_id, order_id, [one.wish.variant_id for one in promised],
    )  # fmt: skip
    # A box may hold the same twice, once in the place of something else.
    lines_of: dict[UUID, list[UUID]] = {}
    for row in rows:
        lines_of.setdefault(row["variant_id"], []).append(row["id"])
    for one in promised:
        await write(work, lines_of[one.wish.variant_id].pop(), one)


async def write(
    work: Work, line_id: UUID, promised: Promised, *, reason: str = "", said_by: UUID | None = None
) -> UUID:
    """A promise of one line and the weeks it takes, which it had no others of. The promise's id."""
    assert promised.plan.ready_by is not None
    promise_id = ids.new()
    slots = [(pool.id, week, pieces) for pool in promised.pools for week, pieces in promised.plan.weeks.items()]
    await work.execute(
        """WITH said AS (INSERT INTO promise (cooperative_id, id, order_line_id, promised_for, reason, said_by, said_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7))
        INSERT INTO making_slot (cooperative_id, id, order_line_id, capacity_id, week, pieces)
        SELECT $1, w.id, $3, w.pool, w.week, w.pieces
        FROM unnest($8::uuid[], $9::uuid[], $10::date[], $11::bigint[]) AS w (id, pool, week, pieces)""",
        work.cooperative_id, promise_id, line_id, promised.plan.ready_by, reason, said_by, work.now,
        [ids.new() for _ in slots], [slot[0] for slot in slots], [slot[1] for slot in slots], [slot[2] for slot in slots],
    )  # fmt: skip
    return promise_id


LATEST = """(SELECT p.promised_for FROM promise p WHERE p.cooperative_id = l.cooperative_id AND p.order_line_id = l.id
    ORDER BY p.said_at DESC, p.id DESC LIMIT 1)"""
"""Of order line `l`: by when it is promised now; null where nothing was promised."""

LATEST_REASON = LATEST.replace("p.promised_for FROM", "p.reason FROM")
"""And why the maker put it off, empty where she did not."""
