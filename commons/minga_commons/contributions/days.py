"""Work days as members see them, and the hours that they owe and gave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minga_commons.contributions import rules as own
from minga_commons.contributions.commands.attending import EARLY
from minga_commons.contributions.commands.giving import KEEP, WRITE, today
from minga_commons.contributions.queries import insider, to_attest
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.rules import queries as rules


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody on the list. `offered_to_id`: whom she asks to take it; None with `is_offered`: anybody."""

    id: UUID
    task_id: UUID
    agent_id: UUID
    name: str
    state: str
    signed_up_at: datetime
    is_offered: bool
    offered_to_id: UUID | None
    came_at: datetime | None
    minutes: int | None
    contribution_id: UUID | None


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do, with who does it and who waits, in the order in which they came."""

    id: UUID
    title: dict[str, str]
    kind: str
    seats: int
    people: tuple[Seat, ...]

    @property
    def free(self) -> int:
        """Seats that nobody has."""
        return max(0, self.seats - sum(one.state in ("taken", "came") for one in self.people))


@dataclass(frozen=True, slots=True)
class Day:
    """A work day. `leads`: the asker may check people in and finish it."""

    id: UUID
    number: int
    title: dict[str, str]
    about: dict[str, str]
    place: str
    cause: str
    asset_id: UUID | None
    asset_slug: str | None
    asset_title: dict[str, str] | None
    series_id: UUID | None
    state: str
    begins_at: datetime
    ends_at: datetime
    called_by: UUID
    caller: str
    finished_at: datetime | None
    cancelled_because: str
    leads: bool
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True)
class Owed:
    """The hours that a member owes in the present period, and gave. `class_key`: the class that owes most, where she has
    several; `waiting_minutes` are not attested yet."""

    since: date
    until: date
    class_key: str | None
    owed_minutes: int
    given_minutes: int
    waiting_minutes: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a member's commons ask of her today."""

    to_attest: int
    seats: tuple[tuple[UUID, UUID, datetime], ...]
    """(day, seat, begins) of what she is on the list for in the next two days."""
    offered: tuple[UUID, ...]
    """Days on which somebody asks her to take a seat."""
    to_finish: tuple[UUID, ...]
    """Days that she called and that are over, but not finished."""


_DAY = """SELECT d.id, d.number, d.title, d.about, d.place, d.cause, d.asset_id, s.slug AS asset_slug, s.title AS asset_title,
d.series_id, d.state, d.begins_at, d.ends_at, d.called_by, a.name AS caller, d.finished_at, d.cancelled_because,
($2::boolean OR d.called_by = $3::uuid) AND d.state = 'called' AS leads
FROM work_day d JOIN agent a ON a.cooperative_id = d.cooperative_id AND a.id = d.called_by
LEFT JOIN asset s ON s.cooperative_id = d.cooperative_id AND s.id = d.asset_id WHERE d.cooperative_id = $1"""


async def days(
    work: Work, viewer: Viewer, *, past: bool = False, after: tuple[datetime, UUID] | None = None, first: int = 25
) -> list[Day] | None:
    """Days to come, the next first, or `past` ones, the latest first; with tasks and people. Two statements."""
    me = await insider(work, viewer)
    if me is None:
        return None
    begins_at, last = after or (None, None)
    order, sign = ("DESC", "<") if past else ("ASC", ">")
    rows = await work.rows(
        f"""{_DAY} AND (d.ends_at < $4 OR d.state <> 'called') = $5
            AND ($6::timestamptz IS NULL OR (d.begins_at, d.id) {sign} ($6, $7::uuid))
            ORDER BY d.begins_at {order}, d.id {order} LIMIT $8""",
        work.cooperative_id, await access.may(work, viewer, "commons.keep"), me, work.now, past, begins_at, last, first,
    )  # fmt: skip
    return await _with_tasks(work, rows)


async def day(work: Work, viewer: Viewer, day_id: UUID) -> Day | None:
    """One day with its tasks and people."""
    me = await insider(work, viewer)
    if me is None:
        return None
    rows = await work.rows(
        f"{_DAY} AND d.id = $4", work.cooperative_id, await access.may(work, viewer, "commons.keep"), me, day_id
    )
    found = await _with_tasks(work, rows)
    return found[0] if found else None


async def _with_tasks(work: Work, rows: Sequence[Any]) -> list[Day]:
    some = [row["id"] for row in rows]
    tasks = await work.rows(
        """SELECT t.work_day_id, t.id, t.title, t.kind, t.seats FROM work_task t
           WHERE t.cooperative_id = $1 AND t.work_day_id = ANY ($2) ORDER BY t.work_day_id, t.position""",
        work.cooperative_id,
        some,
    )
    seats = await work.rows(
        """SELECT s.id, s.task_id, s.agent_id, a.name, s.state, s.signed_up_at, s.is_offered, s.offered_to_id, s.came_at,
               s.minutes, s.contribution_id
           FROM work_seat s JOIN agent a ON a.cooperative_id = s.cooperative_id AND a.id = s.agent_id
           WHERE s.cooperative_id = $1 AND s.work_day_id = ANY ($2) AND s.state IN ('taken', 'waiting', 'came', 'absent')
           ORDER BY s.state = 'waiting', s.signed_up_at, s.id""",
        work.cooperative_id,
        some,
    )
    people: dict[UUID, list[Seat]] = {}
    for seat in seats:
        people.setdefault(seat["task_id"], []).append(Seat(**dict(seat)))
    by_day: dict[UUID, list[Task]] = {}
    for task in tasks:
        kept = Task(task["id"], task["title"], task["kind"], task["seats"], tuple(people.get(task["id"], ())))
        by_day.setdefault(task["work_day_id"], []).append(kept)
    return [Day(**dict(row), tasks=tuple(by_day.get(row["id"], ()))) for row in rows]


def period_of(day_: date, months: int) -> tuple[date, date]:
    """The period of so many months that a day lies in, counted from January: first day, and first day of the next."""
    first = (day_.month - 1) // months * months + 1
    next_year, next_month = divmod(first - 1 + months, 12)
    return date(day_.year, first, 1), date(day_.year + next_year, next_month + 1, 1)


async def hours(work: Work, viewer: Viewer, agent_id: UUID | None = None) -> Owed | None:
    """What a member owes in this period and gave in it: her own, or another's for who may see contributions.

    Materials and lent tools are no hours. None for who has no standing here, or for no member.
    """
    me = await insider(work, viewer)
    if me is None:
        return None
    whose = agent_id or me
    months = own.PERIODS[str(await rules.at(work, own.PERIOD))]
    since, until = period_of(await today(work), months)
    classes = await work.rows(
        """SELECT c.key FROM membership m JOIN membership_class c ON c.cooperative_id = m.cooperative_id AND c.id = m.class_id
           WHERE m.cooperative_id = $1 AND m.agent_id = $2 AND m.left_at IS NULL ORDER BY c.key""",
        work.cooperative_id,
        whose,
    )
    if not classes:
        return None
    owed = [(await rules.number_at(work, own.owed_key(row["key"])), row["key"]) for row in classes]
    most, class_key = max(owed, key=lambda one: one[0])
    given = await work.row(
        """SELECT coalesce(sum(c.minutes) FILTER (WHERE k.state = 'recognised'), 0)::bigint AS given,
               coalesce(sum(c.minutes) FILTER (WHERE k.state = 'open'), 0)::bigint AS waiting
           FROM contribution c JOIN claim k ON k.cooperative_id = c.cooperative_id AND k.id = c.claim_id
           WHERE c.cooperative_id = $1 AND c.agent_id = $2 AND c.kind <> 'tools' AND c.given_on >= $3 AND c.given_on < $4
             AND NOT EXISTS (SELECT FROM contribution n WHERE n.cooperative_id = $1 AND n.corrects_id = c.id)""",
        work.cooperative_id,
        whose,
        since,
        until,
    )
    assert given is not None
    return Owed(since, until, class_key if most else None, most * 60, given["given"], given["waiting"])


async def waiting(work: Work, viewer: Viewer) -> Waiting | None:
    """What the commons ask of the asker today; None for who gives nothing here."""
    if not await access.may(work, viewer, "commons.write"):
        return None
    me = await access.agent_of(work, viewer)
    rows = await work.rows(
        """SELECT d.id, s.id AS seat_id, d.begins_at FROM work_seat s
           JOIN work_day d ON d.cooperative_id = s.cooperative_id AND d.id = s.work_day_id
           WHERE s.cooperative_id = $1 AND s.agent_id = $2 AND s.state = 'taken' AND d.state = 'called'
             AND d.ends_at > $3 AND d.begins_at < $3 + interval '48 hours' ORDER BY d.begins_at, d.id""",
        work.cooperative_id,
        me,
        work.now,
    )
    offered = await work.rows(
        """SELECT DISTINCT d.id, d.begins_at FROM work_seat s
           JOIN work_day d ON d.cooperative_id = s.cooperative_id AND d.id = s.work_day_id
           WHERE s.cooperative_id = $1 AND s.offered_to_id = $2 AND s.is_offered AND d.state = 'called' AND d.ends_at > $3
           ORDER BY d.begins_at, d.id""",
        work.cooperative_id,
        me,
        work.now,
    )
    over = await work.rows(
        """SELECT id FROM work_day WHERE cooperative_id = $1 AND called_by = $2 AND state = 'called' AND ends_at <= $3
           ORDER BY begins_at, id""",
        work.cooperative_id,
        me,
        work.now,
    )
    return Waiting(
        len(await to_attest(work, viewer, 100)),
        tuple((row["id"], row["seat_id"], row["begins_at"]) for row in rows),
        tuple(row["id"] for row in offered),
        tuple(row["id"] for row in over),
    )


@dataclass(frozen=True, slots=True)
class CardDay:
    """A day on which the asker may check people in now. `is_here`: whose card it is came already."""

    id: UUID
    title: dict[str, str]
    place: str
    begins_at: datetime
    is_here: bool


@dataclass(frozen=True, slots=True)
class Carried:
    """Whose card it is, and the days of now that she can be checked in to."""

    agent_id: UUID
    name: str
    days: tuple[CardDay, ...]


async def carried(work: Work, viewer: Viewer, code: str) -> Carried | None:
    """Whose card this is, for who leads a day that is open for checking in; None for everybody else and for a code that is none,
    with nothing to tell the two apart."""
    if not await access.may(work, viewer, WRITE):
        return None
    me = await access.agent_of(work, viewer)
    holder = await work.row(
        """SELECT m.agent_id, g.name FROM member_card m JOIN agent g ON g.cooperative_id = m.cooperative_id AND g.id = m.agent_id
        WHERE m.cooperative_id = $1 AND m.code = $2""",
        work.cooperative_id,
        code.strip().lower()[:40],
    )
    if holder is None:
        return None
    rows = await work.rows(
        """SELECT d.id, d.title, d.place, d.begins_at, EXISTS (SELECT FROM work_seat s WHERE s.cooperative_id = d.cooperative_id
                AND s.work_day_id = d.id AND s.agent_id = $2 AND s.state = 'came') AS is_here
        FROM work_day d WHERE d.cooperative_id = $1 AND d.state = 'called' AND (d.called_by = $3 OR $4)
            AND d.begins_at <= $5::timestamptz + $6::interval AND d.ends_at > $5::timestamptz - $6::interval
        ORDER BY d.begins_at, d.id LIMIT 10""",
        work.cooperative_id, holder["agent_id"], me, await access.may(work, viewer, KEEP), work.now, EARLY,
    )  # fmt: skip
    if not rows:
        return None
    return Carried(holder["agent_id"], holder["name"], tuple(CardDay(**dict(row)) for row in rows))
