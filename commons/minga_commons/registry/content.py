"""What a release says: the checks of its document, and the hash by which anybody can tell that it never changed.

The document is `{"parts": […], "tools": […], "steps": […], "hazards": […], "no_hazards": bool}`. Quantities are decimal
texts, never floats. Pure functions.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

import orjson

from minga_commons.registry.states import Severity
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.locale import Text

MOST_PARTS = 2_000
MOST_STEPS = 400
MOST_HAZARDS = 50
MOST_FILES = 5_000
MOST_PICTURES = 60
LONGEST_PATH = 500
ROLES = ("source", "export", "document", "picture", "licence", "other")

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,80}/[a-z0-9][a-z0-9!#$&^_.+-]{0,120}")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_LARGEST_QUANTITY = Decimal(10) ** 9


def document(
    *,
    parts: Iterable[Mapping[str, Any]] = (),
    tools: Iterable[Mapping[str, Any]] = (),
    steps: Iterable[Mapping[str, Any]] = (),
    hazards: Iterable[Mapping[str, Any]] = (),
    no_hazards: bool = False,
) -> dict[str, Any]:
    """The document as it is stored. Refuses: InvalidInput.

    A part or tool is `{name: Text, quantity?: "2.5", unit?: "m", material?: text, note?: Text, url?: address, asset?: id}`,
    a step `{title?: Text, text: Text, minutes?: int}`, a hazard `{severity, text: Text}`. Text is `{language: text}`.
    """
    told = {
        "parts": [_part(f"parts.{place}", one) for place, one in enumerate(_bounded("parts", parts, MOST_PARTS))],
        "tools": [_part(f"tools.{place}", one) for place, one in enumerate(_bounded("tools", tools, MOST_PARTS))],
        "steps": [_step(f"steps.{place}", one) for place, one in enumerate(_bounded("steps", steps, MOST_STEPS))],
        "hazards": [
            _hazard(f"hazards.{place}", one) for place, one in enumerate(_bounded("hazards", hazards, MOST_HAZARDS))
        ],
        "no_hazards": bool(no_hazards),
    }
    if told["no_hazards"] and told["hazards"]:
        raise InvalidInput("no_hazards", "contradicts")
    return told


def _bounded(field: str, given: Iterable[Any], most: int) -> list[Any]:
    kept = list(given)
    if len(kept) > most:
        raise InvalidInput(field, "number", maximum=str(most))
    return kept


def _text(field: str, value: Any, longest: int, *, required: bool = False, one_line: bool = False) -> dict[str, str]:
    said = Text.checked(value or {}, field=field, longest=longest, shortest=1 if required else 0, one_line=one_line)
    return dict(said.by_language)


def line(field: str, value: Any, longest: int, *, required: bool = False) -> str:
    """One line of plain text. Refuses: InvalidInput."""
    said = Text.checked({"en": value or ""}, field=field, longest=longest, shortest=0, one_line=True).read("en")
    if required and not said:
        raise InvalidInput(field, "required")
    return said


def _part(field: str, given: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"name": _text(f"{field}.name", given.get("name"), 200, required=True, one_line=True)}
    if given.get("quantity") not in (None, ""):
        told["quantity"] = quantity(f"{field}.quantity", given["quantity"])
    for name, longest in (("unit", 30), ("material", 120)):
        if said := line(f"{field}.{name}", given.get(name), longest):
            told[name] = said
    if note := _text(f"{field}.note", given.get("note"), 1_000):
        told["note"] = note
    if given.get("url"):
        told["url"] = address(f"{field}.url", given["url"])
    if given.get("asset"):
        told["asset"] = line(f"{field}.asset", str(given["asset"]), 40)
    return told


def quantity(field: str, value: Any) -> str:
    """A positive decimal as text, without exponent or trailing noughts: `2.50` → `2.5`. Refuses: InvalidInput."""
    try:
        number = Decimal(str(value).replace(",", "."))
    except InvalidOperation:
        raise InvalidInput(field, "positive") from None
    if not number.is_finite() or not 0 < number <= _LARGEST_QUANTITY or -number.as_tuple().exponent > 6:  # type: ignore[operator]
        raise InvalidInput(field, "range", minimum="0.000001", maximum=str(_LARGEST_QUANTITY))
    said = f"{number:f}"
    return said.rstrip("0").rstrip(".") if "." in said else said


def _step(field: str, given: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"text": _text(f"{field}.text", given.get("text"), 10_000, required=True)}
    if title := _text(f"{field}.title", given.get("title"), 200, one_line=True):
        told["title"] = title
    minutes = given.get("minutes")
    if minutes is not None:
        if not isinstance(minutes, int) or isinstance(minutes, bool) or not 1 <= minutes <= 100_000:
            raise InvalidInput(f"{field}.minutes", "range", minimum="1", maximum="100000")
        told["minutes"] = minutes
    return told


def _hazard(field: str, given: Mapping[str, Any]) -> dict[str, Any]:
    if given.get("severity") not in tuple(Severity):
        raise InvalidInput(f"{field}.severity", "known")
    text = _text(f"{field}.text", given.get("text"), 4_000, required=True)
    return {"severity": str(given["severity"]), "text": text}


def address(field: str, value: Any) -> str:
    """A web address to be shown as a link: http or https, nothing else. Refuses: InvalidInput."""
    said = line(field, value, 2_000)
    try:
        parts = urlsplit(said)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and " " not in said
    except ValueError:  # A bracket that is not closed, a port of six digits.
        usable = False
    if not usable:
        raise InvalidInput(field, "address")
    return said


def path(field: str, value: Any) -> str:
    """A relative path inside a release: no `..`, no root, no empty part. Refuses: InvalidInput."""
    said = str(value or "").strip()
    pieces = said.split("/")
    if (
        not 1 <= len(said) <= LONGEST_PATH
        or _UNPRINTABLE.search(said)
        or "\\" in said
        or any(piece in ("", ".", "..") for piece in pieces)
        or re.match(r"[A-Za-z]:", said)
    ):
        raise InvalidInput(field, "path", maximum=str(LONGEST_PATH))
    return said


def files(given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Files as rows: `{path, role, file_id?, sha256?, media_type, bytes?, url?, repository?, tag?}`. Refuses: InvalidInput.

    One of `file_id`, `url`, or `repository` must say where it is; hashes are 64 hex digits.
    """
    told: list[dict[str, Any]] = []
    for place, one in enumerate(_bounded("files", given, MOST_FILES)):
        field = f"files.{place}"
        where = path(f"{field}.path", one.get("path"))
        role = str(one.get("role") or "other")
        if role not in ROLES:
            raise InvalidInput(f"{field}.role", "known")
        media_type = str(one.get("media_type") or "application/octet-stream").lower()
        if not _MEDIA_TYPE.fullmatch(media_type):
            raise InvalidInput(f"{field}.media_type", "media_type")
        sha256 = one.get("sha256")
        if sha256 is not None and not re.fullmatch(r"[0-9a-f]{64}", str(sha256)):
            raise InvalidInput(f"{field}.sha256", "sha256")
        if not (one.get("file_id") or one.get("url") or one.get("repository")):
            raise InvalidInput(field, "required")
        told.append(
            {
                "path": where,
                "role": role,
                "file_id": one.get("file_id"),
                "sha256": sha256,
                "media_type": media_type,
                "bytes": one.get("bytes"),
                "url": address(f"{field}.url", one["url"]) if one.get("url") else None,
                "repository": address(f"{field}.repository", one["repository"]) if one.get("repository") else None,
                "tag": line(f"{field}.tag", one.get("tag"), 200) or None,
            }
        )
    if len({one["path"] for one in told}) != len(told):
        raise InvalidInput("files", "once")
    return told


def pictures(given: Iterable[Mapping[str, Any]], steps: int) -> list[dict[str, Any]]:
    """Pictures as rows: `{file_id, alt: Text, step?: int}`. Refuses: InvalidInput."""
    told = []
    for place, one in enumerate(_bounded("pictures", given, MOST_PICTURES)):
        step = one.get("step")
        if step is not None and not 0 <= step < steps:
            raise InvalidInput(f"pictures.{place}.step", "range", minimum="0", maximum=str(max(steps - 1, 0)))
        alt = _text(f"pictures.{place}.alt", one.get("alt"), 300, one_line=True)
        told.append({"file_id": one["file_id"], "alt": alt, "step": step})
    return told


def content_sha256(told: Mapping[str, Any]) -> bytes:
    """SHA-256 of the document as JSON: UTF-8, keys sorted, no blanks. What goes in is what `sealed` gives."""
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).digest()


def sealed(
    release: Mapping[str, Any],
    *,
    title: Mapping[str, str],
    parents: Sequence[str],
    holders: Sequence[str],
    file_rows: Sequence[Mapping[str, Any]],
    picture_rows: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Everything that a release's hash covers. Holders are told by id, so that a name can be erased without breaking it."""
    return {
        "title": dict(title),
        "version": release["version"],
        "licence": release["licence"],
        "notes": release["notes"],
        "languages": list(release["languages"]),
        "technology_level": release["technology_level"],
        "documentation_level": release["documentation_level"],
        "document": release["document"],
        "repository": release["repository"],
        "tag": release["tag"],
        "commit": release["commit_sha"],
        "parents": sorted(parents),
        "holders": sorted(holders),
        "files": [
            {
                "path": one["path"],
                "role": one["role"],
                "sha256": one["sha256"].hex() if one["sha256"] else None,
                "url": one["url"],
                "repository": one["repository"],
                "tag": one["tag"],
            }
            for one in sorted(file_rows, key=lambda row: str(row["path"]))
        ],
        "pictures": [{"sha256": one["sha256"].hex(), "alt": one["alt"], "step": one["step"]} for one in picture_rows],
    }
