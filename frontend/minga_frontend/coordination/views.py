"""The desk of who coordinates: what waits for a person, every order, refunds, bank transfers, payouts, places."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Document, ask, document, here
from minga_frontend.orders.words import METHODS, ORDER_STATES, PAPERS, PART_STATES, REFUND_STATES
from minga_frontend.shell import deeds
from minga_frontend.shell.deeds import do, named, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import Link, language_of
from minga_frontend.stall.views import CHANNELS, FAILURES, ONWARD, PAYOUT_STATES
from minga_platform.kernel.locale import mark, say

DESK = document(__file__, "desk.graphql")
ORDERS = document(__file__, "orders.graphql")
ORDER = document(__file__, "order.graphql", "../orders/order.fragments")
REFUND = document(__file__, "refund.graphql")
CANCEL = document(__file__, "cancel.graphql")
DECLINE = document(__file__, "decline.graphql")
RECORD_TRANSFER = document(__file__, "record_transfer.graphql")
CONFIRM_REFUND = document(__file__, "confirm_refund.graphql")
GIVE_REFUND = document(__file__, "give_refund.graphql")
SEND_AGAIN = document(__file__, "send_refund_again.graphql")
PAYOUTS = document(__file__, "payouts.graphql")
GIVE_REST = document(__file__, "give_rest.graphql")
PREPARE_PAYOUTS = document(__file__, "prepare_payouts.graphql")
CONFIRM_PAYOUTS = document(__file__, "confirm_payouts.graphql")
CANCEL_PAYOUT = document(__file__, "cancel_payout.graphql")
APPROVE_PAYOUT = document(__file__, "approve_payout.graphql")
RETURN_PAYOUT = document(__file__, "return_payout.graphql")
EXPORT_BATCH = document(__file__, "export_batch.graphql")

_REFUNDED: Final = told(
    "orders.refunded", mark("The refund is on its way. Fee, tax and the maker's share are reversed with it.")
)
_CREDITED: Final = told(
    "orders.credited",
    mark("The buyer has it as store credit now, and is told. Fee, tax and the maker's share are reversed with it."),
)
_CANCELLED: Final = told("orders.cancelled", mark("The order is cancelled. What came in goes back."))
_DECLINED: Final = told("orders.declined", mark("The order stands."))
_RECORDED: Final = told("orders.recorded", mark("The transfer is noted and the order is confirmed."))
_OUT_OF_TILL: Final = mark("In cash, out of the till of %(place)s")
_REFUND_SENT: Final = told("orders.refund_sent", mark("Noted: the refund was sent."))
_REFUND_AGAIN: Final = told("orders.refund_again", mark("The refund is on its way to the card again."))
_REFUND_GIVEN: Final = told("orders.refund_given", mark("Noted: the buyer has what her card could not be given back."))
_PREPARED: Final = told("payouts.prepared", mark("Payouts are prepared. Send them, then confirm them here."))
_PREPARED_SOME: Final = told(
    "payouts.prepared_some",
    mark("Payouts are prepared. Some stalls were left out: you see below which, and until when."),
)
_NONE_PREPARED: Final = told(
    "payouts.none_prepared",
    mark("No payout was prepared: every stall with money to come was left out. You see below which, and until when."),
)
_CONFIRMED: Final = told("payouts.confirmed", mark("Confirmed."))
_APPROVED: Final = told("payouts.approved", mark("Approved."))
_RETURNED: Final = told("payouts.returned", mark("Noted: it came back, and the earnings are payable again."))
_WITHDRAWN: Final = told("payouts.withdrawn", mark("Withdrawn; the earnings are payable again."))
_STATES: Final = {**ORDER_STATES, "AWAITING_PAYMENT": mark("Waiting for the payment")}
"""Of other people's orders: it is not the reader's payment that is awaited."""
_FILES: Final = {"PAIN_001": mark("For SEPA (pain.001)"), "CSV": mark("As a table (CSV)")}
LIABLE: Final = {
    "PRODUCER": mark("The maker, out of what she earned"),
    "COOP": mark("The co-op"),
    "COURIER": mark("Who carried it"),
}
_WAYS: Final = {
    "CARD": (mark("Back to her card"), mark("It is sent at once; her bank shows it after some days.")),
    "BANK": (mark("By bank"), mark("You send it, and note here that you did.")),
    "INVOICE": (mark("By bank"), mark("You send it, and note here that you did.")),
    "PICKUP": (mark("In cash"), mark("You give it to her out of the till, which is lower by it from now on.")),
}
"""How what came in goes back by itself, by how it was paid, and what that asks of who gives it."""
_REFUND_FIELDS: Final = {"toCredit": "goes", "NO_LEGAL_BASIS": "goes"}
_AS_CREDIT: Final = (
    mark("As store credit, if she chose that"),
    mark(
        "No money leaves: she has it here at once and pays a later order with it. Please ask her first: the money is hers."
    ),
)
DISCREPANCIES: Final = {
    "unknown_payment": mark("A payment that belongs to no order of ours"),
    "other_amount": mark("A payment with another amount than expected"),
    "unknown_refund": mark("A refund that is not ours"),
    "refund_failed": mark("A refund did not arrive"),
    "capture_declined": mark("The card provider does not take the money of an authorised payment"),
    "capture_lost": mark("Goods were handed over, and the buyer's bank keeps their money no longer"),
    "refund_declined": mark("The card provider does not send a refund"),
    "remittance_declined": mark("The card provider does not send a maker's earnings"),
    "reversal_declined": mark("The card provider does not give a maker's share of a refund back"),
    "stall_owes": mark("A stall owes what it was sent for goods that were refunded"),
    "unknown_dispute": mark("A dispute about a payment that is not ours"),
    "dispute_excess": mark("A bank took back more than the order had left"),
    "dispute_returned_late": mark("Money of a lost dispute came back after all"),
    "evidence_declined": mark("The card provider did not take our answer to a dispute"),
    "account_payout_failed": mark("A maker's bank sent a payout back"),
    "missing_movement": mark("Our books have a movement that the card provider does not know"),
    "foreign_event": mark("A message of the card provider about something that is not ours"),
    "unknown_movement": mark("The card provider moved money that is not in our books"),
    "other_movement": mark("The card provider moved another amount than our books say"),
    "other_fee": mark("The card provider kept another fee than our books say"),
    "balance_differs": mark("The card provider's balance is not what our books say"),
    "provider_overdrawn": mark("The balance at the card provider is below zero"),
}


def sections(request: Request, current: str) -> tuple[Link, ...]:
    """The second row of the header at this desk."""
    language = language_of(request)
    groups = (
        ("", (
            ("desk", "/coordination", mark("Today"), None),
            ("orders", "/coordination/orders", mark("Orders"), None),
            ("returns", "/coordination/returns", mark("Returns"), "orders.refund"),
        )),
        (mark("Produce"), (
            ("cycles", "/coordination/cycles", mark("Order cycles"), "cycles.edit"),
            ("together", "/together", mark("Bought together"), "cycles.edit"),
            ("jars", "/jars", mark("Jars and crates"), "till.use"),
        )),
        (mark("Fetching and bringing"), (
            ("places", "/coordination/places", mark("Pickup and delivery"), "pickup_points.edit"),
            ("times", "/coordination/times", mark("Times"), "pickup_points.edit"),
            ("carriers", "/coordination/carriers", mark("Fees and carriers"), "delivery.edit"),
        )),
        (mark("Money"), (
            ("payouts", "/coordination/payouts", mark("Payouts"), None),
            ("cash", "/cash", mark("Cash boxes"), "till.use"),
            ("statements", "/coordination/statements", mark("Bank statements"), "till.use"),
            ("disputes", "/coordination/disputes", mark("Disputes"), "payouts.see"),
            ("discrepancies", "/coordination/discrepancies", mark("What does not agree"), "books.see"),
            ("account", "/coordination/account", mark("Bank account"), "collecting.edit"),
            ("books", "/books", mark("Books"), "books.see"),
        )),
        (mark("Prices and buyers"), (
            ("codes", "/coordination/codes", mark("Codes and vouchers"), "vouchers.issue"),
            ("trade", "/coordination/trade", mark("Trade"), "trade.edit"),
        )),
        (mark("The market's house"), (
            ("stalls", "/coordination/stalls", mark("Stalls"), "stall.admit"),
            ("shelves", "/coordination/shelves", mark("Shelves"), "categories.edit"),
            ("words", "/words", mark("Words that mean the same"), "words.edit"),
            ("issuer", "/coordination/issuer", mark("Who issues documents"), "settings.edit"),
        )),
    )  # fmt: skip
    return tuple(
        Link(
            say(language, sentence), within(request, path), key == current, needs, say(language, group) if group else ""
        )
        for group, pages in groups
        for key, path, sentence, needs in pages
    )


async def page(
    request: Request, template: str, title: str, current: str, form: Form | None = None, **more: Any
) -> Response:
    """A page of this desk."""
    return await deeds.page(
        request,
        f"coordination/{template}",
        title,
        form,
        shelf=sections(request, current),
        states=named(request, _STATES),
        part_states=named(request, PART_STATES),
        methods=named(request, METHODS),
        refund_states=named(request, REFUND_STATES),
        **more,
    )


def at_desk(request: Request, path: str = "", /, **query: str) -> str:
    """An address of this desk."""
    return within(request, f"/coordination{path}", **query)


async def desk(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/coordination`: what needs a person today."""
    signed_in(request)
    data = await ask(request, DESK)
    if data["asked"] is None:
        raise HTTPException(404)
    return await page(
        request, "desk.html", say(language_of(request), mark("What needs you today")), "desk", form,
        lapsing=data["lapsing"] or [], giving=data["giving"] or [], returns=(data["goodsReturns"] or {"nodes": []})["nodes"],
        lines=(data["waitingLines"] or {"nodes": []})["nodes"], payouts=(data["payouts"] or {"nodes": []})["nodes"],
        asked=data["asked"]["nodes"], awaiting=data["awaiting"]["nodes"], discrepancies=data["discrepancies"] or [],
        disputes=[
            one for one in (data["disputes"] or {"nodes": []})["nodes"]
            if one["state"] in ("inquiry", "needs_response") and one["answerState"] == "none"
        ],
        kinds=named(request, DISCREPANCIES),
    )  # fmt: skip


async def record_transfer(request: Request) -> Response:
    """`POST …/transfer`: the money for a reference came in by bank."""
    form, cooperative = await typed(request), await here(request)
    assert cooperative is not None
    minor = form.money("amount", cooperative.currency, least=1)
    if not form.problems:
        wish = {
            "key": form.key,
            "reference": form["reference"],
            "amount": {"minor": minor, "currency": cooperative.currency},
        }
        unknown = mark("No order waits for a transfer with this reference.")
        fields = {"NOT_FOUND": "reference", "AMOUNT_DIFFERS": "amount"}
        done = await do(request, RECORD_TRANSFER, wish, form, fields=fields, sentences={"NOT_FOUND": unknown})
        if done is not None:
            return see(request, at_desk(request), done=_RECORDED)
    return await desk(request, form)


async def orders(request: Request) -> Response:
    """`/c/<co-op>/coordination/orders?state=&q=`."""
    signed_in(request)
    state = request.query_params.get("state", "")
    state = state if state in ORDER_STATES else ""
    searched = request.query_params.get("q", "").strip()[:200]
    wish = {"state": state or None, "search": searched, "after": request.query_params.get("after")}
    listed = (await ask(request, ORDERS, wish))["orders"]
    if listed is None:
        raise HTTPException(404)
    after = listed["pageInfo"]["endCursor"] if listed["pageInfo"]["hasNextPage"] else None
    return await page(
        request,
        "orders.html",
        say(language_of(request), mark("All orders")),
        "orders",
        page=listed,
        state=state,
        searched=searched,
        after=at_desk(request, "/orders", state=state, q=searched, after=after) if after else None,
    )


async def order(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/coordination/orders/<order>`: one order with all that can be done about it."""
    signed_in(request)
    data = await ask(request, ORDER, {"id": request.path_params["order"]})
    found = data["order"]
    if found is None:
        raise HTTPException(404)
    title = say(language_of(request), mark("Order %(number)s"), number=found["number"])
    papers, kinds = data["orderDocuments"], named(request, PAPERS)
    return await page(
        request,
        "order.html",
        title,
        "orders",
        form,
        liable=named(request, LIABLE),
        ways=_ways(language_of(request), found, data["legalBases"]),
        order=found,
        at_tills=bool(data["cashTills"]),
        helper=data["helperOfOrder"] or "",
        papers=papers,
        paper_kinds=kinds,
        by_hand=[
            *((one["id"], say(language_of(request), _OUT_OF_TILL, place=one["name"])) for one in data["pickupPoints"]),
            ("bank", say(language_of(request), mark("By bank"))),
        ],
    )


def _ways(language: str, found: dict[str, Any], bases: list[dict[str, Any]]) -> list[dict[str, str]]:
    """How a refund can go back, where there is a choice: money came in, she has an account, and the co-op may keep it for her."""
    payment = found["payment"]
    came_in = int(payment["captured"]["minor"]) and not int(payment["owed"]["minor"])
    may_keep = any(one["feature"] == "STORE_CREDIT" and one["isOn"] for one in bases)
    if not (came_in and found["hasAccount"] and may_keep):
        return []
    both = (("source", _WAYS[payment["method"]]), ("credit", _AS_CREDIT))
    return [{"value": way, "label": say(language, label), "hint": say(language, hint)} for way, (label, hint) in both]


async def act(request: Request) -> Response:
    """`POST …/orders/<order>/<verb>`: refund, cancel, decline, refund_sent, refund_again, refund_given."""
    form, order_id, verb = await typed(request), request.path_params["order"], request.path_params["verb"]
    if verb == "refund":
        return await _refund(request, form)
    verbs: dict[str, tuple[Document, dict[str, Any], str]] = {
        "cancel": (CANCEL, {"key": form.key, "order": order_id, "reason": form["cancel-reason"]}, _CANCELLED),
        "decline": (DECLINE, {"order": order_id}, _DECLINED),
        "refund_sent": (CONFIRM_REFUND, {"key": form.key, "refund": form["refund"]}, _REFUND_SENT),
        "refund_again": (SEND_AGAIN, {"key": form.key, "refund": form["refund"]}, _REFUND_AGAIN),
        "refund_given": (
            GIVE_REFUND,
            {"key": form.key, "refund": form["refund"], "till": form["till"] if form["till"] != "bank" else None},
            _REFUND_GIVEN,
        ),
    }
    if verb not in verbs:
        raise HTTPException(404)
    asked, wish, flash = verbs[verb]
    if await do(request, asked, wish, form, fields={"reason": "cancel-reason"}, back=_at_order(request)) is None:
        return await order(request, form)
    return see(request, _at_order(request), done=flash)


def _at_order(request: Request) -> str:
    return at_desk(request, f"/orders/{request.path_params['order']}")


async def _refund(request: Request, form: Form) -> Response:
    cooperative = await here(request)
    assert cooperative is not None
    lines = []
    for name in [name for name in form.values if name.startswith("refund-") and form[name].strip()]:
        minor = form.money(name, cooperative.currency, least=1)
        amount = {"minor": minor, "currency": cooperative.currency}
        lines.append({"lineId": name.removeprefix("refund-"), "amount": amount})
    if not lines:
        form.wrong("form", mark("Please write how much goes back, beside at least one line."))
    if not form.problems:
        liable = form["liable"] if form["liable"] in LIABLE else "PRODUCER"
        wish = {
            "key": form.key,
            "order": request.path_params["order"],
            "lines": lines,
            "reason": form["reason"],
            "liable": liable,
            "toCredit": form["goes"] == "credit",
        }
        if await do(request, REFUND, wish, form, fields=_REFUND_FIELDS, back=_at_order(request)) is not None:
            return see(request, _at_order(request), done=_CREDITED if wish["toCredit"] else _REFUNDED)
    return await order(request, form)


async def payouts(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/coordination/payouts`: prepare, send, confirm."""
    signed_in(request)
    data = await ask(request, PAYOUTS, {"after": request.query_params.get("after")})
    listed = data["payouts"]
    if listed is None:
        raise HTTPException(404)
    language = language_of(request)
    after = listed["pageInfo"]["endCursor"] if listed["pageInfo"]["hasNextPage"] else None
    return await page(
        request,
        "payouts.html",
        say(language, mark("Payouts")),
        "payouts",
        form,
        page=listed,
        batches=data["openPayoutBatches"],
        left_out={each["payoutId"]: each["why"] for one in data["openPayoutBatches"] for each in one["leftOut"]},
        on_hold=data["stallsOnHold"],
        self_bills=any(one["feature"] == "SELF_BILLING" and one["isOn"] for one in data["legalBases"]),
        kinds=named(request, _FILES),
        cash_batches=_cash_batches(listed["nodes"]),
        stalls={one["id"]: one["name"] for one in data["stalls"]},
        rests=data["payoutRests"] or [],
        tills=[(one["id"], say(language, _OUT_OF_TILL, place=one["name"])) for one in data["pickupPoints"]],
        payout_states=named(request, PAYOUT_STATES),
        onward=named(request, ONWARD),
        failures=named(request, FAILURES),
        channels=named(request, CHANNELS),
        after=at_desk(request, "/payouts", after=after) if after else None,
    )


def _cash_batches(payouts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Batches by hand of which something is still to be given: id and when."""
    found = {
        one["batchId"]: {"id": one["batchId"], "at": one["createdAt"]}
        for one in payouts
        if one["state"] == "prepared" and one["channel"] == "hand" and one["batchId"]
    }
    return list(found.values())


async def act_on_payouts(request: Request) -> Response:
    """`POST …/payouts/<verb>`: prepare, rest, file, approve, confirm, return, withdraw."""
    form, verb = await typed(request), request.path_params["verb"]
    by_hand = form["channel"].startswith("point_")
    verbs: dict[str, tuple[Document, dict[str, Any], str]] = {
        "prepare": (
            PREPARE_PAYOUTS,
            {"key": form.key, "channel": "HAND" if by_hand else "BANK", "till": form["channel"] if by_hand else None},
            _PREPARED,
        ),
        "rest": (GIVE_REST, {"key": form.key, "stalls": [form["stall"]], "till": form["till"]}, _PREPARED),
        "file": (EXPORT_BATCH, {"batch": form["batch"]}, ""),
        "confirm": (CONFIRM_PAYOUTS, {"key": form.key, "payouts": [form["payout"]]}, _CONFIRMED),
        "approve": (APPROVE_PAYOUT, {"key": form.key, "payout": form["payout"]}, _APPROVED),
        "return": (RETURN_PAYOUT, {"key": form.key, "payout": form["payout"], "reason": form["reason"]}, _RETURNED),
        "withdraw": (CANCEL_PAYOUT, {"key": form.key, "payout": form["payout"], "reason": form["reason"]}, _WITHDRAWN),
    }
    if verb not in verbs:
        raise HTTPException(404)
    asked, wish, flash = verbs[verb]
    done = await do(request, asked, wish, form, back=at_desk(request, "/payouts"))
    if done is None:
        return await payouts(request, form)
    if verb == "prepare" and done["heldStallIds"]:
        flash = _PREPARED_SOME if done["payoutIds"] else _NONE_PREPARED
    return _file(done) if verb == "file" else see(request, at_desk(request, "/payouts"), done=flash)


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
