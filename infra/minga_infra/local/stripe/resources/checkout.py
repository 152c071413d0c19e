"""Checkout sessions: a hosted page on which somebody pays once."""

import json
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from minga_infra.local.stripe.desk import Desk
from minga_infra.local.stripe.errors import StripeRefusal, invalid
from minga_infra.local.stripe.resources import payments, refunds, wholes
from minga_infra.local.stripe.store import Thing

Params = dict[str, Any]

_SOONEST, _LATEST = 30 * 60, 24 * 3600
# docs.stripe.com/currencies, "Minimum and maximum charge amounts", for what co-ops here are likely to use.
_LEAST = {"eur": 50, "usd": 50, "gbp": 30, "chf": 50, "cad": 50, "aud": 50, "jpy": 50, "sek": 300, "dkk": 250, "nok": 300,
          "pln": 200, "mxn": 1000, "czk": 1500, "huf": 17500, "ron": 200, "bgn": 100, "brl": 50}  # fmt: skip
_MOST = 99_999_999


def create(desk: Desk, params: Params) -> Thing:
    if params.get("mode") != "payment":
        raise invalid("The stand-in makes Checkout Sessions of mode `payment` only.", param="mode")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise invalid("The stand-in has hosted pages only.", param="ui_mode")
    if "card" not in params.get("allowed_payment_method_types", ["card"]):
        raise invalid("The stand-in takes cards only.", param="allowed_payment_method_types")
    for name in ("success_url", "line_items"):
        if not params.get(name):
            raise invalid(f"Missing required param: {name}.", param=name, code="parameter_missing")
    for name in ("success_url", "cancel_url"):
        if name in params:
            _check_url(params[name], name)
    if len(params["line_items"]) > 100:
        raise invalid("You can have at most 100 line items.", param="line_items")
    items, currency = _items(desk, params["line_items"])
    total = sum(item["amount_total"] for item in items)
    _check_total(total, currency)
    # The window is held against the clock and so belongs to the endpoint's work, but nothing was done: not remembered.
    expires_at = params.get("expires_at", desk.now + _LATEST)
    if not desk.now + _SOONEST <= expires_at <= desk.now + _LATEST:
        raise invalid(
            "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    reference = desk.store.new_id("cs_test_a1", 56)
    session: Thing = {
        "id": reference,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "after_expiration": None,
        "allow_promotion_codes": None,
        "allowed_payment_method_types": params.get("allowed_payment_method_types"),
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": None,
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "created": desk.now,
        "currency": currency,
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer": None,
        "customer_account": None,
        "customer_creation": "if_required",
        "customer_details": None,
        "customer_email": params.get("customer_email"),
        "discounts": [],
        "expires_at": expires_at,
        "integration_identifier": None,
        "invoice": None,
        "invoice_creation": {
            "enabled": False,
            "invoice_data": {
                "account_tax_ids": None,
                "custom_fields": None,
                "description": None,
                "footer": None,
                "issuer": None,
                "metadata": {},
                "rendering_options": None,
            },
        },
        "livemode": False,
        "locale": params.get("locale"),
        "managed_payments": {"enabled": False},
        "metadata": params.get("metadata") or {},
        "mode": "payment",
        "origin_context": None,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "submit_type": params.get("submit_type"),
        "subscription": None,
        "success_url": params["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{desk.origin}/c/pay/{reference}",
        "wallet_options": None,
        "_items": items,
        "_intent_data": params.get("payment_intent_data") or {},
    }
    return desk.keep("checkout.session", session)


def line_items(desk: Desk, reference: str) -> list[Thing]:
    items: list[Thing] = desk.need("checkout.session", reference, "checkout.session")["_items"]
    return items


def expire(desk: Desk, reference: str) -> Thing:
    session = desk.need("checkout.session", reference, "checkout.session")
    if session["status"] != "open":
        raise StripeRefusal(
            f'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of'
            f" {session['status']}."
        )
    return _close(desk, session)


def expire_due(desk: Desk) -> int:
    """What nobody paid in time. Called by the clock."""
    rows = desk.store.db.execute(
        "SELECT t.body FROM facet f JOIN thing t ON t.seq = f.seq WHERE f.account = ? AND f.kind = 'checkout.session'"
        " AND f.name = 'status' AND f.value = 'open' AND json_extract(t.body, '$.expires_at') <= ?",
        (desk.account, desk.now),
    ).fetchall()
    for row in rows:
        _close(desk, json.loads(row[0]))
    return len(rows)


def _close(desk: Desk, session: Thing) -> Thing:
    session.update(status="expired", url=None)
    if session["payment_intent"]:
        intent = desk.need("payment_intent", session["payment_intent"])
        intent.update(status="canceled", canceled_at=desk.now, cancellation_reason="automatic", next_action=None)
        desk.keep("payment_intent", intent)
        desk.emit("payment_intent.canceled", intent)
    desk.keep("checkout.session", session)
    desk.emit("checkout.session.expired", session)
    return session


def act(desk: Desk, session: Thing, deed: str, email: str | None) -> str:
    """What the buyer did on the page: `pay`, `decline`, `ask_bank`, `bank_confirms`, `bank_refuses`.

    Returns where she is now: `paid`, `declined`, `bank`. Twice the same click is once the same deed.
    """
    if session["status"] == "open" and session["expires_at"] <= desk.now:
        _close(desk, session)
    if session["status"] == "complete":
        return "paid"
    if session["status"] != "open":
        return "expired"
    if session["payment_intent"]:
        intent = desk.need("payment_intent", session["payment_intent"])
    else:
        intent = payments.new_intent(desk, session, session["_intent_data"])
        session["payment_intent"] = intent["id"]
        desk.keep("checkout.session", session)
    if deed == "ask_bank":
        payments.ask_bank(desk, intent, session["url"])
        return "bank"
    if deed in ("decline", "bank_refuses"):
        payments.decline(desk, intent, email, "card_declined" if deed == "decline" else "authentication_required")
        return "declined"
    later = intent["capture_method"] == "manual"
    (payments.authorise if later else payments.succeed)(desk, intent, email)
    session.update(
        status="complete",
        payment_status="unpaid" if later else "paid",
        url=None,
        customer_details={
            "address": None,
            "business_name": None,
            "email": email or session["customer_email"],
            "individual_name": None,
            "name": None,
            "phone": None,
            "tax_exempt": "none",
            "tax_ids": None,
        },
    )
    desk.keep("checkout.session", session)
    desk.emit("checkout.session.completed", session)
    refunds.settle_waiting(desk)
    return "paid"


def _items(desk: Desk, lines: list[Params]) -> tuple[list[Thing], str]:
    items: list[Thing] = []
    currencies: set[str] = set()
    for place, line in enumerate(lines):
        data, where = line.get("price_data"), f"line_items[{place}]"
        if data is None:
            raise invalid("The stand-in knows no prices: give `price_data`.", param=f"{where}[price_data]")
        if "quantity" not in line:
            raise invalid(
                f"Missing required param: {where}[quantity].", param=f"{where}[quantity]", code="parameter_missing"
            )
        if "product_data" not in data:
            raise invalid(f"Missing required param: {where}[price_data][product_data].", code="parameter_missing")
        unit = data.get("unit_amount")
        if unit is None:
            exact: Decimal | None = data.get("unit_amount_decimal")
            if exact is None or exact != exact.to_integral_value():
                raise invalid("Give `unit_amount` as a whole number.", param=f"{where}[price_data][unit_amount]")
            unit = int(exact)
        if unit < 0 or line["quantity"] < 1:
            raise invalid("Amounts and quantities are not negative.", param=where)
        currency = data["currency"].lower()
        wholes.check(unit, currency, f"{where}[price_data][unit_amount]")
        currencies.add(currency)
        items.append(_item(desk, data, unit, line["quantity"], currency))
    if len(currencies) != 1:
        raise invalid("All prices on a Checkout Session must have the same currency.", param="line_items")
    return items, currencies.pop()


def _item(desk: Desk, data: Params, unit: int, quantity: int, currency: str) -> Thing:
    total = unit * quantity
    return {
        "id": desk.store.new_id("li_1"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": currency,
        "description": data["product_data"]["name"],
        "metadata": {},
        "price": {
            "id": desk.store.new_id("price_1"),
            "object": "price",
            "active": False,
            "billing_scheme": "per_unit",
            "created": desk.now,
            "currency": currency,
            "custom_unit_amount": None,
            "livemode": False,
            "lookup_key": None,
            "metadata": {},
            "nickname": None,
            "product": desk.store.new_id("prod_", 14),
            "recurring": None,
            "tax_behavior": "unspecified",
            "tiers_mode": None,
            "transform_quantity": None,
            "type": "one_time",
            "unit_amount": unit,
            "unit_amount_decimal": str(unit),
        },
        "quantity": quantity,
    }


def _check_total(total: int, currency: str) -> None:
    if total < _LEAST.get(currency, 50):
        raise StripeRefusal(
            f"The Checkout Session's total amount due must add up to at least {_LEAST.get(currency, 50)} {currency}.",
            code="amount_too_small",
        )
    if total > _MOST:
        raise StripeRefusal(
            f"The Checkout Session's total amount due must be no more than {_MOST} {currency}.", code="amount_too_large"
        )


def _check_url(url: str, name: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or len(url) > 5_000:
        raise invalid("Not a valid URL", param=name, code="url_invalid")
