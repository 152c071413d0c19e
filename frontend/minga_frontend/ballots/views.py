"""Pages of votes: `/c/<co-op>/ballots`, one vote, its codes, its board.

A ballot is chosen, looked at once more, and cast; the codes come as the answer to that very request and stand in no
address, so that no log, history or link ever holds them. The private code is made where the ballot is looked at: sending the
page twice is the same ballot, and a lost answer loses no code.
"""

import json
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, viewer_of
from minga_frontend.ballots import choosing, telling
from minga_frontend.shell.deeds import page, refuse, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.icons import ICONS
from minga_frontend.shell.links import confirm_first, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

BALLOT = document(__file__, "ballot.graphql")
BALLOTS = document(__file__, "ballots.graphql")
CAST = document(__file__, "cast.graphql")
HELD = document(__file__, "held.graphql")
BOARD = document(__file__, "board.graphql")

_CONFIRM_BESIDE = mark(
    "Some minutes have passed. Please confirm in another window that it is you, then press the button again: your choice is kept here."
)


async def ballots(request: Request) -> Response:
    """All votes: those that wait for the reader first."""
    signed_in(request)
    data = await ask(request, BALLOTS, {"after": request.query_params.get("after") or None})
    if data["elections"] is None:
        raise HTTPException(404)
    language = language_of(request)
    return await page(
        request,
        "ballots/ballots.html",
        say(language, mark("Votes")),
        polls=data["elections"]["nodes"],
        more=data["elections"]["pageInfo"],
        waiting=data["waitingBallots"],
        states={key: (say(language, name), kind) for key, (name, kind) in telling.STATES.items()},
    )


async def ballot(request: Request) -> Response:
    """One vote: before it, while it is open, and its result."""
    signed_in(request)
    poll, classes, proven = await _poll(request)
    if poll["state"] == "OPEN" and poll["myEntries"]:
        form = await typed(request)
        if request.method == "POST":
            return await _posted(request, poll, classes, form)
        if not proven:
            raise confirm_first(request)
        return await _ballot_page(request, poll, classes, form)
    if request.method == "POST":
        form = await typed(request)
        form.wrong("form", mark("Voting is over or has not begun. Your ballot was not taken."))
        return await _result_page(request, poll, classes, form)
    return await _result_page(request, poll, classes, Form(language=language_of(request)))


async def _poll(request: Request) -> tuple[dict[str, Any], dict[str, str], bool]:
    data = await ask(request, BALLOT, {"id": request.path_params["election"]})
    if data["election"] is None:
        raise HTTPException(404)
    classes = {one["key"]: one["name"] for one in data["membershipClasses"] or ()}
    own = data["delegations"] or {"given": (), "lent": ()}
    data["election"]["lentTo"] = next(
        (one["toName"] for one in own["given"] if one["topic"].lower() == data["election"]["topic"]), None
    )
    data["election"]["lent"] = [one for one in own["lent"] if one["electionId"] == data["election"]["id"]]
    return data["election"], classes, bool(data["account"] and data["account"]["provenUntil"])


def _around(request: Request, poll: Mapping[str, Any], classes: Mapping[str, str]) -> dict[str, Any]:
    language = language_of(request)
    return {
        "poll": poll,
        "classes": classes,
        "method": say(language, telling.METHODS[poll["method"]]),
        "state": (say(language, telling.STATES[poll["state"]][0]), telling.STATES[poll["state"]][1]),
        "bar": telling.bar_lines(poll, classes, language),
        "floor": telling.floor_lines(poll, language),
        "symbols": {option["key"]: option["symbol"] for option in poll["options"] if option["symbol"] in ICONS},
        "address": within(request, f"/ballots/{poll['id']}"),
        "lent": [
            (one["hands"][-1], choosing.told_open(json.loads(one["choice"]), poll, language)) for one in poll["lent"]
        ],
    }


async def _ballot_page(request: Request, poll: Mapping[str, Any], classes: Mapping[str, str], form: Form) -> Response:
    language = language_of(request)
    entries = [
        {
            "value": f"{entry['agentId']} {entry['classKey']}",
            "label": _entry_name(entry, classes, language),
            "channel": entry["channel"],
            "said": choosing.told_open(json.loads(entry["openChoice"]), poll, language)
            if entry["openChoice"]
            else None,
        }
        for entry in poll["myEntries"]
    ]
    says = [(one, say(language, choosing.SAYS[one])) for one in choosing.OF_METHOD.get(poll["method"], ())]
    free = [one for one in entries if one["channel"] != "paper"]
    return await page(
        request,
        "ballots/ballot.html",
        poll["title"],
        form,
        entries=entries,
        free=free,
        has_voted=any(one["channel"] == "web" for one in entries),
        says=says,
        **_around(request, poll, classes),
    )


def _entry_name(entry: Mapping[str, Any], classes: Mapping[str, str], language: str) -> str:
    name = classes.get(entry["classKey"], entry["classKey"])
    if entry["isSelf"]:
        return say(language, mark("as %(class)s"), **{"class": name})
    return say(language, mark("for %(agent)s, as %(class)s"), agent=entry["agentName"], **{"class": name})


async def _posted(request: Request, poll: Mapping[str, Any], classes: Mapping[str, str], form: Form) -> Response:
    language = language_of(request)
    chosen = choosing.read(form, poll)
    entry = _entry(form, poll)
    if entry is None:
        form.wrong("entry", mark("Please choose for whom you vote."))
    elif entry["channel"] == "paper":
        form.wrong("form", mark("You were given a paper ballot for this vote. Please use that one."))
    again = entry is not None and entry["channel"] == "web" and poll["isSecret"]
    # The code comes from the reader where she votes again, and from the page that she looked at where she votes first.
    code = form["private_code"].strip() if again else form["code"]
    if again and not code and not form["code"]:
        form.wrong(
            "private_code",
            mark("Please enter the private code that came with your ballot. Without it the ballot stays as it is."),
        )
    if form.problems or entry is None or "change" in form.values:
        return await _ballot_page(request, poll, classes, form)
    if not form.confirmed:
        return await page(
            request,
            "ballots/confirm.html",
            say(language, mark("Is this your vote?")),
            form,
            words=choosing.in_words(chosen, poll, language),
            entry=_entry_name(entry, classes, language),
            kept=[
                (name, one)
                for name, several in form.several.items()
                for one in several
                if name not in ("confirmed", "code")
            ],
            code=code or (poll["freshCode"] or ""),
            again=again,
            **_around(request, poll, classes),
        )
    wish = {
        "id": poll["id"],
        "choice": {name: part for name, part in chosen.items() if part is not None},
        "classKey": entry["classKey"],
        "asAgentId": entry["agentId"],
        "code": (form["code"] or code or None) if poll["isSecret"] else None,
        "revision": 1 if poll["isSecret"] and not form["private_code"].strip() else None,
    }
    done = (await ask(request, CAST, wish))["done"]
    if "message" in done:
        if done["code"] == "STEP_UP_NEEDED":
            form.wrong("form", _CONFIRM_BESIDE)
        else:
            refuse(form, done, fields={"private_code": "private_code", "HAS_VOTED": "private_code"})
        return await _ballot_page(request, poll, classes, form)
    return await page(
        request,
        "ballots/codes.html",
        say(language, mark("Your ballot is in the box")),
        done=done,
        words=choosing.in_words(chosen, poll, language) if not poll["isSecret"] else [],
        again=again,
        **_around(request, poll, classes),
    )


def _entry(form: Form, poll: Mapping[str, Any]) -> Mapping[str, Any] | None:
    entries = poll["myEntries"]
    if len(entries) == 1:
        return dict(entries[0])
    chosen = form["entry"]
    return next((one for one in entries if f"{one['agentId']} {one['classKey']}" == chosen), None)


async def _result_page(request: Request, poll: Mapping[str, Any], classes: Mapping[str, str], form: Form) -> Response:
    language = language_of(request)
    outcome = poll["outcome"]
    told: dict[str, Any] = {"sentence": "", "parts": [], "stages": [], "notes": []}
    if outcome is not None:
        told = {
            "sentence": telling.outcome_sentence(poll, language),
            "parts": [_part(part, poll, classes, language) for part in (outcome["overall"], *outcome["classes"])],
            "stages": telling.stages(poll, language),
            "notes": telling.notes(outcome, classes, language),
        }
        told["parts"][0]["name"] = say(language, mark("All together"))
        if len(poll["roll"]) < 2:
            del told["parts"][1:]
    return await page(request, "ballots/result.html", poll["title"], form, told=told, **_around(request, poll, classes))


def _part(
    part: Mapping[str, Any], poll: Mapping[str, Any], classes: Mapping[str, str], language: str
) -> dict[str, Any]:
    return {
        "name": ", ".join(classes.get(key, key) for key in part["classes"]),
        "rows": telling.picture(part, poll, language),
        "roll": part["roll"],
        "took_part": part["tookPart"],
        "passed": part["passed"],
        "quorum": part["hasQuorum"],
    }


async def board(request: Request) -> Response:
    """The board: checkpoints to note, one's own ballot to find, everything to take along and count again."""
    signed_in(request)
    poll, classes, _proven = await _poll(request)
    form = await typed(request)
    held: bool | None = None
    if request.method == "POST" and form.words("tracking_code"):
        held = (await ask(request, HELD, {"id": poll["id"], "code": form["tracking_code"]}))["ballotIsHeld"]
    return await page(
        request,
        "ballots/board.html",
        say(language_of(request), mark("The board")),
        form,
        held=held,
        file_name=_file_name(poll),
        **_around(request, poll, classes),
    )


async def board_file(request: Request) -> Response:
    """The board as a file, to the byte as it is hashed."""
    if viewer_of(request).person_id is None:
        raise HTTPException(404)
    data = await ask(request, BOARD, {"id": request.path_params["election"]})
    found = data["election"]
    if found is None or found["outcome"] is None:
        raise HTTPException(404)
    return Response(
        found["outcome"]["board"],
        media_type="application/json",
        headers={
            "content-disposition": f'attachment; filename="board-{request.path_params["election"]}.json"',
            "x-content-type-options": "nosniff",
            "cache-control": "private, no-cache",
        },
    )


def _file_name(poll: Mapping[str, Any]) -> str:
    return f"board-{poll['id']}.json"


ROUTES = [
    Route("/c/{cooperative}/ballots", ballots, methods=["GET"]),
    Route("/c/{cooperative}/ballots/{election}", ballot, methods=["GET", "POST"]),
    Route("/c/{cooperative}/ballots/{election}/board", board, methods=["GET", "POST"]),
    Route("/c/{cooperative}/ballots/{election}/board.json", board_file, methods=["GET"]),
]
