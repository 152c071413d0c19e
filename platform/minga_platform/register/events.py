"""What the register announces. Never a name: readers look those up under their own rights."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberApplied(Event):
    """Somebody wants to become a member; `state` says who is asked now: `sponsoring`, `waiting` or `voting`."""

    application_id: UUID
    agent_id: UUID
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationMoved(Event):
    """Enough members vouch (or no longer do): `state` as in `MemberApplied`."""

    application_id: UUID
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAdmitted(Event):
    """An applicant is a member now."""

    application_id: UUID
    agent_id: UUID
    membership_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationRefused(Event):
    """An application was refused."""

    application_id: UUID
    agent_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingNoticed(Event):
    """A member gave notice."""

    membership_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesReminded(Event):
    """Dues have been open for a while; their member gets a letter."""

    due_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportAsked(Event):
    """A person wants all her data in one file."""

    export_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundingAsked(Event):
    """A person with a founding link wants to begin a co-op."""

    wish_id: UUID
    person_id: UUID
