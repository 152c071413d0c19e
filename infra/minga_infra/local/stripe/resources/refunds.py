"""Refunds: never more than the charge, and waiting while the balance is short."""

from typing import Any

from minga_infra.local.stripe.desk import Desk
from minga_infra.local.stripe.errors import StripeRefusal, invalid
from minga_infra.local.stripe.resources import wholes
from minga_infra.local.stripe.store import Thing

Params = dict[str, Any]


def create(desk: Desk, params: Params) -> Thing:
    charge = _charge_meant(desk, params)
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    if charge["status"] != "succeeded":
        raise StripeRefusal("This charge did not succeed, so it cannot be refunded.", code="charge_not_refundable")
    if charge["disputed"]:
        raise StripeRefusal(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed"
        )
    if left == 0:
        raise StripeRefusal(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if amount <= 0:
        raise invalid("Invalid positive integer", param="amount", code="parameter_invalid_integer")
    wholes.check(amount, charge["currency"], "amount")
    if amount > left:
        raise StripeRefusal(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount"
        )
    refund: Thing = {
        "id": desk.store.new_id("re_3"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": desk.now,
        "currency": charge["currency"],
        "customer": None,
        "customer_account": None,
        "destination_details": {"card": {"type": "refund"}, "type": "card"},
        "metadata": params.get("metadata") or {},
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "pending",
        "transfer_reversal": None,
    }
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    desk.keep("charge", charge)
    desk.keep("refund", refund)
    desk.emit("refund.created", refund)
    _pay_if_possible(desk, refund, charge)
    return refund


def settle_waiting(desk: Desk) -> None:
    """After money came in: pay what waits, oldest first, as far as it goes."""
    for refund in desk.store.every(desk.account, "refund", status="pending"):
        charge = desk.need("charge", refund["charge"])
        if _pay_if_possible(desk, refund, charge):
            desk.emit("refund.updated", refund)
            desk.emit("charge.refund.updated", refund)


def _pay_if_possible(desk: Desk, refund: Thing, charge: Thing) -> bool:
    """Only available money pays refunds, pending money does not (docs.stripe.com/refunds)."""
    if desk.store.available(desk.account, refund["currency"]) < refund["amount"]:
        return False
    line = desk.book(desk.account, "refund", -refund["amount"], refund["currency"], refund["id"])
    refund["balance_transaction"] = line["id"]
    refund["status"] = "succeeded"
    refund["destination_details"] = {
        "card": {"reference": "0000000000000000", "reference_status": "available", "type": "refund"},
        "type": "card",
    }
    desk.keep("refund", refund)
    desk.emit("charge.refunded", charge)
    return True


def fail(desk: Desk, reference: str, reason: str) -> Thing:
    """The bank sends it back, perhaps weeks later: the money returns to the balance, the charge is refundable again."""
    refund = desk.need("refund", reference)
    if refund["status"] not in ("succeeded", "pending"):
        raise StripeRefusal(f"Refund {reference} is {refund['status']}.")
    charge = desk.need("charge", refund["charge"])
    if refund["balance_transaction"]:
        line = desk.book(desk.account, "refund_failure", refund["amount"], refund["currency"], reference)
        refund["failure_balance_transaction"] = line["id"]
    refund.update(status="failed", failure_reason=reason)
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    desk.keep("refund", refund)
    desk.keep("charge", charge)
    desk.emit("refund.updated", refund)
    desk.emit("charge.refund.updated", refund)
    desk.emit("refund.failed", refund)
    return refund


def _charge_meant(desk: Desk, params: Params) -> Thing:
    if params.get("charge"):
        return desk.need("charge", params["charge"], param="charge")
    if params.get("payment_intent"):
        intent = desk.need("payment_intent", params["payment_intent"], param="payment_intent")
        if not intent["latest_charge"]:
            raise StripeRefusal(
                "This PaymentIntent does not have a successful charge to refund.",
                code="payment_intent_unexpected_state",
            )
        return desk.need("charge", intent["latest_charge"])
    raise invalid("One of the following params should be provided for this request: payment_intent or charge.")
