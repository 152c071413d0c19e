"""The method of equal shares (Peters and Skowron 2020; with budgets Peters, Pierczyński and Skowron 2021): everybody gets the same share of the
money, and an option is bought when its supporters can pay for it together. No group can be outvoted out of its share.
"""

from fractions import Fraction

from minga_platform.governance.counting.greedy import take
from minga_platform.governance.counting.purchases import purchases
from minga_platform.governance.counting.purses import Market
from minga_platform.governance.counting.raising import raised
from minga_platform.governance.counting.shared_seats import shared_seats
from minga_platform.governance.counting.support import checked, support
from minga_platform.governance.counting.types import Budget, Counted, Fact, Profile, Stage, Terms, Uncountable

COMPLETIONS = ("add1", "add1+greedy", "greedy", "none")


def equal_shares(profile: Profile, terms: Terms) -> Counted:
    """Count a participatory budget (approvals; scores and rankings as `support` reads them). Without a budget: a committee, see `shared_seats`.

    Where options cost their supporters the same: more votes, then lower cost, then the lot. What costs more than the whole budget, or has
    no supporter, cannot be bought. Settings:
    `completion`: `add1` (default): raise all shares by one unit (`step`, default "1": a unit of the budget), begin again, until what is bought would
    exceed the limit; the last outcome within it stands, even if an earlier one left nothing that was affordable. `add1+greedy`: then by votes what still
    fits. `greedy`: that alone. `none`.
    `utility`: `cost` (default for approvals: a project twice as dear is worth twice as much to those who approve it; graded ballots: points times cost)
    or `points` (default for scores and rankings; approvals: each project is worth the same).

    Stages: `shares` (tallies: votes); `raised` (how many `times`; the `next` raise: what it would have bought and spent); `bought` for each (`price`: money
    per point, cut to six places; `short`: how many supporters paid less, all they had; `level_with`); `taken` and `skipped` by `greedy`.
    Refuses: Uncountable.
    """
    if terms.budget is None:
        return shared_seats(profile, terms)
    budget = checked(terms.budget, profile.options)
    crowd = support(profile)
    completion = terms.settings.get("completion", "add1")
    utility = terms.settings.get("utility", "points" if crowd.graded else "cost")
    if completion not in COMPLETIONS or utility not in {"cost", "points"}:
        raise Uncountable(f"Equal shares of a budget knows no completion {completion!r} with utility {utility!r}.")
    step = _step(terms)
    votes = crowd.votes()
    eligible = [option for option in profile.options if votes[option] and budget.costs[option] <= budget.limit]
    eligible.sort(key=lambda option: (-votes[option], budget.costs[option], terms.lot.place(option)))
    opening: dict[str, Fact] = {
        "voters": crowd.voters,
        "limit": budget.limit,
        "utility": utility,
        "out": [option for option in profile.options if option not in eligible],
    }
    if not eligible:
        return Counted((), (Stage("shares", (), votes, opening),))
    share = Fraction(budget.limit) / crowd.voters
    stages = [Stage("shares", (), votes, {**opening, "share": share})]
    market = Market(crowd, {option: budget.costs[option] for option in eligible}, eligible, by_cost=utility == "cost")
    if completion.startswith("add1"):
        times, facts = _raise(market, share, step, budget, frozenset(eligible))
        share += times * step
        stages.append(Stage("raised", (), {}, {"times": times, "step": step, "share": share, **facts}))
    spent = market.spend(share, detailed=True)
    bought, ties = purchases(spent, votes, budget.costs, budget.limit, terms.lot, len(stages))
    stages += bought
    winners = tuple(purchase.option for purchase in spent.bought)
    if completion.endswith("greedy"):
        added, walked, further = take(
            {option: votes[option] for option in eligible},
            budget,
            terms.lot,
            taken=winners,
            first_stage=len(stages),
        )
        winners, ties = winners + added, ties + further
        stages += walked
    return Counted(winners, tuple(stages), ties)


def _step(terms: Terms) -> Fraction:
    text = terms.settings.get("step", "1")
    try:
        step = Fraction(text)
    except (ValueError, ZeroDivisionError):
        step = Fraction()
    if step <= 0:
        raise Uncountable(f"Equal shares: a step is a number above zero, not {text!r}.")
    return step


def _raise(
    market: Market, share: Fraction, step: Fraction, budget: Budget, everything: frozenset[str]
) -> tuple[int, dict[str, Fact]]:
    """How often the shares can rise, and why not once more: the next raise buys too much, or everything is bought already."""
    before: frozenset[str] = frozenset()
    last = 0
    for times, spent in raised(market, share, step):
        cost = sum((Fraction(budget.costs[option]) for option in spent.options), Fraction())
        if cost > budget.limit:
            new = [purchase.option for purchase in spent.bought if purchase.option not in before]
            gone = sorted(before - spent.options)
            return times - 1, {"next": {"spends": cost, "adds": new, "drops": gone}}
        before, last = spent.options, times
        if before == everything:
            break
    return last, {"next": None}
