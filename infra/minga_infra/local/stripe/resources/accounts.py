"""Connected accounts (v2, recipients) and the links by which sellers tell who they are."""

import re
from datetime import UTC, datetime
from typing import Any

from minga_infra.local.stripe.desk import Desk
from minga_infra.local.stripe.errors import StripeRefusal, missing_object
from minga_infra.local.stripe.store import Thing

Params = dict[str, Any]

_KIND = "v2.core.account"
_PARTS = ("configuration.customer", "configuration.merchant", "configuration.recipient", "defaults", "future_requirements",
          "identity", "requirements")  # fmt: skip
LINK_SECONDS = 300


def create(desk: Desk, params: Params) -> Thing:
    wanted = params.get("configuration") or {}
    recipient: Params | None = None
    if "recipient" in wanted:
        asked = (wanted["recipient"].get("capabilities") or {}).get("stripe_balance") or {}
        capabilities: Params | None = None
        if asked.get("stripe_transfers", {}).get("requested"):
            state = {
                "status": "restricted",
                "status_details": [{"code": "requirements_past_due", "resolution": "provide_info"}],
            }
            capabilities = {
                "bank_accounts": None,
                "cards": None,
                "stripe_balance": {"payouts": dict(state), "stripe_transfers": dict(state)},
            }
        recipient = {"applied": True, "capabilities": capabilities}
    country = (params.get("identity") or {}).get("country")
    if country is not None and not re.fullmatch(r"[A-Za-z]{2}", country):
        raise StripeRefusal(f"Country '{country}' is unknown.", code="country_unsupported", param="identity.country")
    if "recipient" in wanted and country is None:
        raise StripeRefusal(
            "identity.country is required for the recipient configuration.",
            code="invalid_fields",
            param="identity.country",
        )
    created = desk.now
    account: Thing = {
        "id": desk.store.new_id("acct_1", 16),
        "object": _KIND,
        "applied_configurations": sorted(wanted),
        "closed": False,
        "configuration": {"customer": None, "merchant": None, "recipient": recipient},
        "contact_email": params.get("contact_email"),
        "contact_phone": params.get("contact_phone"),
        "created": instant(created),
        "dashboard": params.get("dashboard"),
        "defaults": _defaults(params.get("defaults") or {}),
        "display_name": params.get("display_name"),
        "future_requirements": None,
        "identity": {
            "attestations": None,
            "business_details": None,
            "country": country and country.lower(),
            "entity_type": (params.get("identity") or {}).get("entity_type"),
            "individual": None,
        },
        "livemode": False,
        "metadata": params.get("metadata") or {},
        "requirements": _requirements() if recipient and recipient["capabilities"] else _nothing_wanted(),
        "_created": created,
    }
    desk.keep(_KIND, account)
    _announce(desk, account)
    return account


def show(account: Thing, include: list[str]) -> Thing:
    """The parts that were not asked for are null, whatever they hold."""
    seen = dict(account)
    seen["configuration"] = {
        name: value if f"configuration.{name}" in include else None for name, value in account["configuration"].items()
    }
    for part in _PARTS[3:]:
        if part not in include:
            seen[part] = None
    return seen


def can_receive(account: Thing) -> bool:
    recipient = account["configuration"]["recipient"]
    if not recipient or not recipient["capabilities"]:
        return False
    status: str = recipient["capabilities"]["stripe_balance"]["stripe_transfers"]["status"]
    return status == "active"


def set_ready(
    desk: Desk, reference: str, ready: bool, wanted: str = "identity.individual.documents.primary_verification"
) -> Thing:
    """The seller finished (or Stripe wants something again)."""
    account = desk.need(_KIND, reference, "account")
    recipient = account["configuration"]["recipient"]
    if not recipient or not recipient["capabilities"]:
        raise StripeRefusal(f"Account {reference} asked for no capability.")
    for capability in recipient["capabilities"]["stripe_balance"].values():
        capability["status"] = "active" if ready else "restricted"
        capability["status_details"] = (
            [] if ready else [{"code": "requirements_past_due", "resolution": "provide_info"}]
        )
    account["requirements"] = _nothing_wanted() if ready else _requirements(wanted)
    desk.keep(_KIND, account)
    _announce(desk, account)
    return account


def close(desk: Desk, reference: str) -> Thing:
    account = desk.need(_KIND, reference, "account")
    account["closed"] = True
    desk.keep(_KIND, account)
    _announce(desk, account)
    return account


def create_link(desk: Desk, params: Params) -> Thing:
    account = desk.store.get(desk.account, _KIND, params["account"])
    if account is None:
        raise missing_object("account", params["account"], "account")
    use_case = params["use_case"]
    options = use_case.get(use_case["type"])
    if options is None:
        raise StripeRefusal(f"use_case.{use_case['type']} is required.", code="invalid_fields", param="use_case")
    token = desk.store.new_id("", 32)
    link: Thing = {
        "id": f"link_{token}",
        "object": "v2.core.account_link",
        "account": params["account"],
        "created": instant(desk.now),
        "expires_at": instant(desk.now + LINK_SECONDS),
        "livemode": False,
        "url": f"{desk.origin}/c/setup/{token}",
        "use_case": use_case,
        "_created": desk.now,
        "_expires_at": desk.now + LINK_SECONDS,
        "_used": False,
        "_return_url": options.get("return_url"),
        "_refresh_url": options["refresh_url"],
    }
    desk.keep("v2.core.account_link", link)
    return {key: value for key, value in link.items() if key != "id"}


def instant(seconds: int) -> str:
    """v2 writes times as text."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def as_v1(account: Thing) -> Thing:
    """What `account.updated` carries: the same account as v1 shows it."""
    ready = can_receive(account)
    entries = (account["requirements"] or {}).get("entries") or []
    return {
        "id": account["id"],
        "object": "account",
        "business_type": account["identity"]["entity_type"],
        "capabilities": {"transfers": "active" if ready else "inactive"},
        "charges_enabled": False,
        "country": (account["identity"]["country"] or "").upper() or None,
        "created": account["_created"],
        "default_currency": account["defaults"]["currency"],
        "details_submitted": ready,
        "email": account["contact_email"],
        "metadata": account["metadata"],
        "payouts_enabled": ready,
        "requirements": {
            "currently_due": [entry["description"] for entry in entries],
            "disabled_reason": None if ready else "requirements.past_due",
        },
        "type": "none",
    }


def _announce(desk: Desk, account: Thing) -> None:
    desk.emit("account.updated", as_v1(account), connected=account["id"])


def _defaults(asked: Params) -> Params:
    responsibilities = asked.get("responsibilities") or {}
    return {
        "currency": asked.get("currency"),
        "locales": asked.get("locales"),
        "payout_methods": None,
        "profile": None,
        "responsibilities": {
            "fees_collector": responsibilities.get("fees_collector"),
            "losses_collector": responsibilities.get("losses_collector"),
            "requirements_collector": "stripe",
        },
    }


def _nothing_wanted() -> Params:
    return {"alternatives": [], "entries": [], "summary": None}


def _requirements(wanted: str = "identity.individual") -> Params:
    return {
        "alternatives": [],
        "entries": [
            {
                "awaiting_action_from": "user",
                "description": wanted,
                "errors": [],
                "impact": {
                    "restricts_capabilities": [
                        {
                            "capability": "stripe_balance.stripe_transfers",
                            "configuration": "recipient",
                            "deadline": {"status": "currently_due"},
                        }
                    ]
                },
                "minimum_deadline": {"status": "currently_due"},
                "reference": None,
                "requested_reasons": [{"code": "routine_onboarding"}],
            }
        ],
        "summary": {"minimum_deadline": {"status": "currently_due", "time": None}},
    }
