"""Boxes as everybody sees them, one's own with their next dates, and who takes one for those who pack it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.boxes import rights
from minga_platform.market.boxes.amounts import Rhythm
from minga_platform.market.boxes.commands.subscribing import RHYTHM_COLUMNS, rhythm_of
from minga_platform.membership import access

MOST = 100
_DATES_AHEAD = 6

# Row by row on purpose: before anything is counted, the planner takes a co-op's goods for one row and pairs all with all.
_CONTENTS = """(SELECT coalesce(jsonb_agg(jsonb_build_object('size', x.size, 'variant_id', v.id, 'product_id', p.id, 'slug', p.slug, 'title', p.title,
        'variant_title', v.title, 'unit', v.unit, 'quantity', x.quantity, 'price_minor', v.price_minor, 'price_per', v.price_per,
        'months', p.season_months, 'weighed', v.weighed, 'substitute_id', x.substitute_id, 'substitute_quantity', x.substitute_quantity,
        'substitute_title', q.title, 'substitute_unit', w.unit, 'substitute_product_id', q.id) ORDER BY x.position, x.id), '[]')
    FROM goods_box_content x
    CROSS JOIN LATERAL (SELECT * FROM variant WHERE cooperative_id = x.cooperative_id AND id = x.variant_id LIMIT 1) v
    CROSS JOIN LATERAL (SELECT * FROM product WHERE cooperative_id = x.cooperative_id AND id = v.product_id LIMIT 1) p
    LEFT JOIN LATERAL (SELECT * FROM variant WHERE cooperative_id = x.cooperative_id AND id = x.substitute_id LIMIT 1) w ON true
    LEFT JOIN LATERAL (SELECT * FROM product WHERE cooperative_id = x.cooperative_id AND id = w.product_id LIMIT 1) q ON true
    WHERE x.cooperative_id = b.cooperative_id AND x.box_id = b.id AND {shown}) AS contents"""
_PUBLISHED = "v.state = 'offered' AND p.state = 'published'"
_BOX = f"""b.id, b.name, b.note, b.stall_id, b.currency, b.when_missing, b.state, {RHYTHM_COLUMNS}, st.name AS stall_name, st.slug AS stall_slug"""
_FROM = """FROM goods_box b JOIN cooperative c ON c.id = b.cooperative_id
    LEFT JOIN stall st ON st.cooperative_id = b.cooperative_id AND st.id = b.stall_id"""


async def boxes(work: Work, stall_id: UUID | None = None) -> list[asyncpg.Record]:
    """Boxes that can be taken, newest first, at most `MOST`; of one stall, or of all. What is not on sale is not shown."""
    return await work.rows(
        f"SELECT {_BOX}, {_CONTENTS.format(shown=_PUBLISHED)} {_FROM} WHERE b.cooperative_id = $1 AND b.state = 'open' "
        "AND ($2::uuid IS NULL OR b.stall_id = $2) ORDER BY b.id DESC LIMIT $3",
        work.cooperative_id, stall_id, MOST,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """A box, and whether the asker looks after it."""

    row: asyncpg.Record
    keeps: bool


async def box(work: Work, viewer: Viewer, box_id: UUID) -> Seen | None:
    """One box; with all that is in it for whoever looks after it."""
    row = await work.row(
        f"SELECT {_BOX}, {_CONTENTS.format(shown='true')} {_FROM} WHERE b.cooperative_id = $1 AND b.id = $2",
        work.cooperative_id, box_id,
    )  # fmt: skip
    if row is None:
        return None
    if viewer.person_id is not None and await rights.may_see(work, viewer, row["stall_id"]):
        return Seen(row, True)
    if row["state"] == "open":
        row = await work.row(
            f"SELECT {_BOX}, {_CONTENTS.format(shown=_PUBLISHED)} {_FROM} WHERE b.cooperative_id = $1 AND b.id = $2",
            work.cooperative_id, box_id,
        )  # fmt: skip
        return None if row is None else Seen(row, False)
    return None


@dataclass(frozen=True, slots=True)
class Date:
    """A date of a subscription. `outcome`: one of `kinds.OUTCOMES`, or `coming`."""

    comes_on: date
    outcome: str
    change_until: datetime
    can_change: bool
    order_id: UUID | None = None
    changes: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Mine:
    """A subscription of the asker, with what came of late and what comes next."""

    row: asyncpg.Record
    dates: tuple[Date, ...]


async def my_boxes(work: Work, viewer: Viewer) -> list[Mine] | None:
    """What the asker takes, and took in the last sixty days; None for who is nobody here."""
    if viewer.person_id is None:
        return None
    standing = await access.standing(work, viewer)
    if standing is None:
        return None
    rows = await work.rows(
        f"""SELECT {_BOX}, s.id AS subscription_id, s.size, s.pays, s.dislikes, s.starts_on, s.held_from, s.held_until, s.ended_at, s.due_at,
            s.pickup_point_id, k.name AS point_name, {_CONTENTS.format(shown=f"x.size = s.size AND {_PUBLISHED}")},
            (SELECT coalesce(jsonb_agg(jsonb_build_object('comes_on', d.comes_on, 'outcome', d.outcome, 'order_id', d.order_id,
                'changes', d.changes) ORDER BY d.comes_on), '[]')
                FROM box_delivery d WHERE d.cooperative_id = s.cooperative_id AND d.subscription_id = s.id
                AND d.comes_on >= ($3::timestamptz AT TIME ZONE c.zone)::date - 15) AS deliveries
        {_FROM} JOIN box_subscription s ON s.cooperative_id = b.cooperative_id AND s.box_id = b.id
        JOIN pickup_point k ON k.cooperative_id = s.cooperative_id AND k.id = s.pickup_point_id
        WHERE b.cooperative_id = $1 AND s.agent_id = $2 AND (s.ended_at IS NULL OR s.ended_at > $3::timestamptz - interval '60 days')
        ORDER BY s.ended_at IS NOT NULL, s.id DESC LIMIT 50""",
        work.cooperative_id, standing.agent_id, work.now,
    )  # fmt: skip
    return [Mine(row, _dates(row, work.now)) for row in rows]


def _dates(row: asyncpg.Record, now: datetime) -> tuple[Date, ...]:
    rhythm = rhythm_of(row)
    known = {date.fromisoformat(one["comes_on"]): one for one in row["deliveries"]}
    today = rhythm.today(now)
    days = sorted(known)
    ahead = rhythm.first_from(max(today, row["starts_on"]))
    for _ in range(_DATES_AHEAD):
        if row["ended_at"] is None or rhythm.cutoff(ahead) <= row["ended_at"]:
            days.append(ahead)
        ahead = rhythm.after(ahead)
    return tuple(_date(row, rhythm, known.get(day), day, now) for day in sorted(set(days)))


def _date(row: asyncpg.Record, rhythm: Rhythm, known: dict[str, Any] | None, day: date, now: datetime) -> Date:
    cutoff = rhythm.cutoff(day)
    can_change = cutoff > now and row["ended_at"] is None
    if known is not None:
        order_id = UUID(known["order_id"]) if known["order_id"] else None
        return Date(day, known["outcome"], cutoff, can_change, order_id, tuple(known["changes"]))
    held = row["held_from"] is not None and row["held_from"] <= day <= row["held_until"]
    return Date(day, "held" if held else "coming", cutoff, can_change)


async def deliveries(
    work: Work, viewer: Viewer, box_id: UUID, comes_on: date | None
) -> tuple[date, list[asyncpg.Record]] | None:
    """(date, whose boxes come on it with what is in them); the next date from today on where none is said. None for who does
    not look after it. What is `coming` is not settled yet: it can still be changed."""
    row = await work.row(
        f"SELECT b.stall_id, {RHYTHM_COLUMNS} {_FROM} WHERE b.cooperative_id = $1 AND b.id = $2",
        work.cooperative_id,
        box_id,
    )
    if row is None or viewer.person_id is None or not await rights.may_see(work, viewer, row["stall_id"]):
        return None
    rhythm = rhythm_of(row)
    day = comes_on or rhythm.first_from(rhythm.today(work.now))
    rows = await work.rows(
        """SELECT s.id, a.name, s.size, s.pays, k.name AS point_name, d.order_id, o.number, d.changes, s.held_from, s.dislikes,
            coalesce(d.outcome, CASE WHEN s.held_from <= $3 AND s.held_until >= $3 THEN 'held' ELSE 'coming' END) AS outcome,
            CASE WHEN d.outcome = 'ordered' AND o.state = 'cancelled' THEN true ELSE false END AS is_cancelled,
            (SELECT coalesce(jsonb_agg(jsonb_build_object('title', l.title, 'variant_title', l.variant_title, 'unit', l.unit,
                'quantity', coalesce(l.wished, l.quantity)) ORDER BY p.position, l.position), '[]')
                FROM order_line l JOIN seller_order p ON p.cooperative_id = l.cooperative_id AND p.id = l.seller_order_id
                WHERE l.cooperative_id = d.cooperative_id AND p.order_id = d.order_id AND l.deposit_minor = 0) AS lines
        FROM box_subscription s
        JOIN agent a ON a.cooperative_id = s.cooperative_id AND a.id = s.agent_id
        JOIN pickup_point k ON k.cooperative_id = s.cooperative_id AND k.id = s.pickup_point_id
        LEFT JOIN box_delivery d ON d.cooperative_id = s.cooperative_id AND d.subscription_id = s.id AND d.comes_on = $3
        LEFT JOIN sale_order o ON o.cooperative_id = d.cooperative_id AND o.id = d.order_id
        WHERE s.cooperative_id = $1 AND s.box_id = $2 AND s.starts_on <= $3 AND (d.id IS NOT NULL OR s.ended_at IS NULL OR s.ended_at >= $4)
        ORDER BY k.name, s.size, a.name, s.id LIMIT 500""",
        work.cooperative_id, box_id, day, rhythm.cutoff(day),
    )  # fmt: skip
    return day, rows


async def goods(work: Work, viewer: Viewer, stall_id: UUID | None) -> list[asyncpg.Record] | None:
    """What can be put into a box of a stall, or into the co-op's own: what is on sale, and not in order cycles alone; at most 500.
    None for who does not look after one."""
    if viewer.person_id is None or not await rights.may_see(work, viewer, stall_id):
        return None
    return await work.rows(
        """SELECT v.id, v.unit, v.step, v.title AS variant_title, p.title, st.name AS stall_name FROM variant v
        JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id
        JOIN stall st ON st.cooperative_id = p.cooperative_id AND st.id = p.stall_id
        WHERE v.cooperative_id = $1 AND v.state = 'offered' AND p.state = 'published' AND NOT p.only_in_cycles
            AND ($2::uuid IS NULL OR p.stall_id = $2)
        ORDER BY st.name ->> 'en', p.title ->> 'en', v.position, v.id LIMIT 500""",
        work.cooperative_id, stall_id,
    )  # fmt: skip
