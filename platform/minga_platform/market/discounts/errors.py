"""Refusals of discount codes."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal


@dataclass
class CodeNotTaken(Refusal):
    """The code cannot be used for this order. `reason`: `unknown`, `closed`, `not_yet`, `over`, `used_up`, `used_by_you`, `sign_in`,
    `other_currency`, `other_goods`, `too_little` or `empty`."""

    reason: str


@dataclass
class CodeTaken(Refusal):
    """There is a code of that name already."""

    taken: str
