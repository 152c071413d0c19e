"""Counting: which notes and coins there are, and what a pile of them is worth."""

from collections.abc import Mapping
from typing import Final

from minga_platform.kernel.money import scale_of

_PIECES: Final[Mapping[str, tuple[int, ...]]] = {
    "EUR": (50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "USD": (10000, 5000, 2000, 1000, 500, 200, 100, 50, 25, 10, 5, 1),
    "GBP": (5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "CHF": (100000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5),
    "JPY": (10000, 5000, 2000, 1000, 500, 100, 50, 10, 5, 1),
    "KES": (100000, 50000, 20000, 10000, 5000, 4000, 2000, 1000, 500, 100),
    "UGX": (50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50),
    "MAD": (20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 1),
    "XOF": (10000, 5000, 2000, 1000, 500, 250, 200, 100, 50, 25, 10, 5, 1),
    "XAF": (10000, 5000, 2000, 1000, 500, 100, 50, 25, 10, 5, 2, 1),
    "KWD": (20000, 10000, 5000, 1000, 500, 250, 100, 50, 20, 10, 5),
}
"""Largest first. Source: the lists of their central banks."""


def faces(currency: str) -> tuple[int, ...]:
    """The face values of a currency in minor units, largest first; for one that we do not know, 1-2-5 from its smallest unit to 500,000
    of it: the largest note of some is that."""
    known = _PIECES.get(currency)
    if known is not None:
        return known
    top = 10 ** (scale_of(currency) + 5)
    return tuple(sorted((step * ten for ten in _tens(top) for step in (1, 2, 5)), reverse=True))


def worth(pieces: Mapping[int, int]) -> int:
    """What the pieces are worth, minor units."""
    return sum(face * number for face, number in pieces.items())


def _tens(top: int) -> list[int]:
    found = [1]
    while found[-1] < top:
        found.append(found[-1] * 10)
    return found
