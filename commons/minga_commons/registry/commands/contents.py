"""The rows that belong to a release: files, pictures, holders; and what of a draft is changed."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from minga_commons.registry import content, shapes
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.files import NotAPicture
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

MOST_HOLDERS = 100
_DOCUMENT = ("parts", "tools", "steps", "hazards", "no_hazards")
_COMMON = re.compile(r"(licen[cs]e|copying|notice|authors)([._-].*)?", re.IGNORECASE)
_SMALLEST_BYTES = 256
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")


def languages_of(given: Sequence[str], asset: Mapping[str, Any], document: Mapping[str, Any]) -> list[str]:
    """The languages that were given, or those that its texts are in. Refuses: InvalidInput."""
    if any(not _LANGUAGE.fullmatch(one) for one in given):
        raise InvalidInput("languages", "language")
    if given:
        return sorted(set(given))[:24]
    steps = [set(one["text"]) for one in document["steps"]] or [set(asset["description"]) or set(asset["title"])]
    return sorted(set.intersection(*steps) or set(asset["title"]))


def level(field: str, value: int | None, most: int) -> int | None:
    """A readiness level, or None. Refuses: InvalidInput."""
    if value is not None and not 1 <= value <= most:
        raise InvalidInput(field, "range", minimum="1", maximum=str(most))
    return value


async def changed(row: asyncpg.Record, given: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a draft that `given` changes. Refuses: InvalidInput."""
    fields: dict[str, Any] = {}
    if any(name in given for name in _DOCUMENT):
        fields["document"] = content.document(
            **{name: given.get(name, row["document"].get(name, ())) for name in _DOCUMENT}
        )
    checks: dict[str, Callable[[Any], Any]] = {
        "version": lambda value: content.line("version", value, 60, required=True),
        "licence": lambda value: content.line("licence", value, 400, required=True),
        "notes": lambda value: shapes.texts(10_000)("notes", value),
        "technology_level": lambda value: level("technology_level", value, 9),
        "documentation_level": lambda value: level("documentation_level", value, 5),
        "manifest": lambda value: None if value is None else dict(value),
        "repository": lambda value: shapes.repository("repository", value),
        "tag": lambda value: content.line("tag", value, 200) or None,
        "commit_sha": lambda value: content.line("commit_sha", value, 64) or None,
    }
    fields.update({name: check(given[name]) for name, check in checks.items() if name in given})
    if "languages" in given or "document" in fields:
        fields["languages"] = languages_of(
            given.get("languages") or (),
            {"title": row["title"], "description": row["title"]},
            fields.get("document") or row["document"],
        )
    return fields


async def write_files(work: Work, viewer: Viewer, release_id: UUID, files: Sequence[Mapping[str, Any]]) -> None:
    """Put these files in the place of those before. A file may be pointed at by who uploaded it, by a co-maintainer of the
    draft that holds it already, and by everybody once it is public. Refuses: NotFound."""
    known = await _usable(work, viewer, release_id, [one["file_id"] for one in files if one["file_id"]])
    await work.execute(
        "DELETE FROM release_file WHERE cooperative_id = $1 AND release_id = $2", work.cooperative_id, release_id
    )
    await work.many(
        """INSERT INTO release_file (cooperative_id, id, release_id, path, role, file_id, sha256, media_type, bytes, url,
        repository, tag, position) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)""",
        [_file_row(work, release_id, place, one, known) for place, one in enumerate(files)],
    )


def _file_row(
    work: Work, release_id: UUID, place: int, one: Mapping[str, Any], known: Mapping[UUID, asyncpg.Record]
) -> tuple[Any, ...]:
    kept = known[one["file_id"]] if one["file_id"] else None
    sha256 = bytes.fromhex(one["sha256"]) if one["sha256"] else None
    return (
        work.cooperative_id,
        ids.new(),
        release_id,
        one["path"],
        one["role"],
        one["file_id"],
        kept["sha256"] if kept else sha256,
        kept["media_type"] if kept else one["media_type"],
        kept["bytes"] if kept else one["bytes"],
        one["url"],
        one["repository"],
        one["tag"],
        place,
    )


async def write_pictures(work: Work, viewer: Viewer, release_id: UUID, pictures: Sequence[Mapping[str, Any]]) -> None:
    """Put these pictures in the place of those before. Refuses: NotFound, NotAPicture."""
    known = await _usable(work, viewer, release_id, [one["file_id"] for one in pictures])
    if any(not row["renditions"] for row in known.values()):
        raise NotAPicture
    await work.execute(
        "DELETE FROM release_picture WHERE cooperative_id = $1 AND release_id = $2", work.cooperative_id, release_id
    )
    await work.many(
        """INSERT INTO release_picture (cooperative_id, id, release_id, file_id, alt, step, position)
        VALUES ($1, $2, $3, $4, $5, $6, $7)""",
        [
            (work.cooperative_id, ids.new(), release_id, one["file_id"], one["alt"], one["step"], place)
            for place, one in enumerate(pictures)
        ],
    )


async def _usable(work: Work, viewer: Viewer, release_id: UUID, file_ids: Sequence[UUID]) -> dict[UUID, asyncpg.Record]:
    wanted = list(dict.fromkeys(file_ids))
    if not wanted:
        return {}
    agent_id = await access.agent_of(work, viewer)
    # Locked, so that no sweep takes a file before the row that points at it is there.
    rows = await work.rows(
        """SELECT f.id, f.sha256, f.media_type, f.bytes, f.renditions FROM file f
        WHERE f.cooperative_id = $1 AND f.id = ANY($2) AND (f.public OR f.uploaded_by = $3
            OR EXISTS (SELECT FROM release_file t WHERE t.cooperative_id = $1 AND t.release_id = $4 AND t.file_id = f.id)
            OR EXISTS (SELECT FROM release_picture t WHERE t.cooperative_id = $1 AND t.release_id = $4 AND t.file_id = f.id))
        ORDER BY f.id FOR KEY SHARE OF f""",
        work.cooperative_id, wanted, agent_id, release_id,
    )  # fmt: skip
    if len(rows) != len(wanted):
        raise NotFound
    return {row["id"]: row for row in rows}


async def write_holders(
    work: Work, asset_id: UUID, release_id: UUID, holders: Sequence[Mapping[str, Any]] | None
) -> None:
    """Who holds rights in it: `{agent_id?, name?}` each, or the work's maintainers where it is None.

    Refuses: NotFound (no such agent here), InvalidInput.
    """
    if holders is None:
        rows = await work.rows(
            """SELECT m.agent_id, g.name FROM asset_maintainer m
            JOIN agent g ON g.cooperative_id = m.cooperative_id AND g.id = m.agent_id
            WHERE m.cooperative_id = $1 AND m.asset_id = $2 ORDER BY m.since, m.id""",
            work.cooperative_id,
            asset_id,
        )
        told = [(row["agent_id"], row["name"]) for row in rows]
    else:
        told = await _named(work, holders)
    await work.execute(
        "DELETE FROM release_holder WHERE cooperative_id = $1 AND release_id = $2", work.cooperative_id, release_id
    )
    await work.many(
        """INSERT INTO release_holder (cooperative_id, id, release_id, agent_id, name, position)
        VALUES ($1, $2, $3, $4, $5, $6)""",
        [
            (work.cooperative_id, ids.new(), release_id, agent_id, name, place)
            for place, (agent_id, name) in enumerate(told)
        ],
    )


async def _named(work: Work, holders: Sequence[Mapping[str, Any]]) -> list[tuple[UUID | None, str]]:
    if not 1 <= len(holders) <= MOST_HOLDERS:
        raise InvalidInput("holders", "number", minimum="1", maximum=str(MOST_HOLDERS))
    agents = [one["agent_id"] for one in holders if one.get("agent_id")]
    rows = await work.rows(
        "SELECT id, name FROM agent WHERE cooperative_id = $1 AND id = ANY($2)", work.cooperative_id, agents
    )
    names = {row["id"]: row["name"] for row in rows}
    if not set(agents) <= names.keys():
        raise NotFound
    told: list[tuple[UUID | None, str]] = []
    for place, one in enumerate(holders):
        agent_id = one.get("agent_id")
        name = names[agent_id] if agent_id else content.line(f"holders.{place}", one.get("name"), 200, required=True)
        told.append((agent_id, name))
    return told


async def file_rows(work: Work, release_id: UUID) -> list[asyncpg.Record]:
    """The files of a release, in their order."""
    return await work.rows(
        "SELECT * FROM release_file WHERE cooperative_id = $1 AND release_id = $2 ORDER BY position, path",
        work.cooperative_id,
        release_id,
    )


async def picture_rows(work: Work, release_id: UUID) -> list[asyncpg.Record]:
    """The pictures of a release with the hash of their file, in their order."""
    return await work.rows(
        """SELECT p.*, f.sha256 FROM release_picture p JOIN file f ON f.cooperative_id = p.cooperative_id AND f.id = p.file_id
        WHERE p.cooperative_id = $1 AND p.release_id = $2 ORDER BY p.position, p.id""",
        work.cooperative_id,
        release_id,
    )


async def holder_keys(work: Work, release_id: UUID) -> list[str]:
    """Holders as a hash names them: by id, by name only where there is none."""
    rows = await work.rows(
        "SELECT agent_id, name FROM release_holder WHERE cooperative_id = $1 AND release_id = $2",
        work.cooperative_id,
        release_id,
    )
    return [str(row["agent_id"] or row["name"]) for row in rows]


async def show_files(work: Work, release_id: UUID) -> None:
    """Make everything that a published release shows fit to be fetched by everybody."""
    await work.execute(
        """UPDATE file f SET public = true WHERE f.cooperative_id = $1 AND NOT f.public AND f.id IN (
            SELECT file_id FROM release_file WHERE cooperative_id = $1 AND release_id = $2
            UNION SELECT file_id FROM release_picture WHERE cooperative_id = $1 AND release_id = $2)""",
        work.cooperative_id,
        release_id,
    )


def tells_origin(row: Mapping[str, Any]) -> bool:
    """Whether the same bytes elsewhere mean the same work: not so for texts of licences and for crumbs."""
    name = str(row["path"]).rpartition("/")[2]
    return bool(
        row["sha256"]
        and row["role"] != "licence"
        and (row["bytes"] is None or row["bytes"] >= _SMALLEST_BYTES)
        and not _COMMON.fullmatch(name)
    )
