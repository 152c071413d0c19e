"""Acting for a member who agreed: agreements, the switch, sheets of paper for officers, and what was done under both names."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, viewer_of
from minga_frontend.market.inside import cooperative_of
from minga_frontend.market.showing import answered
from minga_frontend.shell.deeds import do, page, told, typed
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

MINE = document(__file__, "mine.graphql")
AGREE = document(__file__, "agree.graphql")
END = document(__file__, "end.graphql")
ACT = document(__file__, "act.graphql")
DEEDS = document(__file__, "deeds.graphql")
PAPER = document(__file__, "paper.graphql")
ENTER = document(__file__, "enter.graphql")
CONFIRM = document(__file__, "confirm.graphql")
HELPER_OF = document(__file__, "helper_of.graphql")

SCOPES: Final[Mapping[str, str]] = {
    "LISTS": mark("Lists of goods: products, prices, stock, pictures"),
    "ORDERS": mark("Orders: placing them, and preparing them at the stall"),
    "LOGS": mark("Work, work days and bookings"),
}
_AGREED: Final = told("helping.agreed", mark("She may act for you now. You can end this here at any time."))
_ENDED: Final = told("helping.ended", mark("It is ended. The very next click counts."))
_ACTING: Final = told("helping.acting", mark("You act for somebody else now. Each page says so."))
_STOPPED: Final = told("helping.stopped", mark("You act for yourself again."))
_ENTERED: Final = told("helping.entered", mark("Written down. A second officer holds it against the sheet."))
_CONFIRMED: Final = told("helping.confirmed", mark("Confirmed. The helper may act from now on."))


async def mine(request: Request) -> Response:
    """`/helping`: who may act for me, for whom I may act."""
    signed_in(request)
    form, language = await typed(request), language_of(request)
    data = await ask(request, MINE)
    acting = data["me"]["isHelped"]
    if request.method == "POST" and not acting:
        ends = form.day("ends", needed=False)
        if not form.problems:
            at = datetime.combine(ends, time(), UTC) + timedelta(days=1) if ends else None
            wish = {"helper": form["helper"], "scopes": form.every("scopes"), "ends": at and at.isoformat()}
            done = await do(request, AGREE, wish, form, fields={"endsAt": "ends"}, back="/helping")
            if done is not None:
                return see(request, "/helping", done=_AGREED)
    return await page(
        request,
        "helping/mine.html",
        say(language, mark("Helping each other")),
        form,
        acting=acting,
        mine=[one for one in data["helpAgreements"] if one["isMine"]],
        others=[one for one in data["helpAgreements"] if not one["isMine"]],
        scopes=_named(language),
    )


async def end(request: Request) -> Response:
    """POST `/helping/end`."""
    signed_in(request)
    form = await typed(request)
    if await do(request, END, {"id": form["id"]}, form) is None:
        raise HTTPException(404)
    return see(request, "/helping", done=_ENDED)


async def act(request: Request) -> Response:
    """POST `/helping/act` and `/helping/stop`: the switch."""
    signed_in(request)
    form, stop = await typed(request), request.url.path.endswith("/stop")
    if await do(request, ACT, {"person": None if stop else form["person"]}, form) is None:
        raise HTTPException(404)
    return see(request, "/helping" if stop else "/", done=_STOPPED if stop else _ACTING)


async def deeds(request: Request) -> Response:
    """`/c/<co-op>/helped`: what was done for me, and what I did for others here."""
    signed_in(request)
    listed = (await answered(request, DEEDS, {"after": request.query_params.get("after")}))["helpedDeeds"]
    info = listed["pageInfo"]
    return await page(
        request,
        "helping/deeds.html",
        say(language_of(request), mark("What was done for somebody else")),
        nodes=listed["nodes"],
        after=within(request, "/helped", after=info["endCursor"]) if info["hasNextPage"] else None,
    )


async def paper(request: Request) -> Response:
    """`/c/<co-op>/members/helping`: officers write down what members signed, two of them each sheet."""
    signed_in(request)
    form, cooperative, language = await typed(request), await cooperative_of(request), language_of(request)
    here = within(request, "/members/helping")
    if request.method == "POST":
        if form["what"] == "confirm":
            if await do(request, CONFIRM, {"id": form["id"]}, form) is not None:
                return see(request, here, done=_CONFIRMED)
        else:
            signed, ends = form.day("signed"), form.day("ends")
            if not form.problems:
                assert signed is not None
                assert ends is not None
                at = datetime.combine(ends, time(), ZoneInfo(cooperative.zone)) + timedelta(days=1)
                wish = {
                    "agent": form["agent"], "helper": form["helper"], "scopes": form.every("scopes"),
                    "signed": signed.isoformat(), "ends": at.isoformat(),
                }  # fmt: skip
                names = {"agentId": "agent", "helperAgentId": "helper", "signedOn": "signed", "endsAt": "ends"}
                if await do(request, ENTER, wish, form, fields=names) is not None:
                    return see(request, here, done=_ENTERED)
    data = await ask(request, PAPER)
    if data["signedHelp"] is None:
        raise HTTPException(404)
    people = [(one["agentId"], one["name"]) for one in data["memberNames"] or ()]
    return await page(
        request,
        "helping/paper.html",
        say(language, mark("Agreements on paper")),
        form,
        sheets=data["signedHelp"],
        people=[("", say(language, mark("Please choose"))), *people],
        scopes=_named(language),
    )


async def helper_of(request: Request, order_id: str, token: str) -> str | None:
    """Who placed an order for its buyer; for the page of the order."""
    if viewer_of(request).person_id is None and not token:
        return None
    found: str | None = (await ask(request, HELPER_OF, {"id": order_id, "token": token or None}))["helperOfOrder"]
    return found


def _named(language: str) -> dict[str, Any]:
    return {code: say(language, name) for code, name in SCOPES.items()}


ROUTES = [
    Route("/helping", mine, methods=["GET", "POST"]),
    Route("/helping/end", end, methods=["POST"]),
    Route("/helping/act", act, methods=["POST"]),
    Route("/helping/stop", act, methods=["POST"]),
    Route("/c/{cooperative}/helped", deeds),
    Route("/c/{cooperative}/members/helping", paper, methods=["GET", "POST"]),
]
