"""In a co-op: taking up its first office, joining, and who holds which office."""

from collections.abc import Mapping
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, viewer_of
from minga_frontend.membership.answers import confirm_first, sign_in_first, to, typed
from minga_frontend.membership.views import page
from minga_frontend.shell.forms import Form
from minga_frontend.shell.pages import Notice, language_of
from minga_platform.kernel.locale import mark, say

MEMBERSHIP = document(__file__, "membership.graphql")
JOIN = document(__file__, "join.graphql")
LEAVE = document(__file__, "leave.graphql")
ACCEPT_OFFICE = document(__file__, "accept_office.graphql")
OFFICES = document(__file__, "offices.graphql")
GRANT_ROLE = document(__file__, "grant_role.graphql")
REVOKE_ROLE = document(__file__, "revoke_role.graphql")

_ROLES: Mapping[str, tuple[str, str]] = {
    "officer": (mark("Officer"), mark("May do everything here, and names people to offices.")),
    "coordinator": (mark("Coordinator"), mark("Runs the market's day: pickups, orders, exceptions, payouts.")),
    "treasurer": (mark("Treasurer"), mark("Keeps the books, pays out, gives money back.")),
    "auditor": (mark("Auditor"), mark("Sees the books and the register, changes nothing.")),
}
_TOLD: Mapping[str, str] = {
    "joined": mark("Welcome! You are a member now."),
    "left": mark("You left this class. What you did here stays readable."),
    "granted": mark("The office is given."),
    "ended": mark("The office has ended."),
}


def _slug(request: Request) -> str:
    slug: str = request.path_params["cooperative"]
    return slug


def _told(request: Request) -> tuple[Notice, ...]:
    told = _TOLD.get(request.query_params.get("done", ""))
    return (Notice(say(language_of(request), told), "good"),) if told else ()


async def begin(request: Request) -> Response:
    """The founding link: an account first, then the office. Opening it changes nothing, pressing the button does."""
    form = await typed(request) if request.method == "POST" else Form()
    token = form["token"] or request.query_params.get("token", "")
    here = f"/c/{_slug(request)}/begin?token={quote(token)}"
    if viewer_of(request).person_id is None:
        return await page(request, "begin.html", mark("Begin your co-op"), Form(), next=here, token="", signed_in=False)
    if request.method == "POST":
        done = (await ask(request, ACCEPT_OFFICE, {"token": token}))["done"]
        if "message" not in done or done["__typename"] == "HasRole":
            return to(request, f"/c/{_slug(request)}/offices?done=granted")
        form.problems = {"form": done["message"]}
    return await page(request, "begin.html", mark("Begin your co-op"), form, next=here, token=token, signed_in=True)


async def join(request: Request) -> Response:
    """The classes of the co-op, and which of them one belongs to."""
    form = await typed(request) if request.method == "POST" else Form()
    if request.method == "POST":
        if viewer_of(request).person_id is None:
            return sign_in_first(request)
        leaving = form["leave"] == "yes"
        done = (await ask(request, LEAVE if leaving else JOIN, {"classKey": form["class_key"]}))["done"]
        if "message" not in done:
            return to(request, f"/c/{_slug(request)}/join?done={'left' if leaving else 'joined'}")
        form.problems = {"form": done["message"]}
    data = await ask(request, MEMBERSHIP)
    return await page(
        request,
        "join.html",
        mark("Take part"),
        form,
        classes=data["membershipClasses"],
        mine=data["standing"]["classes"] if data["standing"] else [],
        signed_in=data["me"] is not None,
        slug=_slug(request),
        notices=_told(request),
    )


async def offices(request: Request) -> Response:
    """Who holds which office; officers give and end them here."""
    if viewer_of(request).person_id is None:
        return sign_in_first(request)
    form = await typed(request) if request.method == "POST" else Form()
    back = f"/c/{_slug(request)}/offices"
    if request.method == "POST":
        ending = form["end"] == "yes"
        wish = {"agentId": form["agent"], "role": form["role"]}
        done = (await ask(request, REVOKE_ROLE if ending else GRANT_ROLE, wish))["done"]
        if done["__typename"] == "StepUpNeeded":
            return confirm_first(request, back)
        if "message" not in done:
            return to(request, f"{back}?done={'ended' if ending else 'granted'}")
        form.problems = {"form": done["message"]}
    data = await ask(request, OFFICES)
    if data["offices"] is None:
        raise HTTPException(404)
    language = language_of(request)
    return await page(
        request,
        "offices.html",
        mark("Offices"),
        form,
        offices=data["offices"],
        members=data["members"]["nodes"] if data["members"] else [],
        may_grant="roles.grant" in data["standing"]["capabilities"],
        roles={key: (say(language, name), say(language, about)) for key, (name, about) in _ROLES.items()},
        slug=_slug(request),
        notices=_told(request),
    )


ROUTES = [
    Route("/c/{cooperative}/begin", begin, methods=["GET", "POST"]),
    Route("/c/{cooperative}/join", join, methods=["GET", "POST"]),
    Route("/c/{cooperative}/offices", offices, methods=["GET", "POST"]),
]
