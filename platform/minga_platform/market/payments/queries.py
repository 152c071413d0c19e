"""What people see of money on its way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.chart import AccountKind
from minga_platform.market.orders.spared import IS_SPARED, of_order
from minga_platform.market.orders.supply import SUPPLY_TAX
from minga_platform.market.payments import rails
from minga_platform.market.payments.invoiced import OWED_OF_PORTION


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """The money of one order. `captured_minor` came in, `refunded_minor` went or goes back; what the scales took off as it was paid is
    neither (`orders/spared.py`). `page_url`: where a card is asked for."""

    id: UUID
    order_id: UUID
    method: str
    state: str
    currency: str
    amount_minor: int
    captured_minor: int
    refunded_minor: int
    reference: str
    paid_at: datetime | None
    page_url: str | None
    expires_at: datetime | None
    owed_minor: int = 0
    """What is still to come, without the parts that were cancelled."""
    due_minor: int = 0
    """What of it is for goods that went on an invoice, and so is to be paid by `due_at`."""
    due_at: datetime | None = None
    """None until something went."""
    due_days: int | None = None
    """Of an invoice of which nothing went: in how many days after that it is to be paid."""
    kept_until: datetime | None = None
    """Of a card that is charged at the hand-over: until when the buyer's bank keeps the money; None once it was taken."""
    purchase_order: str = ""
    disputed_at: datetime | None = None
    """Since when the buyer's bank disputes it; None once that is decided."""
    takes_card: bool = False
    """Whether the buyer may pay by card what is to be paid in cash."""
    stored: list[dict[str, Any]] | None = None
    """What a voucher and store credit paid beside it: `{method, amount, captured, refunded, ending}`, minor units."""


@dataclass(frozen=True, slots=True)
class RefundRow:
    """Money that goes back."""

    id: UUID
    order_id: UUID
    state: str
    cause: str
    liable: str
    currency: str
    amount_minor: int
    reason: str
    created_at: datetime
    settled_at: datetime | None
    goes_to: str
    """`source` (the way it was paid), `credit`, `stored` (what a voucher and store credit had paid), or `hand`."""
    by_bank: bool
    """Whether somebody transfers it."""


@dataclass(frozen=True, slots=True)
class PayoutRow:
    """Earnings on their way to a stall."""

    id: UUID
    stall_id: UUID
    channel: str
    state: str
    currency: str
    amount_minor: int
    netted_minor: int
    returned_minor: int
    brought_minor: int
    carried_minor: int
    reversed_minor: int
    """What of a remittance was taken back since, for refunds."""
    batch_id: UUID | None
    provider_transfer: str | None
    till_name: dict[str, str] | None
    """Where it was given by hand."""
    failure: str
    approvals: int
    approvals_needed: int
    is_approved_by_asker: bool
    onward: str
    created_at: datetime
    paid_at: datetime | None
    bank_holder: str
    bank_last_four: str


@dataclass(frozen=True, slots=True)
class Earning:
    """One part of an order as its maker's money: what it earned, what of it went back, and where it stands."""

    seller_order_id: UUID
    order_id: UUID
    order_number: int
    placed_at: datetime
    currency: str
    total_minor: int
    fee_minor: int
    fee_tax_minor: int
    tax_minor: int
    earning_minor: int
    royalty_minor: int
    refunded_minor: int
    supply_tax_minor: int
    """What a maker who charges VAT gets beside her earning, to hand on; what went back is off."""
    standing: str
    """`awaited` (no money yet), `held`, `disputed` (held until that is decided), `payable`, `on_its_way`, `paid`."""
    hold_until: datetime | None
    payout_id: UUID | None


class StallMoney(NamedTuple):
    """A stall's money in one currency, minor units: earned and within the hold, due to it, owed by it, and sent but not arrived."""

    currency: str
    held_minor: int
    payable_minor: int
    owed_minor: int
    on_its_way_minor: int


class StallRest(NamedTuple):
    """What of a stall's payable money no payout could carry yet (`rails.py`), minor units."""

    stall_id: UUID
    stall_name: dict[str, str]
    currency: str
    minor: int


async def rests(work: Work, stall_id: UUID | None) -> list[StallRest]:
    """What payouts left over, of a stall or of all, the largest first, at most a hundred."""
    rows = await work.rows(
        "SELECT p.stall_id, s.name AS stall_name, p.currency, sum(p.carried_minor - p.brought_minor)::bigint AS minor FROM payout p "
        "JOIN stall s ON s.cooperative_id = p.cooperative_id AND s.id = p.stall_id WHERE p.cooperative_id = $1 "
        "AND ($2::uuid IS NULL OR p.stall_id = $2) AND p.state IN ('prepared', 'paid') GROUP BY 1, 2, 3 "
        "HAVING sum(p.carried_minor - p.brought_minor) > 0 ORDER BY 4 DESC, 1, 3 LIMIT 100",
        work.cooperative_id, stall_id,
    )  # fmt: skip
    return [StallRest(**dict(row)) for row in rows]


async def stall_money(work: Work, stall_id: UUID) -> list[StallMoney]:
    """What a stall has, by currency; what a payout under way has set aside is not payable a second time. One statement."""
    held: dict[str, list[int]] = {}
    places = {AccountKind.SELLER_HELD: 0, AccountKind.SELLER_PAYABLE: 1, AccountKind.SELLER_NEGATIVE: 2}
    for one in await ledger.accounts(work, holder_ids=[stall_id]):
        if (place := places.get(one.kind)) is None:
            continue
        sums = held.setdefault(one.unit, [0, 0, 0, 0])
        sums[place] += one.display
        if one.kind is AccountKind.SELLER_PAYABLE:
            sums[1] -= one.pending
            sums[3] += one.pending
    return [StallMoney(unit, *sums) for unit, sums in sorted(held.items())]


async def payments_of(work: Work, order_ids: Sequence[UUID]) -> dict[UUID, PaymentRow]:
    """Order → its payment, with the newest attempt's page while it is open."""
    rows = await work.rows(
        f"""SELECT p.id, p.order_id, p.method, p.state, p.currency, p.amount_minor - b.spared AS amount_minor, p.reference, p.paid_at,
               CASE WHEN p.method = 'invoice' AND p.state = 'open' THEN p.came_minor ELSE o.captured_minor - b.spared END AS captured_minor,
               o.refunded_minor - b.spared AS refunded_minor, greatest(coalesce(o.owed_minor, 0) - p.came_minor, 0)::bigint AS owed_minor,
               CASE WHEN p.method = 'invoice' THEN greatest(coalesce(o.due_minor, 0) - p.came_minor, 0) ELSE 0 END::bigint AS due_minor,
               CASE WHEN o.has_gone OR p.state <> 'open' THEN p.due_at END AS due_at,
               CASE WHEN p.state = 'open' AND NOT o.has_gone THEN round(extract(epoch FROM p.due_at - p.created_at) / 86400)::int END AS due_days,
               a.page_url, a.expires_at, CASE WHEN p.state = 'authorised' THEN p.authorised_until END AS kept_until,
               p.purchase_order, p.disputed_at, p.takes_card AND p.method = 'pickup' AND p.state = 'open' AS takes_card,
               CASE WHEN p.stored_minor > 0 THEN w.stored END AS stored
           FROM payment p
           JOIN LATERAL (SELECT sum(o.captured_minor)::bigint AS captured_minor, sum(o.refunded_minor)::bigint AS refunded_minor,
                   sum(CASE WHEN s.state = 'cancelled' THEN 0 ELSE {OWED_OF_PORTION} END)::bigint AS owed_minor,
                   sum(CASE WHEN s.state = 'cancelled' OR o.captured_minor = 0 THEN 0 ELSE {OWED_OF_PORTION} END)::bigint AS due_minor,
                   coalesce(bool_or(o.captured_minor > 0), false) AS has_gone
               FROM portion o LEFT JOIN seller_order s ON s.cooperative_id = o.cooperative_id AND s.id = o.seller_order_id
               WHERE o.cooperative_id = p.cooperative_id AND o.payment_id = p.id) o ON true
           JOIN LATERAL (SELECT coalesce(sum(x.amount_minor) FILTER (WHERE r.goes_to = 'source'), 0)::bigint AS spared {of_order("p", "order_id")}) b ON true
           LEFT JOIN LATERAL (SELECT page_url, expires_at FROM payment_attempt WHERE cooperative_id = p.cooperative_id AND payment_id = p.id
               AND state IN ('page_open', 'created', 'declined') ORDER BY id DESC LIMIT 1) a ON true
           LEFT JOIN LATERAL (SELECT jsonb_agg(jsonb_build_object('method', x.method, 'amount', x.amount, 'captured', x.captured,
                   'refunded', x.refunded, 'ending', x.ending) ORDER BY x.method DESC) AS stored
               FROM (SELECT s.method, sum(s.amount_minor) AS amount, sum(s.amount_minor) FILTER (WHERE s.state = 'captured') AS captured,
                       sum(s.refunded_minor) AS refunded, min(v.ending) AS ending FROM spending s
                   LEFT JOIN voucher v ON v.cooperative_id = s.cooperative_id AND v.id = s.holder_id
                   WHERE s.cooperative_id = p.cooperative_id AND s.order_id = p.order_id GROUP BY s.method) x) w ON p.stored_minor > 0
           WHERE p.cooperative_id = $1 AND p.order_id = ANY($2)""",
        work.cooperative_id,
        list(order_ids),
    )
    return {
        row["order_id"]: PaymentRow(
            **{**dict(row), "captured_minor": row["captured_minor"] or 0, "refunded_minor": row["refunded_minor"] or 0}
        )
        for row in rows
    }


async def lapsing(work: Work) -> list[UUID]:
    """Orders whose money a bank keeps for a short while only, the most urgent first, at most fifty: those that officers were told of."""
    rows = await work.rows(
        "SELECT order_id FROM payment WHERE cooperative_id = $1 AND state = 'authorised' AND lapse_told_at IS NOT NULL "
        "ORDER BY authorised_until LIMIT 50",
        work.cooperative_id,
    )
    return [row["order_id"] for row in rows]


async def open_attempt(work: Work, order_id: UUID) -> UUID | None:
    """The card attempt of an order that has not ended, if there is one."""
    found: UUID | None = await work.value(
        "SELECT a.id FROM payment_attempt a JOIN payment p ON p.cooperative_id = a.cooperative_id AND p.id = a.payment_id "
        "WHERE a.cooperative_id = $1 AND p.order_id = $2 AND p.method IN ('card', 'pickup') AND a.state IN ('created', 'page_open', 'declined') "
        "ORDER BY a.id DESC LIMIT 1",
        work.cooperative_id,
        order_id,
    )
    return found


async def refunds_of(work: Work, order_ids: Sequence[UUID]) -> list[RefundRow]:
    """The refunds of these orders, oldest first; without what the scales took off as it was paid."""
    rows = await work.rows(
        f"SELECT {_REFUND} FROM refund r JOIN payment p ON p.cooperative_id = r.cooperative_id AND p.id = r.payment_id "
        f"WHERE r.cooperative_id = $1 AND r.order_id = ANY($2) AND NOT (r.cause = 'weight' AND {IS_SPARED}) ORDER BY r.id",
        work.cooperative_id, list(order_ids),
    )  # fmt: skip
    return [_refund(row) for row in rows]


async def refunds_under_way(work: Work, person_id: UUID) -> list[tuple[int, RefundRow]]:
    """(order's number, refund) of what goes back to one person and has not reached her yet, the oldest first, at most a hundred."""
    rows = await work.rows(
        f"SELECT {_REFUND}, o.number FROM refund r JOIN payment p ON p.cooperative_id = r.cooperative_id AND p.id = r.payment_id "
        "JOIN sale_order o ON o.cooperative_id = r.cooperative_id AND o.id = r.order_id AND o.person_id = $2 "
        "WHERE r.cooperative_id = $1 AND r.state <> 'settled' ORDER BY r.id LIMIT 100",
        work.cooperative_id, person_id,
    )  # fmt: skip
    return [(row["number"], _refund(row)) for row in rows]


_REFUND = """r.id, r.order_id, r.state, r.cause, r.liable, r.currency, r.amount_minor, r.reason, r.created_at, r.settled_at, r.goes_to,
    p.method, r.provider_refund"""


def _refund(row: Mapping[str, Any]) -> RefundRow:
    facts = {name: row[name] for name in RefundRow.__slots__ if name != "by_bank"}
    by_bank = row["method"] in ("bank", "invoice") and row["goes_to"] == "source"
    to_card = row["method"] == "card" and row["goes_to"] == "source" and row["cause"] != "dispute"
    no_card_has_it = row["provider_refund"] is None and row["state"] == "settled"
    if to_card and (no_card_has_it or rails.by_hand(row["amount_minor"], row["currency"])):
        facts["goes_to"] = "hand"
    return RefundRow(**facts, by_bank=by_bank)


async def is_spared(work: Work, refund_id: UUID) -> bool:
    """Whether this refund is what the scales took off as it was paid: its buyer was never asked for it."""
    found: bool = await work.value(
        f"SELECT {IS_SPARED} FROM refund r WHERE r.cooperative_id = $1 AND r.id = $2", work.cooperative_id, refund_id
    )
    return found


async def given_by_hand(work: Work) -> list[UUID]:
    """Orders with a refund that no card can be given, or that came back from one, and nobody gave yet, the oldest first, at most fifty."""
    rows = await work.rows(
        "SELECT order_id FROM refund WHERE cooperative_id = $1 AND ((state = 'requested' AND lease_until = 'infinity') OR state = 'failed') "
        "GROUP BY 1 ORDER BY min(created_at) LIMIT 50",
        work.cooperative_id,
    )
    return [row["order_id"] for row in rows]


_PAYEE = (
    "coalesce(p.sent_to_{0}, CASE WHEN p.state = 'prepared' AND p.channel = 'bank' THEN a.bank_{0} END, '') AS bank_{0}"
)
"""SQL: to whose account a payout was given out or paid; of one that waits still, where it would go now."""


async def payouts(
    work: Work, *, stall_id: UUID | None, state: str | None, before: UUID | None, first: int, asker: UUID | None = None
) -> list[PayoutRow]:
    """Payouts of a stall or of all, newest first, one more than `first` where there are more. `asker`: the agent who looks at them."""
    rows = await work.rows(
        "SELECT p.id, p.stall_id, p.channel, p.state, p.currency, p.amount_minor, p.netted_minor, p.returned_minor, p.brought_minor, "
        "p.carried_minor, p.reversed_minor, p.batch_id, p.provider_transfer, t.name AS till_name, p.failure, p.created_at, p.paid_at, "
        "p.approvals_needed, (SELECT count(*) FROM payout_approval v WHERE v.cooperative_id = p.cooperative_id AND v.payout_id = p.id) AS approvals, "
        "EXISTS (SELECT FROM payout_approval v WHERE v.cooperative_id = p.cooperative_id AND v.payout_id = p.id AND v.agent_id = $6) AS is_approved_by_asker, "
        "CASE WHEN p.channel <> 'remittance' OR p.state <> 'paid' OR p.amount_minor = 0 THEN '' WHEN w.state = 'paid' THEN 'arrived' "
        "WHEN w.id IS NOT NULL THEN 'sent' ELSE 'waiting' END AS onward, "
        f"{_PAYEE.format('holder')}, {_PAYEE.format('last_four')} FROM payout p "
        "LEFT JOIN seller_account a ON a.cooperative_id = p.cooperative_id AND a.stall_id = p.stall_id "
        "LEFT JOIN pickup_point t ON t.cooperative_id = p.cooperative_id AND t.id = p.till_id "
        "LEFT JOIN account_payout w ON w.cooperative_id = p.cooperative_id AND w.id = p.account_payout_id WHERE p.cooperative_id = $1 "
        "AND ($2::uuid IS NULL OR p.stall_id = $2) AND ($3::text IS NULL OR p.state = $3) AND ($4::uuid IS NULL OR p.id < $4) ORDER BY p.id DESC LIMIT $5",
        work.cooperative_id, stall_id, state, before, first + 1, asker,
    )  # fmt: skip
    return [PayoutRow(**dict(row)) for row in rows]


async def earnings(work: Work, stall_id: UUID, *, before: UUID | None, first: int) -> list[Earning]:
    """A stall's earnings, part by part, newest first: each traceable to its order."""
    rows = await work.rows(
        f"""SELECT s.id AS seller_order_id, s.order_id, o.number AS order_number, o.placed_at, s.currency, s.total_minor, s.fee_minor, s.fee_tax_minor,
               s.tax_minor, s.earning_minor, s.royalty_minor, s.hold_until, i.payout_id, coalesce(b.back, 0) AS refunded_minor,
               {SUPPLY_TAX} - coalesce(b.tax, 0) AS supply_tax_minor,
               CASE WHEN y.state = 'paid' THEN 'paid' WHEN y.id IS NOT NULL THEN 'on_its_way'
                    WHEN m.disputed_at IS NOT NULL THEN 'disputed' WHEN s.payable_at IS NOT NULL THEN 'payable'
                    WHEN p.captured_minor = p.authorised_minor AND NOT (m.method = 'invoice' AND m.state = 'open') THEN 'held'
                    ELSE 'awaited' END AS standing
           FROM seller_order s
           JOIN sale_order o ON o.cooperative_id = s.cooperative_id AND o.id = s.order_id
           LEFT JOIN portion p ON p.cooperative_id = s.cooperative_id AND p.seller_order_id = s.id
           LEFT JOIN payment m ON m.cooperative_id = p.cooperative_id AND m.id = p.payment_id
           LEFT JOIN payout_item i ON i.cooperative_id = s.cooperative_id AND i.seller_order_id = s.id AND i.live
           LEFT JOIN payout y ON y.cooperative_id = i.cooperative_id AND y.id = i.payout_id
           LEFT JOIN LATERAL (SELECT sum(r.earning_minor)::bigint AS back, sum(r.supply_tax_minor)::bigint AS tax
               FROM refund_line r JOIN order_line l ON l.cooperative_id = r.cooperative_id
               AND l.id = r.order_line_id WHERE l.cooperative_id = s.cooperative_id AND l.seller_order_id = s.id) b ON true
           WHERE s.cooperative_id = $1 AND s.stall_id = $2 AND s.state NOT IN ('waiting') AND ($3::uuid IS NULL OR s.id < $3)
               AND NOT (s.state = 'cancelled' AND coalesce(p.captured_minor, 0) = 0)
           ORDER BY s.id DESC LIMIT $4""",
        work.cooperative_id, stall_id, before, first + 1,
    )  # fmt: skip
    return [Earning(**dict(row)) for row in rows]


async def account_state(work: Work, stall_id: UUID) -> str:
    """Where a stall's account at the card provider stands."""
    found = await work.value(
        "SELECT state FROM seller_account WHERE cooperative_id = $1 AND stall_id = $2", work.cooperative_id, stall_id
    )
    return str(found or "none")
