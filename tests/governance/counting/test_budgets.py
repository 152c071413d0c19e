"""Participatory budgets by equal shares and greedily: two real ones, invariant 11, and a slow, plain reading of the definition beside ours."""

import json
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minga_platform.governance.counting import raising
from minga_platform.governance.counting.formats.pabulib import tables_of
from minga_platform.governance.counting.formats.reading import as_text, read
from minga_platform.governance.counting.methods import count
from minga_platform.governance.counting.purses import Market
from minga_platform.governance.counting.support import support
from minga_platform.governance.counting.types import Budget, Lot, Profile, Ranking, Uncountable, as_json

CASES = Path(__file__).parents[4] / "shared" / "cases" / "pb"
FILES = sorted(CASES.glob("*.pb"))
EXPECTED = {case["file"]: case for case in json.loads((CASES / "expected_pb.json").read_text())} if FILES else {}
given_cases = pytest.mark.skipif(not FILES, reason="the shared acceptance cases are not beside the project")
WIELICZKA = CASES / "poland_wieliczka_2023_equalshares.pb"

OPTIONS = "abcde"
voted = st.integers(1, 3)
approvals = st.lists(st.tuples(st.frozensets(st.sampled_from(OPTIONS)), voted), min_size=1, max_size=7)
scores = st.lists(
    st.tuples(st.dictionaries(st.sampled_from(OPTIONS), st.integers(0, 6)), voted), min_size=1, max_size=6
)
profiles = st.one_of(approvals, scores).map(lambda cast: Profile(tuple(OPTIONS), tuple(cast)))
amounts = st.one_of(st.integers(0, 40), st.fractions(0, 40, max_denominator=4))
costs = st.fixed_dictionaries(dict.fromkeys(OPTIONS, amounts))
budgets = st.builds(Budget, st.one_of(st.integers(0, 90), st.fractions(0, 90, max_denominator=3)), costs)
lots = st.permutations(OPTIONS).map(Lot.of_order)
utilities = st.sampled_from(["cost", "points"])


@cache
def sheet_of(path):
    return read(path.read_bytes())


@cache
def chosen(path, method, **how):
    sheet = sheet_of(path)
    lot = Lot.of_order(sheet.profile.options)
    return count(method, sheet.profile, budget=sheet.budget, lot=lot, settings=how or sheet.settings)


@given_cases
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_official_outcome(path):
    case = EXPECTED[path.name]
    sheet = sheet_of(path)
    counted = chosen(path, sheet.method)
    assert sorted(counted.winners) == sorted(case["official_selected"])
    assert sum(sheet.budget.costs[option] for option in counted.winners) == case["official_cost"]
    assert (len(sheet.profile.options), sum(times for _, times in sheet.profile.ballots), sheet.budget.limit) == (
        case["projects"],
        case["votes"],
        case["budget"],
    )
    projects = tables_of(as_text(path.read_bytes())).projects
    selected = zip(projects.values("project_id"), projects.values("selected"), strict=True)
    assert {option for option, flag in selected if flag == "1"} == set(counted.winners)
    assert sheet.notes == ()  # Also: the totals that PROJECTS tells are those of the ballots.
    assert counted.ties == ()


@given_cases
def test_shares_rise_until_the_money_would_not_do_and_not_until_nothing_is_affordable():
    details = EXPECTED[WIELICZKA.name]["details"]
    counted = chosen(WIELICZKA, "equal-shares")
    facts = next(stage.facts for stage in counted.stages if stage.what == "raised")
    assert facts["times"] == details["last_feasible_increment"] == details["increments_to_overshoot"] - 1
    assert facts["next"]["spends"] > 1_000_000
    spent = [stage.facts["left"] for stage in counted.stages if stage.what == "bought"]
    assert spent[-1] == 1_000_000 - 995_079
    plain = chosen(WIELICZKA, "equal-shares", completion="none")
    assert sorted(plain.winners) == sorted(details["without_completion"])
    # The first outcome that leaves nothing affordable has 66 and 67 instead of 46: it must not stand.
    sheet = sheet_of(WIELICZKA)
    early = Market(
        support(sheet.profile),
        sheet.budget.costs,
        sorted(sheet.profile.options, key=lambda option: -support(sheet.profile).votes()[option]),
        by_cost=True,
    ).spend(Fraction(1_000_000, 6586) + 150)
    assert set(counted.winners) ^ early.options == {"46", "66", "67"}


@given_cases
def test_other_utilities_buy_other_projects():
    details = EXPECTED[WIELICZKA.name]["details"]
    by_cost, by_points = chosen(WIELICZKA, "equal-shares"), chosen(WIELICZKA, "equal-shares", utility="points")
    assert sorted(set(by_cost.winners) ^ set(by_points.winners)) == sorted(
        details["cardinality_utility_diff_from_official"]
    )


def by_definition(profile, costs, share, order, by_cost):
    """Equal shares, read off the definition: fractions, every price anew in every round, no shortcut."""
    voters = [points for points in _points(profile) for _ in range(points[1])]
    purses = [share] * len(voters)
    bought: list[str] = []
    while True:
        prices = {}
        for option in order:
            supporters = [number for number, (points, _) in enumerate(voters) if points.get(option)]
            if option in bought or not supporters:
                continue
            price = _price(costs[option], [(purses[n], voters[n][0][option]) for n in supporters])
            if price is not None:
                prices[option] = price / costs[option] if by_cost and costs[option] else price
        if not prices:
            return bought
        option = min(order, key=lambda name: prices.get(name, Fraction(10**9)))
        price = prices[option] * (costs[option] if by_cost and costs[option] else 1)
        for number, (points, _) in enumerate(voters):
            purses[number] -= min(purses[number], price * points.get(option, 0))
        bought.append(option)


def _points(profile):
    return [
        (dict.fromkeys(ballot, 1) if isinstance(ballot, frozenset) else dict(ballot), times)
        for ballot, times in profile.ballots
    ]


def _price(cost, supporters):
    if sum(money for money, _ in supporters) < cost:
        return None
    # The sum of min(money, price * points) is linear between the money per point of each; try where each of them ends.
    for short in sorted({money / points for money, points in supporters} | {Fraction(10**9)}):
        paid = sum(money for money, points in supporters if money / points < short)
        weight = sum(points for money, points in supporters if money / points >= short)
        if weight and paid + weight * short >= cost:
            return Fraction(cost - paid) / weight
    return None


@given(profiles, budgets, st.fractions(0, 60, max_denominator=7), st.permutations(OPTIONS), utilities)
@settings(max_examples=150)
def test_the_quick_count_buys_what_the_definition_buys(profile, budget, share, order, utility):
    crowd = support(profile)
    market = Market(crowd, budget.costs, order, by_cost=utility == "cost")
    expected = by_definition(profile, budget.costs, share, order, utility == "cost")
    assert [purchase.option for purchase in market.spend(share).bought] == expected


@given(profiles, budgets, st.fractions(0, 60, max_denominator=7), st.permutations(OPTIONS), utilities)
@settings(max_examples=100)
def test_nobody_pays_more_than_her_share_and_supporters_pay_exactly_the_cost(profile, budget, share, order, utility):
    """Invariant 11."""
    crowd = support(profile)
    spent = Market(crowd, budget.costs, order, by_cost=utility == "cost").spend(share, detailed=True)
    paid = [Fraction()] * len(crowd.groups)
    for purchase in spent.bought:
        assert (
            sum(crowd.groups[group][0] * money for group, money in purchase.payments.items())
            == budget.costs[purchase.option]
        )
        for group, money in purchase.payments.items():
            given_points = crowd.groups[group][1].get(purchase.option, 0)
            assert 0 <= money <= purchase.price * given_points
            paid[group] += money
            # Who paid less than the price paid all she had.
            assert money == purchase.price * given_points or paid[group] == share
    for group, money in enumerate(paid):
        assert 0 <= money <= share
        assert spent.left[group] == share - money
    # And nothing is left that its supporters could pay for.
    for option in OPTIONS:
        left = sum(times * spent.left[group] for group, (times, points) in enumerate(crowd.groups) if option in points)
        supported = any(option in points for _, points in crowd.groups)
        assert option in spent.options or not supported or left < budget.costs[option]


@given(profiles, budgets, lots, st.sampled_from(["add1", "add1+greedy", "greedy", "none"]))
@settings(max_examples=100)
def test_winners_are_within_the_budget_and_supported(profile, budget, lot, completion):
    """Invariant 11, of the whole count; and what each completion promises."""
    how = {"completion": completion, "step": "1/2"}
    counted = count("equal-shares", profile, budget=budget, lot=lot, settings=how)
    votes = support(profile).votes()
    spent = sum(budget.costs[option] for option in counted.winners)
    assert spent <= budget.limit
    assert len(set(counted.winners)) == len(counted.winners)
    assert all(votes[option] > 0 for option in counted.winners)
    if completion.endswith("greedy"):
        left = budget.limit - spent
        assert not any(votes[o] and budget.costs[o] <= left for o in OPTIONS if o not in counted.winners)
    if completion == "add1" and len(counted.stages) > 1:
        raised = counted.stages[1].facts
        supported = {option for option in OPTIONS if votes[option] and budget.costs[option] <= budget.limit}
        assert (raised["next"] is None) == (set(counted.winners) == supported)
        if raised["next"] is not None:
            assert raised["next"]["spends"] > budget.limit
    json.dumps(as_json(counted))


@given(profiles, costs, st.integers(1, 60), st.sampled_from([0, 1, 2]), utilities, st.sampled_from(["1", "1/3", "5/2"]))
@settings(max_examples=60)
def test_raises_that_are_skipped_would_have_bought_the_same(profile, costs, limit, patience, utility, step):
    crowd = support(profile)
    if not crowd.voters:
        return
    market = Market(crowd, costs, OPTIONS, by_cost=utility == "cost")
    share, by = Fraction(limit, crowd.voters), Fraction(step)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(raising, "PATIENCE", patience)
        last, before = -1, None
        for times, spent in raising.raised(market, share, by):
            bought = [purchase.option for purchase in spent.bought]
            for skipped in range(last + 1, min(times, last + 40)):
                assert [purchase.option for purchase in market.spend(share + skipped * by).bought] == before
            last, before = times, bought
            if times > 60 or len(bought) == len(OPTIONS):
                break


def test_half_a_million_raises_are_not_walked_one_by_one():
    """Ten members, a hundred thousand in cents, and projects that only one of them wants."""
    cast = tuple((frozenset(option), 1) for option in "abcdefghij")
    profile = Profile(tuple("abcdefghij"), cast)
    budget = Budget(10_000_000, {option: 1_500_000 + place for place, option in enumerate("abcdefghij")})
    counted = count("equal-shares", profile, budget=budget, lot=Lot(b"any"))
    # Each pays alone: all that cost up to the share are bought, so the seventh must not be reached.
    assert counted.winners == tuple("abcdef")
    assert counted.stages[1].facts["times"] == 500_005


@given(profiles, budgets, lots, st.sampled_from(["equal-shares", "greedy"]), st.randoms(use_true_random=False))
def test_neither_order_nor_names_matter(profile, budget, lot, method, random):
    counted = count(method, profile, budget=budget, lot=lot)
    cast = list(profile.ballots)
    random.shuffle(cast)
    apart = tuple((ballot, 1) for ballot, times in cast for _ in range(times))
    assert count(method, Profile(profile.options, apart), budget=budget, lot=lot) == counted
    renamed = dict(zip(OPTIONS, "vwxyz", strict=True))
    other = tuple(
        (
            frozenset(renamed[option] for option in ballot)
            if isinstance(ballot, frozenset)
            else {renamed[option]: points for option, points in ballot.items()},
            times,
        )
        for ballot, times in cast
    )
    found = count(
        method,
        Profile(tuple(renamed.values()), other),
        budget=Budget(budget.limit, {renamed[option]: cost for option, cost in budget.costs.items()}),
        lot=Lot.of_order(renamed[option] for option in lot.order),
    )
    assert found.winners == tuple(renamed[option] for option in counted.winners)


@given(profiles, budgets, lots, st.sampled_from([("greedy", {}), ("equal-shares", {"completion": "none"})]))
def test_doubling_all_ballots_changes_nothing(profile, budget, lot, method):
    """With add1 this cannot hold: a unit for each of twice as many voters is twice the money, so the steps are coarser."""
    name, how = method
    doubled = Profile(profile.options, tuple((ballot, 2 * times) for ballot, times in profile.ballots))
    counted = count(name, profile, budget=budget, lot=lot, settings=how)
    assert count(name, doubled, budget=budget, lot=lot, settings=how).winners == counted.winners


@given(profiles, budgets, lots)
def test_greedy_takes_the_first_that_fits_again_and_again(profile, budget, lot):
    counted = count("greedy", profile, budget=budget, lot=lot)
    votes = support(profile).votes()
    left = budget.limit
    for option in sorted(OPTIONS, key=lambda name: (-votes[name], budget.costs[name], lot.place(name))):
        wanted = votes[option] > 0 and budget.costs[option] <= left
        assert wanted == (option in counted.winners)
        left -= budget.costs[option] if wanted else 0


def test_the_lot_is_told_where_it_decides():
    profile = Profile(("a", "b", "c"), ((frozenset("ab"), 2), (frozenset("c"), 1)))
    budget = Budget(10, {"a": 6, "b": 6, "c": 4})
    counted = count("greedy", profile, budget=budget, lot=Lot.of_order("bac"))
    assert counted.winners == ("b", "c")
    assert [(tie.about, tie.options, tie.drawn) for tie in counted.ties] == [("winner", ("a", "b"), ("b", "a"))]
    counted = count("equal-shares", profile, budget=budget, lot=Lot.of_order("bac"))
    assert counted.winners[0] == "b"
    assert counted.ties[0].drawn == ("b", "a")


def test_rankings_count_as_points():
    profile = Profile(("a", "b", "c"), ((Ranking((("a",), ("b",))), 2), (Ranking((("c",), ("b", "a"))), 1)))
    assert support(profile).votes() == {"a": 6, "b": 4, "c": 3}
    assert count("greedy", profile, budget=Budget(1, dict.fromkeys("abc", 1)), lot=Lot()).winners == ("a",)


def test_what_nobody_can_buy_is_left_out():
    profile = Profile(("a", "b", "c"), ((frozenset("ab"), 5),))
    counted = count("equal-shares", profile, budget=Budget(10, {"a": 11, "b": 4, "c": 1}), lot=Lot())
    assert counted.winners == ("b",)
    assert counted.stages[0].facts["out"] == ["a", "c"]


@pytest.mark.parametrize(
    ("budget", "how"),
    [
        (None, {}),
        (Budget(-1, {"a": 1}), {}),
        (Budget(5, {}), {}),
        (Budget(5, {"a": -1}), {}),
        (Budget(5, {"a": 1}), {"completion": "phragmen"}),
        (Budget(5, {"a": 1}), {"utility": "joy"}),
        (Budget(5, {"a": 1}), {"step": "0"}),
        (Budget(5, {"a": 1}), {"step": "1/0"}),
    ],
)
def test_budgets_that_cannot_be_counted_are_refused(budget, how):
    profile = Profile(("a",), ((frozenset("a"), 1),))
    method = "greedy" if not how and budget is None else "equal-shares"
    with pytest.raises(Uncountable):
        count(method, profile, budget=budget, lot=Lot(), settings=how)


def test_scores_below_zero_cannot_be_paid():
    with pytest.raises(Uncountable):
        count("equal-shares", Profile(("a",), (({"a": -1}, 1),)), budget=Budget(1, {"a": 1}), lot=Lot())
