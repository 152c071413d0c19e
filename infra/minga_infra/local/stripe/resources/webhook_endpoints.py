"""Where the provider calls, and by which secret it signs."""

from typing import Any
from urllib.parse import urlsplit

from minga_infra.local.stripe.desk import Desk
from minga_infra.local.stripe.errors import invalid
from minga_infra.local.stripe.store import Thing

Params = dict[str, Any]
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def create(desk: Desk, params: Params, *, secret: str | None = None, hears: str | None = None) -> Thing:
    """Answers with the secret; later answers never hold it again.

    Only loopback addresses: play money must not make this machine call others.
    """
    address = urlsplit(params["url"])
    if address.scheme not in ("http", "https") or address.hostname not in _LOOPBACK:
        raise invalid("Invalid URL: the stand-in calls loopback addresses only.", param="url", code="url_invalid")
    if not params["enabled_events"]:
        raise invalid("Invalid array", param="enabled_events")
    reference = desk.store.new_id("we_1")
    secret = secret or desk.store.new_id("whsec_", 32)
    endpoint: Thing = {
        "id": reference,
        "object": "webhook_endpoint",
        "api_version": params.get("api_version"),
        "application": None,
        "created": desk.now,
        "description": params.get("description"),
        "enabled_events": params["enabled_events"],
        "livemode": False,
        "metadata": params.get("metadata") or {},
        "status": "enabled",
        "url": params["url"],
        "_secret": secret,
        "_hears": hears or ("sellers" if params.get("connect") else "own"),
    }
    desk.keep("webhook_endpoint", endpoint)
    return {**endpoint, "secret": secret}


def change(desk: Desk, reference: str, params: Params) -> Thing:
    endpoint = desk.need("webhook_endpoint", reference)
    if "disabled" in params:
        endpoint["status"] = "disabled" if params["disabled"] else "enabled"
    for name in ("url", "enabled_events", "description", "metadata"):
        if name in params:
            endpoint[name] = params[name]
    return desk.keep("webhook_endpoint", endpoint)


def delete(desk: Desk, reference: str) -> Thing:
    desk.need("webhook_endpoint", reference)
    desk.store.drop(desk.account, "webhook_endpoint", reference)
    return {"id": reference, "object": "webhook_endpoint", "deleted": True}
