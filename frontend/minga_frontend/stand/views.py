"""At the table: what a stall sells, weighs, packs and hands over on a market day, also where no line reaches.

The page works without script while there is a line. With script it is kept on the telephone, and what is done without a
line waits there in a queue (`static/stand.js`) until it is sent, each deed once, under the key it got when it was done.
"""

from datetime import UTC, datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.market.inside import at_stall, kept_stall, sections, stall_page
from minga_frontend.orders.words import METHODS, PART_STATES
from minga_frontend.shell.deeds import do, named, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import link, see, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say, write_quantity
from minga_platform.kernel.money import Unit

STAND = document(__file__, "stand.graphql")
SELL = document(__file__, "sell.graphql")
WEIGH = document(__file__, "weigh.graphql")
READY = document(__file__, "ready.graphql")
HAND_OVER = document(__file__, "hand_over.graphql")

_SOLD: Final = told("stand.sold", mark("Sold, and in the books."))
_DONE: Final = told("stand.done", mark("Noted."))
_NOTHING: Final = mark("Please say how much of something was sold.")

# What the script says; it has no catalogue of its own.
_SAID: Final = {
    "online": mark("There is a line: what you do is sent at once."),
    "offline": mark("No line. What you do is kept on this device and sent when there is one."),
    "away": mark("The server is away. What you do is kept on this device and sent when it is back."),
    "waits": mark("waits to be sent"),
    "sending": mark("is being sent"),
    "refused": mark("not taken"),
    "again": mark("Try again"),
    "correct": mark("It was there: correct the stock and take it"),
    "forget": mark("Forget it"),
    "forget_sure": mark("Forget this for good? It was not sent."),
    "all_sent": mark("Everything is sent. Look at the page anew to see it."),
    "sign_in": mark("Please sign in again. What waits is kept on this device."),
    "other": mark("This waits for somebody else who used this device: she signs in, and it is sent."),
    "sale": mark("Sale"),
    "handed": mark("Handed over"),
    "handed_cash": mark("Handed over, %(cash)s taken in cash"),
    "sold_cash": mark("Sold, %(cash)s taken in cash"),
    "differs": mark("%(took)s was taken, but it comes to %(sum)s"),
    "ready": mark("Packed"),
    "is_ready": PART_STATES["READY"],
    "to_prepare": PART_STATES["TO_PREPARE"],
    "weigh": mark("Weighed"),
    "weigh_first": mark("Weigh first what is paid by its weight."),
    "sum": mark("It comes to %(sum)s"),
    "kept": mark("This page is kept on this device. Names of buyers are in it: keep the device to yourself."),
    "wiped": mark("Nothing is kept on this device any more."),
    "wiped_but": mark("Only what waits to be sent is still kept on this device: %(number)s."),
}


async def stand(request: Request) -> Response:
    """`/c/<co-op>/stall/<stall>/stand`."""
    stall = await kept_stall(request)
    form = await typed(request)
    sum_to_take = None
    if request.method == "POST":
        if form["what"] == "sell":
            answer, sum_to_take = await _sell(request, stall, form)
        else:
            answer = await _deed(request, stall, form)
        if answer is not None:
            return answer
    data = await ask(request, STAND, {"id": stall["id"]})
    language = language_of(request)
    to_weigh = {one["lineId"]: one for one in data["linesToWeigh"] or ()}
    return await stall_page(
        request,
        "stand/stand.html",
        say(language, mark("At the table of %(stall)s"), stall=stall["name"]),
        form,
        shelf=sections(request, stall["slug"], "stand"),
        headers={"cache-control": "no-store"},
        stall=stall,
        me=data["standing"]["agentId"],
        goods=data["standGoods"] or [],
        orders=data["sellerOrders"],
        to_weigh=to_weigh,
        unweighed_lines={line for line, one in to_weigh.items() if one["packed"] is None},
        picks=_picks(data["sellerOrders"], language),
        sales=data["standSales"]["nodes"] if data["standSales"] else [],
        points=[(one["id"], one["name"]) for one in data["pickupPoints"] if one["takesCash"]],
        part_states=named(request, PART_STATES),
        methods=named(request, METHODS),
        sum_to_take=sum_to_take,
        at=_at(request, stall),
        api=within(request, "/graphql"),
        said={name: say(language, sentence) for name, sentence in _SAID.items()},
        worker=at_stall(request, stall["slug"], "/stand/keeper.js"),
    )


def _picks(orders: dict[str, Any] | None, language: str) -> list[dict[str, Any]]:
    """What the waiting orders come to, thing by thing, by name. `lines`: of which lines, so that a tick is for these alone."""
    found: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for part in orders["nodes"] if orders else ():
        for line in part["lines"]:
            thing = (line["title"], line["variantTitle"], line["quantity"]["unit"])
            found.setdefault(thing, []).append(line | {"part": part["id"]})
    return [
        {
            "title": title,
            "variantTitle": variant,
            "sum": write_quantity(sum(int(one["quantity"]["base"]) for one in lines), Unit[unit], language),
            "orders": len({one["part"] for one in lines}),
            "lines": " ".join(one["id"] for one in lines),
        }
        for (title, variant, unit), lines in sorted(found.items())
    ]


def _at(request: Request, stall: dict[str, Any]) -> str:
    return at_stall(request, stall["slug"], "/stand")


async def _sell(request: Request, stall: dict[str, Any], form: Form) -> tuple[Response | None, dict[str, Any] | None]:
    """Sold; or the sum that is to be taken, which is asked before anything is written down."""
    lines = []
    for name, value in form.values.items():
        if name.startswith("q-") and value.strip() not in ("", "0"):
            number = form.number(name, least=1, most=10**9)
            lines.append({"variantId": name[2:], "quantity": number})
    if not lines and not form.problems:
        form.wrong("form", _NOTHING)
    if form.problems:
        return None, None
    sum_told = {"minor": form.whole("sum"), "currency": form["currency"] or "EUR"}
    wish = {
        "key": form.key, "stall": stall["id"], "lines": lines, "received": sum_told, "at": datetime.now(UTC).isoformat(),
        "point": form["point"] or None, "corrects": form.ticked("corrects"),
    }  # fmt: skip
    done = (await ask(request, SELL, wish))["done"]
    if done["__typename"] == "StandSold":
        return see(request, _at(request, stall), done=_SOLD), None
    if done["__typename"] == "PriceChanged":
        return None, done["new"]
    await do(request, SELL, wish, form)
    return None, sum_told if done["__typename"] == "OutOfStock" else None


async def _deed(request: Request, stall: dict[str, Any], form: Form) -> Response | None:
    what = form["what"]
    if what == "weigh":
        packed = form.number("packed", least=0, most=10**9)
        if form.problems:
            return None
        done = await do(request, WEIGH, {"key": form.key, "line": form["line"], "packed": packed}, form)
    elif what == "ready":
        done = await do(request, READY, {"part": form["part"]}, form)
    else:
        cash = {"minor": form.whole("cash"), "currency": form["currency"]} if form["cash"] else None
        done = await do(request, HAND_OVER, {"key": form.key, "part": form["part"], "cash": cash}, form)
    return None if done is None else see(request, _at(request, stall), done=_DONE)


_KEEPER: Final = """"use strict";
// Keeps the page of the table and what it is drawn with: the line first, what is kept where there is none or the server is away.
const NAME = "stand";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const request = event.request;
  const at = new URL(request.url);
  if (request.method !== "GET" || at.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(asked(event, at.origin + at.pathname));
  else if (at.pathname.startsWith("/static/")) event.respondWith(asked(event, request.url));
});
async function asked(event, name) {
  const isPage = event.request.mode === "navigate";
  const cache = await caches.open(NAME);
  const kept = () => cache.match(name, { ignoreVary: true });
  let answer;
  try {
    answer = await fetch(event.request);
  } catch (error) {
    const found = await kept();
    if (!found) throw error;
    return isPage ? shown(found, "line") : found;
  }
  if (answer.ok) {
    event.waitUntil(cache.put(name, answer.clone()));
    return answer;
  }
  if (answer.status < 500 && answer.status !== 429) {
    // She is not signed in any more, or it is not her stall: the page is not hers to see without a line either.
    if (isPage) await cache.delete(name);
    return answer;
  }
  const found = await kept();
  return !found ? answer : isPage ? shown(found, "server") : found;
}
// The kept page says by itself what is away; its script cannot know where it came from.
async function shown(found, away) {
  const page = (await found.text()).replace('<div id="stand"', `<div id="stand" data-away="${away}"`);
  const headers = new Headers(found.headers);
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  return new Response(page, { headers });
}
"""


async def keeper(request: Request) -> Response:
    """`…/stand/keeper.js`: the service worker of that one page. It may ask our own server, and nobody else."""
    headers = {
        "content-security-policy": "default-src 'none'; connect-src 'self'",
        "service-worker-allowed": link(request, "/"),
        "cache-control": "no-cache",
    }
    return Response(_KEEPER, media_type="text/javascript", headers=headers)


_STALL = "/c/{cooperative}/stall/{stall}"
ROUTES = [
    Route(f"{_STALL}/stand", stand, methods=["GET", "POST"]),
    Route(f"{_STALL}/stand/keeper.js", keeper, methods=["GET"]),
]
