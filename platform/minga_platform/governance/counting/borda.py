"""Borda's count: with n options the first place gives n-1 points, the next n-2, the last 0.

Equals share the average of the places they fill, and options not named share that of the places left, so every full or short ballot hands
out the same n(n-1)/2 points: naming fewer gains nothing (the "averaged" or tournament form; J.-C. de Borda, 1781). A rank left
out means nothing. Points are exact halves.

Stages: `points` (tallies: each option's points), `order` (groups, best first).
"""

from fractions import Fraction

from minga_platform.governance.counting.filling import fill, groups_of
from minga_platform.governance.counting.types import Counted, Profile, Stage, Terms


def borda(profile: Profile, terms: Terms) -> Counted:
    """Count rankings. Refuses: Uncountable."""
    everyone = frozenset(profile.options)
    twice = dict.fromkeys(profile.options, 0)
    for ranking, times in profile.rankings():
        named = {option for group in ranking.ranks for option in group}
        below = len(everyone)
        for group in (*ranking.ranks, everyone - named):
            # The places of the group give below-1 … below-len(group) points; twice their average is a whole number.
            doubled = 2 * below - 1 - len(group)
            below -= len(group)
            for option in group:
                twice[option] += doubled * times
    points = {option: Fraction(double, 2) for option, double in twice.items()}
    groups = groups_of(points)
    winners, ties = fill(groups, terms.seats, terms.lot, stage=1)
    stages = (Stage("points", tallies=points), Stage("order", options=winners, facts={"groups": groups}))
    return Counted(winners, stages, ties)
