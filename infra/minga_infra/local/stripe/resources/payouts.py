"""Payouts out of a connected account to its owner's bank: only what is available, and the bank may send it back later."""

from typing import Any

from minga_infra.local.stripe.desk import FACETS, Desk
from minga_infra.local.stripe.errors import StripeRefusal, invalid, missing_object
from minga_infra.local.stripe.resources import wholes
from minga_infra.local.stripe.store import Thing

Params = dict[str, Any]


def create(desk: Desk, holder: str, params: Params) -> Thing:
    amount, currency = params.get("amount"), params["currency"].lower()
    if amount is None or amount <= 0:
        raise invalid("Invalid positive integer", param="amount", code="parameter_invalid_integer")
    wholes.check(amount, currency, "amount", payout=True)
    if desk.store.available(holder, currency) < amount:
        raise StripeRefusal(
            "You have insufficient funds in your Stripe account for this transfer.", code="balance_insufficient"
        )
    reference = desk.store.new_id("po_1")
    line = desk.book(holder, "payout", -amount, currency, reference)
    payout: Thing = {
        "id": reference,
        "object": "payout",
        "amount": amount,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": desk.now + desk.settings.payout_seconds,
        "automatic": False,
        "balance_transaction": line["id"],
        "created": desk.now,
        "currency": currency,
        "description": params.get("description"),
        "destination": "ba_standin",
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": params.get("metadata") or {},
        "method": "standard",
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "not_applicable",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": params.get("statement_descriptor"),
        "status": "in_transit",
        "trace_id": None,
        "type": "bank_account",
    }
    _keep(desk, holder, payout)
    desk.emit("payout.created", payout, connected=holder)
    if not desk.settings.payout_seconds:
        _arrive(desk, holder, payout)
    return payout


def arrive_due(desk: Desk, holder: str) -> int:
    """What time alone brings to its bank. Called by the clock; how many."""
    due = [one for one in desk.store.every(holder, "payout", status="in_transit") if one["arrival_date"] <= desk.now]
    for payout in due:
        _arrive(desk, holder, payout)
    return len(due)


def fail(desk: Desk, holder: str, reference: str, code: str) -> Thing:
    """The bank sends it back, also days after it was told as paid: the money is in the account again."""
    payout = need(desk, holder, reference)
    if payout["status"] not in ("in_transit", "paid"):
        raise StripeRefusal(f"Payout {reference} is {payout['status']}.")
    line = desk.book(holder, "payout_failure", payout["amount"], payout["currency"], reference)
    payout.update(
        status="failed", failure_code=code, failure_message="The bank sent it back.",
        failure_balance_transaction=line["id"],
    )  # fmt: skip
    _keep(desk, holder, payout)
    desk.emit("payout.failed", payout, connected=holder)
    return payout


def need(desk: Desk, holder: str, reference: str) -> Thing:
    found = desk.store.get(holder, "payout", reference)
    if found is None:
        raise missing_object("payout", reference, "id")
    return found


def _arrive(desk: Desk, holder: str, payout: Thing) -> None:
    payout["status"] = "paid"
    _keep(desk, holder, payout)
    desk.emit("payout.paid", payout, connected=holder)


def _keep(desk: Desk, holder: str, payout: Thing) -> None:
    desk.store.put(holder, "payout", payout, FACETS["payout"])
