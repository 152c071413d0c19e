"""Refusals about goods made to order."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from minga_platform.kernel.errors import Refusal


@dataclass
class PromiseMoved(Refusal):
    """Somebody was quicker: this would be ready by `new`, not by `old` as the buyer saw. Nothing was placed; asking again with
    `new` places it."""

    variant_id: UUID
    old: date
    new: date


@dataclass
class MakingFull(Refusal):
    """The maker's hands are full for the next `weeks` weeks; so far ahead nothing is promised."""

    weeks: int


@dataclass
class WeekFull(Refusal):
    """Those weeks are full: with the work that is promised already it can be ready by `earliest` at the earliest."""

    earliest: date
