"""A published design as a manifest: v1 YAML, LOSH TOML, or JSON-LD.

What came as a manifest goes out as that manifest, unknown keys and all; what was made here is told in the same words. A file
under a licence that is not open by the definition of open source hardware says so in its first line, and is never called open.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import asyncpg
import orjson

from minga_commons.licences import spdx
from minga_commons.licences.profiles import profile_of
from minga_commons.okh import jsonld, storing
from minga_commons.okh.licences import read as read_licence
from minga_commons.okh.manifest import Agent, Document, Licences, Manifest, Part, Project
from minga_commons.okh.values import cleaned
from minga_commons.okh.writing import write
from minga_commons.registry.manifests.mapping import UNVERSIONED
from minga_platform.kernel.locale import Text
from minga_platform.kernel.work import Work

Written = Literal["toml", "yaml", "jsonld"]
MEDIA_TYPES: Mapping[Written, str] = {
    "toml": "application/toml",
    "yaml": "application/yaml",
    "jsonld": "application/ld+json",
}
_NOT_OPEN = (
    "Not open source hardware: the licence {} does not give everybody the freedoms that the definition asks for."
)

_RELEASE = """SELECT a.id AS asset_id, a.slug, a.title, a.summary, a.description, a.tags, a.origin_repo, c.slug AS cooperative_slug,
    c.language AS home_language, r.id, r.version, r.licence, r.languages, r.technology_level, r.documentation_level,
    r.document, r.manifest,
    ARRAY(SELECT coalesce(g.name, h.name) FROM release_holder h
        LEFT JOIN agent g ON g.cooperative_id = h.cooperative_id AND g.id = h.agent_id
        WHERE h.cooperative_id = r.cooperative_id AND h.release_id = r.id ORDER BY h.position, h.id) AS holders,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('path', f.path, 'role', f.role, 'url', f.url, 'repository', f.repository)
        ORDER BY f.position, f.path), '[]') FROM release_file f
        WHERE f.cooperative_id = r.cooperative_id AND f.release_id = r.id) AS files,
    (SELECT jsonb_build_object('slug', o.slug, 'cooperative', o.cooperative_slug, 'title', o.title) FROM release_parent p
        JOIN release_card o ON o.release_id = p.parent_release_id
        WHERE p.cooperative_id = r.cooperative_id AND p.release_id = r.id AND p.relation = 'fork'
        ORDER BY p.parent_born LIMIT 1) AS origin
FROM asset a JOIN cooperative c ON c.id = a.cooperative_id
JOIN LATERAL (SELECT * FROM release r WHERE r.cooperative_id = a.cooperative_id AND r.asset_id = a.id AND r.state <> 'draft'
    AND $3 IN ('', r.version) ORDER BY (r.state = 'published') DESC, r.born DESC LIMIT 1) r ON true
WHERE a.cooperative_id = $1 AND a.slug = $2"""


@dataclass(frozen=True, slots=True)
class Exported:
    """A manifest to be given out. `is_open`: by the definition of open source hardware, as far as our profiles know."""

    text: str
    file_name: str
    media_type: str
    is_open: bool


async def all_slugs(work: Work) -> list[str]:
    """Every design of the co-op that has been published."""
    rows = await work.rows(
        "SELECT slug FROM design_listing WHERE cooperative_id = $1 AND state <> 'withdrawn' ORDER BY slug",
        work.cooperative_id,
    )
    return [row["slug"] for row in rows]


async def export(work: Work, slug: str, written: Written, *, home: str, version: str = "") -> Exported | None:
    """A design's newest published release, or the one of that version; None where there is none. `home`: our public address."""
    row = await work.row(_RELEASE, work.cooperative_id, slug, version)
    if row is None:
        return None
    return told(row, written, home.rstrip("/"))


def told(row: Mapping[str, Any] | asyncpg.Record, written: Written, home: str) -> Exported:
    """The row as a file."""
    page = f"{home}/c/{row['cooperative_slug']}/commons/designs/{row['slug']}"
    manifest = storing.restored(row["manifest"]) if row["manifest"] else _made_here(row, page, home)
    is_open = licence_is_open(manifest.licence)
    name = f"okh-{row['slug']}.{'jsonld' if written == 'jsonld' else 'toml' if written == 'toml' else 'yml'}"
    if written == "jsonld":
        text = orjson.dumps(jsonld.jsonld(manifest, id_=page), option=orjson.OPT_INDENT_2).decode() + "\n"
    else:
        text = write(manifest, written)
        if not is_open:
            text = f"# {_NOT_OPEN.format(manifest.licence)}\n{text}"
    return Exported(text, name, MEDIA_TYPES[written], is_open)


def licence_is_open(expression: str) -> bool:
    """Whether whoever takes it may choose a way in which every licence is open by the definition of open source hardware."""
    found = spdx.parse(expression)
    if isinstance(found, spdx.Malformed):
        return False
    return any(all(_is_open(one) for one in choice) for choice in spdx.alternatives(found))


def _is_open(licence: spdx.Licence) -> bool:
    profile = profile_of(licence.key) or profile_of(licence.id)
    return profile is not None and profile.open


def _made_here(row: Mapping[str, Any] | asyncpg.Record, page: str, home: str) -> Manifest:
    """What was made here, in the words of a manifest. Addresses of its files are those of its page, unless they lie elsewhere."""
    language = row["home_language"]

    def say(texts: Mapping[str, str] | None) -> str:
        return cleaned(Text.stored(texts or {}).read(language))

    document, files = row["document"], row["files"]
    hazards = "\n".join(say(one["text"]) for one in document.get("hazards", ()))
    origin = row["origin"]
    of = None
    if origin:
        address = f"{home}/c/{origin['cooperative']}/commons/designs/{origin['slug']}"
        of = Project(web=address, title=" ".join(say(origin["title"]).split()))
    return Manifest(
        name=" ".join(say(row["title"]).split()),
        licences=Licences(read_licence(row["licence"]).expression),
        repo=row["origin_repo"] or page,
        function=say(row["description"]) or say(row["summary"]),
        version="" if row["version"] == UNVERSIONED else row["version"],
        licensor=tuple(Agent(" ".join(name.split())) for name in row["holders"]),
        fork_of=of,
        documentation_language=tuple(row["languages"]),
        technology_readiness_level=f"OTRL-{row['technology_level']}" if row["technology_level"] else "",
        documentation_readiness_level=f"ODRL-{row['documentation_level']}" if row["documentation_level"] else "",
        manufacturing_instructions=(Document(f"{page}#steps"),) if document.get("steps") else (),
        source=_places(files, "source"),
        export=_places(files, "export"),
        keywords=tuple(row["tags"]),
        health_safety_notice=hazards,
        part=tuple(_part(one, say) for one in document.get("parts", ())),
        documentation_home=page,
    )


def _places(files: Any, role: str) -> tuple[str, ...]:
    return tuple(one["url"] or one["path"] for one in files if one["role"] == role)


def _part(one: Mapping[str, Any], say: Any) -> Part:
    more: dict[str, Any] = {}
    if "quantity" in one:
        more["quantity"] = Decimal(one["quantity"])
    if one.get("unit"):
        more["unit"] = one["unit"]
    return Part(name=" ".join(say(one["name"]).split()), material=one.get("material", ""), more=more)
