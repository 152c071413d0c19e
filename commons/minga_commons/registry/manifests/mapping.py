"""What a manifest says, as a work and its release. Pure: the manifest itself is kept beside, whole."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from minga_commons.okh import addresses, storing
from minga_commons.okh.manifest import Manifest, Part
from minga_commons.okh.parsing import Format
from minga_commons.registry import content, shapes
from minga_platform.kernel.errors import InvalidInput
from minga_platform.market.catalog.listing import summary_of

UNVERSIONED = "unversioned"
_LONGEST_TITLE, _LONGEST_TEXT, _LONGEST_VERSION, _LONGEST_HOLDER = 200, 20_000, 60, 200
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_TECHNIQUES = {
    "3DP": "3d printing",
    "ASM": "assembly",
    "CNC": "cnc machining",
    "LAS": "laser cutting",
    "MEC": "mechanics",
    "PCB": "circuit boards",
    "WEL": "welding",
}
"""Technology-specific documentation criteria of DIN SPEC 3105-1, in words to search by."""
_MOST_PARTS, _MOST_FILES, _MOST_HOLDERS = content.MOST_PARTS, 500, 100


@dataclass(frozen=True, slots=True)
class Mapped:
    """A work (`asset`), its release, who holds rights in it, and its files by reference; as the registry's rows have them."""

    asset: dict[str, Any]
    release: dict[str, Any]
    holders: list[str]
    files: list[dict[str, Any]]


def mapped(manifest: Manifest, format_: Format) -> Mapped:
    """Never raises: what the registry cannot hold is shortened or left to the manifest."""
    languages = sorted({tag.split("-")[0] for tag in manifest.documentation_language if _LANGUAGE.match(tag)})
    language = languages[0] if len(languages) == 1 else "en"
    text = "\n\n".join(one.strip() for one in (manifest.function, manifest.intended_use) if one.strip())
    title = _shortened(_title(manifest.name), _LONGEST_TITLE)
    summary = _shortened(" ".join(summary_of(text).split()), 400)
    asset = shapes.checked(
        {
            "title": {language: title},
            "summary": {language: summary},
            # What a sentence says already is not said twice on its page.
            "description": {language: _shortened(text, _LONGEST_TEXT) if text != summary else ""},
            "craft": "",
            "materials": _terms(part.material for part in manifest.part),
            "techniques": _terms(_TECHNIQUES.get(code.upper(), "") for code in _criteria(manifest)),
            "tags": _terms(manifest.keywords),
            "origin_repo": manifest.repo,
            "watches_tags": False,
            "held_by": "",
            "consent": "",
        }
    )
    hazards = []
    if notice := manifest.health_safety_notice.strip():
        hazards = [{"severity": "caution", "text": {language: _shortened(notice, 4_000)}}]
    document = content.document(
        parts=[_part(part, language) for part in manifest.part[:_MOST_PARTS] if part.name], hazards=hazards
    )
    release = {
        "version": _shortened(manifest.version or UNVERSIONED, _LONGEST_VERSION),
        "licence": manifest.licence,
        "notes": {},
        "languages": languages or [language],
        "technology_level": _level(manifest.technology_readiness_level, "OTRL", 9),
        "documentation_level": _level(manifest.documentation_readiness_level, "ODRL", 5),
        "document": document,
        "manifest": storing.stored(manifest, format_),
        "repository": asset["origin_repo"],
        "tag": None,
        "commit_sha": None,
    }
    return Mapped(asset, release, _holders(manifest), _files(manifest, asset["origin_repo"]))


def _title(name: str) -> str:
    """Wikis write blanks as `_`; a name of one word is left alone where it has no other blanks to lose."""
    return " ".join(name.replace("_", " ").split()) if " " not in name else name


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _terms(words: Iterable[str]) -> list[str]:
    found = dict.fromkeys(" ".join(word.lower().split())[:80].strip() for word in words)
    return [word for word in found if word][: shapes.MOST_WORDS]


def _criteria(manifest: Manifest) -> Iterable[str]:
    yield from manifest.tsdc
    for part in manifest.part:
        yield from part.tsdc


def _part(part: Part, language: str) -> dict[str, Any]:
    return {"name": {language: _shortened(part.name, 200)}, "material": _shortened(part.material, 120)}


def _level(text: str, scale: str, most: int) -> int | None:
    found = re.fullmatch(rf"{scale}-([1-9])\*?", text)
    return int(found[1]) if found and int(found[1]) <= most else None


def _holders(manifest: Manifest) -> list[str]:
    """Who is to be named with it: its licensors, else its organisations, else the place where it was made."""
    for agents in (manifest.licensor, manifest.organization, manifest.contributors):
        names = dict.fromkeys(_shortened(agent.name or agent.member_of, _LONGEST_HOLDER) for agent in agents)
        if told := [name for name in names if name]:
            return told[:_MOST_HOLDERS]
    return [_shortened(addresses.identity(manifest.repo), _LONGEST_HOLDER)]


def _files(manifest: Manifest, repository: str) -> list[dict[str, Any]]:
    """Every file that is named, once, by reference."""
    named: list[tuple[str, str]] = []
    owners: tuple[Manifest | Part, ...] = (manifest, *manifest.part)
    for owner in owners:
        named += [(place, "source") for place in owner.source]
        named += [(place, "export") for place in owner.export]
        named += [(place, "other") for place in owner.auxiliary]
        named += [(image.location, "picture") for image in owner.image]
    named += [(place, "document") for place in (*manifest.readme, *manifest.bom, *manifest.contribution_guide)]
    documents = (*manifest.manufacturing_instructions, *manifest.user_manual, *manifest.risk_assessment)
    named += [(one.path, "document") for one in documents]
    named += [(one.path, "source") for one in (*manifest.design_files, *manifest.schematics)]
    named += [(one.path, "export") for one in manifest.manufacturing_files]
    found: dict[str, dict[str, Any]] = {}
    for place, role in named:
        row = _file(place, role, repository)
        if row is not None and len(found) < _MOST_FILES:
            found.setdefault(row["path"], row)
    return list(found.values())


def _file(place: str, role: str, repository: str) -> dict[str, Any] | None:
    given: dict[str, Any] = {"path": place, "role": role, "repository": repository}
    if place.startswith(("https://", "http://")):
        parts = urlsplit(place)
        steps = [step for step in parts.path.split("/") if step not in {"", ".", ".."}]
        query = re.sub(r"[^A-Za-z0-9._=-]+", "-", parts.query)
        path = "/".join([parts.hostname or "web", *steps]) + (f"-{query}" if query else "")
        given = {"path": path[: content.LONGEST_PATH], "role": role, "url": place}
    try:
        return content.files([given])[0]
    except InvalidInput:
        return None
