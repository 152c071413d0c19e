"""Bringing designs in and giving them out, as a browser without script meets it: the pages and the worker alone."""

import html
import io
import re
import tarfile
import tomllib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import httpx
import pytest
import yaml
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from minga_frontend import app as pages
from minga_frontend.shell.protection import Protection
from minga_infra.files.pictures import PictureWorkshop
from minga_infra.http import files as file_routes
from minga_infra.http.gate import SESSION_COOKIE, Gate
from minga_infra.http.recognising import recogniser
from minga_infra.outbound.fetching import GuardedFetcher
from minga_platform.kernel.database import Database
from minga_platform.kernel.files import FileStore, PictureMaker
from minga_testing import people
from minga_testing.shop import Shop, open_shop

LOOM = """okhv = "OKH-LOSHv1.0"
name = "Loom\\n"
repo = "https://git.example/weavers/loom"
version = "0.10.0"
license = "LicenseRef-CC BY-SA-4.0"
licensor = "Ana"
function = "It weaves."
documentationLanguage = "en"
own-key = 400
[[part]]
name = "Beam"
material = "ash"
source = "beam.scad"
"""
WHEEL = LOOM.replace("Loom", "Wheel").replace("/loom", "/wheel").replace("LicenseRef-CC BY-SA-4.0", "CERN-OHL-S-2.0")


@dataclass
class Reader:
    """Somebody's browser in the co-op's commons."""

    shop: Shop
    client: httpx.AsyncClient
    who: people.Somebody | None

    @property
    def home(self) -> str:
        return f"/c/{self.shop.cooperative.slug}/commons"

    @property
    def _headers(self) -> dict[str, str]:
        cookie = {"cookie": f"{SESSION_COOKIE}={self.who.token}"} if self.who else {}
        return {"sec-fetch-site": "same-origin", **cookie}

    async def get(self, path: str, status: int = 200) -> httpx.Response:
        self.client.cookies.clear()
        answer = await self.client.get(path if path.startswith("/c/") else self.home + path, headers=self._headers)
        assert answer.status_code == status, answer.text
        return answer

    async def page(self, path: str, status: int = 200) -> str:
        return html.unescape((await self.get(path, status)).text)

    async def post(self, path: str, status: int = 303, **form: str) -> str:
        self.client.cookies.clear()
        answer = await self.client.post(self.home + path, data=form, headers=self._headers)
        assert answer.status_code == status, answer.text
        return answer.headers.get("location", answer.text)  # type: ignore[no-any-return]

    async def send(self, name: str, data: bytes) -> str:
        """Send a file as the page's form does; the `file=` that it comes back with."""
        self.client.cookies.clear()
        answer = await self.client.post(
            f"/c/{self.shop.cooperative.slug}/files?kind=commons&then={self.home}/import",
            files={"manifest": (name, data)},
            headers=self._headers,
        )
        assert answer.status_code == 303, answer.text
        found = re.search(r"file=([^&]+)", answer.headers["location"])
        assert found, answer.headers["location"]
        return found[1]

    async def bring(self, **form: str) -> str:
        """Ask for an import, let the worker do it; the address of its report."""
        address = await self.post("/import", **form)  # type: ignore[arg-type]
        waiting = await self.get(address)
        assert waiting.headers["refresh"] == "2"
        await self.shop.worker.drain()
        return address


@pytest.fixture
async def ana(database: Database, worker_database: Database) -> AsyncIterator[Reader]:
    shop = await open_shop(database, worker_database)
    door = shop.program.door
    shop.worker._ports[FileStore] = door.services.files
    door.services.ports[PictureMaker] = PictureWorkshop()
    somebody = await people.member(database, worker_database, shop.id, name="Ana", classes=("contributor",))
    inner = Starlette(
        routes=[*file_routes.routes(door, door.services.files.incoming), *pages.routes(door)],  # type: ignore[union-attr]
        exception_handlers={HTTPException: pages.not_here},
    )
    inner.state.door = door
    gated = Gate(
        inner,
        find_viewer=recogniser(door.services),
        hosts=frozenset({"localhost:8000"}),
        origins=frozenset({"http://localhost:8000"}),
    )
    transport = httpx.ASGITransport(Protection(gated))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
        yield Reader(shop, client, somebody)


def archive(*files: tuple[str, str]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as made:
        for name, text in files:
            entry = tarfile.TarInfo(name)
            entry.size = len(text.encode())
            made.addfile(entry, io.BytesIO(text.encode()))
    return packed.getvalue()


async def test_an_archive_is_looked_at_then_brought_in_and_given_out_again(ana: Reader) -> None:
    file = await ana.send(
        "designs.tar.gz", archive(("loom.toml", LOOM), ("wheel.toml", WHEEL), ("bad.toml", "a = [\n"))
    )
    assert "See what would happen" in await ana.page(f"/import?file={file}")
    seen = await ana.page(await ana.bring(file=file, deed="look"))
    assert "Nothing has been changed yet" in seen
    assert "No SPDX expression" in seen
    assert "This is not TOML" in seen
    await ana.get("/designs/loom", 404)
    address = await ana.bring(file=file, deed="take")
    done = await ana.page(address)
    assert "Nothing has been changed yet" not in done
    assert "Refused: 1" in done
    assert "loom.toml" not in await ana.page(f"{address}?outcome=refused")
    assert "bad.toml" in await ana.page(f"{address}?outcome=refused")
    assert "wheel.toml" not in await ana.page(f"{address}?kind=licence_grammar")
    again = await ana.page(await ana.bring(file=file, deed="take"))
    assert "Here already, the same: 2" in again

    nobody = Reader(ana.shop, ana.client, None)
    page = await nobody.page("/designs/loom")
    assert "okh.toml" in page
    told = await nobody.get("/designs/loom/okh.toml")
    assert told.headers["content-disposition"] == 'attachment; filename="okh-loom.toml"'
    assert told.text.startswith("# Not open source hardware")
    assert tomllib.loads(told.text) == {
        **tomllib.loads(LOOM.replace("documentationLanguage", "documentation-language")),
        "name": "Loom",
        "license": "LicenseRef-CC-BY-SA-4.0",
    }
    wheel = yaml.safe_load((await nobody.get("/designs/wheel/okh.yml")).text)
    assert (wheel["title"], wheel["license"], wheel["version"]) == ("Wheel", {"hardware": "CERN-OHL-S-2.0"}, "0.10.0")
    assert not (await nobody.get("/designs/wheel/okh.toml")).text.startswith("#")
    linked = (await nobody.get("/designs/wheel/okh.jsonld")).json()
    assert (linked["@type"], linked["spdx:licenseDeclared"]) == ("okh:Module", {"@id": "spdxl:CERN-OHL-S-2.0"})
    await nobody.get("/designs/loom/okh.exe", 404)
    await nobody.get("/designs/nothing/okh.toml", 404)


async def test_a_design_made_here_is_given_out_in_the_same_words(ana: Reader) -> None:
    program = ana.shop.by(ana.who)  # type: ignore[arg-type]
    texts = [{"language": "en", "text": "Hand press"}]
    made = await program.wish(
        "startDesign(kind: DESIGN, title: $t)", "... on DesignStarted { id slug }", t=("[LocalTextInput!]!", texts)
    )
    draft = await program.wish(
        'draftRelease(designId: $id, version: "1.0", licence: "CERN-OHL-S-2.0", fields: $fields)',
        "... on ReleaseNamed { id }",
        id=("ID!", made["id"]),
        fields=("ReleaseInput", {"parts": [{"name": texts, "quantity": "2.5", "unit": "m"}]}),
    )
    await program.wish("publishRelease(id: $id)", "... on ReleaseNamed { id }", id=("ID!", draft["id"]))
    told = tomllib.loads((await ana.get(f"/designs/{made['slug']}/okh.toml")).text)
    page = f"http://localhost:8000{ana.home}/designs/{made['slug']}"
    assert (told["name"], told["license"], told["licensor"], told["repo"]) == (
        "Hand press",
        "CERN-OHL-S-2.0",
        "Ana",
        page,
    )
    assert told["part"] == [{"name": "Hand press", "quantity": 2.5, "unit": "m"}]


def finds(*addresses: str):
    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return addresses

    return resolve


async def test_an_address_inside_is_not_asked_and_the_page_says_why(ana: Reader) -> None:
    ana.shop.worker._ports[GuardedFetcher] = GuardedFetcher(resolver=finds("127.0.0.1"))
    address = await ana.bring(address="https://git.example/weavers/loom/-/raw/main/okh.toml", deed="look")
    assert "The name leads into a private network." in await ana.page(address)
    wrong = await ana.post("/import", 422, address="http://git.example/okh.toml", deed="look")
    assert "There is a problem" in wrong or "problem" in wrong


async def test_nobody_sees_anothers_import(ana: Reader, database: Database, worker_database: Database) -> None:
    address = await ana.bring(file=await ana.send("okh.toml", LOOM.encode()), deed="look")
    berta = await people.member(database, worker_database, ana.shop.id, name="Berta", classes=("contributor",))
    await Reader(ana.shop, ana.client, berta).get(address, 404)
    await Reader(ana.shop, ana.client, None).get("/import", 303)
