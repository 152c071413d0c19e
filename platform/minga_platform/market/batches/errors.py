"""Refusals of payout files."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal


@dataclass
class NothingToSend(Refusal):
    """No payout of this batch waits for such a file: all are in one, or none can be sent yet. `held`, `unaddressed`, `unapproved`: how
    many wait for what."""

    held: int
    unaddressed: int
    unapproved: int


@dataclass
class NotInEuros(Refusal):
    """SEPA carries euros alone: another currency goes out as a table, or in cash."""

    currency: str
