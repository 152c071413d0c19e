"""What is announced about goods made to order."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisePutOff(Event):
    """A line will be ready on another day than was promised: the maker said so, or late money found its weeks taken."""

    order_id: UUID
    order_line_id: UUID
    promise_id: UUID
