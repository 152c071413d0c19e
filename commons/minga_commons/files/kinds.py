"""Which kinds of file the commons takes, how each is known, and under which type it leaves. Pure.

A kind is chosen by the ending and must be borne out by the bytes, where the format says how it begins. Nothing is opened
here: archives are never unpacked, models and sheets are drawn elsewhere, in a process of their own. What a browser would run
(pages, SVG, scripts) is in no list and is refused.
Beginnings: ISO 10303-21 §5 (STEP), glTF 2.0 §4.4.2 (GLB), PKWARE APPNOTE §4.3.7 (3MF, FCStd, ZIP), ISO 32000 §7.5.2 (PDF).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from minga_platform.kernel.files import FileKindRefused

Preview = Literal["none", "text", "markdown", "stl", "pdf", "picture"]
HEAD_BYTES: Final = 64 * 1024
"""How much of a file is looked at to know its kind."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`key`: for programs. `endings`: without the dot, lower case. `begins`: whether the first bytes and the size bear it out."""

    key: str
    endings: tuple[str, ...]
    media_type: str
    begins: Callable[[bytes, int], bool]
    preview: Preview = "none"


def _always_text(head: bytes, _size: int) -> bool:
    """UTF-8, or an older code page where accents stand alone; never bytes that no text has."""
    if b"\x00" in head:
        return False
    controls = sum(1 for byte in head if byte < 32 and byte not in (9, 10, 12, 13, 27))
    return controls * 100 <= len(head)


def _starts(*beginnings: bytes) -> Callable[[bytes, int], bool]:
    return lambda head, _size: head.startswith(beginnings)


def _step(head: bytes, _size: int) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"ISO-10303-21")


def _stl(head: bytes, size: int) -> bool:
    # Many binary files begin with the word "solid" too; their size gives them away.
    return is_binary_stl(head, size) or (head.lstrip()[:5].lower() == b"solid" and _always_text(head, size))


def is_binary_stl(head: bytes, size: int) -> bool:
    """80 bytes of anything, a count, and 50 bytes for each triangle."""
    return size >= 84 and len(head) >= 84 and size == 84 + 50 * int.from_bytes(head[80:84], "little")


def _pdf(head: bytes, _size: int) -> bool:
    return b"%PDF-" in head[:1024]


def _dxf(head: bytes, size: int) -> bool:
    if head.startswith(b"AutoCAD Binary DXF\r\n\x1a\x00"):
        return True
    # Comments (group 999) may stand before the first section.
    return _always_text(head, size) and re.search(rb"^\s*0\s*\r?\n\s*SECTION", head[:8192], re.MULTILINE) is not None


def _kicad(head: bytes, size: int) -> bool:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    beginnings = (
        b"(kicad_",
        b"(module",
        b"(footprint",
        b"(sym_lib_table",
        b"(fp_lib_table",
        b"EESchema",
        b"PCBNEW",
        b"{",
    )
    return _always_text(head, size) and text.startswith(beginnings)


_ZIP = _starts(b"PK\x03\x04", b"PK\x05\x06")

KINDS: Final[tuple[Kind, ...]] = (
    Kind("step", ("step", "stp"), "model/step", _step),
    Kind("stl", ("stl",), "model/stl", _stl, "stl"),
    Kind("3mf", ("3mf",), "model/3mf", _ZIP),
    Kind("glb", ("glb",), "model/gltf-binary", _starts(b"glTF")),
    Kind("fcstd", ("fcstd",), "application/x-freecad", _ZIP),
    Kind("scad", ("scad",), "application/x-openscad", _always_text, "text"),
    Kind("dxf", ("dxf",), "image/vnd.dxf", _dxf),
    Kind(
        "kicad",
        ("kicad_pcb", "kicad_sch", "kicad_pro", "kicad_mod", "kicad_sym", "sch", "lib"),
        "application/x-kicad",
        _kicad,
    ),
    Kind("gcode", ("gcode", "nc", "ngc", "gco"), "text/x-gcode", _always_text, "text"),
    Kind("toml", ("toml",), "application/toml", _always_text, "text"),
    Kind("yaml", ("yaml", "yml"), "application/yaml", _always_text, "text"),
    Kind("csv", ("csv", "tsv"), "text/csv", _always_text, "text"),
    Kind("pdf", ("pdf",), "application/pdf", _pdf, "pdf"),
    Kind("markdown", ("md", "markdown"), "text/markdown", _always_text, "markdown"),
    Kind("text", ("txt",), "text/plain", _always_text, "text"),
    Kind("zip", ("zip",), "application/zip", _ZIP),
    Kind("gzip", ("gz", "tgz"), "application/gzip", _starts(b"\x1f\x8b")),
    # Known by their bytes, whatever their name says; decoded and encoded anew, and not kept as they came.
    Kind("picture", ("jpg", "jpeg", "png", "gif", "webp", "avif"), "image/webp", lambda _head, _size: True, "picture"),
)
_BY_ENDING: Final = {ending: kind for kind in KINDS for ending in kind.endings}
_BY_TYPE: Final = {kind.media_type: kind for kind in KINDS}


def ending_of(name: str) -> str:
    """What stands behind the last dot, in lower case; empty without one."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""


def kind_named(name: str) -> Kind:
    """By its ending alone, before a byte came. Refuses: FileKindRefused."""
    kind = _BY_ENDING.get(ending_of(name))
    if kind is None:
        raise FileKindRefused(ending_of(name)[:20])
    return kind


def recognised(name: str, head: bytes, size: int) -> Kind:
    """By its ending, borne out by its first `HEAD_BYTES`. Refuses: FileKindRefused."""
    kind = kind_named(name)
    if not kind.begins(head[:HEAD_BYTES], size):
        raise FileKindRefused(ending_of(name)[:20])
    return kind


def kind_of(media_type: str) -> Kind | None:
    """The kind of a file that is kept under this type."""
    return _BY_TYPE.get(media_type)
