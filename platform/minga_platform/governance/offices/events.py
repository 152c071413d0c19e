"""What offices announce."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TermBegan(Event):
    """Somebody took an office."""

    term_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TermEnded(Event):
    """A term is over, for whatever reason; the handover is asked for."""

    term_id: UUID
