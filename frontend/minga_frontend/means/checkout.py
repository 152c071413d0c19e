"""On the last page before ordering: a code, a gift voucher, store credit, and what is left to pay."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request

from minga_frontend.asking import ask, document
from minga_frontend.shell.deeds import do
from minga_frontend.shell.forms import Form
from minga_platform.kernel.locale import mark

MEANS = document(__file__, "checkout.graphql")
APPLY = document(__file__, "apply.graphql")
DROP = document(__file__, "drop.graphql")
USE_CREDIT = document(__file__, "use_credit.graphql")
USE_EARNINGS = document(__file__, "use_earnings.graphql")

REASONS: Final[Mapping[str, str]] = {
    "unknown": mark("There is no such code here. Please compare every letter."),
    "closed": mark("This code is not taken any more."),
    "not_yet": mark("This code cannot be used yet."),
    "over": mark("The time of this code is over."),
    "used_up": mark("This code was used already."),
    "used_by_you": mark("You have used this code as often as it may be used."),
    "sign_in": mark("This code is for members only: please sign in first."),
    "other_currency": mark("This code is for another currency."),
    "other_goods": mark("Nothing in your basket is from the stall of this code."),
    "too_little": mark("The goods come to less than this code is for."),
    "not_good": mark("This voucher is not good any more."),
    "unpaid": mark("This voucher is not paid yet. It is good as soon as its money is there."),
    "for_voucher": mark("A voucher cannot pay for another voucher. Please pay for it by card or transfer."),
    "empty": mark("Please write the code."),
}


@dataclass(frozen=True)
class ToPay:
    """What comes off a total, and what is left; amounts `{minor, currency}`."""

    discount_code: str | None
    discount: Mapping[str, Any]
    voucher_ending: str | None
    voucher: Mapping[str, Any]
    credit: Mapping[str, Any]
    credit_there: Mapping[str, Any]
    earnings: Mapping[str, Any]
    earned: list[Mapping[str, Any]]
    total: Mapping[str, Any]
    rest: Mapping[str, Any]


async def to_pay(request: Request, cycle: str, before: int, currency: str) -> ToPay:
    """Of `before` (goods and delivery, minor units): the discount first, then the voucher, store credit, a stall's earnings."""
    data = await ask(request, MEANS, {"currency": currency, "cycle": cycle or None})
    found = data["checkoutMeans"] or {}

    def part(name: str) -> int:
        return int((found.get(name) or {"minor": 0})["minor"])

    def amount(minor: int) -> dict[str, Any]:
        return {"minor": minor, "currency": currency}

    total = before - part("discount")
    voucher = min(part("voucherLeft"), total)
    credit = min(part("creditUsed"), total - voucher)
    earnings = min(part("earningsUsed"), total - voucher - credit)
    return ToPay(
        found.get("discountCode"), amount(part("discount")), found.get("voucherEnding"), amount(voucher), amount(credit),
        amount(part("creditThere")), amount(earnings), found.get("earnings") or [], amount(total),
        amount(total - voucher - credit - earnings),
    )  # fmt: skip


async def change(request: Request, form: Form, currency: str, cycle: str) -> None:
    """What was pressed beside the total: use a code, take one away, use store credit. A refusal stands beside its field."""
    where = {"currency": currency, "cycle": cycle or None}
    if form["drop"] in ("discount", "voucher"):
        await do(request, DROP, {"kind": form["drop"], **where}, form)
    elif form["drop"] == "credit":
        await do(request, USE_CREDIT, {"amount": {"minor": 0, "currency": currency}, "cycle": cycle or None}, form)
    elif form["drop"] == "earnings" or form["earnings"].strip():
        minor = 0 if form["drop"] else form.money("earnings", currency)
        if minor is not None:
            wish = {"stall": form["stall"], "amount": {"minor": minor, "currency": currency}, "cycle": cycle or None}
            await do(request, USE_EARNINGS, wish, form, fields={"CREDIT_TOO_LOW": "earnings", "amount": "earnings"})
    elif form["credit"].strip():
        minor = form.money("credit", currency)
        if minor is not None:
            wish = {"amount": {"minor": minor, "currency": currency}, "cycle": cycle or None}
            await do(request, USE_CREDIT, wish, form, fields={"CREDIT_TOO_LOW": "credit", "amount": "credit"})
    else:
        code = form["code"].strip()
        if not code:
            form.wrong("code", REASONS["empty"])
            return
        done = (await ask(request, APPLY, {"code": code[:60], **where}))["done"]
        if done["__typename"] == "CodeNotTaken":
            form.wrong("code", REASONS.get(done["reason"], REASONS["unknown"]))
        elif done["__typename"] != "CodeApplied":
            form.wrong("code", REASONS["unknown"])
