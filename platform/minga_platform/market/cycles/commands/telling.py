"""Telling producers of a cycle, each once: a row for each who was told, and a letter for each row."""

from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.work import Work
from minga_platform.market.cycles.events import ProducerTold


async def tell(work: Work, cycle_id: UUID, what: str) -> int:
    """Tell every producer of a cycle who was not told yet (`what`: of `states.TOLD`); how many. For a locked cycle.

    The unique row is the promise: whoever tells again, or a second worker at once, finds it there.
    Announces: ProducerTold for each.
    """
    stalls = await work.rows(
        "SELECT stall_id FROM cycle_supply WHERE cooperative_id = $1 AND cycle_id = $2 ORDER BY id",
        work.cooperative_id,
        cycle_id,
    )
    told = await work.rows(
        "INSERT INTO cycle_told (cooperative_id, id, cycle_id, stall_id, what, told_at) "
        "SELECT $1, w.id, $2, w.stall, $3, $4 FROM unnest($5::uuid[], $6::uuid[]) AS w (id, stall) "
        "ON CONFLICT (cooperative_id, cycle_id, stall_id, what) DO NOTHING RETURNING id",
        work.cooperative_id, cycle_id, what, work.now, [ids.new() for _ in stalls], [row["stall_id"] for row in stalls],
    )  # fmt: skip
    for row in told:
        work.emit(ProducerTold(told_id=row["id"]))
    return len(told)
