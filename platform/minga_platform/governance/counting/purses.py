"""Equal shares' own arithmetic: everybody has a purse; the option that costs its supporters least is bought, and they pay for it.

An option with points s_i from supporters with money b_i is bought at the price r for which the sum of min(b_i, r * s_i) is its cost; who has
less than r * s_i pays all she has. Bought next is always the option with the least price per unit of utility (Peters, Pierczyński, Skowron 2021).

Exact and quick: all money is whole numbers in one unit, which is made finer (all purses multiplied) whenever a price is no whole number
of it; prices only rise as purses empty, so an option is priced again only when it comes up (lazily, from a heap).
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from operator import mul

from minga_platform.governance.counting.support import Support


@dataclass(frozen=True, slots=True)
class Bought:
    """One purchase. `price`: money per point, which nobody exceeds. `short`: how many supporters paid less, all they had. `level`: further options
    that could have been bought at the same price per utility. `payments`: by group of voters, what one voter of it paid (only when asked for)."""

    option: str
    price: Fraction
    short: int
    level: tuple[str, ...]
    payments: Mapping[int, Fraction]


@dataclass(frozen=True, slots=True)
class Spent:
    """A whole round of buying: the purchases in order, and what a voter of each group has left (only when asked for)."""

    bought: tuple[Bought, ...]
    left: tuple[Fraction, ...]

    @property
    def options(self) -> frozenset[str]:
        """What was bought."""
        return frozenset(purchase.option for purchase in self.bought)


class Market:
    """What stays the same however large the shares are: who supports what, the costs, the order among equals.

    `order`: the options, preferred first where prices are level. `by_cost`: the utility of an approved option is its cost (else 1, or the points).
    """

    def __init__(
        self, support: Support, costs: Mapping[str, int | Fraction], order: Sequence[str], *, by_cost: bool
    ) -> None:
        self._groups = support.groups
        self._times = [times for times, _ in support.groups]
        self._place = {option: place for place, option in enumerate(order)}
        self._unit = lcm(*(Fraction(cost).denominator for cost in costs.values()))
        self._cost = {option: int(costs[option] * self._unit) for option in order}
        points = sorted({given for _, group in support.groups for given in group.values()})
        self._fine = lcm(*points)  # Purses are compared by money per point: this makes the quotients whole.
        self._supporters: dict[str, list[tuple[int, int]]] = {option: [] for option in order}
        for number, (_, group) in enumerate(support.groups):
            for option, given in group.items():
                if option in self._supporters:
                    self._supporters[option].append((number, given))
        self._members = {option: [number for number, _ in found] for option, found in self._supporters.items()}
        self._weights = {
            option: [self._times[number] * given for number, given in found]
            for option, found in self._supporters.items()
        }
        self._heads = {option: [self._times[number] for number in found] for option, found in self._members.items()}
        self._total = {option: sum(weights) for option, weights in self._weights.items()}
        self._graded = self._fine > 1
        self._by_cost = by_cost

    def spend(self, share: Fraction, *, detailed: bool = False) -> Spent:
        """Buy with `share` in every purse until nobody can pay for anything more."""
        scale = lcm(self._unit, share.denominator)
        purses = [int(share * scale)] * len(self._groups)
        cost = {option: own * (scale // self._unit) for option, own in self._cost.items()}
        finer = 1  # How often the unit was divided since the start.
        # An entry: a price per utility that is surely not too high, the place among equals, the option, and in which round it was priced.
        waiting: list[tuple[Fraction, int, str, int]] = []
        priced: dict[str, tuple[int, int]] = {}
        for option, place in self._place.items():
            if self._graded:
                price = self._price(option, cost[option], purses)
            else:  # All purses are full yet: nobody is short, if the money does at all.
                total = self._total[option]
                price = (cost[option], total) if total and int(share * scale) * total >= cost[option] else None
            if price is not None:
                priced[option] = price
                waiting.append((self._utility_price(option, price, scale), place, option, 0))
        heapq.heapify(waiting)
        bought: list[Bought] = []
        while waiting:
            known, place, option, round_ = heapq.heappop(waiting)
            price = priced[option] if round_ == len(bought) else self._price(option, cost[option] * finer, purses)
            if price is None:
                continue
            if round_ != len(bought):
                now = self._utility_price(option, price, scale * finer)
                if now != known:
                    priced[option] = price
                    heapq.heappush(waiting, (now, place, option, len(bought)))
                    continue
            level = self._level(known, waiting, cost, purses, scale, finer) if detailed else ()
            top, bottom = price
            divided = bottom // gcd(top, bottom)
            if divided != 1:
                purses = [purse * divided for purse in purses]
                finer *= divided
            bought.append(self._pay(option, top * divided // bottom, purses, scale * finer, level, detailed=detailed))
        left = tuple(Fraction(purse, scale * finer) for purse in purses) if detailed else ()
        return Spent(tuple(bought), left)

    def lasting(self, share: Fraction) -> Fraction | None:
        """By less than how much every share may rise so that `spend` still buys the same in the same order; None: by any amount.

        The same purchases with the same voters short of money make every purse and every price linear in the share: purses never fall
        as it grows, prices never rise. So each comparison that `spend` makes holds up to a point; this is the nearest. It may be
        nearer than need be (a comparison can turn without changing what is bought), never too far.
        """
        scale = lcm(self._unit, share.denominator)
        purses = [int(share * scale)] * len(self._groups)
        slopes = [scale] * len(self._groups)
        cost = {option: own * (scale // self._unit) for option, own in self._cost.items()}
        nearest: list[Fraction] = []
        finer = 1
        round_ = 0
        # As in `spend`, with the slope of each price per utility at the end; all unpriced at first.
        waiting = [(Fraction(-1), place, option, -1, Fraction()) for option, place in self._place.items()]
        heapq.heapify(waiting)
        while waiting:
            known, place, option, priced, _ = heapq.heappop(waiting)
            line = self._line(option, cost[option] * finer, purses, slopes, nearest)
            if line is None:
                continue
            top, change, bottom = line
            now = self._utility_price(option, (top, bottom), scale * finer)
            slope = self._utility_price(option, (change, bottom), scale * finer)
            if priced != round_ and now != known:
                heapq.heappush(waiting, (now, place, option, round_, slope))
                continue
            for other, _, _, _, other_slope in waiting:
                if other_slope < slope:
                    nearest.append((other - now) / (slope - other_slope))
            divided = lcm(bottom // gcd(top, bottom), bottom // gcd(change, bottom))
            purses = [purse * divided for purse in purses]
            slopes = [rise * divided for rise in slopes]
            finer *= divided
            price, fall = top * divided // bottom, change * divided // bottom
            for number, given in self._supporters[option]:
                if purses[number] < price * given:
                    purses[number] = slopes[number] = 0
                else:
                    purses[number] -= price * given
                    slopes[number] -= fall * given
            nearest = [min(nearest)] if nearest else []
            round_ += 1
        return min(nearest, default=None)

    def _line(
        self, option: str, cost: int, purses: list[int], slopes: list[int], nearest: list[Fraction]
    ) -> tuple[int, int, int] | None:
        """The price as `_price` gives it, and how its numerator changes as shares rise by one; adds to `nearest` where this ends."""
        members = self._supporters[option]
        money = sum(purses[number] * self._times[number] for number, _ in members)
        if money < cost:
            rise = sum(slopes[number] * self._times[number] for number, _ in members)
            if rise:
                nearest.append(Fraction(cost - money, rise))
            return None
        if (price := self._price(option, cost, purses)) is None:
            return None
        top, bottom = price
        short = [(number, given) for number, given in members if purses[number] * bottom < top * given]
        change = -sum(slopes[number] * self._times[number] for number, _ in short)
        for number, given in short:
            # Short as long as purse / given is less than the price.
            closing = slopes[number] * bottom - change * given
            if closing > 0:
                nearest.append(Fraction(top * given - purses[number] * bottom, closing))
        return top, change, bottom

    def _price(self, option: str, cost: int, purses: list[int]) -> tuple[int, int] | None:
        """Money per point at which the supporters' purses reach the cost, as numerator and denominator; None where they never do."""
        numbers = self._members[option]
        if not numbers:
            return None
        money = [purses[number] for number in numbers]
        heads = self._heads[option]
        if sum(map(mul, money, heads)) < cost:
            return None
        weights = self._weights[option]
        total = self._total[option]
        if not self._graded:
            if min(money) * total >= cost:
                return cost, total
            for purse, head in sorted(zip(money, heads, strict=True)):
                if purse * total >= cost:
                    break
                cost -= purse * head
                total -= head
            return cost, total
        fine = self._fine
        rows = sorted(
            (purse * (fine // given), weight, purse * head)
            for purse, weight, head, (_, given) in zip(money, weights, heads, self._supporters[option], strict=True)
        )
        for per_point, weight, all_they_have in rows:
            if per_point * total >= cost * fine:
                break
            cost -= all_they_have
            total -= weight
        return cost, total

    def _utility_price(self, option: str, price: tuple[int, int], scale: int) -> Fraction:
        """The price per unit of utility. A free option has none and comes first."""
        top, bottom = price
        if self._by_cost and self._cost[option]:
            return Fraction(top * self._unit, bottom * scale * self._cost[option])
        return Fraction(top, bottom * scale)

    def _pay(
        self, option: str, price: int, purses: list[int], scale: int, level: tuple[str, ...], *, detailed: bool
    ) -> Bought:
        """Take the price out of the supporters' purses (a whole number of the unit by now)."""
        short = 0
        payments: dict[int, Fraction] = {}
        for number, given in self._supporters[option]:
            due = price * given
            purse = purses[number]
            if purse < due:
                short += self._times[number]
                due = purse
            purses[number] = purse - due
            if detailed:
                payments[number] = Fraction(due, scale)
        return Bought(option, Fraction(price, scale), short, level, payments)

    def _level(
        self,
        known: Fraction,
        waiting: list[tuple[Fraction, int, str, int]],
        cost: Mapping[str, int],
        purses: list[int],
        scale: int,
        finer: int,
    ) -> tuple[str, ...]:
        """The other options with exactly this price per utility now, in their order."""
        level: list[str] = []
        for lowest, _, option, _ in sorted(waiting):
            if lowest > known:
                break
            price = self._price(option, cost[option] * finer, purses)
            if price is not None and self._utility_price(option, price, scale * finer) == known:
                level.append(option)
        return tuple(level)
