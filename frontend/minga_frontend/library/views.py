"""Tools and rooms: what there is, when it is free, booking it."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.library import calendar, words
from minga_frontend.shell import diary
from minga_frontend.shell.deeds import do, named, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say, write_moment

TOOLS = document(__file__, "tools.graphql")
TOOL = document(__file__, "tool.graphql")
TAKEN = document(__file__, "taken.graphql")
BOOK = document(__file__, "book.graphql")
LOGBOOK = document(__file__, "logbook.graphql")
LINES = document(__file__, "lines.graphql")
REPORT = document(__file__, "broken.graphql")

DAYS = 14
_FEED_DAYS = 62
_BOOKED = told("tools.booked", mark("It is booked for you."))
_REPORTED = told("tools.reported", mark("Thank you. It is not handed out before somebody looked after it."))


async def tools(request: Request) -> Response:
    """`/c/<co-op>/commons/tools`: what is shared, and what I have of it."""
    data = await ask(request, TOOLS)
    return await page(
        request,
        "library/tools.html",
        say(language_of(request), mark("Tools and rooms")),
        tools=data["tools"],
        mine=[one for one in data["myToolBookings"] if one["state"] in ("BOOKED", "OUT")],
        waiting=data["toolsToHandOver"],
        may_add=data["standing"] is not None and "tools.keep" in data["standing"]["capabilities"],
        kinds=named(request, words.KINDS),
        states=named(request, words.STATES),
    )


async def tool(request: Request) -> Response:
    """`/c/<co-op>/commons/tools/<tool>`: one of them, when it is free, and a form to book it."""
    form = await typed(request)
    found = await wanted(request)
    zone = await zone_of(request)
    if request.method == "POST":
        signed_in(request)
        answer = await (
            _report(request, form, found) if form["what"] == "broken" else _book(request, form, found, zone)
        )
        if answer is not None:
            return answer
    begins, days = calendar.days_from(_now(), zone, DAYS)
    taken = await taken_from(request, found["id"], begins, DAYS)
    units = [
        {**one, "bars": calendar.bars(taken, one["id"], begins, DAYS)}
        for one in found["units"]
        if one["state"] != "GONE"
    ]
    return await page(
        request,
        "library/tool.html",
        found["name"],
        form,
        headers={"cache-control": "no-store"},
        tool=found,
        units=units,
        days=days,
        taken=taken,
        kinds=named(request, words.KINDS),
        unit_states=named(request, words.UNIT_STATES),
        weekdays=named(request, words.WEEKDAYS),
        feed=within(request, f"/commons/tools/{found['slug']}/calendar.ics"),
    )


async def _book(request: Request, form: Form, found: dict[str, Any], zone: ZoneInfo) -> Response | None:
    starts, ends = form.moment("starts", zone), form.moment("ends", zone)
    if form.problems or starts is None or ends is None:
        return None
    wish = {
        "key": form.key,
        "id": found["id"],
        "unit": form["unit"] or None,
        "starts": starts.isoformat(),
        "ends": ends.isoformat(),
        "note": form["note"],
    }

    def free_then(done: Any, language: str) -> str:
        if not done.get("freeAt"):
            return say(language, mark("Somebody else has it in that time. Please choose another time."))
        moment = write_moment(datetime.fromisoformat(done["freeAt"]), zone, language)
        return say(
            language,
            mark("Somebody else has it in that time. It is free for as long from %(moment)s on."),
            moment=moment,
        )

    fields = {"starts_at": "starts", "ends_at": "ends"}
    fields |= dict.fromkeys(("SLOT_TAKEN", "OUTSIDE_HOURS", "SERVICE_DUE"), "starts")
    fields |= dict.fromkeys(("BOOKED_TOO_LONG", "BOOKED_TOO_FAR_AHEAD"), "ends")
    done = await do(request, BOOK, wish, form, fields=fields, sentences={"SLOT_TAKEN": free_then})
    return None if done is None else see(request, within(request, f"/commons/bookings/{done['id']}"), done=_BOOKED)


async def _report(request: Request, form: Form, found: dict[str, Any]) -> Response | None:
    wish = {"unit": form["unit"], "text": form["text"]}
    if await do(request, REPORT, wish, form) is None:
        return None
    return see(request, within(request, f"/commons/tools/{found['slug']}"), done=_REPORTED)


async def logbook(request: Request) -> Response:
    """`/c/<co-op>/commons/tools/<tool>/logbook`: what hangs beside it, to read and to print."""
    signed_in(request)
    found = (await ask(request, LOGBOOK, {"slug": request.path_params["tool"]}))["sharedTool"]
    if found is None:
        raise HTTPException(404)
    wish = {"id": found["id"], "after": request.query_params.get("after")}
    lines = (await ask(request, LINES, wish))["toolLogbook"]
    if lines is None:
        raise HTTPException(404)
    at = within(request, f"/commons/tools/{request.path_params['tool']}")
    return await page(
        request,
        "library/logbook.html",
        say(language_of(request), mark("Logbook: %(tool)s"), tool=found["name"]),
        headers={"cache-control": "no-store"},
        tool=found,
        back=at,
        lines=lines["nodes"],
        after=within(
            request, f"/commons/tools/{request.path_params['tool']}/logbook", after=lines["pageInfo"]["endCursor"]
        )
        if lines["pageInfo"]["hasNextPage"]
        else "",
        kinds=named(request, words.LOG),
    )


async def feed(request: Request) -> Response:
    """`/c/<co-op>/commons/tools/<tool>/calendar.ics`: for calendars that subscribe; it names nobody."""
    found = await wanted(request)
    zone = await zone_of(request)
    now = _now()
    begins, _ = calendar.days_from(now, zone, 1)
    language = language_of(request)
    text = calendar.written(
        await taken_from(request, found["id"], begins, _FEED_DAYS),
        name=found["name"],
        place=found["place"],
        taken=say(language, mark("not free")),
        stamp=now,
        host=urlsplit(f"//{request.headers.get('host', '')}").hostname or "localhost",
    )
    headers = {
        "content-disposition": f'attachment; filename="{found["slug"]}.ics"',
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    return diary.answered(text, headers)


async def wanted(request: Request) -> dict[str, Any]:
    """The tool that the address names, with what else its pages need (`me`, `members`)."""
    data = await ask(request, TOOL, {"slug": request.path_params["tool"]})
    if data["sharedTool"] is None:
        raise HTTPException(404)
    found: dict[str, Any] = data["sharedTool"]
    return {
        **found,
        "me": data["standing"]["agentId"] if data["standing"] else "",
        "may_close": data["standing"] is not None and "tools.keep" in data["standing"]["capabilities"],
        "members": data["memberNames"] or [],
    }


async def zone_of(request: Request) -> ZoneInfo:
    """The co-op's zone, in which people write times."""
    cooperative = await here(request)
    assert cooperative is not None
    return ZoneInfo(cooperative.zone)


async def taken_from(request: Request, tool_id: str, begins: datetime, days: int) -> list[dict[str, Any]]:
    """Stretches in which its units are not free."""
    answer = await ask(request, TAKEN, {"id": tool_id, "begins": begins.isoformat(), "days": days})
    found: list[dict[str, Any]] = answer["toolBookings"]
    return found


def _now() -> datetime:
    # A page only draws days with it; what may be booked is judged by the database's clock.
    return datetime.now(UTC)


ROUTES = [
    Route("/c/{cooperative}/commons/tools", tools, methods=["GET"]),
    Route("/c/{cooperative}/commons/tools/{tool}", tool, methods=["GET", "POST"]),
    Route("/c/{cooperative}/commons/tools/{tool}/logbook", logbook, methods=["GET"]),
    Route("/c/{cooperative}/commons/tools/{tool}/calendar.ics", feed, methods=["GET"]),
]
