"""A co-op's market as a list: shelves, stalls and tags to choose from, prices, order, and search that forgives slips."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import document, here
from minga_frontend.market import linked_data, words
from minga_frontend.market.showing import LONGEST_SEARCH, LONGEST_SLUG, after_of, answered, next_of, page, shelf
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import link, within
from minga_frontend.shell.pages import language_of
from minga_frontend.wants.views import help_with
from minga_platform.kernel.locale import mark, say, say_many, write_number

MARKET = document(__file__, "market.graphql", "card.fragments")

_HIGHEST = 10**12
_CHOICES = ("category", "stall", "tag")


async def market(request: Request) -> Response:
    """`/c/<co-op>/market?category=&stall=&tag=&q=&from=&to=&available=&sort=&after=`: browse and search."""
    language = language_of(request)
    cooperative = await here(request)
    assert cooperative is not None
    given = request.query_params
    kept = {
        name: given[name].strip()[:LONGEST_SEARCH]
        for name in ("q", *_CHOICES, "from", "to", "available", "sort")
        if given.get(name, "").strip()
    }
    search = kept.get("q", "")
    form = Form({name: kept.get(name, "") for name in ("from", "to", "available")}, language=language)
    bounds = {name: form.money(name, cooperative.currency, most=_HIGHEST, needed=False) for name in ("from", "to")}
    sort = kept.get("sort", "").upper()
    if sort not in words.SORTS or (sort == "RELEVANCE" and not search):
        sort = "RELEVANCE" if search else "NEWEST"
    wish = {
        "filter": {
            **{name: kept[name][:LONGEST_SLUG] for name in _CHOICES if name in kept},
            "leastPrice": bounds.get("from"),
            "mostPrice": bounds.get("to"),
            "inStock": "available" in kept,
        },
        "search": search or None,
        "sort": sort,
        "after": after_of(request),
    }
    data = await answered(request, MARKET, wish)
    listed, facets = data["listings"], data["listings"]["facets"]
    choices = _choices(request, facets, kept)
    titles = {one["slug"]: one["name"] for one in data["categories"]}
    title = titles.get(kept.get("category", "")) or say(language, mark("Everything"))
    if search:
        title = say(language, mark("Search for “%(words)s”"), words=search)
    return await page(
        request,
        "market.html",
        title,
        form=form,
        search=search,
        shelf=shelf(request, data["categories"], kept.get("category", "")),
        searched=search,
        goods=listed,
        help=await help_with(request, search) if search and not listed["nodes"] else None,
        near=[
            {"label": one["name"], "href": within(request, "/market", category=one["slug"])}
            for one in data["categories"][:8]
        ],
        mended=listed["mended"],
        told=_told(language, facets),
        facets={name: values for name, (values, _) in choices.items()},
        chosen=[one for _, found in choices.values() for one in found],
        kept={name: value for name, value in kept.items() if name not in ("from", "to", "available")},
        sorts=[
            {"label": say(language, sentence), "href": _with(request, kept, sort=code.lower()), "current": code == sort}
            for code, sentence in words.SORTS.items()
            if code != "RELEVANCE" or search
        ],
        after=next_of(request, listed),
        everything=within(request, "/market"),
        data=linked_data.market(request, title, listed["nodes"]),
        feed=within(request, "/goods.atom", category=kept.get("category", "")),
    )


def _told(language: str, facets: Mapping[str, Any]) -> str:
    if facets["more"]:
        return say(language, mark("More than %(number)s goods"), number=write_number(facets["total"], language))
    return say_many(language, "%(num)s thing", "%(num)s things", facets["total"])


_Choice = dict[str, Any]


def _choices(
    request: Request, facets: Mapping[str, Any], kept: Mapping[str, str]
) -> dict[str, tuple[list[_Choice], list[_Choice]]]:
    """For each facet: all its choices as links, and those that are chosen, as links that undo them."""
    made = {}
    for name, plural in (("category", "categories"), ("stall", "stalls"), ("tag", "tags")):
        values, chosen = [], []
        for one in facets[plural]:
            current = kept.get(name) == one["value"]
            label = one.get("label") or one["value"]
            href = _with(request, kept, **{name: "" if current else one["value"]})
            values.append({"label": label, "href": href, "count": one["listings"], "current": current})
        if name in kept:
            label = next((one["label"] for one in values if one["current"]), kept[name])
            chosen = [{"label": label, "href": _with(request, kept, **{name: ""})}]
        made[name] = (values[:12], chosen)
    return made


def _with(request: Request, kept: Mapping[str, str], **changed: str) -> str:
    """This list with another choice, from its beginning."""
    query = {**kept, **changed}
    written = urlencode({name: value for name, value in query.items() if value})
    return link(request, request.url.path) + (f"?{written}" if written else "")


ROUTES = [Route("/c/{cooperative}/market", market)]
