"""Refusals of the cash box."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.money import Money


@dataclass
class BoxIsOpen(Refusal):
    """Somebody holds this box already: her shift is counted and closed first."""

    shift_id: UUID


@dataclass
class CountedBefore(Refusal):
    """Two people count, each by herself; the asker has counted in this round."""


@dataclass
class ReasonNeeded(Refusal):
    """The box holds another amount than the books: a difference is booked with a reason only."""

    difference: Money


@dataclass
class NotEnoughCash(Refusal):
    """The box does not hold so much. `present` is what was counted."""

    present: Money


@dataclass
class GivenTooLittle(Refusal):
    """The buyer gave less than her part costs: the goods stay here until all of it is there."""

    expected: Money
