"""Ranked pairs (Tideman), by winning votes.

Source: T. N. Tideman, Independence of clones as a criterion for voting rules, Social Choice and Welfare 4 (1987); winning votes and the
fixed order for equal pairs as in Zavist and Tideman (1989). Defeats are sorted by more votes for the winning side, then by fewer against
it; each is locked in unless it would close a cycle with those already locked. Pairs that are still equal are taken in the order
of the lot: first the one whose winner is drawn earlier, and with the same winner the one whose loser is drawn later. A level pair is no defeat.

Stages: `pairwise` (votes; condorcet_winner), `locking` (pairs in the order they were taken: winner, loser, votes, against,
locked), `order` (groups, best first). A tie `about` pairs means that the order of equal pairs changed what was locked.
"""

from itertools import groupby

from minga_platform.governance.counting.filling import fill
from minga_platform.governance.counting.pairwise import Votes, condorcet_winner, layers, votes_of
from minga_platform.governance.counting.types import Counted, Fact, Lot, Profile, Stage, Terms, Tie

Pair = tuple[str, str]


def ranked_pairs(profile: Profile, terms: Terms) -> Counted:
    """Count rankings. Refuses: Uncountable."""
    votes = votes_of(profile)
    reach: dict[str, set[str]] = {option: set() for option in profile.options}
    log: list[Fact] = []
    ties: list[Tie] = []
    for equals in _in_order(votes, terms.lot):
        # What the pairs locked before this group would forbid anyway; the rest is the doing of the order within the group.
        barred = {pair for pair in equals if pair[0] in reach[pair[1]]}
        for winner, loser in equals:
            free = winner not in reach[loser]
            if free:
                _lock(reach, winner, loser)
            log.append(
                {
                    "winner": winner,
                    "loser": loser,
                    "votes": votes[winner][loser],
                    "against": votes[loser][winner],
                    "locked": free,
                }
            )
            if not free and (winner, loser) not in barred and not any(tie.about == "pairs" for tie in ties):
                named = tuple(option for option in profile.options if any(option in pair for pair in equals))
                ties.append(Tie("pairs", named, 1, terms.lot.drawn(named)))
    groups = layers(profile.options, reach)
    winners, cut = fill(groups, terms.seats, terms.lot, stage=2)
    stages = (
        Stage("pairwise", facts={"votes": votes, "condorcet_winner": condorcet_winner(votes)}),
        Stage("locking", facts={"pairs": log}),
        Stage("order", options=winners, facts={"groups": groups}),
    )
    return Counted(winners, stages, (*ties, *cut))


def _in_order(votes: Votes, lot: Lot) -> list[list[Pair]]:
    """The defeats, strongest first; equal ones together, in the order of the lot."""
    drawn = {option: index for index, option in enumerate(lot.drawn(votes))}

    def strength(pair: Pair) -> tuple[int, int]:
        return (-votes[pair[0]][pair[1]], votes[pair[1]][pair[0]])

    defeats = [(a, b) for a, row in votes.items() for b, count in row.items() if count > votes[b][a]]
    defeats.sort(key=lambda pair: (strength(pair), drawn[pair[0]], -drawn[pair[1]]))
    return [list(equals) for _, equals in groupby(defeats, key=strength)]


def _lock(reach: dict[str, set[str]], winner: str, loser: str) -> None:
    """Whoever reaches the winner now reaches the loser too, and all whom the loser reaches."""
    gained = reach[loser] | {loser}
    for option, reached in reach.items():
        if option == winner or winner in reached:
            reached.update(gained)
