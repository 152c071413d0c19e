"""Refusals of the scales."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.money import Quantity


@dataclass
class NotWeighed(Refusal):
    """Something is paid by its weight and was not weighed yet: these lines, by their titles."""

    titles: list[str]


@dataclass
class BeyondTolerance(Refusal):
    """More was weighed than the buyer accepted. Take some out, give it, or, where `can_ask`, ask her."""

    wished: Quantity
    accepted: Quantity
    packed: Quantity
    can_ask: bool


@dataclass
class WeightSettled(Refusal):
    """The money for the difference is on its way back already: it can only become less than was packed, not more."""

    packed: Quantity


@dataclass
class PaidBefore(Refusal):
    """The buyer paid before, so more cannot be charged: take some out, or give it."""
