"""Committees by approval, PAV and equal shares: every given case, brute force beside them, and what holds for all ballots."""

import itertools
import json
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from minga_platform.governance.counting import committees
from minga_platform.governance.counting.formats.reading import read
from minga_platform.governance.counting.methods import count
from minga_platform.governance.counting.types import Lot, Profile, Uncountable

CASES = Path(__file__).parents[4] / "shared" / "cases" / "voting"
ABC = sorted((CASES / "abc").glob("*.abc.yaml"))
WORKED = CASES / "worked_examples.json"
EXAMPLES = {c["id"]: c for c in json.loads(WORKED.read_text())["approval_committees"]} if WORKED.exists() else {}
given_cases = pytest.mark.skipif(not EXAMPLES, reason="the shared acceptance cases are not beside the project")

OPTIONS = "abcdef"
ballots = st.lists(st.tuples(st.frozensets(st.sampled_from(OPTIONS)), st.integers(1, 4)), min_size=1, max_size=7)
profiles = st.builds(lambda cast: Profile(tuple(OPTIONS), tuple(cast)), ballots).filter(
    lambda profile: any(ballot for ballot, _ in profile.ballots)
)
seat_numbers = st.integers(1, 5)
lots = st.permutations(OPTIONS).map(Lot.of_order)

# Our method and settings for the rules in abcvoting's files.
RULES = {
    "av": ("approval", {}),
    "pav": ("pav", {}),
    "seqpav": ("pav", {"search": "sequential"}),
    "equal-shares": ("equal-shares", {}),
    "equal-shares-with-av-completion": ("equal-shares", {"completion": "approval"}),
    "equal-shares-with-increment-completion": ("equal-shares", {"completion": "increment"}),
}


def score(profile, committee):
    """The PAV score as the definition has it."""
    return sum(
        (times * sum(Fraction(1, place) for place in range(1, len(ballot & set(committee)) + 1)))
        for ballot, times in profile.ballots
    )


def worked(case):
    cast = [text.partition("*")[::2] for text in case["approval_ballots"]]
    return Profile(tuple(case["candidates"]), tuple((frozenset(names), int(times or 1)) for names, times in cast))


@pytest.mark.skipif(not ABC, reason="the shared acceptance cases are not beside the project")
@pytest.mark.parametrize("path", ABC, ids=lambda path: path.name)
@pytest.mark.parametrize("rule", RULES)
def test_the_published_winners_of_each_rule(path, rule):
    sheet = read(path.read_bytes())
    listed = [
        {frozenset(map(str, committee)) for committee in entry["result"]}
        for entry in yaml.safe_load(path.read_text())["compute"]
        if entry["rule_id"] == rule
    ]
    assert listed
    method, how = RULES[rule]
    # For the increments the file has but one committee, that of the lot in its own order.
    orders = itertools.islice(itertools.permutations(sheet.profile.options), 0, 1 if "increment" in rule else None, 7)
    found = {
        frozenset(count(method, sheet.profile, seats=sheet.seats or 0, lot=Lot.of_order(order), settings=how).winners)
        for order in orders
    }
    for published in listed:
        assert found <= published
        if rule in {
            "av",
            "pav",
            "seqpav",
        }:  # Only the lot tells these apart; equal shares prefers more votes before it.
            assert found == published


@pytest.mark.skipif(not ABC, reason="the shared acceptance cases are not beside the project")
def test_all_winning_committees_are_listed_and_the_lot_takes_one():
    sheet = read(next(path for path in ABC if "M0002" in path.name).read_bytes())
    for order, winners in (("012345", ("0", "1", "3")), ("452310", ("0", "3", "4"))):
        counted = count("pav", sheet.profile, seats=3, lot=Lot.of_order(order))
        assert counted.winners == winners
        assert counted.stages[0].facts["committees"] == [["0", "1", "3"], ["0", "3", "4"]]
        assert counted.stages[0].facts["all"] is True
        assert counted.ties[0].options == ("1", "4")


@given_cases
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_of_the_book(name):
    case = EXAMPLES[name]
    profile = worked(case)
    for rule, method, how in (("AV", "approval", {}), ("PAV", "pav", {}), ("seq-PAV", "pav", {"search": "sequential"})):
        if rule in case["results"]:
            orders = itertools.islice(itertools.permutations(case["candidates"]), 0, 5040, 11)
            found = {
                "".join(
                    sorted(count(method, profile, seats=case["seats"], lot=Lot.of_order(order), settings=how).winners)
                )
                for order in orders
            }
            assert found == set(case["results"][rule])
    if "Equal Shares + Phragmen completion" in case["results"]:
        counted = count("equal-shares", profile, seats=case["seats"], lot=Lot(b"any"))
        assert ["".join(sorted(counted.winners))] == case["results"]["Equal Shares + Phragmen completion"]
    for committee, figure in case.get("PAV_score", {}).items():
        assert score(profile, committee) == Fraction(figure)
        if [committee] == case["results"]["PAV"]:
            assert count("pav", profile, seats=2, lot=Lot()).stages[0].facts["score"] == Fraction(figure)


def test_equal_shares_pays_as_the_book_shows():
    """Lackner and Skowron, example 12: 8 voters, 3 seats; prices 1/5 and 13/40, then Phragmén."""
    profile = Profile(
        tuple("abcd"), ((frozenset("cd"), 3), (frozenset("ab"), 2), (frozenset("ac"), 2), (frozenset("bd"), 1))
    )
    counted = count("equal-shares", profile, seats=3, lot=Lot.of_order("abcd"))
    bought = [(stage.options, str(stage.facts["price"])) for stage in counted.stages if stage.what == "bought"]
    assert bought == [(("c",), "0.200000"), (("a",), "0.325000")]
    assert counted.winners == ("c", "a", "d")


@pytest.mark.parametrize(
    ("completion", "committees"),
    [("none", {"0"}), ("phragmen", {"03"}), ("approval", {"01", "03"}), ("increment", {"01", "03"})],
)
def test_each_completion_fills_the_second_seat_its_own_way(completion, committees):
    """A profile of abcvoting's tests, whose first seat takes the money that the second would need."""
    cast = tuple((frozenset(names), 1) for names in ("013", "01", "01", "03", "23"))
    found = {
        "".join(
            sorted(
                count(
                    "equal-shares",
                    Profile(tuple("0123"), cast),
                    seats=2,
                    lot=Lot.of_order(order),
                    settings={"completion": completion},
                ).winners
            )
        )
        for order in itertools.permutations("0123")
    }
    assert found == committees


@given(profiles, seat_numbers, lots)
def test_pav_is_what_trying_all_committees_finds(profile, seats, lot):
    counted = count("pav", profile, seats=seats, lot=lot)
    scores = {committee: score(profile, committee) for committee in itertools.combinations(OPTIONS, seats)}
    best = [committee for committee, figure in scores.items() if figure == max(scores.values())]
    facts = counted.stages[0].facts
    assert facts["score"] == max(scores.values())
    assert [tuple(committee) for committee in facts["committees"]] == best
    drawn = min(best, key=lambda committee: sorted(lot.drawn(OPTIONS).index(option) for option in committee))
    assert counted.winners == drawn
    assert bool(counted.ties) == (len(best) > 1)


def is_ejr(profile, seats, committee):
    """Extended justified representation, as its definition has it: every group of l/k of the voters who agree on l options has a member with l of hers."""
    voters = sum(times for _, times in profile.ballots)
    for size in range(1, seats + 1):
        for agreed in itertools.combinations(OPTIONS, size):
            unhappy = sum(
                times
                for ballot, times in profile.ballots
                if set(agreed) <= ballot and len(ballot & set(committee)) < size
            )
            if unhappy * seats >= size * voters:
                return False
    return True


@given(profiles, seat_numbers, lots, st.sampled_from(["pav", "equal-shares"]))
@settings(max_examples=150)
def test_no_group_that_agrees_is_left_out(profile, seats, lot, method):
    assert is_ejr(profile, seats, count(method, profile, seats=seats, lot=lot).winners)


def test_approval_alone_would_leave_a_group_out():
    """The property above is not empty: six of ten take all three seats."""
    profile = Profile(tuple(OPTIONS), ((frozenset("abc"), 6), (frozenset("def"), 4)))
    assert not is_ejr(profile, 3, count("approval", profile, seats=3, lot=Lot()).winners)
    for method in ("pav", "equal-shares"):
        winners = count(method, profile, seats=3, lot=Lot()).winners
        assert len(set(winners) & set("abc")) == 2


METHODS = [
    ("approval", {}),
    ("pav", {}),
    ("pav", {"search": "sequential"}),
    *(("equal-shares", {"completion": completion}) for completion in ("phragmen", "approval", "increment", "none")),
]


@given(profiles, seat_numbers, lots, st.sampled_from(METHODS), st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_neither_order_nor_names_nor_doubling_matter(profile, seats, lot, method, random):
    name, how = method
    counted = count(name, profile, seats=seats, lot=lot, settings=how)
    cast = list(profile.ballots)
    random.shuffle(cast)
    assert count(name, Profile(profile.options, tuple(cast)), seats=seats, lot=lot, settings=how) == counted
    apart = Profile(profile.options, tuple((ballot, 1) for ballot, times in cast for _ in range(times)))
    assert count(name, apart, seats=seats, lot=lot, settings=how) == counted
    doubled = Profile(profile.options, tuple((ballot, 2 * times) for ballot, times in cast))
    again = count(name, doubled, seats=seats, lot=lot, settings=how)
    if how.get("completion") != "increment":  # A raise shares out a seat's cost: half as much to each of twice as many.
        assert again.winners == counted.winners
    assert len(counted.winners) == min(seats, len(OPTIONS)) or how.get("completion") == "none"
    renamed = dict(zip(OPTIONS, "uvwxyz", strict=True))
    other = Profile(
        tuple(renamed[option] for option in OPTIONS),
        tuple((frozenset(renamed[option] for option in ballot), times) for ballot, times in cast),
    )
    other_lot = Lot.of_order(renamed[option] for option in lot.order)
    found = count(name, other, seats=seats, lot=other_lot, settings=how).winners
    assert found == tuple(renamed[option] for option in counted.winners)


def test_what_is_too_large_is_counted_sequentially_and_says_so(monkeypatch):
    monkeypatch.setattr(committees, "WORK", 50)
    profile = Profile(tuple(OPTIONS), tuple((frozenset(pair), 1) for pair in itertools.combinations(OPTIONS, 2)))
    counted = count("pav", profile, seats=3, lot=Lot.of_order(OPTIONS))
    assert counted.stages[0].what == "too large"
    assert counted.stages[0].facts == {"work": 50, "instead": "sequential"}
    assert [stage.what for stage in counted.stages[1:]] == ["seat"] * 3
    assert counted == count("pav", profile, seats=3, lot=Lot.of_order(OPTIONS))


def test_very_many_equal_committees_are_not_all_listed_but_the_lot_still_holds():
    options = tuple(f"{number:02}" for number in range(16))
    profile = Profile(options, tuple((frozenset({option}), 1) for option in options))
    order = options[8:] + options[:8]
    counted = count("pav", profile, seats=8, lot=Lot.of_order(order))
    assert counted.winners == options[8:]
    assert len(counted.stages[0].facts["committees"]) == 100
    assert counted.stages[0].facts["all"] is False


def test_seats_that_nobody_supports_are_drawn():
    profile = Profile(tuple(OPTIONS), ((frozenset("a"), 3),))
    counted = count("equal-shares", profile, seats=2, lot=Lot.of_order("fedcba"))
    assert counted.winners == ("a", "f")
    assert counted.stages[-1].what == "drawn"
    assert counted.ties[-1].drawn == ("f", "e", "d", "c", "b")


@pytest.mark.parametrize("method", ["approval", "pav", "equal-shares"])
def test_more_seats_than_options_elects_all(method):
    profile = Profile(tuple(OPTIONS), ((frozenset("ab"), 3),))
    assert set(count(method, profile, seats=9, lot=Lot()).winners) == set(OPTIONS)


def test_settings_and_ballots_that_do_not_fit_are_refused():
    approvals = Profile(("a", "b"), ((frozenset("a"), 1),))
    scores = Profile(("a", "b"), (({"a": 1}, 1),))
    for method in ("approval", "pav", "equal-shares"):
        with pytest.raises(Uncountable):
            count(method, scores, lot=Lot())
    with pytest.raises(Uncountable):
        count("pav", approvals, lot=Lot(), settings={"search": "by hand"})
    with pytest.raises(Uncountable):
        count("equal-shares", approvals, lot=Lot(), settings={"completion": "add1"})
