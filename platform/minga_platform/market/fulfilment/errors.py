"""Refusals of pickup and delivery."""

from dataclasses import dataclass
from datetime import datetime

from minga_platform.kernel.errors import Refusal


@dataclass
class PickupPointClosed(Refusal):
    """This pickup point takes no new orders."""


@dataclass
class NotDelivered(Refusal):
    """No delivery zone of the co-op takes this postcode."""

    postcode: str


@dataclass
class SlotFull(Refusal):
    """As many orders as fit come at this time already. Nothing was moved to another; `next_opens_at` is the next with room."""

    opens_at: datetime
    next_opens_at: datetime | None


@dataclass
class SlotNotOffered(Refusal):
    """This time cannot be chosen: `reason` is `needed` (the place wants one), `unknown`, `closed` or `too_late`."""

    reason: str


@dataclass
class SlotHasOrders(Refusal):
    """So many orders come at this time already; fewer cannot be let in."""

    taken: int


@dataclass
class NotCarried(Refusal):
    """This carrier takes no new parcels, or none so heavy; `most_grams` is what it takes at most."""

    most_grams: int | None
