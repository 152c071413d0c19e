"""Grievances: the reader's own, a new one, and one case with what the reader can do in it."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.grievances import words
from minga_frontend.restrictions.views import KINDS as RESTRICTIONS
from minga_frontend.shell.deeds import confirmation, do, named, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

GRIEVANCES = document(__file__, "grievances.graphql")
CASE = document(__file__, "case.graphql")
ABOUT = document(__file__, "about.graphql")
LAID = document(__file__, "laid.graphql")
OPEN = document(__file__, "open.graphql")
TAKE = document(__file__, "take.graphql")
MEDIATED = document(__file__, "mediated.graphql")
PROPOSE = document(__file__, "propose.graphql")
AGREE = document(__file__, "agree.graphql")
APPEAL = document(__file__, "appeal.graphql")
_PLAIN = {name: document(__file__, f"{name}.graphql") for name in ("withdraw", "decline")}
_ARGUMENTS = {"agent": "againstAgentId", "dec": "decisionId", "restr": "restrictionId"}
_PRIVATE = {"cache-control": "no-store"}

_OPENED = told("grievances.opened", mark("Your grievance is open. A mediator will take it."))
_TAKEN = told("grievances.taken", mark("You took it. Please talk with both soon."))
_DONE = told("grievances.done", mark("Written down."))


async def grievances(request: Request) -> Response:
    """`/c/<co-op>/grievances`: the reader's own; a mediator takes one that waits."""
    signed_in(request)
    form = await typed(request)
    if request.method == "POST" and await do(request, TAKE, {"id": form["id"]}, form) is not None:
        return see(request, within(request, f"/grievances/{form['id']}"), done=_TAKEN)
    data = await ask(request, GRIEVANCES)
    return await page(
        request,
        "grievances/grievances.html",
        say(language_of(request), mark("Grievances")),
        form,
        headers=_PRIVATE,
        mine=data["grievances"]["mine"],
        waiting=data["grievances"]["waiting"],
        may_open=bool(data["standing"]) and "grievances.open" in data["standing"]["capabilities"],
        steps=named(request, words.STEPS),
    )


async def new(request: Request) -> Response:
    """`/c/<co-op>/grievances/new`: one is brought."""
    signed_in(request)
    form = await typed(request)
    data = await ask(request, ABOUT)
    if not data["standing"] or "grievances.open" not in data["standing"]["capabilities"]:
        raise HTTPException(404)
    if request.method == "POST":
        argument = _ARGUMENTS.get(form["about"].partition("_")[0])
        if argument is None:
            form.wrong("about", mark("Please choose whom or what it is about."))
        else:
            wish = {"key": form.key, "text": form["text"], "wish": form["wish"], argument: form["about"]}
            done = await do(request, OPEN, wish, form, fields={"againstAgentId": "about", "restrictionId": "about"})
            if done is not None:
                return see(request, within(request, f"/grievances/{done['id']}"), done=_OPENED)
    language = language_of(request)
    me = data["standing"]["agentId"]
    about = [(one["agentId"], one["name"]) for one in data["memberNames"] or () if one["agentId"] != me]
    about += [
        (one["id"], say(language, mark("Decision %(number)s: %(title)s"), number=one["number"], title=one["title"]))
        for one in data["decisions"]["nodes"]
    ]
    for stall in data["myStalls"]:
        about += [
            (one["id"], f"{stall['name']}: {say(language, RESTRICTIONS[one['kind']])}")
            for one in (await ask(request, LAID, {"stall": stall["id"]}))["restrictions"] or ()
            if one["endedAt"] is None
        ]
    return await page(
        request,
        "grievances/new.html",
        say(language, mark("Bring a grievance")),
        form,
        headers=_PRIVATE,
        about=[("", say(language, mark("Please choose"))), *about],
        chosen=form["about"] or request.query_params.get("about", ""),
    )


async def case(request: Request) -> Response:
    """`/c/<co-op>/grievances/<case>`: for its parties, its mediator and its panel; for all others there is none."""
    signed_in(request)
    form = await typed(request)
    wanted = request.path_params["case"]
    if request.method == "POST":
        answer = await _deed(request, form, wanted)
        if answer is not None:
            return answer
    found = (await ask(request, CASE, {"id": wanted}))["grievance"]
    if found is None:
        raise HTTPException(404)
    last = found["steps"][-1]
    return await page(
        request,
        "grievances/case.html",
        say(language_of(request), mark("Grievance")),
        form,
        headers=_PRIVATE,
        case=found,
        now="" if found["closedAt"] else last["step"],
        steps=named(request, words.STEPS),
        outcomes=named(request, words.OUTCOMES),
    )


async def _deed(request: Request, form: Form, wanted: str) -> Response | None:
    """What was asked for by a button of the page; None where it was refused and the form says why."""
    what, language = form["what"], language_of(request)
    here = within(request, f"/grievances/{wanted}")
    if what in ("withdraw", "decline") and not form.confirmed:
        texts = {
            "withdraw": (
                mark("Take the grievance back?"),
                mark("It is closed for good, and what was decided in it stays."),
                mark("Take it back"),
            ),
            "decline": (
                mark("Not take part?"),
                mark("The next in the lot takes your place, and you will not read this any more."),
                mark("Decline"),
            ),
        }
        title, text, button = (say(language, one) for one in texts[what])
        return await confirmation(request, form, title=title, text=text, button=button, back=here)
    wish: dict[str, Any]
    if what in _PLAIN:
        asked, wish = _PLAIN[what], {"id": wanted}
    elif what == "mediated":
        asked, wish = MEDIATED, {"id": wanted, "isSettled": form["outcome"] == "settled", "text": form["text"]}
    elif what == "propose":
        asked = PROPOSE
        wish = {"key": form.key, "id": wanted, "isUpheld": form["outcome"] == "upheld", "text": form["text"]}
    elif what == "appeal":
        asked, wish = APPEAL, {"id": wanted, "words": form["words"]}
    elif what == "agree":
        asked, wish = AGREE, {"id": wanted, "findingId": form["finding"]}
    else:
        raise HTTPException(404)
    if what in ("mediated", "propose") and not form["outcome"]:
        form.wrong("outcome", mark("Please choose."))
        return None
    if await do(request, asked, wish, form) is None:
        return None
    return see(request, within(request, "/grievances") if what == "decline" else here, done=_DONE)


ROUTES = [
    Route("/c/{cooperative}/grievances", grievances, methods=["GET", "POST"]),
    Route("/c/{cooperative}/grievances/new", new, methods=["GET", "POST"]),
    Route("/c/{cooperative}/grievances/{case}", case, methods=["GET", "POST"]),
]
