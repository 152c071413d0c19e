"""Paper: handed out while the vote is open, typed by two tellers after it closed, and the sheet that voters fill in."""

import json
import re
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.ballots.choosing import OF_METHOD, SAYS
from minga_frontend.shell.deeds import do, named, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

BALLOTS = document(__file__, "ballots.graphql")
PAPER = document(__file__, "paper.graphql")
GIVE = document(__file__, "give_paper.graphql")
ENTER = document(__file__, "enter_batch.graphql")
CONFIRM = document(__file__, "confirm_batch.graphql")
DROP = document(__file__, "drop_batch.graphql")

_GIVEN = told("paper.given", mark("Noted. This voter votes on paper now."))
_ENTERED = told("paper.entered", mark("The batch is typed. Now another teller types the same papers."))
_CONFIRMED = told("paper.confirmed", mark("Both counts agree. The batch counts."))
_DROPPED = told("paper.dropped", mark("Thrown away. Please type the papers anew."))
HOW: Mapping[str, str] = {
    "say": mark("Cross one box."),
    "approve": mark("Cross every box that you would accept."),
    "score": mark("Write 0 to 10 beside each."),
    "rank": mark("Write 1 beside the best, then 2, 3 … Leave out what you do not want to rank."),
}
"""How a paper ballot of a form is filled in."""
_LINE = re.compile(r"\s*(\d{1,6})\s*[x×*:]\s*(.*?)\s*$", re.IGNORECASE)


async def votes(request: Request) -> Response:
    """`/c/<co-op>/paper`: votes with paper to hand out or to count."""
    signed_in(request)
    data = await ask(request, BALLOTS, {"after": None})
    if data["elections"] is None:
        raise HTTPException(404)
    return await page(
        request,
        "ballots/papers.html",
        say(language_of(request), mark("Paper ballots")),
        polls=[one for one in data["elections"]["nodes"] if one["state"] in ("ANNOUNCED", "OPEN", "CLOSED")],
    )


async def paper(request: Request) -> Response:
    """`/c/<co-op>/ballots/<id>/paper`, for tellers."""
    signed_in(request)
    form = await typed(request)
    election = request.path_params["id"]
    data = await _asked(request, election)
    poll = data["election"]
    if request.method == "POST":
        sentence = await _deed(request, form, poll)
        if sentence:
            return see(request, within(request, f"/ballots/{election}/paper"), done=sentence)
        data = await _asked(request, election)
    language = language_of(request)
    classes = {one["key"]: one["name"] for one in data["membershipClasses"]}
    return await page(
        request,
        "ballots/paper.html",
        say(language, mark("Paper: %(title)s"), title=poll["title"]),
        form,
        headers={"cache-control": "no-store"},
        poll=poll,
        paper=data["paperOfElection"],
        people=[(one["agentId"], one["name"]) for one in data["memberNames"] or ()],
        parts=[
            (f"{one['classKey']}/{one['weight']}", classes.get(one["classKey"], one["classKey"]))
            for one in poll["roll"]
        ],
        classes=classes,
        sayings=[(code, say(language, SAYS[code])) for code in OF_METHOD.get(poll["method"], ())],
        told_counts={
            one["id"]: _told(one, poll, language) for one in data["paperOfElection"]["batches"] if one["counts"]
        },
    )


async def sheet(request: Request) -> Response:
    """`/c/<co-op>/ballots/<id>/sheet`: the paper ballot, to be printed."""
    signed_in(request)
    data = await ask(request, PAPER, {"id": request.path_params["id"]})
    if data["election"] is None:
        raise HTTPException(404)
    language = language_of(request)
    poll = data["election"]
    return await page(
        request,
        "ballots/sheet.html",
        poll["title"],
        poll=poll,
        sayings=list(named(request, {code: SAYS[code] for code in OF_METHOD.get(poll["method"], ())}).values()),
        how=say(language, HOW[poll["form"]]),
    )


async def _asked(request: Request, election: str) -> dict[str, Any]:
    data: dict[str, Any] = await ask(request, PAPER, {"id": election})
    if data["election"] is None or data["paperOfElection"] is None:
        raise HTTPException(404)
    return data


async def _deed(request: Request, form: Form, poll: Mapping[str, Any]) -> str:
    """The sentence to tell when it was done; empty where the form says why not."""
    part, _, weight = form["part"].partition("/")
    match form["what"]:
        case "give":
            wish = {"id": poll["id"], "agent": form["agent"], "class": part}
            return _GIVEN if await do(request, GIVE, wish, form) is not None else ""
        case "enter":
            piles = read_piles(form, poll)
            if form.problems:
                return ""
            wish = {"key": form.key, "id": poll["id"], "class": part, "weight": int(weight or 1), "piles": piles}
            return _ENTERED if await do(request, ENTER, wish, form, fields={"piles": "lines"}) is not None else ""
        case "confirm":
            piles = read_piles(form, poll)
            if form.problems:
                return ""
            wish = {"key": form.key, "id": form["id"], "piles": piles}
            return _CONFIRMED if await do(request, CONFIRM, wish, form, fields={"piles": "lines"}) is not None else ""
        case "drop":
            return _DROPPED if await do(request, DROP, {"id": form["id"]}, form) is not None else ""
    raise HTTPException(404)


def read_piles(form: Form, poll: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was typed as `[PileInput!]`; problems are noted in the form.

    For answers a number each. For options a line for each kind of paper, with the options' numbers: `12 x 2 > 1 = 3` for
    a ranking, `12 x 2 3` for ticks, `12 x 1=7 2=3` for points; `12 x` alone is twelve blank papers.
    """
    if poll["form"] == "say":
        piles = []
        for code in OF_METHOD[poll["method"]]:
            times = form.number(f"times-{code}", most=100_000, needed=False)
            if times:
                piles.append({"choice": {"say": code} | ({"reason": "–"} if code == "BLOCK" else {}), "times": times})
        if not piles and not form.problems:
            form.wrong("form", mark("Please type at least one paper."))
        return piles
    keys = [option["key"] for option in poll["options"]]
    piles = []
    for place, line in enumerate(form["lines"].splitlines(), 1):
        if not line.strip():
            continue
        found = _LINE.match(line)
        choice = _choice(found[2], poll["form"], keys) if found else None
        if found is None or choice is None or int(found[1]) < 1:
            form.wrong("lines", mark("Line %(line)s cannot be read. Write it like the example."), line=place)
            return []
        piles.append({"choice": choice, "times": int(found[1])})
    if not piles:
        form.wrong("lines", mark("Please type at least one paper."))
    return piles


def _choice(text: str, kind: str, keys: list[str]) -> dict[str, Any] | None:
    """One paper's choice, or None where it cannot be read."""

    def key(number: str) -> str | None:
        number = number.strip()
        return (
            keys[int(number) - 1] if number.isascii() and number.isdigit() and 1 <= int(number) <= len(keys) else None
        )

    if kind == "rank":
        ranks = []
        for rank, group in enumerate((one for one in text.split(">") if text), 1):
            for number in group.split("="):
                if (option := key(number)) is None:
                    return None
                ranks.append({"option": option, "rank": rank})
        return {"rank": ranks}
    if kind == "approve":
        chosen = [key(number) for number in text.replace(",", " ").split()]
        return None if None in chosen else {"approve": chosen}
    scores = []
    for pair in text.replace(",", " ").split():
        number, _, points = pair.partition("=")
        option = key(number)
        if option is None or not (points.isascii() and points.isdigit()):
            return None
        scores.append({"option": option, "points": int(points)})
    return {"score": scores}


def _told(batch: Mapping[str, Any], poll: Mapping[str, Any], language: str) -> list[tuple[str, int]]:
    """A confirmed or own batch in words: what a paper says, how often."""
    labels = {option["key"]: option["label"] for option in poll["options"]}

    def words(choice: Mapping[str, Any]) -> str:
        if "say" in choice:
            return say(language, SAYS[choice["say"].upper()])
        if "approve" in choice:
            return ", ".join(labels[key] for key in choice["approve"]) or say(language, mark("blank"))
        if "score" in choice:
            return ", ".join(f"{labels[key]}: {points}" for key, points in choice["score"].items())
        return " > ".join(" = ".join(labels[key] for key in group) for group in choice["rank"]) or say(
            language, mark("blank")
        )

    return [(words(pile["choice"]), pile["times"]) for pile in json.loads(batch["counts"])]


ROUTES = [
    Route("/c/{cooperative}/paper", votes, methods=["GET"]),
    Route("/c/{cooperative}/ballots/{id}/paper", paper, methods=["GET", "POST"]),
    Route("/c/{cooperative}/ballots/{id}/sheet", sheet, methods=["GET"]),
]
