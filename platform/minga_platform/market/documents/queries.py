"""Documents as they are read. For callers that have settled who may see them: `may_see` says so for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.orders import queries as orders
from minga_platform.membership import access


@dataclass(frozen=True, slots=True)
class RateRow:
    """What a document has at one rate of tax, minor units; negative where it is taken off."""

    part: str
    tax_bps: int
    net_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as it was issued. `party`: who stands on it beside the co-op; empty once the law let go of her."""

    id: UUID
    kind: str
    series: str
    number: int
    order_id: UUID | None
    stall_id: UUID | None
    mirrors_id: UUID | None
    language: str
    currency: str
    net_minor: int
    tax_minor: int
    total_minor: int
    snapshot: dict[str, Any]
    issued_at: datetime
    party: dict[str, Any]
    table_stall_id: UUID | None = None
    """Across whose table it was sold: to nobody by name, so there is none to forget."""
    rates: tuple[RateRow, ...] = ()


_DOCUMENT = """d.id, d.kind, d.series, d.number, d.order_id, d.stall_id, d.mirrors_id, d.language, d.currency, d.net_minor, d.tax_minor,
    d.total_minor, d.snapshot, d.issued_at, p.party,
    (SELECT t.stall_id FROM stand_sale t WHERE t.cooperative_id = d.cooperative_id AND t.order_id = d.order_id) AS table_stall_id FROM trade_document d
    JOIN document_party p ON p.cooperative_id = d.cooperative_id AND p.document_id = d.id"""


async def by_id(work: Work, document_id: UUID) -> DocumentRow | None:
    """One document, with its rates."""
    found = await _read(work, "d.id = $2", document_id)
    return found[0] if found else None


async def of_order(work: Work, order_id: UUID) -> list[DocumentRow]:
    """Invoices and credit notes of an order, in the order in which they were issued."""
    return await _read(work, "d.order_id = $2 ORDER BY d.id", order_id)


async def of_stall(work: Work, stall_id: UUID, *, before: UUID | None, first: int) -> list[DocumentRow]:
    """A stall's self-billing documents, newest first, one more than `first` where there are more."""
    return await _read(
        work, "d.stall_id = $2 AND ($3::uuid IS NULL OR d.id < $3) ORDER BY d.id DESC LIMIT $4", stall_id, before, first + 1
    )  # fmt: skip


async def listed(work: Work, *, kind: str | None, before: UUID | None, first: int) -> list[DocumentRow]:
    """Every document of the co-op, newest first, one more than `first` where there are more."""
    return await _read(
        work, "($2::text IS NULL OR d.kind = $2) AND ($3::uuid IS NULL OR d.id < $3) ORDER BY d.id DESC LIMIT $4", kind, before, first + 1
    )  # fmt: skip


async def may_see(work: Work, viewer: Viewer, document: DocumentRow) -> bool:
    """Whether the asker may: the buyer her order's, the maker her own and what was sold across her table, the co-op's books all."""
    if document.stall_id is not None:
        return await access.may(work, viewer, "earnings.see", stall_id=document.stall_id)
    assert document.order_id is not None
    if await orders.own(work, viewer, document.order_id) is not None:
        return True
    # One ask for both: who may for the co-op may for each stall.
    return await access.may(work, viewer, "orders.see", stall_id=document.table_stall_id)


async def _read(work: Work, which: str, *arguments: Any) -> list[DocumentRow]:
    rows = await work.rows(
        f"SELECT {_DOCUMENT} WHERE d.cooperative_id = $1 AND {which}", work.cooperative_id, *arguments
    )
    rates = await _rates(work, [row["id"] for row in rows])
    return [DocumentRow(**dict(row), rates=tuple(rates.get(row["id"], ()))) for row in rows]


async def _rates(work: Work, document_ids: Sequence[UUID]) -> dict[UUID, list[RateRow]]:
    found: dict[UUID, list[RateRow]] = {}
    if document_ids:
        for row in await work.rows(
            "SELECT document_id, part, tax_bps, net_minor, tax_minor FROM document_rate WHERE cooperative_id = $1 AND document_id = ANY($2) "
            "ORDER BY document_id, part DESC, tax_bps",
            work.cooperative_id, list(document_ids),
        ):  # fmt: skip
            found.setdefault(row["document_id"], []).append(RateRow(*list(row)[1:]))
    return found
