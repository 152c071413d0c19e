"""What conversations announce. Ids only: who may read the words reads them."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageWritten(Event):
    """One side wrote, and the other had read all before: she is told once and not for every line."""

    message_id: UUID
