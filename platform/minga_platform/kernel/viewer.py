"""The viewer: who asks, as one middleware found out from a cookie or a bearer token."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minga_platform.kernel.actor import Actor, Scope


@dataclass(frozen=True, slots=True)
class Viewer:
    """Nobody in particular by default. Rights are never kept here: they are read in the unit that needs them."""

    person_id: UUID | None = None
    session_id: UUID | None = None
    proven_at: datetime | None = None
    """When the person last proved who she is (password, passkey): step-up compares it with `work.now`."""
    visitor_hash: bytes | None = None
    language: str = "en"
    address: str = ""
    """Network address as the known proxy tells it; only for limits of attempts."""
    for_person_id: UUID | None = None
    """Set when a helper acts for a member who agreed."""
    help_scopes: frozenset[str] = frozenset()
    """What that member agreed to: `lists`, `orders`, `logs`. Whatever is in none of them stays hers alone."""

    def scope(self, cooperative_id: UUID | None) -> Scope:
        """What a unit of this viewer may touch in a co-op, or outside all of them."""
        return Scope(cooperative_id, self.for_person_id or self.person_id, self.visitor_hash)

    @property
    def actor(self) -> Actor:
        """By whom and for whom."""
        return Actor(by_person_id=self.person_id, for_person_id=self.for_person_id or self.person_id)


ANONYMOUS = Viewer()
