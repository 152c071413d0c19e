"""Who keeps a stall: their names, one more, one less, and who wants a letter for each order."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.market.inside import at_stall, kept_stall, sections, stall_page
from minga_frontend.shell.deeds import confirmation, do, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

KEEPERS = document(__file__, "keepers.graphql")
ADD = document(__file__, "add_keeper.graphql")
REMOVE = document(__file__, "remove_keeper.graphql")
LETTERS = document(__file__, "order_letters.graphql")

_ADDED: Final = told("keepers.added", mark("You keep this stall together now."))
_REMOVED: Final = told("keepers.removed", mark("The name is taken off this stall."))
_LETTERS: Final = told("keepers.letters", mark("Your wish about letters is kept."))
_LAST: Final = mark("A stall keeps its last keeper, or nobody could answer its buyers. Name somebody else first.")


async def keepers(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/stall/<slug>/keepers?who=`: the keepers, and a search among the members for one more."""
    stall = await kept_stall(request)
    who = request.query_params.get("who", "").strip()[:80]
    found = await _found(request, stall, who)
    if form is None:
        form = Form({"who": who}, language=language_of(request))
        if who and not found["couldKeepStall"]:
            form.wrong(
                "who", mark("No other member of the co-op has a name like this. Two letters are enough to look.")
            )
    return await stall_page(
        request,
        "keepers.html",
        say(language_of(request), mark("Who keeps %(stall)s"), stall=stall["name"]),
        form,
        shelf=sections(request, stall["slug"], "keepers"),
        stall=stall,
        keepers=found["stallKeepers"],
        found=found["couldKeepStall"] if who else [],
        myself=next((one for one in found["stallKeepers"] if one["isAsker"]), None),
    )


async def _found(request: Request, stall: dict[str, Any], who: str = "") -> dict[str, Any]:
    found = await ask(request, KEEPERS, {"id": stall["id"], "name": who or None})
    if found["stallKeepers"] is None:
        raise HTTPException(404)
    return found


async def change(request: Request) -> Response:
    """POST `…/keepers/<add|remove|letters>`."""
    stall, form, verb = await kept_stall(request), await typed(request), request.path_params["verb"]
    back = at_stall(request, stall["slug"], "/keepers")
    wish: dict[str, Any] = {"stall": stall["id"]}
    match verb:
        case "add":
            done, flash = await do(request, ADD, {**wish, "agent": form["agent"]}, form), _ADDED
        case "letters":
            done, flash = await do(request, LETTERS, {**wish, "wanted": form.ticked("wanted")}, form), _LETTERS
        case "remove":
            one = next(
                (k for k in (await _found(request, stall))["stallKeepers"] if k["agentId"] == form["agent"]), None
            )
            if one is None:
                return see(request, back, done=_REMOVED)
            if not form.confirmed:
                return await _ask_once(request, stall, one, form, back)
            done = await do(
                request, REMOVE, {**wish, "agent": form["agent"]}, form, sentences={"INVALID_TRANSITION": _LAST}
            )
            # Who ended her own keeping has no way back to the stall's pages.
            if done is not None and one["isAsker"]:
                return see(request, within(request, "/my-stalls"), done=_REMOVED)
            flash = _REMOVED
        case _:
            raise HTTPException(404)
    return await keepers(request, form) if done is None else see(request, back, done=flash)


async def _ask_once(request: Request, stall: dict[str, Any], keeper: dict[str, Any], form: Form, back: str) -> Response:
    language = language_of(request)
    mine = keeper["isAsker"]
    title = (
        say(language, mark("Stop keeping %(stall)s?"), stall=stall["name"])
        if mine
        else say(language, mark("Shall %(name)s keep %(stall)s no longer?"), name=keeper["name"], stall=stall["name"])
    )
    text = (
        mark("You will no longer see its orders and its money. Another keeper can put your name back.")
        if mine
        else mark("This person will no longer see its orders and its money. You can put the name back at any time.")
    )
    button = mark("Stop keeping it") if mine else mark("Take the name off")
    return await confirmation(
        request,
        form,
        title=title,
        text=say(language, text),
        button=say(language, button),
        back=back,
        shelf=sections(request, stall["slug"], "keepers"),
    )


_KEEPERS = "/c/{cooperative}/stall/{stall}/keepers"
ROUTES = [Route(_KEEPERS, keepers), Route(f"{_KEEPERS}/{{verb}}", change, methods=["POST"])]
