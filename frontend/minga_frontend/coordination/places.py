"""Pickup points and delivery zones, kept by who coordinates."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here, viewer_of
from minga_frontend.coordination.views import base, page
from minga_frontend.market.typed import price_text, rate_text, read_rate
from minga_frontend.shell.forms import Form, read_money
from minga_frontend.shell.pages import language_of
from minga_frontend.shell.steps import see, sign_in_first, typed
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
_PROBLEMS: Final = {
    "required": mark("Please fill this in."),
    "length": mark("This is too short or too long."),
    "weekday": mark("Please choose a day."),
    "from_until": mark("Please write hours like 10:00 and 12:00, the end after the beginning."),
    "range": mark("This number is too small or too large."),
}
_ROWS: Final = 4


async def places(request: Request, form: Form | None = None, problem: str = "") -> Response:
    """`/c/<co-op>/coordination/places`."""
    if viewer_of(request).person_id is None:
        return sign_in_first(request)
    data = await ask(request, POINTS)
    standing = data["standing"]
    if standing is None or "pickup_points.edit" not in standing["capabilities"]:
        raise HTTPException(404)
    language = language_of(request)
    chosen = request.query_params.get("edit", "")
    point = next((one for one in data["pickupPoints"] if one["id"] == chosen), None)
    zone = next((one for one in data["deliveryZones"] if one["id"] == chosen), None)
    if form is None:
        form = Form(_of_point(point) if point else _of_zone(zone) if zone else {"cash": "yes", "open": "yes"})
    return await page(
        request, "places.html", say(language, mark("Pickup and delivery")), "places", problem,
        points=data["pickupPoints"], zones=data["deliveryZones"], point=point, zone=zone, form=form, rows=range(_ROWS),
        days=[("", "–"), *((str(number), say(language, name)) for number, name in enumerate(WEEKDAYS))],
        weekdays=[say(language, name) for name in WEEKDAYS],
    )  # fmt: skip


def _of_point(point: Mapping[str, Any]) -> dict[str, str]:
    values = {
        "id": point["id"], "version": str(point["version"]), "name": point["name"], "address": point["address"],
        "directions": point["directions"], "cash": "yes" if point["takesCash"] else "", "open": "yes" if point["isOpen"] else "",
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
        "id": zone["id"], "zone-name": zone["name"], "postcodes": ", ".join(zone["postcodes"]), "fee": price_text(zone["fee"]),
        "tax": rate_text(zone["taxBps"]), "zone-open": "yes" if zone["isOpen"] else "",
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
        "cash": form["cash"] == "yes",
    }
    if form["id"]:
        version = int(form["version"]) if form["version"].isdigit() else 0
        done = (
            await ask(
                request, EDIT_POINT, {**wish, "id": form["id"], "version": version, "open": form["open"] == "yes"}
            )
        )["done"]
    else:
        done = (await ask(request, ADD_POINT, wish))["done"]
    return await _kept(request, form, done)


async def keep_zone(request: Request) -> Response:
    """`POST …/places/zone`: add one, or change the one that the form names."""
    form, language = await typed(request), language_of(request)
    cooperative = await here(request)
    assert cooperative is not None
    fee, tax = read_money(form["fee"], cooperative.currency), read_rate(form, "tax", language)
    if fee is None:
        form.problems["fee"] = say(language, mark("Please write an amount, such as 12.50."))
    if form.problems or tax is None:
        return await places(request, form)
    wish = {
        "id": form["id"] or None,
        "name": [{"language": language, "text": form["zone-name"]}],
        "fee": {"minor": fee, "currency": cooperative.currency},
        "tax": tax,
        "postcodes": [one for one in form["postcodes"].replace(";", ",").split(",") if one.strip()],
        "open": form["zone-open"] == "yes",
    }
    return await _kept(request, form, (await ask(request, SET_ZONE, wish))["done"])


async def _kept(request: Request, form: Form, done: Mapping[str, Any]) -> Response:
    if "code" not in done:
        return see(request, f"{base(request)}/places")
    sentence = _PROBLEMS.get(str(done.get("rule")))
    if done.get("field") and sentence:
        form.problems = {str(done["field"]): say(language_of(request), sentence)}
        return await places(request, form)
    return await places(request, form, done["message"])


ROUTES = [
    Route("/c/{cooperative}/coordination/places", places),
    Route("/c/{cooperative}/coordination/places/point", keep_point, methods=["POST"]),
    Route("/c/{cooperative}/coordination/places/zone", keep_zone, methods=["POST"]),
]
