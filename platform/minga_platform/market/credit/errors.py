"""Refusals of store credit and gift vouchers."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.money import Money


@dataclass
class CreditTooLow(Refusal):
    """Less is there than was to be used; `available` of it can be."""

    available: Money
