"""Typed, sortable ids: a uuid7 inside, `prod_01jd…` outside.

An id tells the millisecond of its birth, so a secret is never an id (see `kernel/secrets.py`).
Layout of uuid7: RFC 9562 §5.7. Outside form: prefix, underscore, 26 characters of Crockford's base 32 in lower case,
which sorts as the uuid does.
"""

import os
import time
from uuid import UUID

from minga_platform.kernel.errors import NotFound

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUE = {character: number for number, character in enumerate(_ALPHABET)}
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_TEXT_LENGTH = 26


_last = [0, 0]
"""The millisecond and the random part of the newest id."""


def new(milliseconds: int | None = None) -> UUID:
    """A fresh uuid7; `milliseconds` since 1970 only for demo data that must look older.

    What one process makes later sorts later, within a millisecond too: events of one unit keep their order (RFC 9562 §6.2,
    method 2: the random part of the same millisecond grows by a random step).
    """
    noise = int.from_bytes(os.urandom(10), "big") >> 6
    if milliseconds is None:
        instant = time.time_ns() // 1_000_000
        if instant == _last[0]:
            noise = (_last[1] + 1 + (noise & 0xFFFF_FFFF)) & 0x3FF_FFFF_FFFF_FFFF_FFFF
        _last[:] = instant, noise
    else:
        instant = milliseconds
    value = (instant & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76
    value |= (noise >> 62) << 64
    value |= 0b10 << 62
    value |= noise & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=value)


def encode(prefix: str, value: UUID) -> str:
    """The outside form of an id."""
    number, pairs = value.int, _PAIRS
    # Two characters at a time and without a loop: a list of cards writes dozens of ids.
    return (
        f"{prefix}_{pairs[number >> 120]}{pairs[number >> 110 & 1023]}{pairs[number >> 100 & 1023]}"
        f"{pairs[number >> 90 & 1023]}{pairs[number >> 80 & 1023]}{pairs[number >> 70 & 1023]}"
        f"{pairs[number >> 60 & 1023]}{pairs[number >> 50 & 1023]}{pairs[number >> 40 & 1023]}"
        f"{pairs[number >> 30 & 1023]}{pairs[number >> 20 & 1023]}{pairs[number >> 10 & 1023]}{pairs[number & 1023]}"
    )


def decode(prefix: str, text: str) -> UUID:
    """The inside form. Refuses: NotFound, since a malformed id names nothing, exactly as a random one does."""
    head, _, tail = text.rpartition("_")
    if head != prefix or len(tail) != _TEXT_LENGTH or tail[0] > "7":
        raise NotFound
    number = 0
    for character in tail:
        digit = _VALUE.get(character)
        if digit is None:
            raise NotFound
        number = number << 5 | digit
    return UUID(int=number)
