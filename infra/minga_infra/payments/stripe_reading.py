"""Stripe's objects as the market sees them. Pure; everything unknown or missing reads as unknown, never as success."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from minga_infra.payments.stripe_amounts import from_stripe
from minga_platform.kernel.money import Money
from minga_platform.market.payments.ports import (
    AccountPayoutSeen,
    AccountPayoutState,
    BalanceSeen,
    DisputeSeen,
    EventHint,
    Movement,
    MovementKind,
    PaymentSeen,
    PaymentState,
    RefundSeen,
    RefundState,
    RemittanceSeen,
    ReversalSeen,
    SellerAccountSeen,
    SellerAccountState,
    Subject,
)

Thing = Mapping[str, Any]

ATTEMPT, ORDER, COOPERATIVE = "minga_attempt", "minga_order", "minga_cooperative"
REFUND, REMITTANCE, REVERSAL, SELLER = "minga_refund", "minga_remittance", "minga_reversal", "minga_seller"
ONWARD = "minga_onward"
TRIAL = "minga_trial"

_MOVEMENTS = {
    "charge": MovementKind.PAYMENT,
    "payment": MovementKind.PAYMENT,
    "refund": MovementKind.REFUND,
    "payment_refund": MovementKind.REFUND,
    "refund_failure": MovementKind.REFUND_FAILED,
    "payment_failure_refund": MovementKind.REFUND_FAILED,
    "transfer": MovementKind.REMITTANCE,
    "transfer_refund": MovementKind.REVERSAL,
    "transfer_cancel": MovementKind.REVERSAL,
    "transfer_failure": MovementKind.REVERSAL,
    "payout": MovementKind.PAYOUT,
    "payout_cancel": MovementKind.PAYOUT,
    "payout_failure": MovementKind.PAYOUT,
    "stripe_fee": MovementKind.FEE,
}
_REFUND_STATES = {
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.CANCELLED,
}


def read_payment(session: Thing) -> PaymentSeen:
    """A Checkout Session with `payment_intent.latest_charge.balance_transaction` expanded."""
    metadata = session.get("metadata") or {}
    currency = session["currency"]
    intent = _inner(session.get("payment_intent"))
    charge = _inner(intent.get("latest_charge"))
    taken = charge.get("status") == "succeeded"
    # A charge that only keeps the money, or let it go, has "succeeded" as well.
    paid = taken and bool(charge.get("captured"))
    card = _inner(_inner(charge.get("payment_method_details")).get("card"))
    line = _inner(charge.get("balance_transaction")) if paid else {}
    trouble = _inner(intent.get("last_payment_error"))
    return PaymentSeen(
        page_ref=session["id"],
        attempt=metadata.get(ATTEMPT),
        order=metadata.get(ORDER),
        cooperative=metadata.get(COOPERATIVE),
        state=_payment_state(session, intent),
        total=from_stripe(session["amount_total"], currency),
        received=from_stripe(intent.get("amount_received") or 0, currency),
        refunded=from_stripe(charge.get("amount_refunded") or 0 if paid else 0, currency),
        url=session.get("url"),
        expires_at=_instant(session.get("expires_at")),
        payment_ref=intent.get("id") or _reference(session.get("payment_intent")),
        charge_ref=charge.get("id") if taken else None,
        fee=from_stripe(line["fee"], line["currency"]) if line else None,
        disputed=bool(charge.get("disputed")),
        capture_before=_instant(card.get("capture_before")),
        decline_code=trouble.get("decline_code") or trouble.get("code"),
    )


def _payment_state(session: Thing, intent: Thing) -> PaymentState:
    status = session.get("status")
    if status == "expired":
        return PaymentState.EXPIRED
    if status == "open":
        return PaymentState.OPEN
    # `no_payment_required` is a page over nothing; we never ask for one, so it is not taken for money.
    if intent.get("status") == "requires_capture":
        return PaymentState.AUTHORISED
    # Of one that was authorised first, the intent says when the money was taken, whatever the page says by then.
    if intent.get("capture_method") == "manual" and intent.get("status") == "succeeded":
        return PaymentState.PAID
    if session.get("payment_status") == "paid" and intent.get("status") != "canceled":
        return PaymentState.PAID
    if intent.get("status") in ("requires_payment_method", "canceled"):
        return PaymentState.FAILED
    return PaymentState.PROCESSING


def read_refund(refund: Thing) -> RefundSeen:
    metadata = refund.get("metadata") or {}
    return RefundSeen(
        refund_ref=refund["id"],
        refund=metadata.get(REFUND),
        cooperative=metadata.get(COOPERATIVE),
        state=_REFUND_STATES.get(refund.get("status") or "", RefundState.PENDING),
        amount=from_stripe(refund["amount"], refund["currency"]),
        payment_ref=_reference(refund.get("payment_intent")),
        failure_code=refund.get("failure_reason"),
    )


_DISPUTE_STATES = {
    "warning_needs_response": "inquiry",
    "warning_under_review": "inquiry",
    "warning_closed": "won",
    "needs_response": "needs_response",
    "under_review": "under_review",
    "won": "won",
    "prevented": "won",
    "lost": "lost",
}


def read_dispute(dispute: Thing) -> DisputeSeen:
    """A dispute with its lines on the statement: each says what it moved and what it cost."""
    currency = dispute["currency"]
    lines = dispute.get("balance_transactions") or []
    due_by = (dispute.get("evidence_details") or {}).get("due_by")
    return DisputeSeen(
        dispute_ref=dispute["id"],
        charge_ref=_reference(dispute.get("charge")),
        payment_ref=_reference(dispute.get("payment_intent")),
        state=_DISPUTE_STATES.get(dispute["status"], "under_review"),
        reason=str(dispute.get("reason") or ""),
        amount=from_stripe(dispute["amount"], currency),
        taken=from_stripe(sum(-line["amount"] for line in lines if line["amount"] < 0), currency),
        returned=from_stripe(sum(line["amount"] for line in lines if line["amount"] > 0), currency),
        fee=from_stripe(max(sum(line["fee"] for line in lines), 0), currency),
        due_at=datetime.fromtimestamp(due_by, UTC) if due_by else None,
    )


def read_remittance(transfer: Thing) -> RemittanceSeen:
    metadata = transfer.get("metadata") or {}
    return RemittanceSeen(
        remittance_ref=transfer["id"],
        remittance=metadata.get(REMITTANCE),
        cooperative=metadata.get(COOPERATIVE),
        account_ref=_reference(transfer.get("destination")) or "",
        amount=from_stripe(transfer["amount"], transfer["currency"]),
        reversed=from_stripe(transfer["amount_reversed"], transfer["currency"]),
        order=transfer.get("transfer_group"),
    )


def read_reversal(reversal: Thing) -> ReversalSeen:
    return ReversalSeen(
        reversal_ref=reversal["id"],
        reversal=(reversal.get("metadata") or {}).get(REVERSAL),
        remittance_ref=_reference(reversal["transfer"]) or "",
        amount=from_stripe(reversal["amount"], reversal["currency"]),
    )


def read_account_payout(payout: Thing, account_ref: str) -> AccountPayoutSeen:
    states = {
        "paid": AccountPayoutState.PAID,
        "failed": AccountPayoutState.FAILED,
        "canceled": AccountPayoutState.FAILED,
    }
    return AccountPayoutSeen(
        payout_ref=payout["id"],
        payout=(payout.get("metadata") or {}).get(ONWARD),
        account_ref=account_ref,
        state=states.get(payout["status"], AccountPayoutState.PENDING),
        amount=from_stripe(payout["amount"], payout["currency"]),
        failure_code=payout.get("failure_code"),
    )


def read_seller_account(account: Thing) -> SellerAccountSeen:
    """A v2 account with `configuration.recipient` and `requirements` included."""
    metadata = account.get("metadata") or {}
    here: Any = account
    for step in ("configuration", "recipient", "capabilities", "stripe_balance", "stripe_transfers"):
        here = _inner(here.get(step))
    if account.get("closed"):
        state = SellerAccountState.CLOSED
    elif here.get("status") == "active":
        state = SellerAccountState.READY
    else:
        state = SellerAccountState.RESTRICTED
    entries = _inner(account.get("requirements")).get("entries") or []
    return SellerAccountSeen(
        account_ref=account["id"],
        seller=metadata.get(SELLER),
        cooperative=metadata.get(COOPERATIVE),
        state=state,
        wanted=tuple(entry["description"] for entry in entries if entry.get("awaiting_action_from") == "user"),
    )


def read_balance(balance: Thing) -> BalanceSeen:
    return BalanceSeen(available=_by_currency(balance["available"]), pending=_by_currency(balance["pending"]))


def _by_currency(parts: list[Thing]) -> dict[str, Money]:
    amounts = [from_stripe(part["amount"], part["currency"]) for part in parts]
    return {amount.currency: amount for amount in amounts}


def read_movement(line: Thing) -> Movement:
    kind = _MOVEMENTS.get(line["type"], MovementKind.OTHER)
    if str(line.get("reporting_category", "")).startswith("dispute"):
        kind = MovementKind.DISPUTE
    return Movement(
        movement_ref=line["id"],
        kind=kind,
        source_ref=_reference(line.get("source")),
        amount=from_stripe(line["amount"], line["currency"]),
        fee=from_stripe(line["fee"], line["currency"]),
        net=from_stripe(line["net"], line["currency"]),
        at=datetime.fromtimestamp(line["created"], UTC),
        available_at=datetime.fromtimestamp(line["available_on"], UTC),
    )


def read_event(event: Thing) -> EventHint:
    """A snapshot event (v1) or a thin one (v2). Raises KeyError, TypeError or ValueError on what is neither."""
    if event["object"] == "v2.core.event":
        related = _inner(event.get("related_object"))
        reference = related.get("id")
        known = related.get("type") == "v2.core.account"
        at = datetime.fromisoformat(str(event["created"]))
        if at.tzinfo is None:
            raise ValueError("a time without a zone")
        return EventHint(
            event_ref=str(event["id"]),
            type=str(event["type"]),
            at=at,
            subject=Subject.SELLER_ACCOUNT if known else Subject.OTHER,
            subject_ref=reference if known else None,
            account_ref=reference if known else event.get("context"),
        )
    if event["object"] != "event":
        raise ValueError("not an event")
    thing: Thing = event["data"]["object"]
    subject, reference = _subject(thing)
    account = event.get("account")
    return EventHint(
        event_ref=str(event["id"]),
        type=str(event["type"]),
        at=datetime.fromtimestamp(event["created"], UTC),
        subject=subject,
        subject_ref=reference,
        account_ref=None if account is None else str(account),
        order=thing.get("transfer_group") or (thing.get("metadata") or {}).get(ORDER),
    )


def _subject(thing: Thing) -> tuple[Subject, str | None]:
    noun = thing.get("object")
    own = {
        "checkout.session": Subject.PAGE,
        "payment_intent": Subject.PAYMENT,
        "refund": Subject.REFUND,
        "transfer": Subject.REMITTANCE,
        "account": Subject.SELLER_ACCOUNT,
        "payout": Subject.PAYOUT,
        "dispute": Subject.DISPUTE,
    }
    if noun in own:
        return own[noun], _reference(thing.get("id"))
    if noun == "charge":
        return Subject.PAYMENT, _reference(thing.get("payment_intent"))
    return Subject.OTHER, None


def _inner(value: Any) -> Thing:
    return value if isinstance(value, Mapping) else {}


def _reference(value: Any) -> str | None:
    """The id of what is either named or spelled out."""
    if isinstance(value, Mapping):
        value = value.get("id")
    return value if isinstance(value, str) else None


def _instant(seconds: Any) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else None
