"""Tags of a Git repository, as its server tells them, and the draft that a new one makes.

What is read is the ref advertisement of the smart HTTP protocol, version 0 (gitprotocol-http, gitprotocol-pack): one GET, no
program of Git's, nothing of the repository itself. A tag makes a draft and never a release: what is published never
changes, so a person looks at it first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from minga_commons.registry.commands.releases import draft_release
from minga_commons.registry.states import Relation
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work

SERVICE = "/info/refs?service=git-upload-pack"
MOST_AT_ONCE = 3
"""Drafts of one work in one round: whoever watches an old repository wants its newest tags, not its history."""

_REF = re.compile(rb"([0-9a-f]{40}|[0-9a-f]{64}) refs/tags/([^\x00-\x20\x7f~^:?*\\\[]{1,100})(\^\{\})?")


class NoAdvertisement(Exception):
    """What came is not what a Git server tells."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag and the commit that it names."""

    name: str
    commit: str


def read_refs(told: bytes) -> list[Tag]:
    """The tags of an advertisement, the highest number first. Raises NoAdvertisement."""
    commits: dict[str, str] = {}
    for line in _lines(told):
        found = _REF.fullmatch(line.split(b"\0", 1)[0].rstrip(b"\n"))
        if found is None:
            continue
        try:
            name = found[2].decode()
        except UnicodeDecodeError:
            continue
        # An annotated tag is told twice; the second line, with ^{}, names the commit.
        if found[3] or name not in commits:
            commits[name] = found[1].decode()
    return sorted(
        (Tag(name, commit) for name, commit in commits.items()), key=lambda tag: _order(tag.name), reverse=True
    )


def _lines(told: bytes) -> list[bytes]:
    lines, at = [], 0
    while at < len(told):
        head = told[at : at + 4]
        if not re.fullmatch(rb"[0-9a-f]{4}", head):
            raise NoAdvertisement
        length = int(head, 16)
        if length == 0:
            at += 4
            continue
        if length < 4 or at + length > len(told):
            raise NoAdvertisement
        lines.append(told[at + 4 : at + length])
        at += length
    if not lines or not lines[0].startswith(b"# service=git-upload-pack"):
        raise NoAdvertisement
    return lines


def _order(name: str) -> tuple[tuple[int, int, str], ...]:
    """1.10 comes after 1.9, and both after `beta`."""
    return tuple((1, int(part), "") if part.isdigit() else (0, 0, part) for part in re.findall(r"\d{1,9}|[^\d]+", name))


async def watched(work: Work) -> list[tuple[UUID, str]]:
    """Works of this co-op whose tags are watched, with their repositories."""
    rows = await work.rows(
        """SELECT id, origin_repo FROM asset WHERE cooperative_id = $1 AND watches_tags AND origin_repo IS NOT NULL
        ORDER BY id LIMIT 500""",
        work.cooperative_id,
    )
    return [(row["id"], row["origin_repo"]) for row in rows]


async def draft_new(work: Work, asset_id: UUID, tags: Sequence[Tag]) -> list[UUID]:
    """A draft for each of the newest tags that no release of the work names yet, in the name of its first maintainer.

    It goes on from the newest published release, and holds the repository at that tag by reference. Safe to repeat.
    """
    asset = await work.row(
        """SELECT a.origin_repo, (SELECT g.person_id FROM asset_maintainer m
            JOIN agent g ON g.cooperative_id = m.cooperative_id AND g.id = m.agent_id AND g.person_id IS NOT NULL
            WHERE m.cooperative_id = a.cooperative_id AND m.asset_id = a.id ORDER BY m.since, m.id LIMIT 1) AS person_id
        FROM asset a WHERE a.cooperative_id = $1 AND a.id = $2 AND a.watches_tags FOR NO KEY UPDATE OF a""",
        work.cooperative_id,
        asset_id,
    )
    if asset is None or asset["person_id"] is None:
        return []
    rows = await work.rows(
        "SELECT id, version, tag, state, licence, document, languages FROM release"
        " WHERE cooperative_id = $1 AND asset_id = $2 ORDER BY born DESC",
        work.cooperative_id,
        asset_id,
    )
    before: Any = next((row for row in rows if row["state"] == "published"), None)
    if before is None:
        return []  # Under which licence it is shared, only a person can say first.
    taken = {row["tag"] for row in rows} | {row["version"] for row in rows}
    fresh = [tag for tag in tags[:50] if tag.name not in taken and tag.name.removeprefix("v") not in taken]
    return [
        await draft_release(
            work,
            Viewer(person_id=asset["person_id"]),
            asset_id=asset_id,
            version=tag.name.removeprefix("v")[:60],
            licence=before["licence"],
            parents=[before["id"]],
            relation=Relation.BUILT_ON,
            files=[{"path": "source", "role": "source", "repository": asset["origin_repo"], "tag": tag.name}],
            languages=before["languages"],
            repository=asset["origin_repo"],
            tag=tag.name,
            commit_sha=tag.commit,
            **before["document"],
        )
        for tag in reversed(fresh[:MOST_AT_ONCE])
    ]
