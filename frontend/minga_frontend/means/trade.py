"""The trade desk: groups of buyers, their prices and terms, invoices that are open."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.coordination.views import at_desk, sections
from minga_frontend.law.words import off
from minga_frontend.means.views import invoice_columns, invoice_rows, money
from minga_frontend.shell.deeds import do, page, told, typed
from minga_frontend.shell.forms import PLEASE_CHOOSE, Form, show_amount, show_rate
from minga_frontend.shell.links import see, signed_in
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

TRADE = document(__file__, "trade.graphql")
GROUP = document(__file__, "group.graphql")
ADD_GROUP = document(__file__, "add_group.graphql")
EDIT_GROUP = document(__file__, "edit_group.graphql")
PUT_BUYER = document(__file__, "put_buyer.graphql")
SET_PRICE = document(__file__, "set_price.graphql")

_ADDED: Final = told("trade.added", mark("The group is there. Now put buyers into it."))
_KEPT: Final = told("trade.kept", mark("The new terms hold from the next order on."))
_PUT: Final = told("trade.put", mark("From now on she buys on these terms."))
_OUT: Final = told("trade.out", mark("She buys at the usual prices again."))
_PRICED: Final = told("trade.priced", mark("The group's price is set."))
_USUAL: Final = told("trade.usual", mark("The group pays the usual price again."))
_FIELDS: Final = {
    "NAME_TAKEN": "name",
    "offBps": "off",
    "leastOrder": "least",
    "creditLimit": "limit",
    "dueDays": "days",
}


async def trade(request: Request) -> Response:
    """`/c/<co-op>/coordination/trade`: what is owed by whom since when, and the groups."""
    signed_in(request)
    form = await typed(request)
    language = language_of(request)
    overdue = request.query_params.get("only") == "overdue"
    if request.method == "POST":
        terms = await _terms(request, form)
        if not form.problems:
            done = await do(request, ADD_GROUP, {"terms": terms}, form, fields=_FIELDS)
            if done is not None:
                return see(request, at_desk(request, f"/trade/{done['id']}"), done=_ADDED)
    data = await ask(request, TRADE, {"overdue": overdue})
    if data["buyerGroups"] is None:
        raise HTTPException(404)
    return await page(
        request,
        "means/trade.html",
        say(language, mark("Trade and invoices")),
        form,
        shelf=sections(request, "trade"),
        groups=[one | {"off": f"{one['offBps'] / 100:g} %"} for one in data["buyerGroups"]],
        base=at_desk(request, "/trade"),
        off=off(language, data["legalBases"], "TRADE_CREDIT"),
        overdue=overdue,
        aging=[
            [
                (say(language, mark("Not due yet")), money(one["notDue"], language)),
                (say(language, mark("Up to 30 days over")), money(one["to30"], language)),
                (say(language, mark("31 to 60")), money(one["to60"], language)),
                (say(language, mark("61 to 90")), money(one["to90"], language)),
                (say(language, mark("Longer")), money(one["older"], language)),
                (say(language, mark("Together")), money(one["total"], language)),
            ]
            for one in data["aging"] or ()
        ],
        columns=invoice_columns(language),
        invoices=invoice_rows(
            request, (data["openInvoices"] or {"nodes": []})["nodes"], language, "/coordination/orders"
        ),
    )


async def _terms(request: Request, form: Form) -> dict[str, Any]:
    cooperative = await here(request)
    assert cooperative is not None
    unit = cooperative.currency
    name, off = form.words("name"), form.rate("off", most=9000, needed=False)
    least, limit = form.money("least", unit, needed=False), form.money("limit", unit, needed=False)
    days = form.number("days", least=0, most=180, needed=False)
    return {
        "name": name,
        "offBps": off or 0,
        "leastOrder": {"minor": least or 0, "currency": unit},
        "creditLimit": {"minor": limit or 0, "currency": unit},
        "dueDays": 30 if days is None else days,
    }


async def group(request: Request) -> Response:
    """`/c/<co-op>/coordination/trade/<group>?q=`: its terms, its buyers, its prices."""
    signed_in(request)
    form, language = await typed(request), language_of(request)
    group_id, search = request.path_params["group"], request.query_params.get("q", "")[:200]
    after = request.query_params.get("after", "")
    here_again = at_desk(request, f"/trade/{group_id}")
    back = at_desk(request, f"/trade/{group_id}", q=search, after=after)
    data = await ask(request, GROUP, {"id": group_id, "search": search, "after": after or None})
    found = data["buyerGroup"]
    if found is None:
        raise HTTPException(404)
    cooperative = await here(request)
    assert cooperative is not None
    if request.method == "POST":
        answer = await _change(request, form, found, cooperative.currency, back)
        if answer is not None:
            return answer
    shown = form
    if not form.values:
        shown = Form(
            {
                "name": found["name"], "off": show_rate(found["offBps"]), "least": show_amount(found["leastOrder"]),
                "limit": show_amount(found["creditLimit"]), "days": str(found["dueDays"]),
            },
            language=language,
        )  # fmt: skip
    goods, info = data["groupGoods"], data["groupGoods"]["pageInfo"]
    inside = {one["agentId"] for one in found["buyers"]}
    return await page(
        request,
        "means/group.html",
        found["name"],
        shown,
        shelf=sections(request, "trade"),
        group=found,
        base=here_again,
        back=back,
        search_text=search,
        goods=goods["nodes"],
        more=at_desk(request, f"/trade/{group_id}", q=search, after=info["endCursor"]) if info["hasNextPage"] else None,
        is_begun=bool(after),
        members=[(one["agentId"], one["name"]) for one in data["memberNames"] or () if one["agentId"] not in inside],
    )


async def _change(request: Request, form: Form, found: dict[str, Any], unit: str, back: str) -> Response | None:
    act = form["act"]
    if act in ("put", "out") and not form["agent"]:
        form.wrong("agent", PLEASE_CHOOSE)
    elif act in ("put", "out"):
        wish = {"agent": form["agent"], "group": found["id"] if act == "put" else None}
        if await do(request, PUT_BUYER, wish, form, fields={"agentId": "agent"}) is not None:
            return see(request, back, done=_PUT if act == "put" else _OUT)
    elif act == "price":
        price, least = form.money("price", unit), form.number("from", least=1, needed=False)
        if not form["variant"]:
            form.wrong("variant", PLEASE_CHOOSE)
        if not form.problems:
            wish = {
                "group": found["id"], "variant": form["variant"], "least": least or 1,
                "price": {"minor": price, "currency": unit},
            }  # fmt: skip
            if await do(request, SET_PRICE, wish, form, fields={"NOT_FOUND": "variant"}) is not None:
                return see(request, back, done=_PRICED)
    elif act == "usual":
        wish = {"group": found["id"], "variant": form["variant"], "least": 1, "price": None}
        if await do(request, SET_PRICE, wish, form, fields={"NOT_FOUND": "variant"}) is not None:
            return see(request, back, done=_USUAL)
    else:
        terms = await _terms(request, form)
        if not form.problems:
            wish = {"id": found["id"], "version": found["version"], "terms": terms, "open": act != "close"}
            if await do(request, EDIT_GROUP, wish, form, fields=_FIELDS) is not None:
                return see(request, back, done=_KEPT)
    return None


ROUTES = [
    Route("/c/{cooperative}/coordination/trade", trade, methods=["GET", "POST"]),
    Route("/c/{cooperative}/coordination/trade/{group}", group, methods=["GET", "POST"]),
]
