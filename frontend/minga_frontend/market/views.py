"""What visitors walk through: the market of all co-ops, a co-op's home, its market, a product, a stall."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from minga_frontend.asking import Unanswered, ask, document, here
from minga_frontend.market import words
from minga_frontend.market.prose import prose
from minga_frontend.shell.around import around
from minga_frontend.shell.forms import Form, read_money
from minga_frontend.shell.pages import Link, language_of, render
from minga_platform.kernel.locale import mark, say, say_many, write_number, write_quantity, write_rate
from minga_platform.kernel.money import decimal_text, scale_of

FRONT = document(__file__, "front.graphql")
EVERYWHERE = document(__file__, "everywhere.graphql")
HOME = document(__file__, "home.graphql")
MARKET = document(__file__, "market.graphql")
PRODUCT = document(__file__, "product.graphql")
STALL = document(__file__, "stall.graphql")

_LONGEST_SEARCH = 200
_LONGEST_SLUG = 80


def sources(picture: Mapping[str, Any] | None, widest: int) -> dict[int, str] | None:
    """The sizes of a picture as `ui.picture` takes them, none wider than `widest` unless there is no other."""
    if picture is None or not picture["sizes"]:
        return None
    fitting = [one for one in picture["sizes"] if one["width"] <= widest] or picture["sizes"][:1]
    return {one["width"]: one["address"] for one in fitting}


def named(language: str, names: Mapping[str, str]) -> dict[str, str]:
    """Codes with their names in the reader's language."""
    return {code: say(language, sentence) for code, sentence in names.items()}


def link(request: Request, path: str) -> str:
    """A link that stays in the language of the address."""
    prefix = getattr(request.state, "address_language", None)
    return f"/{prefix}{path}" if prefix else path


def _page(request: Request, template: str, **context: Any) -> Response:
    language = language_of(request)
    return render(request, template, sources=sources, bands=named(language, words.BANDS), **context)


async def answered(request: Request, asked: Any, variables: Mapping[str, Any]) -> dict[str, Any]:
    """As `ask`, where a page mark of another list (an old link, a changed one) is a page that is not there."""
    try:
        return await ask(request, asked, dict(variables))
    except Unanswered as problem:
        if problem.codes & {"INVALID_CURSOR", "INVALID_INPUT"}:
            raise HTTPException(404) from problem
        raise


async def front(request: Request) -> Response:
    """`/`: the newest of all co-ops, and a door to each."""
    data = await ask(request, FRONT)
    return _page(
        request,
        "market/front.html",
        shell=await around(request),
        title=say(language_of(request), mark("One market of many co-ops")),
        goods=data["listings"],
        cooperatives=data["cooperatives"],
    )


async def everywhere(request: Request) -> Response:
    """`/market`: search over all co-ops."""
    search = request.query_params.get("q", "").strip()[:_LONGEST_SEARCH]
    wish = {"search": search or None, "sort": "RELEVANCE" if search else "NEWEST", "after": _after(request)}
    page = (await answered(request, EVERYWHERE, wish))["listings"]
    language = language_of(request)
    title = (
        say(language, mark("“%(words)s” in all co-ops"), words=search) if search else say(language, mark("Everything"))
    )
    return _page(
        request,
        "market/everywhere.html",
        shell=await around(request, search=search),
        title=title,
        goods=page,
        search=search,
        mended=page["mended"],
        after=_next(request, page),
    )


async def home(request: Request) -> Response:
    """`/c/<co-op>`: goods first, then the people."""
    data = await ask(request, HOME)
    slug = request.path_params["cooperative"]
    return _page(
        request,
        "market/home.html",
        shell=await around(request, shelf=shelf(request, data["categories"], slug)),
        title=data["here"]["name"],
        home=data["here"],
        goods=data["listings"],
        stalls=data["stalls"],
    )


def shelf(
    request: Request, categories: Sequence[Mapping[str, Any]], slug: str, current: str | None = None
) -> tuple[Link, ...]:
    """The second row of the header: everything, and each shelf."""
    base = link(request, f"/c/{slug}/market")
    everything = Link(say(language_of(request), mark("Everything")), base, current=current == "")
    return (
        everything,
        *(
            Link(one["name"], f"{base}?{urlencode({'category': one['slug']})}", current=one["slug"] == current)
            for one in categories
        ),
    )


_CHOICES = ("category", "stall", "tag")


async def market(request: Request) -> Response:
    """`/c/<co-op>/market?category=&stall=&tag=&q=&from=&to=&available=&sort=&after=`: browse and search."""
    language = language_of(request)
    cooperative = await here(request)
    assert cooperative is not None
    given = request.query_params
    kept = {
        name: given[name].strip()[:_LONGEST_SEARCH]
        for name in ("q", *_CHOICES, "from", "to", "available", "sort")
        if given.get(name, "").strip()
    }
    search = kept.get("q", "")
    form = Form(values={name: kept.get(name, "") for name in ("from", "to", "available")})
    bounds = {name: read_money(kept[name], cooperative.currency) for name in ("from", "to") if name in kept}
    for name, minor in bounds.items():
        if minor is None or not 0 <= minor <= 10**12:
            form.problems[name] = say(language, mark("Write an amount, such as 12.50."))
            bounds[name] = None
    sort = kept.get("sort", "").upper()
    if sort not in words.SORTS or (sort == "RELEVANCE" and not search):
        sort = "RELEVANCE" if search else "NEWEST"
    wish = {
        "filter": {
            **{name: kept[name][:_LONGEST_SLUG] for name in _CHOICES if name in kept},
            "leastPrice": bounds.get("from"),
            "mostPrice": bounds.get("to"),
            "inStock": "available" in kept,
        },
        "search": search or None,
        "sort": sort,
        "after": _after(request),
    }
    data = await answered(request, MARKET, wish)
    page, facets = data["listings"], data["listings"]["facets"]
    choices = _choices(request, facets, kept)
    titles = {one["slug"]: one["name"] for one in data["categories"]}
    title = titles.get(kept.get("category", "")) or say(language, mark("Everything"))
    if search:
        title = say(language, mark("Search for “%(words)s”"), words=search)
    return _page(
        request,
        "market/market.html",
        shell=await around(
            request,
            search=search,
            shelf=shelf(request, data["categories"], cooperative.slug, kept.get("category", "")),
        ),
        status=422 if form.problems else 200,
        title=title,
        search=search,
        goods=page,
        mended=page["mended"],
        told=_told(language, facets),
        facets={name: values for name, (values, _) in choices.items()},
        chosen=[one for _, found in choices.values() for one in found],
        kept={name: value for name, value in kept.items() if name not in ("from", "to", "available")},
        form=form,
        sorts=[
            {"label": say(language, sentence), "href": _with(request, kept, sort=code.lower()), "current": code == sort}
            for code, sentence in words.SORTS.items()
            if code != "RELEVANCE" or search
        ],
        after=_next(request, page),
        everything=link(request, f"/c/{cooperative.slug}/market"),
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


def _after(request: Request) -> str | None:
    return request.query_params.get("after") or None


def _next(request: Request, page: Mapping[str, Any]) -> str | None:
    """The address of the next page of this list."""
    if not page["pageInfo"]["hasNextPage"]:
        return None
    query = {**request.query_params, "after": page["pageInfo"]["endCursor"]}
    return f"{link(request, request.url.path)}?{urlencode(query)}"


async def product(request: Request) -> Response:
    """`/c/<co-op>/p/<slug>`; an address that the product had before leads to the one it has."""
    language = language_of(request)
    slug, cooperative = request.path_params["slug"], await here(request)
    assert cooperative is not None
    found = (await ask(request, PRODUCT, {"slug": slug[:_LONGEST_SLUG]}))["product"]
    if found is None:
        raise HTTPException(404)
    if found["slug"] != slug:
        return RedirectResponse(link(request, f"/c/{cooperative.slug}/p/{found['slug']}"), 301)
    shell = await around(request)
    assert shell.place is not None
    base = f"/c/{cooperative.slug}"
    trail = [(shell.place.name, link(request, base)), (say(language, mark("Market")), link(request, f"{base}/market"))]
    if found["category"]:
        query = urlencode({"category": found["category"]["slug"]})
        trail.append((found["category"]["name"], link(request, f"{base}/market?{query}")))
    return _page(
        request,
        "market/product.html",
        shell=shell,
        title=found["title"],
        product=found,
        trail=[*trail, (found["title"], None)],
        about=prose(found["description"]),
        allergens=[say(language, words.ALLERGENS[one]) for one in found["allergens"]],
        forms=_forms(found["variants"], language),
        story=_story(found, language),
    )


_UNBOUNDED_STEPS = 10_000


def _forms(variants: Sequence[Mapping[str, Any]], language: str) -> list[dict[str, Any]]:
    """Variants that are measured alike share one form with a choice in it; others have each their own."""
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for one in variants:
        groups.setdefault((one["unit"], one["step"], one["least"], one["most"]), []).append(one)
    forms = []
    for (counted, step, least, most), alike in groups.items():
        unit = words.UNITS[counted]
        there = [one for one in alike if one["stockBand"] != "NONE"]
        hint = None
        if unit != "piece" or step > 1:
            hint = say(
                language,
                mark("From %(least)s, in steps of %(step)s."),
                least=write_quantity(least, unit, language),
                step=write_quantity(step, unit, language),
            )
        forms.append(
            {
                "unit": unit,
                "step": step,
                "least": least,
                "most": most or least + step * _UNBOUNDED_STEPS,
                "variants": alike,
                "first": (there or alike)[0],
                "open": bool(there),
                "hint": hint,
            }
        )
    return forms


def _story(found: Mapping[str, Any], language: str) -> dict[str, Any] | None:
    """The parts of the money for the smallest purchase, in the words of the page."""
    story = found["priceStory"]
    if story is None or story["total"]["minor"] == 0:
        return None

    def rate(bps: int) -> str:
        return write_rate(bps, language)

    parts = [
        {"kind": "maker", "label": found["stall"]["name"], "amount": story["maker"]},
        {
            "kind": "fee",
            "label": say(language, mark("The co-op's work")),
            "amount": story["fee"],
            "why": say(
                language, mark("%(rate)s of the price without VAT, as the members decided"), rate=rate(story["feeBps"])
            ),
        },
        {
            "kind": "other",
            "label": say(language, mark("VAT on the co-op's work")),
            "amount": story["feeTax"],
            "why": rate(story["feeTaxBps"]),
        },
        {"kind": "tax", "label": say(language, mark("VAT")), "amount": story["tax"], "why": rate(story["taxBps"])},
    ]
    quantity = story["quantity"]
    unit = words.UNITS[quantity["unit"]]
    caption = say(
        language,
        mark("Where your money goes: %(quantity)s"),
        quantity=write_quantity(quantity["base"], unit, language),
    )
    return {"parts": parts, "total": story["total"], "caption": caption}


async def stall(request: Request) -> Response:
    """`/c/<co-op>/s/<slug>`: the maker, her story, her goods."""
    slug = request.path_params["slug"][:_LONGEST_SLUG]
    data = await answered(request, STALL, {"slug": slug, "after": _after(request)})
    found = data["stall"]
    if found is None:
        raise HTTPException(404)
    if found["slug"] != slug:
        return RedirectResponse(link(request, f"/c/{request.path_params['cooperative']}/s/{found['slug']}"), 301)
    return _page(
        request,
        "market/stall.html",
        shell=await around(request),
        title=found["name"],
        stall=found,
        about=prose(found["story"]),
        goods=data["listings"],
        after=_next(request, data["listings"]),
    )


def amount_text(minor: int, currency: str) -> str:
    """An amount as a form field shows it: a dot and no sign."""
    return decimal_text(minor, scale_of(currency))


ROUTES = [
    Route("/", front),
    Route("/market", everywhere),
    Route("/c/{cooperative}", home),
    Route("/c/{cooperative}/", home),
    Route("/c/{cooperative}/market", market),
    Route("/c/{cooperative}/p/{slug}", product),
    Route("/c/{cooperative}/s/{slug}", stall),
]


def routes() -> list[Route]:
    """The market's public pages."""
    return ROUTES
