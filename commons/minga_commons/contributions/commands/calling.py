"""Calling members to a work day, or to a rota of them, and calling one off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from minga_commons.contributions.commands.giving import KEEP, WRITE
from minga_commons.contributions.errors import DayOver
from minga_commons.contributions.events import WorkDayCalled, WorkDayCancelled
from minga_commons.contributions.states import KINDS
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

_MOST_TASKS: Final = 30
_MOST_TIMES: Final = 53
_LONGEST: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do, the kind of contribution it is, and how many it takes."""

    title: Mapping[str, str]
    kind: str
    seats: int


async def call_day(
    work: Work,
    viewer: Viewer,
    *,
    title: Text,
    about: Text,
    place: str,
    begins_at: datetime,
    ends_at: datetime,
    tasks: Sequence[Task],
    cause: str = "",
    asset_id: UUID | None = None,
    times: int = 1,
    every_days: int = 7,
) -> UUID:
    """Call a minga; its id. Any member may. `times` > 1: a rota, again every so many days at the same hour of the co-op's
    zone, each a day of its own with the same tasks; the id is the first one's.

    Refuses: as `access.require` for `commons.write`, InvalidInput, NotFound (no such work). Announces: WorkDayCalled.
    """
    agent_id = await access.require(work, viewer, WRITE)
    place, cause = place.strip(), " ".join(cause.split())
    if not 1 <= len(place) <= 300:
        raise InvalidInput("place", "length", minimum="1", maximum="300")
    if len(cause) > 200:
        raise InvalidInput("cause", "length", maximum="200")
    if not begins_at < ends_at <= begins_at + _LONGEST:
        raise InvalidInput("endsAt", "from_until")
    if begins_at <= work.now:
        raise InvalidInput("beginsAt", "future")
    if not 1 <= len(tasks) <= _MOST_TASKS:
        raise InvalidInput("tasks", "number", minimum="1", maximum=str(_MOST_TASKS))
    if not 1 <= times <= _MOST_TIMES:
        raise InvalidInput("times", "range", minimum="1", maximum=str(_MOST_TIMES))
    if not 1 <= every_days <= 366:
        raise InvalidInput("everyDays", "range", minimum="1", maximum="366")
    for task in tasks:
        if task.kind not in KINDS or task.kind == "materials":
            raise InvalidInput("kind", "one_of")
        if not 1 <= task.seats <= 500:
            raise InvalidInput("seats", "range", minimum="1", maximum="500")
    await work.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('work_day' || $1::text, 0))", str(work.cooperative_id)
    )
    zone = ZoneInfo(await work.value("SELECT zone FROM cooperative WHERE id = $1", work.cooperative_id))
    series_id = ids.new() if times > 1 else None
    first: UUID | None = None
    for number in range(times):
        # Added to the civil time, so that a rota at nine stays at nine when the clocks change.
        away = timedelta(days=number * every_days)
        begins = (begins_at.astimezone(zone) + away).astimezone(begins_at.tzinfo)
        day_id = await _write(
            work,
            agent_id,
            title,
            about,
            place,
            begins,
            begins + (ends_at - begins_at),
            tasks,
            cause,
            asset_id,
            series_id,
        )
        first = first or day_id
    assert first is not None
    work.emit(WorkDayCalled(work_day_id=first))
    return first


async def _write(
    work: Work,
    agent_id: UUID,
    title: Text,
    about: Text,
    place: str,
    begins_at: datetime,
    ends_at: datetime,
    tasks: Sequence[Task],
    cause: str,
    asset_id: UUID | None,
    series_id: UUID | None,
) -> UUID:
    day_id = ids.new()
    try:
        await work.execute(
            """INSERT INTO work_day (cooperative_id, id, number, title, about, place, cause, asset_id, series_id, state, begins_at,
                   ends_at, called_at, called_by)
               SELECT $1, $2, coalesce((SELECT max(number) FROM work_day WHERE cooperative_id = $1), 0) + 1, $3, $4, $5, $6, $7, $8,
                   'called', $9, $10, $11, $12""",
            work.cooperative_id, day_id, dict(title), dict(about), place, cause, asset_id, series_id, begins_at, ends_at, work.now,
            agent_id,
        )  # fmt: skip
    except asyncpg.ForeignKeyViolationError as violation:
        raise NotFound from violation
    await work.many(
        """INSERT INTO work_task (cooperative_id, id, work_day_id, position, title, kind, seats)
           VALUES ($1, $2, $3, $4, $5, $6, $7)""",
        [
            (work.cooperative_id, ids.new(), day_id, place_in_list, dict(task.title), task.kind, task.seats)
            for place_in_list, task in enumerate(tasks, 1)
        ],
    )
    return day_id


async def cancel_day(work: Work, viewer: Viewer, *, work_day_id: UUID, reason: str) -> None:
    """It does not take place; who signed up is told. By who called it, or a keeper of the commons.

    Refuses: as `access.require`, NotFound, InvalidInput, DayOver. Announces: WorkDayCancelled.
    """
    await leads(work, viewer, work_day_id)
    if not 1 <= len(reason.strip()) <= 500:
        raise InvalidInput("reason", "length", minimum="1", maximum="500")
    await work.execute(
        "UPDATE work_day SET state = 'cancelled', cancelled_because = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, work_day_id, reason.strip(),
    )  # fmt: skip
    work.emit(WorkDayCancelled(work_day_id=work_day_id))


async def locked(work: Work, work_day_id: UUID) -> Any:
    """The day's row under its lock, while it is neither finished nor called off. Refuses: NotFound, DayOver."""
    found = await work.row(
        """SELECT id, state, begins_at, ends_at, called_by, cause, asset_id, title FROM work_day
           WHERE cooperative_id = $1 AND id = $2 FOR NO KEY UPDATE""",
        work.cooperative_id,
        work_day_id,
    )
    if found is None:
        raise NotFound
    if found["state"] != "called":
        raise DayOver(found["state"])
    return found


async def leads(work: Work, viewer: Viewer, work_day_id: UUID) -> tuple[UUID, Any]:
    """The asker's agent and the locked day, if she called it or keeps the commons. Refuses: as `access.require`, NotFound, DayOver."""
    agent_id = await access.require(work, viewer, WRITE)
    day = await locked(work, work_day_id)
    if day["called_by"] != agent_id:
        await access.require(work, viewer, KEEP)
    return agent_id, day
