"""What a stall has to prepare, and what it earned: each sum traceable to its order."""

import secrets
from typing import Any, Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Document, ask, document, viewer_of
from minga_frontend.market import keeping
from minga_frontend.orders.words import METHODS, PART_STATES
from minga_frontend.shell.around import around
from minga_frontend.shell.forms import Form
from minga_frontend.shell.pages import Link, Notice, language_of, render
from minga_frontend.shell.steps import link, said, see, sign_in_first, typed
from minga_platform.kernel.locale import mark, say
from minga_platform.kernel.money import parse_decimal

STALL = document(__file__, "stall.graphql")
ORDERS = document(__file__, "orders.graphql")
MONEY = document(__file__, "money.graphql")
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
    "payable": mark("Payable"),
    "on_its_way": mark("On its way"),
    "paid": mark("Paid to you"),
}
PAYOUT_STATES: Final = {
    "prepared": mark("On its way"),
    "paid": mark("Paid"),
    "failed": mark("Did not arrive"),
    "cancelled": mark("Withdrawn"),
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
    "ready": mark("Marked as ready. The buyer is told."),
    "unready": mark("It is back among those to prepare."),
    "handed": mark("Handed over."),
    "payee": mark("Your bank account is noted."),
    "looked": mark("The card provider was asked anew."),
}


def notices(request: Request, problem: str = "") -> tuple[Notice, ...]:
    """What the step before has to tell."""
    told = _TOLD.get(request.query_params.get("done", ""))
    kept = [Notice(say(language_of(request), told), "good")] if told else []
    return (*kept, Notice(problem, "bad")) if problem else tuple(kept)


async def _stall(request: Request) -> dict[str, Any]:
    found = (await ask(request, STALL, {"slug": request.path_params["stall"]}))["keptStall"]
    if found is None:
        raise HTTPException(404)
    stall: dict[str, Any] = found
    return stall


def sections(request: Request, slug: str, current: str) -> tuple[Link, ...]:
    """The second row of the header on a stall's own pages."""
    return keeping.sections(request, {"slug": slug}, current)


async def orders(request: Request, problem: str = "") -> Response:
    """`/c/<co-op>/stall/<stall>/orders?view=todo|done|cancelled`."""
    if viewer_of(request).person_id is None:
        return sign_in_first(request)
    stall = await _stall(request)
    view = request.query_params.get("view", "todo")
    states = _VIEWS.get(view, _VIEWS["todo"])
    wish = {"slug": stall["slug"], "id": stall["id"], "states": states, "after": request.query_params.get("after")}
    data = await ask(request, ORDERS, wish)
    if data["sellerOrders"] is None:
        raise HTTPException(404)
    language = language_of(request)
    return render(
        request,
        "stall/orders.html",
        shell=await around(
            request, shelf=sections(request, stall["slug"], "orders"), notices=notices(request, problem)
        ),
        status=422 if problem else 200,
        headers={"cache-control": "no-store"},
        title=say(language, mark("Orders of %(stall)s"), stall=stall["name"]),
        stall=stall,
        page=data["sellerOrders"],
        view=view,
        part_states=said(request, PART_STATES),
        methods=said(request, METHODS),
        new_key=lambda: secrets.token_urlsafe(18),
        after=urlencode({"view": view, "after": data["sellerOrders"]["pageInfo"]["endCursor"] or ""}),
    )


async def act(request: Request) -> Response:
    """`POST …/orders/<verb>`: ready, unready, hand over."""
    form, verb = await typed(request), request.path_params["verb"]
    if verb == "handed":
        cash = None
        if form["cash"]:
            cash = {"minor": parse_decimal(form["cash"], 0), "currency": form["currency"]}
        done = (await ask(request, HAND_OVER, {"key": form["key"], "part": form["part"], "cash": cash}))["done"]
    else:
        wish: Document | None = {"ready": MARK_READY, "unready": UNMARK_READY}.get(verb)
        if wish is None:
            raise HTTPException(404)
        done = (await ask(request, wish, {"part": form["part"]}))["done"]
    if done["__typename"] != "ChangedPart":
        return await orders(request, done["message"])
    back = (
        form["back"]
        if form["back"].startswith("/c/")
        else f"/c/{request.path_params['cooperative']}/stall/{request.path_params['stall']}/orders"
    )
    return see(request, back, done=verb)


async def money(request: Request) -> Response:
    """`/c/<co-op>/stall/<stall>/money`: held, payable, on its way, paid; each line leads to its order."""
    return await _money(request, Form())


async def _money(request: Request, form: Form, onboarding_url: str | None = None) -> Response:
    if viewer_of(request).person_id is None:
        return sign_in_first(request)
    stall, language = await _stall(request), language_of(request)
    data = await ask(request, MONEY, {"id": stall["id"], "after": request.query_params.get("after")})
    if data["earnings"] is None:
        raise HTTPException(404)
    return render(
        request,
        "stall/money.html",
        shell=await around(
            request,
            shelf=sections(request, stall["slug"], "money"),
            notices=notices(request, form.problems.pop("form", "")),
        ),
        status=422 if form.problems else 200,
        headers={"cache-control": "no-store"},
        title=say(language, mark("Money of %(stall)s"), stall=stall["name"]),
        stall=stall,
        money=data["stallMoney"] or [],
        earnings=data["earnings"],
        payouts=data["payouts"]["nodes"] if data["payouts"] else [],
        standings=said(request, STANDINGS),
        payout_states=said(request, PAYOUT_STATES),
        channels=said(request, CHANNELS),
        card_states=said(request, CARD_STATES),
        card_state=data["cardAccount"]["state"] if data["cardAccount"] else "none",
        onboarding_url=onboarding_url,
        form=form,
    )


async def connect(request: Request) -> Response:
    """`POST …/money/connect`: a link to the provider's page, to be followed by hand: a form may not lead to another house."""
    stall = await _stall(request)
    done = (await ask(request, CONNECT, {"stall": stall["id"]}))["done"]
    if done["__typename"] == "StepUpNeeded":
        return see(request, "/confirm", next=_money_page(request, stall["slug"]))
    if done["__typename"] != "CardAccount":
        return await _money(request, Form(problems={"form": done["message"]}))
    if done["onboardingUrl"] is None:
        sentence = mark("The card provider does not answer just now. Please try again in a while.")
        return await _money(request, Form(problems={"form": say(language_of(request), sentence)}))
    return await _money(request, Form(), done["onboardingUrl"])


async def check(request: Request) -> Response:
    """`POST …/money/check`: whether the provider is content meanwhile."""
    stall = await _stall(request)
    done = (await ask(request, CHECK, {"stall": stall["id"]}))["done"]
    if done["__typename"] != "CardAccount":
        return await _money(request, Form(problems={"form": done["message"]}))
    return see(request, f"/c/{request.path_params['cooperative']}/stall/{stall['slug']}/money", done="looked")


async def come_back(request: Request) -> Response:
    """`/c/<co-op>/money/<stall id>`: a maker comes from the provider's page. What she did there is asked of the provider."""
    if viewer_of(request).person_id is None:
        return sign_in_first(request)
    stall_id = request.path_params["stall_id"]
    found = await ask(request, BY_ID)
    slug = next((one["slug"] for one in (*found["myStalls"], *found["stalls"]) if one["id"] == stall_id), None)
    if slug is None:
        raise HTTPException(404)
    done = (await ask(request, CHECK, {"stall": stall_id}))["done"]
    if done["__typename"] != "CardAccount":
        raise HTTPException(404)
    return see(request, f"/c/{request.path_params['cooperative']}/stall/{slug}/money", done="looked")


def _money_page(request: Request, slug: str) -> str:
    return link(request, f"/c/{request.path_params['cooperative']}/stall/{slug}/money")


async def set_payee(request: Request) -> Response:
    """`POST …/money/payee`: where the stall's money goes by bank."""
    form, language = await typed(request), language_of(request)
    stall = await _stall(request)
    done = (await ask(request, SET_PAYEE, {"stall": stall["id"], "holder": form["holder"], "number": form["number"]}))[
        "done"
    ]
    if done["__typename"] == "ChangedPayee":
        return see(request, f"/c/{request.path_params['cooperative']}/stall/{stall['slug']}/money", done="payee")
    if done["__typename"] == "StepUpNeeded":
        return see(request, "/confirm", next=_money_page(request, stall["slug"]))
    if done["__typename"] == "InvalidInput" and done["field"] in ("holder", "number"):
        sentence = (
            mark("This is no IBAN: please look at it again.")
            if done["rule"] == "iban"
            else mark("Please fill this in.")
        )
        form.problems = {done["field"]: say(language, sentence)}
    else:
        form.problems = {"form": done["message"]}
    return await _money(request, form)


ROUTES = [
    Route("/c/{cooperative}/stall/{stall}/orders", orders),
    Route("/c/{cooperative}/stall/{stall}/orders/{verb}", act, methods=["POST"]),
    Route("/c/{cooperative}/stall/{stall}/money", money),
    Route("/c/{cooperative}/stall/{stall}/money/payee", set_payee, methods=["POST"]),
    Route("/c/{cooperative}/stall/{stall}/money/connect", connect, methods=["POST"]),
    Route("/c/{cooperative}/stall/{stall}/money/check", check, methods=["POST"]),
    Route("/c/{cooperative}/money/{stall_id}", come_back),
]
