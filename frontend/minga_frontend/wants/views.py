"""The wish of who found nothing, its end, and the list that makers read."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, viewer_of
from minga_frontend.market.inside import at_stall, kept_stall, sections
from minga_frontend.shell.deeds import do, page, told, typed
from minga_frontend.shell.links import link, see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

HELP = document(__file__, "help.graphql", "../market/card.fragments")
ADD = document(__file__, "add.graphql")
END = document(__file__, "end.graphql")
ONE = document(__file__, "one.graphql")
MINE = document(__file__, "mine.graphql")
LOOKED_FOR = document(__file__, "looked_for.graphql")

_LONGEST: Final = 80
_NOTED: Final = told("wants.noted", mark("Noted. The makers see that somebody looks for it."))
_ENDED: Final = told("wants.ended", mark("You wait no longer. Your address is forgotten."))
_QUIET: Final = {"cache-control": "no-store", "referrer-policy": "no-referrer"}


async def help_with(request: Request, search: str) -> dict[str, Any]:
    """What `wants/help.html` needs; for a search that found nothing, in a co-op or in all of them (where no makers are asked)."""
    found: dict[str, Any] = (await ask(request, HELP, {"search": search}))["searchHelp"]
    here = within if "cooperative" in request.path_params else link
    return {
        "found": found,
        "words": [{"label": word, "href": here(request, "/market", q=word)} for word in found["words"]],
        "everywhere": here(request, "/market", q=search),
        "wish": "" if here is link else within(request, "/wants/new", q=search[:_LONGEST]),
    }


async def new(request: Request) -> Response:
    """`/c/<co-op>/wants/new?q=`: say what one looked for; with a letter, or only so that makers know."""
    form = await typed(request)
    signed = viewer_of(request).person_id is not None
    if request.method == "POST":
        wish = {
            "words": form["words"],
            "tellMe": form["tell"] == "yes",
            "mail": form["mail"],
            "phone": form["phone"],
            "consents": form["consents"] == "yes",
        }
        done = await do(request, ADD, wish, form)
        if done is not None:
            return see(request, within(request, f"/wants/{done['id']}"), t=done["token"], done=_NOTED)
    elif "words" not in form.values:
        form.values = {**form.values, "words": request.query_params.get("q", "").strip()[:_LONGEST], "tell": "yes"}
    title = say(language_of(request), mark("Tell the makers what you look for"))
    return await page(request, "wants/new.html", title, form, headers=_QUIET, signed=signed)


async def one(request: Request) -> Response:
    """`/c/<co-op>/wants/<wish>?t=`: it is noted, and one click ends it."""
    form, want = await typed(request), request.path_params["want"]
    token = (form["t"] or request.query_params.get("t", ""))[:100]
    if request.method == "POST" and await do(request, END, {"id": want, "token": token}, form) is not None:
        return see(request, within(request, f"/wants/{want}"), t=token, done=_ENDED)
    found = (await ask(request, ONE, {"id": want, "token": token}))["want"]
    if found is None:
        raise HTTPException(404)
    title = say(language_of(request), mark("You look for “%(words)s”"), words=found["words"])
    return await page(request, "wants/one.html", title, form, headers=_QUIET, want=found, token=token)


async def mine(request: Request) -> Response:
    """`/c/<co-op>/wants`: what the reader waits for."""
    signed_in(request)
    form = await typed(request)
    if request.method == "POST" and await do(request, END, {"id": form["id"], "token": None}, form) is not None:
        return see(request, within(request, "/wants"), done=_ENDED)
    wants = (await ask(request, MINE))["myWants"]
    title = say(language_of(request), mark("What you look for"))
    return await page(request, "wants/mine.html", title, form, headers=_QUIET, wants=wants)


async def of_makers(request: Request) -> Response:
    """`/c/<co-op>/stall/<stall>/wanted`: what people look for and nobody offers."""
    stall = await kept_stall(request)
    found = (await ask(request, LOOKED_FOR, {"id": stall["id"]}))["lookedFor"]
    if found is None:
        raise HTTPException(404)
    return await page(
        request,
        "wants/looked_for.html",
        say(language_of(request), mark("People look for …")),
        headers=_QUIET,
        shelf=sections(request, stall["slug"], "today"),
        stall=stall,
        wanted=found,
        most=max((each["wishes"] for each in found), default=1),
        back=at_stall(request, stall["slug"], "/today"),
        begin=at_stall(request, stall["slug"], "/products"),
    )


ROUTES = [
    Route("/c/{cooperative}/wants", mine, methods=["GET", "POST"]),
    Route("/c/{cooperative}/wants/new", new, methods=["GET", "POST"]),
    Route("/c/{cooperative}/wants/{want}", one, methods=["GET", "POST"]),
    Route("/c/{cooperative}/stall/{stall}/wanted", of_makers),
]
