"""One file a request, counted while it comes; everything around it is bounded."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_infra.files.upload import FIELD_BYTES, FIELDS, Upload, uploaded
from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.files import FileTooLarge, NoFileSent, TooManyFiles, UploadBroken

FORM = "multipart/form-data; boundary=frontier"


def part(disposition: str, body: bytes, more: str = "") -> bytes:
    return b"--frontier\r\nContent-Disposition: form-data; " + f"{disposition}\r\n{more}\r\n".encode() + body + b"\r\n"


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--frontier--\r\n"


FILE = part(
    'name="picture"; filename="bowl.jpg"', b"\xff\xd8\xff bytes \r\n--frontie of a file", "Content-Type: image/jpeg\r\n"
)
CONTENT = b"\xff\xd8\xff bytes \r\n--frontie of a file"


class Body:
    """A body in chunks of one size, which tells how much of it was asked for."""

    def __init__(self, data: bytes, chunk: int = 65_536, *, endless: bytes = b"") -> None:
        self.data, self.chunk, self.endless, self.asked = data, chunk, endless, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self.data), self.chunk):
            await asyncio.sleep(0)
            self.asked += len(self.data[start : start + self.chunk])
            yield self.data[start : start + self.chunk]
        while self.endless:
            await asyncio.sleep(0)
            self.asked += len(self.endless)
            yield self.endless


async def take(tmp_path: Path, body: Body | bytes, content_type: str = FORM, **more: object) -> tuple[Upload, bytes]:
    stream = body if isinstance(body, Body) else Body(body)
    options = {"content_length": None, **more}
    async with uploaded(stream, content_type=content_type, folder=tmp_path / "incoming", **options) as upload:  # type: ignore[arg-type]
        return upload, upload.path.read_bytes()


def left(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "incoming").iterdir()) if (tmp_path / "incoming").exists() else []


@pytest.mark.parametrize("chunk", [1, 2, 7, 64, 65_536])
async def test_a_form_with_a_file_and_fields(chunk: int, tmp_path: Path) -> None:
    body = form(part('name="alt"', "Schüssel".encode()), FILE, part('name="place"', b"2"))
    upload, content = await take(tmp_path, Body(body, chunk))
    assert content == CONTENT
    assert (upload.name, upload.size, upload.sha256) == ("bowl.jpg", len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
    assert upload.fields == {"alt": "Schüssel", "place": "2"}
    assert left(tmp_path) == []


@pytest.mark.parametrize("chunk", [1, 1000, 65_536])
async def test_a_raw_body(chunk: int, tmp_path: Path) -> None:
    data = os.urandom(100_000)
    upload, content = await take(tmp_path, Body(data, chunk), "image/jpeg", name="../../etc/passwd")
    assert content == data
    assert upload.name == "passwd"


async def test_a_raw_body_of_exactly_the_limit_and_one_byte_more(tmp_path: Path) -> None:
    upload, _ = await take(tmp_path, b"x" * 1000, "image/jpeg", limit=1000)
    assert upload.size == 1000
    with pytest.raises(FileTooLarge):
        await take(tmp_path, b"x" * 1001, "image/jpeg", limit=1000)


@pytest.mark.parametrize("content_type", ["image/jpeg", FORM])
async def test_a_body_without_end_is_refused_at_the_cap(content_type: str, tmp_path: Path) -> None:
    start = FILE[:-2] if content_type == FORM else b""
    body = Body(start, endless=b"x" * 65_536)
    with pytest.raises(FileTooLarge):
        await take(tmp_path, body, content_type, limit=1_000_000)
    assert body.asked <= 1_000_000 + 2 * 65_536
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("length", "refusal"),
    [
        ("99999999", FileTooLarge),
        ("9" * 50, FileTooLarge),
        ("-1", UploadBroken),
        ("1e3", UploadBroken),
        ("٣", UploadBroken),
    ],
)
async def test_a_length_told_beforehand_is_judged_before_a_byte_is_read(
    length: str, refusal: type[Refusal], tmp_path: Path
) -> None:
    body = Body(b"x" * 100)
    with pytest.raises(refusal):
        await take(tmp_path, body, "image/jpeg", content_length=length)
    assert body.asked == 0


ENDLESS = {
    "preamble": (b"", b"x" * 1024, 200_000),
    "preamble behind a line": (b"\r\n", b"x" * 1024, 200_000),
    "preamble of lines": (b"", b"\r\n" * 512, 200_000),
    "header name": (b"--frontier\r\n", b"x" * 1024, 200_000),
    "header value": (b"--frontier\r\nA: ", b"x" * 1024, 200_000),
    "headers": (b"--frontier\r\n", b"A: b\r\n" * 100, 200_000),
    "field": (part('name="a"', b"")[:-2], b"x" * 1024, 200_000),
    "fields": (b"", b"".join(part(f'name="{n}"', b"x") for n in range(50)), 200_000),
    "epilogue": (form(FILE), b"x" * 1024, 400_000),
}


@pytest.mark.parametrize("name", ENDLESS)
async def test_what_never_ends_around_the_file_is_refused_soon(name: str, tmp_path: Path) -> None:
    start, endless, most = ENDLESS[name]
    body = Body(start, endless=endless)
    with pytest.raises(UploadBroken):
        await take(tmp_path, body)
    assert body.asked < most
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (b"", UploadBroken),
        (b"--frontier--\r\n", NoFileSent),
        (b"no form at all", UploadBroken),
        (b"--other\r\n\r\n", UploadBroken),
        (FILE, UploadBroken),
        (form(FILE)[:-20], UploadBroken),
        (form(FILE, FILE), TooManyFiles),
        (form(part('name="a"', b"x")), NoFileSent),
        (form(part('name="picture"; filename=""', b"")), NoFileSent),
        (form(part('name="a"', b"x"), part('name="a"', b"y"), FILE), UploadBroken),
        (form(part('name="a"', b"x" * (FIELD_BYTES + 1)), FILE), UploadBroken),
        (form(part('name="a"', b"\xff\xfe"), FILE), UploadBroken),
        (form(*(part(f'name="{n}"', b"x") for n in range(FIELDS + 2))), UploadBroken),
        (b"--frontier\r\n\r\nbody\r\n--frontier--\r\n", UploadBroken),
        (b"--frontier\r\nContent-Disposition: attachment; filename=x\r\n\r\nb\r\n--frontier--\r\n", UploadBroken),
        (form(part('name="p"; filename="x"', b"eA==", "Content-Transfer-Encoding: base64\r\n")), UploadBroken),
        (b"--frontier\r\nContent-Disposition\r\n\r\n--frontier--", UploadBroken),
        (b"--frontier\r\n" + b"A: b\r\n" * 9 + b"\r\nx\r\n--frontier--\r\n", UploadBroken),
        (b"--frontier\r\nA: " + b"x" * 9000 + b"\r\n\r\nx\r\n--frontier--\r\n", UploadBroken),
    ],
)
async def test_a_form_that_is_none_is_a_typed_refusal(body: bytes, refusal: type[Refusal], tmp_path: Path) -> None:
    for chunk in (1, 65_536):
        with pytest.raises(refusal):
            await take(tmp_path, Body(body, chunk))
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data",
        "multipart/mixed; boundary=frontier",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "x" * 71,
    ],
)
async def test_a_form_without_a_usable_boundary(content_type: str, tmp_path: Path) -> None:
    with pytest.raises(UploadBroken):
        await take(tmp_path, form(FILE), content_type)


async def test_an_empty_raw_body(tmp_path: Path) -> None:
    with pytest.raises(NoFileSent):
        await take(tmp_path, b"", "image/jpeg")


async def test_a_body_that_drips_is_let_go(tmp_path: Path) -> None:
    async def dripping() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.sleep(60)

    with pytest.raises(UploadBroken) as refused:
        async with uploaded(
            dripping(), content_type="image/jpeg", content_length=None, folder=tmp_path / "incoming", idle_seconds=0.05
        ):
            pytest.fail("nothing came")
    assert refused.value.reason == "too_slow"
    assert left(tmp_path) == []


async def test_a_connection_that_breaks_leaves_nothing(tmp_path: Path) -> None:
    async def breaking() -> AsyncIterator[bytes]:
        yield FILE[:60]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        async with uploaded(breaking(), content_type=FORM, content_length=None, folder=tmp_path / "incoming"):
            pytest.fail("nothing came")
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    "name",
    [
        "../../../evil",
        "/etc/passwd",
        "C:\\evil.exe",
        "a" * 3000,
        "\u202egpj.exe",
        "con",
        ".htaccess",
        "",
        "\x00",
        "x\u0000y",
    ],
)
async def test_no_name_becomes_a_path(name: str, tmp_path: Path) -> None:
    upload, content = await take(tmp_path, form(part(f'name="p"; filename="{name}"', b"bytes")))
    assert content == b"bytes"
    assert upload.path.parent == tmp_path / "incoming"
    assert not set(upload.name) & set('/\\:*?"<>|\x00\u202e')
    assert 1 <= len(upload.name) <= 120


@given(st.binary(max_size=300), st.integers(1, 40))
async def test_any_bytes_are_a_file_or_a_typed_refusal(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, chunk: int
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for body in (data, FILE[: len(data)] + data):
        try:
            await take(folder, Body(body, chunk))
        except Refusal as refusal:
            assert isinstance(refusal, UploadBroken | NoFileSent | TooManyFiles | FileTooLarge)  # noqa: PT017
        assert left(folder) == []


@given(st.binary(max_size=2000), st.integers(1, 100))
async def test_every_file_comes_through_a_form_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, chunk: int
) -> None:
    if not data or b"\r\n--frontier" in b"\r\n" + data + b"\r\n":
        return
    _, content = await take(tmp_path_factory.mktemp("form"), Body(form(part('name="p"; filename="f"', data)), chunk))
    assert content == data
