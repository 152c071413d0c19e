"""What buying together announces."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPurchaseClosed(Event):
    """It was ordered, or too few cases came together, or it was called off: everybody who asked is told."""

    purchase_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPurchaseReceived(Event):
    """It came and was divided. `wish_ids`: who gets less than she was promised as it was ordered; `promised`: what that was, in base
    units, in the same order."""

    purchase_id: UUID
    wish_ids: tuple[UUID, ...]
    promised: tuple[int, ...]
