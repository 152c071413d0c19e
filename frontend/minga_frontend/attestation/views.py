"""What members say to be, and who stands by it."""

from datetime import datetime, time

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.attestation import words
from minga_frontend.library.views import zone_of
from minga_frontend.licences.words import STATUSES
from minga_frontend.registry.showing import shelf
from minga_frontend.shell.deeds import confirmation, do, named, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

STATUS = document(__file__, "status.graphql")
CLAIM = document(__file__, "claim.graphql")
_DEEDS = {
    name: document(__file__, f"{name}.graphql")
    for name in ("attest", "take_back", "withdraw", "dispute", "revoke", "settle")
}
_ABOUT_WORDS = {
    name: document(__file__, f"{name}.graphql")
    for name in ("say_household", "end_household", "revoke_attestor", "restore_attestor")
}
_FIELDS = {"agent_id": "homemate", "reason": "why"}
_DONE = told("attestation.done", mark("Done."))
_CLAIMED = told("attestation.claimed", mark("Written down. Now two or more members who know you confirm it."))


async def status(request: Request) -> Response:
    """`/c/<co-op>/commons/status`: what I am, what others are, and what waits for my word."""
    signed_in(request)
    form = await typed(request)
    if request.method == "POST":
        answer = await _deed(request, form)
        if answer is not None:
            return answer
    data = await ask(request, STATUS)
    if data["statusClaims"] is None:
        raise HTTPException(404)
    living = [one for one in data["statusClaims"] if one["state"] in ("OPEN", "RECOGNISED", "DISPUTED")]
    return await page(
        request,
        "attestation/status.html",
        say(language_of(request), mark("What we are")),
        form,
        shelf=shelf(request, "/commons/status"),
        headers={"cache-control": "no-store"},
        held=data["heldStatuses"],
        mine=[one for one in data["statusClaims"] if one["isMine"]],
        waiting=[one for one in living if not one["isMine"] and one["state"] == "OPEN"],
        others=[one for one in living if not one["isMine"] and one["state"] != "OPEN"],
        households=data["households"],
        revoked=data["revokedAttestors"],
        members=[
            (one["agentId"], one["name"])
            for one in data["memberNames"] or []
            if one["agentId"] != data["standing"]["agentId"]
        ],
        statuses=named(request, STATUSES),
        states=named(request, words.STATES),
        flags=named(request, words.FLAGS),
        may_keep="commons.keep" in data["standing"]["capabilities"],
    )


async def _deed(request: Request, form: Form) -> Response | None:
    what = form["what"]
    if what == "claim":
        chosen = form.choice("status", STATUSES)
        statement = form.words("statement")
        score = form.number("score", least=1, most=1_000_000, needed=chosen == "CONTRIBUTOR")
        if form.problems:
            return None
        evidence = [{"text": form["evidence"], "url": form["url"] or None}]
        wish = {
            "status": chosen,
            "statement": statement,
            "evidence": evidence,
            "score": score if chosen == "CONTRIBUTOR" else None,
            "jurisdiction": form["jurisdiction"].upper(),
        }
        if await do(request, CLAIM, wish, form) is None:
            return None
        return see(request, within(request, "/commons/status"), done=_CLAIMED)
    if what in ("say_household", "end_household", "revoke_attestor", "restore_attestor"):
        return await _about_words(request, form)
    if what not in _DEEDS:
        raise HTTPException(404)
    language = language_of(request)
    if what in ("withdraw", "revoke") and not form.confirmed:
        return await confirmation(
            request, form, title=say(language, mark("End this?")),
            text=say(language, mark("It has no effect from now on, and certificates that rest on it end. It stays readable.")),
            button=say(language, mark("End it")), back=within(request, "/commons/status"),
        )  # fmt: skip
    wish = {"id": form["id"]}
    if what in ("attest", "take_back"):
        wish["note"] = form["note"]
    elif what in ("dispute", "revoke"):
        wish["reason"] = form["reason"]
    elif what == "settle":
        outcome = form.choice("outcome", ("UPHELD", "DISMISSED"))
        wish |= {"outcome": outcome or "", "explanation": form["explanation"]}
    if form.problems or await do(request, _DEEDS[what], wish, form) is None:
        return None
    return see(request, within(request, "/commons/status"), done=_DONE)


async def _about_words(request: Request, form: Form) -> Response | None:
    """What bears on somebody's word: that two share a household, that a member is not to be relied on."""
    what, language, back = form["what"], language_of(request), within(request, "/commons/status")
    if what in ("end_household", "restore_attestor"):
        wish: dict[str, object] = {"id": form["id"]} if what == "end_household" else {"agent": form["agent"]}
    elif what == "say_household":
        wish = {"agent": form.words("homemate"), "other": form["other"] or None}
    else:
        since = form.day("since", needed=False)
        start = datetime.combine(since, time(), await zone_of(request)).isoformat() if since else None
        wish = {"agent": form.words("attestor"), "reason": form.words("why"), "since": start}
        if not form.problems and not form.confirmed:
            return await confirmation(
                request, form, title=say(language, mark("Shall her words count no longer?")),
                text=say(language, mark("Claims that rested on them are weighed anew, and may end. She and the keepers read your reason.")),
                button=say(language, mark("They count no longer")), back=back,
            )  # fmt: skip
    if form.problems or await do(request, _ABOUT_WORDS[what], wish, form, fields=_FIELDS) is None:
        return None
    return see(request, back, done=_DONE)


ROUTES = [Route("/c/{cooperative}/commons/status", status, methods=["GET", "POST"])]
