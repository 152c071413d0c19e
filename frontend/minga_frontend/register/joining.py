"""Taking part: what the classes mean, joining, applying, and what is known of one's own membership."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, viewer_of
from minga_frontend.law.words import off
from minga_frontend.register import words
from minga_frontend.register.cards import drawn
from minga_frontend.shell.deeds import confirmation, do, named, page, told, typed
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

JOINING = document(__file__, "joining.graphql", "terms.fragments")
JOIN = document(__file__, "join.graphql")
CLAIM = document(__file__, "claim.graphql")
APPLY = document(__file__, "apply.graphql")
MINE = document(__file__, "mine.graphql", "terms.fragments")
LEAVE = document(__file__, "leave.graphql")
STAY = document(__file__, "stay.graphql")
TAKE_SHARES = document(__file__, "take_shares.graphql")
SET_OFF = document(__file__, "set_off.graphql")
END_SET_OFF = document(__file__, "end_set_off.graphql")
GIVE_UP = document(__file__, "give_up.graphql")

_PRIVATE = {"cache-control": "no-store"}
_JOINED = told("register.joined", mark("Welcome! You are a member now."))
_LEFT = told("register.left", mark("You left this class. What you did here stays readable."))
_NOTICED = told("register.noticed", mark("Your notice is given. You may take it back until it has run."))
_STAYED = told("register.stayed", mark("You stay. The notice is taken back."))
_APPLIED = told("register.applied", mark("Your application is in. You see here how it goes on."))
_CLAIMED = told("register.claimed", mark("The register knew you already. Welcome back!"))
_SAVED = told("register.saved", mark("Saved."))
_NOT_KNOWN = mark("Nobody in the register has an address that you have proven. Please prove it, or ask the co-op.")


async def join(request: Request) -> Response:
    """`/c/<co-op>/join`: what each class means, and the way in."""
    form = await typed(request)
    if request.method == "POST":
        signed_in(request)
        if form.ticked("claim"):
            if await do(request, CLAIM, {}, form, sentences={"NOT_FOUND": _NOT_KNOWN}) is not None:
                return see(request, within(request, "/membership"), done=_CLAIMED)
        elif form.ticked("leave"):
            return see(request, within(request, "/membership/leave"), class_key=form["class_key"])
        elif await do(request, JOIN, {"classKey": form["class_key"]}, form) is not None:
            return see(request, within(request, "/join"), done=_JOINED)
    data = await ask(request, JOINING)
    language = language_of(request)
    return await page(
        request,
        "register/join.html",
        say(language, mark("Take part")),
        form,
        headers=_PRIVATE,
        classes=[{**one, "terms": words.terms(one["terms"], language)} for one in data["memberClasses"]],
        mine=data["standing"]["classes"] if data["standing"] else [],
        applications=[one for one in data["applications"] if one["isMine"]],
        states=named(request, words.STATES),
        signed_in=viewer_of(request).person_id is not None,
    )


async def apply(request: Request) -> Response:
    """`/c/<co-op>/join/<class>`: an application, for oneself or an organisation."""
    signed_in(request)
    form = await typed(request)
    data = await ask(request, JOINING)
    key = request.path_params["class_key"]
    wanted = next((one for one in data["memberClasses"] if one["key"] == key), None)
    if wanted is None or wanted["terms"]["isOpen"]:
        raise HTTPException(404)
    terms = words.terms(wanted["terms"], language_of(request))
    if request.method == "POST":
        shares = form.number("shares", least=terms["sharesRequired"], most=10_000) if form["shares"] else None
        if not form.problems:
            wish = {
                "classKey": key,
                "about": form["about"],
                "shares": shares,
                "way": form["way"] or "money",
                "organisation": form["organisation"],
            }
            if await do(request, APPLY, wish, form, fields={"shares": "shares"}) is not None:
                return see(request, within(request, "/join"), done=_APPLIED)
    language = language_of(request)
    return await page(
        request,
        "register/apply.html",
        say(language, mark("Apply: %(name)s"), name=wanted["name"]),
        form,
        headers=_PRIVATE,
        wanted=wanted,
        terms=terms,
        ways=[
            {"value": way, "label": say(language, words.WAYS[way])} for way in words.WAYS if way in terms["shareWays"]
        ],
    )


async def membership(request: Request) -> Response:
    """`/c/<co-op>/membership`: what one is, has and owes here; further shares, and what is taken from sales."""
    signed_in(request)
    form = await typed(request)
    if request.method == "POST" and await _change(request, form):
        return see(request, within(request, "/membership"), done=_SAVED)
    data = await ask(request, MINE)
    language = language_of(request)
    accounts = data["myMembership"]["accounts"] if data["myMembership"] else []
    return await page(
        request,
        "register/membership.html",
        say(language, mark("My membership")),
        form,
        headers=_PRIVATE,
        accounts=[shown(one, language) for one in accounts],
        cards=data["myMembership"]["cards"] if data["myMembership"] else [],
        set_off=data["myMembership"]["setOffBps"] if data["myMembership"] else 0,
        off=off(language, data["legalBases"], "SET_OFF"),
        me=data["standing"]["agentId"] if data["standing"] else "",
        terms={one["key"]: words.terms(one["terms"], language) for one in data["memberClasses"]},
        sells="stall.open" in data["standing"]["capabilities"] if data["standing"] else False,
        ways=named(request, words.WAYS),
    )


async def _change(request: Request, form: Any) -> bool:
    match form["what"]:
        case "shares":
            shares = form.number("shares", least=1, most=10_000)
            wish = {"key": form.key, "membership": form["membership"], "shares": shares, "way": form["way"] or "money"}
            return shares is not None and await do(request, TAKE_SHARES, wish, form) is not None
        case "set_off":
            most = form.rate("most")
            return (
                most is not None
                and await do(request, SET_OFF, {"most": most}, form, fields={"most_bps": "most"}) is not None
            )
        case "end_set_off":
            return await do(request, END_SET_OFF, {}, form) is not None
        case "give_up":
            return await do(request, GIVE_UP, {"key": form.key, "id": form["id"]}, form) is not None
    return False


def shown(account: dict[str, Any], language: str) -> dict[str, Any]:
    """A membership with its words, and the bar of its shares."""
    bar = [
        {"kind": "maker", "label": say(language, mark("Paid in")), "amount": account["sharesPaid"]},
        {"kind": "tax", "label": say(language, mark("Still to pay")), "amount": account["sharesDue"]},
    ]
    total = account["sharesPaid"]["minor"] + account["sharesDue"]["minor"]
    return {
        **account,
        "may": words.listed(account["rights"], words.RIGHTS, language),
        "bar": [one for one in bar if one["amount"]["minor"]],
        "total": {"minor": total, "currency": account["sharesPaid"]["currency"]},
        "story": [
            {"label": say(language, words.EVENTS[one["kind"]]), "done": True, "at": one["at"], "note": ""}
            for one in account["events"]
        ],
    }


async def leave(request: Request) -> Response:
    """`/c/<co-op>/membership/leave`: asks once; `stay` takes a notice back."""
    signed_in(request)
    form = await typed(request)
    wish = {
        "classKey": form["class_key"] or request.query_params.get("class_key", ""),
        "organisation": form["organisation"] or request.query_params.get("organisation") or None,
    }
    if form.ticked("stay"):
        if await do(request, STAY, wish, form) is not None:
            return see(request, within(request, "/membership"), done=_STAYED)
    elif form.confirmed:
        done = await do(request, LEAVE, wish, form)
        if done is not None:
            return see(request, within(request, "/membership"), done=_LEFT if done["atOnce"] else _NOTICED)
    if form.problems:
        data = await ask(request, MINE)
        language = language_of(request)
        return await page(
            request, "register/membership.html", say(language, mark("My membership")), form, headers=_PRIVATE,
            accounts=[shown(one, language) for one in (data["myMembership"] or {"accounts": []})["accounts"]],
            cards=[], set_off=0, me="", terms={}, sells=False, ways=named(request, words.WAYS),
        )  # fmt: skip
    language = language_of(request)
    form.values = {"class_key": wish["classKey"] or "", "organisation": wish["organisation"] or ""}
    return await confirmation(
        request,
        form,
        title=say(language, mark("Leave this class?")),
        text=say(
            language,
            mark(
                "Where the rules want notice, you stay a member until it has run. Shares go back at par, as the rules say."
            ),
        ),
        button=say(language, mark("Leave")),
        back=within(request, "/membership"),
    )


async def card(request: Request) -> Response:
    """`/c/<co-op>/membership/card`: to be printed, one card a page, with a code that a phone at the door reads."""
    signed_in(request)
    data = await ask(request, MINE)
    if data["myMembership"] is None or not data["myMembership"]["cards"]:
        raise HTTPException(404)
    language = language_of(request)
    accounts = data["myMembership"]["accounts"]
    return await page(
        request,
        "register/card.html",
        say(language, mark("Member card")),
        headers=_PRIVATE,
        cards=[
            {
                **one,
                "qr": drawn(request, one["code"]),
                "classes": [
                    account["className"]
                    for account in accounts
                    if account["agentId"] == one["agentId"] and account["leftAt"] is None
                ],
            }
            for one in data["myMembership"]["cards"]
        ],
    )


ROUTES = [
    Route("/c/{cooperative}/join", join, methods=["GET", "POST"]),
    Route("/c/{cooperative}/join/{class_key}", apply, methods=["GET", "POST"]),
    Route("/c/{cooperative}/membership", membership, methods=["GET", "POST"]),
    Route("/c/{cooperative}/membership/leave", leave, methods=["GET", "POST"]),
    Route("/c/{cooperative}/membership/card", card, methods=["GET"]),
]
