"""Cents: what a sale splits into, and that a refund in any number of steps gives back exactly that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_platform.kernel.money import allocate
from minga_platform.ledger.amounts import exact_part, reversal_part, split_line, split_lines, tax_within

AMOUNT = st.integers(0, 10_000_000)
TAX = st.sampled_from([0, 400, 500, 550, 1000, 2000, 2100, 2550])
FEE = st.integers(0, 3000)


@given(gross=AMOUNT, tax=TAX, fee=FEE, fee_tax=TAX)
def test_the_parts_of_a_line_are_its_price(gross, tax, fee, fee_tax):
    split = split_line(gross, tax, fee, fee_tax)
    assert sum(split.parts) == gross
    assert min(split.parts) >= 0
    assert split.net + split.tax == gross


@given(lines=st.lists(st.tuples(AMOUNT, TAX), min_size=1, max_size=12), fee=FEE, fee_tax=TAX)
def test_per_order_rounding_taxes_the_sum_of_each_rate(lines, fee, fee_tax):
    splits = split_lines(lines, fee_bps=fee, fee_tax_bps=fee_tax, tax_rounding="order")
    assert [split.gross for split in splits] == [gross for gross, _ in lines]
    for rate in {tax for _, tax in lines}:
        of_rate = [split for split, (_, tax) in zip(splits, lines, strict=True) if tax == rate]
        assert sum(split.tax for split in of_rate) == tax_within(sum(split.gross for split in of_rate), rate)
    for split in splits:
        assert sum(split.parts) == split.gross
        assert min(split.parts) >= 0


def test_per_line_and_per_order_rounding_differ_where_they_must():
    lines = [(13, 2100)] * 3
    per_line = split_lines(lines, fee_bps=0, fee_tax_bps=0)
    per_order = split_lines(lines, fee_bps=0, fee_tax_bps=0, tax_rounding="order")
    assert [split.tax for split in per_line] == [2, 2, 2]  # 2.256 each
    assert [split.tax for split in per_order] == [3, 2, 2]  # 6.769 together


def test_a_fee_above_the_price_is_refused():
    with pytest.raises(ValueError, match="more than the price"):
        split_line(100, 0, 9000, 2100)


PARTS = st.lists(st.integers(0, 5000), min_size=1, max_size=6).filter(sum)


@given(parts=PARTS, data=st.data())
def test_refunds_in_any_steps_meet_exactly(parts, data):
    """Whatever the steps: none is negative, each sums to its refund, all together are the parts themselves."""
    gross = sum(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, gross), max_size=8)))
    returned = [0] * len(parts)
    before = 0
    for until in [*cuts, gross]:
        step = reversal_part(parts, before, until - before, gross)
        assert sum(step) == until - before
        assert min(step) >= 0
        returned = [one + more for one, more in zip(returned, step, strict=True)]
        # So far exactly what a single refund of the same sum would have given: the steps leave no trace.
        assert tuple(returned) == exact_part(parts, until)
        before = until
    assert returned == parts


@given(parts=PARTS, data=st.data())
def test_a_cent_more_never_takes_from_a_part(parts, data):
    amount = data.draw(st.integers(0, sum(parts) - 1))
    assert all(
        more >= less for less, more in zip(exact_part(parts, amount), exact_part(parts, amount + 1), strict=True)
    )


@given(parts=st.lists(st.integers(0, 5000), min_size=4, max_size=4).filter(sum), data=st.data())
def test_each_part_stays_within_a_cent_of_its_exact_share(parts, data):
    gross = sum(parts)
    amount = data.draw(st.integers(0, gross))
    for part, back in zip(parts, exact_part(parts, amount), strict=True):
        assert abs(back * gross - part * amount) < gross


def test_largest_remainders_would_have_shrunk_a_part():
    """Why not `allocate`: at 13 of these 20 cents the small part is larger than at 14."""
    parts = [9, 9, 2]
    shrinks = [
        amount
        for amount in range(20)
        if any(more < less for less, more in zip(allocate(amount, parts), allocate(amount + 1, parts), strict=True))
    ]
    assert shrinks
    assert all(min(reversal_part(parts, amount, 1, 20)) >= 0 for amount in range(20))


def test_three_thirds_and_the_rest_meet():
    """Acceptance, market 31: 10.00 refunded as 3.33, 3.33, 3.33 and 0.01 gives back exactly the remittance."""
    parts = (945, 55)
    steps, before = [], 0
    for refund in (333, 333, 333, 1):
        steps.append(reversal_part(parts, before, refund, 1000))
        before += refund
    assert [sum(column) for column in zip(*steps, strict=True)] == [945, 55]
    assert [sum(step) for step in steps] == [333, 333, 333, 1]


@pytest.mark.parametrize(("before", "now"), [(0, 1001), (900, 101), (-1, 5), (5, -1)])
def test_more_than_was_paid_is_never_refunded(before, now):
    with pytest.raises(ValueError, match="more is refunded"):
        reversal_part((945, 55), before, now, 1000)


@given(total=st.integers(-(10**12), 10**12), weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_allocate_conserves(total, weights):
    parts = allocate(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    if whole:
        assert all(abs(part * whole - total * weight) < whole for part, weight in zip(parts, weights, strict=True))


def test_allocate_divides_a_split_cart():
    """Acceptance, market 21: 10.01 over three equal stalls is 10.01 again."""
    assert allocate(1001, [1, 1, 1]) == [334, 334, 333]
