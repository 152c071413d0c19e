"""Schulze's method, by winning votes: the strength of a defeat is the number of ballots for the winning side.

Source: M. Schulze, A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner election method,
Social Choice and Welfare 36 (2011), section 2; also the Debian constitution, A.6. A path is as strong as its weakest defeat; a stands
before b when the strongest path from a to b is stronger than the one back. Ballots: equals and options not named as in `pairwise`.

Ties stay ties in the log; only where a seat depends on one does the published lot decide. More than one seat takes them in order,
which is not proportional: for a board use STV.

Stages: `pairwise` (votes; condorcet_winner), `strongest_paths` (paths), `order` (groups, best first).
"""

from minga_platform.governance.counting.filling import fill
from minga_platform.governance.counting.pairwise import Votes, condorcet_winner, layers, votes_of
from minga_platform.governance.counting.types import Counted, Profile, Stage, Terms


def schulze(profile: Profile, terms: Terms) -> Counted:
    """Count rankings. Refuses: Uncountable."""
    votes = votes_of(profile)
    paths = strongest_paths(votes)
    beats = {a: {b for b in row if row[b] > paths[b][a]} for a, row in paths.items()}
    groups = layers(profile.options, beats)
    winners, ties = fill(groups, terms.seats, terms.lot, stage=2)
    stages = (
        Stage("pairwise", facts={"votes": votes, "condorcet_winner": condorcet_winner(votes)}),
        Stage("strongest_paths", facts={"paths": paths}),
        Stage("order", options=winners, facts={"groups": groups}),
    )
    return Counted(winners, stages, ties)


def strongest_paths(votes: Votes) -> dict[str, dict[str, int]]:
    """The widest path between each two options (Floyd and Warshall's way): 0 where no chain of defeats leads from one to the other."""
    strength = {a: {b: count if count > votes[b][a] else 0 for b, count in row.items()} for a, row in votes.items()}
    for middle, onward in strength.items():
        for a, row in strength.items():
            if a == middle:
                continue
            reach = row[middle]
            if not reach:
                continue
            for b, further in onward.items():
                through = min(reach, further)
                if b != a and through > row[b]:
                    row[b] = through
    return strength
