"""Refusals of buying together."""

from dataclasses import dataclass
from datetime import datetime

from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.money import Money


@dataclass
class PurchaseClosed(Refusal):
    """Nothing can be asked for, or changed, since `closed_at`."""

    closed_at: datetime


@dataclass
class PurchaseStillOpen(Refusal):
    """Members can still ask until `closes_at`."""

    closes_at: datetime


@dataclass
class DearerThanAnnounced(Refusal):
    """Nobody pays more than was announced when she asked. Cancel it, or bear the difference."""

    announced: Money
