"""What a stall makes to order: how much a week, what is promised to whom, what is late, and putting something off."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.market.inside import SAVED, at_stall, kept_stall, sections
from minga_frontend.shell.deeds import do, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

MAKING = document(__file__, "making.graphql")
SET = document(__file__, "set_capacity.graphql")
PUT_OFF = document(__file__, "put_off.graphql")
_LATER: Final = told("making.put_off", mark("Put off. The buyer is told, with your reason."))


async def making(request: Request) -> Response:
    """`/c/<co-op>/stall/<stall>/making`."""
    return await _page(request, Form(language=language_of(request)), {})


async def _page(request: Request, form: Form, later: dict[str, Form]) -> Response:
    stall = await kept_stall(request)
    data = await ask(request, MAKING, {"stall": stall["slug"], "id": stall["id"]})
    if data["making"] is None:
        raise HTTPException(404)
    language, made = language_of(request), data["making"]
    whole = next((one["perWeek"] for one in made["capacities"] if one["productId"] is None), None)
    goods = [(one["id"], one["title"]) for one in data["keptProducts"]["nodes"] if one["state"] != "archived"]
    return await page(
        request,
        "making/making.html",
        say(language, mark("Made to order")),
        form,
        status=422 if form.problems or any(one.problems for one in later.values()) else 200,
        shelf=sections(request, stall["slug"], "making"),
        stall=stall,
        making=made,
        whole=whole,
        most=max([one["pieces"] for one in made["weeks"]] + [whole or 1]),
        choices=[("", say(language, mark("Everything the stall makes"))), *goods],
        later=later,
        base=at_stall(request, stall["slug"], "/making"),
        forms={one["lineId"]: later.get(one["lineId"]) or Form(language=language) for one in made["promises"]},
    )


async def capacity(request: Request) -> Response:
    """POST `…/making/capacity`: how much a week."""
    stall, form = await kept_stall(request), await typed(request)
    number = form.number("per-week", least=1, most=100_000, needed=False)
    day = form.day("not-before", needed=False)
    if not form.problems:
        wish: dict[str, Any] = {
            "stall": stall["id"],
            "product": form["product"] or None,
            "number": number,
            "day": day.isoformat() if day else None,
        }
        if await do(request, SET, wish, form, fields={"perWeek": "per-week"}) is not None:
            return see(request, at_stall(request, stall["slug"], "/making"), done=SAVED)
    return await _page(request, form, {})


async def put_off(request: Request) -> Response:
    """POST `…/making/later/<line>`: another day, with a reason."""
    stall, line = await kept_stall(request), request.path_params["line"]
    form = (await typed(request)).part(line)
    day = form.day("day")
    form.words("reason")
    if not form.problems:
        wish = {"line": line, "day": day.isoformat() if day else None, "reason": form["reason"]}
        fields = {"promisedFor": "day", "reason": "reason", "WEEK_FULL": "day", "MAKING_FULL": "day"}
        if await do(request, PUT_OFF, wish, form, fields=fields) is not None:
            return see(request, at_stall(request, stall["slug"], "/making"), done=_LATER)
    return await _page(request, Form(language=language_of(request)), {line: form.as_part(line)})


_STALL = "/c/{cooperative}/stall/{stall}/making"
ROUTES = [
    Route(_STALL, making),
    Route(f"{_STALL}/capacity", capacity, methods=["POST"]),
    Route(f"{_STALL}/later/{{line}}", put_off, methods=["POST"]),
]
