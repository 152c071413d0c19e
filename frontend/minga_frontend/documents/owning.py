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
from minga_platform.kernel.locale import Text, mark, say
from minga_platform.kernel.paper import Block, Heading, Paragraph, Sheet, Table

OWNING = document(__file__, "owning.graphql")
OF_STALL = document(__file__, "owning_stall.graphql")

_Row = tuple[str, str, str, str]


async def mine(request: Request) -> Response:
    """`/c/<co-op>/mine?as=pdf`: shares, dues, earnings, royalties."""
    signed_in(request)
    data = await ask(request, OWNING)
    if data["standing"] is None:
        raise HTTPException(404)
    cooperative, language, write = await here(request), language_of(request), await writer(request)
    assert cooperative is not None
    stalls = [(one["name"], await ask(request, OF_STALL, {"id": one["id"]})) for one in data["myStalls"]]
    accounts = data["myMembership"]["accounts"] if data["myMembership"] else []
    kept = [one for one in accounts if one["agentId"] == data["standing"]["agentId"]]
    sheet = Sheet(
        title=say(language, mark("What is mine here")),
        subtitle=write.moment(datetime.now(UTC).isoformat()),
        language=language,
        issuer=Text.stored(cooperative.name).read(language, cooperative.language),
        at=datetime.now(UTC).replace(microsecond=0),
        blocks=(
            *_part(
                say(language, mark("What you own")),
                [*_owned(kept, write), *_vouchers(data["myBoughtVouchers"], write)],
                write,
            ),
            *_part(
                say(language, mark("What you are owed")),
                list(_owed_to_her(kept, stalls, data["shareStatement"], write)),
                write,
            ),
            *_part(say(language, mark("What you owe")), list(_owing(kept, stalls, write)), write),
            *_part(say(language, mark("What was paid to you of late")), list(_paid(stalls, write)), write),
            Paragraph(say(language, mark("All of it as the co-op's books have it at this moment.")), quiet=True),
        ),
    )
    return await show(request, sheet, "what-is-mine")


def _part(title: str, rows: list[_Row], write: Writer) -> Iterator[Block]:
    language = write.language
    yield Heading(title)
    if not rows:
        yield Paragraph(say(language, mark("Nothing.")))
        return
    head = (
        say(language, mark("What")), say(language, mark("How much")), say(language, mark("When")), say(language, mark("Why")),
    )  # fmt: skip
    yield Table(head, tuple(rows), widths=(3, 2, 3, 4), numbers=frozenset({1}))


def _vouchers(bought: list[Mapping[str, Any]], write: Writer) -> Iterator[_Row]:
    """Those she bought and nobody has spent whole: hers until she gives the code away."""
    for one in bought:
        if one["state"] == "open" and int(one["left"]["minor"]):
            whom = say(write.language, mark("For %(name)s"), name=one["boughtFor"]) if one["boughtFor"] else ""
            until = (
                say(write.language, mark("until %(day)s"), day=write.day(one["expiresAt"])) if one["expiresAt"] else ""
            )
            yield (say(write.language, mark("Gift voucher")), write.money(one["left"]), until, whom)


def _owned(accounts: list[Mapping[str, Any]], write: Writer) -> Iterator[_Row]:
    for one in accounts:
        if int(one["sharesPaid"]["minor"]):
            yield (
                say(write.language, mark("Shares as %(group)s"), group=one["className"]),
                write.money(one["sharesPaid"]),
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
                    write.money(back["amount"]),
                    say(language, mark("from %(day)s on"), day=write.day(back["dueOn"])),
                    say(language, mark("You left as %(group)s."), group=one["className"]),
                )
    for name, stall in stalls:
        for sums in stall["stallMoney"] or ():
            if int(sums["payable"]["minor"]):
                yield (
                    say(language, mark("Earnings of %(stall)s, payable"), stall=name),
                    write.money(sums["payable"]),
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
                    write.money(sums["held"]),
                    _until(stall, write),
                    say(language, mark("So that a buyer can complain after the hand-over.")),
                )
    for due in royalties["dues"] if royalties else ():
        if int(due["due"]["minor"]):
            yield (
                say(language, mark("Your part of royalties")),
                write.money(due["due"]),
                say(language, mark("with the next payout")),
                say(language, mark("Divided among those who contributed to works of the commons.")),
            )
        if int(due["setAside"]["minor"]):
            yield _under_way(say(language, mark("Your part of royalties, on its way")), due["setAside"], write)


def _under_way(what: str, amount: Mapping[str, Any], write: Writer) -> _Row:
    """Money that an officer set aside for her and that nobody confirmed yet."""
    return (
        what,
        write.money(amount),
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
                write.money(one["sharesDue"]),
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
                write.money(one["duesOpen"]),
                say(language, mark("now")),
                say(language, mark("What each member of this class gives in each period.")),
            )
    for name, stall in stalls:
        for sums in stall["stallMoney"] or ():
            if int(sums["owed"]["minor"]):
                yield (
                    say(language, mark("%(stall)s owes the co-op"), stall=name),
                    write.money(sums["owed"]),
                    say(language, mark("taken off the next payout")),
                    say(language, mark("A refund came after you had been paid.")),
                )


def _paid(stalls: list[tuple[str, Any]], write: Writer) -> Iterator[_Row]:
    for name, stall in stalls:
        for one in stall["payouts"]["nodes"] if stall["payouts"] else ():
            if one["state"] == "paid" and one["paidAt"]:
                yield (
                    say(write.language, mark("Earnings of %(stall)s"), stall=name),
                    write.money(one["amount"]),
                    write.day(one["paidAt"]),
                    say(write.language, mark("Payout")),
                )


ROUTES = [Route("/c/{cooperative}/mine", mine)]
