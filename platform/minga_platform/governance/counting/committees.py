"""The search for the best committees under PAV: exact, by branch and bound, limited by work and never by time.

Scores are whole numbers: with `seats` = k everything is multiplied by lcm(1 … k). The score is submodular, so no committee that begins with a
given part can gain more than the sum of the largest single gains left; branches that cannot reach the best known are not walked.
"""

from collections.abc import Generator, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from minga_platform.governance.counting.types import Lot

# Single steps of bookkeeping before a search gives up: a few seconds of Python. Part of the published rule, for a recount must end alike.
WORK = 12_000_000
DEEPEST = 200  # Seats; the search calls itself once for each.
LISTED = 100  # How many winning committees are named.


class TooLarge(Exception):
    """The search would take more than `work` steps."""

    def __init__(self, work: int) -> None:
        super().__init__(work)
        self.work = work


@dataclass(frozen=True, slots=True)
class Winning:
    """Winning committees, each in the published order of options; `complete` unless there are more than were asked for."""

    listed: tuple[tuple[str, ...], ...]
    complete: bool


class Committees:
    """All committees of `seats` options, as these approvals value them. Fewer options than seats: the one that holds them all."""

    def __init__(self, options: Sequence[str], ballots: Iterable[tuple[frozenset[str], int]], seats: int) -> None:
        self._options = tuple(options)
        self._seats = min(seats, len(self._options))
        index = {option: number for number, option in enumerate(self._options)}
        groups: dict[tuple[int, ...], int] = {}
        for approved, times in ballots:
            key = tuple(sorted(index[option] for option in approved))
            groups[key] = groups.get(key, 0) + times
        self._voters = sum(groups.values())
        self._approved = [key for key in groups if key]
        self._times = [groups[key] for key in self._approved]
        self._groups_of: list[list[int]] = [[] for _ in self._options]
        for group, key in enumerate(self._approved):
            for option in key:
                self._groups_of[option].append(group)
        self._unit = lcm(*range(1, self._seats + 1)) if self._seats else 1
        # What one more representative is worth to a voter who has 0, 1, 2 … of them; and how much less the one after that.
        self._worth = [self._unit // (held + 1) for held in range(self._seats)] + [0, 0]
        self._held = [0] * len(self._approved)
        self._gain = [sum(self._times[group] for group in groups_) * self._unit for groups_ in self._groups_of]
        self._work = 0
        self._best = -1
        self._found: list[tuple[int, ...]] = []

    def approvals(self) -> dict[str, int]:
        """How many voters approve each option."""
        return {
            option: sum(self._times[group] for group in self._groups_of[number])
            for number, option in enumerate(self._options)
        }

    def gains(self, chosen: Sequence[str]) -> dict[str, Fraction]:
        """What each other option would add to the score of those chosen; nothing once the seats are filled."""
        if len(chosen) >= self._seats:
            return {}
        members = {self._options.index(option) for option in chosen}
        held = [sum(option in members for option in key) for key in self._approved]
        return {
            option: sum(
                (Fraction(self._times[group], held[group] + 1) for group in self._groups_of[number]), Fraction()
            )
            for number, option in enumerate(self._options)
            if number not in members
        }

    def satisfied(self, chosen: Iterable[str]) -> dict[str, int]:
        """How many voters have 0, 1, 2 … of the chosen."""
        members = {self._options.index(option) for option in chosen}
        counts = {"0": self._voters - sum(self._times)}
        for key, times in zip(self._approved, self._times, strict=True):
            held = str(sum(option in members for option in key))
            counts[held] = counts.get(held, 0) + times
        return {held: counts[held] for held in sorted(counts, key=int) if counts[held]}

    def best(self) -> Fraction:
        """The highest score of a committee. Raises: TooLarge."""
        self._work = 0
        if self._seats > DEEPEST:
            raise TooLarge(WORK)
        greedy: list[int] = []
        score = 0
        for _ in range(self._seats):
            best = max(
                (number for number in range(len(self._options)) if number not in greedy), key=self._gain.__getitem__
            )
            score += self._gain[best]
            self._take(best)
            greedy.append(best)
        for number in reversed(greedy):
            self._give_back(number)
        self._best = score
        for found in self._walk(0, [], list(range(len(self._options))), strictly=True):
            self._best = found[0]
        return Fraction(self._best, self._unit)

    def winning(self, most: int) -> Winning:
        """The committees with the highest score, at most that many: after `best`. Gives up listing quietly when the work is done."""
        self._work = 0
        listed: list[tuple[str, ...]] = []
        complete = False
        with closing(self._walk(0, [], list(range(len(self._options))), strictly=False)) as walk, suppress(TooLarge):
            for _, committee in walk:
                if len(listed) == most:
                    break
                listed.append(tuple(self._options[number] for number in sorted(committee)))
            else:
                complete = True
        place = {option: number for number, option in enumerate(self._options)}
        return Winning(tuple(sorted(listed, key=lambda names: [place[name] for name in names])), complete)

    def preferred(self, lot: Lot) -> frozenset[str]:
        """Of the committees with the highest score, the lot's: after `best`. Raises: TooLarge.

        Option by option in the order of the lot: in, if some best committee holds it together with those already in; else out.
        """
        self._work = 0
        order = [self._options.index(option) for option in lot.drawn(self._options)]
        fixed: list[int] = []
        known: frozenset[int] = frozenset()  # A best committee that holds all fixed: spares searches.
        for place, number in enumerate(order):
            if len(fixed) == self._seats:
                break
            if number not in known:
                found = self._some([*fixed, number], order[place + 1 :])
                if found is None:
                    continue
                known = frozenset(found)
            fixed.append(number)
        return frozenset(self._options[number] for number in fixed)

    def _some(self, fixed: Sequence[int], others: Sequence[int]) -> tuple[int, ...] | None:
        """A best committee that holds all of `fixed` and otherwise only `others`."""
        score = 0
        for number in fixed:
            score += self._gain[number]
            self._take(number)
        try:
            with closing(self._walk(score, list(fixed), list(others), strictly=False)) as walk:
                return next((committee for _, committee in walk), None)
        finally:
            for number in fixed:
                self._give_back(number)

    def _walk(
        self, score: int, chosen: list[int], left: list[int], *, strictly: bool
    ) -> Generator[tuple[int, tuple[int, ...]]]:
        """All committees that extend `chosen` by options of `left` and reach the best score known (or, strictly, exceed it)."""
        missing = self._seats - len(chosen)
        if missing == 0:
            if score > self._best or (not strictly and score == self._best):
                yield score, tuple(chosen)
            return
        gain = self._gain
        left = sorted(left, key=lambda number: -gain[number])
        gains = [gain[number] for number in left]
        self._work += len(left)
        for position in range(len(left) - missing + 1):
            reach = score + sum(gains[position : position + missing])
            if reach < self._best or (strictly and reach == self._best):
                return  # The gains only fall from here.
            number = left[position]
            self._take(number)
            try:
                yield from self._walk(
                    score + gains[position], [*chosen, number], left[position + 1 :], strictly=strictly
                )
            finally:
                self._give_back(number)

    def _take(self, number: int) -> None:
        gain, held, worth = self._gain, self._held, self._worth
        for group in self._groups_of[number]:
            has = held[group]
            held[group] = has + 1
            less = self._times[group] * (worth[has] - worth[has + 1])
            approved = self._approved[group]
            self._work += len(approved)
            for other in approved:
                gain[other] -= less
        if self._work > WORK:
            self._give_back(number)
            raise TooLarge(WORK)

    def _give_back(self, number: int) -> None:
        gain, held, worth = self._gain, self._held, self._worth
        for group in self._groups_of[number]:
            held[group] -= 1
            has = held[group]
            more = self._times[group] * (worth[has] - worth[has + 1])
            for other in self._approved[group]:
                gain[other] += more
