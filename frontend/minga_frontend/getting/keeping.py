"""Times, other hours on a day, delivery fees and carriers, kept by who coordinates."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.coordination.places import WEEKDAYS
from minga_frontend.coordination.views import at_desk, page
from minga_frontend.shell.deeds import do, told, typed
from minga_frontend.shell.forms import PLEASE_CHOOSE, Form, show_amount, show_rate
from minga_frontend.shell.links import see, signed_in
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say
from minga_platform.kernel.money import scale_of

KEEP = document(__file__, "keep.graphql")
PLAN = document(__file__, "plan_slots.graphql")
SET_EXCEPTION = document(__file__, "set_exception.graphql")
DROP_EXCEPTION = document(__file__, "drop_exception.graphql")
SET_CAPACITY = document(__file__, "set_capacity.graphql")
SET_FEES = document(__file__, "set_fees.graphql")
SET_CARRIER = document(__file__, "set_carrier.graphql")

_SAVED: Final = told("getting.saved", mark("Saved."))
_DAY_SET: Final = told(
    "getting.day_set", mark("Saved. Whoever ordered for a time that falls away gets a letter and chooses another.")
)
_ROWS: Final = range(4)
_STEPS: Final = range(4)
_GRAMS: Final = 1000
BASES: Final = {
    "flat": mark("The same for every order"),
    "value": mark("By the value of the goods"),
    "weight": mark("By their weight"),
}


async def _data(request: Request, right: str) -> dict[str, Any]:
    signed_in(request)
    data = await ask(request, KEEP)
    if data["standing"] is None or right not in data["standing"]["capabilities"]:
        raise HTTPException(404)
    return data


async def times(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/coordination/times?place=`: how one place's hours become times, other hours on a day, and who comes when."""
    data, language = await _data(request, "pickup_points.edit"), language_of(request)
    places = [{**one, "kind": "point"} for one in data["pickupPoints"]] + [
        {**one, "kind": "zone"} for one in data["deliveryZones"]
    ]
    chosen = (form["place"] if form else "") or request.query_params.get("place", "")
    place = next((one for one in places if one["id"] == chosen), places[0] if places else None)
    if form is None:
        form = Form(_of_plan(place) if place else {}, language=language)
    own = [one for one in data["slots"] if place and place["id"] in (one["pickupPointId"], one["deliveryZoneId"])]
    return await page(
        request,
        "times.html",
        say(language, mark("Times")),
        "times",
        form,
        places=places,
        place=place,
        slots=own,
        exceptions=[
            one
            for one in data["openingExceptions"]
            if place and place["id"] in (one["pickupPointId"], one["deliveryZoneId"])
        ],
        rows=_ROWS,
        days=[("", "–"), *((str(number), say(language, name)) for number, name in enumerate(WEEKDAYS))],
    )


def _of_plan(place: Mapping[str, Any]) -> dict[str, str]:
    plan = place["slotPlan"]
    values = {
        "place": place["id"],
        "has": "yes" if plan["hasSlots"] else "",
        "minutes": str(plan["minutes"] or ""),
        "capacity": str(plan["capacity"] or ""),
        "cutoff": str(plan["cutoffMinutes"] // 60),
    }
    for number, hours in enumerate(place["hours"][: len(_ROWS)]):
        values |= {
            f"day-{number}": str(hours["weekday"]),
            f"from-{number}": hours["opens"],
            f"until-{number}": hours["closes"],
        }
    return values


def _place(form: Form) -> dict[str, Any]:
    is_point = form["place"].startswith("point_")
    return {"point": form["place"] if is_point else None, "zone": None if is_point else form["place"]}


async def plan(request: Request) -> Response:
    """`POST …/times/plan`."""
    form = await typed(request)
    hours = [
        {
            "weekday": int(form[f"day-{row}"]),
            "opens": form[f"from-{row}"].strip(),
            "closes": form[f"until-{row}"].strip(),
        }
        for row in _ROWS
        if form[f"day-{row}"].isdigit()
    ]
    cutoff = form.number("cutoff", most=336, needed=False) or 0
    wish = _place(form) | {
        "has": form.ticked("has"),
        "minutes": form.number("minutes", least=5, most=1440, needed=False),
        "capacity": form.number("capacity", least=1, most=100_000, needed=False),
        "cutoff": cutoff * 60,
        "hours": hours if form["place"].startswith("zone_") else None,
    }
    if form.problems or await do(request, PLAN, wish, form) is None:
        return await times(request, form)
    return see(request, at_desk(request, "/times"), place=form["place"], done=_SAVED)


async def set_exception(request: Request) -> Response:
    """`POST …/times/day`: other hours on one day, or none."""
    form = await typed(request)
    day = form.day("day")
    hours = [{"opens": form["opens"].strip(), "closes": form["closes"].strip()}] if form["opens"].strip() else []
    wish = _place(form) | {"day": day.isoformat() if day else None, "hours": hours, "note": form["note"]}
    if form.problems or await do(request, SET_EXCEPTION, wish, form, fields={"hours": "opens"}) is None:
        return await times(request, form)
    return see(request, at_desk(request, "/times"), place=form["place"], done=_DAY_SET)


async def drop_exception(request: Request) -> Response:
    """`POST …/times/usual`: the weekly hours hold on that day after all."""
    form = await typed(request)
    if await do(request, DROP_EXCEPTION, {"id": form["id"]}, form) is None:
        return await times(request, form)
    return see(request, at_desk(request, "/times"), place=form["place"], done=_SAVED)


async def set_capacity(request: Request) -> Response:
    """`POST …/times/capacity`: of one slot."""
    form = await typed(request)
    capacity = form.number("slot-capacity", least=1, most=100_000, needed=False)
    try:
        datetime.fromisoformat(form["opens-at"])
    except ValueError:
        form.wrong("slot-capacity", PLEASE_CHOOSE)
    wish = _place(form) | {"opens": form["opens-at"], "capacity": capacity}
    if (
        form.problems
        or await do(request, SET_CAPACITY, wish, form, fields={"SLOT_HAS_ORDERS": "slot-capacity"}) is None
    ):
        return await times(request, form)
    return see(request, at_desk(request, "/times"), place=form["place"], done=_SAVED)


async def carriers(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/coordination/carriers?edit=`: what bringing costs, and who brings parcels."""
    data, language = await _data(request, "delivery.edit"), language_of(request)
    chosen = (form["id"] if form else "") or request.query_params.get("edit", "")
    carrier = next((one for one in data["carriers"] if one["id"] == chosen), None)
    zone = next((one for one in data["deliveryZones"] if one["id"] == chosen), None)
    if form is None:
        form = Form(_of_carrier(carrier) if carrier else _of_zone(zone) if zone else {"open": "yes"}, language=language)
    return await page(
        request,
        "carriers.html",
        say(language, mark("Delivery fees and carriers")),
        "carriers",
        form,
        carriers=data["carriers"],
        carrier=carrier,
        zones=data["deliveryZones"],
        zone=zone,
        steps=_STEPS,
        bases=[(code, say(language, name)) for code, name in BASES.items()],
        base_names={code: say(language, name) for code, name in BASES.items()},
    )


def _of_steps(steps: list[Mapping[str, Any]], basis: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for number, one in enumerate(steps[: len(_STEPS)]):
        start = int(one["from"])
        text = (
            f"{start / _GRAMS:g}"
            if basis == "weight"
            else show_amount({"minor": start, "currency": one["fee"]["currency"]})
        )
        values |= {f"from-{number}": text, f"fee-{number}": show_amount(one["fee"])}
    return values


def _of_zone(zone: Mapping[str, Any]) -> dict[str, str]:
    return {
        "id": zone["id"],
        "basis": zone["feeBasis"],
        "free": show_amount(zone["freeFrom"]) if zone["freeFrom"] else "",
        **_of_steps(zone["feeSteps"], zone["feeBasis"]),
    }


def _of_carrier(one: Mapping[str, Any]) -> dict[str, str]:
    return {
        "id": one["id"],
        "name": one["name"],
        "about": one["about"],
        "tracking": one["trackingPattern"],
        "fee": show_amount(one["fee"]),
        "tax": show_rate(one["taxBps"]),
        "free": show_amount(one["freeFrom"]) if one["freeFrom"] else "",
        "most": f"{int(one['mostGrams']) / _GRAMS:g}" if one["mostGrams"] else "",
        "open": "yes" if one["isOpen"] else "",
        **_of_steps(one["feeSteps"], "weight"),
    }


def _steps(form: Form, basis: str, currency: str) -> list[dict[str, Any]]:
    """Steps as they were typed: kilograms or money, and a fee."""
    found = []
    for row in _STEPS:
        if not form[f"from-{row}"].strip():
            continue
        start = form.number(f"from-{row}", scale=3 if basis == "weight" else scale_of(currency), least=1)
        found.append({"from": start, "feeMinor": form.money(f"fee-{row}", currency)})
    return found


async def set_fees(request: Request) -> Response:
    """`POST …/carriers/zone`: steps of a zone's fee."""
    form, cooperative = await typed(request), await here(request)
    assert cooperative is not None
    basis = form.choice("basis", BASES) or "flat"
    wish = {
        "zone": form["id"],
        "basis": basis.upper(),
        "steps": _steps(form, basis, cooperative.currency) if basis != "flat" else [],
        "free": form.money("free", cooperative.currency, needed=False),
    }
    if form.problems or await do(request, SET_FEES, wish, form, fields={"steps": "from-0"}) is None:
        return await carriers(request, form)
    return see(request, at_desk(request, "/carriers"), done=_SAVED)


async def set_carrier(request: Request) -> Response:
    """`POST …/carriers/carrier`: add one, or change the one that the form names."""
    form, cooperative = await typed(request), await here(request)
    assert cooperative is not None
    wish = {
        "id": form["id"] or None,
        "name": form.words("name"),
        "about": [{"language": form.language, "text": form["about"]}] if form["about"].strip() else [],
        "tracking": form["tracking"],
        "fee": {"minor": form.money("fee", cooperative.currency), "currency": cooperative.currency},
        "steps": _steps(form, "weight", cooperative.currency),
        "free": form.money("free", cooperative.currency, needed=False),
        "most": form.number("most", scale=3, least=1, needed=False),
        "tax": form.rate("tax", most=5000),
        "open": form.ticked("open"),
    }
    fields = {"tracking_pattern": "tracking", "steps": "from-0", "most_grams": "most"}
    if form.problems or await do(request, SET_CARRIER, wish, form, fields=fields) is None:
        return await carriers(request, form)
    return see(request, at_desk(request, "/carriers"), done=_SAVED)


ROUTES = [
    Route("/c/{cooperative}/coordination/times", times),
    Route("/c/{cooperative}/coordination/times/plan", plan, methods=["POST"]),
    Route("/c/{cooperative}/coordination/times/day", set_exception, methods=["POST"]),
    Route("/c/{cooperative}/coordination/times/usual", drop_exception, methods=["POST"]),
    Route("/c/{cooperative}/coordination/times/capacity", set_capacity, methods=["POST"]),
    Route("/c/{cooperative}/coordination/carriers", carriers),
    Route("/c/{cooperative}/coordination/carriers/zone", set_fees, methods=["POST"]),
    Route("/c/{cooperative}/coordination/carriers/carrier", set_carrier, methods=["POST"]),
]
