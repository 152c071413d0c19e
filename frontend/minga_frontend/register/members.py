"""The register for who keeps it, names for members, applications with their sponsors, and what classes mean."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Unanswered, ask, document, here
from minga_frontend.register import member, words
from minga_frontend.register.shelf import sections
from minga_frontend.shell.deeds import do, named, page, told, typed
from minga_frontend.shell.forms import show_amount, show_rate
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

APPLICATIONS = document(__file__, "applications.graphql", "terms.fragments")
VOUCH = document(__file__, "vouch.graphql")
TAKE_BACK = document(__file__, "take_back.graphql")
WITHDRAW = document(__file__, "withdraw.graphql")
DECIDE = document(__file__, "decide.graphql")
MEMBERS = document(__file__, "members.graphql")
EXPORT = document(__file__, "export_register.graphql")
IMPORT = document(__file__, "import_register.graphql")
CLASSES = document(__file__, "classes.graphql", "terms.fragments")
CHANGE_CLASS = document(__file__, "change_class.graphql")

_PRIVATE = {"cache-control": "no-store"}
_DONE = told("register.done", mark("Done."))
_OPEN = ("sponsoring", "waiting", "voting")


async def applications(request: Request) -> Response:
    """`/c/<co-op>/applications`: who wants to become a member, who vouches, and the decision where officers decide."""
    signed_in(request)
    form = await typed(request)
    if request.method == "POST":
        wish: dict[str, Any] = {"id": form["id"]}
        asked = {"vouch": VOUCH, "take_back": TAKE_BACK, "withdraw": WITHDRAW}.get(form["what"])
        if asked is None:
            asked = DECIDE
            wish |= {"admit": form["what"] == "admit", "reason": form["reason"]}
        if await do(request, asked, wish, form, fields={"reason": f"reason-{form['id']}"}) is not None:
            return see(request, within(request, "/applications"), done=_DONE)
    data = await ask(request, APPLICATIONS)
    held = data["standing"]["capabilities"] if data["standing"] else []
    language = language_of(request)
    told_all = [
        {
            **one,
            "sponsors": [
                {**s, "why": say(language, words.FLAWS[s["flaw"]]) if s["flaw"] else ""} for s in one["sponsors"]
            ],
            "counted": sum(s["counts"] for s in one["sponsors"]),
        }
        for one in data["applications"]
    ]
    return await page(
        request,
        "register/applications.html",
        say(language, mark("Applications")),
        form,
        shelf=sections(request, "/applications"),
        headers=_PRIVATE,
        open=[one for one in told_all if one["state"] in _OPEN],
        decided=[one for one in told_all if one["state"] not in _OPEN],
        states=named(request, words.STATES),
        ways=named(request, words.WAYS),
        may_admit="members.admit" in held,
        may_vouch="members.see_names" in held,
    )


async def members(request: Request) -> Response:
    """`/c/<co-op>/members`: the register of any day for who keeps it; names for members."""
    signed_in(request)
    form = await typed(request)
    form.values = {**request.query_params, **form.values}
    as_of = await _end_of_day(request, form)
    if request.method == "POST" and not form.problems:
        done = await do(request, EXPORT, {"asOf": as_of}, form, back=within(request, "/members"))
        if done is not None:
            return _file(done["text"], done["fileName"], "text/csv")
    searched = request.query_params.get("q", "").strip()[:200]
    wish = {
        "asOf": None if form.problems else as_of,
        "search": searched,
        "after": request.query_params.get("after"),
    }
    try:
        data = await ask(request, MEMBERS, wish)
    except Unanswered as problem:
        raise HTTPException(404) from problem
    if data["register"] is None and data["memberNames"] is None:
        raise HTTPException(404)
    language = language_of(request)
    info = data["register"]["pageInfo"] if data["register"] else {"hasNextPage": False, "endCursor": None}
    return await page(
        request,
        "register/members.html",
        say(language, mark("Members")),
        form,
        shelf=sections(request, "/members"),
        headers=_PRIVATE,
        register=[
            {**one, "may": words.listed(one["rights"], words.RIGHTS, language)}
            for one in (data["register"]["nodes"] if data["register"] else [])
        ],
        sees_register=data["register"] is not None,
        searched=searched,
        names=data["memberNames"],
        class_names={one["key"]: one["name"] for one in data["membershipClasses"]},
        next_page=within(request, "/members", after=str(info["endCursor"]), day=form["day"], q=searched)
        if info["hasNextPage"]
        else None,
        may_import="register.import" in data["standing"]["capabilities"],
    )


async def _end_of_day(request: Request, form: Any) -> str | None:
    """The last instant of the day that was asked for, in the co-op's zone; None for now."""
    day = form.day("day", needed=False)
    cooperative = await here(request)
    if day is None or cooperative is None:
        return None
    zone = ZoneInfo(cooperative.zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone) - timedelta(microseconds=1)
    now = datetime.now(zone)
    if day > now.date():
        form.wrong("day", mark("Please choose a day that is not still to come."))
        return None
    # The present day is not over: it stands as it is now.
    return None if end > now else end.isoformat()


def _file(text: str, name: str, kind: str) -> Response:
    return Response(
        text,
        media_type=f"{kind}; charset=utf-8",
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        },
    )


async def bring(request: Request) -> Response:
    """`/c/<co-op>/members/import`: the form; with `?file=` what would happen; by POST the deed."""
    signed_in(request)
    form = await typed(request)
    if request.method == "GET":
        form.values = dict(request.query_params)
    data = await ask(request, CLASSES)
    if "register.import" not in (data["standing"] or {"capabilities": []})["capabilities"]:
        raise HTTPException(404)
    report = None
    if form["file"]:
        report = await do(request, IMPORT, {"file": form["file"], "dryRun": request.method == "GET"}, form)
    return await page(
        request,
        "register/import.html",
        say(language_of(request), mark("Bring a register from elsewhere")),
        form,
        shelf=sections(request, "/members"),
        headers=_PRIVATE,
        report=report,
        classes=data["memberClasses"],
        problems=named(request, words.PROBLEMS),
    )


async def classes(request: Request) -> Response:
    """`/c/<co-op>/classes`: what each class means and meant; open to everybody."""
    data = await ask(request, CLASSES)
    language = language_of(request)
    return await page(
        request,
        "register/classes.html",
        say(language, mark("Classes of members")),
        shelf=sections(request, "/classes"),
        classes=[
            {
                **one,
                "terms": words.terms(one["terms"], language),
                "history": [words.terms(t, language) for t in one["history"]],
            }
            for one in data["memberClasses"]
        ],
        may_edit="classes.edit" in data["standing"]["capabilities"] if data["standing"] else False,
    )


async def change_class(request: Request) -> Response:
    """`/c/<co-op>/classes/<class>`: new terms, until the members first vote."""
    signed_in(request)
    form = await typed(request)
    data = await ask(request, CLASSES)
    key = request.path_params["class_key"]
    wanted = next((one for one in data["memberClasses"] if one["key"] == key), None)
    if wanted is None or "classes.edit" not in (data["standing"] or {"capabilities": []})["capabilities"]:
        raise HTTPException(404)
    terms = wanted["terms"]
    if request.method == "POST":
        new = _terms(form, terms["sharePrice"]["currency"])
        if (
            not form.problems
            and await do(request, CHANGE_CLASS, {"key": key, "terms": new}, form, fields=_FIELDS) is not None
        ):
            return see(request, within(request, "/classes"), done=_DONE)
    language = language_of(request)
    return await page(
        request,
        "register/change_class.html",
        say(language, mark("Change a class: %(name)s"), name=wanted["name"]),
        form,
        shelf=sections(request, "/classes"),
        headers=_PRIVATE,
        terms=terms,
        show_amount=show_amount,
        show_rate=show_rate,
        sent=request.method == "POST",
        rights=named(request, words.RIGHTS),
        begins=[{"value": code, "label": say(language, sentence)} for code, sentence in words.RIGHTS_FROM.items()],
        ways=named(request, words.WAYS),
        bases=[(code, say(language, sentence)) for code, sentence in words.BASES.items()],
    )


_FIELDS = {"share_minor": "share", "dues_minor": "dues"}


def _terms(form: Any, currency: str) -> dict[str, Any]:
    return {
        "rights": [one for one in words.RIGHTS if form.ticked(f"may_{one}")],
        "shareWays": [one for one in words.WAYS if form.ticked(f"way_{one}")] or ["money"],
        "rightsFrom": form.choice("rights_from", words.RIGHTS_FROM),
        "voteWeight": form.number("vote_weight", least=1, most=1000),
        "isOpen": form.ticked("is_open"),
        "shareMinor": form.money("share", currency),
        "sharesRequired": form.number("shares_required", most=10_000),
        "instalments": form.number("instalments", least=1, most=120),
        "duesMinor": form.money("dues", currency),
        "duesMonths": form.number("dues_months", most=60),
        "patronageBasis": form.choice("patronage_basis", words.BASES),
        "returnCapBps": form.rate("return_cap"),
    }


ROUTES = [
    Route("/c/{cooperative}/applications", applications, methods=["GET", "POST"]),
    Route("/c/{cooperative}/members", members, methods=["GET", "POST"]),
    Route("/c/{cooperative}/members/import", bring, methods=["GET", "POST"]),
    *member.ROUTES,
    Route("/c/{cooperative}/classes", classes, methods=["GET"]),
    Route("/c/{cooperative}/classes/{class_key}", change_class, methods=["GET", "POST"]),
]
