"""Places kept for a group, in a count by STV."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from minga_platform.governance.counting.methods import count
from minga_platform.governance.counting.types import Lot, Profile, Reserved, Uncountable
from minga_testing.elections import in_file_order, profile_of, profiles


def test_a_place_is_kept_and_the_log_says_who_made_room() -> None:
    """Two seats, one for a woman; without the rule the two men win."""
    profile = profile_of(["Abe", "Ben", "Cia"], ["Abe*5", "Ben*4", "Cia*2"])
    free = count("stv", profile, seats=2, lot=in_file_order(profile))
    assert free.winners == ("Abe", "Ben")
    women = Reserved("a woman", frozenset({"Cia"}), 1)
    kept = count("stv", profile, seats=2, lot=in_file_order(profile), reserved=(women,))
    assert kept.winners == ("Abe", "Cia")
    shut_out = [stage for stage in kept.stages if stage.facts.get("shut_out")]
    assert [stage.options for stage in shut_out] == [("Ben",)]


def test_a_quota_does_not_elect_who_is_shut_out_and_the_votes_go_on() -> None:
    profile = profile_of(["Abe", "Ben", "Cia", "Dot"], ["Abe>Ben*40", "Ben>Cia*39", "Cia*11", "Dot*10"])
    kept = count(
        "stv",
        profile,
        seats=2,
        lot=in_file_order(profile),
        reserved=(Reserved("women", frozenset({"Cia", "Dot"}), 1),),
    )
    assert kept.stages[0].facts["quota"] == 34
    assert kept.winners == ("Abe", "Cia")
    assert kept.stages[1].facts["transfers"] == {"Cia": 39}


@pytest.mark.parametrize(
    ("reserved", "reason"),
    [
        ((Reserved("g", frozenset({"Z"}), 1),), "does not stand"),
        ((Reserved("g", frozenset({"A"}), 1), Reserved("h", frozenset({"A", "B"}), 1)), "two groups"),
        ((Reserved("g", frozenset({"A", "B"}), 3),), "More places"),
        ((Reserved("g", frozenset({"A"}), 0),), "at least one"),
    ],
)
def test_places_that_cannot_be_kept_are_refused(reserved: tuple[Reserved, ...], reason: str) -> None:
    profile = profile_of(["A", "B", "C"], ["A*2", "B"])
    with pytest.raises(Uncountable, match=reason):
        count("stv", profile, seats=2, lot=Lot(b""), reserved=reserved)


def test_only_stv_keeps_places() -> None:
    profile = profile_of(["A", "B"], ["A*2", "B"])
    with pytest.raises(Uncountable, match="stv only"):
        count("schulze", profile, lot=Lot(b""), reserved=(Reserved("g", frozenset({"B"}), 1),))


@given(profile=profiles(most=6), seats=st.integers(1, 4), data=st.data())
def test_each_group_gets_its_places_if_so_many_stand(profile: Profile, seats: int, data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(profile.options)))
    first, second = frozenset(profile.options[:cut]), frozenset(profile.options[cut:])
    places = data.draw(st.integers(1, seats))
    others = data.draw(st.integers(0, seats - places))
    groups = [Reserved("first", first, places)]
    if others and second:
        groups.append(Reserved("second", second, others))
    counted = count("stv", profile, seats=seats, lot=Lot(b"kept"), reserved=tuple(groups))
    assume(counted.winners)
    assert len(counted.winners) == min(seats, len(profile.options))
    for group in groups:
        assert len(set(counted.winners) & group.options) >= min(group.seats, len(group.options))
