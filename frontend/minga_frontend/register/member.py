"""One member for who keeps the register: her shares, dues and history, what came in, and another class."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.register import words
from minga_frontend.register.joining import shown
from minga_frontend.register.shelf import sections
from minga_frontend.shell.deeds import do, page, told, typed
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say, write_money, write_number

MEMBER = document(__file__, "member.graphql", "terms.fragments")
RECORD_PAYMENT = document(__file__, "record_payment.graphql")
MOVE = document(__file__, "move_membership.graphql")
RECORD_WORK = document(__file__, "record_work.graphql")
RECORD_DUES = document(__file__, "record_dues.graphql")
REPAY = document(__file__, "repay.graphql")

_PRIVATE = {"cache-control": "no-store"}
_MOVED = told("register.moved", mark("Moved. What it means for the shares stands below."))
_RECORDED = told("register.recorded", mark("Written down. The books have it."))


async def member(request: Request) -> Response:
    """`/c/<co-op>/members/<agent>`: one member's shares, dues and history; what came in is written down here."""
    signed_in(request)
    form = await typed(request)
    agent = request.path_params["agent"]
    path = f"/members/{agent}"
    if request.method == "POST" and await _record(request, form, within(request, path)):
        return see(request, within(request, path), done=_RECORDED)
    data = await ask(request, MEMBER, {"id": agent})
    if not data["member"]:
        raise HTTPException(404)
    language = language_of(request)
    held = data["standing"]["capabilities"]
    return await page(
        request,
        "register/member.html",
        data["member"][0]["name"],
        form,
        shelf=sections(request, "/members"),
        headers=_PRIVATE,
        accounts=[shown(one, language) for one in data["member"]],
        may_record="shares.record" in held,
        may_repay="payouts.make" in held,
        may_move="members.admit" in held,
        tills=[("", say(language, mark("To the bank"))), *((one["id"], one["name"]) for one in data["pickupPoints"])],
    )


async def move(request: Request) -> Response:
    """`/c/<co-op>/members/<agent>/move?membership=…`: to another class; the classes with what each asks for."""
    signed_in(request)
    form = await typed(request)
    agent = request.path_params["agent"]
    data = await ask(request, MEMBER, {"id": agent})
    wanted = form["membership"] or request.query_params.get("membership", "")
    one = next((one for one in data["member"] or [] if one["id"] == wanted and not one["leftAt"]), None)
    if request.method == "POST":
        wish = {"key": form.key, "membership": wanted, "class": form["class_key"]}
        if await do(request, MOVE, wish, form) is not None:
            return see(request, within(request, f"/members/{agent}"), done=_MOVED)
    if one is None or "members.admit" not in data["standing"]["capabilities"]:
        raise HTTPException(404)
    language = language_of(request)
    return await page(
        request,
        "register/move.html",
        say(language, mark("Move to another class")),
        form,
        shelf=sections(request, "/members"),
        headers=_PRIVATE,
        one=one,
        back=within(request, f"/members/{agent}"),
        choices=[
            {"value": each["key"], "label": each["name"], "hint": _asks(each["terms"], language)}
            for each in data["memberClasses"]
            if each["key"] != one["classKey"]
        ],
    )


def _asks(terms: Any, language: str) -> str:
    """What a class gives and asks for, in one line."""
    price = terms["sharePrice"]
    may = words.listed(terms["rights"], words.RIGHTS, language)
    return " · ".join(
        one
        for one in (
            say(language, mark("May: %(rights)s."), rights=may) if may else say(language, mark("No rights now.")),
            say(
                language,
                mark("Shares: %(count)s, %(price)s each"),
                count=write_number(terms["sharesRequired"], language),
                price=write_money(price["minor"], price["currency"], language),
            )
            if price["minor"]
            else "",
        )
        if one
    )


async def _record(request: Request, form: Any, back: str) -> bool:
    wish: dict[str, Any] = {"key": form.key, "membership": form["membership"]}
    cooperative = await here(request)
    unit = cooperative.currency if cooperative else "EUR"
    match form["what"]:
        case "work":
            hours = form.number("hours", least=1, most=10_000)
            return hours is not None and await do(request, RECORD_WORK, {**wish, "hours": hours}, form) is not None
        case "repay":
            return await do(request, REPAY, {"key": form.key, "id": form["id"]}, form, back=back) is not None
    amount = form.money("amount", unit, least=1)
    if amount is None:
        return False
    asked = RECORD_DUES if form["what"] == "dues" else RECORD_PAYMENT
    wish["amount"] = {"minor": amount, "currency": unit}
    if form["what"] != "dues":
        wish["till"] = form["till"] or None
    return await do(request, asked, wish, form) is not None


ROUTES = [
    Route("/c/{cooperative}/members/{agent}/move", move, methods=["GET", "POST"]),
    Route("/c/{cooperative}/members/{agent}", member, methods=["GET", "POST"]),
]
