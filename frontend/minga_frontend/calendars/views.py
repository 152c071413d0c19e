"""One calendar to subscribe to: the member's votes, assemblies, work days, bookings, and closings of what she buys.

Its address is a secret that stands for her, since calendar programs do not sign in; it opens these dates and nothing else.
The secret stands in the query, which no log of ours keeps, and the answer is kept by nobody between.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.proposals import words
from minga_frontend.shell import diary
from minga_frontend.shell.deeds import confirmation, do, page, told, typed
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_graphql.door import Door
from minga_platform.kernel.locale import mark, say

LINK = document(__file__, "link.graphql")
MAKE = document(__file__, "make.graphql")
END = document(__file__, "end.graphql")
DATES = document(__file__, "dates.graphql")

_ENDED: Final = told(
    "calendars.ended", mark("The address holds no more. Programs that used it get nothing from now on.")
)
_PRIVATE: Final = {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex"}
_GONE: Final = frozenset({"CANCELLED", "RETURNED", "MISSED"})


async def own(request: Request) -> Response:
    """`/c/<co-op>/calendar`: make the address, see it once, make it anew, end it."""
    signed_in(request)
    form = await typed(request)
    language, token = language_of(request), ""
    if request.method == "POST" and form["what"] == "end":
        if await do(request, END, {}, form) is not None:
            return see(request, within(request, "/calendar"), done=_ENDED)
    elif request.method == "POST":
        known = (await ask(request, LINK))["calendarLink"]
        if known is not None and not form.confirmed:
            return await confirmation(
                request,
                form,
                title=say(language, mark("Make a new address?")),
                text=say(
                    language,
                    mark(
                        "The one before holds no more: programs that use it get nothing until you give them the new one."
                    ),
                ),
                button=say(language, mark("Make a new address")),
                back=within(request, "/calendar"),
            )
        done = await do(request, MAKE, {}, form)
        token = done["token"] if done is not None else ""
    data = await ask(request, LINK)
    if data["standing"] is None:
        raise HTTPException(404)
    address = (
        request.url.replace(path=within(request, "/calendar.ics"), query=f"t={token}", fragment="") if token else ""
    )
    return await page(
        request,
        "calendars/own.html",
        say(language, mark("Your calendar")),
        form,
        headers=_PRIVATE,
        since=data["calendarLink"],
        address=str(address),
    )


async def feed(request: Request) -> Response:
    """`/c/<co-op>/calendar.ics?t=<secret>`: her dates, read as her, without a cookie. A wrong secret is no page."""
    cooperative = await here(request)
    assert cooperative is not None
    language = language_of(request)
    door: Door = request.app.state.door
    reader = await door.calendar_reader(cooperative, request.query_params.get("t", ""), language)
    if reader is None:
        raise HTTPException(404)
    data = await ask(request, DATES, viewer=reader)
    text = diary.written(
        _entries(request, data), about="own", host=request.url.hostname or "localhost", name=data["here"]["name"]
    )
    return diary.answered(text, _PRIVATE)


def _entries(request: Request, data: dict[str, Any]) -> Iterator[diary.Entry]:
    language = language_of(request)

    def at(path: str) -> str:
        return str(request.url.replace(path=within(request, path), query="", fragment=""))

    for one in data["governanceDates"]:
        yield diary.Entry(
            uid=f"{one['proposalId']}-{one['what']}",
            title=say(language, words.DATES[one["what"]], title=one["title"]),
            begins=datetime.fromisoformat(one["at"]) if one["at"] else None,
            on=date.fromisoformat(one["on"]) if one["on"] else None,
            address=at(f"/proposals/{one['proposalId']}"),
        )
    for one in _nodes(data, "assemblies"):
        if one["state"] != "CANCELLED":
            yield _span(one, one["title"], at(f"/assemblies/{one['id']}"))
    for one in _nodes(data, "workDays"):
        seat = mark("%(title)s (you have a seat)")
        title = say(language, seat, title=one["title"]) if one["isMine"] else one["title"]
        yield _span(one, title, at(f"/commons/days/{one['id']}"))
    for one in data["myToolBookings"]:
        if one["state"] not in _GONE:
            spans = {"id": one["id"], "beginsAt": one["startsAt"], "endsAt": one["endsAt"], "place": one["place"]}
            yield _span(spans, f"{one['toolName']}: {one['unit']}", at(f"/commons/tools/{one['toolSlug']}"))
    for one in _nodes(data, "orderCycles") if _nodes(data, "myOrders") else ():
        yield diary.Entry(
            uid=f"{one['id']}-closes",
            title=say(language, mark("Last moment to order: %(title)s"), title=one["name"]),
            begins=datetime.fromisoformat(one["closesAt"]),
            address=at(f"/cycles/{one['id']}"),
        )


def _nodes(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The things of a list; none where it is not hers to see."""
    return list(data[name]["nodes"]) if data[name] is not None else []


def _span(one: dict[str, Any], title: str, address: str) -> diary.Entry:
    return diary.Entry(
        uid=one["id"],
        title=title,
        begins=datetime.fromisoformat(one["beginsAt"]),
        ends=datetime.fromisoformat(one["endsAt"]),
        place=one["place"],
        address=address,
    )


ROUTES = [
    Route("/c/{cooperative}/calendar", own, methods=["GET", "POST"]),
    Route("/c/{cooperative}/calendar.ics", feed, methods=["GET"]),
]
