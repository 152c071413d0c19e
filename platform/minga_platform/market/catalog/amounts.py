"""Quantities people may buy, what they cost, and what is left: pure arithmetic over whole units."""

from dataclasses import dataclass
from enum import StrEnum

from minga_platform.kernel.money import BPS, share_half_up

LARGEST_QUANTITY = 10**9
"""Base units in one line; beyond this a quantity is a slip of the hand (a thousand tons)."""

FEW_PORTIONS = 5
"""Fewer smallest portions than this are "few left"."""


class Band(StrEnum):
    """How much is left, as everyone may know it: a band tells no competitor how well a maker sells."""

    PLENTY = "plenty"
    FEW = "few"
    NONE = "none"
    MADE_TO_ORDER = "made_to_order"


@dataclass(frozen=True, slots=True)
class Terms:
    """How a variant is sold: all in base units of its unit; the price is for `price_per` base units, tax included."""

    unit: str
    step: int
    least: int
    most: int | None
    price_minor: int
    price_per: int
    draws: int = 1


@dataclass(frozen=True, slots=True)
class QuantityProblem:
    """Why a quantity cannot be bought: `rule` is `least`, `most` or `step`; the bounds that hold stand beside it."""

    rule: str
    step: int
    least: int
    most: int


def quantity_problem(terms: Terms, quantity: int) -> QuantityProblem | None:
    """None when `quantity` base units may be bought: a multiple of `step` from `least` to `most`."""
    most = min(terms.most or LARGEST_QUANTITY, LARGEST_QUANTITY)
    if quantity < terms.least:
        rule = "least"
    elif quantity > most:
        rule = "most"
    elif quantity % terms.step:
        rule = "step"
    else:
        return None
    return QuantityProblem(rule, terms.step, terms.least, most)


def price_of(terms: Terms, quantity: int) -> int:
    """Minor units for `quantity` base units; half a minor unit goes up, once for the line."""
    return share_half_up(terms.price_minor, quantity, terms.price_per)


def band_of(*, counted: bool, available: int, portion: int) -> Band:
    """The band of one variant. `portion` is what its smallest sale draws: least × draws."""
    if not counted:
        return Band.MADE_TO_ORDER
    if available < portion:
        return Band.NONE
    return Band.FEW if available < FEW_PORTIONS * portion else Band.PLENTY


def most_weighed(quantity: int, tolerance_bps: int) -> int:
    """Up to how many base units may be packed for `quantity` ordered by estimate: the tolerance, rounded down."""
    return quantity + quantity * tolerance_bps // BPS


def containers_for(quantity: int, holds: int) -> int:
    """How many jars or crates go out with a quantity: a begun one is a whole one."""
    return -(-quantity // holds)
