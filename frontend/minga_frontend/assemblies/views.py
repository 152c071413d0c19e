"""Assemblies: members see what comes and say what they need; who runs them calls, checks in, counts and minutes."""

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Document, ask, document, here
from minga_frontend.assemblies import words
from minga_frontend.register.cards import code_in
from minga_frontend.shell.deeds import confirmation, do, languages_of, named, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

ASSEMBLIES = document(__file__, "assemblies.graphql")
ASSEMBLY = document(__file__, "assembly.graphql")
CALL = document(__file__, "call.graphql")
WRITE = document(__file__, "write_minutes.graphql")
ADOPT = document(__file__, "adopt.graphql")

_CALLED = told("assemblies.called", mark("The members are called. Now write the agenda."))
_SAVED = told("assemblies.saved", mark("Saved."))
_REPLIED = told("assemblies.replied", mark("Thank you. You can change your reply until it opens."))
_MANDATED = told("assemblies.mandated", mark("Your mandate is given. It rests while you are in the room yourself."))
_ADOPTED = told("assemblies.adopted", mark("The minutes are adopted and stay as they are."))


def _number(form: Form, name: str) -> int:
    return form.number(name, most=100_000) or 0


# What a button or form of the page sends → its document, what is sent, and the sentence when it is done.
_DEEDS: Mapping[str, tuple[Document, Callable[[Form, str], dict[str, Any]], str]] = {
    "reply": (
        document(__file__, "reply.graphql"),
        lambda form, meeting: {
            "id": meeting,
            "coming": form["coming"] == "yes",
            "children": _number(form, "children") if form["children"] else 0,
            "transport": form.ticked("transport"),
            "interpreter": form["interpreter"],
            "note": form["note"],
        },
        _REPLIED,
    ),
    "mandate": (
        document(__file__, "mandate.graphql"),
        lambda form, meeting: {
            "id": meeting,
            "to": form["to"],
            "from": form["from"] or None,
            "instructions": form["instructions"],
        },
        _MANDATED,
    ),
    "take_back": (document(__file__, "take_back.graphql"), lambda _form, meeting: {"id": meeting}, _SAVED),
    "item": (
        document(__file__, "add_item.graphql"),
        lambda form, meeting: {
            "id": meeting,
            "kind": form["kind"],
            "title": [{"language": form.language, "text": form["title"]}],
            "text": [{"language": form.language, "text": form["text"]}] if form["text"].strip() else [],
            "minutes": _number(form, "minutes"),
            "proposal": form["proposal"].rstrip("/").rpartition("/")[2] or None,
        },
        _SAVED,
    ),
    "remove": (document(__file__, "remove_item.graphql"), lambda form, _meeting: {"id": form["id"]}, _SAVED),
    "order": (
        document(__file__, "order_items.graphql"),
        lambda form, meeting: {"id": meeting, "items": form["order"].split()},
        _SAVED,
    ),
    "open": (
        document(__file__, "open.graphql"),
        lambda form, meeting: {"id": meeting, "chair": form["chair"], "writer": form["writer"]},
        _SAVED,
    ),
    "check_in": (
        document(__file__, "check_in.graphql"),
        lambda form, meeting: {
            "id": meeting,
            "agent": form["agent"] or None,
            "card": code_in(form["card"]),
        },
        _SAVED,
    ),
    "check_out": (
        document(__file__, "check_out.graphql"),
        lambda form, meeting: {"id": meeting, "agent": form["agent"]},
        _SAVED,
    ),
    "vote": (
        document(__file__, "vote.graphql"),
        lambda form, _meeting: {
            "key": form.key,
            "id": form["id"],
            "minutes": _number(form, "minutes"),
            "secret": form.ticked("secret"),
        },
        _SAVED,
    ),
    "hands": (
        document(__file__, "hands.graphql"),
        lambda form, _meeting: {
            "id": form["id"],
            "yes": _number(form, "yes"),
            "no": _number(form, "no"),
            "neither": _number(form, "neither"),
        },
        _SAVED,
    ),
    "outcome": (
        document(__file__, "outcome.graphql"),
        lambda form, _meeting: {"id": form["id"], "outcome": form["outcome"]},
        _SAVED,
    ),
    "close": (document(__file__, "close.graphql"), lambda _form, meeting: {"id": meeting}, _SAVED),
    "cancel": (
        document(__file__, "cancel.graphql"),
        lambda form, meeting: {"id": meeting, "reason": form["reason"]},
        _SAVED,
    ),
    "action": (
        document(__file__, "add_action.graphql"),
        lambda form, meeting: {
            "id": meeting,
            "text": form["text"],
            "agent": form["agent"] or None,
            "due": form["due"] or None,
        },
        _SAVED,
    ),
    "finish": (document(__file__, "finish_action.graphql"), lambda form, _meeting: {"id": form["id"]}, _SAVED),
}


async def assemblies(request: Request) -> Response:
    """`/c/<co-op>/assemblies`."""
    signed_in(request)
    data = await ask(request, ASSEMBLIES, {"after": request.query_params.get("after")})
    if data["assemblies"] is None:
        raise HTTPException(404)
    return await page(
        request,
        "assemblies/assemblies.html",
        say(language_of(request), mark("Assemblies")),
        headers={"cache-control": "no-store"},
        meetings=data["assemblies"]["nodes"],
        after=data["assemblies"]["pageInfo"]["endCursor"] if data["assemblies"]["pageInfo"]["hasNextPage"] else None,
        may_run="assemblies.run" in data["standing"]["capabilities"],
        states=_states(request),
    )


async def new(request: Request) -> Response:
    """`/c/<co-op>/assemblies/new`: members are called."""
    signed_in(request)
    form = await typed(request)
    cooperative = await here(request)
    assert cooperative is not None
    languages = languages_of(request, cooperative)
    if request.method == "POST":
        zone = ZoneInfo(cooperative.zone)
        begins, ends = form.moment("begins", zone), form.moment("ends", zone)
        if begins is not None and ends is not None and not form.problems:
            wish = {
                "key": form.key,
                "title": form.texts("title", languages),
                "about": form.texts("about", languages),
                "place": form["place"],
                "beginsAt": begins.isoformat(),
                "endsAt": ends.isoformat(),
                "offers": form.every("offers"),
            }
            fields = {"endsAt": "ends", "TOO_LITTLE_NOTICE": "begins"}
            done = await do(request, CALL, wish, form, fields=fields)
            if done is not None:
                return see(request, within(request, f"/assemblies/{done['id']}"), done=_CALLED)
    return await page(
        request,
        "assemblies/new.html",
        say(language_of(request), mark("Call an assembly")),
        form,
        languages=languages,
        offers=named(request, words.OFFERS),
    )


async def assembly(request: Request) -> Response:
    """`/c/<co-op>/assemblies/<id>`: all about one, and what the reader can do."""
    signed_in(request)
    form = await typed(request)
    meeting = request.path_params["id"]
    if request.method == "POST":
        answer = await _deed(request, form, meeting)
        if answer is not None:
            return answer
    data = await ask(request, ASSEMBLY, {"id": meeting})
    if data["assembly"] is None:
        raise HTTPException(404)
    found, me = data["assembly"], data["standing"]["agentId"]
    present = {one["agentId"] for one in found["attendance"] if one["leftAt"] is None}
    return await page(
        request,
        "assemblies/assembly.html",
        found["assembly"]["title"],
        form,
        headers={"cache-control": "no-store"},
        found=found,
        one=found["assembly"],
        me=me,
        my_mandate=next((one for one in found["mandates"] if one["fromId"] == me), None),
        given_to_me=[one for one in found["mandates"] if one["toId"] == me],
        people=[(one["agentId"], one["name"]) for one in data["memberNames"] or ()],
        absent=[(one["agentId"], one["name"]) for one in data["memberNames"] or () if one["agentId"] not in present],
        states=_states(request),
        kinds=named(request, words.KINDS),
        offers=named(request, words.OFFERS),
    )


async def _deed(request: Request, form: Form, meeting: str) -> Response | None:
    if form["what"] not in _DEEDS:
        raise HTTPException(404)
    asked, wish, sentence = _DEEDS[form["what"]]
    back = within(request, f"/assemblies/{meeting}")
    language = language_of(request)
    if form["what"] in ("close", "cancel") and not form.confirmed:
        closing = form["what"] == "close"
        return await confirmation(
            request,
            form,
            title=say(language, mark("Close the assembly?") if closing else mark("Call the assembly off?")),
            text=say(
                language,
                mark("Nobody can be checked in and nothing can be decided any more. The minutes can still be written.")
                if closing
                else mark("Members are told that it does not take place."),
            ),
            button=say(language, mark("Close the assembly") if closing else mark("Call it off")),
            back=back,
        )
    variables = wish(form, meeting)
    if form.problems or await do(request, asked, variables, form) is None:
        return None
    return see(request, back, done=sentence)


async def minutes(request: Request) -> Response:
    """`/c/<co-op>/assemblies/<id>/minutes`: written, read, adopted, printed."""
    signed_in(request)
    form = await typed(request)
    meeting = request.path_params["id"]
    address = within(request, f"/assemblies/{meeting}/minutes")
    if request.method == "POST":
        wish: dict[str, Any] = {"id": meeting, "version": form.whole("version")}
        language = language_of(request)
        if form["what"] == "adopt":
            if not form.confirmed:
                return await confirmation(
                    request,
                    form,
                    title=say(language, mark("Adopt these minutes?")),
                    text=say(
                        language,
                        mark("From then on neither the minutes nor the attendance nor any outcome can be changed."),
                    ),
                    button=say(language, mark("Adopt the minutes")),
                    back=address,
                    kind="plain",
                )
            if await do(request, ADOPT, wish, form) is not None:
                return see(request, address, done=_ADOPTED)
        elif await do(request, WRITE, wish | {"text": form["text"]}, form) is not None:
            return see(request, address, done=_SAVED)
    data = await ask(request, ASSEMBLY, {"id": meeting})
    if data["assembly"] is None:
        raise HTTPException(404)
    found = data["assembly"]
    return await page(
        request,
        "assemblies/minutes.html",
        say(language_of(request), mark("Minutes: %(title)s"), title=found["assembly"]["title"]),
        form,
        headers={"cache-control": "no-store"},
        found=found,
        one=found["assembly"],
        kinds=named(request, words.KINDS),
    )


def _states(request: Request) -> dict[str, tuple[str, str]]:
    return {code: (say(language_of(request), name), kind) for code, (name, kind) in words.STATES.items()}


ROUTES = [
    Route("/c/{cooperative}/assemblies", assemblies, methods=["GET"]),
    Route("/c/{cooperative}/assemblies/new", new, methods=["GET", "POST"]),
    Route("/c/{cooperative}/assemblies/{id}", assembly, methods=["GET", "POST"]),
    Route("/c/{cooperative}/assemblies/{id}/minutes", minutes, methods=["GET", "POST"]),
]
