"""Files made to do harm, grown from a seed: what each is called, and what it is. None of them is honest; some may be kept."""

import io
import math
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random

from minga_testing.hostile_pictures import Sent, all_sent

MARK = b"alert('minga')"
NAMES = (
    '"\r\nSet-Cookie: a=b{}',
    "ü" * 2048 + "{}",
    "CON{}",
    ".htaccess{}",
    "../../../etc/cron.d/x{}",
    "..\\..\\x{}",
    "/etc/passwd{}",
    "a\u202egpj{}",
    "x.html{}",
    "%2e%2e%2f{}",
    "a\x00b{}",
    "\ud83d\ude00;filename=evil.html{}",
    "{}",
    "   {}",
)


@dataclass(frozen=True, slots=True)
class Hostile:
    """`what`: for the report."""

    what: str
    name: str
    data: bytes


def _stl(random: Random) -> bytes:
    count = random.choice([0, 1, 3, 200, 5000])
    odd = [math.inf, -math.inf, math.nan, 3e38, -3e38, 1e-40, 0.0]
    triangles = b"".join(
        struct.pack(
            "<12f2x", *(random.choice(odd) if random.random() < 0.1 else random.uniform(-9, 9) for _ in range(12))
        )
        for _ in range(count)
    )
    told = random.choice([count, count, count, count + 1, 0xFFFFFFFF, 0])
    return random.choice([b"\0" * 80, b"solid <script>".ljust(80)]) + struct.pack("<I", told) + triangles


def _stl_text(random: Random) -> bytes:
    line = b"vertex " + random.choice([b"1 2 3", b"nan inf -inf", b"1e999 0 0", b"9" * 5000 + b" 1 2", b"1 1"]) + b"\n"
    return b"solid x\n" + line * min(random.choice([0, 3, 3000, 200_000]), 3_000_000 // len(line))


def _pdf(random: Random) -> bytes:
    kind = random.randrange(7)
    bomb = zlib.compress(b"0 0 m 9 9 l S " * 4_000_000, 9)
    body = {
        0: b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(" + MARK + b")>>>>",
        1: b"<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>",
        2: b"<</Type/Catalog/Pages 2 0 R>>",
        3: b"[" * 100_000,
        4: b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 9 0 R>>>>",
        5: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</XFA 4 0 R>>>>",
        6: b"<</Type/Catalog/Pages 2 0 R>>",
    }[kind]
    box = random.choice([b"[0 0 200 200]", b"[0 0 1e30 1e30]", b"[0 0 0 0]", b"[-9 9 nan 3]", b"[0 0 14400 14400]"])
    stream = bomb if kind == 6 else b"BT /F1 9 Tf (x) Tj ET"
    coded = b"/Filter/FlateDecode" if kind == 6 else b""
    parts = [
        b"%PDF-1.7\n1 0 obj" + body + b"endobj\n",
        b"2 0 obj<</Type/Pages/Count 1/Kids[3 0 R" + (b" 2 0 R" * (kind == 2)) + b"]>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox" + box + b"/Contents 4 0 R>>endobj\n",
        b"4 0 obj<</Length %d%b>>stream\n" % (len(stream), coded) + stream + b"\nendstream endobj\n",
        b"trailer<</Root 1 0 R>>\n%%EOF",
    ]
    return damaged(random, b"".join(parts)) if random.random() < 0.4 else b"".join(parts)


def _archive(random: Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = random.randrange(4)
        if kind == 0:
            archive.writestr("../../../outside.txt", "outside")
            archive.writestr("/tmp/minga-outside.txt", "outside")  # noqa: S108 - where nothing may come to stand
        elif kind == 1:
            link = zipfile.ZipInfo("link")
            link.external_attr = 0o120777 << 16
            archive.writestr(link, "/etc/passwd")
        elif kind == 2:
            archive.writestr("bomb", b"\0" * 5_000_000)
        else:
            for number in range(5000):
                archive.writestr(str(number), b"")
    return out.getvalue()


def a_million_entries() -> bytes:
    """A true archive (the larger form) whose table of contents has a million entries, all of them of the same nothing."""
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 33, 0, 0, 0, 1, 0) + b"x"
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"x"
    count, start = 1_000_000, len(local)
    size = count * len(entry)
    end = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start)
    end += struct.pack("<4sLQL", b"PK\x06\x07", 0, start + size, 1)
    return local + entry * count + end + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, size, start, 0)


def a_link(name: str, to: str) -> bytes:
    """An archive with one entry, which says that it is a symbolic link."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        link = zipfile.ZipInfo(name)
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, to)
    return out.getvalue()


def _active(random: Random) -> bytes:
    return random.choice(
        [
            b"<!doctype html><script>" + MARK + b"</script>",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload=\"" + MARK + b'"/>',
            b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
            b"\xef\xbb\xbf<html><body onload=" + MARK + b">",
            b"GIF89a/*" + MARK + b"*/",
            b"#!/bin/sh\n" + MARK,
        ]
    )


def _markdown(random: Random) -> bytes:
    return random.choice(
        [
            b"[a](javascript:" + MARK + b") <img src=x onerror=" + MARK + b">",
            b"[a]: data:text/html;base64,PHNjcmlwdD4=\n\n[a] ![x](https://elsewhere.example/pixel.png)",
            b"[" * 30_000,
            b"> " * 5000 + b"x",
            b"*a " * 10_000,
            b"<a href='&#106;avascript:" + MARK + b"'>x</a>\n\n<style>*{}</style><iframe src=//x></iframe>",
            b"`" * 20_000,
            "# \u202etitle\u0000 \u2066".encode() + b"\n" + MARK,
            b"\xff\xfe" + b"a\0" * 100,
            b"a**" * 8000 + b"\n" + b"_(" * 8000,
        ]
    )


def _model(random: Random) -> bytes:
    return random.choice(
        [b"glTF", b"ISO-10303-21;", b"(kicad_pcb ", b"0\nSECTION\n", b"AutoCAD Binary DXF\r\n\x1a\x00"]
    ) + (MARK * random.choice([0, 1, 1000]))


def damaged(random: Random, data: bytes) -> bytes:
    """The same with a few bytes turned, cut or doubled."""
    bytes_ = bytearray(data)
    for _ in range(random.randrange(1, 12)):
        if bytes_:
            bytes_[random.randrange(len(bytes_))] = random.randrange(256)
    return bytes(bytes_[: random.randrange(1, len(bytes_) + 1)]) if bytes_ and random.random() < 0.3 else bytes(bytes_)


@cache
def _pictures() -> list[Sent]:
    return all_sent()


def _picture(random: Random) -> bytes:
    sent = random.choice(_pictures()).data
    return damaged(random, sent) if random.random() < 0.3 else sent


_SORTS: tuple[tuple[str, Callable[[Random], bytes], tuple[str, ...]], ...] = (
    ("model of triangles", _stl, (".stl",)),
    ("model in text", _stl_text, (".stl", ".STL")),
    ("sheet", _pdf, (".pdf",)),
    ("archive", _archive, (".zip", ".3mf", ".FCStd")),
    ("active content", _active, (".html", ".svg", ".png", ".txt", ".md", ".pdf", ".xml", ".js", ".gif", ".scad", "")),
    ("markdown", _markdown, (".md", ".txt")),
    ("drawing", _model, (".step", ".glb", ".kicad_pcb", ".dxf", ".stp", ".gcode", ".toml", ".yaml", ".csv")),
    ("picture", _picture, (".png", ".jpg", ".webp", ".avif", ".gif")),
)


def hostile_files(seed: int, count: int) -> list[Hostile]:
    """`count` files, each sort as often as the others; the same seed gives the same ones."""
    random = Random(seed)
    found = []
    for place in range(count):
        what, make, endings = _SORTS[place % len(_SORTS)]
        ending = random.choice(endings)
        name = random.choice(NAMES).format(ending) if random.random() < 0.5 else f"a{ending}"
        found.append(Hostile(f"{what} {place} {name[:30]!r}", name, make(random)))
    return found
