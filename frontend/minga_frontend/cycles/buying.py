"""Ordering in a cycle: what its checkout differs in, adding to an order, and taking a cancellation back."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.shell.deeds import do, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, within
from minga_platform.kernel.locale import mark
from minga_platform.kernel.money import parse_decimal

APPEND = document(__file__, "append.graphql")
RESUME = document(__file__, "resume.graphql")

CLOSED_MEANWHILE: Final = told(
    "cycles.closed_meanwhile", mark("The order cycle closed meanwhile. Nothing was ordered; your basket is kept.")
)
_ADDED: Final = told("cycles.added", mark("Added to your order."))
_NOT_ADDED: Final = told("cycles.not_added", mark("That was not possible any more: please look at your basket again."))
_RESUMED: Final = told("cycles.resumed", mark("Your order stands again."))
_NOT_RESUMED: Final = told(
    "cycles.not_resumed", mark("The order cannot come back: its cycle is closed, or its goods are gone.")
)
_TIME_TAKEN: Final = told(
    "cycles.time_taken", mark("The order cannot come back: others have taken the last places of its time.")
)
_WHY_NOT_RESUMED: Final = {
    "SlotFull": _TIME_TAKEN,
    "SlotNotOffered": _TIME_TAKEN,
    "CodeNotTaken": told(
        "cycles.code_used", mark("The order cannot come back: its discount code has been used up meanwhile.")
    ),
}


def cycle_of(request: Request, form: Form) -> str:
    """The order cycle that is being checked out; empty for what is sold all the time."""
    return (form["cycle"] or request.query_params.get("cycle", ""))[:60]


def fetched_in_cycle(data: dict[str, Any]) -> dict[str, Any]:
    """The ways to get the goods of a cycle: at its own points, at its own times, and nowhere else."""
    found: Mapping[str, Any] = data["orderCycle"] or {"pickups": []}
    times = {one["pointId"]: one for one in found["pickups"]}
    points = [
        {**point, "windows": [{"opens": times[point["id"]]["fetchFrom"], "closes": times[point["id"]]["fetchUntil"]}]}
        for point in data["pickupPoints"]
        if point["id"] in times
    ]
    return {**data, "pickupPoints": points, "deliveryZones": [], "deliveryZoneFor": None}


async def append(request: Request) -> Response:
    """`POST /c/<co-op>/orders/<order>/append`: what the basket has of its cycle comes to the order."""
    form, order_id = await typed(request), request.path_params["order"]
    minor = parse_decimal(form["total"], 0)
    wish = {
        "key": form.key,
        "id": order_id,
        "total": {"minor": minor if minor is not None else -1, "currency": form["currency"]},
    }
    if await do(request, APPEND, wish, form) is None:
        return see(request, "/cart", done=_NOT_ADDED)
    return see(request, within(request, f"/orders/{order_id}"), done=_ADDED)


async def resume(request: Request) -> Response:
    """`POST /c/<co-op>/orders/<order>/resume`: the buyer takes her cancellation back."""
    form, order_id = await typed(request), request.path_params["order"]
    token = form["t"][:100]
    wish = {"key": form.key, "id": order_id, "token": token or None}
    done = (await ask(request, RESUME, wish))["done"]
    kind = done["__typename"]
    told_after = _RESUMED if kind == "ExtendedOrder" else _WHY_NOT_RESUMED.get(kind, _NOT_RESUMED)
    return see(request, within(request, f"/orders/{order_id}"), t=token, done=told_after)


ROUTES = [
    Route("/c/{cooperative}/orders/{order}/append", append, methods=["POST"]),
    Route("/c/{cooperative}/orders/{order}/resume", resume, methods=["POST"]),
]
