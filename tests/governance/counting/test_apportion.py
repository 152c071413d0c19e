"""Seats for groups by size: the worked examples, and what holds for all."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_platform.governance.counting.apportion import highest_averages, largest_remainder
from minga_platform.governance.counting.types import Lot, Uncountable

CASES = Path(__file__).parents[4] / "shared" / "cases" / "voting" / "worked_examples.json"
EXAMPLES = {case["id"]: case for case in json.loads(CASES.read_text())["apportionment"]} if CASES.exists() else {}
given_cases = pytest.mark.skipif(not EXAMPLES, reason="the shared acceptance cases are not beside the project")

sizes = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 500), min_size=1).filter(
    lambda votes: any(votes.values())
)
methods = st.sampled_from(["hare", "droop", "dhondt", "sainte-lague", "huntington-hill", "adams"])


def shared(votes, seats, method, lot=None):
    lot = lot or Lot.of_order(votes)
    if method in {"hare", "droop"}:
        return largest_remainder(votes, seats, lot, quota=method)
    return highest_averages(votes, seats, lot, divisors=method)


@given_cases
def test_the_quota_decides_who_gets_the_last_seats():
    case = EXAMPLES["lr_hare_vs_droop"]
    assert shared(case["votes"], case["seats"], "hare") == (case["hare"], ())
    assert shared(case["votes"], case["seats"], "droop") == (case["droop"], ())


@given_cases
def test_alabama_loses_a_seat_when_there_is_one_more():
    case = EXAMPLES["alabama_25"]
    assert shared(case["votes"], 25, "hare")[0] == case["hare_25"]
    assert shared(case["votes"], 26, "hare")[0] == case["hare_26"]


@given_cases
@pytest.mark.parametrize("method", ["dhondt", "sainte_lague", "largest_remainder", "huntington_hill", "adams"])
def test_each_rule_shares_twenty_seats_as_the_book_says(method):
    case = EXAMPLES["apportionment_by_rule"]
    votes = {f"group {number}": weight for number, weight in enumerate(case["weights"])}
    name = {"largest_remainder": "hare"}.get(method, method.replace("_", "-"))
    assert list(shared(votes, case["seats"], name)[0].values()) == case[method]


@given(sizes, st.integers(0, 40), methods)
def test_every_seat_is_given_and_doubling_all_votes_changes_nothing(votes, seats, method):
    seats_of, ties = shared(votes, seats, method)
    assert sum(seats_of.values()) == seats
    assert all(held >= 0 for held in seats_of.values())
    if method != "droop":  # Its quota is rounded to a whole number of votes.
        assert shared({group: 2 * own for group, own in votes.items()}, seats, method) == (seats_of, ties)


@given(sizes, st.integers(0, 40), st.sampled_from(["dhondt", "sainte-lague", "huntington-hill", "adams"]))
def test_highest_averages_know_no_alabama(votes, seats, method):
    before, after = shared(votes, seats, method)[0], shared(votes, seats + 1, method)[0]
    assert all(after[group] >= before[group] for group in votes)


@given(sizes, st.integers(0, 40))
def test_by_largest_remainder_nobody_is_a_whole_seat_from_her_part(votes, seats):
    total = sum(votes.values())
    for group, held in shared(votes, seats, "hare")[0].items():
        assert abs(held * total - votes[group] * seats) < total


def test_level_groups_are_drawn_and_the_draw_is_told():
    votes = {"A": 10, "B": 10, "C": 10}
    seats_of, ties = shared(votes, 1, "hare", Lot.of_order("CAB"))
    assert seats_of == {"A": 0, "B": 0, "C": 1}
    assert [(tie.options, tie.drawn) for tie in ties] == [(("A", "B", "C"), ("C", "A", "B"))]
    seats_of, ties = shared(votes, 1, "dhondt", Lot.of_order("CAB"))
    assert seats_of["C"] == 1
    assert ties[0].drawn == ("C", "A", "B")


@pytest.mark.parametrize(
    ("votes", "seats", "method"),
    [({"A": 0}, 1, "hare"), ({}, 1, "adams"), ({"A": -1, "B": 3}, 1, "hare"), ({"A": 1}, -1, "droop")],
)
def test_what_cannot_be_shared_is_refused(votes, seats, method):
    with pytest.raises(Uncountable):
        shared(votes, seats, method)


def test_unknown_rules_are_refused():
    with pytest.raises(Uncountable):
        largest_remainder({"A": 1}, 1, Lot(), quota="imperiali")
    with pytest.raises(Uncountable):
        highest_averages({"A": 1}, 1, Lot(), divisors="imperiali")
