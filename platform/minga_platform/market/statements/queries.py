"""What people see of statements: which were read, what nobody has explained, and what each of those may have been."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.payments.invoiced import OWED_OF_PORTION
from minga_platform.market.statements.certain import USED
from minga_platform.market.statements.explaining import BY_BANK
from minga_platform.market.statements.ports import JOINED
from minga_platform.membership import access

_SUGGESTED = 4
_OWED = f"""(CASE p.method WHEN 'invoice' THEN (SELECT coalesce(sum({OWED_OF_PORTION}), 0) FROM portion o
    LEFT JOIN seller_order e ON e.cooperative_id = o.cooperative_id AND e.id = o.seller_order_id
    WHERE o.cooperative_id = p.cooperative_id AND o.payment_id = p.id AND coalesce(e.state, '') <> 'cancelled')
    ELSE p.amount_minor END)::bigint"""
"""SQL: all that payment `p` expects, as `invoicing.owed_minor` has it: of an invoice not what was cancelled or went back."""
_ABOUT = "{0} BETWEEN l.booked_on - interval '45 days' AND l.booked_on + interval '45 days'"
"""SQL: about the day on which line `l` was booked: what a person wrote down half a year ago is another one."""
_UNUSED = """NOT EXISTS (SELECT FROM statement_use n WHERE n.cooperative_id = l.cooperative_id AND n.subject_id = {0} AND n.kind = '{1}')"""
"""SQL: that no line is this yet."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One reading of a statement."""

    id: UUID
    channel: str
    account: str
    currency: str
    from_on: date | None
    until_on: date | None
    closing_minor: int | None
    ledger_minor: int
    lines: int
    fresh: int
    waiting: int
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a line may be: `kind` as in a use, and what a person knows it by. `amount_minor`: what it still expects."""

    kind: str
    subject_id: UUID
    label: str
    amount_minor: int
    is_named: bool
    is_noted: bool = False
    """A person has written it down already: the line is only noted, nothing is booked again."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an order's money that waits for the rest."""

    id: UUID
    order_number: int
    amount_minor: int
    expected_minor: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line with something that nobody has explained, and what it may be."""

    id: UUID
    channel: str
    booked_on: date
    currency: str
    amount_minor: int
    left_minor: int
    counterparty: str
    text: str
    is_return: bool
    suggestions: tuple[Suggestion, ...]
    parts: tuple[Part, ...]


async def may_see(work: Work, viewer: Viewer) -> bool:
    """Who imports statements, and who reads the books."""
    return await access.may(work, viewer, "till.use") or await access.may(work, viewer, "books.see")


async def statements(work: Work, viewer: Viewer, *, before: UUID | None, first: int) -> list[Statement] | None:
    """What was read, newest first, one more than `first` where there are more; None for who may not see it."""
    if not await may_see(work, viewer):
        return None
    rows = await work.rows(
        """SELECT s.id, s.channel, s.account, s.currency, s.from_on, s.until_on, s.closing_minor, s.ledger_minor, s.lines, s.fresh, s.imported_at,
               (SELECT count(*) FROM statement_line l WHERE l.cooperative_id = s.cooperative_id AND l.statement_id = s.id AND l.left_minor > 0)::int AS waiting
           FROM bank_statement s WHERE s.cooperative_id = $1 AND ($2::uuid IS NULL OR s.id < $2) ORDER BY s.id DESC LIMIT $3""",
        work.cooperative_id, before, first + 1,
    )  # fmt: skip
    return [Statement(**dict(row)) for row in rows]


async def waiting(work: Work, viewer: Viewer, *, after: UUID | None, first: int) -> list[Waiting] | None:
    """Lines that wait for a person or hold a part of an order's money, oldest first; None for who may not see them."""
    if not await may_see(work, viewer):
        return None
    rows = await work.rows(
        """SELECT l.* FROM statement_line l WHERE l.cooperative_id = $1 AND ($2::uuid IS NULL OR l.id > $2) AND (l.left_minor > 0 OR EXISTS (
               SELECT FROM statement_use u WHERE u.cooperative_id = l.cooperative_id AND u.line_id = l.id AND NOT u.is_booked))
           ORDER BY l.id LIMIT $3""",
        work.cooperative_id, after, first + 1,
    )  # fmt: skip
    suggested, parts = await _suggestions(work, rows), await _parts(work, rows)
    return [
        Waiting(
            **{name: row[name] for name in Waiting.__slots__ if name not in ("suggestions", "parts")},
            suggestions=tuple(suggested.get(row["id"], ())[:_SUGGESTED]),
            parts=tuple(parts.get(row["id"], ())),
        )
        for row in rows
    ]


async def _suggestions(work: Work, rows: list[Any]) -> dict[UUID, list[Suggestion]]:
    """Orders that a line names or whose amount it is; invoices of who sent it, or whose purchase order it names, however much it is;
    deposits, refunds and payouts of its amount, also those that a person wrote down about that day and no line was yet; payouts that may
    have come back; lines that it may undo. One statement, and one of the commons where something left.

    What is named comes first, then what is exactly this much, then the invoice that is due first.
    """
    found = await work.rows(
        f"""WITH line AS (SELECT l.* FROM statement_line l WHERE l.cooperative_id = $1 AND l.id = ANY ($2) AND l.left_minor > 0)
           SELECT u.* FROM (SELECT l.id AS line_id, 'payment' AS kind, p.id AS subject_id, o.number::text || ' · ' || (o.contact ->> 'name') AS label,
               v.owed AS amount_minor, replace(p.reference, '-', '') = ANY (l."references") AS is_named, p.due_at, false AS is_noted
           FROM line l JOIN payment p ON p.cooperative_id = l.cooperative_id AND p.method IN ('bank', 'invoice') AND p.currency = l.currency
               AND p.state <> 'paid' AND (p.reference = ANY (SELECT left(r, 4) || '-' || right(r, 4) FROM unnest(l."references") r)
                   OR (p.state = 'open' AND (p.method = 'invoice' OR p.amount_minor - p.came_minor = l.left_minor)))
           JOIN sale_order o ON o.cooperative_id = p.cooperative_id AND o.id = p.order_id
           CROSS JOIN LATERAL (SELECT ({_OWED} - p.came_minor)::bigint AS owed) v
           WHERE l.amount_minor > 0 AND v.owed > 0 AND (replace(p.reference, '-', '') = ANY (l."references") OR v.owed = l.left_minor
               OR (p.method = 'invoice' AND (lower(trim(o.contact ->> 'name')) = lower(trim(l.counterparty))
                   OR (length(p.purchase_order) > 2 AND strpos(lower(l.text), lower(p.purchase_order)) > 0))))
           UNION ALL
           SELECT l.id, 'deposit', d.id, d.slip, d.amount_minor, d.slip = ANY (l."references"), NULL, false FROM line l JOIN cash_deposit d
               ON d.cooperative_id = l.cooperative_id AND d.state = 'in_transit' AND d.currency = l.currency AND d.amount_minor = l.left_minor
               AND (d.direction = 'to_bank') = (l.amount_minor > 0)
           UNION ALL
           SELECT l.id, 'payout', y.id, coalesce(y.sent_to_holder, a.bank_holder), y.amount_minor, false, NULL, y.state = 'paid'
           FROM line l JOIN payout y ON y.cooperative_id = l.cooperative_id AND y.channel = 'bank' AND y.currency = l.currency
               AND y.amount_minor = l.left_minor AND (y.state = 'prepared' OR (y.state = 'paid' AND {_ABOUT.format("y.paid_at")}
               AND {_UNUSED.format("y.id", "payout")}))
           LEFT JOIN seller_account a ON a.cooperative_id = y.cooperative_id AND a.stall_id = y.stall_id WHERE l.amount_minor < 0
           UNION ALL
           SELECT l.id, 'payout_return', y.id, coalesce(y.sent_to_holder, ''), y.amount_minor, false, NULL, y.state = 'failed'
           FROM line l JOIN payout y ON y.cooperative_id = l.cooperative_id AND y.channel = 'bank' AND y.currency = l.currency
               AND y.amount_minor = l.left_minor AND y.state IN ('paid', 'failed')
               AND (y.state = 'paid' OR EXISTS (SELECT FROM journal j WHERE j.cooperative_id = y.cooperative_id AND j.kind = 'payout_returned'
                   AND j.subject_id = y.id)) AND y.created_at > l.booked_on - interval '120 days' AND {_UNUSED.format("y.id", "payout_return")}
           WHERE l.amount_minor > 0
           UNION ALL
           SELECT l.id, 'refund', r.id, o.number::text || ' · ' || (o.contact ->> 'name'), r.amount_minor, false, NULL, r.state = 'settled'
           FROM line l JOIN refund r ON r.cooperative_id = l.cooperative_id AND r.currency = l.currency AND r.amount_minor = l.left_minor
               AND r.goes_to = 'source'
           JOIN payment p ON p.cooperative_id = r.cooperative_id AND p.id = r.payment_id
           JOIN sale_order o ON o.cooperative_id = r.cooperative_id AND o.id = r.order_id
           WHERE l.amount_minor < 0 AND NOT {USED.format("r.id")} AND ((r.state IN ('requested', 'pending') AND p.method IN ('bank', 'invoice'))
               OR (r.state = 'settled' AND {_ABOUT.format("r.settled_at")} AND {BY_BANK.replace("$2", "r.id")}))
           UNION ALL
           SELECT l.id, 'refund_return', r.id, o.number::text || ' · ' || (o.contact ->> 'name'), r.amount_minor, false, NULL, false
           FROM line l JOIN refund r ON r.cooperative_id = l.cooperative_id AND r.currency = l.currency AND r.amount_minor = l.left_minor
               AND r.state = 'settled' AND r.goes_to = 'source' AND r.created_at > l.booked_on - interval '120 days'
           JOIN payment p ON p.cooperative_id = r.cooperative_id AND p.id = r.payment_id AND p.method IN ('bank', 'invoice')
           JOIN sale_order o ON o.cooperative_id = r.cooperative_id AND o.id = r.order_id
           WHERE l.amount_minor > 0 AND l.is_return
           UNION ALL
           SELECT l.id, 'pair', m.id, m.booked_on::text || ' · ' || m.counterparty, m.left_minor, m.is_return OR l.is_return, NULL, false FROM line l
               JOIN statement_line m ON m.cooperative_id = l.cooperative_id AND m.channel = l.channel AND m.left_minor = l.left_minor
               AND m.left_minor > 0 AND (m.amount_minor > 0) <> (l.amount_minor > 0)
           ) u JOIN line l ON l.id = u.line_id
           ORDER BY u.is_named DESC, u.amount_minor = l.left_minor DESC, u.is_noted, u.due_at, u.label""",
        work.cooperative_id,
        [row["id"] for row in rows],
    )
    by_line: dict[UUID, list[Suggestion]] = {}
    for one in found:
        suggestion = Suggestion(
            one["kind"],
            one["subject_id"],
            one["label"] or "",
            max(one["amount_minor"], 0),
            bool(one["is_named"]),
            bool(one["is_noted"]),
        )
        by_line.setdefault(one["line_id"], []).append(suggestion)
    for row, suggestion in await _shares(work, [row for row in rows if row["amount_minor"] < 0 < row["left_minor"]]):
        by_line.setdefault(row["id"], []).append(suggestion)
    return by_line


async def _shares(work: Work, rows: list[Any]) -> list[tuple[Any, Suggestion]]:
    """Contributors' shares that are set aside and come to what left."""
    if not rows or JOINED.shares is None:
        return []
    found = await JOINED.shares.set_aside(work, [row["left_minor"] for row in rows], rows[0]["currency"])
    return [
        (row, Suggestion("share", one.id, one.name, one.amount_minor, False))
        for row in rows
        for one in found
        if one.amount_minor == row["left_minor"]
    ]


async def _parts(work: Work, rows: list[Any]) -> dict[UUID, list[Part]]:
    found = await work.rows(
        f"SELECT u.line_id, u.id, o.number AS order_number, u.amount_minor, {_OWED} AS expected_minor FROM statement_use u "
        "JOIN payment p ON p.cooperative_id = u.cooperative_id AND p.id = u.subject_id JOIN sale_order o ON o.cooperative_id = p.cooperative_id "
        "AND o.id = p.order_id WHERE u.cooperative_id = $1 AND u.line_id = ANY ($2) AND NOT u.is_booked ORDER BY u.id",
        work.cooperative_id,
        [row["id"] for row in rows],
    )
    by_line: dict[UUID, list[Part]] = {}
    for one in found:
        by_line.setdefault(one["line_id"], []).append(
            Part(one["id"], one["order_number"], one["amount_minor"], one["expected_minor"])
        )
    return by_line


async def payment_named(work: Work, reference: str) -> UUID | None:
    """The payment of an order by its number or the reference that its buyer was given."""
    plain = "".join(sign for sign in reference.upper() if sign.isalnum())
    found: UUID | None = await work.value(
        "SELECT p.id FROM payment p JOIN sale_order o ON o.cooperative_id = p.cooperative_id AND o.id = p.order_id WHERE p.cooperative_id = $1 "
        "AND p.method IN ('bank', 'invoice') AND (replace(p.reference, '-', '') = $2 OR o.number::text = $2)",
        work.cooperative_id,
        plain,
    )
    return found


async def layouts(work: Work) -> list[dict[str, Any]]:
    """The co-op's layouts of tables, by name."""
    rows = await work.rows(
        "SELECT id, name, channel, layout FROM statement_layout WHERE cooperative_id = $1 ORDER BY name",
        work.cooperative_id,
    )
    return [dict(row) for row in rows]
