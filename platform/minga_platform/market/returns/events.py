"""What returns announce."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnDeclared(Event):
    """A buyer withdrew, or asks to bring something back. One declaration, one return for each stall."""

    order_id: UUID
    declaration_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnAnswered(Event):
    """The co-op takes back what was not as it should be, or does not."""

    order_id: UUID
    return_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnSettled(Event):
    """The goods were looked at and the money goes back, less what was taken off."""

    order_id: UUID
    return_id: UUID
