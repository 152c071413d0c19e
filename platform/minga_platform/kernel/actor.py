"""Who acts: always *by* somebody and *for* somebody.

A helper may act for a member who agreed to it; then both names stand in every record. Most people act for themselves.
"""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Scope:
    """What a transaction may touch: one co-op's rows, one person's rows, one visitor's rows, or any of these together."""

    cooperative_id: UUID | None = None
    person_id: UUID | None = None
    visitor_hash: bytes | None = None
    """SHA-256 of the cart's token; rows of a cart are seen by whoever carries its token."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it and for whom; both None is the anonymous visitor, `system` names a worker or the command line."""

    by_person_id: UUID | None = None
    for_person_id: UUID | None = None
    system: str | None = None

    @property
    def label(self) -> str:
        """What idempotency rows are kept under: ids, never names."""
        if self.system:
            return f"system:{self.system}"
        if self.by_person_id is None:
            return "visitor"
        if self.for_person_id in (None, self.by_person_id):
            return str(self.by_person_id)
        return f"{self.by_person_id} for {self.for_person_id}"


NOBODY = Actor()
