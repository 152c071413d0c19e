"""What must hold for all elections: each counter against a second, plain one, and against what its method promises."""

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from itertools import combinations, permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from minga_platform.governance.counting.methods import count
from minga_platform.governance.counting.types import Counted, Lot, Profile, Ranking, as_json
from minga_testing.elections import expanded, in_file_order, profiles

RANKED = ["schulze", "ranked-pairs", "borda", "irv", "stv"]
CONDORCET = ["schulze", "ranked-pairs"]


def seats_for(method: str, seats: int) -> int:
    return seats if method == "stv" else 1


def prefers(ranking: Ranking, a: str, b: str) -> bool:
    place = {option: index for index, group in enumerate(ranking.ranks) for option in group}
    return place.get(a, 99) < place.get(b, 99)


def clear(ranking: Ranking) -> list[str]:
    """The preferences before the first rank that is not one option."""
    stop = next((index for index, group in enumerate(ranking.ranks) if len(group) != 1), len(ranking.ranks))
    return [group[0] for group in ranking.ranks[:stop]]


def matrix(profile: Profile) -> dict[tuple[str, str], int]:
    ballots = expanded(profile)
    return {(a, b): sum(prefers(one, a, b) for one in ballots) for a, b in permutations(profile.options, 2)}


# What every counter keeps to ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", RANKED)
@given(profile=profiles(), seats=st.integers(1, 4), shuffle=st.randoms(use_true_random=False))
def test_the_order_of_the_ballots_changes_nothing(method: str, profile: Profile, seats: int, shuffle) -> None:
    seats = seats_for(method, seats)
    loose = [(one, 1) for one in expanded(profile)]
    shuffle.shuffle(loose)
    lot = Lot(b"seed")
    mixed = Profile(profile.options, tuple(loose))
    assert as_json(count(method, mixed, seats=seats, lot=lot)) == as_json(count(method, profile, seats=seats, lot=lot))


@pytest.mark.parametrize("method", RANKED)
@given(profile=profiles(), seats=st.integers(1, 4), data=st.data())
def test_names_change_nothing(method: str, profile: Profile, seats: int, data: st.DataObject) -> None:
    """Named and listed otherwise, with the lot named alike, the same people win for the same reasons."""
    seats = seats_for(method, seats)
    others = data.draw(st.permutations([f"option {index}" for index in range(len(profile.options))]))
    new = dict(zip(profile.options, others, strict=True))
    renamed = Profile(
        tuple(data.draw(st.permutations(others))),
        tuple(
            (Ranking(tuple(tuple(new[name] for name in group) for group in ranking.ranks)), times)
            for ranking, times in profile.rankings()
        ),
    )
    before = count(method, profile, seats=seats, lot=in_file_order(profile))
    after = count(method, renamed, seats=seats, lot=Lot.of_order(new[name] for name in profile.options))
    assert [new[name] for name in before.winners] == list(after.winners)
    assert [stage.what for stage in before.stages] == [stage.what for stage in after.stages]
    assert [sorted(new[name] for name in tie.options) for tie in before.ties] == [
        sorted(tie.options) for tie in after.ties
    ]


@pytest.mark.parametrize("method", ["schulze", "ranked-pairs", "borda", "irv"])
@given(profile=profiles())
def test_doubling_all_ballots_changes_nothing(method: str, profile: Profile) -> None:
    doubled = Profile(profile.options, tuple((one, 2 * times) for one, times in profile.ballots))
    lot = in_file_order(profile)
    once, twice = count(method, profile, lot=lot), count(method, doubled, lot=lot)
    assert (once.winners, once.ties) == (twice.winners, twice.ties)


@given(profile=profiles(strict=True), seats=st.integers(1, 3))
def test_doubling_changes_stv_by_its_quota_only(profile: Profile, seats: int) -> None:
    """The whole quota floor(v/(s+1))+1 is not in proportion to v, so a doubled election is counted with its own; where it doubles
    exactly, so does every figure."""
    lot = in_file_order(profile)
    once = count("stv", profile, seats=seats, lot=lot)
    valid = once.stages[0].facts.get("valid", 0)
    assume(valid)
    quota, many = once.stages[0].facts["quota"], 1
    while (many * valid) // (seats + 1) + 1 != many * quota and many < 4:
        many += 1
    assume((many * valid) // (seats + 1) + 1 == many * quota)
    more = count(
        "stv",
        Profile(profile.options, tuple((one, many * times) for one, times in profile.ballots)),
        seats=seats,
        lot=lot,
    )
    assert more.winners == once.winners


@pytest.mark.parametrize("method", RANKED)
@given(profile=profiles(), seats=st.integers(1, 6))
def test_as_many_win_as_there_are_seats_and_nobody_twice(method: str, profile: Profile, seats: int) -> None:
    seats = 1 if method == "irv" else seats
    counted = count(method, profile, seats=seats, lot=in_file_order(profile))
    assert len(counted.winners) <= min(seats, len(profile.options))
    assert len(set(counted.winners)) == len(counted.winners)
    if any(len(group) == 1 for one, _ in profile.rankings() for group in one.ranks[:1]):
        assert len(counted.winners) == min(seats, len(profile.options))


@pytest.mark.parametrize("method", RANKED)
def test_nobody_wins_where_nobody_is_named(method: str) -> None:
    empty = Profile(("A", "B"), ((Ranking(), 5),))
    counted = count(method, empty, lot=in_file_order(empty))
    assert (counted.winners, counted.ties) == ((), ())
    assert count(method, Profile(("A", "B"), ()), lot=Lot(b"")).winners == ()


# Majority and Condorcet ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", CONDORCET)
@given(profile=profiles())
def test_who_beats_everyone_wins(method: str, profile: Profile) -> None:
    votes = matrix(profile)
    best = [a for a in profile.options if all(votes[a, b] > votes[b, a] for b in profile.options if b != a)]
    counted = count(method, profile, lot=Lot(b"any"))
    assert counted.stages[0].what == "no_ballots" or counted.stages[0].facts["condorcet_winner"] == (
        best[0] if best else None
    )
    if best:
        assert counted.winners == (best[0],)
        assert not [tie for tie in counted.ties if tie.about == "winner"]


@given(profile=profiles(strict=True))
def test_more_than_half_of_the_first_places_win_a_run_off_at_once(profile: Profile) -> None:
    firsts = [one.ranks[0][0] for one in expanded(profile) if one.ranks]
    for option in profile.options:
        if 2 * firsts.count(option) > len(firsts):
            counted = count("irv", profile, lot=Lot(b"any"))
            assert counted.winners == (option,)
            assert len(counted.stages) == 1


@given(profile=profiles(strict=True), seats=st.integers(1, 3))
def test_a_group_with_enough_quotas_gets_its_seats(profile: Profile, seats: int) -> None:
    """Proportionality for solid coalitions, by the quota of the count: whoever's voters all put the same k ahead of all others
    and make k quotas fill k seats from them. Cutting after five decimals may cost the last hair, so a vote to spare is asked."""
    ballots = [one for one in expanded(profile) if one.ranks]
    assume(ballots)
    quota = len(ballots) // (seats + 1) + 1
    winners = set(count("stv", profile, seats=seats, lot=Lot(b"x")).winners)
    for size in range(1, len(profile.options)):
        for group in combinations(profile.options, size):
            solid = sum(1 for one in ballots if {name for rank in one.ranks[:size] for name in rank} == set(group))
            owed = min((solid - 1) // quota, size, seats)
            assert len(winners & set(group)) >= owed


# Second counters -----------------------------------------------------------------------------------------------------------------------


@given(profile=profiles(most=4))
def test_schulze_agrees_with_a_search_of_all_paths(profile: Profile) -> None:
    votes = matrix(profile)
    names = profile.options

    def strongest(a: str, b: str) -> int:
        between = [name for name in names if name not in {a, b}]
        best = 0
        for length in range(len(between) + 1):
            for middle in permutations(between, length):
                steps = list(zip((a, *middle), (*middle, b), strict=True))
                if all(votes[x, y] > votes[y, x] for x, y in steps):
                    best = max(best, min(votes[x, y] for x, y in steps))
        return best

    counted = count("schulze", profile, lot=in_file_order(profile))
    assume(counted.stages[0].what == "pairwise")
    unbeaten = [a for a in names if all(strongest(a, b) >= strongest(b, a) for b in names if b != a)]
    assert list(counted.stages[2].facts["groups"][0]) == unbeaten
    assert counted.winners == (unbeaten[0],)


@given(profile=profiles(most=5))
def test_ranked_pairs_agrees_with_a_plain_locking(profile: Profile) -> None:
    votes = matrix(profile)
    names = profile.options
    defeats = sorted(
        (pair for pair in votes if votes[pair] > votes[pair[::-1]]),
        key=lambda pair: (-votes[pair], votes[pair[::-1]], names.index(pair[0]), -names.index(pair[1])),
    )
    locked: set[tuple[str, str]] = set()

    def leads(a: str, b: str) -> bool:
        return (a, b) in locked or any(leads(loser, b) for winner, loser in locked if winner == a)

    for winner, loser in defeats:
        if not leads(loser, winner):
            locked.add((winner, loser))
    unbeaten = [a for a in names if not any(loser == a for _, loser in locked)]
    counted = count("ranked-pairs", profile, lot=in_file_order(profile))
    assume(counted.stages[0].what == "pairwise")
    assert counted.winners == (unbeaten[0],)
    assert {(one["winner"], one["loser"]) for one in counted.stages[1].facts["pairs"] if one["locked"]} == locked


@given(profile=profiles(most=5))
def test_ranked_pairs_says_when_the_order_of_equal_pairs_mattered(profile: Profile) -> None:
    """Whoever could win under another lot is named in a tie."""
    base = count("ranked-pairs", profile, lot=in_file_order(profile))
    for order in permutations(profile.options):
        other = count("ranked-pairs", profile, lot=Lot.of_order(order))
        assert other.winners == base.winners or base.ties


@given(profile=profiles(most=4, weight=3))
def test_borda_agrees_with_the_average_over_all_full_orders(profile: Profile) -> None:
    points = dict.fromkeys(profile.options, Fraction(0))
    for ballot in expanded(profile):
        orders = [
            order
            for order in permutations(profile.options)
            if not any(prefers(ballot, b, a) for i, a in enumerate(order) for b in order[i + 1 :])
        ]
        for order in orders:
            for place, option in enumerate(order):
                points[option] += Fraction(len(order) - 1 - place, len(orders))
    counted = count("borda", profile, lot=in_file_order(profile))
    assume(counted.stages[0].what == "points")
    assert counted.stages[0].tallies == points


class PlainStv:
    """Each ballot by itself, in decimals, written from the law's text and from nothing above."""

    def __init__(self, profile: Profile, seats: int) -> None:
        self.names, self.seats = list(profile.options), seats
        self.said = [one for one in map(clear, expanded(profile)) if one]
        self.value = [Decimal(1) for _ in self.said]
        self.holder: list[str | None] = [one[0] for one in self.said]
        self.quota = len(self.said) // (seats + 1) + 1
        self.elected: list[str] = []
        self.out: set[str] = set()
        self.waiting: list[str] = []
        self.kept: dict[str, Decimal] = {}
        self.past: list[dict[str, Decimal]] = []

    def standing(self) -> list[str]:
        return [name for name in self.names if name not in self.elected and name not in self.out]

    def votes(self, name: str) -> Decimal:
        held = (value for value, holder in zip(self.value, self.holder, strict=True) if holder == name)
        return self.kept[name] if name in self.kept else sum(held, Decimal(0))

    def extreme(self, some: list[str], pick: Callable) -> str:
        level = some
        for stage in reversed(self.past):
            best = pick(stage[name] for name in level)
            level = [name for name in level if stage[name] == best]
        return min(level, key=self.names.index)

    def elect(self, some: list[str]) -> None:
        while some and len(self.elected) < self.seats:
            first = self.extreme(some, max)
            some.remove(first)
            self.elected.append(first)
            if self.past[-1][first] > self.quota:
                self.waiting.append(first)

    def move(self, source: str, factor: Decimal, held: Decimal) -> None:
        standing = self.standing()
        for index, said in enumerate(self.said):
            if self.holder[index] == source:
                self.value[index] = (factor * self.value[index] / held).quantize(Decimal("0.00001"), ROUND_DOWN)
                self.holder[index] = next((name for name in said if name in standing), None)

    def run(self) -> list[str]:
        while self.said:
            self.past.append({name: self.votes(name) for name in self.names})
            self.elect([name for name in self.standing() if self.past[-1][name] >= self.quota])
            if len(self.standing()) <= self.seats - len(self.elected):
                self.elect(self.standing())
            if len(self.elected) >= self.seats or not self.standing():
                break
            if self.waiting:
                source = self.extreme(self.waiting, max)
                self.waiting.remove(source)
                self.kept[source] = Decimal(self.quota)
                self.move(source, self.past[-1][source] - self.quota, self.past[-1][source])
            else:
                source = self.extreme(self.standing(), min)
                self.out.add(source)
                self.kept[source] = Decimal(0)
                self.move(source, Decimal(1), Decimal(1))
        return self.elected


@given(profile=profiles(most=6), seats=st.integers(1, 4))
def test_stv_agrees_with_a_plain_count_ballot_by_ballot(profile: Profile, seats: int) -> None:
    assert (
        list(count("stv", profile, seats=seats, lot=in_file_order(profile)).winners) == PlainStv(profile, seats).run()
    )


@given(profile=profiles(most=5))
def test_a_run_off_agrees_with_a_plain_one(profile: Profile) -> None:
    ballots = [clear(one) for one in expanded(profile)]
    standing, past = list(profile.options), list[dict[str, int]]()
    while True:
        tops = [next((name for name in one if name in standing), None) for one in ballots]
        tally = {name: tops.count(name) for name in standing}
        past.append(tally)
        total = sum(tally.values())
        ahead = [name for name in standing if 2 * tally[name] > total]
        if ahead or len(standing) == 1:
            break
        level = standing
        for stage in reversed(past):
            fewest = min(stage[name] for name in level)
            level = [name for name in level if stage[name] == fewest]
        standing = [name for name in standing if name != level[0]]
    expected = ((ahead or standing)[0],) if any(ballots) else ()
    assert count("irv", profile, lot=in_file_order(profile)).winners == expected


# STV keeps its books -------------------------------------------------------------------------------------------------------------------


@given(profile=profiles(most=6, weight=9), seats=st.integers(1, 4))
def test_every_vote_is_somewhere_at_every_stage(profile: Profile, seats: int) -> None:
    counted: Counted = count("stv", profile, seats=seats, lot=Lot(b"books"))
    assert len(counted.winners) <= seats
    opening = counted.stages[0].facts
    if not opening.get("valid"):
        return
    elected: set[str] = set()
    for stage in counted.stages:
        held = sum((Fraction(figure) for figure in stage.tallies.values()), Fraction(0))
        lost = Fraction(stage.facts["non_transferable"]) + Fraction(stage.facts["residual"])
        assert held + lost == opening["valid"]
        assert lost >= 0
        if stage.what == "surplus":
            assert stage.tallies[stage.options[0]] == opening["quota"]
        elected |= {*stage.facts["elected"], *stage.facts["elected_without_quota"]}
        for name in stage.facts["elected"]:
            assert stage.tallies[name] >= opening["quota"]
    assert elected == set(counted.winners)
    assert opening["valid"] + opening["rejected"] == sum(times for _, times in profile.ballots)
