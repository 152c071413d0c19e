"""Refusals of trade."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.money import Money


@dataclass
class OrderTooSmall(Refusal):
    """The buyer's group orders for at least `least`. Nothing was placed."""

    least: Money


@dataclass
class CreditLimitPassed(Refusal):
    """With this order more invoices would be open than the `limit`; `still_open` are now. Nothing was placed."""

    limit: Money
    still_open: Money


@dataclass
class NameTaken(Refusal):
    """There is a group of that name."""

    taken: str
