"""What time does to cycles. The rounds look at states, never at "the last hour", so it does not matter how long nobody made them."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_platform.kernel.work import Work
from minga_platform.market.cycles import listed
from minga_platform.market.cycles.commands.planning import locked_cycle, write_copy
from minga_platform.market.cycles.commands.telling import tell
from minga_platform.market.cycles.events import CycleEnded, CycleOpened
from minga_platform.rules import queries as rules


async def due_to_open(work: Work) -> list[UUID]:
    """Cycles whose opening nobody was told of yet."""
    rows = await work.rows(
        "SELECT id FROM order_cycle WHERE cooperative_id = $1 AND opened_at IS NULL AND cancelled_at IS NULL AND opens_at <= $2 ORDER BY opens_at LIMIT 100",
        work.cooperative_id,
        work.now,
    )
    return [row["id"] for row in rows]


async def due_to_end(work: Work) -> list[UUID]:
    """Cycles whose closing and grace have passed, and whose producers have no list yet."""
    grace = timedelta(minutes=await rules.number_at(work, "market.cycle_grace_minutes"))
    rows = await work.rows(
        "SELECT id FROM order_cycle WHERE cooperative_id = $1 AND closed_at IS NULL AND cancelled_at IS NULL AND closes_at <= $2 ORDER BY closes_at LIMIT 100",
        work.cooperative_id,
        work.now - grace,
    )
    return [row["id"] for row in rows]


async def due_to_repeat(work: Work) -> list[UUID]:
    """Repeating cycles that have opened and have no next one yet: there is a whole cycle's time to change that before it opens."""
    rows = await work.rows(
        """SELECT c.id FROM order_cycle c WHERE c.cooperative_id = $1 AND c.repeat_days IS NOT NULL AND c.opens_at <= $2
           AND NOT EXISTS (SELECT FROM order_cycle n WHERE n.cooperative_id = c.cooperative_id AND n.made_from_id = c.id)
           ORDER BY c.opens_at LIMIT 100""",
        work.cooperative_id,
        work.now,
    )
    return [row["id"] for row in rows]


async def open_cycle(work: Work, *, cycle_id: UUID) -> bool:
    """Tell the producers that orders are taken. Safe to repeat. Announces: CycleOpened, ProducerTold."""
    row = await locked_cycle(work, cycle_id)
    now = await work.fresh_now()
    if row["opened_at"] is not None or row["cancelled_at"] is not None or row["opens_at"] > now:
        return False
    await work.execute(
        "UPDATE order_cycle SET opened_at = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        cycle_id,
        now,
    )
    if now < row["closes_at"]:
        # Where nobody was there for the whole window, "it is open" would be untrue by now; of its closing they hear.
        await tell(work, cycle_id, "opened")
    work.emit(CycleOpened(cycle_id=cycle_id))
    return True


async def end_cycle(work: Work, *, cycle_id: UUID) -> bool:
    """From here on nothing comes into the cycle; its producers are told what to bring. Safe to repeat.

    The lock waits for every order that was let in and is not committed yet, so what they are told is all there is.
    Announces: CycleEnded, ProducerTold.
    """
    row = await locked_cycle(work, cycle_id)
    grace = timedelta(minutes=await rules.number_at(work, "market.cycle_grace_minutes"))
    now = await work.fresh_now()
    if row["closed_at"] is not None or row["cancelled_at"] is not None or row["closes_at"] + grace > now:
        return False
    await work.execute(
        "UPDATE order_cycle SET closed_at = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        cycle_id,
        now,
    )
    await tell(work, cycle_id, "closed")
    # Its closing was told beforehand, so searches left its goods out when it came; what is cleared here is only the note.
    await listed.tell(work, cycle_id)
    work.emit(CycleEnded(cycle_id=cycle_id))
    return True


async def repeat_cycle(work: Work, *, cycle_id: UUID) -> UUID | None:
    """Make the next of a repeating cycle, at the same time of day in the co-op's zone; rounds that were missed are left out.

    Safe to repeat: the next one names the one that it comes from, and there is one next at most.
    """
    row = await locked_cycle(work, cycle_id)
    made = await work.value(
        "SELECT EXISTS (SELECT FROM order_cycle WHERE cooperative_id = $1 AND made_from_id = $2)",
        work.cooperative_id, cycle_id,
    )  # fmt: skip
    if made or row["repeat_days"] is None:
        return None
    zone = ZoneInfo(await work.value("SELECT zone FROM cooperative WHERE id = $1", work.cooperative_id))
    # From the last round that was missed for certain: by the clock on the wall, a later one may end an hour later than by counted days.
    missed = (work.now - row["closes_at"]) // timedelta(days=row["repeat_days"])
    days = row["repeat_days"] * max(missed, 1)
    while later(row["closes_at"], days, zone) <= work.now:
        days += row["repeat_days"]
    return await write_copy(
        work, cycle_id, row["coordinator_id"], later(row["opens_at"], days, zone), later(row["closes_at"], days, zone),
        row["repeat_days"], cycle_id,
    )  # fmt: skip


def later(instant: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same time of day so many days later; a week in which clocks change is a week all the same."""
    return (instant.astimezone(zone) + timedelta(days=days)).astimezone(ZoneInfo("UTC"))
