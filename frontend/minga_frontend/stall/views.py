"""What a stall has to prepare, and what it earned: each sum traceable to its order."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Document, ask, document
from minga_frontend.market.inside import at_stall, sections
from minga_frontend.orders.words import METHODS, PART_STATES
from minga_frontend.produce.weighing import WEIGH
from minga_frontend.shell.deeds import do, named, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import inside, see, signed_in
from minga_frontend.shell.pages import language_of
from minga_frontend.stall.words import DEBTS
from minga_platform.kernel.locale import mark, say
from minga_platform.kernel.money import parse_decimal

STALL = document(__file__, "stall.graphql")
ORDERS = document(__file__, "orders.graphql")
MONEY = document(__file__, "money.graphql")
BEGIN = document(__file__, "begin.graphql")
MARK_READY = document(__file__, "mark_ready.graphql")
UNMARK_READY = document(__file__, "unmark_ready.graphql")
HAND_OVER = document(__file__, "hand_over.graphql")
SET_PAYEE = document(__file__, "set_payee.graphql")
CONNECT = document(__file__, "connect_card_account.graphql")
CHECK = document(__file__, "check_card_account.graphql")
BY_ID = document(__file__, "by_id.graphql")

STANDINGS: Final = {
    "awaited": mark("Not paid yet"),
    "held": mark("Held"),
    "disputed": mark("Held: the buyer's bank disputes it"),
    "payable": mark("Payable"),
    "on_its_way": mark("On its way"),
    "paid": mark("Paid to you"),
}
PAYOUT_STATES: Final = {
    "prepared": mark("On its way"),
    "paid": mark("Paid"),
    "failed": mark("Did not arrive"),
    "cancelled": mark("Cancelled"),
}
FAILURES: Final = {
    "the account changed": mark("the account was changed before it left; it is payable again"),
    "the payment is disputed": mark("the buyer's bank disputes the payment"),
    "returned": mark("the bank sent it back"),
}
ONWARD: Final = {
    "waiting": mark("rests in the card account"),
    "sent": mark("on to the bank"),
    "arrived": mark("arrived at the bank"),
}
CHANNELS: Final = {"bank": mark("by bank"), "hand": mark("in cash"), "remittance": mark("to your card account")}
CARD_STATES: Final = {
    "none": mark("You have no card account yet."),
    "onboarding": mark("The card provider still waits for what you tell it."),
    "restricted": mark("The card provider wants to know more before it sends you money."),
    "active": mark("Connected: your earnings from cards are sent there."),
}
_VIEWS: Final = {
    "todo": ["TO_PREPARE", "READY"],
    "done": ["HANDED_OVER"],
    "cancelled": ["CANCELLED"],
}
_TOLD: Final = {
    "begin": told("stall.begun", mark("You began. Its buyer asks before it ends from now on.")),
    "ready": told("stall.ready", mark("Marked as ready. The buyer is told.")),
    "unready": told("stall.unready", mark("It is back among those to prepare.")),
    "fewer": told("stall.fewer", mark("Noted. The buyer reads it on the page of the order.")),
    "handed": told("stall.handed", mark("Handed over.")),
}
_PAYEE: Final = told("stall.payee", mark("Your bank account is noted."))
_LOOKED: Final = told("stall.looked", mark("The card provider was asked anew."))
_NO_ANSWER: Final = mark("The card provider does not answer just now. Please try again in a while.")


async def _stall(request: Request) -> dict[str, Any]:
    """The stall of the address; not there for whoever does not keep it."""
    signed_in(request)
    found = (await ask(request, STALL, {"slug": request.path_params["stall"]}))["keptStall"]
    if found is None:
        raise HTTPException(404)
    stall: dict[str, Any] = found
    return stall


async def orders(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/stall/<stall>/orders?view=todo|done|cancelled`."""
    stall = await _stall(request)
    view = request.query_params.get("view", "todo")
    states = _VIEWS.get(view, _VIEWS["todo"])
    wish = {"slug": stall["slug"], "id": stall["id"], "states": states, "after": request.query_params.get("after")}
    data = await ask(request, ORDERS, wish)
    listed = data["sellerOrders"]
    if listed is None:
        raise HTTPException(404)
    after = listed["pageInfo"]["endCursor"] if listed["pageInfo"]["hasNextPage"] else None
    return await page(
        request,
        "stall/orders.html",
        say(language_of(request), mark("Orders of %(stall)s"), stall=stall["name"]),
        form,
        shelf=sections(request, stall["slug"], "orders"),
        stall=stall,
        keeps=stall["id"] in {one["id"] for one in data["myStalls"]},
        page=listed,
        view=view,
        part_states=named(request, PART_STATES),
        methods=named(request, METHODS),
        after=at_stall(request, stall["slug"], "/orders", view=view, after=after) if after else None,
    )


async def act(request: Request) -> Response:
    """`POST …/orders/<verb>`: begun, ready, unready, fewer than were ordered, handed over."""
    form, verb = await typed(request), request.path_params["verb"]
    if verb == "handed":
        cash = None
        if form["cash"]:
            cash = {"minor": parse_decimal(form["cash"], 0), "currency": form["currency"]}
        done = await do(
            request,
            HAND_OVER,
            {"key": form["key"], "part": form["part"], "cash": cash, "tracking": form["tracking"]},
            form,
        )
    elif verb == "fewer":
        done, part = None, form["fewer"]
        line, there = form.words(f"line-{part}"), form.number(f"there-{part}")
        if not form.problems:
            fewer = {"key": form.key, "line": line, "packed": there, "reason": form[f"why-{part}"], "give": False}
            done = await do(request, WEIGH, fewer, form, fields={"packed": f"there-{part}"})
    else:
        wish: Document | None = {"begin": BEGIN, "ready": MARK_READY, "unready": UNMARK_READY}.get(verb)
        if wish is None:
            raise HTTPException(404)
        done = await do(request, wish, {"part": form["part"]}, form)
    if done is None:
        return await orders(request, form)
    here = at_stall(request, request.path_params["stall"], "/orders")
    return see(request, inside(form["back"], here), done=_TOLD[verb])


async def money(request: Request, form: Form | None = None, onboarding_url: str | None = None) -> Response:
    """`/c/<co-op>/stall/<stall>/money`: held, payable, on its way, paid; each line leads to its order."""
    stall = await _stall(request)
    data = await ask(request, MONEY, {"id": stall["id"], "after": request.query_params.get("after")})
    earnings = data["earnings"]
    if earnings is None:
        raise HTTPException(404)
    after = earnings["pageInfo"]["endCursor"] if earnings["pageInfo"]["hasNextPage"] else None
    return await page(
        request,
        "stall/money.html",
        say(language_of(request), mark("Money of %(stall)s"), stall=stall["name"]),
        form,
        shelf=sections(request, stall["slug"], "money"),
        stall=stall,
        money=data["stallMoney"] or [],
        earnings=earnings,
        after=at_stall(request, stall["slug"], "/money", after=after) if after else None,
        payouts=data["payouts"]["nodes"] if data["payouts"] else [],
        papers=data["stallDocuments"]["nodes"] if data["stallDocuments"] else [],
        standings=named(request, STANDINGS),
        payout_states=named(request, PAYOUT_STATES),
        channels=named(request, CHANNELS),
        onward=named(request, ONWARD),
        failures=named(request, FAILURES),
        self_bills=any(one["feature"] == "SELF_BILLING" and one["isOn"] for one in data["legalBases"]),
        debts=data["stallDebts"] or [],
        rests=data["payoutRests"] or [],
        debt_reasons=named(request, DEBTS),
        card_states=named(request, CARD_STATES),
        card_state=data["cardAccount"]["state"] if data["cardAccount"] else "none",
        onboarding_url=onboarding_url,
    )


async def connect(request: Request) -> Response:
    """`POST …/money/connect`: a link to the provider's page, to be followed by hand: a form may not lead to another house."""
    stall, form = await _stall(request), await typed(request)
    done = await do(request, CONNECT, {"stall": stall["id"]}, form, back=_money_page(request, stall["slug"]))
    if done is None:
        return await money(request, form)
    if done["onboardingUrl"] is None:
        form.wrong("form", _NO_ANSWER)
    return await money(request, form, done["onboardingUrl"])


async def check(request: Request) -> Response:
    """`POST …/money/check`: whether the provider is content meanwhile."""
    stall, form = await _stall(request), await typed(request)
    if await do(request, CHECK, {"stall": stall["id"]}, form) is None:
        return await money(request, form)
    return see(request, _money_page(request, stall["slug"]), done=_LOOKED)


async def come_back(request: Request) -> Response:
    """`/c/<co-op>/money/<stall id>`: a maker comes from the provider's page. What she did there is asked of the provider."""
    signed_in(request)
    stall_id = request.path_params["stall_id"]
    found = await ask(request, BY_ID)
    slug = next((one["slug"] for one in (*found["myStalls"], *found["stalls"]) if one["id"] == stall_id), None)
    if slug is None or await do(request, CHECK, {"stall": stall_id}, Form()) is None:
        raise HTTPException(404)
    return see(request, _money_page(request, slug), done=_LOOKED)


def _money_page(request: Request, slug: str) -> str:
    return at_stall(request, slug, "/money")


async def set_payee(request: Request) -> Response:
    """`POST …/money/payee`: where the stall's money goes by bank."""
    stall, form = await _stall(request), await typed(request)
    back = _money_page(request, stall["slug"])
    wish = {"stall": stall["id"], "holder": form["holder"], "number": form["number"]}
    if await do(request, SET_PAYEE, wish, form, back=back) is None:
        return await money(request, form)
    return see(request, back, done=_PAYEE)


ROUTES = [
    Route("/c/{cooperative}/stall/{stall}/orders", orders),
    Route("/c/{cooperative}/stall/{stall}/orders/{verb}", act, methods=["POST"]),
    Route("/c/{cooperative}/stall/{stall}/money", money),
    Route("/c/{cooperative}/stall/{stall}/money/payee", set_payee, methods=["POST"]),
    Route("/c/{cooperative}/stall/{stall}/money/connect", connect, methods=["POST"]),
    Route("/c/{cooperative}/stall/{stall}/money/check", check, methods=["POST"]),
    Route("/c/{cooperative}/money/{stall_id}", come_back),
]
