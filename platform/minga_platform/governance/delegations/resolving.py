"""Whose ballot a lent vote follows: pure, one class of one vote at a time.

A vote goes from hand to hand until it meets somebody who voted herself; there it is cast as she did, with the weight that
it has in its own class. It rests where nobody voted, where the next one has no vote in this class, where she votes on
paper (nobody can know what she put there), in a circle, and after so many hands as the rule says. So every vote is
counted once or not at all, and whoever votes herself is never counted through another (invariant 12).
"""

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

Voter = TypeVar("Voter", bound=Hashable)


def follow(
    lent: Mapping[Voter, Voter],
    voters: Collection[Voter],
    cast: Collection[Voter],
    on_paper: Collection[Voter],
    most: int,
) -> dict[Voter, tuple[Voter, ...]]:
    """Who voted through others, each with the hands her vote went through; the last of them cast it.

    `voters`: all on the roll of the class; `cast`: whose ballot is known; `most`: hands, at least 1.
    """
    found: dict[Voter, tuple[Voter, ...]] = {}
    for voter in voters:
        if voter in cast or voter in on_paper:
            continue
        hands: list[Voter] = []
        at = voter
        while len(hands) < most and (next_one := lent.get(at)) is not None:
            if next_one not in voters or next_one in on_paper or next_one == voter or next_one in hands:
                break
            hands.append(next_one)
            if next_one in cast:
                found[voter] = tuple(hands)
                break
            at = next_one
    return found


def hands_between(lent: Mapping[Voter, Voter], beginning: Voter, end: Voter, most: int) -> tuple[Voter, ...] | None:
    """The hands through which a vote would come from one to another, `end` included; None where it does not."""
    hands: list[Voter] = []
    at = beginning
    while len(hands) < most and (next_one := lent.get(at)) is not None and next_one not in hands:
        hands.append(next_one)
        if next_one == end:
            return tuple(hands)
        at = next_one
    return None


def longest_behind(lent: Mapping[Voter, Voter], end: Voter) -> int:
    """Through how many hands the longest lent vote comes to somebody; 0 where nobody lends her any."""
    behind: dict[Voter, list[Voter]] = {}
    for one, to in lent.items():
        behind.setdefault(to, []).append(one)
    length, level, seen = 0, [end], {end}
    while level := [one for at in level for one in behind.get(at, ()) if one not in seen]:
        seen.update(level)
        length += 1
    return length
