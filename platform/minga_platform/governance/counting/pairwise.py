"""Every option against every other: how many ballots put the one above the other.

Who is not named stands below all who are named; equals give neither a vote; a rank left out means nothing here, because only the
order counts. Shared by Schulze and ranked pairs.
"""

from collections.abc import Mapping, Sequence

from minga_platform.governance.counting.types import Profile

# votes[a][b]: ballots that prefer a to b.
Votes = Mapping[str, Mapping[str, int]]


def votes_of(profile: Profile) -> Votes:
    """The matrix of preferences, in the order of the options."""
    place = {option: index for index, option in enumerate(profile.options)}
    # One ballot adds to up to n(n-1)/2 cells. All cells of one option are held in one whole number, `width` bits to a cell, so
    # that a ballot costs one addition per option it names: sums never spill, for no cell can exceed the number of ballots.
    width = sum(times for _, times in profile.ballots).bit_length() or 1
    unit = {option: 1 << (index * width) for option, index in place.items()}
    everyone = sum(unit.values())
    rows = dict.fromkeys(profile.options, 0)
    alike: dict[tuple[tuple[str, ...], ...], int] = {}
    for ranking, times in profile.rankings():
        alike[ranking.ranks] = alike.get(ranking.ranks, 0) + times
    for ranks, times in alike.items():
        below = everyone
        for group in ranks:
            for option in group:
                below -= unit[option]
            above = below * times
            for option in group:
                rows[option] += above
    cell = (1 << width) - 1
    return {a: {b: (rows[a] >> (place[b] * width)) & cell for b in profile.options if b != a} for a in profile.options}


def condorcet_winner(votes: Votes) -> str | None:
    """The option that beats every other, if there is one."""
    for a, row in votes.items():
        if all(count > votes[b][a] for b, count in row.items()):
            return a
    return None


def layers(options: Sequence[str], beats: Mapping[str, set[str]]) -> tuple[tuple[str, ...], ...]:
    """Groups best first: those whom nobody left beats, then the same among the others. `beats` must be free of cycles."""
    left = list(options)
    groups: list[tuple[str, ...]] = []
    while left:
        unbeaten = tuple(a for a in left if not any(a in beats[b] for b in left))
        assert unbeaten, "A relation with a cycle has no order."
        groups.append(unbeaten)
        left = [a for a in left if a not in unbeaten]
    return tuple(groups)
