"""Which week has room: no pool ever gets more than it makes a week, and the days that are promised are the earliest there are."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from minga_platform.market.making.weeks import WEEKS_AHEAD, Pool, Taken, Want, after_working_days, monday, plan

MONDAY = date(2026, 11, 23)
POOL = Pool(UUID(int=1), 3)


def test_the_fourth_of_three_a_week_is_the_next_week() -> None:
    made = plan([Want(1, MONDAY, (POOL,)) for _ in range(4)], {})
    assert [one.ready_by for one in made] == [MONDAY + timedelta(days=4)] * 3 + [MONDAY + timedelta(days=11)]


def test_more_than_a_week_holds_is_ready_with_its_last_piece() -> None:
    (made,) = plan([Want(5, MONDAY, (POOL,))], {(POOL.id, MONDAY): 1})
    assert made.weeks == {MONDAY: 2, MONDAY + timedelta(days=7): 3}
    assert made.ready_by == MONDAY + timedelta(days=11)


def test_two_years_of_full_hands_promise_nothing() -> None:
    (made,) = plan([Want(3 * WEEKS_AHEAD + 1, MONDAY, (POOL,))], {})
    assert made.ready_by is None
    assert not made.weeks


def test_working_days_pass_over_weekends() -> None:
    assert after_working_days(date(2026, 11, 28), 0) == date(2026, 11, 30)  # a Saturday
    assert after_working_days(date(2026, 11, 27), 1) == date(2026, 11, 30)  # a Friday
    assert after_working_days(date(2026, 11, 23), 5) == date(2026, 11, 30)


@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(0, 20), st.booleans(), st.booleans()), max_size=30),
    st.integers(1, 5),
    st.integers(1, 5),
    st.dictionaries(st.integers(0, 6), st.integers(0, 8), max_size=4),
)
def test_no_week_gets_more_than_its_hands(
    wishes: list[tuple[int, int, bool, bool]], of_stall: int, of_product: int, before: dict[int, int]
) -> None:
    stall, product = Pool(UUID(int=1), of_stall), Pool(UUID(int=2), of_product)
    taken: Taken = {(stall.id, MONDAY + timedelta(weeks=week)): pieces for week, pieces in before.items()}
    wants = [
        Want(
            quantity,
            MONDAY + timedelta(days=days),
            tuple(pool for pool, wanted in ((stall, in_stall), (product, in_product)) if wanted),
        )
        for quantity, days, in_stall, in_product in wishes
    ]
    made = plan(wants, taken)
    for pool in (stall, product):
        for week in {week for one in made for week in one.weeks}:
            given_now = sum(one.weeks.get(week, 0) for want, one in zip(wants, made, strict=True) if pool in want.pools)
            assert given_now <= max(pool.per_week - taken.get((pool.id, week), 0), 0)
    for want, one in zip(wants, made, strict=True):
        if one.ready_by is None:
            continue
        assert one.ready_by >= want.first_day
        if want.pools:
            assert sum(one.weeks.values()) == want.quantity
            assert min(one.weeks) >= monday(want.first_day)
            assert one.ready_by <= max(one.weeks) + timedelta(days=4) or one.ready_by == want.first_day
