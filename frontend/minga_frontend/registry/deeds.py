"""What people do with a work that is there: go on from it, review it, tell that they made it, warn, dispute, take it back."""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.market.showing import LONGEST_SLUG
from minga_frontend.registry import words
from minga_frontend.registry.showing import page
from minga_frontend.shell.deeds import confirmation, do, languages_of, told, typed
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

DESIGN = document(__file__, "design.graphql", "design.fragments", "../market/card.fragments")
FORK = document(__file__, "fork.graphql")
REVIEW = document(__file__, "review.graphql")
MAKING = document(__file__, "making.graphql")
NOTICE = document(__file__, "notice.graphql")
WITHDRAW = document(__file__, "withdraw.graphql")
DISPUTE = document(__file__, "dispute.graphql")
SETTLE = document(__file__, "settle.graphql")

FORKED = told("commons.forked", mark("Your own work begins here. It names where it comes from."))
REVIEWED = told("commons.reviewed", mark("Thank you. Your review stands with the release."))
TOLD = told("commons.told", mark("Thank you for telling."))
WARNED = told("commons.warned", mark("The warning is out. Who made or bought it is written to."))
WITHDRAWN = told("commons.withdrawn", mark("The release is taken back. It stays listed, with your reason."))
DISPUTED = told("commons.disputed", mark("The dispute is open, and the release is frozen until it is settled."))
SETTLED = told("commons.settled", mark("The dispute is settled."))


async def _release(request: Request) -> tuple[dict[str, Any], dict[str, Any], str]:
    """The work, the release that the address names, and the address of the work's page."""
    signed_in(request)
    slug = request.path_params["slug"][:LONGEST_SLUG]
    wanted = request.query_params.get("release", "")
    found = (await ask(request, DESIGN, {"slug": slug, "version": None}))["design"]
    if found is None:
        raise HTTPException(404)
    line = next((one for one in found["releases"] if one["id"] == wanted and one["state"] != "DRAFT"), None)
    if line is None:
        raise HTTPException(404)
    return found, line, within(request, f"/commons/designs/{found['slug']}")


async def fork(request: Request) -> Response:
    """`…/fork?release=`: begin one's own work from this release."""
    found, line, back = await _release(request)
    form = await typed(request)
    cooperative = await here(request)
    assert cooperative is not None
    languages = languages_of(request, cooperative)
    if request.method == "POST":
        title = form.texts("title", languages)
        relation = form.choice("relation", ("FORK", "VARIANT"))
        if not form.problems:
            done = await do(request, FORK, {"id": line["id"], "title": title, "relation": relation}, form)
            if done is not None:
                return see(request, within(request, f"/commons/designs/{done['slug']}"), done=FORKED)
    language = language_of(request)
    return await page(
        request,
        "fork.html",
        say(language, mark("Begin from “%(title)s”"), title=found["title"]),
        form,
        design=found,
        line=line,
        back=back,
        languages=languages,
        choices=[
            {
                "value": "FORK",
                "label": say(language, mark("I want to make it better or other")),
                "hint": say(language, mark("It goes its own way and names this one as its origin.")),
            },
            {
                "value": "VARIANT",
                "label": say(language, mark("I have another size, material or colour of the same")),
                "hint": say(language, mark("It is shown as a variant of this one.")),
            },
        ],
    )


async def review(request: Request) -> Response:
    """`…/review?release=`: whether one can make it from this alone."""
    found, line, back = await _release(request)
    form = await typed(request)
    if request.method == "POST":
        verdict = form.choice("verdict", ("yes", "no"))
        missing = [one for one in form.every("missing") if one in words.CRITERIA]
        if not form.problems:
            wish = {
                "id": line["id"],
                "complete": verdict == "yes",
                "built": form.ticked("built"),
                "missing": missing if verdict == "no" else [],
                "text": form["text"].strip(),
            }
            if await do(request, REVIEW, wish, form) is not None:
                return see(request, back, done=REVIEWED)
    language = language_of(request)
    return await page(
        request,
        "review.html",
        say(language, mark("Review “%(title)s” %(version)s"), title=found["title"], version=line["version"]),
        form,
        design=found,
        back=back,
        verdicts=[
            {"value": "yes", "label": say(language, mark("Yes, one can make it from this alone"))},
            {"value": "no", "label": say(language, mark("Not yet: something is missing"))},
        ],
        criteria=[(key, say(language, name)) for key, name in words.CRITERIA.items() if key != "peers"],
    )


async def made(request: Request) -> Response:
    """`…/made?release=`: I made it, or somebody else did."""
    found, line, back = await _release(request)
    form = await typed(request)
    if request.method == "POST":
        what = form.words("what")
        if not form.problems:
            wish = {
                "id": line["id"],
                "what": what,
                "place": form["place"].strip(),
                "url": form["url"].strip() or None,
                "maker": form["maker"].strip() or None,
                "mail": form["mail"].strip() or None,
            }
            if await do(request, MAKING, wish, form) is not None:
                return see(request, back, done=TOLD)
    language = language_of(request)
    title = say(language, mark("Made with “%(title)s” %(version)s"), title=found["title"], version=line["version"])
    return await page(request, "made.html", title, form, design=found, back=back)


async def warn(request: Request) -> Response:
    """`…/warn?release=`: a safety notice."""
    found, line, back = await _release(request)
    form = await typed(request)
    cooperative = await here(request)
    assert cooperative is not None
    languages = languages_of(request, cooperative)
    language = language_of(request)
    if request.method == "POST":
        severity = form.choice("severity", words.SEVERITIES)
        text = form.texts("text", languages)
        if not form.problems:
            if not form.confirmed:
                return await confirmation(
                    request,
                    form,
                    title=say(language, mark("Send this warning?")),
                    text=say(
                        language,
                        mark(
                            "Everybody who made it, bought it or built on it is written to. A warning is never taken back."
                        ),
                    ),
                    button=say(language, mark("Send the warning")),
                    back=f"{back}/warn?release={line['id']}",
                )
            if await do(request, NOTICE, {"id": line["id"], "severity": severity, "text": text}, form) is not None:
                return see(request, back, done=WARNED)
    return await page(
        request,
        "warn.html",
        say(language, mark("Warn of “%(title)s” %(version)s"), title=found["title"], version=line["version"]),
        form,
        design=found,
        back=back,
        languages=languages,
        choices=[{"value": key, "label": say(language, name)} for key, name in words.SEVERITIES.items()],
    )


async def withdraw(request: Request) -> Response:
    """`…/withdraw?release=`: take a release back."""
    found, line, back = await _release(request)
    form = await typed(request)
    if request.method == "POST":
        because = form.words("because")
        done = None if form.problems else await do(request, WITHDRAW, {"id": line["id"], "because": because}, form)
        if done is not None:
            return see(request, back, done=WITHDRAWN)
    language = language_of(request)
    title = say(language, mark("Take “%(title)s” %(version)s back"), title=found["title"], version=line["version"])
    return await page(request, "withdraw.html", title, form, design=found, back=back)


async def dispute(request: Request) -> Response:
    """`…/dispute?release=`: whose it is, and under which licence."""
    found, line, back = await _release(request)
    form = await typed(request)
    if request.method == "POST":
        claim = form.words("claim")
        if not form.problems:
            wish: Mapping[str, Any] = {"id": line["id"], "claim": claim, "evidence": form["evidence"].strip()}
            if await do(request, DISPUTE, dict(wish), form) is not None:
                return see(request, back, done=DISPUTED)
    language = language_of(request)
    title = say(language, mark("Dispute “%(title)s” %(version)s"), title=found["title"], version=line["version"])
    return await page(request, "dispute.html", title, form, design=found, back=back)


async def settle(request: Request) -> Response:
    """`/c/<co-op>/commons/disputes/<id>`: end a dispute."""
    signed_in(request)
    form = await typed(request)
    because = form.words("because")
    upheld = form.choice("outcome", ("upheld", "dismissed")) == "upheld"
    wish = {"id": request.path_params["id"][:60], "upheld": upheld, "because": because}
    if not form.problems and await do(request, SETTLE, wish, form) is not None:
        return see(request, within(request, "/commons/mine"), done=SETTLED)
    language = language_of(request)
    return await page(request, "settle.html", say(language, mark("Settle a dispute")), form)


_DESIGN = "/c/{cooperative}/commons/designs/{slug}"
ROUTES = [
    Route(f"{_DESIGN}/fork", fork, methods=["GET", "POST"]),
    Route(f"{_DESIGN}/review", review, methods=["GET", "POST"]),
    Route(f"{_DESIGN}/made", made, methods=["GET", "POST"]),
    Route(f"{_DESIGN}/warn", warn, methods=["GET", "POST"]),
    Route(f"{_DESIGN}/withdraw", withdraw, methods=["GET", "POST"]),
    Route(f"{_DESIGN}/dispute", dispute, methods=["GET", "POST"]),
    Route("/c/{cooperative}/commons/disputes/{id}", settle, methods=["POST"]),
]
