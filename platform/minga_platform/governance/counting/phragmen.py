"""Phragmén's way to fill the seats that equal shares leaves: everybody earns at the same speed, and who can be paid for first is elected."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from minga_platform.governance.counting.support import Support


@dataclass(frozen=True, slots=True)
class Afforded:
    """A seat: when its supporters had earned a seat's cost together, counted in seats' costs per voter; `level`: who was ready as early."""

    option: str
    moment: Fraction
    level: tuple[str, ...]


def fill_by_earning(
    support: Support, purses: Sequence[Fraction], waiting: Sequence[str], seats: int
) -> tuple[Afforded, ...]:
    """Up to `seats` of those `waiting` (preferred first where level), each costing 1; `purses`: what a voter of each group begins with.

    The supporters of the elected pay all they have. Options without supporters are never ready. Exact.
    """
    # Whole numbers of one unit, a seat's cost being `cost` of it; made finer where a moment is no whole number of it.
    cost = lcm(*(purse.denominator for purse in purses))
    left = [int(purse * cost) for purse in purses]
    times = [times for times, _ in support.groups]
    of = {
        option: [number for number, (_, points) in enumerate(support.groups) if option in points] for option in waiting
    }
    heads = {option: sum(times[number] for number in groups) for option, groups in of.items()}
    moment = Fraction()
    elected: list[Afforded] = []
    while len(elected) < seats:
        ready = {
            option: Fraction(cost - sum([left[number] * times[number] for number in groups]), heads[option])
            for option, groups in of.items()
            if groups
        }
        if not ready:
            break
        soonest = min(ready.values())
        level = tuple(option for option in ready if ready[option] == soonest)
        moment += soonest / cost
        finer = soonest.denominator
        left = [purse * finer + soonest.numerator for purse in left]
        cost *= finer
        for number in of.pop(level[0]):
            left[number] = 0
        elected.append(Afforded(level[0], moment, level[1:]))
    return tuple(elected)
