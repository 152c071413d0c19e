"""What the provider tells is applied by a table of allowed moves; older news never overwrites newer, and no news counts twice."""

from typing import Any
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.orders.commands.settle import locked
from minga_platform.market.payments.commands import authorising
from minga_platform.market.payments.commands.bank import fail_payment
from minga_platform.market.payments.commands.capture import CARD_CASH, book_provider_fee, receive_whole
from minga_platform.market.payments.commands.refund_settling import locked_refund, settle
from minga_platform.market.payments.events import RefundFailed
from minga_platform.market.payments.ports import PaymentSeen, PaymentState, RefundSeen, RefundState
from minga_platform.market.payments.states import REFUND_MOVES


async def apply_payment(work: Work, seen: PaymentSeen) -> str:
    """Apply what the provider has of a payment page; what was done, in a word, for the event's row. Safe to repeat.

    A page that is not ours (of another co-op, or of an attempt that we do not know) changes nothing and opens a discrepancy.
    """
    row = await _attempt_of(work, seen)
    if row is None:
        await open_discrepancy(
            work,
            "unknown_payment",
            seen.payment_ref or seen.page_ref,
            {"total": seen.total.decimal, "state": seen.state.value},
        )
        return "unknown"
    await locked(work, row["order_id"])
    if row["provider_page"] is None:
        await work.execute(
            "UPDATE payment_attempt SET provider_page = $3, page_url = coalesce(page_url, $4), state = CASE WHEN state = 'created' THEN 'page_open' "
            "ELSE state END WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id, row["id"], seen.page_ref, seen.url,
        )  # fmt: skip
    if seen.state is PaymentState.PAID:
        return await _paid(work, row, seen)
    if seen.state is PaymentState.AUTHORISED:
        return await _authorised(work, row, seen)
    if seen.state is PaymentState.FAILED and row["authorised_until"] is not None:
        return await _gone(work, row, seen)
    if seen.state in (PaymentState.EXPIRED, PaymentState.FAILED):
        if row["state"] == "superseded":
            await work.execute(
                "UPDATE payment_attempt SET lease_until = 'infinity' WHERE cooperative_id = $1 AND id = $2",
                work.cooperative_id,
                row["id"],
            )
            return "closed"
        ended = await fail_payment(work, row["payment_id"], row["order_id"], attempt_state="expired", cause="payment")
        return "failed" if ended else "known"
    return "waiting"


async def _attempt_of(work: Work, seen: PaymentSeen) -> Any:
    try:
        attempt_id = ids.decode("attempt", seen.attempt or "")
    except NotFound:
        return None
    if seen.cooperative != ids.encode("coop", work.cooperative_id):
        return None
    return await work.row(
        "SELECT a.id, a.state, a.provider_page, a.payment_id, p.order_id, p.amount_minor, p.currency, p.state AS payment_state, "
        "p.authorised_until, p.provider_intent FROM payment_attempt a "
        "JOIN payment p ON p.cooperative_id = a.cooperative_id AND p.id = a.payment_id WHERE a.cooperative_id = $1 AND a.id = $2",
        work.cooperative_id,
        attempt_id,
    )


async def _authorised(work: Work, row: Any, seen: PaymentSeen) -> str:
    if seen.total != Money(row["amount_minor"], row["currency"]):
        await open_discrepancy(work, "other_amount", ids.encode("attempt", row["id"]), {"received": seen.total.decimal})
        return "other_amount"
    done = await authorising.note_authorised(work, row["payment_id"], seen)
    if done == "second":
        # Nothing of it is taken; the bank lets go of it by itself.
        await open_discrepancy(
            work, "unknown_payment", seen.payment_ref or seen.page_ref, {"total": seen.total.decimal}
        )
    return done


async def _gone(work: Work, row: Any, seen: PaymentSeen) -> str:
    if row["provider_intent"] != seen.payment_ref:
        return "known"
    done = await authorising.note_gone(work, row["payment_id"])
    if done == "lost":
        expected = Money(row["amount_minor"], row["currency"])
        await open_discrepancy(work, "capture_lost", ids.encode("ord", row["order_id"]), {"expected": expected.decimal})
    return done


async def _paid(work: Work, row: Any, seen: PaymentSeen) -> str:
    expected = Money(row["amount_minor"], row["currency"])
    claimed = await authorising.claimed_minor(work, row["payment_id"]) if row["authorised_until"] else None
    if claimed is not None:
        expected = Money(claimed, row["currency"])
    if seen.received != expected:
        await open_discrepancy(
            work,
            "other_amount",
            ids.encode("attempt", row["id"]),
            {"expected": expected.decimal, "received": seen.received.decimal},
        )
        return "other_amount"
    if claimed is not None:
        await authorising.receive_claimed(work, row["payment_id"])
    else:
        await receive_whole(
            work, row["payment_id"], CARD_CASH, provider_intent=seen.payment_ref, provider_charge=seen.charge_ref
        )
    if seen.fee is not None:
        await book_provider_fee(work, row["payment_id"], seen.fee.minor)
    return "paid"


async def apply_refund(work: Work, seen: RefundSeen, *, refund_id: UUID | None = None) -> str:
    """Apply what the provider has of a refund; what was done, in a word. Safe to repeat."""
    if refund_id is None:
        try:
            refund_id = ids.decode("refund", seen.refund or "")
            await locked_refund(work, refund_id)
        except NotFound:
            await open_discrepancy(work, "unknown_refund", seen.refund_ref, {"amount": seen.amount.decimal})
            return "unknown"
    refund = await locked_refund(work, refund_id)
    if seen.state is RefundState.SUCCEEDED:
        return "settled" if await settle(work, refund_id, CARD_CASH, provider_refund=seen.refund_ref) else "known"
    if seen.state is RefundState.PENDING:
        if "pending" in REFUND_MOVES[refund["state"]]:
            await work.execute(
                "UPDATE refund SET state = 'pending', provider_refund = $3, "
                "lease_until = $4::timestamptz + interval '1 minute' WHERE cooperative_id = $1 AND id = $2",
                work.cooperative_id, refund_id, seen.refund_ref, work.now,
            )  # fmt: skip
        return "pending"
    if "failed" not in REFUND_MOVES[refund["state"]] or not await _came_back(work, refund_id, seen.refund_ref):
        return "known"
    if refund["state"] == "settled":
        # It had left; now it is back with the co-op, and still owed to the buyer.
        await post(
            work, kind="refund_returned", subject_kind="refund", subject_id=refund_id, key=f"refund-returned:{refund_id}:{refund['tries']}",
            moves=[Move(CARD_CASH, AccountName(AccountKind.REFUNDS_IN_FLIGHT), Money(refund["amount_minor"], refund["currency"]))],
        )  # fmt: skip
    await work.execute(
        "UPDATE refund SET state = 'failed', provider_refund = $3, settled_at = NULL, tries = tries + 1 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, refund_id, seen.refund_ref,
    )  # fmt: skip
    work.emit(RefundFailed(order_id=refund["order_id"], refund_id=refund_id))
    await open_discrepancy(work, "refund_failed", ids.encode("refund", refund_id), {"code": seen.failure_code or ""})
    return "failed"


async def _came_back(work: Work, refund_id: UUID, refund_ref: str) -> bool:
    """Written down, once: its refund may be sent again, or given by hand, and late news of this one is of that no more."""
    found = await work.value(
        "INSERT INTO refund_back (cooperative_id, id, refund_id, provider_refund, came_at) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT ON CONSTRAINT refund_back_provider_uq DO NOTHING RETURNING id",
        work.cooperative_id, ids.new(), refund_id, refund_ref, work.now,
    )  # fmt: skip
    return found is not None


async def open_discrepancy(
    work: Work, kind: str, subject: str, facts: dict[str, Any], *, amount: Money | None = None
) -> None:
    """Something does not agree: written down once, for a person to look at. `amount`: by how much the provider has more."""
    await work.execute(
        "INSERT INTO discrepancy (cooperative_id, id, kind, subject, facts, found_at, amount_minor, currency) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
        "ON CONFLICT DO NOTHING",
        work.cooperative_id, ids.new(), kind, subject, facts, work.now, amount and amount.minor, amount and amount.currency,
    )  # fmt: skip
