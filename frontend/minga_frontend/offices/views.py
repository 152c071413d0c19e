"""Offices: who holds which, who would take one, elections and recalls begun from here, and what is handed over."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.offices import words
from minga_frontend.shell.deeds import confirmation, do, languages_of, named, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

OFFICES = document(__file__, "offices.graphql")
_DEEDS = {
    name: document(__file__, f"{name}.graphql") for name in ("stand", "stand_no_more", "next_turn", "resign", "close")
}
HAND_OVER = document(__file__, "hand_over.graphql")
OPEN = document(__file__, "open.graphql")
BEGIN = document(__file__, "begin.graphql")
SAVE = document(__file__, "save.graphql")

_DONE = told("offices.done", mark("Done."))
_OPENED = told("offices.opened", mark("The office is open. Members can say that they would take it."))
_HANDED = told("offices.handed", mark("Saved. Thank you for handing over with care."))
_DRAFTED = told("offices.drafted", mark("The vote is drafted. Read it, and then show it to the members."))


async def offices(request: Request) -> Response:
    """`/c/<co-op>/offices`: everybody sees who holds what; members say what they would take."""
    form = await typed(request)
    if request.method == "POST":
        signed_in(request)
        answer = await _deed(request, form)
        if answer is not None:
            return answer
    data = await ask(request, OFFICES)
    language = language_of(request)
    may = set(data["standing"]["capabilities"]) if data["standing"] else set[str]()
    return await page(
        request,
        "offices/offices.html",
        say(language, mark("Offices")),
        form,
        headers={"cache-control": "no-store"},
        open=[one for one in data["memberOffices"] if one["endedAt"] is None],
        closed=[one for one in data["memberOffices"] if one["endedAt"] is not None],
        me=data["standing"]["agentId"] if data["standing"] else "",
        may_stand="proposals.write" in may,
        may_edit="offices.edit" in may,
        roles=named(request, words.ROLES),
        ways=named(request, words.FILLED_BY),
        ends=named(request, words.ENDS),
    )


async def _deed(request: Request, form: Form) -> Response | None:
    """What was asked for by a button of the page; None where it was refused and the form says why."""
    what, language = form["what"], language_of(request)
    if what in ("elect", "recall"):
        return await _put_to_vote(request, form)
    if what not in _DEEDS:
        raise HTTPException(404)
    if what in ("resign", "close") and not form.confirmed:
        texts = {
            "resign": (mark("Give the office back?"), mark("It ends at once, and you are asked to write down what the next one must know.")),
            "close": (mark("Close this office?"), mark("Who holds it serves to the end. Nobody is elected to it any more.")),
        }  # fmt: skip
        title, text = texts[what]
        return await confirmation(
            request, form, title=say(language, title), text=say(language, text),
            button=say(language, mark("Give it back") if what == "resign" else mark("Close the office")),
            back=within(request, "/offices"),
        )  # fmt: skip
    wish = {"id": form["id"]} | ({"statement": form["statement"]} if what == "stand" else {})
    if await do(request, _DEEDS[what], wish, form) is None:
        return None
    return see(request, within(request, "/offices"), done=_DONE)


async def _put_to_vote(request: Request, form: Form) -> Response | None:
    """A draft of an election with all who are willing, or of a recall; its author goes on writing it."""
    data = await ask(request, OFFICES)
    language = language_of(request)
    office, draft, kind, title = None, dict[str, Any](), "", ""
    for one in data["memberOffices"]:
        if form["what"] == "elect" and one["id"] == form["id"]:
            office, kind = one, "ELECTION"
            title = say(language, mark("Election: %(office)s"), office=one["name"])
            free = max(1, one["seats"] - len(one["holders"]))
            options = [
                {
                    "label": [{"language": language, "text": who["name"]}],
                    "description": [{"language": language, "text": who["statement"]}] if who["statement"] else [],
                    "agentId": who["agentId"],
                }
                for who in one["willing"]
            ]
            draft = {"officeId": one["id"], "options": options, "seats": min(free, len(options)), "isSecret": True}
        for term in one["holders"]:
            if form["what"] == "recall" and term["id"] == form["id"]:
                office, kind = one, "RECALL"
                title = say(language, mark("Recall: %(name)s, %(office)s"), name=term["name"], office=one["name"])
                draft = {"termId": term["id"], "isSecret": True}
    if office is None:
        raise HTTPException(404)
    if kind == "ELECTION" and len(draft["options"]) < 2:
        form.wrong("form", mark("An election needs at least two who are willing. Ask around!"))
        return None
    wish = {"key": form.key, "kind": kind, "title": [{"language": language, "text": title}]}
    begun = await do(request, BEGIN, wish, form)
    if begun is None:
        return None
    proposal = begun["proposal"]["id"]
    if await do(request, SAVE, {"id": proposal, "draft": draft}, form) is None:
        return None
    return see(request, within(request, f"/proposals/{proposal}/edit"), done=_DRAFTED)


async def hand_over(request: Request) -> Response:
    """`/c/<co-op>/offices/terms/<term>`: what the next holder must know."""
    signed_in(request)
    form = await typed(request)
    wanted = request.path_params["term"]
    if request.method == "POST":
        wish = {"id": wanted, "text": form["text"], "complete": form.ticked("complete")}
        if await do(request, HAND_OVER, wish, form) is not None:
            return see(request, within(request, "/offices"), done=_HANDED)
    data = await ask(request, OFFICES)
    for office in data["memberOffices"]:
        for term in (*office["holders"], *office["former"]):
            if term["id"] == wanted and term["isMine"]:
                return await page(
                    request,
                    "offices/handover.html",
                    say(language_of(request), mark("Hand over: %(office)s"), office=office["name"]),
                    form,
                    headers={"cache-control": "no-store"},
                    term=term,
                )
    raise HTTPException(404)


async def new(request: Request) -> Response:
    """`/c/<co-op>/offices/new`: an office is opened."""
    signed_in(request)
    form = await typed(request)
    cooperative = await here(request)
    assert cooperative is not None
    languages = languages_of(request, cooperative)
    data = await ask(request, OFFICES)
    if not data["standing"] or "offices.edit" not in data["standing"]["capabilities"]:
        raise HTTPException(404)
    if request.method == "POST":
        seats, days = form.number("seats", least=1, most=50), form.number("term_days", least=1, most=3660)
        terms = form.number("most_terms", most=20)
        filled_by = form.choice("filled_by", words.FILLED_BY)
        if not form.problems:
            wish = {
                "officeKey": form["office_key"],
                "name": form.texts("name", languages),
                "duties": form.texts("duties", languages),
                "role": form["role"] or None,
                "seats": seats,
                "termDays": days,
                "mostTerms": terms,
                "filledBy": filled_by,
                "notBeside": form.every("not_beside"),
            }
            fields = {"OFFICE_TAKEN": "office_key"}
            if await do(request, OPEN, wish, form, fields=fields) is not None:
                return see(request, within(request, "/offices"), done=_OPENED)
    return await page(
        request,
        "offices/new.html",
        say(language_of(request), mark("Open an office")),
        form,
        languages=languages,
        roles=named(request, words.ROLES),
        ways=[{"value": key, "label": label} for key, label in named(request, words.FILLED_BY).items()],
        others=[one for one in data["memberOffices"] if one["endedAt"] is None],
    )


ROUTES = [
    Route("/c/{cooperative}/offices", offices, methods=["GET", "POST"]),
    Route("/c/{cooperative}/offices/new", new, methods=["GET", "POST"]),
    Route("/c/{cooperative}/offices/terms/{term}", hand_over, methods=["GET", "POST"]),
]
