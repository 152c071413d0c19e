"""Refusals of returns."""

from dataclasses import dataclass
from datetime import datetime

from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.money import Money


@dataclass
class WithdrawalOver(Refusal):
    """One could withdraw from this purchase until `until`."""

    until: datetime


@dataclass
class NothingToReturn(Refusal):
    """Nothing of this order can come back this way: it came back already, or the law makes an exception for it."""


@dataclass
class DeductionTooLarge(Refusal):
    """More would be taken off than the line is worth; `most` is what it is worth."""

    most: Money
