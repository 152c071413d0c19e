"""Score: each voter gives points; the options with the highest sum win, or with the highest mean where the statutes ask for it."""

from fractions import Fraction

from minga_platform.governance.counting.filling import fill, groups_of
from minga_platform.governance.counting.types import Counted, Exact, Fact, Profile, Stage, Terms, Uncountable


def score(profile: Profile, terms: Terms) -> Counted:
    """The `seats` options with the most points. A tie at the last place is settled by the lot.

    Setting `by`: `sum` (default), where an option not scored got nothing; or `mean`, of those who scored it, where an option that nobody
    scored stands below all others. A mean can make an option win that three people know and love: choose it knowing that.
    One stage, `counted`: the sums or means; `ballots`, and by how many each option was `scored`.
    Refuses: Uncountable, where ballots are not scores.
    """
    by = terms.settings.get("by", "sum")
    if by not in {"sum", "mean"}:
        raise Uncountable(f"Scores are counted by sum or mean, not by {by!r}.")
    sums = dict.fromkeys(profile.options, 0)
    scored = dict.fromkeys(profile.options, 0)
    ballots = profile.scores()
    for points, times in ballots:
        for option, given in points.items():
            sums[option] += given * times
            scored[option] += times
    if by == "sum":
        tallies: dict[str, Exact] = {**sums}
    else:
        tallies = {option: Fraction(sums[option], scored[option]) for option in sums if scored[option]}
    silent = tuple(option for option in profile.options if option not in tallies)
    groups = [*groups_of(tallies), *([silent] if silent else [])]
    winners, ties = fill(groups, terms.seats, terms.lot)
    facts: dict[str, Fact] = {"ballots": sum(times for _, times in ballots), "scored": scored}
    return Counted(winners, (Stage("counted", winners, tallies, facts),), ties)
