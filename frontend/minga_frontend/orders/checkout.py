"""Checking out in two pages: who and where, then one look at everything and the button that says what it costs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here, viewer_of
from minga_frontend.cycles.buying import CLOSED_MEANWHILE, cycle_of, fetched_in_cycle
from minga_frontend.getting import showing as getting
from minga_frontend.making.showing import at_checkout as promises_at_checkout
from minga_frontend.making.showing import seen as seen_promises
from minga_frontend.market.words import NO_WITHDRAWAL
from minga_frontend.means.checkout import change as change_means
from minga_frontend.means.checkout import to_pay
from minga_frontend.orders.together import at_once
from minga_frontend.orders.words import METHOD_HINTS, METHODS, SHORT
from minga_frontend.shell.deeds import do, named, page, refuse, typed
from minga_frontend.shell.forms import PLEASE_WRITE_A_WAY_BACK, Form
from minga_frontend.shell.links import see, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say, write_money, write_window
from minga_platform.kernel.money import parse_decimal

START = document(__file__, "start.graphql")
OPTIONS = document(__file__, "options.graphql")
PLACE = document(__file__, "place.graphql")

_ADDRESS = ("street", "postcode", "town")


async def start(request: Request) -> Response:
    """`POST /c/<co-op>/checkout/start`: hold the goods, then ask who and where."""
    form = await typed(request)
    if await do(request, START, {"cycle": form["cycle"] or None}, form, fields=SHORT) is None:
        return await _details(request, form)
    return see(
        request, within(request, "/checkout", cycle=form["cycle"]) if form["cycle"] else within(request, "/checkout")
    )


async def details(request: Request) -> Response:
    """`/c/<co-op>/checkout`: who buys, how the goods reach her, how she pays."""
    form = await typed(request)
    if request.method == "POST" and not form["back"]:
        _look(request, form)
        if not form.problems:
            return await _review(request, form)
    return await _details(request, form)


def _look(request: Request, form: Form) -> None:
    """What is wrong with the first page, field by field; the API looks at all of it again."""
    form.words("name")
    if not (form["mail"].strip() or form["phone"].strip()) and viewer_of(request).person_id is None:
        form.wrong("mail", PLEASE_WRITE_A_WAY_BACK)
    way = form["way"]
    if not way:
        form.wrong("way", mark("Please choose how you get your goods."))
    brought = way == "delivery" or way.startswith("carrier_")
    if brought:
        for name in _ADDRESS:
            form.words(name)
    if form["method"] not in METHODS:
        form.wrong("method", mark("Please choose how you pay."))
    elif form["method"] == "PICKUP" and brought:
        form.wrong("method", mark("What is delivered is paid before: by card or bank transfer."))


async def _facts(request: Request, form: Form) -> tuple[dict[str, Any], Mapping[str, Any] | None]:
    cycle = cycle_of(request, form)
    data = await ask(request, OPTIONS, {"postcode": form["postcode"].strip()[:20], "cycle": cycle or "cycle_"})
    slug = request.path_params["cooperative"]
    mine = next(
        (
            one
            for one in data["cart"]["groups"]
            if one["cooperative"]["slug"] == slug and one["canCheckOut"] and (one["cycle"] or {"id": ""})["id"] == cycle
        ),
        None,
    )
    return (fetched_in_cycle(data) if cycle else data), mine


async def _details(request: Request, form: Form) -> Response:
    language = language_of(request)
    data, group = await _facts(request, form)
    if group is None:
        return see(request, "/cart")
    cooperative = await here(request)
    assert cooperative is not None
    zone = ZoneInfo(cooperative.zone)
    if not form.values:
        form.values = {
            "cycle": cycle_of(request, form),
            "name": (data["me"] or {}).get("name", ""),
            "way": "",
            "method": data["paymentOptions"]["methods"][0],
        }
        if len(data["pickupPoints"]) == 1 and not data["deliveryZones"]:
            form.values["way"] = data["pickupPoints"][0]["id"]
    ways = [
        {"value": point["id"], "label": point["name"], "hint": _when(point, zone, language), "aside": point["address"]}
        for point in data["pickupPoints"]
    ]
    if data["deliveryZones"]:
        fees = [one["fee"] for one in data["deliveryZones"]]
        least = min(fees, key=lambda fee: int(fee["minor"]))
        ways.append(
            {
                "value": "delivery",
                "label": say(language, mark("Bring it to me")),
                "hint": ", ".join(one["name"] for one in data["deliveryZones"]),
                "aside": say(
                    language, mark("from %(fee)s"), fee=write_money(int(least["minor"]), least["currency"], language)
                ),
            }
        )
    known = await getting.facts(request, form)
    gifts = [line["giftFor"] is not None for stall in group["stalls"] for line in stall["lines"] if line["canBeBought"]]
    if all(gifts):
        # A voucher is a code on a page: nobody fetches it and nobody brings it.
        ways = [{"value": "code", "label": say(language, mark("As a code, on a page that you can print"))}]
        form.values = {**form.values, "way": "code"}
    # A cycle's goods come on its own days, a code comes with the payment.
    has_times = not all(gifts) and not cycle_of(request, form)
    ways += getting.carrier_ways(known, language) if has_times else []
    methods = [
        {"value": method, "label": say(language, METHODS[method]), "hint": say(language, METHOD_HINTS[method])}
        for method in data["paymentOptions"]["methods"]
        if not (any(gifts) and method in ("PICKUP", "INVOICE"))
    ]
    if form["method"] not in [one["value"] for one in methods]:
        form.values = {**form.values, "method": methods[0]["value"] if methods else ""}
    return await page(
        request,
        "orders/checkout.html",
        say(language, mark("Check out")),
        form,
        headers={"cache-control": "no-store"},
        group=group,
        at_once=at_once(data["cart"], request.path_params["cooperative"], zone, language),
        ways=ways,
        methods=methods,
        delivers=not all(gifts) and len(ways) > len(data["pickupPoints"]),
        times=getting.times(known, form, data["pickupPoints"], zone) if has_times else [],
        guest=viewer_of(request).person_id is None,
    )


def _when(point: Mapping[str, Any], zone: ZoneInfo, language: str) -> str:
    return " · ".join(
        write_window(datetime.fromisoformat(one["opens"]), datetime.fromisoformat(one["closes"]), zone, language)
        for one in point["windows"][:2]
    )


async def _review(request: Request, form: Form) -> Response:
    language = language_of(request)
    data, group = await _facts(request, form)
    if group is None:
        return see(request, "/cart")
    known, fee, brought = await getting.facts(request, form), 0, None
    if form["way"] == "delivery" or form["way"].startswith("carrier_"):
        brought = getting.fee(known, form)
        if brought is None:
            form.wrong("postcode", mark("The co-op does not deliver to this postcode yet. Choose a pickup point."))
            return await _details(request, form)
        fee = int(brought["fee"]["minor"])
    getting.choose(known, form)
    if any(name.startswith("slot-") for name in form.problems):
        return await _details(request, form)
    cooperative = await here(request)
    assert cooperative is not None
    currency = group["subtotal"]["currency"]
    pay = await to_pay(request, cycle_of(request, form), int(group["subtotal"]["minor"]) + fee, currency)
    point = next((one for one in data["pickupPoints"] if one["id"] == form["way"]), None)
    origin = data["paymentOptions"]["pageOrigin"] if form["method"] == "CARD" else None
    return await page(
        request,
        "orders/review.html",
        say(language, mark("One look at everything")),
        form,
        headers={"cache-control": "no-store"},
        # The form ends at the payment page, after our own answer has led there.
        form_action=(origin,) if origin else (),
        group=group,
        point=point,
        fee={"minor": fee, "currency": currency},
        total=pay.total,
        pay=pay,
        method=say(language, METHODS[form["method"]]),
        period=data["period"],
        why_not=named(request, NO_WITHDRAWAL),
        time=getting.window_of(form["slot"], known, ZoneInfo(cooperative.zone), language),
        carrier=brought["name"] if brought and brought["carrierId"] else "",
        promises=await promises_at_checkout(request),
    )


async def means(request: Request) -> Response:
    """`POST /c/<co-op>/checkout/means`: use or take away a code, a voucher, store credit; then the same page again."""
    form = await typed(request)
    await change_means(request, form, form["currency"], cycle_of(request, form))
    return await _review(request, form)


async def place(request: Request) -> Response:
    """`POST /c/<co-op>/checkout/place`: the order, then the payment page or the receipt. Sent twice, it is one order."""
    form = await typed(request)
    way = form["way"]
    delivery = None
    if way == "delivery" or way.startswith("carrier_"):
        delivery = {name: form[name] for name in (*_ADDRESS, "hint")}
    minor = parse_decimal(form["total"], 0)
    wish = {
        "key": form.key,
        "total": {"minor": minor if minor is not None else -1, "currency": form["currency"]},
        "contact": {"name": form["name"], "mail": form["mail"], "phone": form["phone"]},
        "method": form["method"] if form["method"] in METHODS else "PICKUP",
        "point": None if delivery or way == "code" else way,
        "delivery": delivery,
        "slot": form["slot"] or None,
        "carrier": way if way.startswith("carrier_") else None,
        "note": form["note"],
        "cycle": cycle_of(request, form) or None,
        "promises": seen_promises(form),
        "pays": {"minor": parse_decimal(form["pays"] or form["total"], 0) or 0, "currency": form["currency"]},
        "purchaseOrder": form["purchase_order"][:60],
    }
    done = (await ask(request, PLACE, wish))["done"]
    if done["__typename"] == "PlacedOrder":
        if done["paymentUrl"]:
            return RedirectResponse(done["paymentUrl"], 303)
        order = done["order"]
        return see(request, within(request, f"/orders/{order['id']}"), t=order["followToken"], placed="1")
    return await _refused(request, form, done)


async def _refused(request: Request, form: Form, done: Mapping[str, Any]) -> Response:
    """Back to the page that can mend it, with everything that was typed and a key of its own."""
    code = done["code"]
    form = Form({name: value for name, value in form.values.items() if name != "key"}, language=form.language)
    if code == "CYCLE_CLOSED":
        return see(request, "/cart", done=CLOSED_MEANWHILE)
    if code in ("CHECKOUT_NOT_STARTED", "RESERVATION_EXPIRED", "OUT_OF_STOCK", "CART_EMPTY"):
        again = (await ask(request, START, {"cycle": cycle_of(request, form) or None}))["done"]
        if again["__typename"] == "CheckoutStarted" and code == "CHECKOUT_NOT_STARTED":
            form.wrong("form", mark("Your goods are held anew. Look once more and place the order."))
            return await _review(request, form)
        if again["__typename"] == "OutOfStock":
            done = again
    refuse(form, done, {**SHORT, "reach": "mail", "SLOT_FULL": "way", "SLOT_NOT_OFFERED": "way", "NOT_CARRIED": "way"})
    return await (
        _review if code in ("PRICE_CHANGED", "PROMISE_MOVED", "CODE_NOT_TAKEN", "CREDIT_TOO_LOW") else _details
    )(request, form)


ROUTES = [
    Route("/c/{cooperative}/checkout/start", start, methods=["POST"]),
    Route("/c/{cooperative}/checkout", details, methods=["GET", "POST"]),
    Route("/c/{cooperative}/checkout/means", means, methods=["POST"]),
    Route("/c/{cooperative}/checkout/place", place, methods=["POST"]),
]
