"""Taking a box: what there is, what is in it, one's own with the next dates, and what can still be changed."""

from datetime import date
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Document, ask, document
from minga_frontend.boxes.words import OUTCOMES, SIZES
from minga_frontend.shell.deeds import confirmation, do, named, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

BOXES: Final = document(__file__, "boxes.graphql")
BOX: Final = document(__file__, "box.graphql")
MINE: Final = document(__file__, "mine.graphql")
TAKE: Final = document(__file__, "take.graphql")
CHANGE: Final = document(__file__, "change.graphql")
SKIP: Final = document(__file__, "skip.graphql")
HOLD: Final = document(__file__, "hold.graphql")
END: Final = document(__file__, "end.graphql")
AGAIN: Final = document(__file__, "again.graphql")

_TAKEN: Final = told("boxes.taken", mark("It comes to you from now on. Here you can skip a date, hold it or end it."))
_NOTED: Final = told("boxes.noted", mark("Noted."))
_FIELDS: Final = {
    "size": "size", "pays": "pays", "dislikes": "dislikes", "PICKUP_POINT_CLOSED": "point", "NOT_OPEN_THAT_DAY": "point", "PAYMENT_NOT_OFFERED": "point",
    "startsOn": "starts", "heldFrom": "since", "heldUntil": "until",
}  # fmt: skip


async def listed(request: Request) -> Response:
    """`/c/<co-op>/boxes`."""
    data = await ask(request, BOXES)
    return await page(
        request,
        "boxes/boxes.html",
        say(language_of(request), mark("Boxes that come by themselves")),
        boxes=data["boxes"],
        sizes=named(request, SIZES),
        keeps="cycles.edit" in (data["standing"] or {"capabilities": ()})["capabilities"],
    )


async def one(request: Request) -> Response:
    """`/c/<co-op>/boxes/<box>`: what is in it, and taking it; `?change=<subscription>`: changing what one has."""
    form = await typed(request)
    data = await ask(request, BOX, {"id": request.path_params["box"]})
    found = data["box"]
    if found is None:
        raise HTTPException(404)
    changes = form["change"] or request.query_params.get("change", "")[:60]
    if request.method == "POST":
        signed_in(request)
        wish = {
            "size": form["size"], "pickupPointId": form["point"], "pays": form["pays"] or "PICKUP",
            "dislikes": list(form.several.get("dislikes", ())),
        }  # fmt: skip
        starts = form.day("starts", needed=False)
        if form["size"] not in SIZES:
            form.words("size-missing")
        if not form.problems:
            sent: dict[str, Any] = (
                {"id": changes, "wish": wish}
                if changes
                else {
                    "key": form.key,
                    "box": found["id"],
                    "wish": wish,
                    "starts": starts.isoformat() if starts else None,
                }
            )
            if await do(request, CHANGE if changes else TAKE, sent, form, fields=_FIELDS) is not None:
                return see(request, within(request, "/boxes/mine"), done=_NOTED if changes else _TAKEN)
    elif changes:
        form = await _as_it_is(request, changes)
    taken = [mine for mine in data["myBoxes"] or () if mine["box"]["id"] == found["id"] and not mine["endedAt"]]
    return await page(
        request,
        "boxes/box.html",
        found["name"],
        form,
        box=found,
        taken=taken,
        changes=changes,
        disliked=form.several.get("dislikes", ()),
        products={one["productId"]: one["title"] for size in found["sizes"] for one in size["contents"]},
        size_names=named(request, SIZES),
        points=_open_that_day(data["pickupPoints"], date.fromisoformat(found["nextOn"])),
    )


def _open_that_day(points: list[dict[str, Any]], day: date) -> list[tuple[str, str]]:
    """Where a box that always comes on this weekday can be fetched and paid."""
    return [
        (one["id"], one["name"])
        for one in points
        if one["isOpen"] and one["takesCash"] and any(each["weekday"] == day.weekday() for each in one["hours"])
    ]


async def _as_it_is(request: Request, taken: str) -> Form:
    signed_in(request)
    mine = next((one for one in (await ask(request, MINE))["myBoxes"] or () if one["id"] == taken), None)
    if mine is None:
        raise HTTPException(404)
    values = {"size": mine["size"], "point": mine["pickupPointId"], "pays": mine["pays"]}
    return Form(values, language=language_of(request), several={"dislikes": mine["dislikes"]})


async def mine(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/boxes/mine`: one's boxes with their next dates."""
    signed_in(request)
    found = (await ask(request, MINE))["myBoxes"]
    if found is None:
        raise HTTPException(404)
    return await page(
        request,
        "boxes/mine.html",
        say(language_of(request), mark("My boxes")),
        form,
        headers={"cache-control": "no-store"},
        boxes=found,
        outcomes=named(request, OUTCOMES),
        sizes=named(request, SIZES),
    )


async def change(request: Request) -> Response:
    """`POST /c/<co-op>/boxes/mine/<subscription>/<skip|have|hold|on|end|again>`."""
    signed_in(request)
    form, verb = await typed(request), request.path_params["verb"]
    wish: dict[str, Any] = {"key": form.key, "id": request.path_params["taken"]}
    here = within(request, "/boxes/mine")
    asked: Document
    match verb:
        case "skip" | "have":
            day = form.day("day")
            asked = SKIP
            wish |= {"day": day.isoformat() if day else None, "skipped": verb == "skip"}
        case "hold":
            since, until = form.day("since"), form.day("until")
            asked = HOLD
            wish |= {"since": since.isoformat() if since else None, "until": until.isoformat() if until else None}
        case "on":
            asked = HOLD
            wish |= {"since": None, "until": None}
        case "end":
            asked = END
            if not form.confirmed:
                return await confirmation(
                    request,
                    form,
                    title=say(form.language, mark("End this box?")),
                    text=say(
                        form.language,
                        mark("What is ordered already still comes. You can take it up again for sixty days."),
                    ),
                    button=say(form.language, mark("End it")),
                    back=here,
                )
        case "again":
            asked = AGAIN
        case _:
            raise HTTPException(404)
    if form.problems or await do(request, asked, wish, form, fields=_FIELDS) is None:
        return await mine(request, form)
    return see(request, here, done=_NOTED)


_HERE = "/c/{cooperative}/boxes"
ROUTES = [
    Route(_HERE, listed),
    Route(f"{_HERE}/mine", mine),
    Route(f"{_HERE}/mine/{{taken}}/{{verb}}", change, methods=["POST"]),
]
ONE = [Route(f"{_HERE}/{{box}}", one, methods=["GET", "POST"])]
"""After the routes of those who look after a box, whose addresses begin alike."""
