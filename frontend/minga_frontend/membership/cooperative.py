"""In a co-op: taking up its first office, and who holds which office."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, viewer_of
from minga_frontend.membership.views import page
from minga_frontend.shell.deeds import confirmation, do, told, typed
from minga_frontend.shell.forms import PLEASE_CHOOSE, Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

ACCEPT_OFFICE = document(__file__, "accept_office.graphql")
OFFICES = document(__file__, "offices.graphql")
GRANT_ROLE = document(__file__, "grant_role.graphql")
REVOKE_ROLE = document(__file__, "revoke_role.graphql")

_ROLES: Mapping[str, tuple[str, str]] = {
    "officer": (mark("Officer"), mark("May do everything here, and names people to offices.")),
    "coordinator": (mark("Coordinator"), mark("Runs the market's day: pickups, orders, exceptions, payouts.")),
    "treasurer": (mark("Treasurer"), mark("Keeps the books, pays out, gives money back.")),
    "auditor": (mark("Auditor"), mark("Sees the books and the register, changes nothing.")),
    "facilitator": (mark("Facilitator"), mark("Leads proposals and assemblies from the first word to the decision.")),
    "teller": (mark("Teller"), mark("Counts votes on paper, always together with a second one.")),
    "mediator": (mark("Mediator"), mark("Hears both sides of a grievance.")),
}
_GRANTED = told("membership.granted", mark("The office is given."))
_ENDED = told("membership.ended", mark("The office has ended."))


async def begin(request: Request) -> Response:
    """The founding link: an account first, then the office. Opening it changes nothing, pressing the button does."""
    form = await typed(request)
    token = form["token"] or request.query_params.get("token", "")
    back = within(request, "/begin", token=token)
    title = mark("Begin your co-op")
    if viewer_of(request).person_id is None:
        return await page(request, "begin.html", title, next=back, token="", signed_in=False)
    if request.method == "POST":
        # Opened a second time, the link has done its work already.
        done = await do(request, ACCEPT_OFFICE, {"token": token}, form, fields={"HAS_ROLE": "held"}, back=back)
        if done is not None or "held" in form.problems:
            return see(request, within(request, "/roles"), done=_GRANTED)
    return await page(request, "begin.html", title, form, next=back, token=token, signed_in=True)


async def offices(request: Request) -> Response:
    """Who holds which office; officers give and end them here."""
    signed_in(request)
    form = await typed(request)
    if request.method == "POST":
        ending = form.ticked("end")
        wish = {"agentId": form["agent"], "role": form["role"]}
        back = within(request, "/roles")
        for name in ("agent", "role"):
            if not form[name]:
                form.wrong(name, PLEASE_CHOOSE)
        if ending and not form.confirmed:
            return await _sure(request, form, back)
        if (
            not form.problems
            and await do(request, REVOKE_ROLE if ending else GRANT_ROLE, wish, form, back=back) is not None
        ):
            return see(request, back, done=_ENDED if ending else _GRANTED)
    data = await ask(request, OFFICES)
    if data["offices"] is None:
        raise HTTPException(404)
    language = language_of(request)
    return await page(
        request,
        "offices.html",
        mark("Roles"),
        form,
        offices=data["offices"],
        members=[(one["agentId"], one["name"]) for one in data["memberNames"] or ()],
        may_grant="roles.grant" in data["standing"]["capabilities"],
        roles={key: (say(language, name), say(language, about)) for key, (name, about) in _ROLES.items()},
        slug=request.path_params["cooperative"],
    )


async def _sure(request: Request, form: Form, back: str) -> Response:
    """Ask once: with the office goes its term, and whoever ends her own is out at once."""
    language, held = language_of(request), (await ask(request, OFFICES))["offices"]
    name = next((one["agentName"] for one in held or () if one["agentId"] == form["agent"]), None)
    if name is None or form["role"] not in _ROLES:
        raise HTTPException(404)
    role = say(language, _ROLES[form["role"]][0])
    return await confirmation(
        request,
        form,
        title=say(language, mark("End the office?")),
        text=say(
            language,
            mark("%(name)s holds the office %(office)s no longer, from now on. It can be given again."),
            name=name,
            office=role,
        ),
        button=say(language, mark("End the office")),
        back=back,
    )


ROUTES = [
    Route("/c/{cooperative}/begin", begin, methods=["GET", "POST"]),
    Route("/c/{cooperative}/roles", offices, methods=["GET", "POST"]),
]
