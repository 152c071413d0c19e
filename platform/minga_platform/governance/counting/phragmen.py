"""Phragmén's way to fill the seats that equal shares leaves: everybody earns at the same speed, and who can be paid for first is elected."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

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
    left = list(purses)
    of = {
        option: [number for number, (_, points) in enumerate(support.groups) if option in points] for option in waiting
    }
    heads = {option: sum(support.groups[number][0] for number in groups) for option, groups in of.items()}
    moment = Fraction()
    elected: list[Afforded] = []
    while len(elected) < seats:
        ready = {
            option: (1 - sum((left[number] * support.groups[number][0] for number in groups), Fraction()))
            / heads[option]
            for option, groups in of.items()
            if groups
        }
        if not ready:
            break
        soonest = min(ready.values())
        level = tuple(option for option in ready if ready[option] == soonest)
        moment += soonest
        left = [purse + soonest for purse in left]
        for number in of.pop(level[0]):
            left[number] = Fraction()
        elected.append(Afforded(level[0], moment, level[1:]))
    return tuple(elected)
