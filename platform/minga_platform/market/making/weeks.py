"""Weeks, working days, and which week has room. Pure.

A week is Monday to Sunday of the co-op's own calendar; work is promised for its Friday. What is nobody's pool of hands
(no capacity was said) is promised for the first day that its lead time allows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

WEEKS_AHEAD = 104
USUAL_LEAD_DAYS = 5
"""Where a maker said how much she makes but not how long it takes."""
_WEEKEND = (5, 6)
_FRIDAY = 4


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def after_working_days(day: date, number: int) -> date:
    """So many working days (Monday to Friday) later; with 0 the day itself, or the Monday after a weekend."""
    while day.weekday() in _WEEKEND:
        day += timedelta(days=1)
    for _ in range(number):
        day += timedelta(days=1)
        while day.weekday() in _WEEKEND:
            day += timedelta(days=1)
    return day


@dataclass(frozen=True, slots=True)
class Pool:
    """Hands: so many pieces a week, none before that day's week."""

    id: UUID
    per_week: int
    not_before: date | None = None


@dataclass(frozen=True, slots=True)
class Want:
    """So many pieces, ready on `first_day` at the earliest, out of these pools (all of them bind)."""

    quantity: int
    first_day: date
    pools: tuple[Pool, ...]


@dataclass(slots=True)
class Plan:
    """When it is ready, and how many pieces are made in which week (its Monday). Day None: not within `WEEKS_AHEAD`."""

    ready_by: date | None
    weeks: dict[date, int] = field(default_factory=dict)


Taken = dict[tuple[UUID, date], int]
"""(pool, Monday) → pieces that are promised already."""


def plan(wants: Sequence[Want], taken: Mapping[tuple[UUID, date], int]) -> list[Plan]:
    """A plan for each want, in their order: the first weeks with room, where the earlier ones of the list come first.

    No pool gets more than `per_week` in any week in which it had room; a week that is overfull already gets nothing.
    """
    used = dict(taken)
    return [_place(want, used) for want in wants]


def _place(want: Want, used: Taken) -> Plan:
    if not want.pools:
        return Plan(want.first_day)
    first = max([monday(want.first_day), *(monday(pool.not_before) for pool in want.pools if pool.not_before)])
    left, made = want.quantity, Plan(None)
    for number in range(WEEKS_AHEAD):
        week = first + timedelta(weeks=number)
        room = min(pool.per_week - used.get((pool.id, week), 0) for pool in want.pools)
        pieces = min(room, left)
        if pieces > 0:
            made.weeks[week] = pieces
            left -= pieces
        if left == 0:
            made.ready_by = max(week + timedelta(days=_FRIDAY), want.first_day)
            break
    if made.ready_by is None:
        return Plan(None)
    for week, pieces in made.weeks.items():
        for pool in want.pools:
            used[pool.id, week] = used.get((pool.id, week), 0) + pieces
    return made
