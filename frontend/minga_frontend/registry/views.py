"""The commons' public pages: its home, its works as a list that is narrowed and searched, and one work whole."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.files.looking import looks
from minga_frontend.market import linked_data
from minga_frontend.market.prose import prose
from minga_frontend.market.showing import LONGEST_SEARCH, LONGEST_SLUG, after_of, answered, next_of
from minga_frontend.registry import words
from minga_frontend.registry.drawing import draw
from minga_frontend.registry.showing import page
from minga_frontend.shell.links import link, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say, say_many, write_number

HOME = document(__file__, "home.graphql", "design.fragments")
DESIGNS = document(__file__, "designs.graphql", "design.fragments")
EVERYWHERE = document(__file__, "everywhere.graphql", "design.fragments")
DESIGN = document(__file__, "design.graphql", "design.fragments", "../market/card.fragments")

_FACETS = (
    ("kind", "kinds", mark("Kinds")),
    ("craft", "crafts", mark("Crafts")),
    ("material", "materials", mark("Materials")),
    ("technique", "techniques", mark("Techniques")),
    ("licence", "licences", mark("Licences")),
    ("readiness", "readiness", mark("How far they are")),
    ("language", "languages", mark("Languages")),
)
_KINDS = {"design", "know_how", "code", "material"}


async def home(request: Request) -> Response:
    """`/c/<co-op>/commons`: what is shared here, and the invitation to share."""
    data = await ask(request, HOME)
    language = language_of(request)
    facets = data["designs"]["facets"]
    return await page(
        request,
        "home.html",
        say(language, mark("The commons")),
        current="/commons",
        designs=data["designs"]["nodes"],
        complete=data["complete"]["nodes"],
        total=facets["total"],
        crafts=[
            {
                "label": words.term(one["value"], language),
                "href": within(request, "/commons/designs", craft=one["value"]),
                "count": one["designs"],
            }
            for one in facets["crafts"][:12]
        ],
        may_write=_may(data, "commons.write"),
    )


def _may(data: Mapping[str, Any], capability: str) -> bool:
    return data["standing"] is not None and capability in data["standing"]["capabilities"]


async def designs(request: Request) -> Response:
    """`/c/<co-op>/commons/designs?kind=&craft=&material=&technique=&licence=&readiness=&language=&complete=&q=&sort=&after=`."""
    language = language_of(request)
    given = request.query_params
    kept = {
        name: given[name].strip()[:LONGEST_SEARCH]
        for name in ("q", *(facet for facet, _, _ in _FACETS), "complete", "sort")
        if given.get(name, "").strip()
    }
    if kept.get("kind", "design") not in _KINDS:
        del kept["kind"]
    search = kept.get("q", "")
    sort = kept.get("sort", "").upper()
    if sort not in words.SORTS or (sort == "RELEVANCE" and not search):
        sort = "RELEVANCE" if search else "NEWEST"
    longest = {"language": 20, "readiness": 20, "licence": 200}
    narrowed: dict[str, Any] = {
        facet: kept[facet][: longest.get(facet, 80)] for facet, _, _ in _FACETS if facet in kept and facet != "kind"
    }
    narrowed["kind"] = kept["kind"].upper() if "kind" in kept else None
    narrowed["complete"] = "complete" in kept
    wish = {"filter": narrowed, "search": search or None, "sort": sort, "after": after_of(request)}
    data = await answered(request, DESIGNS, wish)
    listed = data["designs"]
    facets, chosen = _choices(request, listed["facets"], kept, language)
    title = say(language, mark("Search for “%(words)s”"), words=search) if search else say(language, mark("All works"))
    return await page(
        request,
        "designs.html",
        title,
        current="/commons/designs",
        searched=search,
        designs=listed["nodes"],
        mended=listed["mended"],
        told=_told(language, listed["facets"]),
        facets=facets,
        chosen=chosen,
        kept={name: value for name, value in kept.items() if name != "q"},
        only_complete={
            "href": _with(request, kept, complete="" if "complete" in kept else "yes"),
            "current": "complete" in kept,
        },
        sorts=[
            {"label": say(language, sentence), "href": _with(request, kept, sort=code.lower()), "current": code == sort}
            for code, sentence in words.SORTS.items()
            if code != "RELEVANCE" or search
        ],
        after=next_of(request, listed),
        everything=within(request, "/commons/designs"),
        may_write=_may(data, "commons.write"),
    )


def _told(language: str, facets: Mapping[str, Any]) -> str:
    if facets["more"]:
        return say(language, mark("More than %(number)s works"), number=write_number(facets["total"], language))
    return say_many(language, "%(num)s work", "%(num)s works", facets["total"])


def _choices(
    request: Request, counted: Mapping[str, Any], kept: Mapping[str, str], language: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Each facet's choices as links, and those that are chosen, as links that undo them."""
    facets, chosen = [], []
    for facet, plural, name in _FACETS:
        values = [
            {
                "label": words.choice(facet, one["value"], language),
                "href": _with(request, kept, **{facet: "" if kept.get(facet) == one["value"] else one["value"]}),
                "count": one["designs"],
                "current": kept.get(facet) == one["value"],
            }
            for one in counted[plural]
        ]
        if facet in kept:
            label = words.choice(facet, kept[facet], language)
            chosen.append({"label": label, "href": _with(request, kept, **{facet: ""})})
        facets.append({"title": say(language, name), "choices": values[:10]})
    return facets, chosen


def _with(request: Request, kept: Mapping[str, str], **changed: str) -> str:
    query = {**kept, **changed}
    written = urlencode({name: value for name, value in query.items() if value})
    return link(request, request.url.path) + (f"?{written}" if written else "")


async def everywhere(request: Request) -> Response:
    """`/commons`: works of all co-ops."""
    language = language_of(request)
    search = request.query_params.get("q", "").strip()[:LONGEST_SEARCH]
    wish = {"search": search or None, "sort": "RELEVANCE" if search else "NEWEST", "after": after_of(request)}
    data = await answered(request, EVERYWHERE, wish)
    return await page(
        request,
        "everywhere.html",
        say(language, mark("The commons of all co-ops")),
        searched=search,
        designs=data["designs"]["nodes"],
        mended=data["designs"]["mended"],
        names={one["slug"]: one["name"] for one in data["cooperatives"]},
        after=next_of(request, data["designs"]),
    )


async def design(request: Request) -> Response:
    """`/c/<co-op>/commons/designs/<slug>?version=`: one work, whole."""
    slug = request.path_params["slug"][:LONGEST_SLUG]
    version = request.query_params.get("version", "")[:60] or None
    data = await ask(request, DESIGN, {"slug": slug, "version": version})
    found = data["design"]
    if found is None:
        raise HTTPException(404)
    language = language_of(request)
    release = found["release"]
    lineage = found["lineage"]
    held = frozenset(data["standing"]["capabilities"]) if data["standing"] else frozenset()
    holders = {one["agentId"] for one in release["holders"]} if release else set()
    return await page(
        request,
        "design.html",
        found["title"],
        design=found,
        data=linked_data.design(request, found),
        feed=None,
        release=release,
        about=prose(found["description"]),
        steps=[{**one, "prose": prose(one["text"])} for one in release["steps"]] if release else [],
        **await looks(request, release["files"] if release else ()),
        lines=[(name, href) for name, href in _facts(request, found, language) if name],
        drawing=draw(lineage, release["id"]) if release else None,
        lineage=[_told_node(one, lineage) for one in lineage] if len(lineage) > 1 else [],
        attributions=[one for one in lineage if one["isAncestor"] and not one["isSameDesign"]],
        back=within(request, f"/commons/designs/{found['slug']}"),
        may_write="commons.write" in held,
        keeps="commons.keep" in held,
        may_review="commons.write" in held
        and not found["isMine"]
        and data["standing"]["agentId"] not in holders
        and release is not None
        and release["state"] != "DRAFT",
    )


def _facts(request: Request, found: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    terms = [("craft", found["craft"])] if found["craft"] else []
    terms += [("material", one) for one in found["materials"]] + [("technique", one) for one in found["techniques"]]
    return [
        (words.term(value, language), within(request, "/commons/designs", **{facet: value})) for facet, value in terms
    ]


def _told_node(one: Mapping[str, Any], lineage: list[dict[str, Any]]) -> dict[str, Any]:
    known = {other["id"]: other for other in lineage}
    return {**one, "from": [known[parent] for parent in one["parents"] if parent in known]}


ROUTES = [
    Route("/commons", everywhere, methods=["GET"]),
    Route("/c/{cooperative}/commons", home, methods=["GET"]),
    Route("/c/{cooperative}/commons/designs", designs, methods=["GET"]),
    Route("/c/{cooperative}/commons/designs/{slug}", design, methods=["GET"]),
]
