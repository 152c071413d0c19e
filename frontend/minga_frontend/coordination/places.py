"""Pickup points and delivery zones, kept by who coordinates."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Document, ask, document, here
from minga_frontend.coordination.views import at_desk, page
from minga_frontend.shell import coordinates
from minga_frontend.shell.deeds import do, told, typed
from minga_frontend.shell.forms import Form, show_amount, show_rate
from minga_frontend.shell.links import see, signed_in
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

POINTS = document(__file__, "points.graphql")
ADD_POINT = document(__file__, "add_point.graphql")
EDIT_POINT = document(__file__, "edit_point.graphql")
SET_ZONE = document(__file__, "set_zone.graphql")

WEEKDAYS: Final = (
    mark("Monday"),
    mark("Tuesday"),
    mark("Wednesday"),
    mark("Thursday"),
    mark("Friday"),
    mark("Saturday"),
    mark("Sunday"),
)
_SAVED: Final = told("places.saved", mark("Saved."))
_ROWS: Final = 4


async def places(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/coordination/places`."""
    signed_in(request)
    data = await ask(request, POINTS)
    standing = data["standing"]
    if standing is None or "pickup_points.edit" not in standing["capabilities"]:
        raise HTTPException(404)
    language = language_of(request)
    chosen = form["id"] if form else request.query_params.get("edit", "")
    point = next((one for one in data["pickupPoints"] if one["id"] == chosen), None)
    zone = next((one for one in data["deliveryZones"] if one["id"] == chosen), None)
    if form is None:
        form = Form(_of_point(point) if point else _of_zone(zone) if zone else {"cash": "yes", "open": "yes"})
    return await page(
        request, "places.html", say(language, mark("Pickup and delivery")), "places", form,
        points=data["pickupPoints"], zones=data["deliveryZones"], point=point, zone=zone, rows=range(_ROWS),
        days=[("", "–"), *((str(number), say(language, name)) for number, name in enumerate(WEEKDAYS))],
        weekdays=[say(language, name) for name in WEEKDAYS],
    )  # fmt: skip


def _of_point(point: Mapping[str, Any]) -> dict[str, str]:
    values = {
        "id": point["id"], "version": str(point["version"]), "name": point["name"], "address": point["address"],
        "directions": point["directions"], "cash": "yes" if point["takesCash"] else "", "open": "yes" if point["isOpen"] else "",
        "place": coordinates.write(point["place"]),
    }  # fmt: skip
    for number, hours in enumerate(point["hours"][:_ROWS]):
        values |= {
            f"day-{number}": str(hours["weekday"]),
            f"from-{number}": hours["opens"],
            f"until-{number}": hours["closes"],
        }
    return values


def _of_zone(zone: Mapping[str, Any]) -> dict[str, str]:
    return {
        "id": zone["id"], "zone-name": zone["name"], "postcodes": ", ".join(zone["postcodes"]), "fee": show_amount(zone["fee"]),
        "tax": show_rate(zone["taxBps"]), "zone-open": "yes" if zone["isOpen"] else "",
    }  # fmt: skip


async def keep_point(request: Request) -> Response:
    """`POST …/places/point`: add one, or change the one that the form names."""
    form, language = await typed(request), language_of(request)
    hours = [
        {
            "weekday": int(form[f"day-{row}"]),
            "opens": form[f"from-{row}"].strip(),
            "closes": form[f"until-{row}"].strip(),
        }
        for row in range(_ROWS)
        if form[f"day-{row}"].isdigit()
    ]
    wish: dict[str, Any] = {
        "name": [{"language": language, "text": form["name"]}],
        "address": form["address"],
        "hours": hours,
        "directions": [{"language": language, "text": form["directions"]}] if form["directions"].strip() else [],
        "cash": form.ticked("cash"),
        "place": None,
    }
    if form["place"].strip():
        wish["place"] = coordinates.read(form["place"])
        if wish["place"] is None:
            form.wrong("place", mark("Two numbers with a comma between, as a map shows them: 45.4215, -75.6972"))
            return await places(request, form)
    asked = ADD_POINT
    if form["id"]:
        asked = EDIT_POINT
        wish |= {"id": form["id"], "version": form.whole("version"), "open": form.ticked("open")}
    return await _keep(request, form, asked, wish)


async def keep_zone(request: Request) -> Response:
    """`POST …/places/zone`: add one, or change the one that the form names."""
    form, cooperative = await typed(request), await here(request)
    assert cooperative is not None
    wish = {
        "id": form["id"] or None,
        "name": [{"language": form.language, "text": form["zone-name"]}],
        "fee": {"minor": form.money("fee", cooperative.currency), "currency": cooperative.currency},
        "tax": form.rate("tax", most=5000),
        "postcodes": form.parted("postcodes"),
        "open": form.ticked("zone-open"),
    }
    if form.problems:
        return await places(request, form)
    return await _keep(request, form, SET_ZONE, wish, {"name": "zone-name"})


async def _keep(
    request: Request, form: Form, asked: Document, wish: dict[str, Any], fields: Mapping[str, str] | None = None
) -> Response:
    if await do(request, asked, wish, form, fields=fields) is None:
        return await places(request, form)
    return see(request, at_desk(request, "/places"), done=_SAVED)


ROUTES = [
    Route("/c/{cooperative}/coordination/places", places),
    Route("/c/{cooperative}/coordination/places/point", keep_point, methods=["POST"]),
    Route("/c/{cooperative}/coordination/places/zone", keep_zone, methods=["POST"]),
]
