"""Money and quantities as whole numbers, and the arithmetic that loses nothing.

Money is `minor` units of a currency, quantity is `base` units of a unit of measure (pieces, grams, millilitres).
No float enters or leaves. Rounding has a name wherever it happens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

# ISO 4217 exponents other than 2, and our own units of account.
_SCALES = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
    "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}  # fmt: skip
_LARGEST_MINOR = 10**13


def scale_of(currency: str) -> int:
    """How many decimals a currency has: yen 0, euro 2, dinar 3."""
    return _SCALES.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units; may be negative (a refund), never fractional."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added")

    @property
    def decimal(self) -> str:
        """`1234` EUR → `12.34`; exact, without thousands marks."""
        return decimal_text(self.minor, scale_of(self.currency))


def decimal_text(value: int, scale: int) -> str:
    """A whole number of minor units as decimal text."""
    if scale == 0:
        return str(value)
    sign = "-" if value < 0 else ""
    whole, part = divmod(abs(value), 10**scale)
    return f"{sign}{whole}.{part:0{scale}d}"


def parse_decimal(text: str, scale: int) -> int | None:
    """Decimal text → minor units, exactly; None where it is no number or has more decimals than `scale`."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value) >= _LARGEST_MINOR:
        return None
    shifted = value.scaleb(scale)
    if shifted != shifted.to_integral_value():
        return None
    return int(shifted)


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` by `weights` with the largest remainder; the parts sum to `total` exactly.

    Equal remainders go to the earlier place, so the same input always gives the same parts. Weights are ≥ 0; when all
    are 0 the split is equal. A negative total is split as its opposite. Source: Hare quota with largest remainders.
    """
    if not weights or any(weight < 0 for weight in weights):
        raise ValueError("allocate needs weights, none of them negative")
    if total < 0:
        return [-part for part in allocate(-total, weights)]
    whole = sum(weights)
    if whole == 0:
        weights, whole = [1] * len(weights), len(weights)
    parts = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-remainders[place], place))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


def share_half_up(amount: int, numerator: int, denominator: int) -> int:
    """amount × numerator / denominator, halves away from zero: commercial rounding, used for fee and tax."""
    product = amount * numerator
    magnitude = (2 * abs(product) + denominator) // (2 * denominator)
    return magnitude if product >= 0 else -magnitude


BPS = 10_000
"""Basis points in a whole: 800 bps = 8 %."""


class Unit(StrEnum):
    """What a quantity counts."""

    PIECE = "piece"
    GRAM = "g"
    MILLILITRE = "ml"


@dataclass(frozen=True, slots=True)
class Quantity:
    """`base` whole units of `unit`."""

    base: int
    unit: Unit
