"""A co-op's market as a list: shelves, stalls and tags to choose from, prices, order, and search that forgives slips."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.market import linked_data, words
from minga_frontend.market.nearness import HERE, PLACE_COOKIE, near_of
from minga_frontend.market.showing import LONGEST_SEARCH, LONGEST_SLUG, after_of, answered, next_of, page, shelf
from minga_frontend.rules import words as rule_words
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import link, within
from minga_frontend.shell.pages import language_of
from minga_frontend.wants.views import help_with
from minga_platform.kernel.locale import mark, say, say_many, write_number

MARKET = document(__file__, "market.graphql", "card.fragments")
ORDER = document(__file__, "order.graphql")

_HIGHEST = 10**12
_CHOICES = ("category", "stall", "tag")
_FLAGS = {"season": "inSeason", "cycle": "inCycle"}
_WITHIN_KM = (2, 5, 10, 25, 50, 100)


async def market(request: Request) -> Response:
    """`/c/<co-op>/market?category=&stall=&tag=&q=&from=&to=&available=&sort=&after=`: browse and search."""
    language = language_of(request)
    cooperative = await here(request)
    assert cooperative is not None
    given = request.query_params
    kept = {
        name: given[name].strip()[:LONGEST_SEARCH]
        for name in ("q", *_CHOICES, *_FLAGS, "from", "to", "available", "near", "within", "sort")
        if given.get(name, "").strip()
    }
    search = kept.get("q", "")
    form = Form({name: kept.get(name, "") for name in ("from", "to", "available", "near", "within")}, language=language)
    bounds = {name: form.money(name, cooperative.currency, most=_HIGHEST, needed=False) for name in ("from", "to")}
    sort = kept.get("sort", "").upper()
    near = near_of(request, kept.get("near", ""))
    if sort not in words.SORTS or (sort == "RELEVANCE" and not search) or (sort == "NEAREST" and near is None):
        sort = "RELEVANCE" if search else "NEWEST"
    wish = {
        "filter": {
            **{name: kept[name][:LONGEST_SLUG] for name in _CHOICES if name in kept},
            "leastPrice": bounds.get("from"),
            "mostPrice": bounds.get("to"),
            "inStock": "available" in kept,
            **{asked: name in kept for name, asked in _FLAGS.items()},
            "withinKm": next((km for km in _WITHIN_KM if near and kept.get("within") == str(km)), None),
        },
        "near": near,
        "search": search or None,
        "sort": sort,
        "after": after_of(request),
    }
    data = await answered(request, MARKET, wish)
    listed, facets = data["listings"], data["listings"]["facets"]
    choices = _choices(request, facets, kept)
    flags = _flags(request, facets, kept, language)
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
        point=kept["near"] if near and "pickupPoint" in near else "",
        help=await help_with(request, search) if search and not listed["nodes"] else None,
        near=[
            {"label": one["name"], "href": within(request, "/market", category=one["slug"])}
            for one in data["categories"][:8]
        ],
        mended=listed["mended"],
        told=_told(language, facets),
        facets={name: values for name, (values, _) in choices.items()},
        chosen=[*(one for _, found in choices.values() for one in found), *(one for one in flags if one["current"])],
        kept={name: value for name, value in kept.items() if name not in ("from", "to", "available", "near", "within")},
        flags=flags,
        places=_places(request, data["pickupPoints"], language),
        distances=[
            ("", say(language, mark("any distance"))),
            *((str(km), say(language, mark("%(km)s km"), km=write_number(km, language))) for km in _WITHIN_KM),
        ],
        order=within(request, "/market/order"),
        sorts=[
            {"label": say(language, sentence), "href": _with(request, kept, sort=code.lower()), "current": code == sort}
            for code, sentence in words.SORTS.items()
            if (code != "RELEVANCE" or search) and (code != "NEAREST" or near)
        ],
        after=next_of(request, listed),
        everything=within(request, "/market"),
        data=linked_data.market(request, title, listed["nodes"]),
        feed=within(request, "/goods.atom", category=kept.get("category", "")),
    )


def _places(request: Request, points: Sequence[Mapping[str, Any]], language: str) -> list[tuple[str, str]]:
    """Where she may say that she is: pickup points that she knows, and where her browser said she is."""
    known = [(one["id"], one["name"]) for one in points if one["place"]]
    if not known:
        return []
    here = [(HERE, say(language, mark("where I am now")))] if request.cookies.get(PLACE_COOKIE) else []
    return [("", "–"), *here, *known]


def _flags(request: Request, facets: Mapping[str, Any], kept: Mapping[str, str], language: str) -> list[dict[str, Any]]:
    names = {"season": mark("In season now"), "cycle": mark("In this or the next order cycle")}
    return [
        {
            "label": say(language, names[name]),
            "href": _with(request, kept, **{name: "" if name in kept else "now"}),
            "count": facets[asked],
            "current": name in kept,
        }
        for name, asked in _FLAGS.items()
        if facets[asked] or name in kept
    ]


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


_PARTS = ("words", "there", "season", "cycle", "fresh", "turn")


async def order(request: Request) -> Response:
    """`/c/<co-op>/market/order`: how the order of a search comes about, with the rules that say so. Open to everybody."""
    language = language_of(request)
    data = await ask(request, ORDER)
    rules = [
        {
            "name": rule_words.name(rule["key"], rule["explanation"], language),
            "explanation": rule["explanation"],
            "story": rule["story"],
            "points": rule["value"]["number"],
            "href": within(request, f"/rules/{rule['key']}"),
        }
        for rule in (data[part] for part in _PARTS)
        if rule is not None
    ]
    return await page(
        request,
        "order.html",
        say(language, mark("Why this order?")),
        rules=sorted(rules, key=lambda one: -one["points"]),
        fresh_days=data["freshDays"]["value"]["number"] if data["freshDays"] else 0,
        everything=within(request, "/market"),
    )


ROUTES = [
    Route("/c/{cooperative}/market", market),
    Route("/c/{cooperative}/market/order", order),
]
