"""How the ledger refuses."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.errors import Refusal


@dataclass
class LimitPassed(Refusal):
    """An account would fall below what it may hold; nothing was posted. `kind` and `holder_id` name the account."""

    kind: str
    holder_id: UUID | None = None


@dataclass
class AlreadySettled(Refusal):
    """A pending transfer is posted or voided once."""

    journal_id: UUID


@dataclass
class AlreadyReversed(Refusal):
    """A transfer is reversed once."""

    journal_id: UUID


@dataclass
class BooksTooLong(Refusal):
    """The books are too long for one answer: `transfers` rows, where `limit` are given. An operator exports them."""

    transfers: int
    limit: int
