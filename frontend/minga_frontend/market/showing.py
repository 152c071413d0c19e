"""What the market's public pages share: pictures in their sizes, lists that are paged by key, the page itself."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from minga_frontend.asking import Unanswered, ask
from minga_frontend.market import words
from minga_frontend.shell import deeds
from minga_frontend.shell.deeds import named
from minga_frontend.shell.links import link, within
from minga_frontend.shell.pages import Link, language_of
from minga_platform.kernel.locale import mark, say

LONGEST_SEARCH = 200
LONGEST_SLUG = 80


def sources(picture: Mapping[str, Any] | None, widest: int) -> dict[int, str] | None:
    """The sizes of a picture as `ui.picture` takes them, none wider than `widest` unless there is no other."""
    if picture is None or not picture["sizes"]:
        return None
    fitting = [one for one in picture["sizes"] if one["width"] <= widest] or picture["sizes"][:1]
    return {one["width"]: one["address"] for one in fitting}


async def page(request: Request, template: str, title: str, **context: Any) -> Response:
    """A page that shows goods."""
    return await deeds.page(
        request, f"market/{template}", title, sources=sources, bands=named(request, words.BANDS), **context
    )


async def answered(request: Request, asked: Any, variables: Mapping[str, Any]) -> dict[str, Any]:
    """As `ask`, where a page mark of another list (an old link, a changed one) is a page that is not there."""
    try:
        return await ask(request, asked, dict(variables))
    except Unanswered as problem:
        if problem.codes & {"INVALID_CURSOR", "INVALID_INPUT"}:
            raise HTTPException(404) from problem
        raise


def shelf(request: Request, categories: Sequence[Mapping[str, Any]], current: str | None = None) -> tuple[Link, ...]:
    """The second row of the header: everything, and each shelf."""
    all_of_it = within(request, "/market")
    everything = Link(say(language_of(request), mark("Everything")), all_of_it, current=current == "")
    return (
        everything,
        *(
            Link(one["name"], within(request, "/market", category=one["slug"]), current=one["slug"] == current)
            for one in categories
        ),
    )


def after_of(request: Request) -> str | None:
    """Where in a list this page begins."""
    return request.query_params.get("after") or None


def next_of(request: Request, listed: Mapping[str, Any]) -> str | None:
    """The address of the next page of this list."""
    if not listed["pageInfo"]["hasNextPage"]:
        return None
    query = {**request.query_params, "after": listed["pageInfo"]["endCursor"]}
    return f"{link(request, request.url.path)}?{urlencode(query)}"
