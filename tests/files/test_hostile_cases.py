"""Acceptance's hostile cases about files, through HTTP, as a stranger or a careless member would send them."""

import io
import os
import time
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from starlette.applications import Starlette

from minga_graphql.door import Door
from minga_graphql.services import Services
from minga_infra.files.local_store import LocalStore
from minga_infra.files.pictures import PictureWorkshop
from minga_infra.http import files as file_routes
from minga_infra.http.gate import SESSION_COOKIE, Gate
from minga_infra.http.recognising import recogniser
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.files import PictureMaker
from minga_platform.kernel.keyring import Keyring
from minga_platform.market.catalog import names
from minga_testing.hostile_files import a_million_entries
from minga_testing.hostile_pictures import MARK, all_sent, photo, png_of, saved
from minga_testing.people import found, member


@dataclass
class Site:
    """A co-op's address for files, asked by one of its members (or, without her token, by a stranger)."""

    client: httpx.AsyncClient
    slug: str
    token: str
    folder: Path
    database: Database
    cooperative_id: UUID

    async def send(
        self, body: Any, content_type: str = "image/png", *, name: str = "", signed_in: bool = True
    ) -> httpx.Response:
        """POST a body, or chunks of one."""
        headers = {"content-type": content_type, "sec-fetch-site": "same-origin"}
        if signed_in:
            headers["cookie"] = f"{SESSION_COOKIE}={self.token}"
        params = {"name": name} if name else {}
        return await self.client.post(f"/c/{self.slug}/files", content=body, headers=headers, params=params)

    async def get(self, file: str, width: int = 320, **headers: str) -> httpx.Response:
        """GET a rendition."""
        return await self.client.get(f"/c/{self.slug}/files/{file}/{width}", headers=headers)

    async def publish(self, file: str) -> None:
        """As a stall does that shows the picture."""
        async with self.database.work(Scope(self.cooperative_id)) as work:
            await work.execute(
                "UPDATE file SET public = true WHERE cooperative_id = $1 AND id = $2",
                self.cooperative_id,
                ids.decode(names.FILE, file),
            )

    def left(self) -> list[Path]:
        """Files that wait on their way in, which should be none."""
        return [path for path in (self.folder / "incoming").glob("*") if path.is_file()]


@pytest.fixture
async def sites(database: Database, worker_database: Database, tmp_path: Path) -> AsyncIterator[list[Site]]:
    """Two co-ops in one installation, with a member each."""
    workshop = PictureWorkshop()
    services = Services(
        database,
        Keyring(b"a key of a test, 32 bytes long !"),
        files=LocalStore(tmp_path / "files"),
        ports={PictureMaker: workshop},
        demo=False,
    )
    door = Door(services)
    origin = frozenset({"http://localhost:8000"})
    gated = Gate(
        Starlette(routes=file_routes.routes(door, tmp_path / "incoming")),
        find_viewer=recogniser(services),
        hosts=frozenset({"localhost:8000"}),
        origins=origin,
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(gated), base_url="http://localhost:8000") as client:
        made = []
        for _ in range(2):
            slug = f"t{ids.encode('x', ids.new())[-20:]}"
            cooperative_id = await found(worker_database, slug=slug)
            somebody = await member(database, worker_database, cooperative_id, classes=("producer",))
            made.append(Site(client, slug, somebody.token, tmp_path, database, cooperative_id))
        yield made
    workshop.close()


@pytest.fixture
def site(sites: list[Site]) -> Site:
    """The first of the two."""
    return sites[0]


async def kept(site: Site, data: bytes = b"", name: str = "") -> str:
    answer = await site.send(data or saved(photo(), "JPEG"), name=name)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["file"]["id"])


async def test_case_33_another_co_ops_file_a_guess_and_an_unpublished_one_answer_alike(sites: list[Site]) -> None:
    here, there = sites
    hidden, shown = await kept(here), await kept(here)
    await here.publish(shown)
    assert (await here.get(shown)).status_code == 200
    answers = [
        await here.get(hidden),
        await there.get(shown),
        await here.get(ids.encode(names.FILE, ids.new())),
        await here.get("0" * 64),
        await here.get(shown, 321),
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}


async def test_case_53_ten_thousand_ranges_and_bodies_without_end(site: Site) -> None:
    file = await kept(site)
    await site.publish(file)
    started = time.process_time()
    answer = await site.get(file, range="bytes=" + ",".join(f"{n}-{n}" for n in range(10_000)))
    assert time.process_time() - started < 0.05 + 0.2
    assert (answer.status_code, answer.content) == (416, b"")
    asked = 0

    async def endless(start: bytes, more: bytes) -> AsyncIterator[bytes]:
        nonlocal asked
        yield start
        while True:
            asked += len(more)
            yield more

    for start, more in (
        (b"--b\r\n", b"A: b\r\n" * 100),
        (b"--b\r\nA: ", b"x" * 1000),
        (b"", b"x" * 1000),
        (b"\r\n", b"x" * 1000),
    ):
        asked = 0
        answer = await site.send(endless(start, more), "multipart/form-data; boundary=b")
        assert (answer.status_code, answer.json()["refusal"]["code"]) == (422, "UPLOAD_BROKEN")
        assert asked < 200_000
    assert site.left() == []


async def test_case_54_nothing_active_is_kept_or_decoded_here(site: Site) -> None:
    refused = {sent.name: sent for sent in all_sent() if sent.outcome != "picture"}
    some = [
        "SVG with script",
        "page named .png",
        "ZIP and PNG in one, ZIP first",
        "PNG of 400 Mpx",
        "PDF",
        "HEIC of a phone",
    ]
    codes = {}
    for name in some:
        answer = await site.send(refused[name].data, name="picture.png")
        assert answer.status_code == 422
        codes[name] = answer.json()["refusal"]["code"]
    assert codes.pop("PNG of 400 Mpx") == "PICTURE_TOO_LARGE"
    assert set(codes.values()) == {"NOT_A_PICTURE"}
    polyglot = saved(photo(), "PNG") + b"<script>" + MARK + b"</script>"
    file = await kept(site, polyglot)
    await site.publish(file)
    answer = await site.get(file)
    assert MARK not in answer.content
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    everything = b"".join(path.read_bytes() for path in (site.folder / "files").rglob("*") if path.is_file())
    assert MARK not in everything, "no byte of what was sent is kept"


async def test_case_55_a_million_entries_are_not_even_counted(site: Site) -> None:
    before = {path for path in site.folder.rglob("*") if path.is_file()}
    answer = await site.send(a_million_entries(), "application/zip")
    assert answer.status_code in (413, 422), answer.text
    assert {path for path in site.folder.rglob("*") if path.is_file()} == before


async def test_case_55_an_archive_is_refused_whole_and_nothing_is_unpacked(site: Site) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../../outside.txt", "outside")
        archive.writestr("/tmp/minga-outside.txt", "outside")  # noqa: S108 - where nothing may come to stand
        archive.writestr("bomb", b"\0" * 20_000_000)
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    before = {path for path in site.folder.rglob("*") if path.is_file()}
    answer = await site.send(out.getvalue(), "application/zip")
    assert (answer.status_code, answer.json()["refusal"]["code"]) == (422, "NOT_A_PICTURE")
    assert {path for path in site.folder.rglob("*") if path.is_file()} == before
    assert not Path("/tmp/minga-outside.txt").exists()  # noqa: S108, ASYNC240 - likewise


@pytest.mark.parametrize("name", ['"\r\nSet-Cookie: a=b', "ü" * 2048, "CON", ".htaccess", "../../x", "a\u202egpj.exe"])
async def test_case_56_a_hostile_name_is_a_word_and_no_more(name: str, site: Site) -> None:
    file = await kept(site, name=name)
    await site.publish(file)
    answer = await site.get(file)
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-disposition"].isascii()
    assert all(
        path.name == "incoming" or path.is_dir() or len(path.name) == 64 for path in (site.folder / "files").rglob("*")
    )
    async with site.database.read(Scope(site.cooperative_id)) as work:
        shown = await work.value(
            "SELECT name FROM file WHERE cooperative_id = $1 AND id = $2",
            site.cooperative_id,
            ids.decode(names.FILE, file),
        )
    assert 1 <= len(shown) <= 120
    assert shown.isprintable()
    assert "\u202e" not in shown


async def test_a_strangers_body_is_not_read(site: Site) -> None:
    asked = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal asked
        while True:
            asked += 1
            yield b"x" * 65_536

    answer = await site.send(endless(), signed_in=False)
    assert answer.status_code == 401
    assert asked <= 1


async def test_a_body_without_end_stops_at_the_cap(site: Site) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield png_of(4, 4)
        block = os.urandom(65_536)
        while True:
            sent += len(block)
            yield block

    answer = await site.send(endless())
    assert (answer.status_code, answer.json()["refusal"]["code"]) == (413, "FILE_TOO_LARGE")
    assert sent < 22 * 1024 * 1024
    assert site.left() == []
