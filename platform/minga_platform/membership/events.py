"""What membership announces. Never a name, an address or a secret: readers look those up under their own rights."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedUp(Event):
    """A person made an account."""

    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(Event):
    """A person signed in; `visitor` is the hash of her cart's token in hex, when she had one."""

    person_id: UUID
    visitor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterAsked(Event):
    """A proof waits for its secret to be made and sent. The worker makes it, so that no secret stands in the outbox."""

    proof_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialChanged(Event):
    """A password, passkey, card or address changed; other devices were signed out."""

    person_id: UUID
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberJoined(Event):
    """An agent joined a class."""

    agent_id: UUID
    class_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft(Event):
    """An agent left a class."""

    agent_id: UUID
    class_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberMoved(Event):
    """An agent stands in another class from now on; she neither left the co-op nor joined it anew."""

    agent_id: UUID
    from_class_id: UUID
    to_class_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGranted(Event):
    """An agent holds an office from now on."""

    agent_id: UUID
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleEnded(Event):
    """An agent no longer holds an office."""

    agent_id: UUID
    role: str
