"""A maker's stalls: the list of them, opening one, what it tells of itself, its picture, its door."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.law import words as law
from minga_frontend.law.goods import STILL_TOLD
from minga_frontend.market.inside import SAVED, at_stall, cooperative_of, kept_stall, sections, stall_page
from minga_frontend.shell.deeds import confirmation, do, languages_of, named, told, typed
from minga_frontend.shell.forms import Form, show_texts
from minga_frontend.shell.links import see, signed_in
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

MY_STALLS = document(__file__, "my_stalls.graphql")
OPEN_STALL = document(__file__, "open_stall.graphql")
EDIT_STALL = document(__file__, "edit_stall.graphql")
SET_STALL_STATE = document(__file__, "set_stall_state.graphql")

_OPENED: Final = told("stall.opened", mark("Your stall is open. List your first product."))
_OPEN_AGAIN: Final = told("stall.open", mark("The stall is open again. Buyers see its goods."))
_CLOSED: Final = told("stall.closed", mark("The stall is closed. Orders that were placed go on."))


_TRADER: Final = {"register": "register", "vat": "vatNumber", "phone": "phone"}


def _contact(form: Form) -> dict[str, str]:
    return {name: form[f"contact-{name}"] for name in ("name", "address", "mail")}


async def home(request: Request) -> Response:
    """`/c/<co-op>/stall/<slug>`: to what needs its keeper today."""
    return see(request, f"{request.url.path.rstrip('/')}/today")


async def mine(request: Request) -> Response:
    """`/c/<co-op>/my-stalls`: the asker's stalls, and the form that opens one."""
    signed_in(request)
    language = language_of(request)
    form = await typed(request)
    if request.method == "POST":
        wish = {
            "name": [{"language": language, "text": form["name"]}],
            "story": [{"language": language, "text": form["story"]}],
            "place": form["place"],
            "contact": _contact(form),
        }
        done = await do(request, OPEN_STALL, wish, form)
        if done is not None:
            return see(request, at_stall(request, done["slug"], "/products"), done=_OPENED)
    data = await ask(request, MY_STALLS)
    title = say(language, mark("Your stalls"))
    return await stall_page(request, "my_stalls.html", title, form, stalls=data["myStalls"])


async def edit(request: Request) -> Response:
    """`/c/<co-op>/stall/<slug>/edit`."""
    stall = await kept_stall(request)
    languages = languages_of(request, await cooperative_of(request))
    form = await typed(request)
    if request.method == "POST":
        changes: dict[str, Any] = {
            "name": form.texts("name", languages, stall["names"]),
            "story": form.texts("story", languages, stall["stories"]),
            "place": form["place"],
            "contact": _contact(form),
            "trader": {api: form[f"trader-{name}"] for name, api in _TRADER.items()}
            | {"vat": form["trader-standing"] if form["trader-standing"] in law.VAT else None},
        }
        if form["trader"] in law.TRADERS:
            changes["traderKind"] = form["trader"]
        wish = {"id": stall["id"], "version": form.whole("version"), "changes": changes}
        done = await do(
            request, EDIT_STALL, wish, form, fields={"trader.vatNumber": "trader-vat"}, sentences=STILL_TOLD
        )
        if done is not None:
            return see(request, at_stall(request, done["slug"], "/edit"), done=SAVED)
    return await _page(request, stall, form)


async def _page(request: Request, stall: dict[str, Any], form: Form) -> Response:
    """The page about the stall. Where nothing of it was typed (yet), it shows what is kept."""
    if "version" not in form.values:
        form.values = {
            "place": stall["place"],
            "version": str(stall["version"]),
            **{f"contact-{name}": text for name, text in stall["contact"].items()},
            "trader": stall["trader"]["kind"] or "",
            **{f"trader-{name}": stall["trader"][api] for name, api in _TRADER.items()},
            "trader-standing": stall["trader"]["vat"] or "",
            **show_texts("name", stall["names"]),
            **show_texts("story", stall["stories"]),
        }
    return await stall_page(
        request,
        "edit_stall.html",
        stall["name"],
        form,
        shelf=sections(request, stall["slug"], "edit"),
        stall=stall,
        languages=languages_of(request, await cooperative_of(request)),
        traders=[{"value": code, "label": label} for code, label in named(request, law.TRADERS).items()],
        standings=[{"value": code, "label": label} for code, label in named(request, law.VAT).items()],
        # A link must change nothing: a photo that was just uploaded waits for one press of a button.
        waiting=request.query_params.get("file"),
    )


async def show_picture(request: Request) -> Response:
    """POST `…/picture`: show an uploaded photo on the stall, as its face or above its page; without a file, show none."""
    stall = await kept_stall(request)
    form = await typed(request)
    place = "bannerFileId" if form["as"] == "banner" else "pictureFileId"
    wish = {"id": stall["id"], "version": stall["version"], "changes": {place: form["file"] or None}}
    return await _back(request, stall, form, await do(request, EDIT_STALL, wish, form), SAVED)


async def set_state(request: Request) -> Response:
    """POST `…/door/<open|close>`: the keeper closes her stall, after one question, and opens it again."""
    stall, verb = await kept_stall(request), request.path_params["verb"]
    state = {"open": "OPEN", "close": "CLOSED"}.get(verb)
    if state is None:
        raise HTTPException(404)
    form, language = await typed(request), language_of(request)
    if verb == "close" and not form.confirmed:
        return await confirmation(
            request,
            form,
            title=say(language, mark("Close %(stall)s?"), stall=stall["name"]),
            text=say(
                language, mark("Buyers see none of its goods until you open it again. Orders that were placed go on.")
            ),
            button=say(language, mark("Close the stall")),
            back=at_stall(request, stall["slug"], "/edit"),
            shelf=sections(request, stall["slug"], "edit"),
        )
    done = await do(request, SET_STALL_STATE, {"id": stall["id"], "state": state}, form)
    return await _back(request, stall, form, done, _CLOSED if verb == "close" else _OPEN_AGAIN)


async def _back(
    request: Request, stall: dict[str, Any], form: Form, done: dict[str, Any] | None, flash: str
) -> Response:
    """To the page about the stall, with what was done or why it was not."""
    if done is not None:
        return see(request, at_stall(request, stall["slug"], "/edit"), done=flash)
    return await _page(request, stall, form)


_STALL = "/c/{cooperative}/stall/{stall}"
ROUTES = [
    Route("/c/{cooperative}/my-stalls", mine, methods=["GET", "POST"]),
    Route(_STALL, home),
    Route(f"{_STALL}/edit", edit, methods=["GET", "POST"]),
    Route(f"{_STALL}/picture", show_picture, methods=["POST"]),
    Route(f"{_STALL}/door/{{verb}}", set_state, methods=["POST"]),
]
