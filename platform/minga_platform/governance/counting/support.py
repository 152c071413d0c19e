"""Who supports what, and how much: equal ballots stand together as one group, so that a town is counted in seconds."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from minga_platform.governance.counting.types import Budget, Profile, Ranking, Uncountable


@dataclass(frozen=True, slots=True)
class Support:
    """`groups`: (how many voters, points they give to each option); only points above zero. `voters` counts those with an empty ballot too.

    `graded` where ballots say how much (scores, rankings) and not only whether (approvals: a point each).
    """

    options: tuple[str, ...]
    groups: tuple[tuple[int, Mapping[str, int]], ...]
    voters: int
    graded: bool

    def votes(self) -> dict[str, int]:
        """Points of each option, all voters together. For approvals: how many approve."""
        totals = dict.fromkeys(self.options, 0)
        for times, points in self.groups:
            for option, given in points.items():
                totals[option] += times * given
        return totals


def support(profile: Profile) -> Support:
    """Support as the ballots say: approvals give a point each; scores their points; rankings as Pabulib's reports count them: an option gets a
    point for each option the ballot names that does not stand above it, itself included (three named: 3, 2, 1; not named: 0).

    Refuses: Uncountable, where kinds of ballots are mixed or a score is below zero (money cannot be paid against something).
    """
    kinds = {_kind(ballot) for ballot, _ in profile.ballots}
    if len(kinds) > 1:
        raise Uncountable("Approvals, scores and rankings cannot be counted together.")
    groups: dict[tuple[tuple[str, int], ...], int] = {}
    for ballot, times in profile.ballots:
        if times:
            points = tuple(sorted(_points(ballot).items()))
            groups[points] = groups.get(points, 0) + times
    return Support(
        options=profile.options,
        groups=tuple((times, dict(points)) for points, times in groups.items() if points),
        voters=sum(groups.values()),
        graded=kinds not in (set(), {"approvals"}),
    )


def _kind(ballot: object) -> str:
    return "approvals" if isinstance(ballot, frozenset) else "ranking" if isinstance(ballot, Ranking) else "scores"


def _points(ballot: Ranking | frozenset[str] | Mapping[str, int]) -> dict[str, int]:
    if isinstance(ballot, frozenset):
        return dict.fromkeys(ballot, 1)
    if isinstance(ballot, Ranking):
        below = sum(len(rank) for rank in ballot.ranks)
        points: dict[str, int] = {}
        for rank in ballot.ranks:
            points.update(dict.fromkeys(rank, below))
            below -= len(rank)
        return points
    if any(given < 0 for given in ballot.values()):
        raise Uncountable("Scores below zero cannot be counted by a method that spends a budget.")
    return {option: given for option, given in ballot.items() if given}


def checked(budget: Budget | None, options: tuple[str, ...]) -> Budget:
    """The budget, with a cost for each option. Refuses: Uncountable."""
    if budget is None:
        raise Uncountable("This method spends a budget; none is given.")
    if budget.limit < 0:
        raise Uncountable("The budget is below zero.")
    costs: dict[str, int | Fraction] = {}
    for option in options:
        if option not in budget.costs:
            raise Uncountable(f"There is no cost for {option!r}.")
        costs[option] = budget.costs[option]
        if costs[option] < 0:
            raise Uncountable(f"The cost of {option!r} is below zero.")
    return Budget(budget.limit, costs)
