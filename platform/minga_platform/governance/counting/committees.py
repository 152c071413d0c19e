"""The search for the best committees under PAV: exact, by branch and bound, limited by work and never by time.

Scores are whole numbers: with `seats` = k everything is multiplied by lcm(1 … k). The score is submodular, so no committee that begins with a
given part can gain more than the sum of the largest single gains left; branches that cannot reach the best known are not walked.
Groups of equal ballots are bits of a number: how much an option gains is counted with `bit_count`, for thousands of voters at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from minga_platform.governance.counting.types import Lot

# Looks at an option (more for many groups) before a search gives up: below ten seconds. Part of the published rule, for a recount must end alike.
WORK = 20_000_000
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
        # Bit g of a number stands for group g: who approves an option, and (a plane for each binary digit) how many the groups are.
        self._approvers = [0] * len(self._options)
        for group, key in enumerate(self._approved):
            for option in key:
                self._approvers[option] |= 1 << group
        self._planes = [
            sum(1 << group for group, times in enumerate(self._times) if times >> digit & 1)
            for digit in range(max(self._times, default=0).bit_length())
        ]
        self._unit = lcm(*range(1, self._seats + 1)) if self._seats else 1
        # By how many of the chosen they have: all groups have none.
        self._nobody: tuple[int, ...] = ((1 << len(self._approved)) - 1,)
        self._effort = len(self._planes) * (1 + len(self._approved) // 4000)
        self._work = 0
        self._best = -1

    def approvals(self) -> dict[str, int]:
        """How many voters approve each option."""
        return {option: self._voters_in(self._approvers[number]) for number, option in enumerate(self._options)}

    def _voters_in(self, groups: int) -> int:
        return sum((groups & plane).bit_count() << digit for digit, plane in enumerate(self._planes))

    def gains(self, chosen: Sequence[str]) -> dict[str, Fraction]:
        """What each other option would add to the score of those chosen; nothing once the seats are filled."""
        if len(chosen) >= self._seats:
            return {}
        held = self._nobody
        for option in chosen:
            held = self._joined(held, self._options.index(option))
        left = [number for number, option in enumerate(self._options) if option not in chosen]
        return {
            self._options[number]: Fraction(gain, self._unit)
            for number, gain in zip(left, self._gains(held, left), strict=True)
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
        held, score, left = self._nobody, 0, list(range(len(self._options)))
        for _ in range(self._seats):  # Seat by seat finds a good committee to begin with.
            gains = self._gains(held, left)
            score += max(gains)
            held = self._joined(held, left.pop(gains.index(max(gains))))
        self._best = score
        for found, _ in self._walk(0, (), self._nobody, range(len(self._options)), strictly=True):
            self._best = found
        return Fraction(self._best, self._unit)

    def winning(self, most: int) -> Winning:
        """The committees with the highest score, at most that many: after `best`. Gives up listing quietly when the work is done."""
        self._work = 0
        listed: list[tuple[str, ...]] = []
        complete = False
        walk = self._walk(0, (), self._nobody, range(len(self._options)), strictly=False)
        with suppress(TooLarge):
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
        score, held = 0, self._nobody
        for number in fixed:
            score += self._gains(held, [number])[0]
            held = self._joined(held, number)
        walk = self._walk(score, tuple(fixed), held, others, strictly=False)
        return next((committee for _, committee in walk), None)

    def _walk(
        self, score: int, chosen: tuple[int, ...], held: tuple[int, ...], left: Sequence[int], *, strictly: bool
    ) -> Iterator[tuple[int, tuple[int, ...]]]:
        """All committees that extend `chosen` by options of `left` and reach the best score known (or, strictly, exceed it).

        `held`: the groups that have 0, 1, 2 … of the chosen.
        """
        missing = self._seats - len(chosen)
        if missing == 0:
            if score > self._best or (not strictly and score == self._best):
                yield score, chosen
            return
        self._work += len(left) * len(held) * self._effort
        if self._work > WORK:
            raise TooLarge(WORK)
        ordered = sorted(zip(self._gains(held, left), left, strict=True), key=lambda pair: -pair[0])
        gains = [gain for gain, _ in ordered]
        numbers = [number for _, number in ordered]
        for position in range(len(numbers) - missing + 1):
            reach = score + sum(gains[position : position + missing])
            if reach < self._best or (strictly and reach == self._best):
                return  # The gains only fall from here.
            number = numbers[position]
            if missing == 1:  # The last seat adds its gain; nothing further depends on it.
                yield reach, (*chosen, number)
            else:
                yield from self._walk(
                    score + gains[position],
                    (*chosen, number),
                    self._joined(held, number),
                    numbers[position + 1 :],
                    strictly=strictly,
                )

    def _gains(self, held: tuple[int, ...], left: Sequence[int]) -> list[int]:
        """What each of `left` adds to the score."""
        worth = [
            (groups & plane, (self._unit // (has + 1)) << digit)
            for has, groups in enumerate(held)
            for digit, plane in enumerate(self._planes)
        ]
        worth = [(groups, each) for groups, each in worth if groups]
        approvers = self._approvers
        return [sum([(approvers[number] & groups).bit_count() * each for groups, each in worth]) for number in left]

    def _joined(self, held: tuple[int, ...], number: int) -> tuple[int, ...]:
        """The groups by how many they have, once that option is chosen too."""
        approvers = self._approvers[number]
        kept = [groups & ~approvers for groups in held] + [0]
        for has, groups in enumerate(held):
            kept[has + 1] |= groups & approvers
        return tuple(kept)
