"""Looking after tools and rooms: adding and changing them, their units, keepers, skills, service."""

from datetime import datetime, time
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import document, here
from minga_frontend.library import words
from minga_frontend.library.views import wanted, zone_of
from minga_frontend.shell.deeds import confirmation, do, languages_of, named, page, told, typed
from minga_frontend.shell.forms import Form, show_amount, show_texts
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.cooperatives import Cooperative
from minga_platform.kernel.locale import mark, say

ADD, EDIT = document(__file__, "add.graphql"), document(__file__, "edit.graphql")
PICTURE = document(__file__, "picture.graphql")
CERTIFY, BLOCK = document(__file__, "certify.graphql"), document(__file__, "block.graphql")
_DEEDS = {
    name: document(__file__, f"{name}.graphql")
    for name in ("close", "add_unit", "retire_unit", "add_keeper", "remove_keeper", "revoke", "serviced")
}
_GIVEN = {
    "close": ("id",),
    "add_unit": ("id", "label"),
    "retire_unit": ("unit:id",),
    "add_keeper": ("id", "agent"),
    "remove_keeper": ("id", "agent"),
    "revoke": ("id", "agent"),
    "serviced": ("unit", "text"),
}
"""What each deed sends; `unit:id` is the form's `unit` sent as `id`, `id` is the tool."""

_ADDED = told("tools.added", mark("It is shared. Now say how many of them there are."))
_SAVED = told("tools.saved", mark("Saved."))


async def new(request: Request) -> Response:
    """`/c/<co-op>/commons/tools/new`: share something."""
    signed_in(request)
    cooperative = await here(request)
    assert cooperative is not None
    form = await typed(request)
    if request.method == "POST":
        slug, kind = form.words("slug"), form.choice("kind", words.KINDS)
        terms = _terms(form, cooperative)
        if not form.problems:
            wish = {"slug": slug, "kind": kind, **_texts(request, form, cooperative), "terms": terms}
            done = await do(request, ADD, wish, form, fields={"TOOL_SLUG_TAKEN": "slug", **_FIELDS})
            if done is not None:
                return see(request, within(request, f"/commons/tools/{done['slug']}/keep"), done=_ADDED)
    return await _form_page(request, form, cooperative, say(language_of(request), mark("Share a tool or a room")), None)


async def edit(request: Request) -> Response:
    """`/c/<co-op>/commons/tools/<tool>/edit`: change how it is shared."""
    signed_in(request)
    cooperative = await here(request)
    assert cooperative is not None
    found = await _kept(request)
    form = await typed(request)
    if request.method == "POST":
        terms = _terms(form, cooperative)
        if not form.problems:
            wish = {"id": found["id"], **_texts(request, form, cooperative, found), "terms": terms}
            if await do(request, EDIT, wish, form, fields=_FIELDS) is not None:
                return see(request, within(request, f"/commons/tools/{found['slug']}"), done=_SAVED)
    else:
        form = Form(_shown(found), language=language_of(request))
    return await _form_page(
        request, form, cooperative, say(language_of(request), mark("Change “%(tool)s”"), tool=found["name"]), found
    )


async def keep(request: Request) -> Response:
    """`/c/<co-op>/commons/tools/<tool>/keep`: units, keepers, skills, service."""
    signed_in(request)
    found = await _kept(request)
    form = await typed(request)
    if request.method == "POST":
        answer = await _deed(request, form, found)
        if answer is not None:
            return answer
    waiting = request.query_params.get("file", "")
    if waiting and await do(request, PICTURE, {"id": found["id"], "file": waiting}, form) is not None:
        return see(request, within(request, f"/commons/tools/{found['slug']}/keep"), done=_SAVED)
    known = {one["agentId"] for one in found["certified"]}
    return await page(
        request,
        "library/keep.html",
        say(language_of(request), mark("Look after “%(tool)s”"), tool=found["name"]),
        form,
        headers={"cache-control": "no-store"},
        tool=found,
        at=within(request, f"/commons/tools/{found['slug']}/keep"),
        back=within(request, f"/commons/tools/{found['slug']}"),
        others=[one for one in found["members"] if one["agentId"] not in known and one["agentId"] != found["me"]],
        unit_states=named(request, words.UNIT_STATES),
        upload_problem=request.query_params.get("problem", ""),
    )


async def _deed(request: Request, form: Form, found: dict[str, Any]) -> Response | None:
    what, language = form["what"], language_of(request)
    back = within(request, f"/commons/tools/{found['slug']}/keep")
    if what in ("close", "retire_unit") and not form.confirmed:
        texts = {
            "close": (mark("Share it no longer?"), mark("What is booked stays booked; nobody can book it any more."), mark("Share it no longer")),
            "retire_unit": (mark("Is it gone for good?"), mark("Bookings of it that are to come are called off."), mark("It is gone")),
        }  # fmt: skip
        title, text, button = texts[what]
        return await confirmation(
            request, form, title=say(language, title), text=say(language, text), button=say(language, button), back=back
        )
    if what in _DEEDS:
        given = {
            "id": found["id"],
            "unit": form["unit"],
            "agent": form["agent"],
            "label": form["label"],
            "text": form["text"],
        }
        pairs = [one.partition(":") for one in _GIVEN[what]]
        done = await do(request, _DEEDS[what], {name or source: given[source] for source, _, name in pairs}, form)
    elif what == "certify":
        until = form.day("until", needed=False)
        end = datetime.combine(until, time(23, 59), await zone_of(request)).isoformat() if until else None
        if form.problems:
            return None
        done = await do(
            request,
            CERTIFY,
            {"id": found["id"], "agent": form["agent"], "until": end},
            form,
            fields={"expires_at": "until"},
        )
    elif what == "block":
        zone = await zone_of(request)
        starts, ends = form.moment("starts", zone), form.moment("ends", zone)
        if form.problems or starts is None or ends is None:
            return None
        wish = {"unit": form["unit"], "starts": starts.isoformat(), "ends": ends.isoformat(), "note": form["note"]}
        done = await do(request, BLOCK, wish, form, fields={"ends_at": "ends", "SLOT_TAKEN": "starts"})
    else:
        raise HTTPException(404)
    return None if done is None else see(request, back, done=_SAVED)


_FIELDS = {
    "step_minutes": "step",
    "longest_minutes": "longest",
    "deposit_minor": "deposit",
    "service_days": "service-days",
    "service_uses": "service-uses",
    "hours": "hours",
}


async def _kept(request: Request) -> dict[str, Any]:
    found = await wanted(request)
    if not found["mayKeep"]:
        raise HTTPException(404)
    return found


async def _form_page(
    request: Request, form: Form, cooperative: Cooperative, title: str, found: dict[str, Any] | None
) -> Response:
    return await page(
        request,
        "library/form.html",
        title,
        form,
        tool=found,
        currency=cooperative.currency,
        languages=languages_of(request, cooperative),
        kinds=[{"value": key, "label": label} for key, label in named(request, words.KINDS).items()],
        steps=list(named(request, words.STEPS).items()),
        weekdays=named(request, words.WEEKDAYS),
        back=within(request, f"/commons/tools/{found['slug']}" if found else "/commons/tools"),
    )


def _texts(
    request: Request, form: Form, cooperative: Cooperative, found: dict[str, Any] | None = None
) -> dict[str, Any]:
    languages = languages_of(request, cooperative)
    return {
        "name": form.texts("name", languages, found["names"] if found else ()),
        "about": form.texts("about", languages, found["abouts"] if found else ()),
    }


def _terms(form: Form, cooperative: Cooperative) -> dict[str, Any]:
    step = form.choice("step", words.STEPS)
    hours = form.number("longest", least=1, most=1440)
    return {
        "place": form.words("place"),
        "stepMinutes": int(step or 60),
        "longestMinutes": (hours or 1) * 60,
        "deposit": form.money("deposit", cooperative.currency, needed=False) or 0,
        "skill": form["skill"].strip(),
        "isHandedOver": form.ticked("handed-over"),
        "serviceDays": form.number("service-days", least=1, most=3660, needed=False),
        "serviceUses": form.number("service-uses", least=1, most=100_000, needed=False),
        "hours": _hours(form),
    }


def _hours(form: Form) -> list[dict[str, int]]:
    found = []
    for day in words.WEEKDAYS:
        opens, closes = form[f"opens-{day}"].strip(), form[f"closes-{day}"].strip()
        if not opens and not closes:
            continue
        first, last = _minute(opens), _minute(closes)
        # An end at midnight is the day's end.
        last = 1440 if last == 0 else last
        if first is None or last is None or first >= last:
            form.wrong("hours", mark("Please write hours like 10:00 and 12:00, the end after the beginning."))
            continue
        found.append({"weekday": int(day), "opensMinute": first, "closesMinute": last})
    return found


def _minute(clock: str) -> int | None:
    try:
        read = time.fromisoformat(clock)
    except ValueError:
        return None
    return read.hour * 60 + read.minute


def _shown(found: dict[str, Any]) -> dict[str, str]:
    """A tool as the fields of its form."""
    shown = {
        **show_texts("name", found["names"]),
        **show_texts("about", found["abouts"]),
        "place": found["place"],
        "step": str(found["stepMinutes"]),
        "longest": str(max(1, found["longestMinutes"] // 60)),
        "deposit": show_amount(found["deposit"]) if found["deposit"]["minor"] else "",
        "skill": found["skill"],
        "handed-over": "yes" if found["isHandedOver"] else "",
        "service-days": str(found["serviceDays"] or ""),
        "service-uses": str(found["serviceUses"] or ""),
    }
    for one in found["hours"]:
        shown[f"opens-{one['weekday']}"] = one["opens"]
        shown[f"closes-{one['weekday']}"] = "00:00" if one["closes"] == "24:00" else one["closes"]
    return shown


ROUTES = [
    Route("/c/{cooperative}/commons/tools/new", new, methods=["GET", "POST"]),
    Route("/c/{cooperative}/commons/tools/{tool}/edit", edit, methods=["GET", "POST"]),
    Route("/c/{cooperative}/commons/tools/{tool}/keep", keep, methods=["GET", "POST"]),
]
