"""What a file is called, and what type it has: shown to people, never used to find it.

A name from outside keeps its letters in any script and loses what could move a cursor, a header or a path. The stored type
comes from the bytes; active types (pages, SVG, scripts) have none here and are stored as plain bytes.
"""

import re
import unicodedata
from urllib.parse import quote

NAME_CHARACTERS = 120
_UNSAFE = re.compile(r'[\\/:*?"<>|%;=\x00-\x1f\x7f-\x9f]')
# Marks that turn the direction of reading or cannot be seen: `gpj.exe` must not look like `exe.jpg`.
_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff0-\uffff]")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)
_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9][a-z0-9.+-]{0,80}")
_ACTIVE = re.compile(r"html|xml|svg|script|css|json|multipart|message|x-shockwave", re.IGNORECASE)
_BY_FIRST_BYTES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
)
PLAIN_BYTES = "application/octet-stream"


def shown_name(claimed: str, fallback: str = "file") -> str:
    """A name fit to be shown and saved under, at most 120 characters with its ending kept."""
    name = unicodedata.normalize("NFC", claimed.encode("utf-8", "replace").decode())
    name = re.split(r"[\\/]", name)[-1]
    name = _UNSAFE.sub("_", _UNSEEN.sub("", name))
    name = " ".join(name.split()).strip(". ")
    if len(name) > NAME_CHARACTERS:
        stem, dot, ending = name.rpartition(".")
        ending = dot + ending if stem and len(ending) <= 10 else ""
        name = name[: NAME_CHARACTERS - len(ending)].rstrip(". ") + ending
    if not name.strip("_"):
        return fallback
    return f"_{name}" if _DEVICES.match(name) else name


def content_disposition(claimed: str, *, inline: bool) -> str:
    """The header's value, ASCII alone: a plain name for old readers, the true one as RFC 5987 wants it."""
    name = shown_name(claimed)
    way = "inline" if inline else "attachment"
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode())
    plain = plain.strip(". ") or "file"
    exact = "" if plain == name else f"; filename*=UTF-8''{quote(name, safe='')}"
    return f'{way}; filename="{plain}"{exact}'


def stored_type(head: bytes) -> str:
    """The type under which a file is kept, by its first bytes. What a browser might run is plain bytes."""
    for beginning, media_type in _BY_FIRST_BYTES:
        if head.startswith(beginning):
            return media_type
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    return PLAIN_BYTES


def served_type(media_type: str) -> str:
    """A stored type as it may stand in a header; an active or malformed one is plain bytes."""
    return media_type if _TYPE.fullmatch(media_type) and not _ACTIVE.search(media_type) else PLAIN_BYTES
