"""What a member owns, is owed and owes, when and why: one page, to read and to take along."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.documents.showing import Writer, show, writer
from minga_frontend.shell.links import signed_in
from minga_frontend.shell.pages import language_of
from minga_frontend.stall.words import DEBTS
from minga_platform.kernel.locale import Text, mark, say
from minga_platform.kernel.paper import Block, Heading, Paragraph, Sheet, Table

OWNING = document(__file__, "owning.graphql")
OF_STALL = document(__file__, "owning_stall.graphql")

_Row = tuple[str, Mapping[str, Any], str, str]
"""What, how much (`{minor, currency}`), when, why."""


async def mine(request: Request) -> Response:
    """`/c/<co-op>/mine?as=pdf|csv`: shares, dues, credit, refunds, deposits, invoices, earnings, royalties."""
    signed_in(request)
    data = await ask(request, OWNING)
    if data["standing"] is None:
        raise HTTPException(404)
    cooperative, language, write = await here(request), language_of(request), await writer(request)
    assert cooperative is not None
    stalls = [(one["name"], await ask(request, OF_STALL, {"id": one["id"]})) for one in data["myStalls"]]
    accounts = data["myMembership"]["accounts"] if data["myMembership"] else []
    kept = [one for one in accounts if one["agentId"] == data["standing"]["agentId"]]
    parts: list[tuple[str, str, list[_Row]]] = [
        (
            "owned",
            say(language, mark("What you own")),
            [*_owned(kept, write), *_credit(data["myStoreCredit"], write), *_vouchers(data["myBoughtVouchers"], write)],
        ),
        (
            "owed_to_you",
            say(language, mark("What you are owed")),
            [*_owed_to_her(kept, stalls, data["shareStatement"], write), *_to_come_back(data, write)],
        ),
        ("you_owe", say(language, mark("What you owe")), [*_bought(data, write), *_owing(kept, stalls, write)]),
        ("paid_of_late", say(language, mark("What was paid to you of late")), list(_paid(stalls, write))),
    ]
    sheet = Sheet(
        title=say(language, mark("What is mine here")),
        subtitle=write.moment(datetime.now(UTC).isoformat()),
        language=language,
        issuer=Text.stored(cooperative.name).read(language, cooperative.language),
        at=datetime.now(UTC).replace(microsecond=0),
        blocks=(
            *(block for _, title, rows in parts for block in _part(title, rows, write)),
            Paragraph(say(language, mark("All of it as the co-op's books have it at this moment.")), quiet=True),
        ),
    )
    return await show(request, sheet, "what-is-mine", table=_table(parts))


def _part(title: str, rows: list[_Row], write: Writer) -> Iterator[Block]:
    language = write.language
    yield Heading(title)
    if not rows:
        yield Paragraph(say(language, mark("Nothing.")))
        return
    head = (
        say(language, mark("What")), say(language, mark("How much")), say(language, mark("When")), say(language, mark("Why")),
    )  # fmt: skip
    told = tuple((what, write.money(amount), when, why) for what, amount, when, why in rows)
    yield Table(head, told, widths=(3, 2, 3, 4), numbers=frozenset({1}))


def _table(parts: list[tuple[str, str, list[_Row]]]) -> list[list[object]]:
    """For other programs: minor units; what, when and why in the reader's words."""
    return [
        ["part", "what", "amount_minor", "currency", "when", "why"],
        *(
            [part, what, int(amount["minor"]), amount["currency"], when, why]
            for part, _, rows in parts
            for what, amount, when, why in rows
        ),
    ]


def _credit(there: list[Mapping[str, Any]], write: Writer) -> Iterator[_Row]:
    for amount in there:
        if int(amount["minor"]):
            yield (
                say(write.language, mark("Your store credit")),
                amount,
                say(write.language, mark("now")),
                say(write.language, mark("It pays what you buy here.")),
            )


def _to_come_back(data: Mapping[str, Any], write: Writer) -> Iterator[_Row]:
    """Money that is hers: refunds on their way, what she gave too much, and deposits for what she brings back."""
    language = write.language
    for one in data["myRefundsUnderWay"]:
        yield (
            say(language, mark("Refund of order %(number)s"), number=one["orderNumber"]),
            one["refund"]["amount"],
            say(language, _REFUNDS["hand" if one["refund"]["goesTo"] == "hand" else one["refund"]["state"]]),
            say(language, mark("Asked for on %(day)s."), day=write.day(one["refund"]["createdAt"])),
        )
    for one in data["myCounterMatters"]:
        if one["kind"] == "overpaid":
            yield (
                say(language, mark("What you gave too much for order %(number)s"), number=one["orderNumber"]),
                one["amount"],
                say(language, mark("when you come by")),
                say(language, mark("It is kept for you at the counter.")),
            )
    for one in data["myContainers"]:
        out = int(one["sold"]) - int(one["back"])
        if out > 0:
            yield (
                say(language, mark("Deposit: %(count)s × %(name)s"), count=out, name=one["name"]),
                {**one["deposit"], "minor": out * int(one["deposit"]["minor"])},
                say(language, mark("when you bring them back")),
                say(language, mark("You paid it with what was in them.")),
            )


_REFUNDS = {
    "requested": mark("it is being sent"),
    "pending": mark("it is being sent"),
    "failed": mark("your bank sent it back: please tell us another way"),
    "hand": mark("given to you by hand: please ask for it"),
}


def _bought(data: Mapping[str, Any], write: Writer) -> Iterator[_Row]:
    """What she has and has not paid: open invoices, and fees for what she did not fetch."""
    language = write.language
    for one in data["myOpenInvoices"]["nodes"] if data["myOpenInvoices"] else ():
        late = int(one["daysOver"]) > 0
        yield (
            say(language, mark("Invoice of order %(number)s"), number=one["orderNumber"]),
            one["owed"],
            say(language, mark("when the goods went"))
            if one["dueAt"] is None
            else say(language, mark("was due on %(day)s") if late else mark("by %(day)s"), day=write.day(one["dueAt"])),
            say(language, mark("You buy on terms; the reference is %(reference)s."), reference=one["reference"]),
        )
    for one in data["myCounterMatters"]:
        if one["kind"] == "fee":
            yield (
                say(language, mark("Fee for order %(number)s"), number=one["orderNumber"]),
                one["amount"],
                say(language, mark("the next time at the counter")),
                say(language, mark("Nobody came to fetch it.")),
            )


def _vouchers(bought: list[Mapping[str, Any]], write: Writer) -> Iterator[_Row]:
    """Those she bought and nobody has spent whole: hers until she gives the code away."""
    for one in bought:
        if one["state"] == "open" and int(one["left"]["minor"]):
            whom = say(write.language, mark("For %(name)s"), name=one["boughtFor"]) if one["boughtFor"] else ""
            until = (
                say(write.language, mark("until %(day)s"), day=write.day(one["expiresAt"])) if one["expiresAt"] else ""
            )
            yield (say(write.language, mark("Gift voucher")), one["left"], until, whom)


def _owned(accounts: list[Mapping[str, Any]], write: Writer) -> Iterator[_Row]:
    for one in accounts:
        if int(one["sharesPaid"]["minor"]):
            yield (
                say(write.language, mark("Shares as %(group)s"), group=one["className"]),
                one["sharesPaid"],
                say(write.language, mark("member since %(day)s"), day=write.day(one["joinedAt"])),
                say(write.language, mark("Paid in, at par. They come back at par when you leave.")),
            )


def _owed_to_her(
    accounts: list[Mapping[str, Any]], stalls: list[tuple[str, Any]], royalties: Mapping[str, Any] | None, write: Writer
) -> Iterator[_Row]:
    language = write.language
    for one in accounts:
        for back in one["repayments"]:
            if back["paidAt"] is None:
                yield (
                    say(language, mark("Shares that go back to you")),
                    back["amount"],
                    say(language, mark("from %(day)s on"), day=write.day(back["dueOn"])),
                    say(language, mark("You left as %(group)s."), group=one["className"]),
                )
    for name, stall in stalls:
        for sums in stall["stallMoney"] or ():
            if int(sums["payable"]["minor"]):
                yield (
                    say(language, mark("Earnings of %(stall)s, payable"), stall=name),
                    sums["payable"],
                    say(language, mark("with the next payout")),
                    say(language, mark("Handed over, and the hold has passed.")),
                )
            if int(sums["onItsWay"]["minor"]):
                yield _under_way(
                    say(language, mark("Earnings of %(stall)s, on their way"), stall=name), sums["onItsWay"], write
                )
            if int(sums["held"]["minor"]):
                yield (
                    say(language, mark("Earnings of %(stall)s, held"), stall=name),
                    sums["held"],
                    _until(stall, write),
                    say(language, mark("So that a buyer can complain after the hand-over.")),
                )
    for due in royalties["dues"] if royalties else ():
        if int(due["due"]["minor"]):
            yield (
                say(language, mark("Your part of royalties")),
                due["due"],
                say(language, mark("with the next payout")),
                say(language, mark("Divided among those who contributed to works of the commons.")),
            )
        if int(due["setAside"]["minor"]):
            yield _under_way(say(language, mark("Your part of royalties, on its way")), due["setAside"], write)


def _under_way(what: str, amount: Mapping[str, Any], write: Writer) -> _Row:
    """Money that an officer set aside for her and that nobody confirmed yet."""
    return (
        what,
        amount,
        say(write.language, mark("within days")),
        say(write.language, mark("Set aside for you; it is being sent or waits to be fetched.")),
    )


def _until(stall: Mapping[str, Any], write: Writer) -> str:
    """The last day on which something that is held becomes payable, if all of it was handed over."""
    holds = [
        one["holdUntil"]
        for one in (stall["earnings"]["nodes"] if stall["earnings"] else ())
        if one["standing"] == "held"
    ]
    if not holds or None in holds or stall["earnings"]["pageInfo"]["hasNextPage"]:
        return say(write.language, mark("some days after each hand-over"))
    return say(write.language, mark("all of it by %(day)s"), day=write.day(max(holds)))


def _owing(accounts: list[Mapping[str, Any]], stalls: list[tuple[str, Any]], write: Writer) -> Iterator[_Row]:
    language = write.language
    for one in accounts:
        if int(one["sharesDue"]["minor"]):
            coming = sorted(
                part["dueOn"]
                for promise in one["promises"]
                for part in promise["instalments"]
                if int(part["amount"]["minor"])
            )
            late = int(one["sharesOverdue"]["minor"])
            yield (
                say(language, mark("Shares as %(group)s, promised"), group=one["className"]),
                one["sharesDue"],
                say(language, mark("%(amount)s of it overdue"), amount=write.money(one["sharesOverdue"]))
                if late
                else say(language, mark("the last part on %(day)s"), day=write.day(coming[-1]))
                if coming
                else "",
                say(language, mark("You took shares and pay them in parts.")),
            )
        if int(one["duesOpen"]["minor"]):
            yield (
                say(language, mark("Dues as %(group)s"), group=one["className"]),
                one["duesOpen"],
                say(language, mark("now")),
                say(language, mark("What each member of this class gives in each period.")),
            )
    for name, stall in stalls:
        for sums in stall["stallMoney"] or ():
            if int(sums["owed"]["minor"]):
                yield (
                    say(language, mark("%(stall)s owes the co-op"), stall=name),
                    sums["owed"],
                    say(language, mark("taken off the next payout")),
                    _why(stall, sums["owed"], write),
                )


def _why(stall: Mapping[str, Any], owed: Mapping[str, Any], write: Writer) -> str:
    """What made this debt: the entries since nothing was owed, each reason once."""
    language, told = write.language, []
    for one in stall["stallDebts"] or ():
        if one["amount"]["currency"] != owed["currency"]:
            continue
        more, left = int(one["amount"]["minor"]), int(one["left"]["minor"])
        if more > 0:
            reason = say(language, DEBTS.get(one["reason"], one["reason"]))
            if one["orderNumber"]:
                reason += " · " + say(language, mark("Order %(number)s"), number=one["orderNumber"])
            if reason not in told:
                told.append(reason)
        if left - more <= 0:
            break
    return "; ".join(told)


def _paid(stalls: list[tuple[str, Any]], write: Writer) -> Iterator[_Row]:
    for name, stall in stalls:
        for one in stall["payouts"]["nodes"] if stall["payouts"] else ():
            if one["state"] == "paid" and one["paidAt"]:
                yield (
                    say(write.language, mark("Earnings of %(stall)s"), stall=name),
                    one["amount"],
                    write.day(one["paidAt"]),
                    say(write.language, mark("Payout")),
                )


ROUTES = [Route("/c/{cooperative}/mine", mine)]
