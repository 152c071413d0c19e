"""The market's doors: all co-ops, one co-op's home, and the maker behind the goods."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.grants import beside as marks
from minga_frontend.market import linked_data
from minga_frontend.market.prose import prose
from minga_frontend.market.showing import LONGEST_SEARCH, LONGEST_SLUG, after_of, answered, next_of, page, shelf
from minga_frontend.reviews import views as reviews
from minga_frontend.shell.links import link, within
from minga_frontend.shell.pages import language_of
from minga_frontend.wants.views import help_with
from minga_platform.kernel.cooperatives import A_LIST
from minga_platform.kernel.locale import mark, say

FRONT = document(__file__, "front.graphql", "card.fragments")
EVERYWHERE = document(__file__, "everywhere.graphql", "card.fragments")
HOME = document(__file__, "home.graphql", "card.fragments")
STALL = document(__file__, "stall.graphql", "card.fragments")


async def front(request: Request) -> Response:
    """`/`: the newest of all co-ops, and a door to each."""
    data = await ask(request, FRONT, {"after": request.query_params.get("doors", "")[:LONGEST_SLUG]})
    doors = data["cooperatives"]
    return await page(
        request,
        "front.html",
        say(language_of(request), mark("One market of many co-ops")),
        goods=data["listings"],
        cooperatives=doors,
        after=f"{link(request, '/')}?{urlencode({'doors': doors[-1]['slug']})}#doors" if len(doors) == A_LIST else None,
    )


async def everywhere(request: Request) -> Response:
    """`/market`: search over all co-ops."""
    search = request.query_params.get("q", "").strip()[:LONGEST_SEARCH]
    wish = {"search": search or None, "sort": "RELEVANCE" if search else "NEWEST", "after": after_of(request)}
    listed = (await answered(request, EVERYWHERE, wish))["listings"]
    language = language_of(request)
    title = (
        say(language, mark("“%(words)s” in all co-ops"), words=search) if search else say(language, mark("Everything"))
    )
    return await page(
        request,
        "everywhere.html",
        title,
        search=search,
        goods=listed,
        searched=search,
        help=await help_with(request, search) if search and not listed["nodes"] else None,
        near=(),
        mended=listed["mended"],
        after=next_of(request, listed),
    )


async def home(request: Request) -> Response:
    """`/c/<co-op>`: goods first, then the people."""
    data = await ask(request, HOME)
    return await page(
        request,
        "home.html",
        data["here"]["name"],
        shelf=shelf(request, data["categories"]),
        home=data["here"],
        soonest=_soonest(data["pickupPoints"]),
        cycles=sorted(data["orderCycles"]["nodes"], key=lambda one: str(one["opensAt"])),
        goods=data["listings"],
        stalls=data["stalls"],
    )


_DAYS_SHOWN = 2


def _soonest(points: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The next hours at which goods can be fetched, of all pickup points: when and where."""
    windows = [{**window, "name": point["name"]} for point in points for window in point["windows"]]
    return sorted(windows, key=lambda one: str(one["opens"]))[:_DAYS_SHOWN]


async def stall(request: Request) -> Response:
    """`/c/<co-op>/s/<slug>`: the maker, her story, her goods."""
    slug = request.path_params["slug"][:LONGEST_SLUG]
    data = await answered(request, STALL, {"slug": slug, "after": after_of(request)})
    found = data["stall"]
    if found is None:
        raise HTTPException(404)
    if found["slug"] != slug:
        return RedirectResponse(within(request, f"/s/{found['slug']}"), 301)
    return await page(
        request,
        "stall.html",
        found["name"],
        stall=found,
        about=prose(found["story"]),
        held=await marks.shown(request, stall_id=found["id"]),
        goods=data["listings"],
        reviews=await reviews.shown(request, found["slug"], stall_id=found["id"]),
        after=next_of(request, data["listings"]),
        data=linked_data.stall(request, found),
        feed=within(request, "/goods.atom", stall=found["slug"]),
    )


ROUTES = [
    Route("/", front),
    Route("/market", everywhere),
    Route("/c/{cooperative}", home),
    Route("/c/{cooperative}/", home),
    Route("/c/{cooperative}/s/{slug}", stall),
]
