"""Invariant 28: what comes by the case is divided exactly, whatever was asked for and in which order it was read."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_platform.market.produce.group_purchase.amounts import Wish, cases_of, divide, lot_of

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
PURCHASE = UUID(int=7)
# The worked cases: (who, quantity, tolerance) in the order of time, by cases of ten; how many cases; what each receives.
WORKED = (
    ((("A", 6, 0), ("B", 3, 4), ("C", 2, 1)), 1, {"A": 6, "B": 3, "C": 1}),
    ((("A", 9, 0), ("B", 5, 4), ("C", 2, 1)), 2, {"A": 9, "B": 9, "C": 2}),
    ((("A", 4, 0), ("B", 3, 0), ("C", 2, 0)), 0, {"A": 0, "B": 0, "C": 0}),
)


@pytest.mark.parametrize(("asked", "cases", "received"), WORKED)
def test_the_worked_cases(asked: tuple[tuple[str, int, int], ...], cases: int, received: dict[str, int]) -> None:
    wishes = [
        Wish(UUID(int=place), quantity, tolerance, NOON + timedelta(minutes=place))
        for place, (_, quantity, tolerance) in enumerate(asked)
    ]
    assert cases_of(wishes, 10) == cases
    divided, left = divide(wishes, cases * 10, lot_of(PURCHASE, wishes))
    assert ({name: divided[UUID(int=place)] for place, (name, _, _) in enumerate(asked)}, left) == (received, 0)


wishes_of = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 30), st.integers(0, 3)), min_size=1, max_size=12).map(
    lambda drawn: [
        Wish(UUID(int=place), quantity, tolerance, NOON + timedelta(seconds=second))
        for place, (quantity, tolerance, second) in enumerate(drawn)
    ]
)


@given(wishes_of, st.integers(1, 40), st.integers(0, 2**32))
def test_for_all_wishes_and_cases(wishes: list[Wish], case_size: int, seed: int) -> None:
    """Nobody gets more than she tolerates; what is ordered is received in full; earlier ones come first; no order of reading counts."""
    ordered = cases_of(wishes, case_size) * case_size
    lot = lot_of(PURCHASE, wishes)
    received, left = divide(wishes, ordered, lot)
    assert all(received[one.id] <= one.quantity + one.tolerance for one in wishes)
    assert (sum(received.values()), left) == (ordered, 0), (
        "a case is only ordered where all of it is asked for or tolerated"
    )
    wanted = sum(one.quantity for one in wishes)
    assert wanted - ordered < case_size, "a full case is never left out"
    for one in wishes:
        later = [other for other in wishes if other.wished_at > one.wished_at]
        if received[one.id] < one.quantity:
            assert all(received[other.id] == 0 for other in later)
        elif received[one.id] < one.quantity + one.tolerance:
            assert all(received[other.id] <= other.quantity for other in later)
    if any(received[one.id] < one.quantity for one in wishes):
        assert all(received[one.id] <= one.quantity for one in wishes), (
            "nobody gets beyond, while another lacks what she asked for"
        )
    shuffled = random.Random(seed).sample(wishes, len(wishes))
    assert lot_of(PURCHASE, shuffled) == lot
    assert divide(shuffled, ordered, lot)[0] == received


@given(wishes_of, st.integers(0, 2000))
def test_for_all_that_comes_another_amount_than_was_ordered(wishes: list[Wish], came: int) -> None:
    """Less or more than ordered: all of it is somebody's, or left over and said so."""
    received, left = divide(wishes, came, lot_of(PURCHASE, wishes))
    assert sum(received.values()) + left == came
    assert left == max(0, came - sum(one.quantity + one.tolerance for one in wishes))
