"""The day by which something made to order is ready: beside the goods, and at checkout before anybody pays."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from starlette.requests import Request

from minga_frontend.asking import ask, document
from minga_frontend.shell.forms import Form

CHECKOUT_PROMISES = document(__file__, "checkout_promises.graphql")
READY_BY = document(__file__, "ready_by.graphql")


async def at_checkout(request: Request) -> list[dict[str, Any]]:
    """Each thing made to order in the reader's basket, with its day; for `making/promises.html`."""
    found: list[dict[str, Any]] = (await ask(request, CHECKOUT_PROMISES))["checkoutPromises"]
    return found


async def beside(request: Request, variants: list[Mapping[str, Any]]) -> str | None:
    """The day on which the first of a product's variants made to order would be ready; None where nothing is promised."""
    made = next((one for one in variants if one["stockBand"] == "MADE_TO_ORDER"), None)
    if made is None:
        return None
    told = (await ask(request, READY_BY, {"variant": made["id"], "quantity": made["least"]}))["readyBy"]
    return told["readyBy"] if told else None


def seen(form: Form) -> list[dict[str, str]]:
    """The days that stood on the page before the button was pressed, as `placeOrder` takes them."""
    days = []
    for pair in form["promises"].split():
        variant, _, day = pair.partition("=")
        try:
            days.append({"variantId": variant, "readyBy": date.fromisoformat(day).isoformat()})
        except ValueError:
            continue
    return days
