"""Refusals of pickup and delivery."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal


@dataclass
class PickupPointClosed(Refusal):
    """This pickup point takes no new orders."""


@dataclass
class NotDelivered(Refusal):
    """No delivery zone of the co-op takes this postcode."""

    postcode: str
