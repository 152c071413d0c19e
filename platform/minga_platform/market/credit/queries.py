"""What people and offices see of store credit and vouchers; what is left is read from the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.market.credit.codes import hash_of, plain


@dataclass(frozen=True, slots=True)
class VoucherRow:
    """A voucher. `left_minor` can still be spent; `ending` are the last letters of its code."""

    id: UUID
    ending: str
    currency: str
    issued_minor: int
    cause: str
    state: str
    note: str
    issued_at: datetime
    expires_at: datetime | None
    left_minor: int


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A line of a store credit statement, with what was there after it."""

    id: UUID
    currency: str
    cause: str
    amount_minor: int
    after_minor: int
    reason: str
    order_id: UUID | None
    order_number: int | None
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class SpendingRow:
    """How much of an order a source paid. `ending`: of a voucher's code."""

    order_id: UUID
    method: str
    currency: str
    amount_minor: int
    captured_minor: int
    refunded_minor: int
    state: str
    ending: str


STATE = """CASE WHEN v.cause = 'bought' AND v.state = 'open' AND EXISTS (SELECT FROM order_line l
        JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
        JOIN payment p ON p.cooperative_id = s.cooperative_id AND p.order_id = s.order_id AND p.disputed_at IS NOT NULL
        WHERE l.cooperative_id = v.cooperative_id AND l.voucher_id = v.id) THEN 'stopped' ELSE v.state END"""
"""A bought voucher rests while its buyer's bank has the money and nobody has decided."""

_VOUCHER = f"""SELECT v.id, v.ending, v.currency, v.issued_minor, v.cause, {STATE} AS state, v.note, v.issued_at, v.expires_at,
    coalesce((SELECT sum(b.posted - b.pending) FROM account a JOIN balance b ON (b.cooperative_id, b.id) = (a.cooperative_id, a.id)
        WHERE a.cooperative_id = v.cooperative_id AND a.holder_id = v.id AND a.kind = 'voucher'), 0)::bigint AS left_minor FROM voucher v"""


async def vouchers(work: Work, *, before: UUID | None, first: int) -> list[VoucherRow]:
    """All vouchers, newest first, one more than `first` where there are more."""
    rows = await work.rows(
        f"{_VOUCHER} WHERE v.cooperative_id = $1 AND ($2::uuid IS NULL OR v.id < $2) ORDER BY v.id DESC LIMIT $3",
        work.cooperative_id, before, first + 1,
    )  # fmt: skip
    return [VoucherRow(**dict(row)) for row in rows]


async def by_code(work: Work, code: str) -> VoucherRow | None:
    """The voucher that this code opens."""
    letters = plain(code)
    if letters is None:
        return None
    row = await work.row(
        f"{_VOUCHER} WHERE v.cooperative_id = $1 AND v.code_hash = $2", work.cooperative_id, hash_of(letters)
    )
    return None if row is None else VoucherRow(**dict(row))


async def by_id(work: Work, voucher_id: UUID) -> VoucherRow | None:
    """A voucher, for who applied it or keeps them."""
    row = await work.row(f"{_VOUCHER} WHERE v.cooperative_id = $1 AND v.id = $2", work.cooperative_id, voucher_id)
    return None if row is None else VoucherRow(**dict(row))


async def credit_of(work: Work, person_id: UUID) -> dict[str, int]:
    """Currency → what somebody's store credit holds, where there is any."""
    rows = await work.rows(
        "SELECT a.unit, b.posted - b.pending AS left_minor FROM account a JOIN balance b ON (b.cooperative_id, b.id) = (a.cooperative_id, a.id) "
        "WHERE a.cooperative_id = $1 AND a.holder_id = $2 AND a.kind = 'store_credit' ORDER BY a.unit",
        work.cooperative_id, person_id,
    )  # fmt: skip
    return {row["unit"]: int(row["left_minor"]) for row in rows}


async def statement(work: Work, person_id: UUID, *, before: UUID | None, first: int) -> list[EntryRow]:
    """The lines of somebody's store credit, newest first, one more than `first` where there are more."""
    rows = await work.rows(
        """SELECT * FROM (SELECT e.id, e.currency, e.cause, e.amount_minor, e.reason, e.order_id, o.number AS order_number, e.entered_at,
               sum(e.amount_minor) OVER (PARTITION BY e.currency ORDER BY e.id)::bigint AS after_minor
               FROM credit_entry e LEFT JOIN sale_order o ON o.cooperative_id = e.cooperative_id AND o.id = e.order_id
               WHERE e.cooperative_id = $1 AND e.person_id = $2) w
           WHERE $3::uuid IS NULL OR w.id < $3 ORDER BY w.id DESC LIMIT $4""",
        work.cooperative_id, person_id, before, first + 1,
    )  # fmt: skip
    return [EntryRow(**dict(row)) for row in rows]


async def spendings_of(work: Work, order_ids: Sequence[UUID]) -> list[SpendingRow]:
    """What vouchers and store credit paid of these orders, one row for each source."""
    rows = await work.rows(
        """SELECT s.order_id, s.method, s.currency, sum(s.amount_minor)::bigint AS amount_minor,
               coalesce(sum(s.amount_minor) FILTER (WHERE s.state = 'captured'), 0)::bigint AS captured_minor,
               sum(s.refunded_minor)::bigint AS refunded_minor, min(s.state) AS state, coalesce(min(v.ending), '') AS ending
           FROM spending s LEFT JOIN voucher v ON v.cooperative_id = s.cooperative_id AND v.id = s.holder_id
           WHERE s.cooperative_id = $1 AND s.order_id = ANY($2) GROUP BY s.order_id, s.method, s.currency ORDER BY s.order_id, s.method DESC""",
        work.cooperative_id, list(order_ids),
    )  # fmt: skip
    return [SpendingRow(**dict(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class BoughtRow:
    """A voucher that somebody bought, for her who bought it. `left_minor` can still be spent."""

    id: UUID
    order_id: UUID
    state: str
    currency: str
    issued_minor: int
    left_minor: int
    bought_for: str
    message: str
    ending: str
    expires_at: datetime | None


_BOUGHT = f"""SELECT w.id, o.id AS order_id, w.state, w.currency, w.issued_minor, w.left_minor, v.bought_for, v.message, w.ending, w.expires_at
    FROM ({_VOUCHER}) w JOIN voucher v ON v.id = w.id AND v.cooperative_id = $1
    JOIN order_line l ON l.cooperative_id = v.cooperative_id AND l.voucher_id = v.id
    JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
    JOIN sale_order o ON o.cooperative_id = s.cooperative_id AND o.id = s.order_id"""


async def bought_in(work: Work, order_id: UUID) -> list[BoughtRow]:
    """The vouchers that an order bought; for its buyer alone, who may see their codes."""
    rows = await work.rows(f"{_BOUGHT} WHERE o.id = $2 ORDER BY w.id", work.cooperative_id, order_id)
    return [BoughtRow(**dict(row)) for row in rows]


async def bought_by(work: Work, person_id: UUID) -> list[BoughtRow]:
    """The vouchers that somebody bought and paid, newest first, at most a hundred."""
    rows = await work.rows(
        f"{_BOUGHT} WHERE o.person_id = $2 AND w.state <> 'waiting' ORDER BY w.id DESC LIMIT 100",
        work.cooperative_id,
        person_id,
    )
    return [BoughtRow(**dict(row)) for row in rows]
