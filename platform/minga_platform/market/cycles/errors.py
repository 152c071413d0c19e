"""Refusals of order cycles, with the facts that a buyer or a coordinator needs to go on."""

from dataclasses import dataclass
from datetime import datetime

from minga_platform.kernel.errors import Refusal


@dataclass
class CycleClosed(Refusal):
    """The cycle takes no orders now: it closed at `closed_at` (None: it has not opened, or was cancelled). The cart is kept.

    `next_opens_at`: when the next cycle opens that brings any of this, or None where none is planned."""

    closed_at: datetime | None
    next_opens_at: datetime | None


@dataclass
class OrderNotExtendable(Refusal):
    """Nothing can be added to this order any more, or it cannot come back: `reason` is `no_cycle`, `paid`, `prepared`,
    `ended`, `not_yours_to_resume` or `stands`."""

    reason: str
