"""Produce, joined to what asks it: what must have happened before a part is ready or handed over, and what a cycle's plan must keep."""

from minga_platform.market.cycles import ports as cycles
from minga_platform.market.orders.ports import JOINED
from minga_platform.market.produce.group_purchase import queries as group_purchase
from minga_platform.market.produce.lots import taking
from minga_platform.market.produce.weights import commands as weights

_PACKED = (weights.packed, taking.packed)


def join() -> None:
    """Fill what orders and cycles ask. Safe to repeat."""
    JOINED.packed.extend(one for one in _PACKED if one not in JOINED.packed)
    cycles.JOINED.together = group_purchase.of_cycle
