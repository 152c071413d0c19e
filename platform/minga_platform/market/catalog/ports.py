"""What the catalogue needs of the outside: a program that finds goods by words; and what the commons say of a product.

Two sides stand behind one suite (tests/search): Meilisearch, and PostgreSQL itself. Whatever finds the goods, the cards
come from `listing`, so a search never shows what was taken down a moment ago.
"""

from collections.abc import AsyncIterable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
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
    likeness: list[int] = field(default_factory=list)
    """For each of the products how alike its words are, 0 … 1000, where the engine tells; their order is then made by the members' rules."""


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


@dataclass(frozen=True, slots=True)
class Leave:
    """What the commons say of selling a product now: the maker leaves `royalty_bps` of the net price with the work that it
    is made from (the holder of the ledger's account, and its purpose: the release). `hindrance` is why it may not be sold
    now, empty when it may."""

    royalty_bps: int
    holder_id: UUID
    purpose: str
    hindrance: str = ""
    proof: object | None = None
    """What the commons want to hear again with each line that is sold so."""


@dataclass(frozen=True, slots=True)
class Sold:
    """A line that was ordered just now of a product that asks the commons. `base_minor` is the net price."""

    line_id: UUID
    product_id: UUID
    royalty_bps: int
    base_minor: int
    royalty_minor: int
    currency: str
    proof: object | None


class Commons(Protocol):
    """The commons, as the market asks them about products with `asks_commons`."""

    async def may_publish(self, work: Work, product_id: UUID, /) -> None:
        """Raises the refusal that names the licence's clause, where this maker may not sell it."""
        ...

    async def leaves(self, work: Work, product_ids: Sequence[UUID], /) -> Mapping[UUID, Leave]:
        """What is said of each product at this moment."""
        ...

    async def withheld(self, work: Work, variant_ids: Sequence[UUID], /) -> frozenset[UUID]:
        """Of variants that grant a licence those that cannot be sold now: not all who hold rights agreed, or the offer ended."""
        ...

    async def sold(self, work: Work, lines: Sequence[Sold], /) -> None:
        """Keep on what basis each line was sold, in the unit that places the order."""
        ...

    async def sold_more(self, work: Work, line_id: UUID, more_id: UUID, base_minor: int, royalty_minor: int, /) -> None:
        """More of a line was sold, as a line of its own (`more_id`): on the basis of the first one, if that has one."""
        ...


Held = tuple[datetime | None, Sequence[UUID]]
"""The last closing of the order cycles that hold a product, and those cycles; what was ended or cancelled is not in it."""


class Cycles(Protocol):
    """The order cycles, as the listing asks for them."""

    async def holding(self, work: Work, product_ids: Sequence[UUID], /) -> Mapping[UUID, Held]:
        """Of these products, those that a cycle holds in a form that is offered."""
        ...


@dataclass
class Joined:
    """What was joined to the catalogue. Without commons nothing asks them; without cycles nothing is sold in one."""

    commons: Commons | None = None
    cycles: Cycles | None = None


JOINED = Joined()
