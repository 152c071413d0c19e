"""The value equation: exact, repeatable, bounded, and never more than is owed."""

from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minga_commons.equation.amounts import Event, by_agent, digest, divide, within
from minga_commons.equation.language import read
from minga_platform.kernel.errors import InvalidInput

ON = date(2026, 6, 1)
ANA, BO, CY, DI = (UUID(int=number) for number in range(1, 5))


def event(number, agent, kind, amount, *, per=1, on=ON, generation=0, paid=0, spent=False):
    return Event(UUID(int=1000 + number), agent, kind, amount, per, on, generation, paid, spent)


def test_the_worked_case_of_four_buckets():
    """Numbers worked out by hand for the structure of Sensorica's NRP value equation."""
    equation = read(
        [
            "weight material 1",
            "weight work 1",
            "weight design 1",
            "bucket fee 5 fund commons",
            "bucket advances 20 own oldest owed kinds material",
            "bucket work 60 own points once kinds work",
            "bucket citation 15 upstream points always kinds design",
        ]
    )
    events = [
        event(1, ANA, "material", 12000, on=date(2025, 1, 5)),
        event(2, BO, "material", 15000, on=date(2025, 2, 1)),
        event(3, ANA, "work", 40),
        event(4, BO, "work", 10),
        event(5, CY, "work", 50),
        event(6, DI, "design", 3, generation=1),
        event(7, ANA, "design", 1, generation=1),
    ]
    divided = divide(equation, 100003, events, [], ON)
    assert [one.available for one in divided.buckets] == [5000, 20001, 60002, 15000]
    _, advances, work, citation = ({part.agent: part.minor for part in one.parts} for one in divided.buckets)
    assert advances == {ANA: 12000, BO: 8001}
    assert divided.buckets[1].unused == 0
    assert work == {ANA: 24001, BO: 6000, CY: 30001}
    assert citation == {DI: 11250, ANA: 3750}
    assert divided.funds() == {"commons": 5000}
    assert divided.left == 0
    left = {BO: 15000 - advances[BO], ANA: 12000 - advances[ANA]}
    assert left == {ANA: 0, BO: 6999}
    # What was paid does not come again: ana's advance is gone, bo's rest is what is left of it, the work is spent.
    paid = {one.event_id: one.minor or 0 for one in divided.buckets[1].counted}
    spent = {one.event_id for one in divided.buckets[2].counted}
    again = [
        Event(
            one.id,
            one.agent,
            one.kind,
            one.amount,
            one.per,
            one.on,
            one.generation,
            paid.get(one.id, 0),
            one.id in spent,
        )
        for one in events
    ]
    second = divide(equation, 100003, again, [], ON)
    assert {part.agent: part.minor for part in second.buckets[1].parts} == {BO: 6999}
    assert second.buckets[2].parts == ()
    assert sum(part.minor for part in second.buckets[3].parts) == 15000 + (20001 - 6999) + 60002


KINDS = ("work", "design", "material")
BUCKETS = st.lists(
    st.sampled_from(
        [
            "fund commons",
            "maintainers",
            "own points always",
            "own points once",
            "upstream points always",
            "all points once kinds design+work",
            "own oldest owed kinds material",
            "all points owed kinds material+work",
        ]
    ),
    min_size=1,
    max_size=6,
)
EVENTS = st.lists(
    st.tuples(
        st.integers(1, 6), st.sampled_from(KINDS), st.integers(0, 5000), st.sampled_from([1, 60]),
        st.integers(0, 2000), st.integers(0, 3), st.integers(0, 900), st.booleans(),
    ),
    max_size=25,
)  # fmt: skip


@st.composite
def cases(draw):
    rests = draw(BUCKETS)
    cut = sorted(draw(st.lists(st.integers(0, 10_000), min_size=len(rests), max_size=len(rests))))
    rates = [later - earlier for earlier, later in zip([0, *cut], cut, strict=False)]
    lines = [f"weight {kind} {draw(st.integers(0, 300))}" for kind in KINDS]
    lines += [f"decay {draw(st.integers(0, 100))}", f"generation {draw(st.integers(0, 100))}"]
    lines += [f"floor {draw(st.integers(0, 400))}", f"cap {draw(st.integers(1, 100))}"]
    lines += [f"unused {draw(st.sampled_from(['next', 'wait']))}"]
    lines += [f"percentages {draw(st.sampled_from(['whole', 'remaining']))}"]
    lines += [
        f"bucket b{'abcdef'[place]} {rate // 100}.{rate % 100:02} {rest}"
        for place, (rate, rest) in enumerate(zip(rates, rests, strict=True))
    ]
    events = [
        event(
            number,
            UUID(int=agent),
            kind,
            amount,
            per=per,
            on=ON - timedelta(days=age),
            generation=step,
            paid=paid,
            spent=spent,
        )
        for number, (agent, kind, amount, per, age, step, paid, spent) in enumerate(draw(EVENTS))
    ]
    maintainers = [UUID(int=one) for one in draw(st.sets(st.integers(1, 6), max_size=3))]
    return lines, draw(st.integers(0, 10**7)), events, maintainers


@given(cases(), st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_whatever_the_equation_says_the_cents_meet(case, random):
    lines, amount, events, maintainers = case
    equation = read(lines)
    divided = divide(equation, amount, events, maintainers, ON)
    # Exact: people, funds and what is left are the amount; so is each bucket.
    assert sum(divided.totals().values()) + sum(divided.funds().values()) + divided.left == amount
    assert divided.left >= 0
    known = {one.id: one for one in events}
    paid = {one.id: one.paid_minor for one in events}
    spent = {one.id for one in events if one.spent}
    for filled in divided.buckets:
        assert sum(part.minor for part in filled.parts) + filled.fund_minor + filled.unused == filled.available
        assert min((part.minor for part in filled.parts), default=1) > 0
        for counted in filled.counted:
            assert known[counted.event_id].agent == counted.agent
            if filled.bucket.claim == "once":
                assert counted.event_id not in spent
                spent.add(counted.event_id)
            if counted.minor is not None:
                paid[counted.event_id] += counted.minor
                one = known[counted.event_id]
                assert paid[one.id] <= one.amount * equation.weights[one.kind] // one.per
        if filled.bucket.source not in ("fund", "maintainers"):
            assert {part.agent for part in filled.parts} == {counted.agent for counted in filled.counted}
    # Repeatable, in whatever order the events are told.
    shuffled = list(events)
    random.shuffle(shuffled)
    assert divide(equation, amount, shuffled, maintainers[::-1], ON) == divided
    assert digest(lines, amount, shuffled, maintainers, ON) == digest(lines, amount, events, maintainers, ON)
    assert {
        agent: sum(part.minor for _, part in parts) for agent, parts in by_agent(divided).items()
    } == divided.totals()


@given(
    st.integers(0, 10**6), st.lists(st.integers(1, 10**6), min_size=1, max_size=12), st.integers(0, 10**5), st.integers(0, 10**6)
)  # fmt: skip
def test_bounds_hold_and_more_points_never_get_less(amount, weights, floor, most):
    parts = within(amount, weights, floor, most)
    assert sum(parts) == min(amount, most * len(weights))
    assert max(parts) <= most
    if min(floor, most) * len(weights) <= amount:
        assert min(parts) >= min(floor, most)
    ranked = sorted(zip(weights, parts, strict=True))
    assert all(later[1] >= earlier[1] - 1 for earlier, later in pairwise(ranked))


def test_a_cap_gives_what_it_takes_to_the_others_and_a_floor_takes_it_from_them():
    assert within(1000, [8, 1, 1], 0, 500) == [500, 250, 250]
    assert within(1000, [98, 1, 1], 100, 1000) == [800, 100, 100]
    assert within(100, [98, 1, 1], 50, 1000) == [34, 33, 33]
    assert within(1000, [1, 1], 0, 400) == [400, 400]


def test_work_fades_with_the_years_and_ancestors_with_the_generations():
    equation = read(
        [
            "weight design 100",
            "decay 10",
            "generation 50",
            "bucket a 50 own points always",
            "bucket b 50 upstream points always",
        ]
    )
    events = [
        event(1, ANA, "design", 60, per=60),
        event(2, BO, "design", 60, per=60, on=ON - timedelta(days=2 * 365)),
        event(3, CY, "design", 60, per=60, generation=1),
        event(4, DI, "design", 60, per=60, generation=2),
    ]
    own, upstream = divide(equation, 20000, events, [], ON).buckets
    assert [(part.agent, part.points) for part in own.parts] == [(ANA, 100_000), (BO, 81_000)]
    assert [(part.agent, part.minor) for part in upstream.parts] == [(CY, 6667), (DI, 3333)]


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ([], "lines"),
        (["weight work 1"], "buckets"),
        (["bucket a 60 own points always", "bucket b 41 own points always"], "buckets"),
        (["bucket a 10 own points always", "bucket a 10 own points always"], "buckets"),
        (["weight work -1", "bucket a 10 own points always"], "line 1"),
        (["bucket a 10 own points always", "weight work 1.5"], "line 2"),
        (["bucket a 10 own oldest once"], "line 1"),
        (["bucket a 101 own points always"], "line 1"),
        (["bucket a 10.005 own points always"], "line 1"),
        (["cap 0", "bucket a 10 own points always"], "line 1"),
        (["decay 5", "decay 6", "bucket a 10 own points always"], "line 2"),
        (["bucket a 10 own points always kinds"], "line 1"),
        (["bucket a 10 everyone points always"], "line 1"),
        (["drop tables"], "line 1"),
    ],
)
def test_what_is_no_equation_is_refused_by_its_line(lines, rule):
    with pytest.raises(InvalidInput) as refused:
        read(lines)
    assert refused.value.rule == rule
