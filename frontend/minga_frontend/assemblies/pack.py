"""The meeting pack: agenda, proposals with what they change, how to vote, and the forms to tear out, as one PDF."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.assemblies import words
from minga_frontend.assemblies.views import ASSEMBLY
from minga_frontend.ballots.choosing import OF_METHOD, SAYS
from minga_frontend.ballots.paper import HOW
from minga_frontend.proposals import words as proposal_words
from minga_frontend.proposals.views import in_words
from minga_frontend.rules import words as rule_words
from minga_frontend.shell.links import signed_in, within
from minga_frontend.shell.pages import language_of
from minga_frontend.shell.printing import printed
from minga_platform.kernel.locale import (
    Text,
    mark,
    say,
    say_many,
    write_long_day,
    write_moment,
    write_money,
    write_number,
    write_rate,
)
from minga_platform.kernel.paper import (
    Blank,
    Block,
    Box,
    Code,
    Heading,
    Marked,
    NewPage,
    Paragraph,
    Points,
    Sheet,
    Table,
)

PROPOSAL = document(__file__, "pack.graphql")

_CHANGES: Final[Mapping[str, Literal["kept", "removed", "added"]]] = {"taken": "removed", "put": "added"}
_FORMS: Final[Mapping[str, str]] = {
    "stv": "rank", "irv": "rank", "schulze": "rank", "ranked-pairs": "rank", "borda": "rank", "score": "score",
    "yes_no": "say", "consent": "say",
}  # fmt: skip
"""How a ballot of a method is filled in; others are ticked."""
_PROMISE: Final = mark(
    "One member, one vote. Other members, your co-op's officers and anyone reading the database after the close cannot see how you voted. "
    "You can check that your ballot is in the box, and anyone can recount. We cannot stop someone standing beside you; your code can show how you voted; "
    "a person who controls the server while you vote could observe you. "
    "For high stakes your co-op can use paper."
)
"""Of secret votes, to the letter as the ballot's page has it."""


async def pack(request: Request) -> Response:
    """`/c/<co-op>/assemblies/<id>/pack`, for members: the same in the reader's language."""
    signed_in(request)
    cooperative = await here(request)
    assert cooperative is not None
    data = await ask(request, ASSEMBLY, {"id": request.path_params["id"]})
    if data["assembly"] is None:
        raise HTTPException(404)
    found = data["assembly"]
    one, language, zone = found["assembly"], language_of(request), ZoneInfo(cooperative.zone)
    when = f"{write_moment(_at(one['beginsAt']), zone, language)} – {write_moment(_at(one['endsAt']), zone, language)}"
    origin = f"{request.url.scheme}://{request.headers.get('host', '')}"
    address = origin + within(request, f"/assemblies/{one['id']}")
    name = Text.stored(cooperative.name).read(language, cooperative.language)
    parts: list[Block] = [*_about(one, language), *_agenda(found["items"], language)]
    for item in found["items"]:
        if item["proposalId"] is not None:
            told = await ask(request, PROPOSAL, {"id": item["proposalId"]})
            if told["proposal"] is not None:
                parts += _proposal(item, told, language, zone)
        elif item["kind"] == "DECISION":
            parts += _question(item, language)
    parts += [*_voting(one, language), *_reply_form(one, name, when, address, language)]
    parts += _mandate_form(one, name, when, language)
    sheet = Sheet(
        title=one["title"],
        subtitle=f"{say(language, mark('Assembly No. %(number)s'), number=one['number'])} · {when} · {one['place']}",
        language=language,
        issuer=name,
        at=_at(one["calledAt"]),
        blocks=tuple(parts),
    )
    return await printed(request, sheet, f"assembly-{one['number']}")


def _about(one: Mapping[str, Any], language: str) -> Iterator[Block]:
    """What members should know beforehand."""
    if one["about"]:
        yield Paragraph(one["about"])
    if one["offers"]:
        offered = ", ".join(say(language, words.OFFERS[code]) for code in one["offers"])
        yield Paragraph(f"{say(language, mark('Offered:'))} {offered}")
    yield Paragraph(
        say(
            language,
            mark(
                "It can decide when %(part)s of the members with a vote are there or, where the rules say so, represented."
            ),
            part=write_rate(one["quorumBps"], language),
        ),
        quiet=True,
    )


def _agenda(items: Sequence[Mapping[str, Any]], language: str) -> Iterator[Block]:
    yield Heading(say(language, mark("Agenda")))
    if not items:
        yield Paragraph(say(language, mark("The agenda is still being written.")))
        return
    rows = [
        (
            write_number(item["position"], language),
            item["title"] + (f"\n{item['text']}" if item["text"] else ""),
            say(language, words.KINDS[item["kind"]]),
            say_many(language, "%(num)s minute", "%(num)s minutes", item["minutes"]) if item["minutes"] else "",
        )
        for item in items
    ]
    total = sum(item["minutes"] for item in items)
    whole = say_many(language, "%(num)s minute", "%(num)s minutes", total)
    yield Table(
        head=tuple(say(language, head) for head in (mark("No."), mark("Point"), mark("What it is"), mark("How long"))),
        rows=(*rows, ("", say(language, mark("Together")), "", whole)),
        widths=(2, 12, 4, 4),
        numbers=frozenset({3}),
        total=True,
    )


def _question(item: Mapping[str, Any], language: str) -> Iterator[Block]:
    """Something that is asked in the room."""
    yield Heading(f"{write_number(item['position'], language)}. {item['title']}", 2)
    if item["text"]:
        yield Paragraph(item["text"])
    yield Paragraph(
        say(
            language,
            mark("It is asked in the room, by hands or by ballot. More votes for it than against it carry it."),
        )
    )


def _proposal(item: Mapping[str, Any], told: Mapping[str, Any], language: str, zone: ZoneInfo) -> Iterator[Block]:
    """A proposal with its text, what it changes, and how it is decided."""
    one, talk = told["proposal"], told["discussion"]
    yield Heading(f"{write_number(item['position'], language)}. {one['title']}")
    number = say(language, mark("Proposal No. %(number)s by %(name)s"), number=one["number"], name=one["author"])
    yield Paragraph(f"{number} · {say(language, proposal_words.KINDS[one['kind']][0])}", quiet=True)
    if one["text"]:
        yield Paragraph(one["text"])
    if one["rules"]:
        yield _wishes(one["rules"], language)
    if talk and talk["statutesDifference"]:
        yield Heading(say(language, mark("What it changes in the statutes")), 3)
        for article in talk["statutesDifference"]:
            if not article["isSame"]:
                place = article["after"] or article["before"]
                yield Marked((("kept", f"{write_number(place, language)}. "), *_pieces(article["title"])))
                yield Marked(_pieces(article["text"]))
        yield Paragraph(say(language, mark("Struck through is taken out; bold and underlined is put in.")), quiet=True)
    for amendment in talk["amendments"] if talk else ():
        if amendment["state"] in ("OPEN", "VOTING", "DECLINED"):
            heading = mark("Amendment %(number)s by %(name)s")
            yield Heading(say(language, heading, number=amendment["number"], name=amendment["author"]), 3)
            if amendment["difference"]:
                yield Marked(_pieces(amendment["difference"]))
            if amendment["rules"]:
                yield _wishes(amendment["rules"], language)
    if one["options"]:
        costs = any(option["cost"] for option in one["options"])
        head = [mark("Choice"), mark("About it"), *([mark("Costs")] if costs else [])]
        yield Table(
            head=tuple(say(language, name) for name in head),
            rows=tuple(
                (option["label"], option["description"] or "", *([_money(option["cost"], language)] if costs else []))
                for option in one["options"]
            ),
            widths=(3, 5, 2)[: len(head)],
            numbers=frozenset({2}) if costs else frozenset(),
        )
    yield Heading(say(language, mark("How it is decided")), 3)
    yield Table((), tuple(_terms(one, told, language, zone)), widths=(2, 3))
    yield Paragraph(_how(one["method"], language))


def _terms(one: Mapping[str, Any], told: Mapping[str, Any], language: str, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    classes = {kind["key"]: kind["name"] for kind in told["membershipClasses"]}
    yield say(language, mark("Method")), say(language, proposal_words.METHODS[one["method"]])
    secrecy = mark("secret") if one["isSecret"] else mark("open, with names")
    yield say(language, mark("Ballots")), say(language, secrecy)
    if one["terms"]:
        terms = one["terms"]
        yield say(language, mark("Needs")), say(language, rule_words.MAJORITIES[terms["majority"]])
        if terms["concurrentClasses"]:
            agreeing = ", ".join(classes.get(key, key) for key in terms["concurrentClasses"])
            yield say(language, mark("Must each agree")), agreeing
        yield say(language, mark("Quorum")), write_rate(terms["quorumBps"], language)
        carried = say(language, mark("more than half")) if terms["thresholdBps"] == 5000 else None
        yield say(language, mark("Carried by")), carried or write_rate(terms["thresholdBps"], language)
    for name, field in ((mark("Opens"), "opensAt"), (mark("Closes"), "closesAt"), (mark("In force from"), "statedAt")):
        if one[field]:
            yield say(language, name), write_moment(_at(one[field]), zone, language)
    if one["budget"]:
        yield say(language, mark("Budget")), _money(one["budget"], language)
    if one["reviewOn"]:
        yield say(language, mark("Looked at again on")), write_long_day(date.fromisoformat(one["reviewOn"]), language)
    if one["measure"]:
        yield say(language, mark("Judged by")), one["measure"]


def _how(method: str, language: str) -> str:
    """The ballot explained."""
    said = [say(language, SAYS[code]) for code in OF_METHOD.get(method, ())]
    return " ".join([say(language, HOW[_FORMS.get(method, "approve")]), " · ".join(said)]).strip()


def _wishes(rules: Sequence[dict[str, Any]], language: str) -> Table:
    return Table(
        head=tuple(say(language, name) for name in (mark("Rule"), mark("Now"), mark("Then"))),
        rows=tuple((one["name"], one["was"], one["value"]) for one in in_words([*rules], language)),
        widths=(3, 1, 1),
        numbers=frozenset({1, 2}),
    )


def _pieces(passages: Sequence[Mapping[str, str]]) -> tuple[tuple[Literal["kept", "removed", "added"], str], ...]:
    return tuple((_CHANGES.get(one["change"], "kept"), one["text"]) for one in passages)


def _voting(one: Mapping[str, Any], language: str) -> Iterator[Block]:
    """How votes are given at a meeting."""
    yield Heading(say(language, mark("How to vote")))
    yield Points(
        (
            say(
                language,
                mark(
                    "Please bring your member card: the code on it checks you in. Only who is checked in votes in the room."
                ),
            ),
            say(
                language,
                mark(
                    "A vote on a proposal that is announced can be cast from home while it is open, on paper if you ask for it, or here."
                ),
            ),
            say(language, _PROMISE),
            say(
                language,
                mark(
                    "If you cannot come, another member can vote for you with the form at the end. It rests while you are there; one member"
                    " speaks for %(most)s others at most."
                ),
                most=write_number(one["mostMandates"], language),
            ),
        )
    )


def _reply_form(one: Mapping[str, Any], name: str, when: str, address: str, language: str) -> Iterator[Block]:
    """Who comes, and what she needs for it; on paper what the page asks."""
    yield NewPage()
    yield Heading(say(language, mark("I come")))
    yield Paragraph(f"{name} · {one['title']} · {when} · {one['place']}")
    yield Blank(say(language, mark("Name and number of membership")))
    yield Box(say(language, mark("I come")))
    yield Box(say(language, mark("I cannot come")))
    yield Box(say(language, mark("I bring children who need care; so many, and how old:")))
    yield Blank("")
    yield Box(say(language, mark("I need a lift; from where:")))
    yield Blank("")
    yield Box(say(language, mark("I need an interpreter; for which language:")))
    yield Blank("")
    yield Blank(say(language, mark("Anything else")), lines=2)
    yield Paragraph(say(language, mark("Please hand it to who runs the assembly, or reply here:")), quiet=True)
    yield Code(address, address, side=32)


def _mandate_form(one: Mapping[str, Any], name: str, when: str, language: str) -> Iterator[Block]:
    """A mandate for who has no device; who runs the meeting types it in."""
    yield NewPage()
    yield Heading(say(language, mark("Mandate")))
    yield Paragraph(f"{name} · {one['title']} · {when} · {one['place']}")
    yield Blank(say(language, mark("I, name and number of membership:")))
    yield Blank(say(language, mark("let this member speak and vote for me at this assembly and no other:")))
    yield Blank(say(language, mark("What she shall say (may stay empty)")), lines=4)
    yield Blank(say(language, mark("Place and day")))
    yield Blank(say(language, mark("Signature")))
    yield Paragraph(
        say(
            language,
            mark(
                "It rests while I am in the room myself, and ends with the assembly. I can take it back until then. One member speaks"
                " for %(most)s others at most."
            ),
            most=write_number(one["mostMandates"], language),
        ),
        quiet=True,
    )


def _money(amount: Mapping[str, Any] | None, language: str) -> str:
    return write_money(int(amount["minor"]), amount["currency"], language) if amount else ""


def _at(value: str) -> datetime:
    return datetime.fromisoformat(value)


ROUTES = [Route("/c/{cooperative}/assemblies/{id}/pack", pack, methods=["GET"])]
