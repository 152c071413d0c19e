"""Sitemaps (sitemaps.org 0.9, with hreflang), Atom feeds of goods (RFC 4287), and robots.txt (RFC 9309).

A sitemap is per co-op and language, in parts of at most five thousand addresses; the one at the root leads to all. Only what
everybody may see is in any of it, read as a visitor whoever asks.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.market import words
from minga_frontend.market.linked_data import whole
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import LANGUAGES, mark, say, write_price

COOPERATIVES = document(__file__, "cooperatives.graphql")
PARTS = document(__file__, "parts.graphql")
SITEMAP = document(__file__, "sitemap.graphql")
GOODS = document(__file__, "goods.graphql")

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACES: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
_KEPT: Final = {"cache-control": "public, max-age=3600"}
_LONGEST_SLUG: Final = 80

_OWN: Final = (
    "/cart", "/account", "/sign-in", "/dev/", "/graphql", "/c/*/graphql", "/c/*/checkout", "/c/*/orders", "/c/*/stall/",
    "/c/*/coordination", "/c/*/members",
)  # fmt: skip
"""What is nobody's but the reader's own. Each stands at the root and under each language, as the sitemap gives addresses."""
_ROBOTS: Final = "\n".join(
    (
        "User-agent: *",
        *(f"Disallow: {prefix}{path}" for prefix in ("", *(f"/{one}" for one in LANGUAGES)) for path in _OWN),
        *("Disallow: /*?after=", "Disallow: /*&after="),
    )
)


async def robots(request: Request) -> Response:
    """`/robots.txt`: what is nobody's but the reader's own is not crawled, and where the sitemap is."""
    return PlainTextResponse(f"{_ROBOTS}\n\nSitemap: {whole(request, '/sitemap.xml')}\n", headers=_KEPT)


async def everything(request: Request) -> Response:
    """`/sitemap.xml`: leads to the sitemap of each co-op."""
    slugs: list[str] = []
    while more := (await ask(request, COOPERATIVES, {"after": slugs[-1] if slugs else ""}))["cooperatives"]:
        slugs += [one["slug"] for one in more]
    return _index(whole(request, f"/c/{slug}/sitemap.xml") for slug in slugs)


async def of_cooperative(request: Request) -> Response:
    """`/c/<co-op>/sitemap.xml`: leads to its parts in each language."""
    slug, data = request.path_params["cooperative"], await ask(request, PARTS)
    languages = [one for one in LANGUAGES if one in data["here"]["languages"]] or [LANGUAGES[0]]
    return _index(
        whole(request, f"/c/{slug}/sitemap/{language}/{part}.xml")
        for language in languages
        for part in range(max(data["sitemap"]["parts"], 1))
    )


def _index(addresses: Iterator[str]) -> Response:
    lines = "".join(f"<sitemap><loc>{escape(one)}</loc></sitemap>\n" for one in addresses)
    return _xml(f"{_HEAD}<sitemapindex {_NAMESPACES.split(' ')[0]}>\n{lines}</sitemapindex>\n", "application/xml")


async def part(request: Request) -> Response:
    """`/c/<co-op>/sitemap/<language>/<part>.xml`: its addresses in one language, each with those of the others."""
    slug, language, number = (request.path_params[name] for name in ("cooperative", "language", "part"))
    data = await ask(request, SITEMAP, {"part": number})
    languages = [one for one in LANGUAGES if one in data["here"]["languages"]] or [LANGUAGES[0]]
    if language not in languages or (number and number >= data["sitemap"]["parts"]):
        raise HTTPException(404)
    pages: list[tuple[str, str | None]] = []
    if number == 0:
        pages += [(f"/c/{slug}", None), (f"/c/{slug}/market", None), (f"/c/{slug}/commons", None)]
        pages += [(f"/c/{slug}/s/{one['slug']}", None) for one in data["stalls"]]
    pages += [(f"/c/{slug}/p/{one['slug']}", one["changed"]) for one in data["sitemap"]["products"]]
    pages += [(f"/c/{slug}/commons/designs/{one['slug']}", one["changed"]) for one in data["sitemap"]["designs"]]
    lines = []
    for path, changed in pages:
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{one}" href={quoteattr(whole(request, f"/{one}{path}"))}/>'
            for one in languages
        )
        when = f"<lastmod>{changed[:10]}</lastmod>" if changed else ""
        lines.append(f"<url><loc>{escape(whole(request, f'/{language}{path}'))}</loc>{when}{others}</url>\n")
    return _xml(f"{_HEAD}<urlset {_NAMESPACES}>\n{''.join(lines)}</urlset>\n", "application/xml")


async def goods(request: Request) -> Response:
    """`/c/<co-op>/goods.atom?category=&stall=`: the newest goods of the co-op, of a shelf or of a stall."""
    slug, language = request.path_params["cooperative"], language_of(request)
    given = {name: request.query_params.get(name, "")[:_LONGEST_SLUG] or None for name in ("category", "stall")}
    data = await ask(request, GOODS, given)
    nodes = data["listings"]["nodes"]
    what = _named(data, given)
    if given["category"] and what is None:
        raise HTTPException(404)
    title = f"{data['here']['name']}: {what or say(language, mark('New goods'))}"
    here = whole(request, f"/c/{slug}/goods.atom")
    query = "&".join(f"{name}={value}" for name, value in given.items() if value)
    own = f"{here}?{query}" if query else here
    updated = max((one["publishedAt"] for one in nodes), default="1970-01-01T00:00:00Z")
    entries = "".join(_entry(request, one, language) for one in nodes)
    return _xml(
        f'{_HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">\n<id>{escape(own)}</id>\n'
        f"<title>{escape(title)}</title>\n<updated>{updated}</updated>\n"
        f'<link rel="self" type="application/atom+xml" href={quoteattr(own)}/>\n'
        f'<link rel="alternate" type="text/html" href={quoteattr(whole(request, f"/c/{slug}/market"))}/>\n{entries}</feed>\n',
        "application/atom+xml",
    )


def _named(data: Mapping[str, Any], given: Mapping[str, str | None]) -> str | None:
    if given["stall"]:
        return next((one["stall"]["name"] for one in data["listings"]["nodes"]), None)
    return next((one["name"] for one in data["categories"] if one["slug"] == given["category"]), None)


def _entry(request: Request, one: Mapping[str, Any], language: str) -> str:
    path = whole(request, f"/c/{one['cooperativeSlug']}/p/{one['slug']}")
    price = write_price(
        int(one["price"]["minor"]), one["price"]["currency"], int(one["pricePer"]["base"]),
        words.UNITS[one["pricePer"]["unit"]], language,
    )  # fmt: skip
    text = " ".join(part for part in (one["summary"], price) if part)
    picture = ""
    if one["picture"] and one["picture"]["sizes"]:
        address = whole(request, one["picture"]["sizes"][-1]["address"])
        picture = f'<link rel="enclosure" type="image/webp" href={quoteattr(address)}/>\n'
    return (
        f"<entry>\n<id>urn:minga:{escape(one['id'])}</id>\n<title>{escape(one['title'])}</title>\n"
        f"<updated>{one['publishedAt']}</updated>\n<published>{one['publishedAt']}</published>\n"
        f"<author><name>{escape(one['stall']['name'])}</name></author>\n"
        f'<link rel="alternate" type="text/html" href={quoteattr(path)}/>\n{picture}'
        f"<summary>{escape(text)}</summary>\n</entry>\n"
    )


def _xml(text: str, kind: str) -> Response:
    return Response(text, media_type=f"{kind}; charset=utf-8", headers=_KEPT)


ROUTES = [
    Route("/robots.txt", robots),
    Route("/sitemap.xml", everything),
    Route("/c/{cooperative}/sitemap.xml", of_cooperative),
    Route("/c/{cooperative}/sitemap/{language}/{part:int}.xml", part),
    Route("/c/{cooperative}/goods.atom", goods),
]
