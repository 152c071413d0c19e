"""What in a line's text may name something of ours.

Our references are short and easily copied: an order's eight letters, a deposit slip's eight, and for what we send ourselves
a mark and the id in capitals, since banks take neither underscores nor small letters for granted.
"""

import re
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound

PAYOUT, BATCH, REFUND, SHARE, SHARE_FILE = "PO", "BA", "RF", "SH", "SF"
_PREFIXES: Final = {PAYOUT: "payout", BATCH: "batch", REFUND: "refund", SHARE: "share", SHARE_FILE: "share_file"}
_OURS: Final = re.compile(r"(PAYOUT|BATCH|REFUND|SHARE|PO|BA|RF|SH|SF)[^0-9A-Z]?([0-7][0-9A-HJKMNP-TV-Z]{25})")
_WORD: Final = frozenset("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
_MOST: Final = 400


def written(kind: str, value: UUID) -> str:
    """An id of ours as a bank's text carries it: `PO01J…`, at most 35 characters (pain.001 EndToEndId)."""
    return kind + ids.encode("x", value)[2:].upper()


def of_payout(payout_id: UUID, channel: str, remittance: str | None) -> str:
    """What a maker finds a payout by where it went: our reference at her bank, the provider's own of a remittance; none of cash."""
    return written(PAYOUT, payout_id) if channel == "bank" else remittance or ""


def plain(text: str) -> str:
    """Letters and digits alone, in capitals."""
    return "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())


def references(texts: Iterable[str]) -> list[str]:
    """Every run of eight letters in which an order or a slip may be named, however the buyer parted it; without the dash."""
    found: dict[str, None] = {}
    for text in texts:
        run = plain(text)
        for place in range(len(run) - 7):
            piece = run[place : place + 8]
            if _WORD.issuperset(piece):
                found[piece] = None
            if len(found) == _MOST:
                return list(found)
    return list(found)


def named(text: str) -> list[tuple[str, UUID]]:
    """(`payout` | `batch` | `refund` | `share` | `share_file`, id) of all that we sent under a name of our own."""
    found = []
    for mark, tail in _OURS.findall(text.upper().replace(" ", "")):
        kind = _PREFIXES.get(mark, mark.lower())
        try:
            found.append((kind, ids.decode("x", f"x_{tail.lower()}")))
        except NotFound:
            continue
    return found
