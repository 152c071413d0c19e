"""What the checkout shows of times and ways: each pickup point's free times, the carriers, and what they take for this basket."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from starlette.requests import Request

from minga_frontend.asking import ask, document
from minga_frontend.shell.forms import Form
from minga_platform.kernel.locale import mark, say, write_money, write_window

TIMES = document(__file__, "times.graphql")
PLEASE_CHOOSE_A_TIME: Final = mark("Please choose a time.")
_ZONE: Final = "delivery"


async def facts(request: Request, form: Form) -> dict[str, Any]:
    """Times, carriers and fees for the basket and the postcode that stands in the form."""
    return await ask(request, TIMES, {"postcode": form["postcode"].strip()[:20]})


def carrier_ways(data: Mapping[str, Any], language: str) -> list[dict[str, str]]:
    """Each carrier that takes this basket, as a way to choose."""
    return [
        {
            "value": one["carrierId"],
            "label": say(language, mark("Send it with %(carrier)s"), carrier=one["name"]),
            "hint": one["about"],
            "aside": write_money(int(one["fee"]["minor"]), one["fee"]["currency"], language),
        }
        for one in data["deliveryOffers"]
        if one["carrierId"]
    ]


def times(
    data: Mapping[str, Any], form: Form, points: Sequence[Mapping[str, Any]], zone: ZoneInfo
) -> list[dict[str, Any]]:
    """A choice of times for each place that has some: `field`, `label`, `choices`, `value`. The zone's only once its postcode is known."""
    found = []
    places = [
        (one["id"], say(form.language, mark("When do you come to %(place)s?"), place=one["name"])) for one in points
    ]
    near = _offer(data, form)
    if near is not None and near["hasSlots"]:
        places.append((near["deliveryZoneId"], say(form.language, mark("When may we come?"))))
    for place_id, label in places:
        own = [one for one in data["slots"] if place_id in (one["pickupPointId"], one["deliveryZoneId"])]
        if not own:
            continue
        free = [(one["opensAt"], _window(one, zone, form.language)) for one in own if one["canBeChosen"]]
        field = f"slot-{place_id}"
        found.append(
            {
                "field": field,
                "label": label,
                "choices": [("", say(form.language, mark("Choose a time"))), *free],
                "value": form[field] or form["slot"],
                "is_full": not free,
            }
        )
    return found


def choose(data: Mapping[str, Any], form: Form) -> None:
    """Note the time that belongs to the chosen way as `slot`, or what is missing."""
    way = form["way"]
    near = _offer(data, form)
    place_id = (near["deliveryZoneId"] if near else "") if way == _ZONE else way
    own = [one for one in data["slots"] if place_id and place_id in (one["pickupPointId"], one["deliveryZoneId"])]
    chosen = form[f"slot-{place_id}"] or form["slot"]
    fits = chosen if any(one["opensAt"] == chosen for one in own) else ""
    form.values = {**form.values, "slot": fits}
    # What is fetched in an order cycle is there when the cycle says.
    if own and not fits and not form["cycle"]:
        form.wrong(f"slot-{place_id}", PLEASE_CHOOSE_A_TIME)


def fee(data: Mapping[str, Any], form: Form) -> dict[str, Any] | None:
    """What the chosen way takes for this basket; None where it does not take it."""
    found = _offer(data, form)
    return dict(found) if found is not None else None


def _offer(data: Mapping[str, Any], form: Form) -> Mapping[str, Any] | None:
    way = form["way"]
    for one in data["deliveryOffers"]:
        if (one["carrierId"] == way) if way.startswith("carrier_") else one["deliveryZoneId"]:
            return one  # type: ignore[no-any-return]  # the door's answers have no types
    return None


def window_of(slot: str, data: Mapping[str, Any], zone: ZoneInfo, language: str) -> str:
    """The chosen time in words; empty without."""
    return next((_window(one, zone, language) for one in data["slots"] if one["opensAt"] == slot), "")


def _window(one: Mapping[str, Any], zone: ZoneInfo, language: str) -> str:
    return write_window(datetime.fromisoformat(one["opensAt"]), datetime.fromisoformat(one["closesAt"]), zone, language)
