"""Planning cycles: who brings what, where it is fetched, when orders are taken, and what it costs."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import Conflict, InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.cycles import listed
from minga_platform.market.cycles.commands.telling import tell
from minga_platform.market.cycles.events import CycleCancelled
from minga_platform.market.cycles.plan import LONGEST_INSTRUCTIONS, Plan, checked
from minga_platform.market.cycles.ports import JOINED
from minga_platform.membership import access


async def save_cycle(
    work: Work, viewer: Viewer, *, cycle_id: UUID | None, expected_version: int | None, plan: Plan
) -> UUID:
    """Plan a cycle, or plan one anew: what is given here is all there is. Needs `cycles.edit`.

    Once it opened its opening stays; once its producers have their lists, it stays as it is. Orders keep what they were
    placed with: prices, fees and where they are fetched. What members buy together in it (`ports.Together`) keeps its place, and
    once a supplier has the order of it, the closing stays.
    Refuses: NotFound, Conflict, InvalidTransition{current}, InvalidInput.
    """
    coordinator = await access.require(work, viewer, "cycles.edit")
    name, note = checked(plan)
    before: list[UUID] = []
    if cycle_id is None:
        if plan.closes_at <= work.now:
            raise InvalidInput("closesAt", "future")
        cycle_id = ids.new()
        await work.execute(
            "INSERT INTO order_cycle (cooperative_id, id, name, note, coordinator_id, opens_at, closes_at, repeat_days, created_at) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            work.cooperative_id, cycle_id, name, note, coordinator, plan.opens_at, plan.closes_at, plan.repeat_days, work.now,
        )  # fmt: skip
    else:
        row = await locked_cycle(work, cycle_id)
        if row["version"] != expected_version:
            raise Conflict(row["version"])
        if row["closed_at"] is not None or row["cancelled_at"] is not None:
            raise InvalidTransition("cancelled" if row["cancelled_at"] is not None else "closed")
        now = await work.fresh_now()
        if row["opens_at"] <= now and plan.opens_at != row["opens_at"]:
            raise InvalidTransition("open")
        if plan.closes_at != row["closes_at"] and plan.closes_at < now:
            raise InvalidInput("closesAt", "future")
        if JOINED.together is not None:
            together = await JOINED.together(work, cycle_id)
            if together.is_ordered and plan.closes_at != row["closes_at"]:
                raise InvalidInput("closesAt", "ordered_by_now")
            if not together.points <= {one.pickup_point_id for one in plan.pickups}:
                raise InvalidInput("pickups", "bought_together")
        await work.execute(
            "UPDATE order_cycle SET name = $3, note = $4, opens_at = $5, closes_at = $6, repeat_days = $7, version = version + 1 "
            "WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id, cycle_id, name, note, plan.opens_at, plan.closes_at, plan.repeat_days,
        )  # fmt: skip
        before = await listed.goods_of(work, cycle_id)
        for table in ("cycle_good", "cycle_supply", "cycle_pickup", "cycle_fee"):
            await work.execute(
                f"DELETE FROM {table} WHERE cooperative_id = $1 AND cycle_id = $2",
                work.cooperative_id,
                cycle_id,
            )
    await _write_exchanges(work, cycle_id, plan)
    await listed.tell(work, cycle_id, before=before)
    return cycle_id


async def close_cycle(work: Work, viewer: Viewer, *, cycle_id: UUID) -> UUID:
    """Take no more orders from now on, though the closing was planned for later. Needs `cycles.edit`.

    Whoever began a checkout keeps the grace of the rule. Refuses: NotFound, InvalidTransition{current}.
    """
    await access.require(work, viewer, "cycles.edit")
    row = await locked_cycle(work, cycle_id)
    now = await work.fresh_now()
    if row["cancelled_at"] is not None:
        raise InvalidTransition("cancelled")
    if not row["opens_at"] < now < row["closes_at"]:
        raise InvalidTransition("closed" if row["closes_at"] <= now else "coming")
    await work.execute(
        "UPDATE order_cycle SET closes_at = $3, version = version + 1 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, cycle_id, now,
    )  # fmt: skip
    await listed.tell(work, cycle_id)
    return cycle_id


async def cancel_cycle(work: Work, viewer: Viewer, *, cycle_id: UUID, reason: str) -> UUID:
    """It does not take place. Its orders end, money that came in goes back, buyers and producers are told. Needs `cycles.edit`.

    What was handed over already stays with its buyer. Refuses: NotFound, InvalidTransition{current}, InvalidInput.
    Announces: CycleCancelled, ProducerTold.
    """
    await access.require(work, viewer, "cycles.edit")
    why = reason.strip()
    if not 1 <= len(why) <= LONGEST_INSTRUCTIONS:
        raise InvalidInput("reason", "length", minimum="1", maximum=str(LONGEST_INSTRUCTIONS))
    row = await locked_cycle(work, cycle_id)
    if row["cancelled_at"] is not None:
        raise InvalidTransition("cancelled")
    await work.execute(
        "UPDATE order_cycle SET cancelled_at = $3, cancel_reason = $4, version = version + 1 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, cycle_id, work.now, why,
    )  # fmt: skip
    if row["opened_at"] is not None:
        # Before it opened nobody was told of it, so nobody has to be told that it does not come.
        await tell(work, cycle_id, "cancelled")
    await listed.tell(work, cycle_id)
    work.emit(CycleCancelled(cycle_id=cycle_id))
    return cycle_id


async def copy_cycle(work: Work, viewer: Viewer, *, cycle_id: UUID, opens_at: datetime) -> UUID:
    """The same once more, opening at `opens_at`: everything moved by so much, for its coordinator to look at and change.

    Needs `cycles.edit`. Refuses: NotFound, InvalidInput.
    """
    coordinator = await access.require(work, viewer, "cycles.edit")
    row = await locked_cycle(work, cycle_id)
    moved = opens_at - row["opens_at"]
    if row["closes_at"] + moved <= work.now:
        raise InvalidInput("opensAt", "future")
    return await write_copy(work, cycle_id, coordinator, opens_at, row["closes_at"] + moved, None, None)


async def locked_cycle(work: Work, cycle_id: UUID) -> asyncpg.Record:
    """The cycle's row, locked: nobody is let in meanwhile. Refuses: NotFound."""
    row = await work.row(
        "SELECT * FROM order_cycle WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, cycle_id
    )
    if row is None:
        raise NotFound
    return row


async def write_copy(
    work: Work,
    cycle_id: UUID,
    coordinator_id: UUID,
    opens_at: datetime,
    closes_at: datetime,
    repeat_days: int | None,
    made_from_id: UUID | None,
) -> UUID:
    """A cycle like another, its windows moved along with the opening; goods that are withdrawn, closed stalls and points stay out."""
    fresh = ids.new()
    await work.execute(
        """INSERT INTO order_cycle (cooperative_id, id, name, note, coordinator_id, opens_at, closes_at, repeat_days, made_from_id, created_at)
           SELECT cooperative_id, $3, name, note, $4, $5, $6, $7, $8, $9 FROM order_cycle WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id, cycle_id, fresh, coordinator_id, opens_at, closes_at, repeat_days, made_from_id, work.now,
    )  # fmt: skip
    await work.execute(
        """WITH moved AS (SELECT k.zone, ($4::timestamptz AT TIME ZONE k.zone) - (c.opens_at AT TIME ZONE k.zone) AS by
            FROM order_cycle c JOIN cooperative k ON k.id = c.cooperative_id WHERE c.cooperative_id = $1 AND c.id = $2),
        fees AS (INSERT INTO cycle_fee (cooperative_id, id, cycle_id, position, purpose, kind, bps, amount_minor)
            SELECT cooperative_id, gen_random_uuid(), $3, position, purpose, kind, bps, amount_minor FROM cycle_fee
            WHERE cooperative_id = $1 AND cycle_id = $2),
        pickups AS (INSERT INTO cycle_pickup (cooperative_id, id, cycle_id, pickup_point_id, fetch_from, fetch_until, instructions)
            SELECT c.cooperative_id, gen_random_uuid(), $3, c.pickup_point_id, (c.fetch_from AT TIME ZONE m.zone + m.by) AT TIME ZONE m.zone,
                (c.fetch_until AT TIME ZONE m.zone + m.by) AT TIME ZONE m.zone, c.instructions
            FROM cycle_pickup c JOIN pickup_point p ON p.cooperative_id = c.cooperative_id AND p.id = c.pickup_point_id AND p.state = 'open', moved m
            WHERE c.cooperative_id = $1 AND c.cycle_id = $2),
        supplies AS (INSERT INTO cycle_supply (cooperative_id, id, cycle_id, stall_id, delivers_from, delivers_until, instructions)
            SELECT s.cooperative_id, gen_random_uuid(), $3, s.stall_id, (s.delivers_from AT TIME ZONE m.zone + m.by) AT TIME ZONE m.zone,
                (s.delivers_until AT TIME ZONE m.zone + m.by) AT TIME ZONE m.zone, s.instructions
            FROM cycle_supply s JOIN stall t ON t.cooperative_id = s.cooperative_id AND t.id = s.stall_id AND t.state <> 'closed', moved m
            WHERE s.cooperative_id = $1 AND s.cycle_id = $2 RETURNING id, stall_id)
        INSERT INTO cycle_good (cooperative_id, id, cycle_id, supply_id, variant_id)
        SELECT g.cooperative_id, gen_random_uuid(), $3, n.id, g.variant_id FROM cycle_good g
        JOIN cycle_supply s ON s.cooperative_id = g.cooperative_id AND s.id = g.supply_id
        JOIN supplies n ON n.stall_id = s.stall_id
        JOIN variant v ON v.cooperative_id = g.cooperative_id AND v.id = g.variant_id AND v.state = 'offered'
        WHERE g.cooperative_id = $1 AND g.cycle_id = $2""",
        work.cooperative_id, cycle_id, fresh, opens_at,
    )  # fmt: skip
    await listed.tell(work, fresh)
    return fresh


async def _write_exchanges(work: Work, cycle_id: UUID, plan: Plan) -> None:
    here = work.cooperative_id
    await work.many(
        "INSERT INTO cycle_fee (cooperative_id, id, cycle_id, position, purpose, kind, bps, amount_minor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        [
            (here, ids.new(), cycle_id, place, fee.purpose, fee.kind, fee.bps, fee.amount_minor)
            for place, fee in enumerate(plan.fees)
        ],
    )
    await _known(work, "pickup_point", [one.pickup_point_id for one in plan.pickups])
    await _known(work, "stall", [one.stall_id for one in plan.supplies])
    await work.many(
        "INSERT INTO cycle_pickup (cooperative_id, id, cycle_id, pickup_point_id, fetch_from, fetch_until, instructions) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        [
            (here, ids.new(), cycle_id, one.pickup_point_id, one.fetch_from, one.fetch_until, one.instructions.strip())
            for one in plan.pickups
        ],
    )
    supply_ids = [ids.new() for _ in plan.supplies]
    await work.many(
        "INSERT INTO cycle_supply (cooperative_id, id, cycle_id, stall_id, delivers_from, delivers_until, instructions) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        [
            (here, supply_id, cycle_id, one.stall_id, one.delivers_from, one.delivers_until, one.instructions.strip())
            for supply_id, one in zip(supply_ids, plan.supplies, strict=True)
        ],
    )
    goods = [
        (supply_id, one.stall_id, variant_id)
        for supply_id, one in zip(supply_ids, plan.supplies, strict=True)
        for variant_id in one.variant_ids
    ]
    if not goods:
        return
    # A variant of another stall, or of none here, is passed over by the join: then fewer rows come to be than were wished.
    written = await work.execute(
        """INSERT INTO cycle_good (cooperative_id, id, cycle_id, supply_id, variant_id)
           SELECT $1, w.id, $2, w.supply, w.variant FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[]) AS w (id, supply, stall, variant)
           JOIN variant v ON v.cooperative_id = $1 AND v.id = w.variant
           JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id AND p.stall_id = w.stall""",
        here, cycle_id, [ids.new() for _ in goods], *(list(column) for column in zip(*goods, strict=True)),
    )  # fmt: skip
    if written != len(goods):
        raise NotFound


async def _known(work: Work, table: str, named: Sequence[UUID]) -> None:
    found = await work.value(
        f"SELECT count(*) FROM {table} WHERE cooperative_id = $1 AND id = ANY($2)",
        work.cooperative_id,
        list(named),
    )
    if found != len(named):
        raise NotFound
