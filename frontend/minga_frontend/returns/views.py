"""Withdrawing in two steps, with the order's page or without it; and saying that something is not as it should be."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.returns.words import NO_WITHDRAWAL
from minga_frontend.shell.deeds import confirmation, do, named, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

ORDER = document(__file__, "order.graphql")
WITHDRAW = document(__file__, "withdraw.graphql")
PERIOD = document(__file__, "period.graphql")
ASK_RETURN = document(__file__, "ask_return.graphql")
BY_NUMBER = document(__file__, "withdraw_by_number.graphql")

_WITHDRAWN: Final = told(
    "returns.withdrawn", mark("Your withdrawal was received. The receipt with its time is on its way to you.")
)
_ASKED: Final = told("returns.asked", mark("The co-op has it and will answer you."))
_NOTHING_CHOSEN: Final = mark("Please choose at least one thing.")
_NO_ORDER: Final = mark("No order has this number and this mail address. Please look at your receipt.")
_PRIVATE: Final = {"cache-control": "no-store", "referrer-policy": "no-referrer"}


async def withdraw(request: Request) -> Response:
    """`/c/<co-op>/orders/<order>/withdraw?t=`: which goods, then one confirmation."""
    form = await typed(request)
    data, token = await _order(request, form)
    order, options = data["order"], data["withdrawalOptions"]
    if request.method == "POST":
        lines = _chosen(form, options["lines"])
        name = form.words("name")
        if not form.problems:
            if not form.confirmed:
                return await _confirm(request, form, order, options, lines)
            wish = {
                "key": form.key,
                "id": order["id"],
                "name": name,
                "lines": lines,
                "reason": form["reason"],
                "token": token or None,
            }
            if await do(request, WITHDRAW, wish, form) is not None:
                return see(request, within(request, f"/orders/{order['id']}"), t=token, done=_WITHDRAWN)
    elif not form.values:
        form.values = {"name": order["buyerName"], **{f"take-{line['id']}": "yes" for line in options["lines"]}}
    return await page(
        request,
        "returns/withdraw.html",
        say(language_of(request), mark("Withdraw from contract")),
        form,
        headers=_PRIVATE,
        order=order,
        options=options,
        period=data["period"],
        token=token,
        why_not=named(request, NO_WITHDRAWAL),
    )


async def _confirm(
    request: Request, form: Form, order: dict[str, Any], options: dict[str, Any], lines: list[dict[str, Any]]
) -> Response:
    language = language_of(request)
    chosen = {one["lineId"] for one in lines}
    to = order["buyerMail"] or order["buyerPhone"] or order["buyerName"]
    return await confirmation(
        request,
        form,
        title=say(language, mark("Withdraw from order %(number)s?"), number=order["number"]),
        text=say(
            language,
            mark(
                "You give these goods back and get your money back, without a reason. The receipt with the time goes to %(to)s."
            ),
            to=to,
        ),
        button=say(language, mark("Confirm withdrawal")),
        back=within(request, f"/orders/{order['id']}") + f"?t={form['t']}",
        kind="plain",
        facts=[
            (line["stallName"], line["title"] + (f" ({line['variantTitle']})" if line["variantTitle"] else ""))
            for line in options["lines"]
            if line["id"] in chosen
        ],
    )


async def fault(request: Request) -> Response:
    """`/c/<co-op>/orders/<order>/return?t=`: something that was handed over is not as it should be."""
    form = await typed(request)
    data, token = await _order(request, form)
    order, options = data["order"], data["withdrawalOptions"]
    there = [line for line in (*options["lines"], *options["exempt"]) if line["wasHandedOver"] and line["left"]["base"]]
    if request.method == "POST":
        lines, name, reason = _chosen(form, there), form.words("name"), form.words("reason")
        if not form.problems:
            wish = {
                "key": form.key,
                "id": order["id"],
                "name": name,
                "lines": lines,
                "reason": reason,
                "token": token or None,
            }
            if await do(request, ASK_RETURN, wish, form) is not None:
                return see(request, within(request, f"/orders/{order['id']}"), t=token, done=_ASKED)
    elif not form.values:
        form.values = {"name": order["buyerName"]}
    return await page(
        request,
        "returns/fault.html",
        say(language_of(request), mark("Something is not as it should be")),
        form,
        headers=_PRIVATE,
        order=order,
        lines=there,
        token=token,
    )


async def by_number(request: Request) -> Response:
    """`/c/<co-op>/withdraw`: for who has neither an account nor the order's link."""
    form, language = await typed(request), language_of(request)
    if request.method == "POST":
        number = form.number("number", least=1, most=10**12)
        mail, name = form.words("mail"), form.words("name")
        if not form.problems:
            if not form.confirmed:
                return await confirmation(
                    request,
                    form,
                    title=say(language, mark("Withdraw from order %(number)s?"), number=number),
                    text=say(
                        language,
                        mark(
                            "You withdraw from all of this order that the law lets you withdraw from. The receipt with the time goes to %(to)s."
                        ),
                        to=mail,
                    ),
                    button=say(language, mark("Confirm withdrawal")),
                    back=within(request, "/withdraw"),
                    kind="plain",
                    facts=[(say(language, mark("Your name")), name)],
                )
            wish = {"number": number, "mail": mail, "name": name}
            done = await do(
                request, BY_NUMBER, wish, form, fields={"NOT_FOUND": "number"}, sentences={"NOT_FOUND": _NO_ORDER}
            )
            if done is not None:
                return await page(
                    request,
                    "returns/received.html",
                    say(language, mark("Your withdrawal was received")),
                    headers=_PRIVATE,
                    at=done["declaredAt"],
                    number=number,
                    mail=mail,
                )
    period = (await ask(request, PERIOD))["period"]
    title = say(language, mark("Withdraw from contract"))
    return await page(request, "returns/by_number.html", title, form, period=period)


async def _order(request: Request, form: Form) -> tuple[dict[str, Any], str]:
    """The order and its token; a page that is not there for whoever did not place it."""
    token = (form["t"] or request.query_params.get("t", ""))[:100]
    data = await ask(request, ORDER, {"id": request.path_params["order"], "token": token or None})
    if data["order"] is None or data["withdrawalOptions"] is None or data["order"]["followToken"] is None:
        raise HTTPException(404)
    return data, token or data["order"]["followToken"]


def _chosen(form: Form, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was ticked, each with its quantity (nothing written: all of it)."""
    wanted: list[dict[str, Any]] = []
    for line in lines:
        if not form.ticked(f"take-{line['id']}"):
            continue
        quantity = None
        if form[f"number-{line['id']}"].strip():
            quantity = form.number(f"number-{line['id']}", least=1, most=int(line["left"]["base"]))
        wanted.append({"lineId": line["id"], "quantity": quantity})
    if not wanted:
        form.wrong("form", _NOTHING_CHOSEN)
    return wanted


ROUTES = [
    Route("/c/{cooperative}/withdraw", by_number, methods=["GET", "POST"]),
    Route("/c/{cooperative}/orders/{order}/withdraw", withdraw, methods=["GET", "POST"]),
    Route("/c/{cooperative}/orders/{order}/return", fault, methods=["GET", "POST"]),
]
