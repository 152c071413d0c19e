"""What needs one today, the list of proposals, and one proposal with everything people do with it."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Document, ask, document, here
from minga_frontend.proposals import values, words
from minga_frontend.rules import words as rule_words
from minga_frontend.shell.deeds import confirmation, do, page, told, typed
from minga_frontend.shell.forms import Form, show_moment
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import Link, language_of
from minga_platform.kernel.locale import mark, say

DECIDE = document(__file__, "decide.graphql")
PROPOSALS = document(__file__, "proposals.graphql")
PROPOSAL = document(__file__, "proposal.graphql")

_PAGE: Final = 24
_UNDER_WAY: Final = ("SPONSORING", "DISCUSSION", "FROZEN", "NOTICED", "VOTING", "DEFERRED")
_TABS: Final[Mapping[str, tuple[str, tuple[str, ...] | None]]] = {
    "": (mark("Under way"), _UNDER_WAY),
    "discussed": (mark("Looking for sponsors and discussed"), ("SPONSORING", "DISCUSSION")),
    "votes": (mark("Votes"), ("FROZEN", "NOTICED", "VOTING")),
    "ended": (mark("Decided or ended"), ("DEFERRED", "IN_FORCE", "FAILED", "LAPSED", "WITHDRAWN", "ANNULLED")),
    "mine": (mark("Mine"), None),
}


def shelf(request: Request, current: str = "") -> tuple[Link, ...]:
    """The second row of the header on every page about deciding."""
    language = language_of(request)
    places = (
        ("decide", mark("Today")),
        ("proposals", mark("Proposals")),
        ("decisions", mark("Decisions")),
        ("rules", mark("Rules")),
        ("statutes", mark("Statutes")),
    )
    return tuple(
        Link(say(language, name), within(request, f"/{place}"), current=place == current) for place, name in places
    )


async def decide(request: Request) -> Response:
    """`/c/<co-op>/decide`: what needs me today?"""
    signed_in(request)
    data = await ask(request, DECIDE)
    language = language_of(request)
    return await page(
        request,
        "proposals/decide.html",
        say(language, mark("What needs you today")),
        shelf=shelf(request, "decide"),
        agenda=data["agenda"],
        ballots=data["waitingBallots"],
        commons=data["commonsWaiting"],
        dates=[
            {**one, "text": say(language, words.DATES[one["what"]], title=one["title"])}
            for one in data["governanceDates"]
        ][:12],
        decisions=data["decisions"]["nodes"],
    )


async def proposals(request: Request) -> Response:
    """`/c/<co-op>/proposals`, by where they stand."""
    language, tab = language_of(request), request.query_params.get("show", "")
    tab = tab if tab in _TABS else ""
    name, states = _TABS[tab]
    data = await ask(
        request,
        PROPOSALS,
        {
            "states": list(states) if states else None,
            "mine": tab == "mine",
            "first": _PAGE,
            "after": request.query_params.get("after") or None,
        },
    )
    info = data["proposals"]["pageInfo"]
    return await page(
        request,
        "proposals/proposals.html",
        say(language, mark("Proposals")),
        shelf=shelf(request, "proposals"),
        proposals=data["proposals"]["nodes"],
        tabs=[
            (say(language, label), within(request, "/proposals", show=key), key == tab)
            for key, (label, _) in _TABS.items()
        ],
        tab=say(language, name),
        more=within(request, "/proposals", show=tab, after=info["endCursor"]) if info["hasNextPage"] else None,
        may_propose=data["standing"] is not None and "proposals.write" in data["standing"]["capabilities"],
    )


def in_words(wishes: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """What is asked of rules, as a table tells it."""
    return [
        {
            "key": one["key"],
            "name": rule_words.name(one["key"], one["explanation"], language),
            "value": rule_words.value(one["value"], one["unit"], language),
            "was": rule_words.value(one["was"], one["unit"], language) if one["was"] else "–",
        }
        for one in wishes
    ]


async def proposal(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/proposals/<id>`."""
    data = await ask(request, PROPOSAL, {"id": request.path_params["id"]})
    if data["proposal"] is None:
        signed_in(request)
        raise HTTPException(404)
    found = data["proposal"] | data["discussion"]
    language = language_of(request)
    cooperative = await here(request)
    assert cooperative is not None
    held = set(data["standing"]["capabilities"]) if data["standing"] else set[str]()
    classes = {one["key"]: one["name"] for one in data["membershipClasses"]}
    comments = found["comments"]
    ended = words.ENDED.get(found["endedBecause"])
    return await page(
        request,
        "proposals/proposal.html",
        found["title"],
        form,
        shelf=shelf(request, "proposals"),
        proposal=found,
        kind=say(language, words.KINDS[found["kind"]][0]),
        method=say(language, words.METHODS[found["method"]]),
        wishes=in_words(found["rules"], language),
        amendable=[
            {
                "field": f"rule-{place}",
                "name": rule_words.name(one["key"], one["explanation"], language),
                "unit": "%" if one["unit"] == "basis points" else one["unit"],
                "value": values.shown(one["value"], one["unit"]),
                "options": values.options(one, language),
            }
            for place, one in enumerate(found["rules"])
        ],
        amendments=[{**one, "wishes": in_words(one["rules"], language)} for one in found["amendments"]],
        threads=[
            (one, [other for other in comments if other["answers"] == one["id"]])
            for one in comments
            if not one["answers"]
        ],
        ended=say(language, ended) if ended else found["endedBecause"],
        majority=say(language, rule_words.MAJORITIES[found["terms"]["majority"]]) if found["terms"] else "",
        agreeing=[classes.get(key, key) for key in found["terms"]["concurrentClasses"]] if found["terms"] else [],
        moved=rule_words.name(found["movedGround"], found["movedGround"], language)
        if found["movedGround"]
        else found["movedGround"],
        facilitates="proposals.facilitate" in held,
        discusses="proposals.discuss" in held or (found["kind"] == "ADVISORY"),
        signed=request.state.viewer.person_id is not None,
        is_member="proposals.discuss" in held,
        short=_short(request, found, language),
        earliest=show_moment(found["discussionUntil"], ZoneInfo(cooperative.zone)) if found["discussionUntil"] else "",
        zone=cooperative.zone,
    )


def _short(request: Request, found: Mapping[str, Any], language: str) -> str:
    """A few lines to copy into any messenger."""
    address = str(request.url.replace(path=within(request, f"/proposals/{found['id']}"), query="", fragment=""))
    lines = [found["title"]]
    if found["closesAt"] and found["state"] in ("NOTICED", "VOTING"):
        lines.append(say(language, mark("Please vote.")))
    elif found["state"] in ("SPONSORING", "DISCUSSION"):
        lines.append(say(language, mark("What do you think?")))
    return "\n".join((*lines, address))


Wish = Callable[[Form, str], dict[str, Any]]


def _only(_form: Form, proposal_id: str) -> dict[str, Any]:
    return {"id": proposal_id}


def _amendment(form: Form, _proposal_id: str) -> dict[str, Any]:
    return {"amendment": form["amendment"]}


_ACTS: Final[Mapping[str, tuple[Document, Wish, str]]] = {
    "submit": (document(__file__, "submit.graphql"), _only, told("proposals.submitted", mark("The members can see it now."))),
    "sponsor": (document(__file__, "sponsor.graphql"), _only, told("proposals.sponsored", mark("You support that this is discussed."))),
    "unsponsor": (document(__file__, "unsponsor.graphql"), _only, told("proposals.unsponsored", mark("You took your support back."))),
    "stance": (
        document(__file__, "stance.graphql"),
        lambda form, proposal_id: {"id": proposal_id, "stance": form["stance"] or None},
        told("proposals.leaned", mark("Your mark is kept. It is no vote; you can change it.")),
    ),
    "comment": (
        document(__file__, "comment.graphql"),
        lambda form, proposal_id: {
            "key": form.key, "id": proposal_id, "text": form.words("text") or "", "answers": form["answers"] or None,
        },
        told("proposals.commented", mark("What you said stands below.")),
    ),
    "uncomment": (
        document(__file__, "uncomment.graphql"),
        lambda form, _: {"comment": form["comment"]},
        told("proposals.uncommented", mark("The words are gone; their place stays.")),
    ),
    "accept": (
        document(__file__, "answer.graphql"),
        lambda form, _: {"amendment": form["amendment"], "accept": True},
        told("proposals.accepted", mark("It is part of the text now.")),
    ),
    "decline": (
        document(__file__, "answer.graphql"),
        lambda form, _: {"amendment": form["amendment"], "accept": False},
        told("proposals.declined", mark("You declined it. With enough sponsors the members can still vote on it.")),
    ),
    "unamend": (document(__file__, "unamend.graphql"), _amendment, told("proposals.unamended", mark("You took the amendment back."))),
    "second": (
        document(__file__, "second.graphql"),
        lambda form, proposal_id: {"id": proposal_id, "amendment": form["amendment"]},
        told("proposals.seconded", mark("You support a vote on this amendment.")),
    ),
    "ballot": (document(__file__, "ballot_amendment.graphql"), _amendment, told("proposals.balloted", mark("The members vote on this amendment first."))),
    "rebase": (document(__file__, "rebase.graphql"), _only, told("proposals.rebased", mark("It now builds on what was decided since."))),
    "freeze": (document(__file__, "freeze.graphql"), _only, told("proposals.frozen", mark("The text is fixed. Notice can be given."))),
    "certify": (document(__file__, "certify.graphql"), _only, told("proposals.certified", mark("The certificate is being written."))),
}  # fmt: skip
"""What is done with one press: the document, what it takes, and what is told afterwards."""

AMEND = document(__file__, "amend.graphql")
NOTICE = document(__file__, "notice.graphql")
ANNUL = document(__file__, "annul.graphql")
WITHDRAW = document(__file__, "withdraw.graphql")
COPY = document(__file__, "copy.graphql")
_AMENDED = told(
    "proposals.amended",
    mark("Your amendment stands below. The author answers first; with enough sponsors it is voted on."),
)
_NOTICED = told("proposals.noticed", mark("The vote is announced. Every voter on the roll is being told."))
_ANNULLED = told("proposals.annulled", mark("The vote is called off."))
_WITHDRAWN = told("proposals.withdrawn", mark("It is withdrawn."))
_COPIED = told("proposals.copied", mark("A new draft, with the words of the earlier one."))


async def act(request: Request) -> Response:
    """`POST /c/<co-op>/proposals/<id>/<deed>`: one press each."""
    signed_in(request)
    form, proposal_id = await typed(request), request.path_params["id"]
    deed = request.path_params["deed"]
    if deed not in _ACTS:
        raise HTTPException(404)
    asked, wish, sentence = _ACTS[deed]
    meant = wish(form, proposal_id)
    back = f"/c/{request.path_params['cooperative']}/proposals/{proposal_id}"
    if form.problems or await do(request, asked, meant, form, back=back) is None:
        return await proposal(request, form)
    anchors = {"comment": "#discussion", "uncomment": "#discussion", "stance": "#discussion"}
    return see(request, back + anchors.get(deed, ""), done=sentence)


async def amend(request: Request) -> Response:
    """`POST …/amend`: ask for another wording, for other values, or for both. What was left as it is, is not asked for."""
    signed_in(request)
    form, proposal_id = await typed(request), request.path_params["id"]
    found = (await ask(request, PROPOSAL, {"id": proposal_id}))["proposal"]
    if found is None:
        raise HTTPException(404)
    text, reason = form["amended"].strip(), form["reason"].strip()
    wishes = [
        values.read(form, f"rule-{place}", rule)
        for place, rule in enumerate(found["rules"])
        if f"rule-{place}" in form.values
    ]
    # Values are amended together: what an amendment does not name would no longer be asked for.
    others = any(
        form[f"rule-{place}"].strip() != values.shown(rule["value"], rule["unit"])
        for place, rule in enumerate(found["rules"])
        if f"rule-{place}" in form.values
    )
    wish = {
        "key": form.key,
        "id": proposal_id,
        "text": [{"language": form.language, "text": text}] if text and text != found["text"].strip() else None,
        "rules": wishes if others else None,
        "reason": [{"language": form.language, "text": reason}] if reason else None,
    }
    fields = {"text": "amended"} | {one["key"]: f"rule-{place}" for place, one in enumerate(found["rules"])}
    if form.problems or await do(request, AMEND, wish, form, fields=fields) is None:
        return await proposal(request, form)
    return see(request, _own(request), done=_AMENDED)


async def give_notice(request: Request) -> Response:
    """`POST …/notice`: announce the vote, with the dates that the rules say or later ones."""
    signed_in(request)
    form, cooperative = await typed(request), await here(request)
    assert cooperative is not None
    wish = {
        "id": request.path_params["id"],
        "opensAt": _iso(form.moment("opens_at", ZoneInfo(cooperative.zone), needed=False)),
        "closesAt": _iso(form.moment("closes_at", ZoneInfo(cooperative.zone), needed=False)),
    }
    if form.problems or await do(request, NOTICE, wish, form) is None:
        return await proposal(request, form)
    return see(request, _own(request), done=_NOTICED)


async def annul(request: Request) -> Response:
    """`POST …/annul`: a facilitator calls a vote off; asked once, with the reason."""
    signed_in(request)
    form = await typed(request)
    reason = form.words("reason")
    if reason and not form.confirmed:
        language = language_of(request)
        return await confirmation(
            request,
            form,
            title=say(language, mark("Call this vote off?")),
            text=say(
                language,
                mark(
                    "What was cast is thrown away uncounted. The text cannot be changed; a new proposal can be written from it. Everybody reads your reason."
                ),
            ),
            button=say(language, mark("Call it off")),
            back=_own(request),
            facts=[(say(language, mark("Reason")), reason)],
        )
    wish = {"id": request.path_params["id"], "reason": reason or ""}
    if form.problems or await do(request, ANNUL, wish, form) is None:
        return await proposal(request, form)
    return see(request, _own(request), done=_ANNULLED)


async def withdraw(request: Request) -> Response:
    """`POST …/withdraw`: its author takes it back; asked once."""
    signed_in(request)
    form = await typed(request)
    if not form.confirmed:
        language = language_of(request)
        return await confirmation(
            request,
            form,
            title=say(language, mark("Take it back?")),
            text=say(language, mark("A draft is gone for good. What members have seen stays readable as withdrawn.")),
            button=say(language, mark("Take it back")),
            back=_own(request),
        )
    done = await do(request, WITHDRAW, {"id": request.path_params["id"], "reason": form["reason"]}, form)
    if done is None:
        return await proposal(request, form)
    gone = done["__typename"] == "DroppedDraft"
    return see(
        request, f"/c/{request.path_params['cooperative']}/proposals" if gone else _own(request), done=_WITHDRAWN
    )


async def copy(request: Request) -> Response:
    """`POST …/copy`: a new draft from an earlier proposal."""
    signed_in(request)
    form = await typed(request)
    done = await do(request, COPY, {"key": form.key, "id": request.path_params["id"]}, form)
    if done is None:
        return await proposal(request, form)
    return see(
        request, f"/c/{request.path_params['cooperative']}/proposals/{done['proposal']['id']}/edit", done=_COPIED
    )


def _own(request: Request) -> str:
    return f"/c/{request.path_params['cooperative']}/proposals/{request.path_params['id']}"


def _iso(instant: Any) -> str | None:
    return instant.isoformat() if instant is not None else None


ROUTES = [
    Route("/c/{cooperative}/decide", decide, methods=["GET"]),
    Route("/c/{cooperative}/proposals", proposals, methods=["GET"]),
    Route("/c/{cooperative}/proposals/{id}", proposal, methods=["GET"]),
    Route("/c/{cooperative}/proposals/{id}/amend", amend, methods=["POST"]),
    Route("/c/{cooperative}/proposals/{id}/notice", give_notice, methods=["POST"]),
    Route("/c/{cooperative}/proposals/{id}/annul", annul, methods=["POST"]),
    Route("/c/{cooperative}/proposals/{id}/withdraw", withdraw, methods=["POST"]),
    Route("/c/{cooperative}/proposals/{id}/copy", copy, methods=["POST"]),
    Route("/c/{cooperative}/proposals/{id}/{deed}", act, methods=["POST"]),
]
