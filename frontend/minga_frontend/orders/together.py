"""Everything together at one pickup: all parts of a basket checked out in two pages, and placed in one go."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here, viewer_of
from minga_frontend.cycles.buying import CLOSED_MEANWHILE
from minga_frontend.making.showing import at_checkout as promises_at_checkout
from minga_frontend.making.showing import seen as seen_promises
from minga_frontend.market.words import NO_WITHDRAWAL
from minga_frontend.means.checkout import ToPay, to_pay
from minga_frontend.orders.words import METHOD_HINTS, METHODS, NOT_TOGETHER, ORDER_STATES, SHORT
from minga_frontend.shell.deeds import do, named, page, refuse, told, typed
from minga_frontend.shell.forms import PLEASE_WRITE_A_WAY_BACK, Form
from minga_frontend.shell.links import see, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say, write_window
from minga_platform.kernel.money import parse_decimal

START = document(__file__, "start.graphql")
TOGETHER = document(__file__, "together.graphql")
PLACE = document(__file__, "place_together.graphql")
PLACED = document(__file__, "placed_together.graphql")

_NOT_NOW: Final = told(
    "orders.not_together", mark("This cannot be fetched together any more. Nothing was ordered; your basket is kept.")
)
_NOT_HELD: Final = told(
    "orders.not_held", mark("Not all of it is there any more. Please look at your basket; what can be had is marked.")
)
_NOTHING: Final = "-"
_MOST: Final = 10


def at_once(cart: Mapping[str, Any], slug: str, zone: ZoneInfo, language: str) -> dict[str, Any] | None:
    """For `orders/at_once.html`: the choices of a co-op's part of the basket, or why there is none; None where it is one part."""
    found = next((one for one in cart["together"] if one["cooperativeSlug"] == slug), None)
    if found is None:
        return None
    choices = [
        {"value": value_of(one), "when": window_of(one, zone, language), "name": one["name"], "address": one["address"]}
        for one in found["choices"]
    ]
    why = "" if choices else say(language, NOT_TOGETHER[found["whyNot"]])
    return {"slug": slug, "choices": choices, "why": why}


def value_of(choice: Mapping[str, Any]) -> str:
    """A choice as one field of a form."""
    return f"{choice['pickupPointId']}~{choice['opensAt']}"


def window_of(choice: Mapping[str, Any], zone: ZoneInfo, language: str) -> str:
    """Its time in words."""
    return write_window(
        datetime.fromisoformat(choice["opensAt"]), datetime.fromisoformat(choice["closesAt"]), zone, language
    )


async def _facts(request: Request) -> tuple[dict[str, Any], Mapping[str, Any] | None, list[Mapping[str, Any]]]:
    """(all that was asked, what can be chosen, the parts of the basket that are from here)."""
    data, slug = await ask(request, TOGETHER), request.path_params["cooperative"]
    parts = [one for one in data["cart"]["groups"] if one["cooperative"]["slug"] == slug and one["canCheckOut"]]
    found = next((one for one in data["cart"]["together"] if one["cooperativeSlug"] == slug and one["choices"]), None)
    return data, found, parts


async def start(request: Request) -> Response:
    """`POST /c/<co-op>/checkout/together/start`: one press. The goods of every part are held, then who and how is asked."""
    form = await typed(request)
    _, found, parts = await _facts(request)
    if found is None:
        return see(request, "/cart", done=_NOT_NOW)
    for part in parts:
        if (
            await do(request, START, {"cycle": part["cycle"]["id"] if part["cycle"] else None}, form, fields=SHORT)
            is None
        ):
            if SHORT["OUT_OF_STOCK"] in form.problems:
                return await _details(request, form)
            return see(request, "/cart", done=_NOT_HELD)
    return see(request, within(request, "/checkout/together", at=form["at"]))


async def details(request: Request) -> Response:
    """`/c/<co-op>/checkout/together`: who buys and how she pays; the place and the time are chosen already."""
    form = await typed(request)
    if request.method == "POST" and not form["back"]:
        form.words("name")
        if not (form["mail"].strip() or form["phone"].strip()) and viewer_of(request).person_id is None:
            form.wrong("mail", PLEASE_WRITE_A_WAY_BACK)
        if form["method"] not in METHODS:
            form.wrong("method", mark("Please choose how you pay."))
        if not form.problems:
            return await _review(request, form)
    return await _details(request, form)


async def _details(request: Request, form: Form) -> Response:
    language = language_of(request)
    data, found, _ = await _facts(request)
    cooperative = await here(request)
    if found is None or cooperative is None:
        return see(request, "/cart", done=_NOT_NOW)
    zone = ZoneInfo(cooperative.zone)
    values = [value_of(one) for one in found["choices"]]
    wanted = form["at"] or request.query_params.get("at", "")
    chosen = wanted if wanted in values else values[0]
    if form.values.keys() <= {"at", "key"}:
        form.values = {
            "at": wanted,
            "name": (data["me"] or {}).get("name", ""),
            "method": data["paymentOptions"]["methods"][0],
        }
    form.values = {**form.values, "at": chosen}
    return await page(
        request,
        "orders/together.html",
        say(language, mark("Everything together")),
        form,
        headers={"cache-control": "no-store"},
        choices=[
            {"value": value_of(one), "label": window_of(one, zone, language), "hint": one["address"], "aside": one["name"]}
            for one in found["choices"]
        ],
        methods=[
            {"value": method, "label": say(language, METHODS[method]), "hint": say(language, METHOD_HINTS[method])}
            for method in data["paymentOptions"]["methods"]
        ],
        guest=viewer_of(request).person_id is None,
    )  # fmt: skip


async def _review(request: Request, form: Form) -> Response:
    language = language_of(request)
    data, found, parts = await _facts(request)
    cooperative = await here(request)
    choice = next((one for one in (found or {"choices": []})["choices"] if value_of(one) == form["at"]), None)
    if choice is None or cooperative is None:
        # The time went while she wrote: she sees what is left, or why nothing is.
        return await _details(request, form)
    if form["method"] == "PICKUP" and not choice["takesCash"]:
        form.wrong("method", mark("One cannot pay at this place: please choose another way to pay."))
        return await _details(request, form)
    currency, shown, left_minor = parts[0]["subtotal"]["currency"], [], 0
    for part in parts:
        cycle = part["cycle"]["id"] if part["cycle"] else ""
        pay = await to_pay(request, cycle, int(part["subtotal"]["minor"]), currency)
        left_minor += int(pay.rest["minor"])
        shown.append({"group": part, "pay": pay, "off": _taken_off(pay, language)})
    origin = data["paymentOptions"]["pageOrigin"] if form["method"] == "CARD" else None
    return await page(
        request,
        "orders/together_review.html",
        say(language, mark("One look at everything")),
        form,
        headers={"cache-control": "no-store"},
        form_action=(origin,) if origin else (),
        parts=shown,
        total={"minor": left_minor, "currency": currency},
        choice=choice,
        when=window_of(choice, ZoneInfo(cooperative.zone), language),
        method=say(language, METHODS[form["method"]]),
        period=data["period"],
        why_not=named(request, NO_WITHDRAWAL),
        promises=await promises_at_checkout(request),
    )


def _taken_off(pay: ToPay, language: str) -> list[tuple[str, Mapping[str, Any]]]:
    """What a code, a voucher and store credit take off one part: chosen where it was checked out on its own."""
    found = [
        (say(language, mark("Code %(code)s"), code=pay.discount_code or ""), pay.discount),
        (say(language, mark("Gift voucher … %(ending)s"), ending=pay.voucher_ending or ""), pay.voucher),
        (say(language, mark("Your store credit")), pay.credit),
    ]
    return [(label, amount) for label, amount in found if amount["minor"]]


async def place(request: Request) -> Response:
    """`POST /c/<co-op>/checkout/together/place`: all orders or none. Sent twice, they are the same."""
    form = await typed(request)
    point, _, _ = form["at"].partition("~")
    parts = []
    for one in form["parts"].split()[:_MOST]:
        cycle, total, pays = (*one.split("="), "", "")[:3]
        parts.append(
            {
                "cycleId": None if cycle == _NOTHING else cycle,
                "expectedTotal": {"minor": parse_decimal(total, 0) or 0, "currency": form["currency"]},
                "expectedToPay": {"minor": parse_decimal(pays, 0) or 0, "currency": form["currency"]},
            }
        )
    wish = {
        "key": form.key,
        "parts": parts,
        "contact": {"name": form["name"], "mail": form["mail"], "phone": form["phone"]},
        "method": form["method"] if form["method"] in METHODS else "PICKUP",
        "point": point,
        # As it stood on the page: sent a second time the basket is empty, and nothing is offered any more.
        "slot": form["slot"] or None,
        "note": form["note"],
        "promises": seen_promises(form),
        "purchaseOrder": form["purchase_order"][:60],
    }
    done = (await ask(request, PLACE, wish))["done"]
    if done["__typename"] != "PlacedTogether":
        return await _refused(request, form, done)
    orders = " ".join(f"{one['order']['id']}={one['order']['followToken']}" for one in done["orders"])
    return see(request, within(request, "/checkout/together/done", orders=orders))


async def _refused(request: Request, form: Form, done: Mapping[str, Any]) -> Response:
    """Back to the page that can mend it, with everything that was typed and a key of its own."""
    code = done["code"]
    form = Form({name: value for name, value in form.values.items() if name != "key"}, language=form.language)
    if code == "CYCLE_CLOSED":
        return see(request, "/cart", done=CLOSED_MEANWHILE)
    if code in ("CHECKOUT_NOT_STARTED", "CART_EMPTY"):
        return see(request, "/cart", done=_NOT_HELD)
    refuse(form, done, {**SHORT, "reach": "mail", "SLOT_FULL": "at", "SLOT_NOT_OFFERED": "at"})
    return await (
        _review if code in ("PRICE_CHANGED", "PROMISE_MOVED", "CODE_NOT_TAKEN", "CREDIT_TOO_LOW") else _details
    )(request, form)


async def done(request: Request) -> Response:
    """`/c/<co-op>/checkout/together/done?orders=…`: the orders that came to be, and where each of them is paid."""
    language, orders = language_of(request), []
    for one in request.query_params.get("orders", "").split()[:_MOST]:
        order_id, _, token = one.partition("=")
        found = (await ask(request, PLACED, {"id": order_id, "token": token or None}))["order"]
        if found is not None:
            orders.append({**found, "followToken": found["followToken"] or token})
    times = [
        [(kept["opens"], kept["closes"]) for kept in ([one["slot"]] if one["slot"] else one["pickupWindows"])]
        for one in orders
    ]
    return await page(
        request,
        "orders/together_done.html",
        say(language, mark("Your orders")),
        headers={"cache-control": "no-store", "referrer-policy": "no-referrer"},
        orders=orders,
        # The soonest time at which every one of them can be fetched.
        at=next((one for one in times[0] if all(one in some for some in times[1:])), None) if times else None,
        methods=named(request, METHODS),
        left=sum(one["state"] == "AWAITING_PAYMENT" for one in orders),
        states={state: say(language, words) for state, words in ORDER_STATES.items()},
    )


ROUTES = [
    Route("/c/{cooperative}/checkout/together/start", start, methods=["POST"]),
    Route("/c/{cooperative}/checkout/together", details, methods=["GET", "POST"]),
    Route("/c/{cooperative}/checkout/together/place", place, methods=["POST"]),
    Route("/c/{cooperative}/checkout/together/done", done),
]
