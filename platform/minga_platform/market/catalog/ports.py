"""What the catalogue needs of the outside: a program that finds goods by words.

Two sides stand behind one suite (tests/search): Meilisearch, and PostgreSQL itself. Whatever finds the goods, the cards
come from `listing`, so a search never shows what was taken down a moment ago.
"""

from collections.abc import AsyncIterable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.market.catalog.queries.listings import Filter

Read = Callable[[], AbstractAsyncContextManager[Work]]


class SearchUnavailable(Exception):
    """The search program does not answer, or has no index yet: ask PostgreSQL instead."""


@dataclass(slots=True)
class Hits:
    """A page of what was found, best first."""

    product_ids: list[UUID]
    total: int
    """At most a thousand; `more` says that counting stopped there."""
    more: bool = False
    mended: str | None = None
    """The words searched instead, where the engine tells."""
    choices: dict[str, dict[str, int]] = field(default_factory=dict)
    """Facet (`category`, `stall`, `tag`) → value → how many goods choosing it would show."""


class SearchIndex(Protocol):
    """Finds goods by words that people typed: literally, forgiving slips, every word needed, the last perhaps unfinished."""

    async def find(
        self, read: Read, cooperative_id: UUID | None, text: str, wanted: Filter, *, offset: int = 0, limit: int = 25
    ) -> Hits:
        """Within a co-op, or across all. `read` opens a snapshot, for the side that asks the database; the other must not
        open one, since nothing waits for the network inside a transaction. Raises SearchUnavailable."""
        ...

    async def put(self, documents: Sequence[dict[str, Any]], *, wait: bool = True) -> None:
        """Write or replace documents (see `queries/documents.py`); with `wait` until they can be found.

        Raises SearchUnavailable.
        """
        ...

    async def remove(self, product_ids: Sequence[UUID], *, wait: bool = True) -> None:
        """Take documents out; what is not there stays so. Raises SearchUnavailable."""
        ...

    async def count(self, cooperative_id: UUID) -> int | None:
        """How many documents of a co-op it holds; None where it has no index that could be
        searched. Raises SearchUnavailable."""
        ...

    async def rebuild(self, batches: AsyncIterable[Sequence[dict[str, Any]]]) -> int:
        """A new index beside the old one, filled, then put into its place at once; how many documents it holds."""
        ...
