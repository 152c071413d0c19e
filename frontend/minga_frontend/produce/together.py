"""Buying by the case: what members ask for together, how far it is, and how it was divided."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Document, ask, document
from minga_frontend.law.words import off
from minga_frontend.market.inside import cooperative_of
from minga_frontend.shell.deeds import confirmation, do, languages_of, named, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say, write_moment

PURCHASES: Final = document(__file__, "purchases.graphql")
PURCHASE: Final = document(__file__, "purchase.graphql")
OPTIONS: Final = document(__file__, "together_options.graphql")
SUPPLIER: Final = document(__file__, "open_supplier.graphql")
OPEN: Final = document(__file__, "open_purchase.graphql")
ASK: Final = document(__file__, "ask_in_purchase.graphql")
TAKE_BACK: Final = document(__file__, "take_back_wish.graphql")
CLOSE: Final = document(__file__, "close_purchase.graphql")
CALL_OFF: Final = document(__file__, "call_off.graphql")
RECEIVE: Final = document(__file__, "receive_purchase.graphql")

STATES: Final = {
    "OPEN": mark("Open"),
    "ORDERED": mark("Ordered"),
    "RECEIVED": mark("Here"),
    "FAILED": mark("Too few"),
    "CANCELLED": mark("Called off"),
}
_SAVED: Final = told("produce.together_saved", mark("Noted."))
_FIELDS: Final = {
    "quantity": "quantity", "tolerance": "tolerance", "QUANTITY_NOT_SOLD": "quantity", "caseSize": "size", "leastCases": "cases",
    "closesAt": "closes", "pickupPointId": "point", "CYCLE_CLOSED": "cycle", "received": "received", "DEARER_THAN_ANNOUNCED": "price",
}  # fmt: skip
_KEEPS: Final = "cycles.edit"
_UNTIL: Final = mark("%(name)s, until %(when)s")


async def listed(request: Request) -> Response:
    """`/c/<co-op>/together`: what members buy together, newest first."""
    signed_in(request)
    data = await ask(request, PURCHASES, {"after": request.query_params.get("after")})
    found = data["groupPurchases"]
    if found is None:
        raise HTTPException(404)
    info = found["pageInfo"]
    return await page(
        request,
        "produce/purchases.html",
        say(language_of(request), mark("Bought together")),
        purchases=found["nodes"],
        states=named(request, STATES),
        keeps=_KEEPS in (data["standing"] or {"capabilities": ()})["capabilities"],
        after=within(request, "/together", after=info["endCursor"]) if info["hasNextPage"] else None,
    )


async def one(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/together/<purchase>`: the terms, how far it is, one's own wish; for coordinators all wishes and what comes next."""
    signed_in(request)
    data = await ask(request, PURCHASE, {"id": request.path_params["purchase"]})
    found = data["groupPurchase"]
    if found is None:
        raise HTTPException(404)
    if form is None and found["mine"]:
        values = {"quantity": found["mine"]["quantity"]["base"], "tolerance": found["mine"]["tolerance"]["base"]}
        form = Form({name: str(value) for name, value in values.items()}, language=language_of(request))
    return await page(
        request,
        "produce/purchase.html",
        found["title"],
        form,
        headers={"cache-control": "no-store"},
        purchase=found,
        wishes=data["groupWishes"],
        states=named(request, STATES),
        unit={"GRAM": "g", "MILLILITRE": "ml"}.get(found["caseSize"]["unit"], ""),
    )


async def change(request: Request) -> Response:
    """`POST …/together/<purchase>/<ask|withdraw|close|off|receive>`."""
    signed_in(request)
    form, verb, purchase = await typed(request), request.path_params["verb"], request.path_params["purchase"]
    here = within(request, f"/together/{purchase}")
    wish: dict[str, Any] = {"key": form.key, "id": purchase}
    asked: Document
    match verb:
        case "ask":
            asked = ASK
            wish |= {
                "quantity": form.number("quantity", least=1),
                "tolerance": form.number("tolerance", needed=False) or 0,
            }
        case "withdraw":
            asked, wish = TAKE_BACK, {"id": purchase}
        case "close":
            asked = CLOSE
        case "off":
            asked = CALL_OFF
            if not form.confirmed:
                return await confirmation(
                    request,
                    form,
                    title=say(form.language, mark("Call this purchase off?")),
                    text=say(form.language, mark("Nobody is charged, and everybody who asked gets a letter.")),
                    button=say(form.language, mark("Call it off")),
                    back=here,
                )
        case "receive":
            asked, currency = RECEIVE, (await cooperative_of(request)).currency
            wish |= {
                "received": form.number("received"),
                "price": {"minor": form.money("price", currency), "currency": currency},
            }
        case _:
            raise HTTPException(404)
    if form.problems or await do(request, asked, wish, form, fields=_FIELDS) is None:
        return await one(request, form)
    return see(request, here, done=_SAVED)


async def new(request: Request) -> Response:
    """`/c/<co-op>/together/new?stall=<stall>&product=<product>`: open one, for goods of any stall; or a supplier's stall first."""
    signed_in(request)
    form = await typed(request)
    stall, product_id = (form[name] or request.query_params.get(name, "") for name in ("stall", "product"))
    data = await ask(request, OPTIONS, {"stall": stall[:100], "product": product_id[:60]})
    if data["everyStall"] is None:
        raise HTTPException(404)
    cooperative, product = await cooperative_of(request), data["keptProduct"]
    if request.method == "POST" and form["supplier"]:
        name = form.texts("name", languages_of(request, cooperative))
        supplier = await do(request, SUPPLIER, {"key": form.key, "name": name, "place": form["place"]}, form)
        if supplier is not None:
            return see(request, within(request, f"/stall/{supplier['slug']}/products/new"), done=_SAVED)
    elif request.method == "POST" and product is not None:
        closes = None if form["cycle"] else form.moment("closes", ZoneInfo(cooperative.zone))
        wish = {
            "key": form.key,
            "variant": form["variant"],
            "point": form["point"],
            "size": form.number("size", least=1),
            "least": form.number("cases", least=1, most=10_000),
            "closes": closes.isoformat() if closes else None,
            "cycle": form["cycle"] or None,
            "note": form["note"],
        }
        if not form.problems:
            done = await do(request, OPEN, wish, form, fields=_FIELDS)
            if done is not None:
                return see(request, within(request, f"/together/{done['id']}"), done=_SAVED)
    forms = [one for one in product["variants"] if one["state"] == "offered"] if product else []
    kept = data["keptProducts"]
    return await page(
        request,
        "produce/new_purchase.html",
        say(language_of(request), mark("Buy something together")),
        form,
        off=off(form.language, data["legalBases"], "GROUP_PURCHASE"),
        stall=stall,
        stalls=[(one["slug"], one["name"]) for one in data["everyStall"]],
        product=product,
        products=[(one["id"], one["title"]) for one in kept["nodes"]] if stall and kept else [],
        variants=[(one["id"], one["title"] or product["title"]) for one in forms] if product else [],
        cycles=[
            (
                one["id"],
                say(
                    form.language,
                    _UNTIL,
                    name=one["name"],
                    when=write_moment(
                        datetime.fromisoformat(one["closesAt"]), ZoneInfo(cooperative.zone), form.language
                    ),
                ),
            )
            for one in data["orderCycles"]["nodes"]
        ],
        points=[(one["id"], one["name"]) for one in data["pickupPoints"] if one["isOpen"]],
        unit={"GRAM": "g", "MILLILITRE": "ml"}.get(forms[0]["unit"], "") if forms else "",
        languages=languages_of(request, cooperative),
    )


_HERE = "/c/{cooperative}/together"
ROUTES = [
    Route(_HERE, listed),
    Route(f"{_HERE}/new", new, methods=["GET", "POST"]),
    Route(f"{_HERE}/{{purchase}}", one),
    Route(f"{_HERE}/{{purchase}}/{{verb}}", change, methods=["POST"]),
]
