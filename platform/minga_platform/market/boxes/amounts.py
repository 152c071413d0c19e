"""When a box comes, until when a date can be changed, and what is in it. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Rhythm:
    """On `first_on` and every so many weeks after it, in the co-op's zone."""

    first_on: date
    every_weeks: int
    cutoff_hours: int
    zone: str

    def is_date(self, day: date) -> bool:
        """Whether the box comes on that day."""
        return day >= self.first_on and (day - self.first_on).days % (7 * self.every_weeks) == 0

    def first_from(self, day: date) -> date:
        """The first date on that day or after it."""
        if day <= self.first_on:
            return self.first_on
        weeks = -(-(day - self.first_on).days // (7 * self.every_weeks)) * self.every_weeks
        return self.first_on + timedelta(weeks=weeks)

    def after(self, day: date) -> date:
        """The first date after that day."""
        return self.first_from(day + timedelta(days=1))

    def between(self, start: date, end: date) -> Iterator[date]:
        """The dates from `start` to `end`, both included."""
        day = self.first_from(start)
        while day <= end:
            yield day
            day = self.after(day)

    def cutoff(self, day: date) -> datetime:
        """Until when that date can be changed: so many hours before the day begins where the co-op is."""
        begins = datetime.combine(day, time(), ZoneInfo(self.zone)).astimezone(UTC)
        return begins - timedelta(hours=self.cutoff_hours)

    def today(self, now: datetime) -> date:
        """The civil day where the co-op is."""
        return now.astimezone(ZoneInfo(self.zone)).date()

    def next_open(self, now: datetime, start: date) -> date:
        """The first date from `start` on that can still be changed."""
        day = self.first_from(max(start, self.today(now)))
        while self.cutoff(day) <= now:
            day = self.after(day)
        return day


@dataclass(frozen=True, slots=True)
class Content:
    """So many base units of a variant, and what stands in for it."""

    variant_id: UUID
    quantity: int
    substitute_id: UUID | None = None
    substitute_quantity: int | None = None


@dataclass(frozen=True, slots=True)
class Packed:
    """What a content became: `variant_id` is what goes in, None where it is left out; `because`: why it is not the usual."""

    content: Content
    variant_id: UUID | None
    quantity: int
    because: str = ""


def pack(
    contents: Sequence[Content],
    hindrance: Callable[[UUID, int], str | None],
    *,
    substitutes: bool,
) -> list[Packed]:
    """What goes into a box. `hindrance(variant, quantity)`: why it cannot, or None. What stands in for something is asked the
    same; a variant is never in a box twice, since who wanted something else does not want more of the same."""
    usual = {one.variant_id for one in contents}
    taken: set[UUID] = set()
    packed = []
    for one in contents:
        because = hindrance(one.variant_id, one.quantity)
        if because is None:
            packed.append(Packed(one, one.variant_id, one.quantity))
            continue
        instead, number = one.substitute_id, one.substitute_quantity
        fits = (
            substitutes
            and instead is not None
            and number is not None
            and instead not in usual | taken
            and hindrance(instead, number) is None
        )
        if fits and instead is not None and number is not None:
            taken.add(instead)
            packed.append(Packed(one, instead, number, because))
        else:
            packed.append(Packed(one, None, 0, because))
    return packed
