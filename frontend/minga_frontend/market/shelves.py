"""The shelves of a co-op's market: what there is, one more, and another name. For those who run the market's day."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.coordination.views import sections
from minga_frontend.law import words as law
from minga_frontend.market.inside import SAVED, cooperative_of, stall_page
from minga_frontend.shell.deeds import do, languages_of, named, typed
from minga_frontend.shell.forms import Form, show_texts
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

SHELVES = document(__file__, "shelves.graphql")
ADD_CATEGORY = document(__file__, "add_category.graphql")
SET_LAW_PROFILE = document(__file__, "set_law_profile.graphql")
RENAME_CATEGORY = document(__file__, "rename_category.graphql")


async def shelves(request: Request) -> Response:
    """`/c/<co-op>/coordination/shelves?edit=`."""
    signed_in(request)
    language = language_of(request)
    data = await ask(request, SHELVES)
    if data["standing"] is None or "categories.edit" not in data["standing"]["capabilities"]:
        raise HTTPException(404)
    languages = languages_of(request, await cooperative_of(request))
    form = await typed(request)
    wanted = form["id"] or request.query_params.get("edit", "")
    chosen = next((one for one in data["categories"] if one["id"] == wanted), None)
    if request.method == "POST":
        wish = {"name": form.texts("name", languages, chosen["names"] if chosen else ())}
        if chosen:
            done = await do(request, RENAME_CATEGORY, {**wish, "id": chosen["id"]}, form)
        else:
            done = await do(request, ADD_CATEGORY, wish, form)
        if done is not None and await _set_profile(request, chosen["id"] if chosen else done["id"], form):
            return see(request, within(request, "/coordination/shelves"), done=SAVED)
    elif chosen:
        form.values = {**show_texts("name", chosen["names"]), "profile": chosen["lawProfile"] or ""}
    return await stall_page(
        request,
        "shelves.html",
        say(language, mark("Shelves")),
        form,
        shelf=sections(request, "shelves"),
        categories=data["categories"],
        chosen=chosen,
        languages=languages,
        profiles=[("", say(language, mark("Nothing is asked"))), *named(request, law.PROFILES).items()],
        kinds=named(request, law.PROFILES),
    )


async def _set_profile(request: Request, category: str, form: Form) -> bool:
    """What kind of goods stand there, so what the law wants told of them."""
    profile = form["profile"] if form["profile"] in law.PROFILES else None
    return await do(request, SET_LAW_PROFILE, {"id": category, "profile": profile}, form) is not None


ROUTES = [Route("/c/{cooperative}/coordination/shelves", shelves, methods=["GET", "POST"])]
