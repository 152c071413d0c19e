"""Produce, joined to what asks it: what must have happened before a part is ready or handed over."""

from minga_platform.market.orders.ports import JOINED
from minga_platform.market.produce.lots import taking
from minga_platform.market.produce.weights import commands as weights

_PACKED = (weights.packed, taking.packed)


def join() -> None:
    """Fill what orders ask. Safe to repeat."""
    JOINED.packed.extend(one for one in _PACKED if one not in JOINED.packed)
