"""Choosing another time for an order."""

from datetime import datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import document
from minga_frontend.orders.views import order_page
from minga_frontend.shell.deeds import do, told, typed
from minga_frontend.shell.forms import PLEASE_CHOOSE
from minga_frontend.shell.links import see, within
from minga_platform.kernel.locale import mark

CHANGE_SLOT = document(__file__, "change_slot.graphql")

_CHANGED: Final = told("orders.time_changed", mark("The order has its new time."))


async def change_slot(request: Request) -> Response:
    """`POST /c/<co-op>/orders/<order>/time`: another of the free times."""
    form, order_id = await typed(request), request.path_params["order"]
    token = form["t"][:100]
    try:
        datetime.fromisoformat(form["opens"])
    except ValueError:
        form.wrong("opens", PLEASE_CHOOSE)
        return await order_page(request, form)
    wish = {"key": form.key, "id": order_id, "opens": form["opens"], "token": token or None}
    if await do(request, CHANGE_SLOT, wish, form, fields={"form": "opens"}) is None:
        return await order_page(request, form)
    return see(request, within(request, f"/orders/{order_id}"), t=token, done=_CHANGED)


ROUTES = [Route("/c/{cooperative}/orders/{order}/time", change_slot, methods=["POST"])]
