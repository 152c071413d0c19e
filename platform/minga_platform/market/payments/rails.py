"""What a way of sending money can carry. Some carry only whole multiples of a step; what is left of an amount is carried forward.

Sources: docs.stripe.com/currencies ("Zero-decimal", "Three-decimal", "Special cases"), read November 2026: amounts of currencies with
three decimals end in 0; HUF and TWD are charged with decimals and paid out in whole units; ISK and UGX have none in either. Banks in
Hungary and Taiwan carry whole units of their own money. Pure.
"""

from collections.abc import Mapping
from typing import Final, Literal

Rail = Literal["card", "remittance", "account", "bank", "hand"]
"""A charge or refund of a card; to a maker's account at the card provider; from there to her bank; by bank; in cash."""

_THREE_DECIMALS: Final = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
_AT_PROVIDER: Final[Mapping[str, int]] = {**dict.fromkeys(_THREE_DECIMALS, 10), "MGA": 100}
_WHOLE: Final[Mapping[str, int]] = {"HUF": 100, "TWD": 100}
_STEPS: Final[Mapping[Rail, Mapping[str, int]]] = {
    "card": _AT_PROVIDER,
    "remittance": _AT_PROVIDER,
    "account": {**_AT_PROVIDER, **_WHOLE},
    "bank": _WHOLE,
    "hand": _WHOLE,
}


def step_of(rail: Rail, currency: str) -> int:
    """The smallest amount it carries, in minor units: 1 nearly everywhere."""
    return _STEPS[rail].get(currency, 1)


def carried(minor: int, rail: Rail, currency: str) -> int:
    """How much of an amount it carries; never more, and nothing of a debt."""
    return max(minor - minor % step_of(rail, currency), 0)


def by_hand(minor: int, currency: str) -> bool:
    """Whether a refund of a card payment is what no card can be given back, so that a person gives it."""
    return minor % step_of("card", currency) != 0
