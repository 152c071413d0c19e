"""Seats of a work day: taken, given back, passed on, waited for; who came; and what her hours become."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg

from minga_commons.attestation.commands import claims
from minga_commons.contributions import rules as own
from minga_commons.contributions.commands.calling import leads, locked
from minga_commons.contributions.commands.giving import WRITE, Gift, day_of, record
from minga_commons.contributions.errors import AlreadySignedUp, DayOver, NoSeatLeft, TooEarlyToCheckIn
from minga_commons.contributions.events import SeatGiven, SeatOffered, SeatTomorrow
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.rules import queries as rules

EARLY: Final = timedelta(hours=12)
_REMINDED: Final = timedelta(hours=24)
"""How long before its day somebody is reminded of her seat."""


async def sign_up(work: Work, viewer: Viewer, *, task_id: UUID, may_wait: bool = False) -> UUID:
    """Take a seat, or a place in the line where all are taken and `may_wait`; the seat's id.

    Refuses: as `access.require` for `commons.write`, NotFound, DayOver, AlreadySignedUp, NoSeatLeft.
    """
    agent_id = await access.require(work, viewer, WRITE)
    task = await _task(work, task_id)
    day = await locked(work, task["work_day_id"])
    if day["ends_at"] <= await work.fresh_now():
        raise DayOver("finished")
    # Counted under the day's lock: of two who ask for the last seat at once, the second finds it taken.
    free = task["seats"] > await _filled(work, task_id)
    if not free and not may_wait:
        raise NoSeatLeft(task["seats"])
    seat_id = ids.new()
    try:
        await work.execute(
            """INSERT INTO work_seat (cooperative_id, id, work_day_id, task_id, agent_id, state, signed_up_at, changed_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $7)""",
            work.cooperative_id, seat_id, day["id"], task_id, agent_id, "taken" if free else "waiting", work.now,
        )  # fmt: skip
    except asyncpg.UniqueViolationError as violation:
        raise AlreadySignedUp from violation
    return seat_id


async def withdraw_seat(work: Work, viewer: Viewer, *, seat_id: UUID) -> None:
    """Give one's seat back, or leave the line; the first in line has it then.

    Refuses: as `access.require`, NotFound (also another's), DayOver, InvalidTransition. Announces: SeatGiven.
    """
    agent_id = await access.require(work, viewer, WRITE)
    seat = await _seat(work, seat_id, "taken", "waiting")
    if seat["agent_id"] != agent_id:
        raise NotFound
    await _end(work, seat_id, "withdrawn")
    if seat["state"] == "taken":
        await _next_in_line(work, seat["task_id"])


async def offer_seat(work: Work, viewer: Viewer, *, seat_id: UUID, to_id: UUID | None = None) -> None:
    """Look for somebody to take one's seat: a member, or anybody. It stays one's own until somebody does.

    Refuses: as `access.require`, NotFound, DayOver, InvalidTransition, InvalidInput (to oneself). Announces: SeatOffered.
    """
    agent_id = await access.require(work, viewer, WRITE)
    seat = await _seat(work, seat_id, "taken")
    if seat["agent_id"] != agent_id:
        raise NotFound
    if to_id == agent_id:
        raise InvalidInput("toId", "somebody_else")
    try:
        await work.execute(
            "UPDATE work_seat SET is_offered = true, offered_to_id = $3, changed_at = $4 WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id, seat_id, to_id, work.now,
        )  # fmt: skip
    except asyncpg.ForeignKeyViolationError as violation:
        raise NotFound from violation
    if to_id is not None:
        work.emit(SeatOffered(seat_id=seat_id, agent_id=to_id))


async def take_offered_seat(work: Work, viewer: Viewer, *, seat_id: UUID) -> UUID:
    """Take a seat that its holder offers; the new seat's id. Who stood in the line of that day leaves it.

    Refuses: as `access.require`, NotFound (also offered to somebody else), DayOver, InvalidTransition, AlreadySignedUp.
    """
    agent_id = await access.require(work, viewer, WRITE)
    seat = await _seat(work, seat_id, "taken")
    if not seat["is_offered"] or seat["agent_id"] == agent_id or seat["offered_to_id"] not in (None, agent_id):
        raise NotFound
    await work.execute(
        """UPDATE work_seat SET state = 'withdrawn', changed_at = $4
           WHERE cooperative_id = $1 AND work_day_id = $2 AND agent_id = $3 AND state = 'waiting'""",
        work.cooperative_id, seat["work_day_id"], agent_id, work.now,
    )  # fmt: skip
    await _end(work, seat_id, "passed_on")
    made = ids.new()
    try:
        await work.execute(
            """INSERT INTO work_seat (cooperative_id, id, work_day_id, task_id, agent_id, state, signed_up_at, changed_at)
               VALUES ($1, $2, $3, $4, $5, 'taken', $6, $6)""",
            work.cooperative_id, made, seat["work_day_id"], seat["task_id"], agent_id, work.now,
        )  # fmt: skip
    except asyncpg.UniqueViolationError as violation:
        raise AlreadySignedUp from violation
    return made


async def check_in(
    work: Work,
    viewer: Viewer,
    *,
    work_day_id: UUID,
    agent_id: UUID | None = None,
    card_code: str = "",
    task_id: UUID | None = None,
) -> UUID:
    """Note that somebody came: by the code on her card, or by name; her agent. Again changes nothing.

    Who had not signed up is welcome, seats or not; `task_id` says what she does, else the first task. By who called the day,
    or a keeper of the commons. Refuses: as `access.require`, NotFound (no such card, member or task), DayOver, TooEarlyToCheckIn.
    """
    noted_by, day = await leads(work, viewer, work_day_id)
    if await work.fresh_now() < day["begins_at"] - EARLY:
        raise TooEarlyToCheckIn(day["begins_at"] - EARLY)
    if card_code:
        agent_id = await work.value(
            "SELECT agent_id FROM member_card WHERE cooperative_id = $1 AND code = $2",
            work.cooperative_id,
            card_code.strip().lower()[:40],
        )
    if agent_id is None:
        raise NotFound
    touched = await work.execute(
        """UPDATE work_seat SET state = 'came', came_at = coalesce(came_at, $4), noted_by = $5, changed_at = $4, is_offered = false,
               offered_to_id = NULL
           WHERE cooperative_id = $1 AND work_day_id = $2 AND agent_id = $3 AND state IN ('taken', 'waiting', 'came')""",
        work.cooperative_id, work_day_id, agent_id, work.now, noted_by,
    )  # fmt: skip
    if touched:
        return agent_id
    task = await work.value(
        """SELECT id FROM work_task WHERE cooperative_id = $1 AND work_day_id = $2 AND ($3::uuid IS NULL OR id = $3)
           ORDER BY position LIMIT 1""",
        work.cooperative_id,
        work_day_id,
        task_id,
    )
    if task is None:
        raise NotFound
    try:
        await work.execute(
            """INSERT INTO work_seat (cooperative_id, id, work_day_id, task_id, agent_id, state, signed_up_at, changed_at, came_at,
                   noted_by) VALUES ($1, $2, $3, $4, $5, 'came', $6, $6, $6, $7)""",
            work.cooperative_id, ids.new(), work_day_id, task, agent_id, work.now, noted_by,
        )  # fmt: skip
    except asyncpg.ForeignKeyViolationError as violation:
        raise NotFound from violation
    return agent_id


async def undo_check_in(work: Work, viewer: Viewer, *, work_day_id: UUID, agent_id: UUID) -> None:
    """She did not come after all: her seat is as if she had not been noted. Refuses: as `access.require`, NotFound, DayOver."""
    await leads(work, viewer, work_day_id)
    task_id = await work.value(
        """UPDATE work_seat SET state = 'absent', came_at = NULL, changed_at = $4
           WHERE cooperative_id = $1 AND work_day_id = $2 AND agent_id = $3 AND state = 'came' RETURNING task_id""",
        work.cooperative_id, work_day_id, agent_id, work.now,
    )  # fmt: skip
    if task_id is None:
        raise NotFound
    await _next_in_line(work, task_id)


async def finish_day(
    work: Work, viewer: Viewer, *, work_day_id: UUID, minutes: Mapping[UUID, int] | None = None
) -> int:
    """Finish the day: what each who came gave becomes a contribution, and who leads it stands by all but her own; how many.

    `minutes`: by seat, where it was not the whole time. By who called the day, or a keeper of the commons, once it has begun.
    Refuses: as `access.require`, NotFound, DayOver, InvalidTransition (not begun), InvalidInput.
    Announces: ContributionGiven for each.
    """
    leader, day = await leads(work, viewer, work_day_id)
    if await work.fresh_now() < day["begins_at"]:
        raise InvalidTransition("called")
    whole = round((day["ends_at"] - day["begins_at"]).total_seconds() / 60)
    zone = await work.value("SELECT zone FROM cooperative WHERE id = $1", work.cooperative_id)
    needs = await rules.number_at(work, own.DAY_ATTESTORS)
    given = dict(minutes or {})
    came = await work.rows(
        """SELECT s.id, s.agent_id, s.state, t.kind, t.title FROM work_seat s
           JOIN work_task t ON t.cooperative_id = s.cooperative_id AND t.id = s.task_id
           WHERE s.cooperative_id = $1 AND s.work_day_id = $2 AND s.state = 'came' ORDER BY s.id""",
        work.cooperative_id,
        work_day_id,
    )
    if unknown := given.keys() - {row["id"] for row in came}:
        raise InvalidInput("minutes", "one_of", maximum=str(len(unknown)))
    await work.execute(
        """UPDATE work_seat SET state = 'absent', is_offered = false, offered_to_id = NULL, changed_at = $3
           WHERE cooperative_id = $1 AND work_day_id = $2 AND state = 'taken'""",
        work.cooperative_id, work_day_id, work.now,
    )  # fmt: skip
    await work.execute(
        """UPDATE work_seat SET state = 'withdrawn', changed_at = $3
           WHERE cooperative_id = $1 AND work_day_id = $2 AND state = 'waiting'""",
        work.cooperative_id, work_day_id, work.now,
    )  # fmt: skip
    await work.execute(
        "UPDATE work_day SET state = 'finished', finished_at = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, work_day_id, work.now,
    )  # fmt: skip
    counted = 0
    for row in came:
        spent = given.get(row["id"], whole)
        if not 0 <= spent <= 1440:
            raise InvalidInput("minutes", "range", minimum="0", maximum="1440")
        made = None
        if spent:
            made = await _count(work, viewer, day, row, spent, zone, needs, leader)
            counted += 1
        await work.execute(
            "UPDATE work_seat SET minutes = $3, contribution_id = $4 WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id, row["id"], spent, made,
        )  # fmt: skip
    return counted


async def remind(work: Work) -> int:
    """Tell who has a seat that her day is near, once a seat; how many. Safe to repeat. Announces: SeatTomorrow for each."""
    rows = await work.rows(
        """UPDATE work_seat SET reminded_at = $2 WHERE cooperative_id = $1 AND state = 'taken' AND reminded_at IS NULL
             AND work_day_id IN (SELECT id FROM work_day WHERE cooperative_id = $1 AND state = 'called'
                                 AND begins_at > $2 AND begins_at <= $2 + $3::interval)
           RETURNING id, agent_id""",
        work.cooperative_id,
        work.now,
        _REMINDED,
    )
    for row in rows:
        work.emit(SeatTomorrow(seat_id=row["id"], agent_id=row["agent_id"]))
    return len(rows)


async def _count(
    work: Work, viewer: Viewer, day: Any, row: Any, spent: int, zone: str, needs: int, leader: UUID
) -> UUID:
    cause = day["cause"] or next(iter(day["title"].values()), "")
    gift = Gift(
        row["kind"], day_of(day["begins_at"], zone), minutes=spent, asset_id=day["asset_id"], cause=cause[:200]
    ).checked()
    made = await record(
        work, viewer, gift=gift, agent_id=row["agent_id"], source="day", recorded_by=leader, needs=needs,
        claimed_by=row["agent_id"],
    )  # fmt: skip
    await work.execute(
        "INSERT INTO contribution_origin (cooperative_id, id, source, key, contribution_id) VALUES ($1, $2, 'day', $3, $4)",
        work.cooperative_id, ids.new(), str(row["id"]), made,
    )  # fmt: skip
    if row["agent_id"] != leader:
        claim_id = await work.value(
            "SELECT claim_id FROM contribution WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, made
        )
        await claims.attest(work, viewer, claim_id=claim_id, note="")
    return made


async def _task(work: Work, task_id: UUID) -> Any:
    found = await work.row(
        "SELECT id, work_day_id, seats FROM work_task WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        task_id,
    )
    if found is None:
        raise NotFound
    return found


async def _filled(work: Work, task_id: UUID) -> int:
    found: int = await work.value(
        "SELECT count(*) FROM work_seat WHERE cooperative_id = $1 AND task_id = $2 AND state IN ('taken', 'came')",
        work.cooperative_id,
        task_id,
    )
    return found


async def _seat(work: Work, seat_id: UUID, *states: str) -> Any:
    """A seat under its day's lock. Refuses: NotFound, DayOver, InvalidTransition."""
    day_id = await work.value(
        "SELECT work_day_id FROM work_seat WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, seat_id
    )
    if day_id is None:
        raise NotFound
    await locked(work, day_id)
    found = await work.row(
        """SELECT id, work_day_id, task_id, agent_id, state, is_offered, offered_to_id FROM work_seat
           WHERE cooperative_id = $1 AND id = $2 FOR NO KEY UPDATE""",
        work.cooperative_id,
        seat_id,
    )
    assert found is not None, "seats are never deleted"
    if found["state"] not in states:
        raise InvalidTransition(found["state"])
    return found


async def _end(work: Work, seat_id: UUID, state: str) -> None:
    await work.execute(
        """UPDATE work_seat SET state = $3, changed_at = $4, is_offered = false, offered_to_id = NULL
           WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id, seat_id, state, work.now,
    )  # fmt: skip


async def _next_in_line(work: Work, task_id: UUID) -> None:
    """The first in line has the seat, if one is free: walk-ins may have filled more than there were."""
    row = await work.row(
        """UPDATE work_seat SET state = 'taken', changed_at = $3 WHERE cooperative_id = $1 AND id = (
               SELECT w.id FROM work_seat w WHERE w.cooperative_id = $1 AND w.task_id = $2 AND w.state = 'waiting'
               ORDER BY w.signed_up_at, w.id LIMIT 1)
             AND (SELECT count(*) FROM work_seat f WHERE f.cooperative_id = $1 AND f.task_id = $2
                  AND f.state IN ('taken', 'came')) < (SELECT seats FROM work_task WHERE cooperative_id = $1 AND id = $2)
           RETURNING id, agent_id""",
        work.cooperative_id,
        task_id,
        work.now,
    )
    if row is not None:
        work.emit(SeatGiven(seat_id=row["id"], agent_id=row["agent_id"]))
