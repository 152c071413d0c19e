"""Dividing what comes by the case among those who asked for it: exactly, by the time they asked, then by a lot that anybody can redo.

After Foodsoft's `group_order_article.rb` (calculate_result): who came first is served first, first with what she asked for,
then with what she tolerates beyond it; a case is ordered too many only where that much is tolerated.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for: `quantity` base units, and up to `tolerance` more where that fills a case."""

    id: UUID
    quantity: int
    tolerance: int
    wished_at: datetime


def cases_of(wishes: Sequence[Wish], case_size: int) -> int:
    """How many cases to order for these."""
    return cases_needed(sum(one.quantity for one in wishes), sum(one.tolerance for one in wishes), case_size)


def cases_needed(quantity: int, tolerated: int, case_size: int) -> int:
    """As many cases as are full; one more where those who ask tolerate what it has beyond."""
    full, rest = divmod(quantity, case_size)
    return full + 1 if rest and rest + tolerated >= case_size else full


def lot_of(purchase_id: UUID, wishes: Sequence[Wish]) -> str:
    """The published lot: SHA-256 over the purchase and its closed list, each entry with its quantities, in hexadecimal."""
    entries = sorted(f"{one.id}:{one.quantity}:{one.tolerance}" for one in wishes)
    return hashlib.sha256("\n".join((str(purchase_id), *entries)).encode()).hexdigest()


def in_order(wishes: Sequence[Wish], lot: str) -> list[Wish]:
    """Whose turn it is: by time; who asked in the same instant, by SHA-256 of the lot and the id of her wish."""
    return sorted(wishes, key=lambda one: (one.wished_at, hashlib.sha256(f"{lot}:{one.id}".encode()).hexdigest()))


def divide(wishes: Sequence[Wish], amount: int, lot: str) -> tuple[dict[UUID, int], int]:
    """(What each receives, what is left over) of `amount` base units. Nobody receives more than quantity + tolerance."""
    turn, left = in_order(wishes, lot), amount
    received = {one.id: 0 for one in wishes}
    for part in ("quantity", "tolerance"):
        for one in turn:
            given = min(left, getattr(one, part))
            received[one.id] += given
            left -= given
    return received, left
