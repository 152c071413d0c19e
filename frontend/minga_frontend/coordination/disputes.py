"""Disputed card payments: what waits for an answer and until when, and how each ended."""

from typing import Any, Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.coordination.views import at_desk, page
from minga_frontend.shell.deeds import confirmation, do, named, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

DISPUTES = document(__file__, "disputes.graphql")
DISPUTE = document(__file__, "dispute.graphql")
ACCEPT = document(__file__, "accept_dispute.graphql")
ANSWER = document(__file__, "answer_dispute.graphql")

_ANSWERED: Final = told("disputes.answered", mark("Your answer is on its way to the buyer's bank."))
_ACCEPTED: Final = told("disputes.accepted", mark("The bank is told that the buyer keeps the money."))
STATES: Final = {
    "inquiry": mark("The bank asks; it has taken nothing"),
    "needs_response": mark("The bank took the money; please answer"),
    "under_review": mark("Answered; the bank decides"),
    "won": mark("Won: the money is back"),
    "lost": mark("Lost: the buyer keeps the money"),
}
REASONS: Final = {
    "fraudulent": mark("Somebody else used her card"),
    "product_not_received": mark("Nothing arrived"),
    "product_unacceptable": mark("It was broken or not as described"),
    "duplicate": mark("She was charged twice"),
    "credit_not_processed": mark("A refund did not come"),
    "unrecognized": mark("She does not know what the charge is"),
    "subscription_canceled": mark("She had cancelled"),
}
PAPERS: Final = {
    "RECEIPT": mark("A receipt or invoice"),
    "MESSAGES": mark("What was said with the buyer"),
    "HANDOVER": mark("That it was handed over or sent"),
    "OTHER": mark("Something else"),
}
_TROUBLE: Final = {
    "FILE_TOO_LARGE": mark("That file is too large."),
    "NO_FILE_SENT": mark("No file came. Please choose one."),
}
_OTHER_REASON: Final = mark("Another reason")


async def disputes(request: Request) -> Response:
    """`/c/<co-op>/coordination/disputes`."""
    signed_in(request)
    listed = (await ask(request, DISPUTES, {"after": request.query_params.get("after")}))["disputes"]
    if listed is None:
        raise HTTPException(404)
    after = listed["pageInfo"]["endCursor"] if listed["pageInfo"]["hasNextPage"] else None
    return await page(
        request, "disputes.html", say(language_of(request), mark("Disputed card payments")), "disputes",
        page=listed, dispute_states=named(request, STATES), after=at_desk(request, "/disputes", after=after) if after else None,
    )  # fmt: skip


async def dispute(request: Request) -> Response:
    """`/c/<co-op>/coordination/disputes/<dispute>`: its story, and the answer, which is sent once, or that it is accepted."""
    signed_in(request)
    language, form = language_of(request), await typed(request)
    data: dict[str, Any] = await ask(request, DISPUTE, {"id": request.path_params["dispute"]})
    found = data["dispute"]
    if found is None:
        raise HTTPException(404)
    here = at_desk(request, f"/disputes/{found['id']}")
    files = _files(request, form)
    if request.method == "POST" and form["deed"] == "accept":
        if not form.confirmed:
            return await confirmation(
                request,
                form,
                title=say(language, mark("Accept this dispute?")),
                text=say(
                    language,
                    mark(
                        "The buyer keeps the money, and it is taken back from the makers as with a refund. This cannot be undone."
                    ),
                ),
                button=say(language, mark("The buyer keeps the money")),
                back=here,
            )
        if await do(request, ACCEPT, {"key": form.key, "id": found["id"]}, form, back=here) is not None:
            return see(request, here, done=_ACCEPTED)
    elif request.method == "POST":
        evidence = form.words("evidence")
        papers = [{"fileId": one, "kind": form[f"kind-{one}"]} for one in files if form[f"kind-{one}"] in PAPERS]
        if not form.problems and not form.confirmed:
            return await confirmation(
                request,
                form,
                title=say(language, mark("Send this answer?")),
                text=say(language, mark("The buyer's bank takes one answer. It cannot be changed afterwards.")),
                button=say(language, mark("Send the answer")),
                back=here,
                kind="plain",
            )
        if not form.problems:
            wish = {"key": form.key, "id": found["id"], "evidence": evidence, "papers": papers}
            if await do(request, ANSWER, wish, form, back=here) is not None:
                return see(request, here, done=_ANSWERED)
    reason = say(language, REASONS.get(found["reason"], _OTHER_REASON))
    title = say(language, mark("Dispute about order %(number)s"), number=found["orderNumber"])
    may = data["standing"] is not None and "orders.refund" in data["standing"]["capabilities"]
    answerable = may and found["state"] in ("inquiry", "needs_response") and found["answerState"] == "none"
    return await page(
        request, "dispute.html", title, "disputes", form,
        dispute=found, reason=reason, answerable=answerable, dispute_states=named(request, STATES), files=files, papers=named(request, PAPERS),
        then=f"{here}?{urlencode({'had': '.'.join(files)})}" if files else here,
        trouble=_TROUBLE.get(request.query_params.get("problem", "")) and say(language, _TROUBLE[request.query_params["problem"]]),
    )  # fmt: skip


def _files(request: Request, form: Form) -> list[str]:
    """What was uploaded for this answer: the page's address or its form carries it, since nothing is written down before it is sent."""
    told = [*request.query_params.get("had", "").split("."), request.query_params.get("file", "")]
    told += [name.removeprefix("kind-") for name in form.values if name.startswith("kind-")]
    return list(dict.fromkeys(one[:60] for one in told if one.startswith("file_")))[: len(PAPERS)]


ROUTES = [
    Route("/c/{cooperative}/coordination/disputes", disputes),
    Route("/c/{cooperative}/coordination/disputes/{dispute}", dispute, methods=["GET", "POST"]),
]
