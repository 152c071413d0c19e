"""A member's own programs: where they listen, to what, with which secret, and how each telling went."""

from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.shell.deeds import confirmation, do, named, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_frontend.webhooks import words
from minga_platform.kernel.locale import mark, say

WEBHOOKS = document(__file__, "webhooks.graphql")
DELIVERIES = document(__file__, "deliveries.graphql")
ADD = document(__file__, "add.graphql")
CHANGE = document(__file__, "change.graphql")
EXCHANGE = document(__file__, "exchange.graphql")
REPLAY = document(__file__, "replay.graphql")
_DEEDS = {name: document(__file__, f"{name}.graphql") for name in ("try", "remove", "resume")}

_DONE = {
    "try": told("webhooks.tried", mark("A try is on its way. Look here again in a moment.")),
    "remove": told("webhooks.removed", mark("Nothing is told there any more.")),
    "resume": told("webhooks.resumed", mark("It listens again. What waited is on its way.")),
}
_CHANGED = told("webhooks.changed", mark("Saved."))
_AGAIN = told("webhooks.again", mark("It is on its way once more."))


async def programs(request: Request) -> Response:
    """`/c/<co-op>/webhooks`: all of the reader's programs; a new one is named here, and its secret is shown this once."""
    signed_in(request)
    form = await typed(request)
    data = await ask(request, WEBHOOKS)
    if request.method == "POST":
        kinds = form.every("kinds")
        if not kinds:
            form.wrong("kinds", mark("Please choose at least one."))
        if not form.problems:
            wish = {"name": form["name"], "url": form["url"], "kinds": kinds, "stall": form["stall"] or None}
            made = await do(request, ADD, wish, form)
            if made is not None:
                return await _secret(request, made)
    return await page(
        request, "webhooks/webhooks.html", say(language_of(request), mark("Programs that listen")), form,
        headers={"cache-control": "no-store"}, **_choices(request, data), mine=data["webhooks"],
    )  # fmt: skip


def _choices(request: Request, data: dict[str, Any], stall: str | None = "") -> dict[str, Any]:
    """Kinds with their names: for a stall's program, for any member's, for who sees everything. `""`: not known yet."""
    may = set(data["standing"]["capabilities"]) if data["standing"] else set[str]()
    everything = {"orders.see", "members.see"} <= may
    stalls = data["myStalls"]
    shown = [
        one["name"]
        for one in data["webhookKinds"]
        if (
            one["forStalls"]
            if stall
            else (everything or one["forMembers"] or (stall == "" and stalls and one["forStalls"]))
        )
    ]
    return {
        "kinds": shown,
        "names": named(request, words.KINDS),
        "stops": named(request, words.STOPS),
        "stalls": stalls,
        # Most of what a maker may choose from is told of her stall alone, so her stall is chosen first.
        "own": stalls[0]["id"] if len(stalls) == 1 and not everything and request.method == "GET" else None,
    }


async def _secret(request: Request, made: dict[str, Any]) -> Response:
    return await page(
        request, "webhooks/secret.html", say(language_of(request), mark("Copy the secret")),
        headers={"cache-control": "no-store"}, secret=made["secret"], back=within(request, f"/webhooks/{made['id']}"),
    )  # fmt: skip


async def program(request: Request) -> Response:
    """`/c/<co-op>/webhooks/<id>`: change it, try it, and read how each telling went."""
    signed_in(request)
    webhook = request.path_params["webhook"]
    data = await ask(request, WEBHOOKS)
    one = next((one for one in data["webhooks"] if one["id"] == webhook), None)
    if one is None:
        raise HTTPException(404)
    form = await typed(request)
    if request.method == "POST":
        answer = await _deed(request, form, one)
        if answer is not None:
            return answer
    found = (await ask(request, DELIVERIES, {"webhook": webhook, "after": request.query_params.get("after")}))[
        "webhookDeliveries"
    ]
    return await page(
        request, "webhooks/webhook.html", one["name"], form, headers={"cache-control": "no-store"},
        **_choices(request, data, one["stallId"]), one=one, told=found["nodes"], info=found["pageInfo"],
        problems_of=named(request, words.PROBLEMS),
    )  # fmt: skip


async def _deed(request: Request, form: Form, one: dict[str, Any]) -> Response | None:
    """What a button of the page asks for; None where it was refused and the form says why."""
    what, language, back = form["what"], language_of(request), within(request, f"/webhooks/{one['id']}")
    if what == "change":
        wish = {"id": one["id"], "name": form["name"], "url": form["url"], "kinds": form.every("kinds")}
        return None if await do(request, CHANGE, wish, form) is None else see(request, back, done=_CHANGED)
    if what == "exchange":
        made = await do(request, EXCHANGE, {"id": one["id"]}, form)
        return None if made is None else await _secret(request, made)
    if what == "again":
        wish = {"id": one["id"], "delivery": form["delivery"], "since": None}
        return None if await do(request, REPLAY, wish, form) is None else see(request, back, done=_AGAIN)
    if what == "day":
        since = (datetime.now(UTC) - timedelta(days=1)).isoformat()
        wish = {"id": one["id"], "delivery": None, "since": since}
        return None if await do(request, REPLAY, wish, form) is None else see(request, back, done=_AGAIN)
    if what not in _DEEDS:
        raise HTTPException(404)
    if what == "remove" and not form.confirmed:
        return await confirmation(
            request, form, title=say(language, mark("Remove this program?")),
            text=say(language, mark("Nothing is told there any more, and what waits is not sent.")),
            button=say(language, mark("Remove it")), back=back,
        )  # fmt: skip
    if await do(request, _DEEDS[what], {"id": one["id"]}, form) is None:
        return None
    return see(request, within(request, "/webhooks") if what == "remove" else back, done=_DONE[what])


ROUTES = [
    Route("/c/{cooperative}/webhooks", programs, methods=["GET", "POST"]),
    Route("/c/{cooperative}/webhooks/{webhook}", program, methods=["GET", "POST"]),
]
