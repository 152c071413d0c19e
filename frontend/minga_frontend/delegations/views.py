"""`/c/<co-op>/delegations`: who votes for the reader in open votes, for whom she would vote, and how hers was cast."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.ballots.choosing import SAYS
from minga_frontend.proposals.words import KINDS
from minga_frontend.shell.deeds import do, page, told, typed
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

DELEGATIONS = document(__file__, "delegations.graphql")
DELEGATE = document(__file__, "delegate.graphql")
END = document(__file__, "end.graphql")
_SECRET = frozenset({"ADMISSION", "EXCLUSION", "RECALL"})

_LENT = told("delegations.lent", mark("From now on your vote is lent on this topic. Vote yourself whenever you like."))
_ENDED = told("delegations.ended", mark("Your vote is yours again."))


async def delegations(request: Request) -> Response:
    """The page, and what its forms ask for."""
    signed_in(request)
    form = await typed(request)
    if request.method == "POST":
        if form["what"] == "end":
            if await do(request, END, {"topic": form["topic"]}, form) is not None:
                return see(request, within(request, "/delegations"), done=_ENDED)
        else:
            topic = form.choice("topic", KINDS)
            to = form.words("to")
            wish = {"topic": topic, "toAgentId": to}
            if not form.problems and await do(request, DELEGATE, wish, form, fields={"toAgentId": "to"}) is not None:
                return see(request, within(request, "/delegations"), done=_LENT)
    data = await ask(request, DELEGATIONS)
    if data["delegations"] is None:
        raise HTTPException(404)
    language = language_of(request)
    me = data["standing"]["agentId"]
    return await page(
        request,
        "delegations/delegations.html",
        say(language, mark("Who votes for you")),
        form,
        mine=data["delegations"],
        topics={key: say(language, words[0]) for key, words in KINDS.items()},
        offered=[
            ("", say(language, mark("Please choose"))),
            *((key, say(language, words[0])) for key, words in KINDS.items() if key not in _SECRET),
        ],
        people=[
            ("", say(language, mark("Please choose"))),
            *((one["agentId"], one["name"]) for one in data["memberNames"] or () if one["agentId"] != me),
        ],
        said=[_said(one, language) for one in data["delegations"]["lent"]],
    )


def _said(lent: Mapping[str, Any], language: str) -> str:
    """Yes or no in a word; what was chosen among options stands on the vote's own page."""
    word = json.loads(lent["choice"]).get("say", "").upper()
    return say(language, SAYS[word]) if word in SAYS else ""


ROUTES = [Route("/c/{cooperative}/delegations", delegations, methods=["GET", "POST"])]
