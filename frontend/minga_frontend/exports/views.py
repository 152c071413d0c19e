"""Files to take along: everything, orders, a stall's goods, what I bought."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.shell.deeds import do, named, page, told, typed
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

EXPORTS = document(__file__, "exports.graphql")
ASK = document(__file__, "ask.graphql")
_ASKED: Final = told("exports.asked", mark("Asked for. It is being made; look here again in a moment."))
KINDS: Final = {
    "EVERYTHING": mark("Everything the co-op has"),
    "ORDERS": mark("All orders of the co-op, line by line"),
    "PRODUCTS": mark("A stall's goods"),
    "PURCHASES": mark("What I bought here"),
    "STALL": mark("A whole stall"),
}
_OF_A_STALL: Final = {
    "PRODUCTS": mark("Goods of %(stall)s"),
    "STALL": mark("All of %(stall)s, to go on selling elsewhere"),
}
_NEEDS: Final = {"EVERYTHING": "exports.make", "ORDERS": "payouts.see"}
FORMATS: Final = {"CSV": mark("Tables for a spreadsheet (CSV)"), "JSON": mark("For programs (JSON)")}


async def exports(request: Request) -> Response:
    """`/c/<co-op>/exports`."""
    signed_in(request)
    language = language_of(request)
    form = await typed(request)
    data = await ask(request, EXPORTS)
    if data["myExports"] is None or data["standing"] is None:
        raise HTTPException(404)
    may = data["standing"]["capabilities"]
    choices = [
        {"value": kind, "label": say(language, label)}
        for kind, label in KINDS.items()
        if kind not in _NEEDS or _NEEDS[kind] in may
        if kind not in _OF_A_STALL
    ]
    choices += [
        {"value": f"{kind} {one['id']}", "label": say(language, sentence, stall=one["name"])}
        for one in data["myStalls"]
        for kind, sentence in _OF_A_STALL.items()
    ]
    if request.method == "POST":
        kind, _, stall = form["what"].partition(" ")
        if kind not in KINDS:
            form.wrong("what", mark("Please choose one."))
        elif form["format"] not in FORMATS:
            form.wrong("format", mark("Please choose one."))
        else:
            wish = {"kind": kind, "format": form["format"], "stall": stall or None}
            if await do(request, ASK, wish, form) is not None:
                return see(request, within(request, "/exports"), done=_ASKED)
    else:
        wished = request.query_params.get("what", "")
        known = [one["value"] for one in choices]
        form.values = {"what": wished if wished in known else known[0] if len(known) == 1 else "", "format": "CSV"}
    return await page(
        request,
        "exports/exports.html",
        say(language, mark("Take it along")),
        form,
        headers={"cache-control": "no-store"},
        choices=choices,
        formats=[{"value": code, "label": label} for code, label in named(request, FORMATS).items()],
        kinds=named(request, KINDS),
        made=data["myExports"],
        stalls=data["myStalls"],
    )


ROUTES = [Route("/c/{cooperative}/exports", exports, methods=["GET", "POST"])]
