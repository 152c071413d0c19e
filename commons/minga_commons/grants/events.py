"""What grants announce."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantIssued(Event):
    """Somebody may use a release; her certificate can be printed."""

    grant_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantEnded(Event):
    """A grant holds no more. `cause`: revoked or expired."""

    grant_id: UUID
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantEnding(Event):
    """A grant ends within a month; once a grant."""

    grant_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkEnding(Event):
    """A mark of quality ends within a month; once a mark."""

    mark_id: UUID
