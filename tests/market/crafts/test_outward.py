"""What leaves for search engines and readers of feeds: JSON-LD in the words of schema.org, sitemaps, Atom, robots.txt; and the
pages of makers that are complete without script."""

import json
import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from minga_frontend import app as pages
from minga_frontend.market import views
from minga_frontend.shell.protection import Protection
from minga_infra.http.gate import SESSION_COOKIE, Gate
from minga_platform.kernel import cooperatives
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.secrets import digest
from minga_platform.kernel.viewer import ANONYMOUS, Viewer
from minga_testing.people import Somebody
from minga_testing.shop import Shop, fill, offer, open_shop, open_stall, place, start

HOST = "http://localhost:8000"
MAP, FEED = "{http://www.sitemaps.org/schemas/sitemap/0.9}", "{http://www.w3.org/2005/Atom}"
CART = "c" * 43


class Visit:
    """A browser without script, as somebody."""

    def __init__(self, client: httpx.AsyncClient, who: dict[str, Viewer], somebody: Somebody | None = None) -> None:
        self._client, self._who = client, who
        self.headers = {"sec-fetch-site": "same-origin"}
        if somebody is not None:
            who[somebody.token] = somebody.viewer
            self.headers["cookie"] = f"{SESSION_COOKIE}={somebody.token}"

    def as_(self, somebody: Somebody) -> "Visit":
        return Visit(self._client, self._who, somebody)

    async def get(self, path: str, status: int = 200) -> str:
        answer = await self._client.get(path, headers=self.headers)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:1500])
        return answer.text

    async def post(self, path: str, fields: dict[str, str], status: int = 303) -> str:
        answer = await self._client.post(path, headers=self.headers, data=fields)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:3000])
        return answer.text


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


@pytest.fixture
async def visit(shop: Shop) -> AsyncIterator[Visit]:
    door = shop.program.door
    app = Starlette(routes=pages.routes(door), exception_handlers={HTTPException: pages.not_here})
    app.state.door = door
    who: dict[str, Viewer] = {}

    async def find(session: str | None, cart: str | None, language: str, address: str, _c: bool) -> tuple[Viewer, None]:
        known = who.get(session or "", ANONYMOUS)
        hashed = digest(cart) if cart else known.visitor_hash
        return Viewer(known.person_id, visitor_hash=hashed, language=language, address=address), None

    gated = Gate(app, find_viewer=find, hosts=frozenset({"localhost:8000"}), origins=frozenset({HOST}))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=Protection(gated)), base_url=HOST) as client:
        yield Visit(client, who)


def linked(page: str) -> dict[str, Any]:
    """The one JSON-LD of a page."""
    (text,) = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.DOTALL)
    data: dict[str, Any] = json.loads(text)
    assert data["@context"] == "https://schema.org"
    return data


async def test_out_a_product_says_in_schema_org_what_its_page_says(shop: Shop, visit: Visit) -> None:
    stall = await open_stall(shop, "Loom </script><script>alert(1)</script>")
    scarf = await offer(shop, stall, "Scarf & <b>shawl</b>", price=2420)
    made = await offer(shop, stall, "Blanket", price=9900, on_hand=None)
    data = linked(await visit.get(f"/c/{shop.cooperative.slug}/p/{scarf.slug}"))
    assert data["@type"] == "Product"
    assert data["name"] == "Scarf & <b>shawl</b>"
    assert data["url"] == f"{HOST}/c/{shop.cooperative.slug}/p/{scarf.slug}"
    assert data["brand"]["name"] == "Loom </script><script>alert(1)</script>"
    (one,) = data["offers"]
    assert (one["@type"], one["price"], one["priceCurrency"]) == ("Offer", "24.20", "EUR")
    assert one["availability"] == "https://schema.org/InStock"
    assert one["priceSpecification"]["referenceQuantity"] == {
        "@type": "QuantitativeValue",
        "value": 1,
        "unitCode": "C62",
    }
    (one,) = linked(await visit.get(f"/c/{shop.cooperative.slug}/p/{made.slug}"))["offers"]
    assert one["availability"] == "https://schema.org/MadeToOrder"
    listed = linked(await visit.get(f"/c/{shop.cooperative.slug}/market"))
    assert listed["@type"] == "ItemList"
    assert {entry["url"] for entry in listed["itemListElement"]} >= {data["url"]}
    store = linked(await visit.get(f"/c/{shop.cooperative.slug}/s/{stall.slug}"))
    assert (store["@type"], store["url"]) == ("Store", f"{HOST}/c/{shop.cooperative.slug}/s/{stall.slug}")


async def test_out_what_is_the_readers_own_is_not_crawled_in_any_language(visit: Visit) -> None:
    """Read as RFC 9309 says: a star is anything, a rule is a beginning."""
    rules = [
        re.compile(".*".join(map(re.escape, line.removeprefix("Disallow: ").split("*"))))
        for line in (await visit.get("/robots.txt")).splitlines()
        if line.startswith("Disallow: ")
    ]

    def crawled(path: str) -> bool:
        return not any(rule.match(path) for rule in rules)

    for prefix in ("", "/en", "/es", "/fr", "/ar"):
        for own in (
            "/cart",
            "/sign-in",
            "/account/passkeys",
            "/c/valle/orders/ord_1",
            "/c/valle/stall/loom/money",
            "/market?after=x",
        ):
            assert not crawled(prefix + own), prefix + own
        for shown in ("", "/market", "/c/valle/p/cart", "/c/valle/s/sign-in", "/c/valle/market"):
            assert crawled(prefix + shown), prefix + shown


async def test_out_the_map_leads_to_every_page_in_every_language(shop: Shop, visit: Visit) -> None:
    stall = await open_stall(shop, "Loom")
    scarf = await offer(shop, stall, "Scarf", price=2420)
    slug = shop.cooperative.slug
    assert f"Sitemap: {HOST}/sitemap.xml" in await visit.get("/robots.txt")
    everywhere = [one.text for one in ET.fromstring(await visit.get("/sitemap.xml")).iter(f"{MAP}loc")]  # noqa: S314 - ours
    assert f"{HOST}/c/{slug}/sitemap.xml" in everywhere
    parts = [one.text or "" for one in ET.fromstring(await visit.get(f"/c/{slug}/sitemap.xml")).iter(f"{MAP}loc")]  # noqa: S314
    assert parts[0] == f"{HOST}/c/{slug}/sitemap/en/0.xml"
    part = ET.fromstring(await visit.get(f"/c/{slug}/sitemap/en/0.xml"))  # noqa: S314 - ours
    pages_told = {one.findtext(f"{MAP}loc"): one for one in part.iter(f"{MAP}url")}
    for path in (f"/c/{slug}/p/{scarf.slug}", f"/c/{slug}/s/{stall.slug}", f"/c/{slug}/market"):
        entry = pages_told[f"{HOST}/en{path}"]
        others = {one.get("hreflang"): one.get("href") for one in entry if one.tag.endswith("link")}
        assert others["en"] == f"{HOST}/en{path}"
        await visit.get(f"/en{path}")
    await visit.get(f"/c/{slug}/sitemap/en/7.xml", 404)
    await visit.get(f"/c/{slug}/sitemap/xx/0.xml", 404)


async def test_out_new_goods_come_as_a_feed(shop: Shop, visit: Visit) -> None:
    loom, kiln = await open_stall(shop, "Loom"), await open_stall(shop, "Kiln")
    await offer(shop, loom, "Scarf", price=2420)
    await offer(shop, kiln, "Bowl <1>", price=900)
    feed = ET.fromstring(await visit.get(f"/c/{shop.cooperative.slug}/goods.atom"))  # noqa: S314 - ours
    assert [one.findtext(f"{FEED}title") for one in feed.iter(f"{FEED}entry")] == ["Bowl <1>", "Scarf"]
    for needed in ("id", "title", "updated"):
        assert feed.findtext(f"{FEED}{needed}")
    of_loom = ET.fromstring(await visit.get(f"/c/{shop.cooperative.slug}/goods.atom?stall={loom.slug}"))  # noqa: S314 - ours
    assert [one.findtext(f"{FEED}title") for one in of_loom.iter(f"{FEED}entry")] == ["Scarf"]
    await visit.get(f"/c/{shop.cooperative.slug}/goods.atom?category=none", 404)


async def test_pages_a_maker_says_how_much_she_makes_and_puts_something_off(shop: Shop, visit: Visit) -> None:
    loom = await open_stall(shop, "Loom")
    blanket = await offer(shop, loom, "Blanket", price=1000, on_hand=None)
    slug, maker = shop.cooperative.slug, visit.as_(loom.maker)
    base = f"/c/{slug}/stall/{loom.slug}/making"
    await maker.post(f"{base}/capacity", {"per-week": "1", "product": ""})
    assert "1 piece a week" in await maker.get(base)
    await maker.post(f"{base}/capacity", {"per-week": "many"}, 422)
    assert "ready by" in await visit.get(f"/c/{slug}/p/{blanket.slug}")
    buyer = shop.visitor()
    await fill(buyer, (blanket, 1))
    await start(buyer)
    placed = await place(shop, buyer, 1000)
    page = await maker.get(base)
    assert "Berta" in page
    (line,) = re.findall(r'id="(oline_[a-z0-9]+)"', page)
    refused = await maker.post(f"{base}/later/{line}", {f"{line}-day": "2099-01-01", f"{line}-reason": ""}, 422)
    assert f"{line}-reason-error" in refused
    await maker.post(f"{base}/later/{line}", {f"{line}-day": "2027-06-04", f"{line}-reason": "The loom broke"})
    order = placed["order"]
    assert "The loom broke" in await visit.get(f"/c/{slug}/orders/{order['id']}?t={order['followToken']}")
    await visit.get(base, 303)


async def test_pages_facts_pictures_costing_and_files_work_without_script(shop: Shop, visit: Visit) -> None:
    loom = await open_stall(shop, "Loom")
    scarf = await offer(shop, loom, "Scarf", price=1000)
    slug, maker = shop.cooperative.slug, visit.as_(loom.maker)
    base = f"/c/{slug}/stall/{loom.slug}/products/{scarf.product}"
    page = await maker.get(f"{base}/facts")
    (version,) = re.findall(r'name="version" value="(\d+)"', page)
    await maker.post(
        f"{base}/facts",
        {
            "version": version,
            "country": "es",
            "width": "300",
            "weight": "450",
            "warnings-en": "Keep from fire.",
            f"content-{scarf.variant}": "250",
        },
    )
    told = await visit.get(f"/c/{slug}/p/{scarf.slug}")
    for fact in ("Keep from fire.", "Spain", "30 cm, 450 g", "€40.00"):
        assert fact in told, fact
    assert "No pictures yet" in await maker.get(f"{base}/look")
    costing = f"/c/{slug}/stall/{loom.slug}/costing/{scarf.variant}"
    await maker.post(costing, {"pieces": "1", "what-0": "Wool", "cost-0": "6", "hours": "1"})
    page = await maker.get(costing)
    assert "below what this costs you" in page
    assert "Wool" in page
    await visit.as_(shop.coordinator).get(costing, 404)
    await maker.post(f"/c/{slug}/exports", {"what": f"PRODUCTS {loom.id}", "format": "CSV"})
    assert "being made" in await maker.get(f"/c/{slug}/exports")
    assert "No basis is recorded." in await visit.get(f"/c/{slug}/law")


async def test_no_coop_is_lost_where_there_are_more_than_one_list_holds(
    shop: Shop, database: Database, worker_database: Database, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Doors, sitemap, basket and the operator's commands reach the last of many."""
    others = [await open_shop(database, worker_database) for _ in range(3)]
    slugs = sorted(one.cooperative.slug for one in (shop, *others))
    async with database.read(Scope()) as work:
        everyone = [one.slug for one in await cooperatives.all_of_them(work)]
    assert set(slugs) <= set(everyone)
    at_once = max(2, len(everyone) // 3)
    monkeypatch.setattr(cooperatives, "A_LIST", at_once)
    monkeypatch.setattr(views, "A_LIST", at_once)
    front = await visit.get(f"/?{urlencode({'doors': slugs[0]})}")
    following = everyone[everyone.index(slugs[0]) + 1 :][:at_once]
    assert re.findall(r'class="title"><a href="/c/([^"/]+)"', front) == following
    assert (f'href="/?doors={following[-1]}#doors"' in front) == (len(following) == at_once)
    told = re.findall(r"<loc>[^<]*/c/([^/<]+)/", await visit.get("/sitemap.xml"))
    assert told == everyone
    last = next(one for one in (shop, *others) if one.cooperative.slug == slugs[-1])
    scarf = await offer(last, await open_stall(last, "Weaver"), "Scarf", price=1210)
    buyer = last.program.visitor()
    await fill(buyer, (scarf, 1))
    [group] = (await buyer.ask("{ cart { groups { cooperative { slug } } } }"))["cart"]["groups"]
    assert group["cooperative"]["slug"] == slugs[-1]
