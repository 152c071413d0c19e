"""What can come back of an order, and returns as buyers, stalls and coordinators see them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.market.produce.weights.shortening import GIVEN_UP
from minga_platform.market.returns.amounts import last_moment
from minga_platform.rules import queries as rules

COMES = f"g.state <> 'declined' AND NOT ({GIVEN_UP})"
"""SQL: what return `g` is about comes back, or came; what was given up before the hand-over never left."""


@dataclass(frozen=True, slots=True)
class Returnable:
    """A line of an order, and how much of it (base units) can come back. `no_withdrawal`: why one cannot withdraw from it."""

    id: UUID
    seller_order_id: UUID
    stall_id: UUID
    stall_name: str
    part_state: str
    title: str
    variant_title: str
    unit: str
    sold: int
    left: int
    total_minor: int
    currency: str
    no_withdrawal: str
    is_deposit: bool
    is_voucher: bool
    awaits_scales: bool
    """Paid by its weight, and not weighed yet: one can give up all of it, not some."""


@dataclass(frozen=True, slots=True)
class Options:
    """Whether and until when a buyer may withdraw: `until` None while something of the order is still to come."""

    is_open: bool
    until: datetime | None
    lines: list[Returnable]

    @property
    def withdrawable(self) -> list[Returnable]:
        """What she can withdraw from."""
        return [one for one in self.lines if one.left and not one.no_withdrawal and not one.is_deposit]

    @property
    def exempt(self) -> list[Returnable]:
        """What the law makes an exception for."""
        return [one for one in self.lines if one.no_withdrawal]


async def lines_of(work: Work, order_id: UUID) -> list[Returnable]:
    """The lines of an order whose parts were not cancelled, in the buyer's order."""
    rows = await work.rows(
        f"""SELECT l.id, l.seller_order_id, s.stall_id, s.stall_name, s.state AS part_state, l.title, l.variant_title, l.unit,
            coalesce(l.packed, l.quantity) AS sold, l.total_minor - l.packed_off_minor AS total_minor, l.currency, l.no_withdrawal,
            l.container_id IS NOT NULL AS is_deposit, l.voucher_id IS NOT NULL AS is_voucher,
            l.wished IS NOT NULL AND l.packed IS NULL AS awaits_scales,
            greatest(coalesce(l.packed, l.quantity) - coalesce((SELECT sum(r.quantity) FROM return_line r
                JOIN goods_return g ON g.cooperative_id = r.cooperative_id AND g.id = r.return_id AND {COMES}
                WHERE r.cooperative_id = l.cooperative_id AND r.order_line_id = l.id), 0), 0)::bigint AS "left"
        FROM order_line l JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
        WHERE l.cooperative_id = $1 AND s.order_id = $2 AND s.state <> 'cancelled' ORDER BY s.position, l.position""",
        work.cooperative_id,
        order_id,
    )
    return [Returnable(**dict(row)) for row in rows]


async def options(work: Work, order_id: UUID, now: datetime) -> Options | None:
    """What a buyer can withdraw from at an instant; None for an order that never came to be or ended."""
    row = await work.row(
        """SELECT o.state, c.zone, (SELECT max(s.handed_over_at) FROM seller_order s WHERE s.cooperative_id = o.cooperative_id
            AND s.order_id = o.id) AS last_at, EXISTS (SELECT FROM seller_order s WHERE s.cooperative_id = o.cooperative_id
            AND s.order_id = o.id AND s.state NOT IN ('handed_over', 'cancelled')) AS outstanding
        FROM sale_order o JOIN cooperative c ON c.id = o.cooperative_id WHERE o.cooperative_id = $1 AND o.id = $2""",
        work.cooperative_id, order_id,
    )  # fmt: skip
    if row is None or row["state"] not in ("placed", "completed"):
        return None
    days = await rules.number_at(work, "market.withdrawal_days")
    # The period runs from the last of the goods (Directive 2011/83/EU, Art. 9 (2) b): who got half of them waits for the rest.
    until = None if row["outstanding"] or row["last_at"] is None else last_moment(row["last_at"], days, row["zone"])
    return Options(days > 0 and (until is None or now < until), until, await lines_of(work, order_id))


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of a return."""

    id: UUID
    return_id: UUID
    order_line_id: UUID
    title: str
    variant_title: str
    unit: str
    quantity: int
    worth_minor: int
    """What it is worth with what came back before it; never more than is left of its line, some of which may have gone back otherwise."""
    condition: str | None
    deduction_minor: int
    deduction_reason: str
    refund_minor: int
    back_on_shelf: bool


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A return with its lines."""

    id: UUID
    declaration_id: UUID
    order_id: UUID
    order_number: int
    seller_order_id: UUID
    stall_id: UUID
    stall_name: str
    part_state: str
    kind: str
    state: str
    name: str
    contact: dict[str, Any]
    reason: str
    answer: str
    currency: str
    declared_at: datetime
    refund_by: datetime | None
    received_at: datetime | None
    settled_at: datetime | None
    refund_id: UUID | None
    refund_minor: int
    delivery_minor: int
    lines: list[LineRow] = field(default_factory=list)


_ROW = """SELECT g.id, g.declaration_id, g.order_id, o.number AS order_number, g.seller_order_id, g.stall_id, s.stall_name, s.state AS part_state,
    g.kind, g.state, g.name, o.contact, g.reason, g.answer, g.currency, g.declared_at, g.refund_by, g.received_at, g.settled_at, g.refund_id, g.refund_minor,
    g.delivery_minor
FROM goods_return g JOIN sale_order o ON o.cooperative_id = g.cooperative_id AND o.id = g.order_id
JOIN seller_order s ON s.cooperative_id = g.cooperative_id AND s.id = g.seller_order_id WHERE g.cooperative_id = $1"""
OPEN = ("asked", "declared", "received", "inspected")


async def of_orders(work: Work, order_ids: Sequence[UUID]) -> list[ReturnRow]:
    """The returns of these orders, oldest first; for callers that have settled who may see them."""
    return await _whole(
        work, await work.rows(f"{_ROW} AND g.order_id = ANY($2) ORDER BY g.id", work.cooperative_id, list(order_ids))
    )


async def by_id(work: Work, return_id: UUID) -> ReturnRow | None:
    """One return; for callers that have settled who may see it."""
    found = await _whole(work, await work.rows(f"{_ROW} AND g.id = $2", work.cooperative_id, return_id))
    return found[0] if found else None


async def of_declaration(work: Work, declaration_id: UUID) -> list[ReturnRow]:
    """What a buyer declared at once."""
    return await _whole(
        work, await work.rows(f"{_ROW} AND g.declaration_id = $2 ORDER BY g.id", work.cooperative_id, declaration_id)
    )


async def listed(
    work: Work, *, stall_id: UUID | None, only_open: bool, before: UUID | None, first: int
) -> list[ReturnRow]:
    """Returns of a stall or of all, newest first, one more than `first` where there are more."""
    rows = await work.rows(
        f"{_ROW} AND ($2::uuid IS NULL OR g.stall_id = $2) AND (NOT $3 OR g.state = ANY($6)) AND ($4::uuid IS NULL OR g.id < $4) "
        "ORDER BY g.id DESC LIMIT $5",
        work.cooperative_id, stall_id, only_open, before, first + 1, list(OPEN),
    )  # fmt: skip
    return await _whole(work, rows)


async def _whole(work: Work, rows: Sequence[Any]) -> list[ReturnRow]:
    found = {row["id"]: ReturnRow(**dict(row)) for row in rows}
    if not found:
        return []
    lines = await work.rows(
        f"""SELECT r.id, r.return_id, r.order_line_id, l.title, l.variant_title, l.unit, r.quantity, r.condition, r.deduction_minor,
            r.deduction_reason, r.refund_minor, r.back_on_shelf, least(t.total * (b.before + r.quantity) / t.sold - t.total * b.before / t.sold,
            CASE WHEN g.state = 'settled' THEN l.total_minor ELSE l.total_minor - l.refunded_minor END) AS worth_minor
        FROM return_line r JOIN order_line l ON l.cooperative_id = r.cooperative_id AND l.id = r.order_line_id
        JOIN goods_return g ON g.cooperative_id = r.cooperative_id AND g.id = r.return_id
        CROSS JOIN LATERAL (SELECT CASE WHEN {GIVEN_UP} THEN l.total_minor ELSE l.total_minor - l.packed_off_minor END AS total,
            CASE WHEN {GIVEN_UP} THEN l.quantity ELSE greatest(coalesce(l.packed, l.quantity), 1) END AS sold) t
        CROSS JOIN LATERAL (SELECT coalesce(sum(e.quantity), 0)::bigint AS before FROM return_line e
            JOIN goods_return h ON h.cooperative_id = e.cooperative_id AND h.id = e.return_id AND h.state <> 'declined'
                AND (h.state = 'settled' AND h.received_at IS NULL) = ({GIVEN_UP})
            WHERE e.cooperative_id = r.cooperative_id AND e.order_line_id = r.order_line_id AND e.id < r.id) b
        WHERE r.cooperative_id = $1 AND r.return_id = ANY($2) ORDER BY r.id""",
        work.cooperative_id,
        list(found),
    )
    for line in lines:
        found[line["return_id"]].lines.append(LineRow(**dict(line)))
    return list(found.values())
