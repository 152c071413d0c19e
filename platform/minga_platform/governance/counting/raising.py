"""Completion add1: give everybody one unit more, begin again from nothing, look at what would be bought now."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from minga_platform.governance.counting.purses import Market, Spent

PATIENCE = 32  # Rounds without news after which it pays to compute how long this will last.


def raised(market: Market, share: Fraction, step: Fraction) -> Iterator[tuple[int, Spent]]:
    """How often every share was raised by `step`, and what is bought then: 0, 1, 2 … without end; whoever asks decides when to stop.

    Raises that provably buy the same are left out: after the pair for 40, the pair for 90 says that 41 … 89 bought what 40 did.
    """
    times = unchanged = 0
    patience = PATIENCE
    before: tuple[str, ...] | None = None
    while True:
        spent = market.spend(share + times * step)
        yield times, spent
        bought = tuple(purchase.option for purchase in spent.bought)
        unchanged = unchanged + 1 if bought == before else 0
        before = bought
        times += 1
        if unchanged >= patience:
            unchanged = 0
            lasting = market.lasting(share + (times - 1) * step)
            same = ceil(lasting / step) - 1 if lasting is not None else 0
            times += max(same, 0)
            patience = PATIENCE if same > PATIENCE else 2 * patience
