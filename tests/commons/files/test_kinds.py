"""Kinds of files by ending and first bytes, the beginnings of texts, files that stay elsewhere, and hostile cases 54 to 56."""

import hashlib
import io
import tracemalloc
import zipfile

import pytest

from minga_commons.files import keeping, kinds, references
from minga_infra.files.names import served_type
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.files import FileKindRefused
from minga_testing.carrying import Carrying
from minga_testing.hostile_files import a_million_entries
from minga_testing.hostile_pictures import MARK, photo, saved

ZIP = b"PK\x03\x04" + b"\0" * 30
HONEST = {
    "frame.step": b"ISO-10303-21;\nHEADER;",
    "frame.STP": b"\n ISO-10303-21;",
    "a.stl": b"solid a\nfacet normal 0 0 1",
    "b.stl": b"solid but binary".ljust(80) + b"\x01\0\0\0" + b"\0" * 50,
    "a.3mf": ZIP,
    "a.FCStd": ZIP,
    "a.zip": b"PK\x05\x06" + b"\0" * 18,
    "a.glb": b"glTF\x02\0\0\0",
    "a.scad": b"cube(10);",
    "a.dxf": b"999\nby us\n  0\r\nSECTION\n",
    "b.dxf": b"AutoCAD Binary DXF\r\n\x1a\x00\0\0",
    "a.kicad_pcb": b"(kicad_pcb (version 20240108)",
    "a.kicad_pro": b'{"board": {}}',
    "a.gcode": b"; made by us\nG28\n",
    "okh.toml": b'okhv = "OKH-LOSHv1.0"\n',
    "okh.yml": b"title: Loom\n",
    "bom.csv": "pieza;número\n".encode("latin-1"),
    "a.pdf": b"%PDF-1.7\n",
    "README.md": b"# Loom\n",
    "notes.txt": "ملاحظات".encode(),
}
REFUSED = {
    "page.html": b"<html>",
    "drawing.svg": b"<svg/>",
    "run.js": b"alert(1)",
    "run.exe": b"MZ",
    "noending": b"x",
    ".htaccess": b"x",
    "a.step": b"<script>",
    "a.stl": b"\x7fELF" + b"\0" * 200,
    "a.zip": b"Rar!",
    "a.glb": ZIP,
    "a.pdf": b"<html>" + b" " * 2000 + b"%PDF-",
    "a.txt": b"\0\x01\x02",
    "a.dxf": b"EOF",
    "a.kicad_pcb": b"<?xml",
}


@pytest.mark.parametrize("name", HONEST)
def test_what_a_commons_is_made_of_is_taken(name: str) -> None:
    data = HONEST[name]
    kind = kinds.recognised(name, data, len(data))
    assert served_type(kind.media_type) == kind.media_type, "its type may stand in a header"
    assert kinds.kind_of(kind.media_type) is kind


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_something_else_is_refused(name: str) -> None:
    with pytest.raises(FileKindRefused):
        kinds.recognised(name, REFUSED[name], len(REFUSED[name]))


def test_a_text_begins_with_whole_lines_and_without_what_cannot_be_shown() -> None:
    text, mark = kinds.kind_named("a.txt"), "é\n"
    long = mark.encode() * 20_000
    found = keeping.excerpt_of(text, long)
    assert found is not None
    assert set(found.splitlines()) == {"é"}
    assert keeping.excerpt_of(text, b"\xef\xbb\xbfa\x00\x1b[31mb\r\nc") == "a[31mb\nc"
    assert keeping.excerpt_of(text, "año".encode("latin-1")) == "año"
    assert keeping.excerpt_of(kinds.kind_named("a.step"), b"ISO") is None


GOOD = {
    "repository": "https://git.example.org/valle/loom",
    "tag": "v1.2",
    "path": "frame/side.step",
    "sha256": "AB" * 32,
}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("repository", "http://git.example.org/x"),
        ("repository", "https://user:secret@git.example.org/x"),
        ("repository", "https://git.example.org:8443/x"),
        ("repository", "javascript:alert(1)"),
        ("repository", 'https://git.example.org/x" onload="'),
        ("repository", "https://[::1"),
        ("tag", "../../main"),
        ("tag", "-x"),
        ("tag", "v1\n"),
        ("path", "../x"),
        ("path", "/etc/passwd"),
        ("path", "a//b"),
        ("path", "C:/x"),
        ("path", "a\\b"),
        ("sha256", "ab"),
    ],
)
def test_a_file_that_stays_elsewhere_is_named_exactly(field: str, value: str) -> None:
    assert references.checked(**GOOD).sha256 == "ab" * 32
    with pytest.raises(InvalidInput) as refused:
        references.checked(**{**GOOD, field: value})
    assert refused.value.field == field


async def test_case_54_active_content_of_the_commons_is_never_inline(counter: Carrying) -> None:
    polyglot = saved(photo(), "PNG") + ZIP + MARK
    for name, data, status in (
        ("a.svg", b"<svg onload='" + MARK + b"'/>", 415),
        ("a.png", b"<html>" + MARK, 422),
        ("a.zip", polyglot, 415),
        ("a.pdf", b"%PDF-1.7 /JavaScript " + MARK, 204),
        ("a.txt", b"<script>" + MARK, 204),
        ("a.png", polyglot, 204),
    ):
        answer = await counter.bring(name, data)
        assert answer.status_code == status, (name, answer.text)
        if status == 204:
            got = await counter.fetch(answer.headers["minga-file"])
            assert got.headers["content-disposition"].startswith("attachment; ")
            assert got.headers["content-security-policy"] == "sandbox; default-src 'none'"
            assert got.headers["x-content-type-options"] == "nosniff"
            assert "html" not in got.headers["content-type"]


async def test_case_55_an_archive_of_the_commons_is_kept_as_it_came_and_never_opened(counter: Carrying) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../../outside.txt", "outside")
        archive.writestr("bomb", b"\0" * 20_000_000)
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    kept = (await counter.bring("design.zip", out.getvalue())).headers["minga-file"]
    await counter.draw_previews()
    assert (await counter.fetch(kept)).content == out.getvalue()
    assert all(len(path.rpartition("/")[2]) == 64 for path in counter.written()), "by their hash alone"


async def test_case_55_a_million_entries_are_kept_as_they_came_and_never_counted(counter: Carrying) -> None:
    data = a_million_entries()
    assert zipfile.is_zipfile(io.BytesIO(data))
    kept = (await counter.bring("design.zip", data)).headers["minga-file"]
    tracemalloc.start()
    await counter.draw_previews()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 * 2**20, "nobody read its table of contents"
    assert hashlib.sha256((await counter.fetch(kept)).content).digest() == hashlib.sha256(data).digest()


@pytest.mark.parametrize(
    "name", ['"\r\nSet-Cookie: a=b.txt', "ü" * 2048 + ".txt", "CON.txt", "../../x.txt", "a\u202etxt.exe.txt"]
)
async def test_case_56_a_hostile_name_of_a_commons_file_is_a_word_and_no_more(counter: Carrying, name: str) -> None:
    kept = (await counter.bring(name, b"abc")).headers["minga-file"]
    got = await counter.fetch(kept)
    assert "set-cookie" not in got.headers
    assert got.headers["content-disposition"].isascii()
    row = await counter.row(kept)
    assert row["name"].endswith(".txt")
    assert len(row["name"]) <= 120
    assert row["name"].isprintable()
