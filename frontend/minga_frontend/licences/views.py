"""Licences, one by one and side by side, and "may I?"."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.licences import words
from minga_frontend.registry.showing import shelf
from minga_frontend.shell.deeds import confirmation, do, languages_of, named, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

LICENCES = document(__file__, "licences.graphql")
LICENCE = document(__file__, "licence.graphql")
FOLLOW = document(__file__, "follow.graphql")
MAY = document(__file__, "may.graphql")
WORKS = document(__file__, "works.graphql")
DECIDE = document(__file__, "decide.graphql")
DESCRIBE = document(__file__, "describe.graphql")
END = document(__file__, "end.graphql")

_DECIDED = told("licences.decided", mark("Decided, and kept with its reason."))
_DESCRIBED = told("licences.described", mark("The licence is described. Works can be published under it."))
_ENDED = told("licences.ended", mark("It is offered for new works no more."))


async def licences(request: Request) -> Response:
    """`/c/<co-op>/commons/licences`: all of them by family; whether one may follow another; keepers decide open pairs."""
    form = await typed(request)
    if request.method == "POST":
        signed_in(request)
        allow = form.choice("allow", ("yes", "no"))
        reason = form.words("reason")
        if not form.problems:
            wish = {"parent": form["parent"], "child": form["child"], "allow": allow == "yes", "reason": reason}
            if await do(request, DECIDE, wish, form) is not None:
                return see(request, within(request, "/commons/licences"), done=_DECIDED)
    else:
        form = Form(
            {name: request.query_params.get(name, "")[:400] for name in ("parent", "child")},
            language=language_of(request),
        )
    data = await ask(request, LICENCES)
    found = await _followed(request, form)
    by_family = {
        family: rows
        for family in words.FAMILIES
        if (rows := [one for one in data["licences"] if one["family"] == family])
    }
    return await page(
        request,
        "licences/licences.html",
        say(language_of(request), mark("Licences")),
        form,
        shelf=shelf(request, "/commons/licences"),
        families=by_family,
        family_names=named(request, words.FAMILIES),
        decisions=data["licencePairDecisions"],
        follow=found,
        follows=named(request, words.FOLLOWS),
        clauses=named(request, words.CLAUSES),
        may_keep=data["standing"] is not None and "commons.keep" in data["standing"]["capabilities"],
    )


async def _followed(request: Request, form: Form) -> dict[str, Any] | None:
    if not (form["parent"] and form["child"]):
        return None
    data = await ask(request, FOLLOW, {"parent": form["parent"], "child": form["child"]})
    for name, read in (("parent", data["above"]), ("child", data["below"])):
        if read["problem"]:
            form.wrong(name, words.PROBLEMS[read["problem"]], column=read["column"], found=read["found"])
    verdict: dict[str, Any] | None = None if form.problems else data["mayFollow"]
    return verdict


async def licence(request: Request) -> Response:
    """`/c/<co-op>/commons/licences/<key>`: what it asks, clause by clause."""
    form = await typed(request)
    wanted = request.path_params["key"]
    data = await ask(request, LICENCE, {"key": wanted})
    found = data["licence"]
    if found is None:
        raise HTTPException(404)
    language = language_of(request)
    if request.method == "POST":
        signed_in(request)
        if not form.confirmed:
            return await confirmation(
                request, form, title=say(language, mark("Offer this licence no more?")),
                text=say(language, mark("Works that stand under it stay so. It is not offered for new ones.")),
                button=say(language, mark("Offer it no more")), back=within(request, f"/commons/licences/{wanted}"),
            )  # fmt: skip
        if await do(request, END, {"key": wanted}, form) is not None:
            return see(request, within(request, "/commons/licences"), done=_ENDED)
    return await page(
        request,
        "licences/licence.html",
        found["name"],
        form,
        shelf=shelf(request, "/commons/licences"),
        one=found,
        clause={each["aspect"]: each["clause"] for each in found["clauses"]},
        may_end=found["isOwn"]
        and not found["isEnded"]
        and data["standing"] is not None
        and "commons.keep" in data["standing"]["capabilities"],
    )


async def new(request: Request) -> Response:
    """`/c/<co-op>/commons/licences/new`: a keeper describes a licence of the co-op's own."""
    signed_in(request)
    form = await typed(request)
    cooperative = await here(request)
    assert cooperative is not None
    languages = languages_of(request, cooperative)
    data = await ask(request, WORKS)
    if data["standing"] is None or "commons.keep" not in data["standing"]["capabilities"]:
        raise HTTPException(404)
    if request.method == "POST":
        commercial = form.choice("commercial", ("ANYONE", "NOBODY", "THOSE"))
        royalty = form.choice("royalty", ("AGREEMENT", "OWED"))
        bps = form.rate("royalty_bps", most=5000, needed=False) or 0
        score = form.number("score", least=1, most=1_000_000, needed=False)
        if not form.problems:
            terms = {
                "commercial": commercial,
                "statuses": [one for one in form.every("statuses") if one in words.STATUSES],
                "together": form.ticked("together"),
                "score": score,
                "royalty": royalty,
                "royaltyBps": bps if royalty == "OWED" else 0,
                "shareAlike": form.ticked("share_alike"),
                "attribution": form.ticked("attribution"),
                "marksChanges": form.ticked("attribution"),
                "publishesChanges": form.ticked("publish_changes"),
            }
            wish = {
                "key": form["licence_key"],
                "name": form.texts("name", languages),
                "summary": form.texts("summary", languages),
                "text": form["text"],
                "source": form["source"],
                "terms": terms,
            }
            fields = {"PROFILE_TAKEN": "licence_key", "licenceKey": "licence_key", "royaltyBps": "royalty_bps"}
            if await do(request, DESCRIBE, wish, form, fields=fields) is not None:
                return see(request, within(request, f"/commons/licences/{form['licence_key']}"), done=_DESCRIBED)
    return await page(
        request,
        "licences/new.html",
        say(language_of(request), mark("Describe a licence of our own")),
        form,
        shelf=shelf(request, "/commons/licences"),
        languages=languages,
        statuses=[(key, name) for key, name in named(request, words.STATUSES).items() if key != "CONTRIBUTOR"],
    )


async def may(request: Request) -> Response:
    """`/c/<co-op>/commons/may`: may I? The question stands in the address, so that an answer can be passed on."""
    asked = request.query_params
    form = Form(
        {name: asked.get(name, "")[:400] for name in ("act", "work", "licence", "on", "who", "score", "child")},
        language=language_of(request),
        several={"statuses": asked.getlist("statuses")[:9]},
    )
    data = await ask(request, WORKS)
    answer = None
    if "act" in asked:
        act = form.choice("act", words.ACTS)
        on = form.day("on", needed=False)
        if not form["work"] and not form["licence"]:
            form.wrong("work", mark("Please choose a work, or write a licence."))
        pretends = form["who"] == "other"
        score = form.number("score", least=0, most=1_000_000, needed=False) if pretends else None
        if not form.problems:
            statuses = [one for one in form.every("statuses") if one in words.STATUSES]
            wish = {
                "act": act,
                "release": form["work"] or None,
                "licence": None if form["work"] else form["licence"],
                "on": on.isoformat() if on else None,
                "statuses": statuses if pretends else None,
                "score": score,
                "child": form["child"] or None,
            }
            answer = (await ask(request, MAY, wish))["mayI"]
            if answer is None:
                form.wrong("work", mark("We could not find that work."))
    return await page(
        request,
        "licences/may.html",
        say(language_of(request), mark("May I?")),
        form,
        shelf=shelf(request, "/commons/may"),
        answer=answer,
        acts=list(named(request, words.ACTS).items()),
        answers=named(request, words.ANSWERS),
        clauses=named(request, words.CLAUSES),
        works=[
            (one["releaseId"], f"{one['title']} {one['version']} · {one['licence']}")
            for one in data["makeableReleases"]
        ],
        held=[named(request, words.STATUSES)[one["status"]] for one in data["heldStatuses"] or ()],
        statuses=list(named(request, words.STATUSES).items()),
        signed=data["standing"] is not None,
    )


ROUTES = [
    Route("/c/{cooperative}/commons/licences", licences, methods=["GET", "POST"]),
    Route("/c/{cooperative}/commons/licences/new", new, methods=["GET", "POST"]),
    Route("/c/{cooperative}/commons/licences/{key:path}", licence, methods=["GET", "POST"]),
    Route("/c/{cooperative}/commons/may", may),
]
