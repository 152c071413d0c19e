"""Payment intents and charges: what a buyer's card does."""

from typing import Any

from minga_infra.local.stripe.desk import Desk
from minga_infra.local.stripe.errors import StripeRefusal
from minga_infra.local.stripe.resources import wholes
from minga_infra.local.stripe.store import Thing

Params = dict[str, Any]

_ADDRESS = {"city": None, "country": None, "line1": None, "line2": None, "postal_code": None, "state": None}


_KEPT_SECONDS = 7 * 86_400
"""How long most banks keep the money of an online card payment (docs.stripe.com, "Place a hold on a payment method")."""


def new_intent(desk: Desk, session: Thing, data: Params) -> Thing:
    """Made when the buyer acts on the page, not when the page is made: as Stripe does since 2022-08-01."""
    reference = desk.store.new_id("pi_3")
    intent: Thing = {
        "id": reference,
        "object": "payment_intent",
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": data.get("capture_method", "automatic"),
        "client_secret": f"{reference}_secret_{desk.store.new_id('')}",
        "confirmation_method": "automatic",
        "created": desk.now,
        "currency": session["currency"],
        "customer": None,
        "customer_account": None,
        "description": data.get("description"),
        "excluded_payment_method_types": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "managed_payments": None,
        "metadata": data.get("metadata") or {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "processing": None,
        "receipt_email": data.get("receipt_email"),
        "review": None,
        "setup_future_usage": None,
        "shipping": None,
        "source": None,
        "statement_descriptor": data.get("statement_descriptor"),
        "statement_descriptor_suffix": data.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": data.get("transfer_group"),
    }
    desk.keep("payment_intent", intent)
    desk.emit("payment_intent.created", intent)
    return intent


def authorise(desk: Desk, intent: Thing, email: str | None) -> Thing:
    """The bank keeps the money for the merchant: no line on the statement yet, and none ever if nobody captures in time."""
    charge = _charge(desk, intent, email)
    charge.update(captured=False, amount_captured=0)
    charge["payment_method_details"]["card"]["capture_before"] = desk.now + _KEPT_SECONDS
    desk.keep("charge", charge)
    intent.update(
        status="requires_capture",
        amount_capturable=intent["amount"],
        latest_charge=charge["id"],
        payment_method=charge["payment_method"],
        last_payment_error=None,
        next_action=None,
    )
    desk.keep("payment_intent", intent)
    desk.emit("charge.succeeded", charge)
    desk.emit("payment_intent.amount_capturable_updated", intent)
    return charge


def capture(desk: Desk, reference: str, params: Params) -> Thing:
    """Once: what is above the amount is let go of. (Multicapture is for some merchants only; here it is unavailable.)"""
    intent = desk.need("payment_intent", reference, "payment_intent")
    if intent["status"] != "requires_capture":
        raise _unexpected(intent, "captured", ("requires_capture",))
    if params.get("final_capture") is False:
        raise StripeRefusal("This PaymentIntent is not eligible for multicapture.", param="final_capture")
    amount: int = params["amount_to_capture"] if "amount_to_capture" in params else intent["amount_capturable"]
    if not 0 < amount <= intent["amount_capturable"]:
        raise StripeRefusal(
            f"The amount_to_capture ({amount}) is not within the amount capturable ({intent['amount_capturable']}).",
            code="amount_too_large" if amount > 0 else "parameter_invalid_integer",
            param="amount_to_capture",
        )
    wholes.check(amount, intent["currency"], "amount_to_capture")
    charge = desk.need("charge", intent["latest_charge"])
    charge.update(captured=True, amount_captured=amount)
    intent.update(amount_capturable=0)
    _settle(desk, intent, charge)
    for session in desk.store.every(desk.account, "checkout.session", payment_intent=reference):
        desk.keep("checkout.session", {**session, "payment_status": "paid"})
    desk.emit("charge.captured", charge)
    desk.emit("payment_intent.succeeded", intent)
    return intent


def cancel(desk: Desk, reference: str, params: Params) -> Thing:
    """The bank lets go of the money; or the page's buyer never came so far."""
    intent = desk.need("payment_intent", reference, "payment_intent")
    possible = ("requires_payment_method", "requires_capture", "requires_confirmation", "requires_action", "processing")
    if intent["status"] not in possible:
        raise _unexpected(intent, "canceled", possible)
    return _let_go(desk, intent, params.get("cancellation_reason"))


def expire_due(desk: Desk) -> int:
    """Authorisations that nobody captured in time. Called by the clock."""
    ended = 0
    for intent in desk.store.every(desk.account, "payment_intent", status="requires_capture"):
        charge = desk.need("charge", intent["latest_charge"])
        if charge["payment_method_details"]["card"]["capture_before"] <= desk.now:
            _let_go(desk, intent, "automatic")
            desk.emit("charge.expired", charge)
            ended += 1
    return ended


def _let_go(desk: Desk, intent: Thing, reason: str | None) -> Thing:
    intent.update(
        status="canceled", canceled_at=desk.now, cancellation_reason=reason, amount_capturable=0, next_action=None
    )
    desk.keep("payment_intent", intent)
    desk.emit("payment_intent.canceled", intent)
    return intent


def _unexpected(intent: Thing, deed: str, possible: tuple[str, ...]) -> StripeRefusal:
    return StripeRefusal(
        f"This PaymentIntent could not be {deed} because it has a status of {intent['status']}. Only a PaymentIntent with one of "
        f"the following statuses may be {deed}: {', '.join(possible)}.",
        code="payment_intent_unexpected_state",
    )


def succeed(desk: Desk, intent: Thing, email: str | None) -> Thing:
    """The card pays: a charge, its line on the statement, the fee taken off."""
    charge = _charge(desk, intent, email)
    _settle(desk, intent, charge)
    desk.emit("charge.succeeded", charge)
    desk.emit("payment_intent.succeeded", intent)
    return charge


def _settle(desk: Desk, intent: Thing, charge: Thing) -> None:
    """The money that the charge took comes in, less the fee."""
    taken = charge["amount_captured"]
    fee = card_fee(desk, taken, charge["currency"])
    line = desk.book(
        desk.account,
        "charge",
        taken,
        charge["currency"],
        charge["id"],
        fee=fee,
        available_on=desk.now + desk.settings.settle_seconds,
        description=intent["description"],
    )
    charge["balance_transaction"] = line["id"]
    charge["_available_on"] = line["available_on"]
    desk.keep("charge", charge)
    intent.update(
        status="succeeded",
        amount_received=taken,
        latest_charge=charge["id"],
        payment_method=charge["payment_method"],
        last_payment_error=None,
        next_action=None,
    )
    desk.keep("payment_intent", intent)


def decline(desk: Desk, intent: Thing, email: str | None, code: str = "card_declined") -> Thing:
    """The card is refused; the intent waits for another one."""
    message = "Your card was declined."
    charge = _charge(desk, intent, email)
    charge.update(
        paid=False,
        captured=False,
        amount_captured=0,
        status="failed",
        failure_code=code,
        failure_message=message,
        outcome={
            "advice_code": "try_again_later",
            "network_advice_code": None,
            "network_decline_code": "01",
            "network_status": "declined_by_network",
            "reason": "generic_decline",
            "risk_level": "normal",
            "seller_message": "The bank did not return any further details with this decline.",
            "type": "issuer_declined",
        },
    )
    desk.keep("charge", charge)
    intent.update(
        status="requires_payment_method",
        latest_charge=charge["id"],
        next_action=None,
        last_payment_error={
            "charge": charge["id"],
            "code": code,
            "decline_code": "generic_decline",
            "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}",
            "message": message,
            "type": "card_error",
        },
    )
    desk.keep("payment_intent", intent)
    desk.emit("charge.failed", charge)
    desk.emit("payment_intent.payment_failed", intent)
    return charge


def ask_bank(desk: Desk, intent: Thing, return_url: str) -> None:
    """3-D Secure: the buyer's bank wants to know her."""
    intent.update(
        status="requires_action",
        next_action={"type": "redirect_to_url", "redirect_to_url": {"return_url": return_url, "url": return_url}},
    )
    desk.keep("payment_intent", intent)
    desk.emit("payment_intent.requires_action", intent)


def card_fee(desk: Desk, amount: int, currency: str) -> int:
    """A European card's price: a share, half a cent up, and a fixed part. Never more than the amount."""
    fixed = desk.settings.fee_fixed_minor
    if currency in ("jpy", "krw", "clp", "xaf", "xof", "vnd", "pyg"):
        fixed //= 100
    fee = (amount * desk.settings.fee_bps + 5_000) // 10_000 + fixed
    return min(amount, fee - fee % wholes.step(currency))


def _charge(desk: Desk, intent: Thing, email: str | None) -> Thing:
    reference = desk.store.new_id("ch_3")
    return {
        "id": reference,
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"],
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": {"address": dict(_ADDRESS), "email": email, "name": None, "phone": None, "tax_id": None},
        "calculated_statement_descriptor": "MINGA TEST",
        "captured": True,
        "created": desk.now,
        "currency": intent["currency"],
        "customer": None,
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": False,
        # A charge takes over the metadata of its intent, once.
        "metadata": dict(intent["metadata"]),
        "on_behalf_of": None,
        "outcome": {
            "advice_code": None,
            "network_advice_code": None,
            "network_decline_code": None,
            "network_status": "approved_by_network",
            "reason": None,
            "risk_level": "normal",
            "seller_message": "Payment complete.",
            "type": "authorized",
        },
        "paid": True,
        "payment_intent": intent["id"],
        "payment_method": desk.store.new_id("pm_1"),
        "payment_method_details": {"card": _card(intent["amount"]), "type": "card"},
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": f"{desk.origin}/c/receipts/{reference}",
        "refunded": False,
        "refunds": {"object": "list", "data": [], "has_more": False, "url": f"/v1/charges/{reference}/refunds"},
        "review": None,
        "shipping": None,
        "source": None,
        "source_transfer": None,
        "statement_descriptor": intent["statement_descriptor"],
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "succeeded",
        "transfer_data": None,
        "transfer_group": intent["transfer_group"],
    }


def _card(amount: int) -> Params:
    return {
        "amount_authorized": amount,
        "authorization_code": None,
        "brand": "visa",
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "US",
        "exp_month": 12,
        "exp_year": 2034,
        "extended_authorization": {"status": "disabled"},
        "fingerprint": "standInOnly00000",
        "funding": "credit",
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "last4": "4242",
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": "visa",
        "network_token": {"used": False},
        "network_transaction_id": None,
        "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
        "regulated_status": "unregulated",
        "three_d_secure": None,
        "transaction_link_id": None,
        "wallet": None,
    }
