"""What was decided, for everybody: pages, a feed, and dates for the diary."""

from datetime import date, datetime
from typing import Any, Final
from xml.sax.saxutils import escape

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.proposals import words
from minga_frontend.proposals.views import in_words, shelf
from minga_frontend.rules import words as rule_words
from minga_frontend.shell import diary
from minga_frontend.shell.deeds import page
from minga_frontend.shell.links import within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import Text, mark, say

DECISIONS = document(__file__, "decisions.graphql")
DECISION = document(__file__, "decision.graphql")
CERTIFICATE = document(__file__, "certificate.graphql")
DATES = document(__file__, "dates.graphql")

_PAGE: Final = 24
_LABELS: Final = {
    "yes": (mark("Yes"), "maker"),
    "no": (mark("No"), "fee"),
    "abstain": (mark("Abstained"), "other"),
    "agree": (mark("Agree"), "maker"),
    "disagree": (mark("Disagree"), "fee"),
    "block": (mark("Object"), "commons"),
}
_OPTION_COLOURS: Final = ("maker", "fee", "commons", "tax", "payment", "other")


async def decisions(request: Request) -> Response:
    """`/c/<co-op>/decisions`: all for members, the public ones for everybody."""
    after = request.query_params.get("after") or None
    data = await ask(request, DECISIONS, {"first": _PAGE, "after": after})
    info = data["decisions"]["pageInfo"]
    return await page(
        request,
        "proposals/decisions.html",
        say(language_of(request), mark("Decisions")),
        shelf=shelf(request, "decisions"),
        decisions=data["decisions"]["nodes"],
        is_member=data["standing"] is not None,
        more=within(request, "/decisions", after=info["endCursor"]) if info["hasNextPage"] else None,
    )


async def decision(request: Request) -> Response:
    """`/c/<co-op>/decisions/<id>`: the certificate, with its count in pictures and as a table."""
    data = await ask(request, DECISION, {"id": request.path_params["id"]})
    found = data["decision"]
    if found is None:
        raise HTTPException(404)
    language = language_of(request)
    classes = {one["key"]: one["name"] for one in data["membershipClasses"]}
    columns, rows = _counted(found, classes, language)
    options = {one["key"]: one["label"] for one in found["options"]}
    return await page(
        request,
        "proposals/decision.html",
        found["title"],
        shelf=shelf(request, "decisions"),
        decision=found,
        kind=say(language, words.KINDS[found["kind"]][0]),
        method=say(language, words.METHODS[found["method"]]),
        majority=say(language, rule_words.MAJORITIES[found["terms"]["majority"]]),
        agreeing=[classes.get(key, key) for key in found["terms"]["concurrentClasses"]],
        wishes=in_words(found["rules"], language),
        columns=columns,
        rows=rows,
        winners=[options.get(key, key) for key in found["outcome"]["winners"]],
        void=say(language, words.ENDED[found["voidBecause"]]) if found["voidBecause"] else "",
        is_member=data["standing"] is not None,
    )


def _counted(
    found: dict[str, Any], classes: dict[str, str], language: str
) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    """The columns and rows of the count: what could be said, by class and over all."""
    outcome = found["outcome"]
    # A group of all classes, counted together because each is small, would say the whole once more.
    parts = [one for one in outcome["classes"] if set(one["classes"]) != set(outcome["overall"]["classes"])]
    groups = [outcome["overall"], *parts]
    asked = set(found["terms"]["concurrentClasses"])
    options = {one["key"]: one["label"] for one in found["options"]}
    said = ["agree", "abstain", "disagree", "block"] if found["method"] == "consent" else ["yes", "no", "abstain"]
    keys = [*options, *(key for key in _named(groups) if key not in options)] if options else said
    columns = []
    for place, key in enumerate(keys):
        label, kind = _LABELS.get(key, ("", _OPTION_COLOURS[place % len(_OPTION_COLOURS)]))
        columns.append({"label": options.get(key) or (say(language, label) if label else key), "kind": kind})
    rows = []
    for place, group in enumerate(groups):
        numbers = {one["key"]: one["votes"] for one in group["numbers"]} if group["numbers"] is not None else None
        names = ", ".join(classes.get(key, key) for key in group["classes"])
        rows.append(
            {
                "label": say(language, mark("All together")) if place == 0 else names,
                "roll": group["roll"],
                "part": group["tookPart"],
                "passed": None if options or (place and not asked & set(group["classes"])) else group["passed"],
                "counts": [numbers.get(key, 0) for key in keys] if numbers is not None else None,
                "bar": None,
            }
        )
    return columns, rows


def _named(groups: list[dict[str, Any]]) -> list[str]:
    return sorted({one["key"] for group in groups for one in group["numbers"] or ()})


async def certificate(request: Request) -> Response:
    """`/c/<co-op>/decisions/<id>/certificate.json`: the document, byte for byte as it is hashed."""
    data = await ask(request, CERTIFICATE, {"id": request.path_params["id"]})
    if data["decision"] is None:
        raise HTTPException(404)
    name = f"decision-{data['decision']['number']}.json"
    return Response(
        data["decision"]["document"],
        media_type="application/json",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


async def feed(request: Request) -> Response:
    """`/c/<co-op>/decisions.atom`: the public decisions (RFC 4287). Asked as nobody, so that no reader's rights leak."""
    cooperative = await here(request)
    assert cooperative is not None
    data = await ask(request, DECISIONS, {"first": _PAGE, "after": None})
    language = language_of(request)
    own = str(request.url.replace(path=within(request, "/decisions"), query="", fragment=""))
    name = Text.stored(cooperative.name).read(language, cooperative.language)
    entries = [one for one in data["decisions"]["nodes"] if one["isPublic"]]
    updated = entries[0]["certifiedAt"] if entries else "2000-01-01T00:00:00Z"
    written = "".join(_entry(one, own, language) for one in entries)
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}"><id>{escape(own)}</id>'
        f"<title>{escape(say(language, mark('Decisions of %(name)s'), name=name))}</title>"
        f'<link href="{escape(own)}"/><link rel="self" href="{escape(own)}.atom"/><updated>{updated}</updated>'
        f"<author><name>{escape(name)}</name></author>{written}</feed>\n"
    )
    return Response(text, media_type="application/atom+xml")


def _entry(one: dict[str, Any], own: str, language: str) -> str:
    outcome = say(language, mark("Passed.") if one["passed"] else mark("Not passed."))
    address = f"{own}/{one['id']}"
    return (
        f"<entry><id>{escape(address)}</id><title>{escape(one['title'])}</title>"
        f'<link href="{escape(address)}"/><published>{one["certifiedAt"]}</published><updated>{one["certifiedAt"]}</updated>'
        f"<summary>{escape(outcome)}</summary></entry>"
    )


async def calendar(request: Request) -> Response:
    """`/c/<co-op>/decide.ics`: the dates that the reader may see (RFC 5545)."""
    cooperative = await here(request)
    assert cooperative is not None
    data = await ask(request, DATES)
    language = language_of(request)
    host = request.url.hostname or "localhost"
    entries = [
        diary.Entry(
            uid=f"{one['proposalId']}-{one['what']}",
            title=say(language, words.DATES[one["what"]], title=one["title"]),
            begins=datetime.fromisoformat(one["at"]) if one["at"] else None,
            on=date.fromisoformat(one["on"]) if one["on"] else None,
            address=str(
                request.url.replace(path=within(request, f"/proposals/{one['proposalId']}"), query="", fragment="")
            ),
        )
        for one in data["governanceDates"]
    ]
    return diary.answered(diary.written(entries, about="decide", host=host))


ROUTES = [
    Route("/c/{cooperative}/decisions", decisions, methods=["GET"]),
    Route("/c/{cooperative}/decisions.atom", feed, methods=["GET"]),
    Route("/c/{cooperative}/decide.ics", calendar, methods=["GET"]),
    Route("/c/{cooperative}/decisions/{id}", decision, methods=["GET"]),
    Route("/c/{cooperative}/decisions/{id}/certificate.json", certificate, methods=["GET"]),
]
