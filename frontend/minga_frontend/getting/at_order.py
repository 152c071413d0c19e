"""What an order's page offers its buyer: another time, an end, and bringing something back."""

from typing import Any

from starlette.requests import Request

from minga_frontend.asking import ask, document
from minga_frontend.returns.words import NO_WITHDRAWAL, STATES
from minga_frontend.shell.deeds import named

AT_ORDER = document(__file__, "at_order.graphql")


async def at_order(request: Request, wish: dict[str, Any]) -> dict[str, Any]:
    """The facts behind `order_time.html`, `order_cancel.html` and `returns/order_returns.html`."""
    data = await ask(request, AT_ORDER, wish)
    withdrawal = data["withdrawalOptions"]
    return {
        "cancellation": data["cancellation"],
        "choices": data["slotChoices"],
        "withdrawal": withdrawal,
        "exempt": withdrawal["exempt"] if withdrawal else [],
        "handed_over": bool(withdrawal) and any(line["wasHandedOver"] for line in withdrawal["lines"]),
        "returns": data["orderReturns"],
        "return_states": named(request, STATES),
        "why_not": named(request, NO_WITHDRAWAL),
    }
