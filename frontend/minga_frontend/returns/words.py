"""What the states of returns are called, and why one cannot withdraw from something."""

from collections.abc import Mapping
from typing import Final

from minga_frontend.market import words
from minga_platform.kernel.locale import mark

STATES: Final[Mapping[str, str]] = {
    "ASKED": mark("The co-op will answer"),
    "DECLARED": mark("On its way back"),
    "RECEIVED": mark("Back at the stall"),
    "INSPECTED": mark("The co-op looks at it"),
    "SETTLED": mark("Settled"),
    "DECLINED": mark("Not taken back"),
}
CONDITIONS: Final[Mapping[str, str]] = {
    "AS_NEW": mark("As it was sent"),
    "USED": mark("Used more than looking at it needs"),
    "DAMAGED": mark("Damaged"),
    "MISSING": mark("Not in the parcel"),
}
NO_WITHDRAWAL: Final[Mapping[str, str]] = {why.upper(): said for why, said in words.NO_WITHDRAWAL.items()}
"""As goods say it, for what an order answers: there it is an enumeration."""
