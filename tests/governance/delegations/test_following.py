"""Invariant 12: a lent vote ends with somebody who voted, never turns in a circle, and no weight is made or lost."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from minga_platform.governance.delegations.resolving import follow, hands_between, longest_behind
from minga_platform.governance.delegations.states import SECRET_TOPICS, TOPICS
from minga_platform.governance.proposals.kinds import KINDS

PEOPLE = st.integers(0, 11)


def test_topics_are_the_kinds_of_proposals_and_votes_about_people_are_never_lent() -> None:
    assert set(TOPICS) == set(KINDS)
    assert {key for key, kind in KINDS.items() if kind.about_somebody} == SECRET_TOPICS


@given(
    st.dictionaries(PEOPLE, PEOPLE),
    st.dictionaries(PEOPLE, st.integers(1, 5), min_size=1),
    st.frozensets(PEOPLE),
    st.frozensets(PEOPLE),
    st.integers(1, 10),
)
def test_invariant_12_every_vote_counts_once_or_not_at_all(
    lent: dict[int, int], weights: dict[int, int], cast: frozenset[int], paper: frozenset[int], most: int
) -> None:
    on_paper = (paper - cast) & weights.keys()
    voted = cast & weights.keys()
    found = follow(lent, weights.keys(), voted, on_paper, most)
    assert not found.keys() & (voted | on_paper), "her own ballot overrides"
    for voter, hands in found.items():
        whole = (voter, *hands)
        assert 1 <= len(hands) <= most, "bounded depth"
        assert len(set(whole)) == len(whole), "no circle"
        assert set(whole) <= weights.keys(), "only who is on the roll"
        assert whole[-1] in voted
        assert not set(whole[:-1]) & (voted | on_paper), "the first who voted herself decides"
        assert all(lent[one] == to for one, to in pairwise(whole))
    # Conserved: what is counted is each voter's own weight, never more than the roll, never twice.
    counted = sum(weights[one] for one in voted | on_paper) + sum(weights[one] for one in found)
    assert counted <= sum(weights.values())
    # And nobody is left out who could be followed.
    for voter in weights.keys() - voted - on_paper - found.keys():
        ways = [hands_between(lent, voter, one, most) for one in voted]
        for way in ways:
            assert way is None or set(way[:-1]) & (voted | on_paper) or not set(way) <= weights.keys()


@given(st.dictionaries(PEOPLE, PEOPLE), PEOPLE)
def test_the_longest_way_to_somebody_is_as_long_as_it_says(lent: dict[int, int], end: int) -> None:
    lent = {one: to for one, to in lent.items() if one not in (to, end)}
    ways = [hands_between(lent, one, end, 20) for one in lent]
    assert longest_behind(lent, end) == max((len(hands) for hands in ways if hands), default=0)
