"""Seats for groups by their size: delegates of classes, places on a panel. (One-off cents are split by `kernel.money`.)

Largest remainder is easy to explain, but a group may lose a seat because there is one more to give (the Alabama paradox): for a body that
grows use a method of highest averages, which never does that.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction

from minga_platform.governance.counting.types import Lot, Tie, Uncountable

Apportioned = tuple[dict[str, int], tuple[Tie, ...]]


def largest_remainder(votes: Mapping[str, int], seats: int, lot: Lot, *, quota: str = "hare") -> Apportioned:
    """A seat for each whole quota of votes, the others to the largest remainders; level remainders by the lot.

    `quota`: `hare` (votes / seats, exact) or `droop` (the next whole number above votes / (seats + 1)).
    Returns the seats of each group and the tie, if the lot decided. Refuses: Uncountable, without votes or for another quota.
    """
    total = _total(votes, seats)
    if quota not in {"hare", "droop"}:
        raise Uncountable(f"The quota is hare or droop, not {quota!r}.")
    if seats == 0:
        return dict.fromkeys(votes, 0), ()
    size = Fraction(total, seats) if quota == "hare" else Fraction(total // (seats + 1) + 1)
    given = {group: int(own / size) for group, own in votes.items()}
    rest = {group: own - given[group] * size for group, own in votes.items()}
    left = seats - sum(given.values())
    ordered = sorted((group for group in votes if votes[group]), key=lambda group: (-rest[group], lot.place(group)))
    # Droop's quota is a whole number of votes: with few of them it leaves more seats than there are groups.
    rounds, left = divmod(left, len(ordered))
    for place, group in enumerate(ordered):
        given[group] += rounds + (place < left)
    return given, _tie(votes, rest, ordered, left, lot)


def _tie(
    votes: Mapping[str, int], figures: Mapping[str, Fraction], ordered: list[str], left: int, lot: Lot
) -> tuple[Tie, ...]:
    if not 0 < left < len(ordered) or figures[ordered[left - 1]] != figures[ordered[left]]:
        return ()
    level = tuple(group for group in votes if figures[group] == figures[ordered[left]])
    return (Tie("winner", level, 0, lot.drawn(level)),)


# What a group's votes are divided by for its next seat, squared so that Huntington's and Hill's root stays exact; 0: at once.
_DIVISORS: Mapping[str, Callable[[int], Fraction]] = {
    "dhondt": lambda held: Fraction((held + 1) ** 2),
    "sainte-lague": lambda held: Fraction((2 * held + 1) ** 2),
    "huntington-hill": lambda held: Fraction(held * (held + 1)),
    "adams": lambda held: Fraction(held**2),
}


def highest_averages(votes: Mapping[str, int], seats: int, lot: Lot, *, divisors: str = "sainte-lague") -> Apportioned:
    """Seat after seat to the group with the highest average; level averages by the lot.

    `divisors`: `dhondt` (1, 2, 3 …: favours large groups), `sainte-lague` (1, 3, 5 …), `huntington-hill` (roots of n(n+1)) or `adams` (0, 1, 2 …); the last two
    give everybody with votes a first seat, the larger groups first. Refuses: Uncountable.
    """
    _total(votes, seats)
    if divisors not in _DIVISORS:
        raise Uncountable(f"The divisors are {', '.join(_DIVISORS)}, not {divisors!r}.")
    given = dict.fromkeys(votes, 0)
    ties: list[Tie] = []
    for _ in range(seats):
        averages = {group: _average(own, _DIVISORS[divisors](given[group])) for group, own in votes.items() if own}
        top = max(averages.values())
        level = tuple(group for group in averages if averages[group] == top)
        drawn = lot.drawn(level)
        if len(level) > 1:
            ties.append(Tie("winner", level, sum(given.values()), drawn))
        given[drawn[0]] += 1
    return given, tuple(ties)


def _average(votes: int, divisor: Fraction) -> tuple[bool, Fraction]:
    """The squared average, comparable exactly; divided by nothing it is beyond all others."""
    return (True, Fraction(votes)) if divisor == 0 else (False, Fraction(votes) ** 2 / divisor)


def _total(votes: Mapping[str, int], seats: int) -> int:
    if seats < 0 or any(own < 0 for own in votes.values()) or not sum(votes.values()):
        raise Uncountable("Seats are shared out by votes: some are needed, and none below zero.")
    return sum(votes.values())
