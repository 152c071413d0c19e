"""Cards that are charged at the hand-over: the buyer's bank keeps the money, and what is handed over takes it.

An authorisation is captured once. With the first part that is handed over all parts that live are claimed, and with them the
delivery; what was cancelled before is not, and the bank lets go of it at the same moment. What is cancelled afterwards is
refunded, as with any paid order. Nothing is booked before the provider says that it took the money.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.leases import LEASE
from minga_platform.kernel.work import Work
from minga_platform.market.credit import spending as storing
from minga_platform.market.orders.commands import cancel as ending
from minga_platform.market.orders.commands.settle import confirm, locked
from minga_platform.market.orders.errors import NotPaid
from minga_platform.market.payments.commands.capture import CARD_CASH, book_parts, is_wanted, locked_payment
from minga_platform.market.payments.commands.refund import refund_cancelled
from minga_platform.market.payments.commands.weighed import refund_weighed_off
from minga_platform.market.payments.events import AuthorisationLapses, CardWishMade, PaymentFailed, PaymentReceived
from minga_platform.rules import queries as rules

_AT_ONCE = 50


async def note_authorised(work: Work, payment_id: UUID, seen: Any) -> str:
    """The buyer's bank keeps the money (`seen`: a `ports.PaymentSeen`); what was done, in a word. Safe to repeat.

    Her order is confirmed. One that had ended finds its goods again, or the money is let go of.
    Announces: OrderConfirmed, or CardWishMade.
    """
    order, payment = await _both(work, payment_id)
    if payment["authorised_until"] is not None or payment["state"] in ("authorised", "paid"):
        return "known" if payment["provider_intent"] == seen.payment_ref else "second"
    wanted = payment["state"] != "void" and await is_wanted(work, order, payment) and await confirm(work, order["id"])
    if payment["method"] == "pickup":
        # From here on it is an order paid by card: what is handed over takes the money, and refunds go back there.
        await work.execute(
            "UPDATE payment SET method = 'card' WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, payment_id
        )
        await work.execute(
            "UPDATE sale_order SET payment_method = 'card' WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id,
            order["id"],
        )
    fresh = await work.row(
        "UPDATE payment SET state = $3, authorised_until = $4, provider_intent = $5, provider_charge = $6 "
        "WHERE cooperative_id = $1 AND id = $2 RETURNING *",
        work.cooperative_id, payment_id, "authorised" if wanted else "void", seen.capture_before or work.now + timedelta(days=5),
        seen.payment_ref, seen.charge_ref,
    )  # fmt: skip
    assert fresh is not None
    # The buyer has done her part on the page: it is not looked at any more.
    await work.execute(
        "UPDATE payment_attempt SET state = 'paid', ended_at = $3 WHERE cooperative_id = $1 AND payment_id = $2 "
        "AND state IN ('created', 'page_open', 'declined', 'expired')",
        work.cooperative_id, payment_id, work.now,
    )  # fmt: skip
    if not wanted:
        await _wish(work, fresh, "release", 0)
        return "released"
    if await _has_vouchers(work, order["id"]):
        # A voucher is with its buyer as soon as it is paid, so nothing else comes first; an authorisation is captured once.
        await claim(work, fresh)
    return "authorised"


async def _has_vouchers(work: Work, order_id: UUID) -> bool:
    found: bool = await work.value(
        "SELECT EXISTS (SELECT FROM order_line l JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id "
        "WHERE l.cooperative_id = $1 AND s.order_id = $2 AND l.voucher_id IS NOT NULL)",
        work.cooperative_id,
        order_id,
    )
    return found


async def claim(work: Work, payment: asyncpg.Record) -> bool:
    """Ask for the money of all parts that live; False when it was asked for before. For a locked order and payment.

    Refuses: NotPaid (the bank keeps it no longer). Announces: CardWishMade.
    """
    if await _wish_of(work, payment["id"]) is not None:
        return False
    if payment["authorised_until"] <= await work.fresh_now():
        raise NotPaid
    rows = await work.rows(
        "UPDATE portion o SET claimed_minor = authorised_minor WHERE o.cooperative_id = $1 AND o.payment_id = $2 AND o.captured_minor = 0 "
        "AND NOT EXISTS (SELECT FROM seller_order s WHERE s.cooperative_id = $1 AND s.id = o.seller_order_id AND s.state = 'cancelled') "
        "RETURNING claimed_minor",
        work.cooperative_id, payment["id"],
    )  # fmt: skip
    await _wish(work, payment, "capture", sum(row["claimed_minor"] for row in rows))
    return True


async def release(work: Work, payment: asyncpg.Record) -> None:
    """The whole order ended before anything was claimed: the bank need not keep the money. For a locked order and payment.

    Where it was claimed already, the capture goes its way and all of it is refunded when it is confirmed.
    Announces: CardWishMade.
    """
    if await _wish_of(work, payment["id"]) is not None:
        return
    await work.execute(
        "UPDATE payment SET state = 'void' WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, payment["id"]
    )
    await _wish(work, payment, "release", 0)


async def claimed_minor(work: Work, payment_id: UUID) -> int | None:
    """What a capture of this payment was asked for; None where none was."""
    found: int | None = await work.value(
        "SELECT amount_minor FROM card_wish WHERE cooperative_id = $1 AND payment_id = $2 AND wish = 'capture'",
        work.cooperative_id,
        payment_id,
    )
    return found


async def receive_claimed(work: Work, payment_id: UUID) -> None:
    """The provider took what was claimed: it is booked, and what was cancelled meanwhile goes back. Safe to repeat.

    Announces: PaymentReceived, perhaps RefundAsked.
    """
    order, payment = await _both(work, payment_id)
    if payment["state"] == "paid":
        return
    await work.execute(
        "UPDATE payment SET state = 'paid', paid_at = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        payment_id,
        work.now,
    )
    # A part that store credit paid whole claims nothing of the card, and is booked with the others.
    rows = await work.rows(
        "WITH there AS (SELECT o.id, s.state FROM portion o LEFT JOIN seller_order s ON s.cooperative_id = o.cooperative_id AND s.id = o.seller_order_id "
        "WHERE o.cooperative_id = $1 AND o.payment_id = $2 AND o.captured_minor = 0 AND o.claimed_minor = o.authorised_minor "
        "AND (o.claimed_minor > 0 OR s.state IS DISTINCT FROM 'cancelled')) "
        "UPDATE portion o SET captured_minor = o.claimed_minor, claimed_minor = 0 FROM there WHERE o.cooperative_id = $1 AND o.id = there.id "
        "RETURNING o.seller_order_id, there.state",
        work.cooperative_id, payment_id,
    )  # fmt: skip
    parts = {row["seller_order_id"]: row["state"] for row in rows}
    await book_parts(work, payment, list(parts), CARD_CASH)
    await _end_wish(work, payment_id, "done")
    work.emit(PaymentReceived(order_id=order["id"], payment_id=payment_id))
    ended = [part for part, state in parts.items() if state == "cancelled"]
    if ended:
        await refund_cancelled(work, order, ended, reason=order["cancellation_reason"])
    for part, state in parts.items():
        if part is not None and state != "cancelled":
            await refund_weighed_off(work, order, part, asked_by=None)


async def note_gone(work: Work, payment_id: UUID) -> str:
    """The bank keeps the money no longer; what was done, in a word. Safe to repeat.

    As we asked, that is all. Else nothing can be taken any more: what was not handed over ends and its goods are free again; what
    was is `lost`, and a person has to look. Announces: PaymentFailed, OrderCancelled.
    """
    order, payment = await _both(work, payment_id)
    if payment["state"] != "authorised":
        await _end_wish(work, payment_id, "done")
        return "released"
    await _end_wish(work, payment_id, "failed")
    await work.execute(
        "UPDATE portion SET claimed_minor = 0 WHERE cooperative_id = $1 AND payment_id = $2", work.cooperative_id, payment_id
    )  # fmt: skip
    await work.execute(
        "UPDATE payment SET state = 'failed' WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, payment_id
    )
    parts = await work.rows(
        "SELECT id, stall_id, state FROM seller_order WHERE cooperative_id = $1 AND order_id = $2 ORDER BY id FOR UPDATE",
        work.cooperative_id, order["id"],
    )  # fmt: skip
    for part in parts:
        if part["state"] in ("to_prepare", "ready"):
            await ending.cancel(work, await locked(work, order["id"]), cause="payment", stall_id=part["stall_id"])
    handed = [part["id"] for part in parts if part["state"] == "handed_over"]
    if payment["stored_minor"]:
        await storing.give_back(
            work, order["id"], [part["id"] for part in parts if part["id"] not in handed] if handed else None
        )
    work.emit(PaymentFailed(order_id=order["id"], payment_id=payment_id))
    return "lost" if handed else "lapsed"


async def watch(work: Work) -> int:
    """Authorisations that end soon: their officers are told, and by the members' rule they are captured before; how many were
    looked at, at most fifty. Safe to repeat. Announces: AuthorisationLapses, CardWishMade."""
    capture_hours = await rules.number_at(work, "market.card_capture_hours")
    alert_hours = max(await rules.number_at(work, "market.card_alert_hours"), capture_hours)
    now = await work.fresh_now()
    rows = await work.rows(
        "SELECT p.id, p.lapse_told_at IS NULL AS is_new FROM payment p WHERE p.cooperative_id = $1 AND p.state = 'authorised' "
        "AND p.authorised_until > $2 AND (p.lapse_told_at IS NULL AND p.authorised_until <= $3 OR p.authorised_until <= $4) "
        "AND NOT EXISTS (SELECT FROM card_wish w WHERE w.cooperative_id = p.cooperative_id AND w.payment_id = p.id) ORDER BY p.authorised_until LIMIT $5",
        work.cooperative_id, now, now + timedelta(hours=alert_hours), now + timedelta(hours=capture_hours), _AT_ONCE,
    )  # fmt: skip
    for row in rows:
        order, payment = await _both(work, row["id"])
        if payment["state"] != "authorised":
            continue
        if row["is_new"]:
            await work.execute(
                "UPDATE payment SET lapse_told_at = $3 WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, row["id"], now
            )  # fmt: skip
            work.emit(AuthorisationLapses(order_id=order["id"], payment_id=row["id"]))
        if payment["authorised_until"] <= now + timedelta(hours=capture_hours):
            await claim(work, payment)
    return len(rows)


async def overdue(work: Work) -> list[Any]:
    """Authorised payments whose time is over and of which nothing was heard: (id, provider_intent), the oldest few."""
    return await work.rows(
        "SELECT id, provider_intent FROM payment WHERE cooperative_id = $1 AND state = 'authorised' AND authorised_until <= $2 "
        "ORDER BY authorised_until LIMIT $3",
        work.cooperative_id, work.now, _AT_ONCE,
    )  # fmt: skip


async def _both(work: Work, payment_id: UUID) -> tuple[asyncpg.Record, asyncpg.Record]:
    order_id = await work.value(
        "SELECT order_id FROM payment WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, payment_id
    )
    order = await locked(work, order_id)
    return order, await locked_payment(work, payment_id)


async def _wish_of(work: Work, payment_id: UUID) -> asyncpg.Record | None:
    return await work.row(
        "SELECT * FROM card_wish WHERE cooperative_id = $1 AND payment_id = $2", work.cooperative_id, payment_id
    )


async def _wish(work: Work, payment: asyncpg.Record, wish: str, amount_minor: int) -> None:
    wish_id = ids.new()
    await work.execute(
        "INSERT INTO card_wish (cooperative_id, id, payment_id, wish, state, currency, amount_minor, created_at, lease_until) "
        "VALUES ($1, $2, $3, $4, 'requested', $5, $6, $7, $8)",
        work.cooperative_id, wish_id, payment["id"], wish, payment["currency"], amount_minor, work.now, work.now + LEASE,
    )  # fmt: skip
    work.emit(CardWishMade(payment_id=payment["id"], wish_id=wish_id))


async def _end_wish(work: Work, payment_id: UUID, state: str) -> None:
    await work.execute(
        "UPDATE card_wish SET state = $3, ended_at = $4 WHERE cooperative_id = $1 AND payment_id = $2 AND state = 'requested'",
        work.cooperative_id, payment_id, state, work.now,
    )  # fmt: skip
