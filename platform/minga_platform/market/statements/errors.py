"""Refusals of statements."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.money import Money


@dataclass
class StatementUnreadable(Refusal):
    """The file is no statement that we can read; nothing was taken in. `problem` in a word, `row` where it is (0: the whole)."""

    problem: str
    row: int = 0


@dataclass
class BalanceDiffers(Refusal):
    """Opening balance and lines do not come to the closing balance: lines are missing. Nothing was taken in."""

    expected: Money
    closing: Money


@dataclass
class MoreThanLeft(Refusal):
    """More than the line, or what it is used for, has left. `remaining` is what is left."""

    remaining: Money
