"""Why a sale across the table is not written down."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.errors import Refusal


@dataclass(frozen=True)
class NotSoldHere(Refusal):
    """A thing that this stall does not offer, or may not sell. `because`: gone, other_stall, not_licensed, not_agreed, no_legal_basis (for its
    deposit), quantity_not_sold, stall_closed."""

    variant_id: UUID
    because: str


@dataclass(frozen=True)
class NoTill(Refusal):
    """The stall has no till of its own, and no pickup point was named whose till takes the cash."""


@dataclass(frozen=True)
class SoldLongAgo(Refusal):
    """The sale is said to be older than what may still be told, or to lie ahead."""

    most_days: int
