"""Work days: who calls, who comes, who stands in the line, and what comes of it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Document, ask, document, here, viewer_of
from minga_frontend.contributions import words
from minga_frontend.register.cards import code_in
from minga_frontend.registry.showing import shelf
from minga_frontend.shell import diary
from minga_frontend.shell.deeds import confirmation, do, languages_of, named, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import link, see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

DAYS = document(__file__, "days.graphql", "day.fragments")
CALENDAR = document(__file__, "calendar.graphql")
DAY = document(__file__, "day.graphql", "day.fragments")
CARD = document(__file__, "card.graphql")
CALL = document(__file__, "call.graphql")
FINISH = document(__file__, "finish_day.graphql")

_CALLED = told("days.called", mark("The members are called."))
_SEATED = told("days.seated", mark("You are on the list. Thank you."))
_FREED = told("days.freed", mark("You are off the list. Who waits longest has your seat now."))
_OFFERED = told("days.offered", mark("Your seat is offered. It stays yours until somebody takes it."))
_SAVED = told("days.saved", mark("Saved."))
_HERE = told("days.here", mark("She is on the list of who came."))
_FINISHED = told(
    "days.finished", mark("Done. What everybody gave is written down, and your word stands by all but your own.")
)
_PAGE: Final = 20
_TASKS: Final = 5
_MOST_SPENT: Final = 500


# What a button of the page sends → its document, what is sent, and the sentence when it is done.
_DEEDS: Mapping[str, tuple[Document, Callable[[Form, str], dict[str, Any]], str]] = {
    "sign_up": (
        document(__file__, "sign_up.graphql"),
        lambda form, _day: {"task": form["task"], "wait": form.ticked("wait")},
        _SEATED,
    ),
    "withdraw": (document(__file__, "withdraw_seat.graphql"), lambda form, _day: {"seat": form["seat"]}, _FREED),
    "offer": (
        document(__file__, "offer_seat.graphql"),
        lambda form, _day: {"seat": form["seat"], "to": form["to"] or None},
        _OFFERED,
    ),
    "take": (document(__file__, "take_seat.graphql"), lambda form, _day: {"seat": form["seat"]}, _SEATED),
    "check_in": (
        document(__file__, "check_in.graphql"),
        lambda form, day: {
            "id": day,
            "agent": form["agent"] or None,
            "card": code_in(form["card"]),
            "task": None,
        },
        _SAVED,
    ),
    "undo": (
        document(__file__, "undo_check_in.graphql"),
        lambda form, day: {"id": day, "agent": form["agent"]},
        _SAVED,
    ),
    "cancel": (
        document(__file__, "cancel_day.graphql"),
        lambda form, day: {"id": day, "reason": form["reason"]},
        _SAVED,
    ),
}


async def days(request: Request) -> Response:
    """`/c/<co-op>/commons/days`."""
    signed_in(request)
    past = request.query_params.get("show") == "past"
    data = await ask(request, DAYS, {"past": past, "first": _PAGE, "after": request.query_params.get("after") or None})
    if data["workDays"] is None:
        raise HTTPException(404)
    language = language_of(request)
    info = data["workDays"]["pageInfo"]
    return await page(
        request,
        "contributions/days.html",
        say(language, mark("Work days")),
        shelf=shelf(request, "/commons/days"),
        headers={"cache-control": "no-store"},
        days=data["workDays"]["nodes"],
        past=past,
        me=data["standing"]["agentId"],
        may_call="commons.write" in data["standing"]["capabilities"],
        states=_states(request),
        more=within(request, "/commons/days", show="past" if past else "", after=info["endCursor"])
        if info["hasNextPage"]
        else None,
    )


async def new(request: Request) -> Response:
    """`/c/<co-op>/commons/days/new`: members are called."""
    signed_in(request)
    form = await typed(request)
    cooperative = await here(request)
    assert cooperative is not None
    languages = languages_of(request, cooperative)
    if request.method == "POST":
        zone = ZoneInfo(cooperative.zone)
        begins, ends = form.moment("begins", zone), form.moment("ends", zone)
        times = form.number("times", least=1, most=53, needed=False) or 1
        every = form.number("every", least=1, most=366, needed=False) or 7
        tasks = _tasks(form)
        if not form.problems and begins is not None and ends is not None:
            wish = {
                "key": form.key,
                "title": form.texts("title", languages),
                "about": form.texts("about", languages),
                "place": form["place"],
                "cause": form["cause"],
                "beginsAt": begins.isoformat(),
                "endsAt": ends.isoformat(),
                "tasks": tasks,
                "times": times,
                "everyDays": every,
            }
            done = await do(request, CALL, wish, form, fields={"endsAt": "ends", "beginsAt": "begins"})
            if done is not None:
                return see(request, within(request, f"/commons/days/{done['id']}"), done=_CALLED)
    return await page(
        request,
        "contributions/call.html",
        say(language_of(request), mark("Call a minga")),
        form,
        shelf=shelf(request),
        languages=languages,
        kinds=[(code, name) for code, name in named(request, words.KINDS).items() if code != "MATERIALS"],
        lines=range(1, _TASKS + 1),
    )


def _tasks(form: Form) -> list[dict[str, Any]]:
    found = []
    for number in range(1, _TASKS + 1):
        title = form[f"task-{number}"].strip()
        if not title:
            continue
        seats = form.number(f"seats-{number}", least=1, most=500)
        kind = form.choice(f"kind-{number}", words.KINDS)
        found.append({"title": [{"language": form.language, "text": title}], "kind": kind, "seats": seats})
    if not found:
        form.wrong("task-1", mark("Please say at least one thing that there is to do."))
    return found


async def day(request: Request) -> Response:
    """`/c/<co-op>/commons/days/<id>`: all about one, and what the reader can do."""
    signed_in(request)
    form = await typed(request, most_fields=_MOST_SPENT + 50)
    which = request.path_params["id"]
    if request.method == "POST":
        answer = await _deed(request, form, which)
        if answer is not None:
            return answer
    data = await ask(request, DAY, {"id": which})
    found = data["workDay"]
    if found is None:
        raise HTTPException(404)
    me = data["standing"]["agentId"]
    language = language_of(request)
    seats = [{**one, "task": task["title"]} for task in found["tasks"] for one in task["people"]]
    whole = _minutes(found)
    now = datetime.now(UTC)
    people = [(one["agentId"], one["name"]) for one in data["memberNames"] or ()]
    came = [one for one in seats if one["state"] == "CAME"]
    return await page(
        request,
        "contributions/day.html",
        found["title"],
        form,
        shelf=shelf(request),
        headers={"cache-control": "no-store"},
        one=found,
        me=me,
        mine=next(
            (one for one in seats if one["agentId"] == me and one["state"] in ("TAKEN", "WAITING", "CAME")), None
        ),
        for_me=[one for one in seats if one["isOffered"] and one["agentId"] != me and one["offeredToId"] in (None, me)],
        came=[{**one, "time": words.hours(one["minutes"], language) if one["minutes"] else ""} for one in came],
        people=people,
        absent=[one for one in people if one[0] not in {each["agentId"] for each in came}],
        others=[one for one in people if one[0] != me],
        may_sign="commons.write" in data["standing"]["capabilities"],
        states=_states(request),
        seat_states=named(request, words.SEAT_STATES),
        kinds=named(request, words.KINDS),
        whole=f"{whole // 60}:{whole % 60:02d}",
        is_over=datetime.fromisoformat(found["endsAt"]) <= now,
        has_begun=datetime.fromisoformat(found["beginsAt"]) <= now,
    )


def _minutes(found: Mapping[str, Any]) -> int:
    begins, ends = (datetime.fromisoformat(found[name]) for name in ("beginsAt", "endsAt"))
    return round((ends - begins).total_seconds() / 60)


async def _deed(request: Request, form: Form, which: str) -> Response | None:
    back = within(request, f"/commons/days/{which}")
    language = language_of(request)
    if form["what"] == "finish":
        spent = []
        for name in form.values:
            if name.startswith("spent-"):
                minutes = 0 if form[name].strip() in ("", "0") else words.read_hours(form[name])
                if minutes is None:
                    form.wrong(name, mark("Please say how long, such as 1:30 or 1.5."))
                spent.append({"seatId": name.removeprefix("spent-"), "minutes": minutes})
        if form.problems:
            return None
        done = await do(request, FINISH, {"key": form.key, "id": which, "spent": spent}, form)
        return None if done is None else see(request, back, done=_FINISHED)
    if form["what"] not in _DEEDS:
        raise HTTPException(404)
    asked, wish, sentence = _DEEDS[form["what"]]
    if form["what"] == "cancel" and not form.confirmed and form["reason"].strip():
        return await confirmation(
            request,
            form,
            title=say(language, mark("Call the day off?")),
            text=say(language, mark("Everybody on the list is told that it does not take place, and why.")),
            button=say(language, mark("Call it off")),
            back=back,
        )
    if await do(request, asked, wish(form, which), form) is None:
        return None
    return see(request, back, done=sentence)


async def printed(request: Request) -> Response:
    """`/c/<co-op>/commons/days/<id>/list`: a list to take along, with boxes to tick."""
    signed_in(request)
    found = (await ask(request, DAY, {"id": request.path_params["id"]}))["workDay"]
    if found is None:
        raise HTTPException(404)
    return await page(
        request,
        "contributions/list.html",
        found["title"],
        shelf=shelf(request),
        headers={"cache-control": "no-store"},
        one=found,
        kinds=named(request, words.KINDS),
        seat_states=named(request, words.SEAT_STATES),
    )


async def calendar(request: Request) -> Response:
    """`/c/<co-op>/commons/days.ics`: the days to come that the reader may see (RFC 5545)."""
    signed_in(request)
    data = await ask(request, CALENDAR)
    if data["workDays"] is None:
        raise HTTPException(404)
    host = request.url.hostname or "localhost"
    language = language_of(request)
    entries = [
        diary.Entry(
            uid=one["id"],
            title=say(language, mark("%(title)s (you have a seat)"), title=one["title"])
            if one["isMine"]
            else one["title"],
            begins=datetime.fromisoformat(one["beginsAt"]),
            ends=datetime.fromisoformat(one["endsAt"]),
            place=one["place"],
            address=str(request.url.replace(path=within(request, f"/commons/days/{one['id']}"), query="", fragment="")),
        )
        for one in data["workDays"]["nodes"]
    ]
    return diary.answered(diary.written(entries, about="days", host=host))


async def card(request: Request) -> Response:
    """`/c/<co-op>/card?code=…`: what a camera opens that looks at a member card. Who leads a day that is open checks her in;
    everybody else reads a friendly word, the same for every code."""
    form = await typed(request)
    code = code_in(form["code"] or request.query_params.get("code", ""))[:40]
    here_again = within(request, "/card", code=code)
    if request.method == "POST":
        signed_in(request)
        wish = {"id": form["day"], "agent": None, "card": code, "task": None}
        if await do(request, _DEEDS["check_in"][0], wish, form, back=here_again) is not None:
            return see(request, here_again, done=_HERE)
    holder = (await ask(request, CARD, {"code": code}))["cardHolder"]
    language = language_of(request)
    return await page(
        request,
        "contributions/card.html",
        say(language, mark("Member card")),
        form,
        headers={"cache-control": "no-store", "x-robots-tag": "noindex"},
        holder=holder,
        code=code,
        sign_in=link(request, "/sign-in", next=here_again) if viewer_of(request).person_id is None else None,
    )


def _states(request: Request) -> dict[str, tuple[str, str]]:
    return {code: (say(language_of(request), name), kind) for code, (name, kind) in words.DAY_STATES.items()}


ROUTES = [
    Route("/c/{cooperative}/card", card, methods=["GET", "POST"]),
    Route("/c/{cooperative}/commons/days", days, methods=["GET"]),
    Route("/c/{cooperative}/commons/days.ics", calendar, methods=["GET"]),
    Route("/c/{cooperative}/commons/days/new", new, methods=["GET", "POST"]),
    Route("/c/{cooperative}/commons/days/{id}", day, methods=["GET", "POST"]),
    Route("/c/{cooperative}/commons/days/{id}/list", printed, methods=["GET"]),
]
