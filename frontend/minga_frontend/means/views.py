"""A buyer's store credit and open invoices; the co-op's codes and vouchers."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.coordination.views import at_desk, sections
from minga_frontend.law.words import off
from minga_frontend.market.inside import at_stall, kept_stall
from minga_frontend.market.inside import sections as stall_sections
from minga_frontend.means.vouchers import STATES as VOUCHER_STATES
from minga_frontend.shell.deeds import do, page, told, typed
from minga_frontend.shell.forms import PLEASE_CHOOSE, Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say, write_long_day, write_money

MINE = document(__file__, "mine.graphql")
CODES = document(__file__, "codes.graphql")
MAKE_DISCOUNT = document(__file__, "make_discount.graphql")
STALL_CODES = document(__file__, "stall_codes.graphql")
CLOSE_DISCOUNT = document(__file__, "close_discount.graphql")
ISSUE_VOUCHER = document(__file__, "issue_voucher.graphql")
GRANT_CREDIT = document(__file__, "grant_credit.graphql")

_MADE: Final = told("codes.made", mark("The code can be used now."))
_CLOSED: Final = told("codes.closed", mark("The code is not taken any more. Orders keep what it took off."))
_GRANTED: Final = told("credit.granted", mark("She has the store credit now."))
CAUSES: Final[Mapping[str, str]] = {
    "granted": mark("Given by the co-op"),
    "spent": mark("Paid for an order"),
    "given_back": mark("Back from an order that ended"),
    "refund": mark("Refund"),
    "lapsed": mark("Its time was over"),
    "deposit": mark("Deposit of what you brought back"),
}


def money(amount: Mapping[str, Any], language: str) -> str:
    """An amount as people write it."""
    return write_money(int(amount["minor"]), amount["currency"], language)


def day(instant: str | None, language: str) -> str:
    """The day of an instant; empty without one."""
    return "" if instant is None else write_long_day(datetime.fromisoformat(instant).date(), language)


async def mine(request: Request) -> Response:
    """`/c/<co-op>/credit`: what the co-op owes her, on what terms she buys, and what she still has to pay."""
    signed_in(request)
    language = language_of(request)
    data = await ask(request, MINE, {"after": request.query_params.get("after")})
    entries, terms = data["myCreditEntries"], data["myTradeTerms"]
    info = entries["pageInfo"]
    return await page(
        request,
        "means/mine.html",
        say(language, mark("Store credit and invoices")),
        there=[(one["currency"], money(one, language)) for one in data["myStoreCredit"]],
        columns=[
            {"label": say(language, mark("What for"))},
            {"label": say(language, mark("When"))},
            {"label": say(language, mark("Amount")), "num": True},
            {"label": say(language, mark("There after it")), "num": True},
        ],
        entries=[
            (
                _what(request, one, language), day(one["enteredAt"], language), money(one["amount"], language), money(one["after"], language),
            )
            for one in entries["nodes"]
        ],
        sells_vouchers=data["voucherOffer"] is not None,
        bought_columns=[
            {"label": say(language, mark("For whom"))},
            {"label": say(language, mark("Can be spent until"))},
            {"label": say(language, mark("How it stands"))},
            {"label": say(language, mark("Left")), "num": True},
        ],
        bought=[
            (
                Markup('<a href="{}">{}</a>').format(
                    within(request, f"/orders/{one['orderId']}/vouchers"), one["boughtFor"] or say(language, mark("Gift voucher"))
                ),
                day(one["expiresAt"], language),
                say(language, VOUCHER_STATES[one["state"]]),
                money(one["left"], language),
            )
            for one in data["myBoughtVouchers"]
        ],
        after=within(request, "/credit", after=info["endCursor"]) if info["hasNextPage"] else None,
        billed=data["myBilled"],
        terms=terms,
        terms_facts=[] if terms is None else [
            (say(language, mark("Off the prices")), f"{terms['offBps'] / 100:g} %"),
            (say(language, mark("Least order")), money(terms["leastOrder"], language)),
            (say(language, mark("Invoices are due after")), say(language, mark("%(days)s days"), days=terms["dueDays"])),
            (say(language, mark("Open at once, at most")), money(terms["creditLimit"], language)),
            (say(language, mark("Still to pay")), money(terms["stillOpen"], language)),
        ],
        invoice_columns=invoice_columns(language)[:1] + invoice_columns(language)[2:],
        invoices=[
            row[:1] + row[2:]
            for row in invoice_rows(request, (data["myOpenInvoices"] or {"nodes": []})["nodes"], language, "/orders")
        ],
        account=data["paymentOptions"]["bankAccount"],
    )  # fmt: skip


def _what(request: Request, one: Mapping[str, Any], language: str) -> Markup:
    words = Markup.escape(say(language, CAUSES[one["cause"]]))
    if one["orderId"]:
        link = within(request, f"/orders/{one['orderId']}")
        order = say(language, mark("Order %(number)s"), number=one["orderNumber"])
        return Markup('{} · <a href="{}">{}</a>').format(words, link, order)
    return words + (f": {one['reason']}" if one["reason"] else "")


def invoice_columns(language: str) -> list[dict[str, Any]]:
    """The heads of a table of open invoices."""
    return [
        {"label": say(language, mark("Order"))},
        {"label": say(language, mark("Buyer"))},
        {"label": say(language, mark("Your own number for it"))},
        {"label": say(language, mark("Reference on the transfer"))},
        {"label": say(language, mark("Due"))},
        {"label": say(language, mark("To pay")), "num": True},
    ]


def invoice_rows(request: Request, nodes: list[Mapping[str, Any]], language: str, base: str) -> list[tuple[Any, ...]]:
    """The rows of a table of open invoices; `base`: where an order's page is."""
    rows: list[tuple[Any, ...]] = []
    for one in nodes:
        due = day(one["dueAt"], language) if one["dueAt"] else say(language, mark("when the goods went"))
        if one["daysOver"]:
            due += " · " + say(language, mark("%(days)s days over"), days=one["daysOver"])
        link = Markup('<a href="{}">{}</a>').format(within(request, f"{base}/{one['orderId']}"), one["orderNumber"])
        rows.append(
            (link, one.get("buyerName", ""), one["purchaseOrder"], one["reference"], due, money(one["owed"], language))
        )
    return rows


async def codes(request: Request) -> Response:
    """`/c/<co-op>/coordination/codes`: discount codes, gift vouchers, store credit."""
    signed_in(request)
    form = await typed(request)
    return await _codes(request, form)


async def _codes(request: Request, form: Form, issued: Mapping[str, Any] | None = None) -> Response:
    language = language_of(request)
    data = await ask(request, CODES)
    if data["vouchers"] is None:
        raise HTTPException(404)
    rows = (data["discounts"] or {"nodes": []})["nodes"]
    return await page(
        request,
        "means/codes.html",
        say(language, mark("Codes and vouchers")),
        form,
        headers={"cache-control": "no-store"},
        shelf=sections(request, "codes"),
        base=at_desk(request, "/codes"),
        of_stall=False,
        discounts=[one | {"worth": worth(one, language)} for one in rows],
        may_discount=data["discounts"] is not None,
        vouchers=data["vouchers"]["nodes"],
        points=[(one["id"], one["name"]) for one in data["pickupPoints"]],
        members=[(one["agentId"], one["name"]) for one in data["memberNames"] or ()],
        off=off(language, data["legalBases"], "STORE_CREDIT"),
        issued=issued,
    )


def worth(one: Mapping[str, Any], language: str) -> str:
    """What a code takes off, in words."""
    if one["amount"] is not None:
        return money(one["amount"], language)
    return f"{one['percentBps'] / 100:g} %"


async def make(request: Request) -> Response:
    """`POST …/codes/make`."""
    form = await typed(request)
    if await _made(request, form, None):
        return see(request, at_desk(request, "/codes"), done=_MADE)
    return await _codes(request, form)


async def _made(request: Request, form: Form, stall_id: str | None) -> bool:
    cooperative = await here(request)
    assert cooperative is not None
    currency = cooperative.currency
    code = form.words("code_name")
    percent = form.rate("percent", needed=False)
    amount = form.money("off", currency, least=1, needed=False)
    least = form.money("least", currency, needed=False)
    most, each = form.number("uses_most", least=1, needed=False), form.number("uses_each", least=1, needed=False)
    ends = form.day("ends", needed=False)
    if not form.problems and (percent is None) == (amount is None):
        form.wrong("percent", mark("Please write a part or an amount, one of the two."))
    if form.problems:
        return False
    # The last day is over where the co-op is, not where the server stands.
    until = datetime.combine(ends, time(23, 59, 59), ZoneInfo(cooperative.zone)).isoformat() if ends else None
    wish = {
        "key": form.key, "code": code, "stall": stall_id, "percent": percent, "ends": until, "usesMost": most, "usesEach": each,
        "amount": {"minor": amount, "currency": currency} if amount is not None else None,
        "least": {"minor": least, "currency": currency} if least else None,
    }  # fmt: skip
    fields = {
        "code": "code_name",
        "CODE_TAKEN": "code_name",
        "percentBps": "percent",
        "amount": "off",
        "worth": "percent",
    }
    return await do(request, MAKE_DISCOUNT, wish, form, fields=fields) is not None


async def close(request: Request) -> Response:
    """`POST …/codes/close`."""
    form = await typed(request)
    await do(request, CLOSE_DISCOUNT, {"id": form["code"]}, form)
    return see(request, at_desk(request, "/codes"), done=_CLOSED)


async def of_stall(request: Request) -> Response:
    """`/c/<co-op>/stall/<slug>/codes`: the codes that the stall bears."""
    stall = await kept_stall(request)
    form, language = await typed(request), language_of(request)
    back = at_stall(request, stall["slug"], "/codes")
    if request.method == "POST":
        if form["close"]:
            await do(request, CLOSE_DISCOUNT, {"id": form["close"]}, form)
            return see(request, back, done=_CLOSED)
        if await _made(request, form, stall["id"]):
            return see(request, back, done=_MADE)
    data = await ask(request, STALL_CODES, {"stall": stall["id"]})
    if data["discounts"] is None:
        raise HTTPException(404)
    return await page(
        request,
        "means/stall_codes.html",
        say(language, mark("Discount codes")),
        form,
        shelf=stall_sections(request, stall["slug"], "codes"),
        base=back,
        of_stall=True,
        may_discount=True,
        discounts=[one | {"worth": worth(one, language)} for one in data["discounts"]["nodes"]],
    )


async def issue(request: Request) -> Response:
    """`POST …/codes/voucher`: the code is shown once, on the page that answers."""
    form, cooperative = await typed(request), await here(request)
    assert cooperative is not None
    amount = form.money("amount", cooperative.currency, least=1)
    paid = form["paid"]
    if paid not in ("bank", "granted") and not paid.startswith("point_"):
        form.wrong("paid", mark("Please say how it was paid."))
    if form.problems:
        return await _codes(request, form)
    wish = {
        "key": form.key,
        "amount": {"minor": amount, "currency": cooperative.currency},
        "paid": "till" if paid.startswith("point_") else paid,
        "till": paid if paid.startswith("point_") else None,
        "note": form["note"],
    }
    issued = await do(request, ISSUE_VOUCHER, wish, form)
    return await _codes(request, Form(language=form.language) if issued else form, issued)


async def grant(request: Request) -> Response:
    """`POST …/codes/credit`."""
    form, cooperative = await typed(request), await here(request)
    assert cooperative is not None
    amount = form.money("credit", cooperative.currency, least=1)
    reason = form.words("reason")
    if not form["agent"]:
        form.wrong("agent", PLEASE_CHOOSE)
    if not form.problems:
        wish = {
            "key": form.key, "agent": form["agent"], "amount": {"minor": amount, "currency": cooperative.currency}, "reason": reason,
        }  # fmt: skip
        if await do(request, GRANT_CREDIT, wish, form, fields={"agentId": "agent", "amount": "credit"}) is not None:
            return see(request, at_desk(request, "/codes"), done=_GRANTED)
    return await _codes(request, form)


ROUTES = [
    Route("/c/{cooperative}/credit", mine),
    Route("/c/{cooperative}/stall/{stall}/codes", of_stall, methods=["GET", "POST"]),
    Route("/c/{cooperative}/coordination/codes", codes),
    Route("/c/{cooperative}/coordination/codes/make", make, methods=["POST"]),
    Route("/c/{cooperative}/coordination/codes/close", close, methods=["POST"]),
    Route("/c/{cooperative}/coordination/codes/voucher", issue, methods=["POST"]),
    Route("/c/{cooperative}/coordination/codes/credit", grant, methods=["POST"]),
]
