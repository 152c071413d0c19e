"""Money comes in: a card payment or bank transfer for a whole order, or cash for one stall's part at pickup. Or goods go on an
invoice, and what they cost is owed.

The journal of a capture is the worked sale of docs/decisions/0010: what the buyer owed becomes the maker's held earning, the
co-op's fee, and tax. Its key is the portion's, so a portion is captured once however often somebody tells us of it.
"""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.credit import selling
from minga_platform.market.credit import spending as storing
from minga_platform.market.credit.accounts import SET_ASIDE, account
from minga_platform.market.cycles.amounts import purposes_of
from minga_platform.market.cycles.taking import PURPOSES_OF_LINE, takes_late_money
from minga_platform.market.orders.commands.prepare import complete_if_done
from minga_platform.market.orders.commands.settle import confirm, end_unpaid, locked
from minga_platform.market.payments.commands.refund import refund_cancelled, refund_whole
from minga_platform.market.payments.events import PaymentReceived, SoldOnInvoice
from minga_platform.market.payments.invoiced import INVOICED, is_open

RECEIVABLE = AccountName(AccountKind.RECEIVABLE)
DELIVERY = AccountName(AccountKind.FEE_INCOME, purpose="delivery")
TAX_ON_FEES = AccountName(AccountKind.VAT_DUE, purpose="fees")
TAX_ON_SALES = AccountName(AccountKind.VAT_DUE, purpose="sales")
TAX_ON_SUPPLIES = AccountName(AccountKind.VAT_DUE, purpose="supplies")
"""What registered makers charged the co-op: it is taken off what the co-op owes on its sales."""
CARD_CASH = AccountName(AccountKind.CASH_STRIPE)
BANK_CASH = AccountName(AccountKind.CASH_BANK)


def till(holder_id: UUID) -> AccountName:
    """The cash in the till of a pickup point or stall."""
    return AccountName(AccountKind.CASH_TILL, holder_id)


def fees_for(purpose: str) -> AccountName:
    """The co-op's fees: `sales`, and what order cycles take (transport, packing …)."""
    return AccountName(AccountKind.FEE_INCOME, purpose=purpose)


def held(stall_id: UUID) -> AccountName:
    """What a stall earned and does not get yet."""
    return AccountName(AccountKind.SELLER_HELD, stall_id)


def royalties_due(holder_id: UUID, purpose: str) -> AccountName:
    """What sales left with a work of the commons, until it is divided."""
    return AccountName(AccountKind.ROYALTIES_DUE, holder_id, purpose)


def containers_owed(container_id: UUID) -> AccountName:
    """Deposits on one kind of jar or crate, until they are back."""
    return AccountName(AccountKind.CONTAINERS_OWED, container_id)


async def locked_payment(work: Work, payment_id: UUID) -> asyncpg.Record:
    """The payment's row, locked. Whoever needs the order's lock too takes that first."""
    row = await work.row(
        "SELECT * FROM payment WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, payment_id
    )
    assert row is not None, "a payment is never deleted"
    return row


async def receive_whole(
    work: Work,
    payment_id: UUID,
    cash: AccountName,
    *,
    provider_intent: str | None = None,
    provider_charge: str | None = None,
) -> None:
    """All the money of an order came in. Safe to repeat, in any order with its other news.

    An order that had ended meanwhile finds its goods again, or the money goes back by itself: never kept unfilled.
    Announces: PaymentReceived; RefundAsked where the money goes back.
    """
    order_id = await work.value(
        "SELECT order_id FROM payment WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, payment_id
    )
    order = await locked(work, order_id)
    payment = await locked_payment(work, payment_id)
    if payment["state"] == "paid":
        # Before anything else: the same news after a cancellation must not bring the order back.
        return
    # A void payment belongs to an order that somebody ended on purpose: its money goes back even if the goods are there.
    # One that was authorised found its order wanted then; somebody captured it at the provider's own desk.
    wanted = payment["state"] == "authorised" or (
        payment["state"] != "void" and await is_wanted(work, order, payment) and await confirm(work, order_id)
    )
    await work.execute(
        "UPDATE payment SET state = 'paid', paid_at = $3, provider_intent = coalesce($4, provider_intent), "
        "provider_charge = coalesce($5, provider_charge) WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, payment_id, work.now, provider_intent, provider_charge,
    )  # fmt: skip
    if payment["method"] == "invoice":
        await _receive_invoiced(work, payment, cash)
    else:
        portions = await work.rows(
            "UPDATE portion SET captured_minor = authorised_minor WHERE cooperative_id = $1 AND payment_id = $2 AND captured_minor = 0 "
            "RETURNING seller_order_id",
            work.cooperative_id, payment_id,
        )  # fmt: skip
        await book_parts(work, payment, [portion["seller_order_id"] for portion in portions], cash)
    # An attempt whose place another took stays superseded: its page, should there be one, is still to be closed.
    await work.execute(
        "UPDATE payment_attempt a SET state = 'paid', ended_at = $3 WHERE cooperative_id = $1 AND payment_id = $2 AND state <> 'paid' "
        "AND NOT (state = 'superseded' AND EXISTS (SELECT FROM payment_attempt b WHERE b.cooperative_id = $1 AND b.payment_id = $2 AND b.id > a.id))",
        work.cooperative_id, payment_id, work.now,
    )  # fmt: skip
    work.emit(PaymentReceived(order_id=order_id, payment_id=payment_id))
    if payment["state"] == "authorised":
        await refund_cancelled(work, order, await _cancelled(work, order_id), reason="")
    if not wanted:
        await refund_whole(work, order_id, cause="late_money", reason="")


async def sell_on_invoice(work: Work, payment: asyncpg.Record, seller_order_id: UUID) -> None:
    """The goods of one stall's part went before their money: the sale is booked as owed, the delivery with the first part that goes.

    For a locked payment. Safe to repeat. A part with a gift voucher waits for its money, for its code is as good as money.
    Announces: SoldOnInvoice.
    """
    if not is_open(payment):
        return
    rows = await work.rows(
        "UPDATE portion o SET captured_minor = authorised_minor WHERE o.cooperative_id = $1 AND o.payment_id = $2 AND o.captured_minor = 0 "
        f"AND (o.seller_order_id = $4 OR o.seller_order_id IS NULL) AND {_NOT_BOOKED} AND NOT EXISTS (SELECT FROM order_line l "
        "WHERE l.cooperative_id = $1 AND l.seller_order_id = $4 AND l.voucher_id IS NOT NULL) RETURNING o.id, o.seller_order_id",
        work.cooperative_id, payment["id"], payment["order_id"], seller_order_id,
    )  # fmt: skip
    if not rows:
        return
    await _owed_from_now(work, payment, [row["id"] for row in rows])
    await book_parts(work, payment, [row["seller_order_id"] for row in rows], INVOICED)
    work.emit(SoldOnInvoice(order_id=payment["order_id"], payment_id=payment["id"]))


async def _owed_from_now(work: Work, payment: asyncpg.Record, portion_ids: Sequence[UUID]) -> None:
    """With the first goods that go the days of the group's terms begin: until then they were counted from the placing (`invoicing.owe`),
    which is how they are known here. What goes later is due with them."""
    await work.execute(
        "UPDATE payment SET due_at = $3::timestamptz + (due_at - created_at) WHERE cooperative_id = $1 AND id = $2 "
        "AND EXISTS (SELECT FROM portion o WHERE o.cooperative_id = $1 AND o.id = ANY ($4) AND o.captured_minor > 0) "
        "AND NOT EXISTS (SELECT FROM portion o WHERE o.cooperative_id = $1 AND o.payment_id = $2 AND o.captured_minor > 0 AND o.id <> ALL ($4))",
        work.cooperative_id, payment["id"], work.now, list(portion_ids),
    )  # fmt: skip


async def _receive_invoiced(work: Work, payment: asyncpg.Record, cash: AccountName) -> None:
    """The money of an invoice: for what was booked as its goods went, less what went back since, and for what goes only now. What was
    cancelled meanwhile is not owed, hence not paid."""
    owed = await work.value(
        "SELECT coalesce(sum(captured_minor - refunded_minor), 0)::bigint FROM portion WHERE cooperative_id = $1 AND payment_id = $2",
        work.cooperative_id, payment["id"],
    )  # fmt: skip
    await post(
        work, kind="invoice_paid", subject_kind="order", subject_id=payment["order_id"], key=f"invoice-paid:{payment['id']}",
        moves=[Move(cash, INVOICED, Money(owed, payment["currency"]))],
    )  # fmt: skip
    rows = await work.rows(
        "UPDATE portion o SET captured_minor = authorised_minor WHERE o.cooperative_id = $1 AND o.payment_id = $2 AND o.captured_minor = 0 "
        f"AND {_NOT_BOOKED} AND NOT EXISTS (SELECT FROM seller_order s WHERE s.cooperative_id = $1 AND s.id = o.seller_order_id "
        "AND s.state = 'cancelled') RETURNING o.seller_order_id",
        work.cooperative_id, payment["id"], payment["order_id"],
    )  # fmt: skip
    await book_parts(work, payment, [row["seller_order_id"] for row in rows], cash)


_NOT_BOOKED = """(o.authorised_minor > 0 OR EXISTS (SELECT FROM spending w WHERE w.cooperative_id = $1 AND w.order_id = $3
    AND w.seller_order_id IS NOT DISTINCT FROM o.seller_order_id AND w.state = 'set_aside'))"""
"""SQL: of a portion `o` that a voucher or store credit pays whole, whether it is booked cannot be read from what was captured of it."""


async def _cancelled(work: Work, order_id: UUID) -> list[UUID]:
    rows = await work.rows(
        "SELECT id FROM seller_order WHERE cooperative_id = $1 AND order_id = $2 AND state = 'cancelled'",
        work.cooperative_id,
        order_id,
    )
    return [row["id"] for row in rows]


async def receive_stored(work: Work, payment_id: UUID) -> None:
    """Nothing more is to come for an order that a voucher or store credit paid whole: it is booked as it is placed.

    Announces: PaymentReceived.
    """
    payment = await locked_payment(work, payment_id)
    portions = await work.rows(
        "SELECT seller_order_id FROM portion WHERE cooperative_id = $1 AND payment_id = $2",
        work.cooperative_id,
        payment_id,
    )
    await book_parts(work, payment, [portion["seller_order_id"] for portion in portions], SET_ASIDE)
    work.emit(PaymentReceived(order_id=payment["order_id"], payment_id=payment_id))


async def is_wanted(work: Work, order: asyncpg.Record, payment: asyncpg.Record) -> bool:
    """Whether money that came, or is kept by the buyer's bank, finds its order still wanted. For a locked order and payment.

    One that stands already did not wait for this money: an invoice is due after its goods went, and what was bought together in
    an order cycle is an order only once it came. Nor is it ended by a part of it that ended, with what store credit paid of that.

    An order of a cycle that waits, and whose money came after the closing, is taken or ended, as members decided; its lines stay.
    One whose store credit or voucher went back to its owner when it ended is not taken up again.
    """
    if order["state"] in ("placed", "completed"):
        return True
    if payment["stored_minor"] and await storing.was_given_back(work, order["id"]):
        return False
    if order["cycle_id"] is None or await takes_late_money(work, order["cycle_id"]):
        return True
    await end_unpaid(work, order["id"], cause="cycle_closed")
    return False


async def receive_cash(work: Work, payment: asyncpg.Record, seller_order_id: UUID, cash: AccountName) -> None:
    """A buyer paid one stall's part at pickup. For a locked payment. Safe to repeat. Announces: PaymentReceived."""
    taken = await work.value(
        "UPDATE portion SET captured_minor = authorised_minor, till_id = $4 WHERE cooperative_id = $1 AND payment_id = $2 AND seller_order_id = $3 "
        "AND captured_minor = 0 AND authorised_minor > 0 RETURNING id",
        work.cooperative_id, payment["id"], seller_order_id, cash.holder_id,
    )  # fmt: skip
    if taken is None and not (payment["stored_minor"] and await storing.waits(work, seller_order_id)):
        return
    await book_parts(work, payment, [seller_order_id], cash)
    await close_when_all_is_in(work, payment["id"])
    work.emit(PaymentReceived(order_id=payment["order_id"], payment_id=payment["id"]))


async def close_when_all_is_in(work: Work, payment_id: UUID) -> None:
    """A payment in cash is paid once no part is left that is still to be fetched and paid. For a locked payment. Safe to repeat."""
    await work.execute(
        "UPDATE payment p SET state = 'paid', paid_at = $3 WHERE p.cooperative_id = $1 AND p.id = $2 AND p.state = 'open' "
        "AND EXISTS (SELECT FROM portion o WHERE o.cooperative_id = $1 AND o.payment_id = $2 AND o.captured_minor > 0) "
        "AND NOT EXISTS (SELECT FROM portion o JOIN seller_order s ON s.cooperative_id = o.cooperative_id AND s.id = o.seller_order_id "
        "WHERE o.cooperative_id = $1 AND o.payment_id = $2 AND o.captured_minor < o.authorised_minor AND s.state <> 'cancelled')",
        work.cooperative_id, payment_id, work.now,
    )  # fmt: skip


async def book_parts(
    work: Work, payment: asyncpg.Record, seller_order_ids: Sequence[UUID | None], cash: AccountName
) -> None:
    """The journal of these parts' money; None is the delivery. For a locked payment, once for each part."""
    if not seller_order_ids:
        return
    unit = payment["currency"]
    moves: list[Move] = []
    rows = await work.rows(
        "SELECT s.stall_id, s.maker_taxed, l.id, l.seller_order_id, l.total_minor, l.tax_minor, l.fee_minor, l.fee_tax_minor, l.earning_minor, "
        "l.royalty_minor, l.royalty_holder_id, l.royalty_purpose, l.deposit_minor, l.container_id, l.voucher_id, "
        f"{PURPOSES_OF_LINE} FROM order_line l "
        "JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id "
        "WHERE l.cooperative_id = $1 AND l.seller_order_id = ANY($2::uuid[]) ORDER BY s.position, l.position",
        work.cooperative_id,
        [one for one in seller_order_ids if one is not None],
    )
    stored = storing.Captured()
    if payment["stored_minor"]:
        stored = await storing.capture(work, payment["order_id"], seller_order_ids)
    of_lines = stored.of_lines([(row["id"], row["seller_order_id"], row["total_minor"]) for row in rows])
    for row in rows:
        trace = {"seller_order_id": row["seller_order_id"], "order_line_id": row["id"]}
        by_stored = of_lines.get(row["id"], 0)
        moves.append(Move(cash, RECEIVABLE, Money(row["total_minor"] - by_stored, unit), **trace))
        moves.append(Move(stored.source, RECEIVABLE, Money(by_stored, unit), **trace))
        moves.append(Move(RECEIVABLE, held(row["stall_id"]), Money(row["earning_minor"], unit), **trace))
        if row["royalty_minor"]:
            due = royalties_due(row["royalty_holder_id"], row["royalty_purpose"])
            moves.append(Move(RECEIVABLE, due, Money(row["royalty_minor"], unit), **trace))
        if row["container_id"]:
            owed = containers_owed(row["container_id"])
            moves.append(Move(RECEIVABLE, owed, Money(row["deposit_minor"], unit), **trace))
        if row["voucher_id"]:
            bought = account("voucher", row["voucher_id"])
            moves.append(Move(RECEIVABLE, bought, Money(row["deposit_minor"], unit), **trace))
        for purpose, fee in purposes_of(row["fee_purposes"], row["fee_minor"]):
            moves.append(Move(RECEIVABLE, fees_for(purpose), Money(fee, unit), **trace))
        moves.append(Move(RECEIVABLE, TAX_ON_FEES, Money(row["fee_tax_minor"], unit), **trace))
        moves.append(Move(RECEIVABLE, TAX_ON_SALES, Money(row["tax_minor"], unit), **trace))
        if row["maker_taxed"] and row["container_id"] is None:
            moves.append(Move(TAX_ON_SUPPLIES, held(row["stall_id"]), Money(row["tax_minor"], unit), **trace))
    if None in seller_order_ids:
        order = await work.row(
            "SELECT delivery_minor, delivery_tax_minor FROM sale_order WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id,
            payment["order_id"],
        )
        assert order is not None
        by_stored = stored.amounts.get(None, 0)
        moves.append(Move(cash, RECEIVABLE, Money(order["delivery_minor"] - by_stored, unit)))
        moves.append(Move(stored.source, RECEIVABLE, Money(by_stored, unit)))
        moves.append(Move(RECEIVABLE, DELIVERY, Money(order["delivery_minor"] - order["delivery_tax_minor"], unit)))
        moves.append(Move(RECEIVABLE, TAX_ON_SALES, Money(order["delivery_tax_minor"], unit)))
    parts = [str(one) for one in seller_order_ids if one is not None]
    which = "all" if len(parts) > 1 else parts[0] if parts else "delivery"
    await post(
        work,
        kind="sale",
        subject_kind="order",
        subject_id=payment["order_id"],
        key=f"capture:{payment['id']}:{which}",
        moves=moves,
    )
    await _hand_out_vouchers(work, payment["order_id"], [row for row in rows if row["voucher_id"]])


async def _hand_out_vouchers(work: Work, order_id: UUID, rows: Sequence[asyncpg.Record]) -> None:
    """The codes of paid vouchers are good, and with that their part is with its buyer: nobody prepares it. It is never payable, for
    nobody earns it. In the unit that books the money, so that no cancellation comes between the code and its price."""
    if not rows:
        return
    await selling.open_paid(work, [row["voucher_id"] for row in rows])
    await work.execute(
        "UPDATE seller_order SET state = 'handed_over', handed_over_at = $3 WHERE cooperative_id = $1 AND id = ANY ($2) "
        "AND state IN ('waiting', 'to_prepare', 'ready')",
        work.cooperative_id, list({row["seller_order_id"] for row in rows}), work.now,
    )  # fmt: skip
    await complete_if_done(work, order_id)


async def book_provider_fee(work: Work, payment_id: UUID, fee_minor: int) -> None:
    """What the card provider kept of a payment, once it is known. Safe to repeat."""
    payment = await locked_payment(work, payment_id)
    if payment["provider_fee_minor"] is not None or fee_minor <= 0:
        return
    await work.execute(
        "UPDATE payment SET provider_fee_minor = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        payment_id,
        fee_minor,
    )
    await post(
        work, kind="provider_fee", subject_kind="order", subject_id=payment["order_id"], key=f"provider-fee:{payment_id}",
        moves=[Move(AccountName(AccountKind.PAYMENT_COST), CARD_CASH, Money(fee_minor, payment["currency"]))],
    )  # fmt: skip
