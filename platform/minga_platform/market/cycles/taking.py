"""Taking orders into a cycle: whether it still does, where its goods are fetched, and what its fees are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.work import Work
from minga_platform.market.cycles.amounts import CycleFee
from minga_platform.market.cycles.errors import CycleClosed
from minga_platform.rules import queries as rules


@dataclass(frozen=True, slots=True)
class Admission:
    """A cycle that takes this order. Its row is locked so that it does not close, nor change, before the unit ends."""

    cycle_id: UUID
    fees: tuple[CycleFee, ...]
    pickup: Mapping[str, Any] | None
    """What the order's place is to keep: `{windows: [{opens, closes}], instructions}`; None: it is not fetched there."""


async def admit(work: Work, cycle_id: UUID, *, begun_at: datetime, pickup_point_id: UUID | None = None) -> Admission:
    """Let an order into a cycle. A checkout begun (`begun_at`) before the closing is taken within the grace of the rule.

    Closing early, moving the closing and telling the producers all lock the row that is locked here for sharing; so an order
    is either in what producers are told, or refused. Refuses: NotFound, CycleClosed.
    """
    row = await work.row(
        """SELECT c.opens_at, c.closes_at, c.closed_at, c.cancelled_at, p.fetch_from, p.fetch_until, p.instructions,
            ARRAY(SELECT jsonb_build_object('purpose', f.purpose, 'kind', f.kind, 'bps', f.bps, 'amount_minor', f.amount_minor)
                FROM cycle_fee f WHERE f.cooperative_id = c.cooperative_id AND f.cycle_id = c.id ORDER BY f.position) AS fees
        FROM order_cycle c
        LEFT JOIN cycle_pickup p ON p.cooperative_id = c.cooperative_id AND p.cycle_id = c.id AND p.pickup_point_id = $3
        WHERE c.cooperative_id = $1 AND c.id = $2 FOR SHARE OF c""",
        work.cooperative_id, cycle_id, pickup_point_id,
    )  # fmt: skip
    now = await work.fresh_now()
    if row is None:
        raise NotFound
    grace = timedelta(minutes=await rules.number_at(work, "market.cycle_grace_minutes"))
    over = (
        row["closed_at"] is not None
        or row["closes_at"] + (grace if begun_at < row["closes_at"] else timedelta()) <= now
    )
    if over or row["cancelled_at"] is not None or row["opens_at"] > now:
        raise CycleClosed(row["closes_at"] if over else None, await next_opening(work, cycle_id))
    pickup = None if row["fetch_from"] is None else _kept_of(row)
    return Admission(cycle_id, tuple(CycleFee(**fee) for fee in row["fees"]), pickup)


async def pickup_of(work: Work, cycle_id: UUID, pickup_point_id: UUID) -> dict[str, Any] | None:
    """What the place of an order of the cycle keeps of its pickup there, as in `Admission`; None where it has none there."""
    row = await work.row(
        "SELECT fetch_from, fetch_until, instructions FROM cycle_pickup WHERE cooperative_id = $1 AND cycle_id = $2 AND pickup_point_id = $3",
        work.cooperative_id,
        cycle_id,
        pickup_point_id,
    )
    return None if row is None else _kept_of(row)


def _kept_of(row: asyncpg.Record) -> dict[str, Any]:
    window = {"opens": row["fetch_from"].isoformat(), "closes": row["fetch_until"].isoformat()}
    return {"windows": [window], "instructions": row["instructions"]}


async def next_opening(work: Work, cycle_id: UUID) -> datetime | None:
    """When the next cycle opens that brings anything this one had, or this one itself where it is still to open."""
    found: datetime | None = await work.value(
        """SELECT min(c.opens_at) FROM order_cycle c WHERE c.cooperative_id = $1 AND c.cancelled_at IS NULL AND c.closes_at > $3 AND (c.id = $2
            OR EXISTS (SELECT FROM cycle_good g JOIN cycle_good h ON h.cooperative_id = g.cooperative_id AND h.variant_id = g.variant_id
                WHERE g.cooperative_id = $1 AND g.cycle_id = $2 AND h.cycle_id = c.id))""",
        work.cooperative_id, cycle_id, work.now,
    )  # fmt: skip
    return found


async def refuse_closed(work: Work, cycle_id: UUID) -> None:
    """Say why nothing of a cycle can be bought, where it is because the cycle is not open. Refuses: NotFound, CycleClosed."""
    row = await work.row(
        "SELECT opens_at, closes_at, cancelled_at FROM order_cycle WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        cycle_id,
    )
    if row is None:
        raise NotFound
    if row["cancelled_at"] is not None or not row["opens_at"] <= work.now < row["closes_at"]:
        over = row["closes_at"] <= work.now
        raise CycleClosed(row["closes_at"] if over else None, await next_opening(work, cycle_id))


async def order_fees_borne(work: Work, cycle_id: UUID) -> bool:
    """Whether the asker has an order in this cycle already: then the fees once per order are not due again."""
    if work.scope.person_id is None:
        return False
    found: bool = await work.value(
        "SELECT EXISTS (SELECT FROM sale_order WHERE cooperative_id = $1 AND cycle_id = $2 AND person_id = $3 AND state <> 'cancelled')",
        work.cooperative_id, cycle_id, work.scope.person_id,
    )  # fmt: skip
    return found


async def levying(work: Work, admission: Admission, *, order_fees_due: bool | None = None) -> dict[str, Any]:
    """The facts that `amounts.levy` needs beside the lines and the tax on fees."""
    if order_fees_due is None:
        once = any(fee.kind == "per_order" for fee in admission.fees)
        order_fees_due = once and not await order_fees_borne(work, admission.cycle_id)
    return {
        "fees": admission.fees,
        "most_bps": await rules.number_at(work, "market.cycle_fees_most_bps"),
        "order_fees_due": order_fees_due,
    }


async def write_line_fees(work: Work, rows: Sequence[tuple[UUID, str, int]]) -> None:
    """Keep what lines' fees are for: (line, purpose, minor units)."""
    if not rows:
        return
    await work.execute(
        "INSERT INTO line_fee (cooperative_id, id, order_line_id, purpose, amount_minor) "
        "SELECT $1, w.* FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::bigint[]) AS w",
        work.cooperative_id, [ids.new() for _ in rows], *(list(column) for column in zip(*rows, strict=True)),
    )  # fmt: skip


PURPOSES_OF_LINE = """(SELECT jsonb_object_agg(f.purpose, f.amount_minor) FROM line_fee f
    WHERE f.cooperative_id = l.cooperative_id AND f.order_line_id = l.id) AS fee_purposes"""
"""For statements that read lines `l` to book them: what their fees are for, or null."""


async def takes_late_money(work: Work, cycle_id: UUID) -> bool:
    """Whether an order whose payment came now is still wanted: always before the closing, afterwards as the rule says."""
    closed = await work.value(
        "SELECT closes_at <= $3 OR cancelled_at IS NOT NULL FROM order_cycle WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, cycle_id, await work.fresh_now(),
    )  # fmt: skip
    return not closed or await rules.at(work, "market.cycle_late_payment") == "accept"
