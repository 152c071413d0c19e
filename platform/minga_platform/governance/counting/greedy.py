"""Greedy budgeting: by votes, and what no longer fits is skipped. Most towns do so; equal shares is fairer to minorities."""

from collections.abc import Iterable, Mapping

from minga_platform.governance.counting.support import checked, support
from minga_platform.governance.counting.types import Budget, Counted, Lot, Profile, Stage, Terms, Tie


def greedy(profile: Profile, terms: Terms) -> Counted:
    """Walk the options by votes (scores: points; rankings: as `support` says) and take each that still fits into the budget.

    Level: lower cost first, then the lot. What nobody voted for is not taken. Stages: `votes`, then `taken` or `skipped`, each with its `cost`
    and what is `left`.
    Refuses: Uncountable, without a budget or a cost.
    """
    budget = checked(terms.budget, profile.options)
    votes = support(profile).votes()
    winners, stages, ties = take(votes, budget, terms.lot, taken=(), first_stage=1)
    opening = Stage("votes", (), votes, {"limit": budget.limit})
    return Counted(winners, (opening, *stages), ties)


def take(
    votes: Mapping[str, int], budget: Budget, lot: Lot, *, taken: Iterable[str], first_stage: int
) -> tuple[tuple[str, ...], list[Stage], tuple[Tie, ...]]:
    """What the walk adds to those already `taken`, its stages and its ties. Also the completion after equal shares."""
    taken = set(taken)
    left = budget.limit - sum(budget.costs[option] for option in taken)
    waiting = [option for option in votes if option not in taken and votes[option] > 0]
    waiting.sort(key=lambda option: (-votes[option], budget.costs[option], lot.place(option)))
    winners: list[str] = []
    stages: list[Stage] = []
    level: dict[tuple[int, object], list[tuple[str, bool, int]]] = {}
    for option in waiting:
        cost = budget.costs[option]
        fits = cost <= left
        level.setdefault((votes[option], cost), []).append((option, fits, first_stage + len(stages)))
        if fits:
            left -= cost
            winners.append(option)
        facts = {"cost": cost, "votes": votes[option], "left": left}
        stages.append(Stage("taken" if fits else "skipped", (option,), {option: votes[option]}, facts))
    ties = [
        Tie("winner", tuple(name for name in votes if name in names), group[0][2], names)
        for group in level.values()
        if len({fits for _, fits, _ in group})
        > 1  # Same votes, same cost, and the money reached for some of them only.
        for names in [tuple(name for name, _, _ in group)]
    ]
    return tuple(winners), stages, tuple(ties)
