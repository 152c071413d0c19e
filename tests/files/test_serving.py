"""How a file travels: exact headers, one range, nothing that a browser would run."""

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_infra.files.local_store import LocalStore
from minga_infra.files.names import content_disposition, served_type, shown_name, stored_type
from minga_infra.files.serving import Served, Unsatisfiable, asked_range, serve
from minga_platform.kernel.files import FileMissing, StoredFile
from minga_testing.hostile_pictures import all_sent

DATA = os.urandom(600_000)


async def stored(folder: Path) -> tuple[LocalStore, StoredFile]:
    async def once() -> AsyncIterator[bytes]:
        yield DATA

    store = LocalStore(folder)
    return store, await store.put(once())


async def asked(
    folder: Path, method: str = "GET", headers: dict[str, str] | None = None, **more: object
) -> httpx.Response:
    """Through ASGI, as a browser would ask."""
    store, kept = await stored(folder)
    facts = {"media_type": "image/webp", "name": "Schüssel.webp", "ours": True, "public": False, **more}
    file = Served(kept.sha256, kept.size, **facts)  # type: ignore[arg-type]

    async def answer(request: Request) -> Response:
        return await serve(store, file, method=request.method, headers=request.headers)

    transport = httpx.ASGITransport(Starlette(routes=[Route("/file", answer, methods=["GET", "HEAD"])]))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.request(method, "/file", headers=headers or {})


async def test_a_picture_of_ours(tmp_path: Path) -> None:
    answer = await asked(tmp_path)
    _, kept = await stored(tmp_path)
    assert answer.content == DATA
    assert dict(answer.headers) == {
        "content-type": "image/webp",
        "content-length": str(len(DATA)),
        "content-disposition": "inline; filename=\"Schussel.webp\"; filename*=UTF-8''Sch%C3%BCssel.webp",
        "content-security-policy": "sandbox; default-src 'none'",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "accept-ranges": "bytes",
        "cache-control": "private, no-cache",
        "etag": f'"{kept.sha256}"',
    }


@pytest.mark.parametrize(
    ("media_type", "ours", "served", "way"),
    [
        ("image/webp", False, "image/webp", "attachment"),
        ("image/gif", True, "image/gif", "attachment"),
        ("application/pdf", True, "application/pdf", "attachment"),
        ("image/svg+xml", True, "application/octet-stream", "attachment"),
        ("text/html", True, "application/octet-stream", "attachment"),
        ("application/xhtml+xml", True, "application/octet-stream", "attachment"),
        ("text/javascript", True, "application/octet-stream", "attachment"),
        ("image/webp\r\nSet-Cookie: a=b", True, "application/octet-stream", "attachment"),
        ("IMAGE/PNG", True, "application/octet-stream", "attachment"),
        ("", True, "application/octet-stream", "attachment"),
    ],
)
async def test_only_what_we_encoded_is_shown_in_a_page(
    media_type: str, ours: bool, served: str, way: str, tmp_path: Path
) -> None:
    answer = await asked(tmp_path, media_type=media_type, ours=ours)
    assert answer.headers["content-type"] == served
    assert answer.headers["content-disposition"].startswith(way + ";")
    assert "set-cookie" not in answer.headers


async def test_head_and_what_a_browser_has_already(tmp_path: Path) -> None:
    head = await asked(tmp_path, "HEAD")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(DATA)))
    etag = head.headers["etag"]
    for told in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = await asked(tmp_path, headers={"If-None-Match": told})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert (await asked(tmp_path, headers={"If-None-Match": '"other"'})).status_code == 200


@pytest.mark.parametrize(
    ("header", "start", "end"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=599999-", 599_999, 600_000),
        ("bytes=-10", 599_990, 600_000),
        ("bytes=5-9999999", 5, 600_000),
        ("bytes=-9999999", 0, 600_000),
    ],
)
async def test_one_range(header: str, start: int, end: int, tmp_path: Path) -> None:
    answer = await asked(tmp_path, headers={"Range": header})
    assert (answer.status_code, answer.content) == (206, DATA[start:end])
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/600000"
    assert answer.headers["content-length"] == str(end - start)
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize(
    "header", ["bytes=0-1,2-3", "bytes=9-5", "bytes=a-b", "lines=0-1", "bytes=", "bytes=--1", "0-1"]
)
async def test_a_range_that_we_do_not_serve_gives_the_whole_file(header: str, tmp_path: Path) -> None:
    answer = await asked(tmp_path, headers={"Range": header})
    assert (answer.status_code, len(answer.content)) == (200, len(DATA))


@pytest.mark.parametrize(
    "header",
    ["bytes=600000-", "bytes=-0", "bytes=" + ",".join(f"{n}-{n}" for n in range(10_000)), "bytes=" + "0" * 10_000],
)
async def test_a_range_that_cannot_be_is_416_and_costs_nothing(header: str, tmp_path: Path) -> None:
    started = time.process_time()
    with pytest.raises(Unsatisfiable):
        asked_range(header, len(DATA))
    assert time.process_time() - started < 0.05
    answer = await asked(tmp_path, headers={"Range": header})
    assert (answer.status_code, answer.content, answer.headers["content-range"]) == (416, b"", "bytes */600000")


async def test_a_range_of_another_version_gives_the_whole_file(tmp_path: Path) -> None:
    etag = (await asked(tmp_path, "HEAD")).headers["etag"]
    assert (await asked(tmp_path, headers={"Range": "bytes=0-1", "If-Range": etag})).status_code == 206
    assert (await asked(tmp_path, headers={"Range": "bytes=0-1", "If-Range": '"other"'})).status_code == 200


async def test_a_file_that_the_store_lost_is_told_before_a_byte_is_sent(tmp_path: Path) -> None:
    store, kept = await stored(tmp_path)
    await store.delete(kept.sha256)
    with pytest.raises(FileMissing):
        await serve(store, Served(kept.sha256, kept.size, "image/webp", "a"), method="GET", headers={})


def open_files() -> list[Path]:
    """Links to all files that this process has open."""
    folder = Path("/proc/self/fd")
    if not folder.is_dir():
        pytest.skip("this system does not list open files in /proc")
    return [link for link in folder.iterdir() if link.is_symlink()]


async def test_a_reader_who_hangs_up_leaves_no_open_file(tmp_path: Path) -> None:
    store, kept = await stored(tmp_path)

    def still_open() -> bool:
        return any(kept.sha256 in str(link.readlink()) for link in open_files())

    chunks = store.get(kept.sha256)
    await anext(chunks)
    assert still_open(), "the test can see an open file"
    await chunks.aclose()

    response = await serve(store, Served(kept.sha256, kept.size, "image/webp", "a"), method="GET", headers={})
    hung_up = asyncio.Event()

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.body":
            hung_up.set()
            await asyncio.sleep(60)

    async def receive() -> dict[str, object]:
        await hung_up.wait()
        return {"type": "http.disconnect"}

    await response({"type": "http", "asgi": {"spec_version": "2.0"}}, receive, send)  # type: ignore[arg-type]
    for _ in range(100):
        if not still_open():
            return
        await asyncio.sleep(0.01)
    pytest.fail("the file is still open")


HOSTILE_NAMES = [
    '"\r\nSet-Cookie: session=stolen',
    "a\nb\rc",
    "ü" * 4096,
    "日本" * 2048,
    "CON",
    "con.txt",
    "LPT1",
    ".htaccess",
    "..",
    "",
    "   ",
    "../../etc/passwd",
    "C:\\Windows\\system32",
    "a\x00b.png",
    "\u202egpj.exe",
    "\ud800broken",
    "a;b=c.png",
    'a"; filename="evil.html',
    "%0d%0aSet-Cookie:a=b",
    "\x7f\x80\x9f",
    "🙂.png",
    "x" * 300 + ".jpeg",
]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_name_makes_a_safe_header(name: str) -> None:
    header = content_disposition(name, inline=False)
    assert re.fullmatch(r"attachment; filename=\"[A-Za-z0-9._ -]+\"(; filename\*=UTF-8''[A-Za-z0-9._~%-]+)?", header), (
        header
    )
    assert len(header) < 120 * 12 + 200
    shown = shown_name(name)
    assert 1 <= len(shown) <= 120
    assert not shown.startswith(".")
    assert not re.match(r"(?i)(con|lpt1)(\.|$)", shown)


@given(st.text(max_size=200))
def test_any_name_at_all_makes_a_safe_header_that_says_the_shown_name(name: str) -> None:
    header = content_disposition(name, inline=True)
    assert header.isascii()
    assert header.isprintable()
    exact = re.search(r"filename\*=UTF-8''(.*)$", header)
    plain = re.search(r'filename="([^"]*)"', header)
    assert plain is not None
    assert (unquote(exact.group(1)) if exact else plain.group(1)) == shown_name(name)


def test_a_long_name_keeps_its_ending() -> None:
    assert shown_name("x" * 300 + ".jpeg").endswith("x.jpeg")


def test_no_hostile_file_gets_a_type_that_a_browser_runs() -> None:
    for sent in all_sent():
        kind = stored_type(sent.data[:64])
        assert served_type(kind) == kind
        assert kind in {
            "image/png",
            "image/jpeg",
            "image/gif",
            "image/webp",
            "application/pdf",
            "application/zip",
            "application/octet-stream",
        }
