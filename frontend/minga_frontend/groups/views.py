"""Working groups: one page with each group's people, purse and statement, and one to found another."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Document, ask, document, here
from minga_frontend.shell.deeds import confirmation, do, languages_of, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

GROUPS = document(__file__, "groups.graphql")
FOUND = document(__file__, "found.graphql")
_DEEDS: Final[Mapping[str, tuple[Document, str]]] = {
    "take_in": (
        document(__file__, "take_in.graphql"),
        told("groups.taken_in", mark("Welcome! The group has one more.")),
    ),
    "leave": (document(__file__, "leave.graphql"), told("groups.left", mark("You left the group."))),
    "grant": (document(__file__, "grant.graphql"), told("groups.granted", mark("It is in the purse."))),
    "ask": (
        document(__file__, "ask.graphql"),
        told("groups.asked", mark("The group is asked. The money is set aside until it has decided.")),
    ),
    "close": (
        document(__file__, "close.graphql"),
        told("groups.closed", mark("The group is closed. What was left in its purse went back.")),
    ),
    "pay": (document(__file__, "pay.graphql"), told("groups.paid", mark("Written down as paid."))),
}
_CLOSING: Final = mark(
    "What is left in its purse goes back to where it was granted from, and its members are free."
    " What it was granted and spent stays readable. This is for good."
)
_FOUNDED = told("groups.founded", mark("The group is founded."))
_STATES: Final[Mapping[str, tuple[str, str | None]]] = {
    "ASKED": (mark("the group is asked"), "care"),
    "AGREED": (mark("agreed, to be paid"), "good"),
    "REFUSED": (mark("not agreed"), "bad"),
    "PAID": (mark("paid"), None),
}


async def groups(request: Request) -> Response:
    """`/c/<co-op>/groups`: for members."""
    signed_in(request)
    form = await typed(request)
    if request.method == "POST":
        answer = await _deed(request, form)
        if answer is not None:
            return answer
    data = await ask(request, GROUPS)
    standing = data["standing"]
    if standing is None or "ballots.see" not in standing["capabilities"]:
        raise HTTPException(404)
    language = language_of(request)
    return await page(
        request,
        "groups/groups.html",
        say(language, mark("Working groups")),
        form,
        headers={"cache-control": "no-store"},
        groups=data["workingGroups"],
        me=standing["agentId"],
        may_run="groups.run" in standing["capabilities"],
        may_pay="books.post" in standing["capabilities"],
        people=[(one["agentId"], one["name"]) for one in data["memberNames"] or ()],
        states={code: (say(language, name), kind) for code, (name, kind) in _STATES.items()},
    )


async def _deed(request: Request, form: Form) -> Response | None:
    what, language = form["what"], language_of(request)
    if what not in _DEEDS:
        raise HTTPException(404)
    back = within(request, "/groups")
    cooperative = await here(request)
    assert cooperative is not None
    wish: dict[str, Any] = {"id": form["id"]}
    # Each group's forms are their own: their fields bear its id, so that a problem is told where it is.
    prefix = f"{form['id']}-{what}"
    part = form.part(prefix)
    if what == "take_in":
        wish["agent"] = form["agent"]
    elif what in ("grant", "ask"):
        amount = part.money("amount", cooperative.currency, least=1)
        wish |= {"key": form.key, "amount": {"minor": amount, "currency": cooperative.currency}}
        if what == "grant":
            decision = part["decision"].rstrip("/").rpartition("/")[2]
            wish |= {"reason": part["reason"], "decision": decision or None}
        else:
            wish |= {"purpose": part["purpose"], "payee": part["payee"]}
    elif what in ("pay", "close"):
        wish["key"] = form.key
    if what == "leave" and not form.confirmed:
        return await confirmation(
            request, form, title=say(language, mark("Leave this group?")),
            text=say(language, mark("What it asked you already can still be answered. Somebody of the group can take you in again.")),
            button=say(language, mark("Leave the group")), back=back,
        )  # fmt: skip
    if what == "close" and not form.confirmed:
        return await confirmation(
            request, form, title=say(language, mark("Close this group?")),
            text=say(language, _CLOSING),
            button=say(language, mark("Close the group")), back=back,
        )  # fmt: skip
    asked, sentence = _DEEDS[what]
    if not part.problems and await do(request, asked, wish, part) is not None:
        return see(request, back, done=sentence)
    for name, problem in part.problems.items():
        form.problems[f"{prefix}-{name}" if f"{prefix}-{name}" in form.values else "form"] = problem
    return None


async def new(request: Request) -> Response:
    """`/c/<co-op>/groups/new`: a group is founded."""
    signed_in(request)
    form = await typed(request)
    cooperative = await here(request)
    assert cooperative is not None
    data = await ask(request, GROUPS)
    if data["standing"] is None or "groups.run" not in data["standing"]["capabilities"]:
        raise HTTPException(404)
    languages = languages_of(request, cooperative)
    if request.method == "POST":
        wish = {
            "key": form.key,
            "name": form.texts("name", languages),
            "about": form.texts("about", languages),
            "members": form.every("members"),
        }
        if await do(request, FOUND, wish, form, fields={"memberIds": "form"}) is not None:
            return see(request, within(request, "/groups"), done=_FOUNDED)
    return await page(
        request,
        "groups/new.html",
        say(language_of(request), mark("Found a working group")),
        form,
        languages=languages,
        people=[(one["agentId"], one["name"]) for one in data["memberNames"] or ()],
    )


ROUTES = [
    Route("/c/{cooperative}/groups", groups, methods=["GET", "POST"]),
    Route("/c/{cooperative}/groups/new", new, methods=["GET", "POST"]),
]
