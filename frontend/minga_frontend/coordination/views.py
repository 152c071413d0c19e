"""The desk of who coordinates: what waits for a person, every order, refunds, bank transfers, payouts, places."""

import secrets
from typing import Any, Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Document, ask, document, here, viewer_of
from minga_frontend.orders.words import METHODS, ORDER_STATES, PART_STATES, REFUND_STATES
from minga_frontend.shell.around import around
from minga_frontend.shell.forms import Form, read_money
from minga_frontend.shell.pages import Link, Notice, language_of, render
from minga_frontend.shell.steps import link, said, see, sign_in_first, typed
from minga_frontend.stall.views import CHANNELS, PAYOUT_STATES
from minga_platform.kernel.locale import mark, say

DESK = document(__file__, "desk.graphql")
ORDERS = document(__file__, "orders.graphql")
ORDER = document(__file__, "order.graphql")
REFUND = document(__file__, "refund.graphql")
CANCEL = document(__file__, "cancel.graphql")
DECLINE = document(__file__, "decline.graphql")
RECORD_TRANSFER = document(__file__, "record_transfer.graphql")
CONFIRM_REFUND = document(__file__, "confirm_refund.graphql")
PAYOUTS = document(__file__, "payouts.graphql")
PREPARE_PAYOUTS = document(__file__, "prepare_payouts.graphql")
CONFIRM_PAYOUTS = document(__file__, "confirm_payouts.graphql")
CANCEL_PAYOUT = document(__file__, "cancel_payout.graphql")
EXPORT_BATCH = document(__file__, "export_batch.graphql")

_TOLD: Final = {
    "refunded": mark("The refund is on its way. Fee, tax and the maker's share are reversed with it."),
    "cancelled": mark("The order is cancelled. What came in goes back."),
    "declined": mark("The order stands."),
    "recorded": mark("The transfer is noted and the order is confirmed."),
    "refund_sent": mark("Noted: the refund was sent."),
    "prepared": mark("Payouts are prepared. Send them, then confirm them here."),
    "confirmed": mark("Confirmed."),
    "withdrawn": mark("Withdrawn; the earnings are payable again."),
}
DISCREPANCIES: Final = {
    "unknown_payment": mark("A payment that belongs to no order of ours"),
    "other_amount": mark("A payment with another amount than expected"),
    "unknown_refund": mark("A refund that is not ours"),
    "refund_failed": mark("A refund did not arrive"),
    "refund_declined": mark("The card provider does not send a refund"),
    "remittance_declined": mark("The card provider does not send a maker's earnings"),
    "reversal_declined": mark("The card provider does not give a maker's share of a refund back"),
    "stall_owes": mark("A stall owes what it was sent for goods that were refunded"),
    "dispute": mark("A buyer disputes a card payment at her bank"),
    "dispute_closed": mark("A disputed card payment is decided"),
    "foreign_event": mark("A message of the card provider about something that is not ours"),
    "unknown_movement": mark("The card provider moved money that is not in our books"),
    "other_movement": mark("The card provider moved another amount than our books say"),
    "other_fee": mark("The card provider kept another fee than our books say"),
    "balance_differs": mark("The card provider's balance is not what our books say"),
    "provider_overdrawn": mark("The balance at the card provider is below zero"),
}


def sections(request: Request, current: str) -> tuple[Link, ...]:
    """The second row of the header at this desk."""
    language, base = language_of(request), link(request, f"/c/{request.path_params['cooperative']}")
    return (
        Link(say(language, mark("Today")), f"{base}/coordination", current == "desk"),
        Link(say(language, mark("Orders")), f"{base}/coordination/orders", current == "orders"),
        Link(say(language, mark("Payouts")), f"{base}/coordination/payouts", current == "payouts"),
        Link(
            say(language, mark("Pickup and delivery")),
            f"{base}/coordination/places",
            current == "places",
            needs="pickup_points.edit",
        ),
        Link(
            say(language, mark("Shelves")),
            f"{base}/coordination/shelves",
            current == "shelves",
            needs="categories.edit",
        ),
        Link(say(language, mark("Books")), f"{base}/books", current == "books", needs="books.see"),
    )


async def page(request: Request, template: str, title: str, current: str, problem: str = "", **more: Any) -> Response:
    """A page of this desk."""
    language = language_of(request)
    told = _TOLD.get(request.query_params.get("done", ""))
    notices = [Notice(say(language, told), "good")] if told else []
    if problem:
        notices.append(Notice(problem, "bad"))
    return render(
        request,
        f"coordination/{template}",
        shell=await around(request, shelf=sections(request, current), notices=tuple(notices)),
        status=422 if problem else more.pop("status", 200),
        headers={"cache-control": "no-store"},
        title=title,
        states=said(request, ORDER_STATES),
        part_states=said(request, PART_STATES),
        methods=said(request, METHODS),
        refund_states=said(request, REFUND_STATES),
        new_key=lambda: secrets.token_urlsafe(18),
        **more,
    )


def base(request: Request) -> str:
    """Where this desk stands."""
    return f"/c/{request.path_params['cooperative']}/coordination"


def confirm_first(request: Request, back: str) -> Response:
    """Some things want a fresh proof of who one is."""
    return see(request, "/confirm", next=link(request, back))


async def desk(request: Request, problem: str = "", form: Form | None = None) -> Response:
    """`/c/<co-op>/coordination`: what needs a person today."""
    if viewer_of(request).person_id is None:
        return sign_in_first(request)
    data = await ask(request, DESK)
    if data["asked"] is None:
        raise HTTPException(404)
    language = language_of(request)
    return await page(
        request, "desk.html", say(language, mark("What needs you today")), "desk", problem,
        asked=data["asked"]["nodes"], awaiting=data["awaiting"]["nodes"], discrepancies=data["discrepancies"] or [],
        kinds=said(request, DISCREPANCIES), form=form or Form(),
    )  # fmt: skip


async def record_transfer(request: Request) -> Response:
    """`POST …/transfer`: the money for a reference came in by bank."""
    form, language = await typed(request), language_of(request)
    cooperative = await here(request)
    assert cooperative is not None
    minor = read_money(form["amount"], cooperative.currency)
    if minor is None:
        form.problems = {"amount": say(language, mark("Please write an amount, such as 12.50."))}
        return await desk(request, form=form)
    wish = {
        "key": form["key"],
        "reference": form["reference"],
        "amount": {"minor": minor, "currency": cooperative.currency},
    }
    done = (await ask(request, RECORD_TRANSFER, wish))["done"]
    if done["__typename"] == "ChangedOrder":
        return see(request, base(request), done="recorded")
    problem = done["message"]
    if done["__typename"] == "NotFound":
        problem = say(language, mark("No order waits for a transfer with this reference."))
    return await desk(request, problem, form)


async def orders(request: Request) -> Response:
    """`/c/<co-op>/coordination/orders?state=`."""
    if viewer_of(request).person_id is None:
        return sign_in_first(request)
    state = request.query_params.get("state")
    state = state if state in ORDER_STATES else None
    data = await ask(request, ORDERS, {"state": state, "after": request.query_params.get("after")})
    if data["orders"] is None:
        raise HTTPException(404)
    after = {"after": data["orders"]["pageInfo"]["endCursor"] or ""} | ({"state": state} if state else {})
    return await page(
        request,
        "orders.html",
        say(language_of(request), mark("All orders")),
        "orders",
        page=data["orders"],
        state=state,
        after=urlencode(after),
    )


async def order(request: Request, problem: str = "", form: Form | None = None) -> Response:
    """`/c/<co-op>/coordination/orders/<order>`: one order with all that can be done about it."""
    if viewer_of(request).person_id is None:
        return sign_in_first(request)
    found = (await ask(request, ORDER, {"id": request.path_params["order"]}))["order"]
    if found is None:
        raise HTTPException(404)
    title = say(language_of(request), mark("Order %(number)s"), number=found["number"])
    return await page(request, "order.html", title, "orders", problem, order=found, form=form or Form())


async def act(request: Request) -> Response:
    """`POST …/orders/<order>/<verb>`: refund, cancel, decline, refund_sent."""
    form, order_id, verb = await typed(request), request.path_params["order"], request.path_params["verb"]
    if verb == "refund":
        return await _refund(request, form)
    verbs: dict[str, tuple[Document, dict[str, Any], str]] = {
        "cancel": (CANCEL, {"key": form["key"], "order": order_id, "reason": form["reason"]}, "cancelled"),
        "decline": (DECLINE, {"order": order_id}, "declined"),
        "refund_sent": (CONFIRM_REFUND, {"key": form["key"], "refund": form["refund"]}, "refund_sent"),
    }
    if verb not in verbs:
        raise HTTPException(404)
    asked, wish, told = verbs[verb]
    done = (await ask(request, asked, wish))["done"]
    if "code" in done:
        return await order(request, done["message"], form)
    return see(request, f"{base(request)}/orders/{order_id}", done=told)


async def _refund(request: Request, form: Form) -> Response:
    language, cooperative = language_of(request), await here(request)
    assert cooperative is not None
    lines = []
    for name, value in form.values.items():
        if name.startswith("refund-") and value.strip():
            minor = read_money(value, form["currency"])
            if minor is None or minor < 1:
                form.problems[name] = say(language, mark("Please write an amount, such as 12.50."))
                continue
            lines.append(
                {"lineId": name.removeprefix("refund-"), "amount": {"minor": minor, "currency": form["currency"]}}
            )
    if form.problems:
        return await order(request, "", form)
    if not lines:
        return await order(
            request, say(language, mark("Please write how much goes back, beside at least one line.")), form
        )
    wish = {"key": form["key"], "order": request.path_params["order"], "lines": lines, "reason": form["reason"]}
    done = (await ask(request, REFUND, wish))["done"]
    if "code" in done:
        return await order(request, done["message"], form)
    return see(request, f"{base(request)}/orders/{request.path_params['order']}", done="refunded")


async def payouts(request: Request, problem: str = "") -> Response:
    """`/c/<co-op>/coordination/payouts`: prepare, send, confirm."""
    if viewer_of(request).person_id is None:
        return sign_in_first(request)
    data = await ask(request, PAYOUTS, {"after": request.query_params.get("after")})
    if data["payouts"] is None:
        raise HTTPException(404)
    language = language_of(request)
    return await page(
        request, "payouts.html", say(language, mark("Payouts")), "payouts", problem,
        page=data["payouts"], batches=_open_batches(data["payouts"]["nodes"]), stalls={one["id"]: one["name"] for one in data["stalls"]}, tills=[
            (one["id"], say(language, mark("In cash, out of the till of %(place)s"), place=one["name"]))
            for one in data["pickupPoints"]
        ],
        payout_states=said(request, PAYOUT_STATES), channels=said(request, CHANNELS), form=Form(),
    )  # fmt: skip


def _open_batches(payouts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Batches by bank of which something is still to be sent: id, when, and how many."""
    found: dict[str, dict[str, Any]] = {}
    for one in payouts:
        if one["state"] == "prepared" and one["channel"] == "bank" and one["batchId"]:
            batch = found.setdefault(one["batchId"], {"id": one["batchId"], "at": one["createdAt"], "number": 0})
            batch["number"] += 1
    return list(found.values())


async def act_on_payouts(request: Request) -> Response:
    """`POST …/payouts/<verb>`: prepare, file, confirm, withdraw."""
    form, verb = await typed(request), request.path_params["verb"]
    if verb == "prepare":
        channel = "HAND" if form["channel"].startswith("point_") else "BANK"
        wish = {"key": form["key"], "channel": channel, "till": form["channel"] if channel == "HAND" else None}
        done, told = (await ask(request, PREPARE_PAYOUTS, wish))["done"], "prepared"
    elif verb == "file":
        done = (await ask(request, EXPORT_BATCH, {"batch": form["batch"]}))["done"]
        if done["__typename"] == "ExportedPayouts":
            return _file(done)
        told = ""
    elif verb == "confirm":
        done = (await ask(request, CONFIRM_PAYOUTS, {"key": form["key"], "payouts": [form["payout"]]}))["done"]
        told = "confirmed"
    elif verb == "withdraw":
        done = (
            await ask(request, CANCEL_PAYOUT, {"key": form["key"], "payout": form["payout"], "reason": form["reason"]})
        )["done"]
        told = "withdrawn"
    else:
        raise HTTPException(404)
    if done["__typename"] == "StepUpNeeded":
        return confirm_first(request, f"{base(request)}/payouts")
    if "code" in done:
        return await payouts(request, done["message"])
    return see(request, f"{base(request)}/payouts", done=told)


def _file(exported: dict[str, Any]) -> Response:
    """A file to keep, never shown by the browser and never stored on the way."""
    return Response(
        exported["text"],
        media_type=f"{exported['mediaType']}; charset=utf-8",
        headers={
            "content-disposition": f'attachment; filename="{exported["fileName"]}"',
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        },
    )


ROUTES = [
    Route("/c/{cooperative}/coordination", desk),
    Route("/c/{cooperative}/coordination/transfer", record_transfer, methods=["POST"]),
    Route("/c/{cooperative}/coordination/orders", orders),
    Route("/c/{cooperative}/coordination/orders/{order}", order),
    Route("/c/{cooperative}/coordination/orders/{order}/{verb}", act, methods=["POST"]),
    Route("/c/{cooperative}/coordination/payouts", payouts),
    Route("/c/{cooperative}/coordination/payouts/{verb}", act_on_payouts, methods=["POST"]),
]
