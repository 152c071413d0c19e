"""The arithmetic of a distribution: an amount, contributions and an equation in, exact parts out. Pure, whole numbers.

The same input gives the same result, always. Rounding is named: buckets and parts by the largest remainder, where equal
remainders go to the earlier bucket and to the smaller agent id (who has been known here longer); points are rounded down
to a thousandth. What was divided, what each bucket could not use and what is left sum to the amount.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import orjson

from minga_commons.equation.language import Bucket, Equation
from minga_platform.kernel.money import BPS, allocate

_POINT = 1000
"""Points are counted in thousandths."""
_DAYS_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class Event:
    """A recognised contribution. `amount` counts minutes (`per` 60) or whole units (`per` 1); `generation` is 0 for the
    work itself, 1 for what it was made from, and so on; `paid_minor` what an `owed` claim had of it before."""

    id: UUID
    agent: UUID
    kind: str
    amount: int
    per: int
    on: date
    generation: int = 0
    paid_minor: int = 0
    spent: bool = False
    """A `once` claim was paid for it before."""

    def plain(self) -> list[object]:
        """In the form of which the hash is taken; ids and the day as JSON writes them."""
        return [
            self.id, self.agent, self.kind, self.amount, self.per, self.on, self.generation, self.paid_minor, self.spent,
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """What one agent gets of a bucket, minor units, for so many thousandths of a point (0: not by points)."""

    agent: UUID
    minor: int
    points: int


@dataclass(frozen=True, slots=True)
class Counted:
    """An event that counted in a bucket. `minor`: what an `owed` claim is paid of it; None where points decided."""

    event_id: UUID
    agent: UUID
    points: int
    minor: int | None


@dataclass(frozen=True, slots=True)
class Filled:
    """A bucket after its division. `available` = its own percentage and what came from the bucket before; `fund_minor`
    went to a fund; `unused` is what nobody could take."""

    bucket: Bucket
    available: int
    parts: tuple[Part, ...]
    counted: tuple[Counted, ...]
    fund_minor: int
    unused: int


@dataclass(frozen=True, slots=True)
class Divided:
    """A whole distribution. `left` stays where it was."""

    amount: int
    buckets: tuple[Filled, ...]
    left: int

    def totals(self) -> dict[UUID, int]:
        """Agent → minor units over all buckets, in the order of agents."""
        found: dict[UUID, int] = {}
        for filled in self.buckets:
            for part in filled.parts:
                found[part.agent] = found.get(part.agent, 0) + part.minor
        return dict(sorted(found.items()))

    def funds(self) -> dict[str, int]:
        """Purpose of a fund → minor units."""
        found: dict[str, int] = {}
        for filled in self.buckets:
            if filled.fund_minor:
                found[filled.bucket.fund] = found.get(filled.bucket.fund, 0) + filled.fund_minor
        return found


def divide(
    equation: Equation, amount: int, events: Iterable[Event], maintainers: Collection[UUID], on: date
) -> Divided:
    """Divide `amount` (minor units ≥ 0) as of the date `on`, from which the age of a contribution is counted."""
    if amount < 0:
        raise ValueError("nothing less than nothing can be divided")
    # By the number within, which compares ten times as fast as the id around it.
    known = sorted(events, key=lambda event: (event.on, event.id.int))
    shares = _shares(equation, amount)
    filled: list[Filled] = []
    over = used = 0
    spent = {event.id for event in known if event.spent}
    paid = {event.id: event.paid_minor for event in known}
    for place, bucket in enumerate(equation.buckets):
        own = (amount - used) * bucket.bps // BPS if equation.of_remaining else shares[place]
        available = own if equation.unused_waits or equation.of_remaining else own + over
        one = _fill(equation, bucket, available, known, sorted(maintainers), on, spent, paid)
        filled.append(one)
        # Two buckets may look at the same event: what one of them paid is paid for the other.
        if bucket.claim == "once":
            spent |= {counted.event_id for counted in one.counted}
        if bucket.claim == "owed":
            paid |= {counted.event_id: paid[counted.event_id] + (counted.minor or 0) for counted in one.counted}
        over = one.unused
        used += available - one.unused
    return Divided(amount, tuple(filled), amount - used)


def digest(
    equation: Sequence[str], amount: int, events: Iterable[Event], maintainers: Collection[UUID], on: date
) -> bytes:
    """SHA-256 over all that a distribution depends on, in one order: who has the same has the same result."""
    whole = {
        "equation": list(equation),
        "amount": amount,
        "on": on.isoformat(),
        "maintainers": sorted(str(one) for one in maintainers),
        "events": [event.plain() for event in sorted(events, key=lambda event: event.id.int)],
    }
    return hashlib.sha256(orjson.dumps(whole, default=str, option=orjson.OPT_SORT_KEYS)).digest()


def points(equation: Equation, event: Event, on: date) -> int:
    """What an event weighs on that day, thousandths of a point, rounded down."""
    weight = equation.weights.get(event.kind, 0)
    years = max((on - event.on).days, 0) // _DAYS_A_YEAR if equation.decay_bps else 0
    steps = max(event.generation - 1, 0) if equation.generation_bps != BPS else 0
    value = event.amount * weight * _POINT
    if years or steps:
        value *= (BPS - equation.decay_bps) ** years * equation.generation_bps**steps
        return int(value // (event.per * BPS ** (years + steps)))
    return value // event.per


def owed(equation: Equation, event: Event, paid_minor: int) -> int:
    """What an `owed` claim is still worth: its weight in minor units, rounded down, less what was paid of it."""
    return max(event.amount * equation.weights.get(event.kind, 0) // event.per - paid_minor, 0)


def within(amount: int, weights: Sequence[int], floor: int, most: int) -> list[int]:
    """Split by weights (> 0) so that each part is at least `floor` and at most `most`, as far as the amount allows.

    What a bound takes or gives is shared by the others in proportion. Too little for every floor is split equally; with
    `most` reached by all, the rest is not given out. Bounds are whole, so the largest remainder never crosses them.
    """
    count = len(weights)
    if count == 0:
        return []
    floor = min(floor, most)
    if count * most <= amount:
        return [most] * count
    if count * floor >= amount:
        return allocate(amount, [1] * count)
    fixed: dict[int, int] = {}
    while True:
        free = [place for place in range(count) if place not in fixed]
        left, whole = amount - sum(fixed.values()), sum(weights[place] for place in free)
        low = [place for place in free if left * weights[place] < floor * whole]
        high = [place for place in free if left * weights[place] > most * whole]
        if not low and not high:
            break
        # As in the sizing of flexible boxes (CSS Flexible Box 1, §9.7): the side that misses more is settled first,
        # since settling it may free those on the other side.
        gap = sum(floor * whole - left * weights[place] for place in low) - sum(
            left * weights[place] - most * whole for place in high
        )
        if gap >= 0:
            fixed |= dict.fromkeys(low, floor)
        if gap <= 0:
            fixed |= dict.fromkeys(high, most)
    shared = iter(allocate(amount - sum(fixed.values()), [weights[place] for place in free]) if free else ())
    return [fixed[place] if place in fixed else next(shared) for place in range(count)]


def _shares(equation: Equation, amount: int) -> list[int]:
    """What each bucket gets of the whole: largest remainder, with what no bucket asks for as one more place."""
    if equation.of_remaining:
        return []
    rates = [bucket.bps for bucket in equation.buckets]
    return allocate(amount, [*rates, BPS - sum(rates)])[:-1]


def _fill(
    equation: Equation,
    bucket: Bucket,
    available: int,
    events: Sequence[Event],
    maintainers: Sequence[UUID],
    on: date,
    spent: Collection[UUID],
    paid: Mapping[UUID, int],
) -> Filled:
    if bucket.source == "fund":
        return Filled(bucket, available, (), (), available, 0)
    if bucket.source == "maintainers":
        shared = allocate(available, [1] * len(maintainers)) if maintainers else []
        parts = tuple(Part(agent, minor, 0) for agent, minor in zip(maintainers, shared, strict=True) if minor)
        return Filled(bucket, available, parts, (), 0, available - sum(shared))
    kinds = equation.kinds_of(bucket)
    taking = [
        event
        for event in events
        if event.kind in kinds
        and (bucket.source == "all" or (event.generation == 0) == (bucket.source == "own"))
        and not (bucket.claim == "once" and event.id in spent)
    ]
    if bucket.claim == "owed":
        return _pay_off(equation, bucket, available, taking, paid)
    return _by_points(equation, bucket, available, taking, on)


def _pay_off(
    equation: Equation, bucket: Bucket, available: int, events: Sequence[Event], before: Mapping[UUID, int]
) -> Filled:
    debts = [(event, owed(equation, event, before[event.id])) for event in events]
    debts = [(event, debt) for event, debt in debts if debt]
    payable = min(available, sum(debt for _, debt in debts))
    if bucket.division == "oldest":
        paid, left = [], payable
        for _, debt in debts:
            paid.append(min(debt, left))
            left -= paid[-1]
    else:
        # Less than all that is owed is shared in proportion: nobody can get more than her own debt.
        paid = allocate(payable, [debt for _, debt in debts]) if payable else [0] * len(debts)
    counted = tuple(
        Counted(event.id, event.agent, 0, minor) for (event, _), minor in zip(debts, paid, strict=True) if minor
    )
    totals: dict[UUID, int] = {}
    for one in counted:
        totals[one.agent] = totals.get(one.agent, 0) + (one.minor or 0)
    parts = tuple(Part(agent, minor, 0) for agent, minor in sorted(totals.items()))
    return Filled(bucket, available, parts, counted, 0, available - payable)


def _by_points(equation: Equation, bucket: Bucket, available: int, events: Sequence[Event], on: date) -> Filled:
    if not available:
        # Nothing is divided, so nothing may count as paid.
        return Filled(bucket, 0, (), (), 0, 0)
    totals: dict[UUID, int] = {}
    counted = []
    for event in events:
        weighed = points(equation, event, on)
        if weighed:
            totals[event.agent] = totals.get(event.agent, 0) + weighed
            counted.append(Counted(event.id, event.agent, weighed, None))
    agents = sorted(totals)
    most = available * equation.cap_bps // BPS
    minors = within(available, [totals[agent] for agent in agents], equation.floor_minor, most)
    parts = tuple(Part(agent, minor, totals[agent]) for agent, minor in zip(agents, minors, strict=True))
    # Who got nothing was not paid: her events wait.
    got = {part.agent for part in parts if part.minor}
    return Filled(
        bucket,
        available,
        tuple(part for part in parts if part.minor),
        tuple(one for one in counted if one.agent in got),
        0,
        available - sum(minors),
    )


def by_agent(divided: Divided) -> Mapping[UUID, list[tuple[str, Part]]]:
    """Agent → her parts, bucket by bucket."""
    found: dict[UUID, list[tuple[str, Part]]] = {}
    for filled in divided.buckets:
        for part in filled.parts:
            found.setdefault(part.agent, []).append((filled.bucket.name, part))
    return found
