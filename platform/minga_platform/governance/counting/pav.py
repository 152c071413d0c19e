"""Proportional approval voting (Thiele 1895): the committee that serves the voters best, where a voter's second representative
is worth a half to her, the third a third, and so on. Justified representation of every group that agrees (Aziz et al. 2017).
"""

from collections.abc import Mapping
from fractions import Fraction

from minga_platform.governance.counting.committees import LISTED, Committees, TooLarge
from minga_platform.governance.counting.types import Counted, Fact, Lot, Profile, Stage, Terms, Tie, Uncountable


def pav(profile: Profile, terms: Terms) -> Counted:
    """The best committee of `seats` options, found exactly; among equally good ones the lot's.

    Of two committees the lot prefers the one that holds the option drawn first, of those in which they differ. Fewer options than seats: all win.
    Setting `search`: `exact` (default) or `sequential`. The exact search is bounded by work, not by time, so every recount ends alike
    (`committees.WORK`; within it: 25 options, 7 seats and 5,000 ballots without any pattern, or 40 options where voters have camps). What lies
    beyond is counted sequentially, and the first stage, `too large`, says so: another method, seat by seat, which can miss the best committee.

    Stages, exact: `best` (tallies: approvals; facts: `score`; the winning `committees`, at most 100, and whether `all` are listed; `satisfied`: how
    many voters have how many of the winners). Sequential: a `seat` each, tallies: what each option still adds.
    Refuses: Uncountable, where ballots are not approvals.
    """
    search = terms.settings.get("search", "exact")
    if search not in {"exact", "sequential"}:
        raise Uncountable(f"PAV is searched exact or sequential, not {search!r}.")
    committees = Committees(profile.options, profile.approvals(), terms.seats)
    if search == "sequential":
        return _sequential(committees, terms.lot, ())
    try:
        score = committees.best()
        winning = committees.winning(LISTED)
        chosen = _drawn(winning.listed, terms.lot) if winning.complete else committees.preferred(terms.lot)
    except TooLarge as limit:
        facts: dict[str, Fact] = {"work": limit.work, "instead": "sequential"}
        return _sequential(committees, terms.lot, (Stage("too large", (), {}, facts),))
    facts = {
        "score": score,
        "committees": [list(committee) for committee in winning.listed],
        "all": winning.complete,
        "satisfied": committees.satisfied(chosen),
    }
    winners = tuple(option for option in profile.options if option in chosen)
    return Counted(
        winners,
        (Stage("best", winners, committees.approvals(), facts),),
        _undecided(profile.options, winning.listed, terms.lot),
    )


def _drawn(listed: tuple[tuple[str, ...], ...], lot: Lot) -> frozenset[str]:
    """The committee that holds the option drawn first, of those in which they differ."""
    order = {option: place for place, option in enumerate(lot.drawn(set().union(*listed)))}
    return frozenset(min(listed, key=lambda committee: sorted(order[option] for option in committee)))


def _undecided(options: tuple[str, ...], listed: tuple[tuple[str, ...], ...], lot: Lot) -> tuple[Tie, ...]:
    """The options that some winning committees hold and others do not."""
    if len(listed) < 2:
        return ()
    some = set().union(*listed)
    always = set(listed[0]).intersection(*listed[1:])
    between = tuple(option for option in options if option in some - always)
    return (Tie("winner", between, 0, lot.drawn(between)),)


def _sequential(committees: Committees, lot: Lot, opening: tuple[Stage, ...]) -> Counted:
    stages = list(opening)
    ties: list[Tie] = []
    winners: list[str] = []
    while gains := committees.gains(winners):
        top = max(gains.values())
        level = tuple(option for option, gain in gains.items() if gain == top)
        drawn = lot.drawn(level)
        if len(level) > 1:
            ties.append(Tie("winner", level, len(stages), drawn))
        winners.append(drawn[0])
        tallies: Mapping[str, Fraction] = gains
        stages.append(Stage("seat", (drawn[0],), tallies))
    return Counted(tuple(winners), tuple(stages), tuple(ties))
