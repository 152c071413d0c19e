"""What the catalogue announces."""

from dataclasses import dataclass

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingsChanged(Event):
    """These products' listings were written, changed or removed; read the table to see how. At most 500 ids an event."""

    product_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StallOpened(Event):
    """Somebody opened a stall."""

    stall_id: str
    agent_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SynonymsChanged(Event):
    """The co-op says anew which words mean the same: whoever keeps a copy of the listing reads all of it again."""
