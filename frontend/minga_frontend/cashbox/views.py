"""Cash at the counter: boxes and their shifts, change or none, orders that nobody fetched."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.books.words import happening
from minga_frontend.cashbox.sheet import signed_sheet
from minga_frontend.shell.deeds import do, page, told, typed
from minga_frontend.shell.forms import Form, show_amount
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say, write_money

TILLS = document(__file__, "tills.graphql")
TILL = document(__file__, "till.graphql")
SHIFT = document(__file__, "shift.graphql")
OPEN = document(__file__, "open.graphql")
COUNT = document(__file__, "count.graphql")
CLOSE = document(__file__, "close.graphql")
SETTLE_FEE = document(__file__, "settle_fee.graphql")
GIVE_BACK = document(__file__, "give_back.graphql")
HAND_OVER = document(__file__, "hand_over.graphql")
NOT_FETCHED = document(__file__, "not_fetched.graphql")
PART = document(__file__, "part.graphql")

_OPENED: Final = told(
    "cashbox.opened", mark("The box is yours. What is sold for cash from now on belongs to your shift.")
)
_COUNTED: Final = told("cashbox.counted", mark("Your count is kept."))
_CLOSED: Final = told("cashbox.closed", mark("The shift is closed."))
_SETTLED: Final = told("cashbox.settled", mark("Noted."))
_HANDED: Final = told("cashbox.handed", mark("Handed over."))
_ENDED: Final = told("cashbox.ended", mark("Noted: nobody came. The buyer is told."))
STATES: Final = {
    "closed": mark("Nobody holds the box"),
    "open": mark("Held"),
    "counting": mark("Being counted"),
    "counted": mark("Counted, not closed yet"),
}
_DIFFERS: Final = mark("This differs from the books by %(difference)s. Please count again, or write why.")


async def tills(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/cash`: every till that the reader may use, and what is open with buyers."""
    signed_in(request)
    data = await ask(request, TILLS)
    if not data["cashTills"]:
        raise HTTPException(404)
    language = language_of(request)
    return await page(
        request,
        "cashbox/tills.html",
        say(language, mark("Cash boxes")),
        form,
        tills=data["cashTills"],
        states={key: say(language, words) for key, words in STATES.items()},
        matters=data["counterMatters"] or [],
        points=[(one["id"], one["name"]) for one in data["pickupPoints"]],
    )


async def settle(request: Request) -> Response:
    """`POST …/cash/settle`: a fee paid or let go, money given back."""
    form = await typed(request)
    wish: dict[str, Any] = {"key": form.key, "part": form["part"]}
    asked = GIVE_BACK if form["what"] == "back" else SETTLE_FEE
    if asked is SETTLE_FEE:
        wish["till"] = form["till"] or None
    if await do(request, asked, wish, form) is None:
        return await tills(request, form)
    return see(request, within(request, "/cash"), done=_SETTLED)


async def till(request: Request) -> Response:
    """`/c/<co-op>/cash/<till>`: take the box, and every shift so far."""
    signed_in(request)
    cooperative, form, till_id = await here(request), await typed(request), request.path_params["till"]
    assert cooperative is not None
    language, unit = language_of(request), cooperative.currency
    if request.method == "POST":
        counted = form.money("counted", unit)
        brought = form.money("brought", unit, needed=False)
        keeper = form.words("keeper")
        if not form.problems:
            wish = {
                "key": form.key,
                "till": till_id,
                "counted": {"minor": counted, "currency": unit},
                "brought": {"minor": brought, "currency": unit} if brought else None,
                "keeper": keeper,
                "paper": form.ticked("paper"),
                "reason": form["reason"],
            }

            def differs(refusal: Any, language: str) -> str:
                return say(
                    language, _DIFFERS, difference=write_money(int(refusal["difference"]["minor"]), unit, language)
                )

            done = await do(
                request, OPEN, wish, form, fields={"REASON_NEEDED": "reason"}, sentences={"REASON_NEEDED": differs}
            )
            if done is not None:
                return see(request, within(request, f"/cash/shifts/{done['id']}"), done=_OPENED)
    data = await ask(request, TILL, {"till": till_id, "after": request.query_params.get("after")})
    found = next((one for one in data["cashTills"] or () if one["id"] == till_id), None)
    if found is None:
        raise HTTPException(404)
    shifts = data["cashShifts"] or {"nodes": [], "pageInfo": {"hasNextPage": False}}
    after = shifts["pageInfo"]["endCursor"] if shifts["pageInfo"]["hasNextPage"] else None
    return await page(
        request,
        "cashbox/till.html",
        say(language, mark("Cash box of %(till)s"), till=found["name"]),
        form,
        till=found,
        shifts=shifts["nodes"],
        states={key: say(language, words) for key, words in STATES.items()},
        after=within(request, f"/cash/{till_id}", after=after) if after else None,
    )


async def shift(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/cash/shifts/<shift>`: what moved, counting, closing; `?as=pdf` is the sheet to sign."""
    signed_in(request)
    data = await ask(request, SHIFT, {"id": request.path_params["shift"]})
    found, cooperative = data["cashShift"], await here(request)
    if found is None or cooperative is None:
        raise HTTPException(404)
    language = language_of(request)
    if request.query_params.get("as") == "pdf":
        return await signed_sheet(request, found, data["here"]["name"], cooperative.zone)
    movements = [{**one, "what": happening(one["kind"], language)} for one in found["movements"]]
    return await page(
        request,
        "cashbox/shift.html",
        say(language, mark("Shift %(number)s at %(till)s"), number=found["number"], till=found["tillName"]),
        form,
        shift=found,
        movements=movements,
        state=say(language, STATES[found["state"]]) if found["state"] != "closed" else say(language, mark("Closed")),
        show_amount=show_amount,
    )


async def count(request: Request) -> Response:
    """`POST …/shifts/<shift>/count`: one person's pile of notes and coins."""
    form = await typed(request)
    pieces = []
    for name in [name for name in form.values if name.startswith("face-") and form[name].strip()]:
        number = form.number(name, most=100_000)
        if number:
            pieces.append({"face": int(name.removeprefix("face-") or 0), "number": number})
    if not form.problems:
        wish = {"key": form.key, "shift": request.path_params["shift"], "pieces": pieces}
        if await do(request, COUNT, wish, form) is not None:
            return see(request, _at(request), done=_COUNTED)
    return await shift(request, form)


async def close(request: Request) -> Response:
    """`POST …/shifts/<shift>/close`: the difference explained, what goes to the bank, who comes next."""
    form, cooperative = await typed(request), await here(request)
    assert cooperative is not None
    banked = form.money("banked", cooperative.currency, needed=False)
    if not form.problems:
        wish = {
            "key": form.key,
            "shift": request.path_params["shift"],
            "reason": form["reason"],
            "banked": {"minor": banked, "currency": cooperative.currency} if banked else None,
            "next": form["next"],
        }
        fields = {"REASON_NEEDED": "reason", "NOT_ENOUGH_CASH": "banked"}
        if await do(request, CLOSE, wish, form, fields=fields) is not None:
            return see(request, _at(request), done=_CLOSED)
    return await shift(request, form)


def _at(request: Request) -> str:
    return within(request, f"/cash/shifts/{request.path_params['shift']}")


async def counter(request: Request) -> Response:
    """`/c/<co-op>/cash/parts/<part>`: hand a part over for cash, with change or without; or note that nobody came."""
    signed_in(request)
    form, cooperative = await typed(request), await here(request)
    assert cooperative is not None
    part_id = request.path_params["part"]
    data = await ask(request, PART, {"id": part_id})
    found = data["sellerOrder"]
    if found is None:
        raise HTTPException(404)
    # A maker who looks after no till comes from her stall's orders, and goes back there.
    kept = [one["slug"] for one in data["myStalls"] or () if one["id"] == found["stallId"]]
    back = within(request, f"/stall/{kept[0]}/orders" if kept and not data["cashTills"] else "/cash")
    if request.method == "POST":
        if form["what"] == "not_fetched":
            goods = form.choice("goods", ("BACK", "GIVEN"))
            if goods == "GIVEN":
                form.words("to")
            wish: dict[str, Any] = {
                "key": form.key,
                "part": part_id,
                "goods": goods,
                "to": form["to"] if goods == "GIVEN" else "",
            }
            if not form.problems and await do(request, NOT_FETCHED, wish, form, fields={"givenTo": "to"}) is not None:
                return see(request, back, done=_ENDED)
        else:
            given = form.money("given", cooperative.currency, least=min(1, int(found["toPay"]["minor"])))
            wish = {
                "key": form.key,
                "part": part_id,
                "given": {"minor": given, "currency": cooperative.currency},
                "keep": form["rest"] == "keep",
            }
            fields = {"GIVEN_TOO_LITTLE": "given"}
            if not form.problems and await do(request, HAND_OVER, wish, form, fields=fields) is not None:
                return see(request, back, done=_HANDED)
    title = say(language_of(request), mark("Order %(number)s at the counter"), number=found["orderNumber"])
    return await page(
        request, "cashbox/counter.html", title, form, part=found, back=back, at_tills=bool(data["cashTills"])
    )


ROUTES = [
    Route("/c/{cooperative}/cash", tills),
    Route("/c/{cooperative}/cash/settle", settle, methods=["POST"]),
    Route("/c/{cooperative}/cash/shifts/{shift}", shift),
    Route("/c/{cooperative}/cash/shifts/{shift}/count", count, methods=["POST"]),
    Route("/c/{cooperative}/cash/shifts/{shift}/close", close, methods=["POST"]),
    Route("/c/{cooperative}/cash/parts/{part}", counter, methods=["GET", "POST"]),
    Route("/c/{cooperative}/cash/{till}", till, methods=["GET", "POST"]),
]
