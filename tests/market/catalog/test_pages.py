"""The market's pages as a browser without script meets them: goods, makers, money, and forms that bring one back."""

import io
import json
import re
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from minga_frontend import app as pages
from minga_frontend.shell.protection import Protection
from minga_graphql.door import Door
from minga_graphql.services import Services
from minga_infra import rules as every_rule
from minga_infra.files.local_store import LocalStore
from minga_infra.files.pictures import PictureWorkshop
from minga_infra.http import files as file_routes
from minga_infra.http.gate import SESSION_COOKIE, Gate
from minga_platform.kernel import ids
from minga_platform.kernel.files import PictureMaker
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.viewer import ANONYMOUS, Viewer
from minga_platform.market.catalog import search
from minga_platform.market.catalog.commands import products
from minga_platform.rules.commands import adopt_declared_defaults

HOST = "http://localhost:8000"


class Visit:
    """A browser without script. `who` is whom the gate finds behind its cookie."""

    def __init__(self, client: httpx.AsyncClient, who: dict[str, Viewer]) -> None:
        self._client, self._who = client, who

    async def get(self, path: str, status: int = 200, *, viewer: Viewer = ANONYMOUS, **headers: str) -> httpx.Response:
        self._client.cookies.clear()  # A language chosen on one page would speak on the next.
        answer = await self._client.get(path, headers={**self._as(viewer), **headers})
        assert answer.status_code == status, (path, answer.status_code, answer.text[:2000])
        return answer

    async def post(self, path: str, status: int = 303, *, viewer: Viewer = ANONYMOUS, **sent: Any) -> httpx.Response:
        answer = await self._client.post(path, headers=self._as(viewer), **sent)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:2000])
        return answer

    def _as(self, viewer: Viewer) -> dict[str, str]:
        headers = {"sec-fetch-site": "same-origin"}
        if viewer.person_id is not None:
            token = viewer.person_id.hex
            self._who[token] = viewer
            headers["cookie"] = f"{SESSION_COOKIE}={token}"
        return headers


@pytest.fixture
async def visit(hall, worker_database, tmp_path) -> AsyncIterator[Visit]:
    every_rule.register_all()
    search.forget_vocabularies()
    async with worker_database.work(hall.scope) as work:
        await adopt_declared_defaults(work)
    services = Services(
        hall.database, Keyring(b"k" * 32), files=LocalStore(tmp_path / "files"), ports={PictureMaker: PictureWorkshop()}
    )
    door = Door(services)
    app = Starlette(
        routes=[*file_routes.routes(door, tmp_path / "incoming"), *pages.routes(door)],
        exception_handlers={HTTPException: pages.not_here},
    )
    app.state.door = door
    who: dict[str, Viewer] = {}

    async def find(
        session: str | None, _cart: str | None, language: str, address: str, _cookie: bool
    ) -> tuple[Viewer, None]:
        known = who.get(session or "", ANONYMOUS)
        return Viewer(known.person_id, language=language, address=address), None

    gated = Gate(app, find_viewer=find, hosts=frozenset({"localhost:8000"}), origins=frozenset({HOST}))
    transport = httpx.ASGITransport(app=Protection(gated))
    async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
        yield Visit(client, who)


def photo(size=(900, 700)) -> bytes:
    kept = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    Image.new("RGB", size, (180, 60, 40)).save(kept, "JPEG", exif=exif)
    return kept.getvalue()


async def test_goods_stand_on_every_page_they_should(hall, visit):
    bread = await hall.do(products.add_category, hall.coordinator, name={"en": "Bread", "es": "Pan"})
    await hall.offer("Rye loaf", category_id=bread, price=450)
    await hall.offer("Hidden loaf", publish=False)
    for path in ("/", "/market", f"/c/{hall.slug}", f"/c/{hall.slug}/market", f"/c/{hall.slug}/s/clay-fire"):
        page = (await visit.get(path)).text
        assert ("Rye loaf" in page, "Hidden loaf" in page) == (True, False), path
        assert "€4.50" in page, path
    page = (await visit.get(f"/es/c/{hall.slug}/market?category=bread")).text
    assert 'lang="es"' in page
    assert "4,50" in page
    assert ">Pan<" in page
    page = (await visit.get(f"/c/{hall.slug}/market?q=lofa")).text
    assert "Rye loaf" in page, "a slip is mended and said"
    assert "“loaf”" in page


async def test_a_product_page_tells_the_whole_story(hall, visit):
    await hall.offer(
        "Bowl", price=2420, description={"en": "**Deep**.\n\n<script>alert(1)</script> [x](javascript:alert(1))"},
        provenance={"en": "Ronda"}, allergens=["milk"], tags=["gift"],
    )  # fmt: skip
    page = (await visit.get(f"/c/{hall.slug}/p/bowl")).text
    for told in (
        "€24.20",
        "€18.06",
        "€1.60",
        "€0.34",
        "€4.20",
        "Ronda",
        "Milk",
        "<strong>Deep</strong>",
        "Clay &amp; Fire",
    ):
        assert told in page, told
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page
    assert 'action="/cart/add"' in page


async def test_a_product_page_tells_how_far_it_is_to_who_said_where_she_is(hall, worker_database, visit):
    await hall.offer("Bowl")
    points = {name: ids.new() for name in ("Ottawa", "Paris")}
    places = {"Ottawa": (45421500, -75697200), "Paris": (48856600, 2352200)}
    async with worker_database.work(hall.scope) as work:
        for name, point in points.items():
            await work.execute(
                "INSERT INTO pickup_point (cooperative_id, id, name, address, directions, hours, state, latitude_microdegrees, longitude_microdegrees) "
                "VALUES ($1, $2, $3, 'A', '{}', '[]', $4, $5, $6)",
                hall.id, point, {"en": name}, "open" if name == "Paris" else "closed", *places[name],
            )  # fmt: skip
    market, bowl = f"/c/{hall.slug}/market", f"/c/{hall.slug}/p/bowl"
    assert "km away" not in (await visit.get(bowl)).text
    # Near a point that she knows: the list's cards lead to pages that go on telling it.
    paris = ids.encode("point", points["Paris"])
    listed = (await visit.get(f"{market}?near={paris}")).text
    assert f'href="{bowl}?near={paris}"' in listed
    assert "less than 1 km away" in listed
    assert "Fetch it: less than 1 km away" in (await visit.get(f"{bowl}?near={paris}")).text
    # Where her browser says she is: no address holds it.
    cookie = {"cookie": "place=45.42%2C-75.70"}
    listed = (await visit.get(f"{market}?near=here", **cookie)).text
    told = re.search(r"about [\d,]+ km away", listed)
    assert told
    assert f'href="{bowl}"' in listed
    assert f"Fetch it: {told[0]}" in (await visit.get(bowl, **cookie)).text
    assert "less than 1 km away" in (await visit.get(f"{bowl}?near={paris}", **cookie)).text, (
        "what she chose comes first"
    )
    for strange in ("near=here", "near=point_x", f"near={'x' * 300}"):
        assert "km away" not in (await visit.get(f"{bowl}?{strange}")).text
    assert "km away" not in (await visit.get(bowl, cookie="place=far%2Caway")).text


async def test_old_addresses_lead_on_and_strange_ones_nowhere(hall, other_hall, visit):
    product, _ = await hall.offer("Bowl")
    await other_hall.offer("Foreign")
    await hall.do(products.edit_product, product_id=product, expected_version=2, changes={"title": {"en": "Deep bowl"}})
    moved = await visit.get(f"/c/{hall.slug}/p/bowl", 301)
    assert moved.headers["location"] == f"/c/{hall.slug}/p/deep-bowl"
    moved = await visit.get(f"/ar/c/{hall.slug}/p/bowl", 301)
    assert moved.headers["location"] == f"/ar/c/{hall.slug}/p/deep-bowl"
    missing = re.sub(r"nothing|foreign", "", (await visit.get(f"/c/{hall.slug}/p/nothing", 404)).text)
    foreign = re.sub(r"nothing|foreign", "", (await visit.get(f"/c/{hall.slug}/p/foreign", 404)).text)
    assert _bare(missing) == _bare(foreign)
    await visit.get("/c/no-such-coop/market", 404)
    await visit.get(f"/c/{hall.slug}/market?after=forged", 404)


def _bare(page: str) -> str:
    return re.sub(r'nonce="[^"]*"|[0-9a-f]{16}', "", page)


async def test_a_price_that_is_none_comes_back_with_what_was_typed(hall, visit):
    await hall.offer("Bowl")
    page = (await visit.get(f"/c/{hall.slug}/market?from=abc&to=12,50", 422)).text
    assert 'value="abc"' in page
    assert 'value="12,50"' in page
    assert "Bowl" not in (await visit.get(f"/c/{hall.slug}/market?to=1")).text.partition("<main")[2]


async def test_a_maker_lists_a_product_with_a_photo_and_shows_it(hall, visit):
    base = f"/c/{hall.slug}/stall/clay-fire/products"
    form = {
        "title-en": "Jug",
        "title-es": "Jarra",
        "price": "24,50",
        "unit": "piece",
        "per": "1",
        "step": "1",
        "stock": "7",
        "tax": "21",
    }
    refused = (await visit.post(f"{base}/new", 422, viewer=hall.maker, data={**form, "price": "much"})).text
    assert 'value="Jug"' in refused
    assert 'value="Jarra"' in refused
    made = await visit.post(f"{base}/new", viewer=hall.maker, data=form)
    page = made.headers["location"].partition("?")[0]
    product = page.rpartition("/")[2]
    sent = await visit.post(
        f"/c/{hall.slug}/files?then={page}&product={product}",
        viewer=hall.maker,
        files={"photo": ("p.jpg", photo(), "image/jpeg")},
    )
    assert sent.headers["location"] == page
    await visit.post(f"{page}/publish", viewer=hall.maker)
    shown = (await visit.get(f"/c/{hall.slug}/p/jug")).text
    address = re.search(r'src="(/c/[^"]+/files/[^"]+)"', shown)
    assert address
    picture = await visit.get(address[1])
    assert picture.headers["content-type"] == "image/webp"
    assert "immutable" in picture.headers["cache-control"]
    assert b"where I live" not in picture.content
    assert Image.open(io.BytesIO(picture.content)).getexif() == {}
    await visit.get(address[1], 304, **{"if-none-match": picture.headers["etag"]})
    await visit.get(address[1].rpartition("/")[0] + "/7", 404)


async def test_a_photo_is_nobody_elses_to_see_or_to_show_before_its_owner_shows_it(hall, visit):
    sent = await visit.post(
        f"/c/{hall.slug}/files", 201, viewer=hall.maker, files={"photo": ("p.jpg", photo(), "image/jpeg")}
    )
    file = sent.json()["file"]["id"]
    for path in (f"/c/{hall.slug}/files/{file}/640", f"/c/{hall.slug}/files/{ids.encode('file', ids.new())}/640"):
        await visit.get(path, 404, viewer=hall.rival)
    await visit.get(f"/c/{hall.slug}/files/{file}/640", viewer=hall.maker)
    stolen, _ = await hall.offer("Rival's", stall=hall.rival_stall, by=hall.rival)
    from minga_platform.kernel.errors import NotFound

    with pytest.raises(NotFound):
        await hall.do(products.add_picture, hall.rival, product_id=stolen, file_id=ids.decode("file", file))


async def test_what_is_no_picture_is_refused_in_words(hall, visit):
    product, _ = await hall.offer("Bowl")
    page = f"/c/{hall.slug}/stall/clay-fire/products/{ids.encode('prod', product)}"
    for name, data in (("x.png", b"<html>"), ("x.jpg", photo()[:500]), ("x.svg", b"<svg onload='alert(1)'/>")):
        sent = await visit.post(
            f"/c/{hall.slug}/files?then={page}", viewer=hall.maker, files={"photo": (name, data, "image/png")}
        )
        told = (await visit.get(sent.headers["location"], viewer=hall.maker)).text
        assert "picture" in told.partition("notice bad")[2][:600], name
    signed_out = await visit.post(f"/c/{hall.slug}/files", 401, files={"photo": ("p.jpg", photo(), "image/jpeg")})
    assert signed_out.json()["refusal"]["code"] == "SIGN_IN_NEEDED"
    away = await visit.post(
        f"/c/{hall.slug}/files?then=//evil.example/",
        201,
        viewer=hall.maker,
        files={"photo": ("p.jpg", photo(), "image/jpeg")},
    )
    assert "location" not in away.headers, "nobody is sent to another site"


async def test_a_stalls_pages_are_there_for_its_keepers_alone(hall, other_hall, visit):
    product, _ = await hall.offer("Bowl")
    base = f"/c/{hall.slug}/stall/clay-fire"
    inside = [
        f"{base}/products",
        f"{base}/edit",
        f"{base}/import",
        f"{base}/keepers",
        f"{base}/products/new",
        f"{base}/products/{ids.encode('prod', product)}",
    ]
    for path in inside:
        assert "/sign-in" in (await visit.get(path, 303)).headers["location"]
        await visit.get(path, 404, viewer=hall.rival)
        await visit.get(path, 404, viewer=other_hall.maker)
        await visit.get(path, viewer=hall.maker)
    # Another stall's product under one's own stall's address is not there either.
    other, _ = await hall.offer("Bun", stall=hall.rival_stall, by=hall.rival)
    await visit.get(f"{base}/products/{ids.encode('prod', other)}", 404, viewer=hall.maker)


async def test_a_file_of_another_shop_is_shown_before_it_is_taken(hall, visit):
    table = "Handle,Title,Vendor,Option1 Name,Option1 Value,Variant Inventory Qty,Variant Price\n"
    table += "cup,Cup,Me,Title,Default Title,3,12.00\nodd,Odd,Me,Title,Default Title,1,abc\n"
    page = f"/c/{hall.slug}/stall/clay-fire/import"
    sent = await visit.post(
        f"/c/{hall.slug}/files?kind=table&then={page}",
        viewer=hall.maker,
        data={"source": "SHOPIFY", "tax": "10"},
        files={"table": ("shop.csv", table.encode(), "text/csv")},
    )
    there = sent.headers["location"]
    assert "source=SHOPIFY" in there
    assert "tax=10" in there
    dry = (await visit.get(there, viewer=hall.maker)).text
    assert "Nothing has been changed yet" in dry
    assert "This is no amount." in dry
    assert await hall.listings() == []
    file = re.search(r'name="file" value="([^"]+)"', dry)
    assert file
    await visit.post(page, 200, viewer=hall.maker, data={"file": file[1], "source": "SHOPIFY", "tax": "10"})
    [cup] = await hall.listings()
    assert cup["title"] == {"en": "Cup"}
    [row] = await hall.rows("SELECT tax_bps FROM product WHERE cooperative_id = $1", hall.id)
    assert row["tax_bps"] == 1000
    # What the maker sent is hers: the rival cannot import it, not even onto her own stall.
    stolen = await visit.get(
        f"/c/{hall.slug}/stall/the-other-stall/import?file={file[1]}&source=SHOPIFY", 422, viewer=hall.rival
    )
    assert "could not find" in stolen.text


async def test_empty_pages_offer_the_first_step(hall, visit):
    assert "The stalls are still empty" in (await visit.get(f"/c/{hall.slug}")).text
    assert "Nothing found" in (await visit.get(f"/c/{hall.slug}/market?q=zzz")).text
    assert (
        "List your first product"
        in (await visit.get(f"/c/{hall.slug}/stall/clay-fire/products", viewer=hall.maker)).text
    )


async def test_every_page_of_a_stall_leads_to_every_other(hall, visit):
    base = f"/c/{hall.slug}/stall/clay-fire"
    assert (await visit.get(base, 303, viewer=hall.maker)).headers["location"] == f"{base}/today"
    sections = ("today", "orders", "products", "money", "edit", "keepers", "import")
    leads = {}
    for path in sections:
        page = (await visit.get(f"{base}/{path}", viewer=hall.maker)).text
        leads[path] = {other for other in sections if f'href="{base}/{other}"' in page}
    for path in sections:
        reached = leads[path].union(*(leads[other] for other in leads[path]))
        assert reached == set(sections), f"two steps from {path}: {reached}"


async def test_a_coordinator_puts_up_a_shelf(hall, visit):
    page = f"/c/{hall.slug}/coordination/shelves"
    await visit.get(page, 404, viewer=hall.maker)
    assert "No shelves yet" in (await visit.get(page, viewer=hall.coordinator)).text
    refused = await visit.post(page, 422, viewer=hall.coordinator, data={"name-en": "x" * 90})
    assert "This is too long." in refused.text
    await visit.post(page, viewer=hall.coordinator, data={"name-en": "Bread", "name-es": "Pan"})
    assert ">Bread<" in (await visit.get(page, viewer=hall.coordinator)).text
    assert ">Pan<" in (await visit.get(f"/es/c/{hall.slug}")).text


async def test_a_shelf_gets_another_name_and_keeps_its_address(hall, visit):
    bread = await hall.do(products.add_category, hall.coordinator, name={"en": "Bread", "es": "Pan"})
    await hall.offer("Rye loaf", category_id=bread)
    page = f"/c/{hall.slug}/coordination/shelves"
    chosen = ids.encode("cat", bread)
    shown = (await visit.get(f"{page}?edit={chosen}", viewer=hall.coordinator)).text
    assert 'value="Bread"' in shown
    assert 'value="Pan"' in shown
    refused = await visit.post(page, 422, viewer=hall.coordinator, data={"id": chosen, "name-en": " "})
    assert "Rename “Bread”" in refused.text
    await visit.post(page, viewer=hall.coordinator, data={"id": chosen, "name-en": "Baked", "name-es": "Horneado"})
    market = (await visit.get(f"/c/{hall.slug}/market?category=bread")).text
    assert "Rye loaf" in market
    assert ">Baked<" in market
    assert "Rye loaf" in (await visit.get(f"/c/{hall.slug}/market?q=baked")).text, "found by the new name"


async def test_a_keeper_is_named_and_taken_off_after_one_question(hall, visit):
    page = f"/c/{hall.slug}/stall/clay-fire/keepers"
    nobody = await visit.get(f"{page}?who=zzzz", 422, viewer=hall.maker)
    assert "No other member" in nobody.text
    found = (await visit.get(f"{page}?who=riv", viewer=hall.maker)).text
    agent = re.search(r'name="agent" value="(agent_\w+)"', found.partition("keepers/add")[2])
    assert agent
    await visit.get(page, 404, viewer=hall.rival)
    await visit.post(f"{page}/add", viewer=hall.maker, data={"agent": agent[1]})
    assert "Stop keeping it" in (await visit.get(page, viewer=hall.rival)).text
    asked = await visit.post(f"{page}/remove", 200, viewer=hall.maker, data={"agent": agent[1]})
    assert "no longer?" in asked.text
    await visit.get(page, viewer=hall.rival)
    await visit.post(f"{page}/remove", viewer=hall.maker, data={"agent": agent[1], "confirmed": "yes"})
    await visit.get(page, 404, viewer=hall.rival)
    own = ids.encode("agent", hall.maker_agent)
    last = await visit.post(f"{page}/remove", 422, viewer=hall.maker, data={"agent": own, "confirmed": "yes"})
    assert "A stall keeps its last keeper" in last.text


async def test_a_keeper_turns_her_letters_off_and_on(hall, visit):
    page = f"/c/{hall.slug}/stall/clay-fire/keepers"
    assert "You get a letter for each order" in (await visit.get(page, viewer=hall.maker)).text
    await visit.post(f"{page}/letters", viewer=hall.maker)
    assert "You get no letters" in (await visit.get(page, viewer=hall.maker)).text
    await visit.post(f"{page}/letters", viewer=hall.maker, data={"wanted": "yes"})
    assert "You get a letter for each order" in (await visit.get(page, viewer=hall.maker)).text


async def test_a_coordinator_suspends_a_stall_with_a_reason_and_reopens_it(hall, visit):
    await hall.offer("Bowl")
    page = f"/c/{hall.slug}/coordination/stalls"
    await visit.get(page, 404, viewer=hall.maker)
    asked = await visit.get(f"{page}/clay-fire/restrict", viewer=hall.coordinator)
    assert "Orders that were placed go on" in asked.text
    last = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    form = {"kind": "SELLING", "reason": "", "evidence": "Two shards", "ends": last}
    await visit.post(f"{page}/clay-fire/restrict", 422, viewer=hall.coordinator, data=form)
    await visit.get(f"/c/{hall.slug}/p/bowl")
    await visit.post(f"{page}/clay-fire/restrict", viewer=hall.coordinator, data={**form, "reason": "It leaks"})
    await visit.get(f"/c/{hall.slug}/p/bowl", 404)
    assert (
        "has suspended this stall" in (await visit.get(f"/c/{hall.slug}/stall/clay-fire/edit", viewer=hall.maker)).text
    )
    again = await visit.post(f"/c/{hall.slug}/stall/clay-fire/door/open", 422, viewer=hall.maker)
    assert 'class="summary"' in again.text
    told = (await visit.get(f"/c/{hall.slug}/restrictions", viewer=hall.coordinator)).text
    [laid] = set(re.findall(r"restr_[a-z0-9]+(?=-because)", told))
    ended = {"id": laid, f"{laid}-because": "It was mended"}
    await visit.post(f"/c/{hall.slug}/restrictions", viewer=hall.coordinator, data=ended)
    await visit.get(f"/c/{hall.slug}/p/bowl")


async def test_a_maker_closes_her_stall_after_one_question_and_opens_it_again(hall, visit):
    await hall.offer("Bowl")
    door = f"/c/{hall.slug}/stall/clay-fire/door"
    assert "Close Clay &amp; Fire?" in (await visit.post(f"{door}/close", 200, viewer=hall.maker)).text
    await visit.get(f"/c/{hall.slug}/p/bowl")
    await visit.post(f"{door}/close", viewer=hall.maker, data={"confirmed": "yes"})
    await visit.get(f"/c/{hall.slug}/p/bowl", 404)
    await visit.post(f"{door}/open", viewer=hall.maker)
    await visit.get(f"/c/{hall.slug}/p/bowl")


async def test_pictures_that_an_import_could_not_fetch_are_told_until_put_aside(hall, visit):
    product, _ = await hall.offer("Bowl")
    async with hall.worker.work(hall.scope) as work:
        await work.execute(
            "UPDATE product SET imported = $3 WHERE cooperative_id = $1 AND id = $2",
            hall.id, product, {"picture_problems": {"https://old.example/a.jpg": {"fault": "too_slow", "row": 4}}},
        )  # fmt: skip
    page = f"/c/{hall.slug}/stall/clay-fire/products/{ids.encode('prod', product)}"
    told = (await visit.get(page, viewer=hall.maker)).text
    assert "https://old.example/a.jpg" in told
    assert "took too long to answer" in told
    assert "row 4" in told
    await visit.post(f"{page}/forget-problems", viewer=hall.maker)
    assert "old.example" not in (await visit.get(page, viewer=hall.maker)).text


async def test_a_stall_shows_a_wide_picture_that_its_keeper_chose(hall, visit):
    sent = await visit.post(
        f"/c/{hall.slug}/files", 201, viewer=hall.maker, files={"photo": ("p.jpg", photo((1600, 600)), "image/jpeg")}
    )
    file = sent.json()["file"]["id"]
    stall = f"/c/{hall.slug}/stall/clay-fire"
    assert "Where shall it be?" in (await visit.get(f"{stall}/edit?file={file}", viewer=hall.maker)).text
    await visit.post(f"{stall}/picture", viewer=hall.maker, data={"file": file, "as": "banner"})
    shown = (await visit.get(f"/c/{hall.slug}/s/clay-fire")).text
    assert 'class="banner"' in shown
    assert file in shown
    await visit.post(f"{stall}/picture", viewer=hall.maker, data={"as": "banner"})
    assert 'class="banner"' not in (await visit.get(f"/c/{hall.slug}/s/clay-fire")).text


async def test_a_stall_comes_from_another_coop_after_a_look_at_what_it_would_make(hall, visit):
    stall = f"/c/{hall.slug}/stall/clay-fire"
    about = (await visit.get(f"{stall}/edit", viewer=hall.maker)).text
    assert f'href="{stall}/archive"' in about
    assert f"/c/{hall.slug}/exports?what=STALL+{ids.encode('stall', hall.stall)}" in about
    asked = (
        await visit.get(f"/c/{hall.slug}/exports?what=STALL+{ids.encode('stall', hall.stall)}", viewer=hall.maker)
    ).text
    assert "All of Clay &amp; Fire, to go on selling elsewhere" in asked
    assert f'href="{stall}/archive"' in asked
    told = (await visit.get(f"{stall}/archive", viewer=hall.maker)).text
    assert "Orders, reviews and money stay where they happened" in told
    await visit.get(f"{stall}/archive", 404, viewer=hall.rival)

    async def send(data: bytes) -> str:
        sent = await visit.post(
            f"/c/{hall.slug}/files?kind=archive&then={stall}/archive",
            viewer=hall.maker, files={"archive": ("stall.zip", data, "application/zip")},
        )  # fmt: skip
        return str(sent.headers["location"])

    form = {
        "id": "var_1", "title": {}, "options": [], "sku": "", "unit": "piece", "step": 1, "least": 1, "most": None, "price_per": 1,
        "price": {"minor": 900, "currency": "USD"}, "weighed": False, "in_pieces": False, "state": "offered",
        "stock": {"id": "stock_1", "counted": True, "on_hand": 3, "promised": 1, "draws": 1},
    }  # fmt: skip
    jug = {"id": "prod_1", "title": {"en": "Jug <b>"}, "tax_bps": 2100, "slug": "jug", "variants": [form]}
    stall_told = {
        "format": "minga-stall", "version": 1, "stall": {"name": {"en": "Old clay"}}, "products": [jug],
        "cooperative": {"name": {"en": "Valley"}, "currency": "USD"},
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("stall.json", json.dumps(stall_told))
    page = await send(out.getvalue())
    planned = (await visit.get(page, viewer=hall.maker)).text
    for said in (
        "Nothing has been changed yet",
        "Old clay of Valley",
        "Jug &lt;b&gt;",
        "9.00 USD",
        "in another currency",
    ):
        assert said in planned, said
    file = page.rpartition("file=")[2]
    made = (await visit.post(f"{stall}/archive", 200, viewer=hall.maker, data={"file": file})).text
    assert "They are drafts" in made
    assert "Jug &lt;b&gt;" in (await visit.get(f"{stall}/products", viewer=hall.maker)).text
    assert "all of it is here already" in (await visit.get(page, viewer=hall.maker)).text
    refused = (await visit.get(await send(b"no archive"), 422, viewer=hall.maker)).text
    assert "This file is no archive. Please send the ZIP file" in refused
