"""A batch of manifests becomes works and releases: a few statements, however many there are.

Identity is the repository (`okh.addresses.identity`). What stands for it already is left alone unless the manifest was found in
that very repository: then the work has a new release, and its old ones stay as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from minga_commons.licences import matrix
from minga_commons.okh import addresses, storing
from minga_commons.okh.reading import Read
from minga_commons.registry import content, listing
from minga_commons.registry.commands import contents
from minga_commons.registry.events import ReleasePublished
from minga_commons.registry.manifests import writing
from minga_commons.registry.manifests.mapping import Mapped, mapped
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.work import Work

ELSEWHERE = "not_found_at_its_repo"
HAND_MADE = "kept_by_hand"
UNHOLDABLE = "cannot_be_held"
FORK_UNDECIDED = "fork_licence_undecided"
FORK_NOT_LINKED = "fork_not_linked"


@dataclass(slots=True)
class Entry:
    """A manifest to be taken; `found_at`: the address where it was found, empty where nobody knows."""

    position: int
    path: str
    read: Read
    found_at: str = ""

    identity: str = ""
    """What makes it this work."""

    def __post_init__(self) -> None:
        self.identity = addresses.identity(self.read.manifest.repo)

    @property
    def is_at_home(self) -> bool:
        """Whether it was found in the repository that it names."""
        return addresses.was_found_in(self.found_at, self.read.manifest.repo)


@dataclass(slots=True)
class Outcome:
    """What became of one file. `reasons`: rows {code, key, reason, line}."""

    position: int
    path: str
    what: str
    asset_id: UUID | None = None
    title: str = ""
    reasons: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class _Plan:
    entry: Entry
    mapped: Mapped
    digest: str
    asset_id: UUID
    is_new: bool
    release_id: UUID
    parent: Mapping[str, Any] | None = None
    publishes: bool = True


async def take(
    work: Work, agent_id: UUID, entries: Sequence[Entry], *, in_set: frozenset[str] = frozenset(), dry_run: bool = False
) -> list[Outcome]:
    """What becomes of each, in the order given; no two entries may have one identity. `in_set`: identities of the whole import.

    `agent_id` looks after what is new. With `dry_run` nothing is written, and the answer is the same.
    """
    known = await _known(work, entries)
    outcomes: list[Outcome] = []
    plans: list[_Plan] = []
    for entry in entries:
        outcome, plan = _judge(entry, known, agent_id)
        outcomes.append(outcome)
        if plan is not None:
            plans.append(plan)
    by_position = {one.position: one for one in outcomes}
    await _find_parents(work, plans, by_position, in_set, dry_run=dry_run)
    if dry_run or not plans:
        return outcomes
    await _write(work, agent_id, plans)
    return outcomes


async def _known(work: Work, entries: Sequence[Entry]) -> dict[str, Mapping[str, Any]]:
    """The works that stand for these repositories: imported ones, and those that somebody began by hand."""
    wanted = [entry.identity for entry in entries]
    hand = {}
    for entry in entries:
        plain = entry.read.manifest.repo.rstrip("/").removesuffix(".git")
        bare = plain.partition("://")[2]
        for spelled in (plain, f"https://{bare}", f"http://{bare}", f"https://{entry.identity}"):
            hand[spelled] = entry.identity
    rows = await work.rows(
        "SELECT identity, asset_id, digest, found_at FROM manifest_home WHERE cooperative_id = $1 AND identity = ANY($2) FOR UPDATE",
        work.cooperative_id,
        wanted,
    )
    found: dict[str, Mapping[str, Any]] = {row["identity"]: dict(row) for row in rows}
    rows = await work.rows(
        """SELECT a.id, a.origin_repo, ARRAY(SELECT m.agent_id FROM asset_maintainer m WHERE m.cooperative_id = $1
            AND m.asset_id = a.id) AS maintainers FROM asset a WHERE a.cooperative_id = $1 AND a.origin_repo = ANY($2)""",
        work.cooperative_id,
        list(hand),
    )
    for row in rows:
        found.setdefault(
            hand[row["origin_repo"]],
            {"asset_id": row["id"], "digest": "", "found_at": "", "maintainers": row["maintainers"]},
        )
    return found


def _judge(entry: Entry, known: Mapping[str, Mapping[str, Any]], agent_id: UUID) -> tuple[Outcome, _Plan | None]:
    manifest = entry.read.manifest
    outcome = Outcome(entry.position, entry.path, "new", title=manifest.name[:200])
    digest = storing.digest(manifest)
    there = known.get(entry.identity)
    if there is not None:
        outcome.asset_id = there["asset_id"]
        if there["digest"] == digest:
            outcome.what = "unchanged"
            return outcome, None
        by_hand = agent_id not in there["maintainers"] if "maintainers" in there else False
        if not entry.is_at_home or by_hand:
            outcome.what = "kept"
            code = HAND_MADE if entry.is_at_home else ELSEWHERE
            outcome.reasons.append({"code": code, "key": "repo", "reason": entry.identity, "line": 0})
            return outcome, None
        outcome.what = "renewed"
    try:
        told = mapped(manifest, entry.read.format)
    except InvalidInput as wrong:
        outcome.what = "refused"
        outcome.reasons.append({"code": UNHOLDABLE, "key": wrong.field, "reason": wrong.rule, "line": 0})
        return outcome, None
    asset_id = there["asset_id"] if there else ids.new()
    outcome.asset_id = asset_id
    return outcome, _Plan(entry, told, digest, asset_id, there is None, ids.new())


async def _find_parents(
    work: Work, plans: Sequence[_Plan], outcomes: Mapping[int, Outcome], in_set: frozenset[str], *, dry_run: bool
) -> None:
    """What was forked from something that is here is linked with it, and stays a draft where the licences are undecided."""
    forks = {}
    for plan in plans:
        fork = plan.entry.read.manifest.fork_of
        if fork is not None and fork.address:
            forks[plan.release_id] = addresses.identity(fork.address)
    if not forks:
        return
    rows = await work.rows(
        """SELECT h.identity, r.id, r.born, r.licence, r.state FROM manifest_home h
        JOIN release r ON r.cooperative_id = h.cooperative_id AND r.id = h.release_id
        WHERE h.cooperative_id = $1 AND h.identity = ANY($2)""",
        work.cooperative_id,
        list(set(forks.values())),
    )
    parents = {row["identity"]: row for row in rows}
    for plan in plans:
        wanted = forks.get(plan.release_id)
        if wanted is None:
            continue
        parent = parents.get(wanted)
        reasons = outcomes[plan.entry.position].reasons
        if parent is None:
            if wanted in in_set and not dry_run:
                reasons.append({"code": FORK_NOT_LINKED, "key": "fork-of", "reason": wanted, "line": 0})
            continue
        plan.parent = parent
        verdict = matrix.child_of(parent["licence"], plan.mapped.release["licence"])
        if verdict.answer != "yes" or parent["state"] != "published":
            plan.publishes = False
            reasons.append({"code": FORK_UNDECIDED, "key": "license", "reason": verdict.clause, "line": 0})


async def _write(work: Work, agent_id: UUID, plans: Sequence[_Plan]) -> None:
    fresh = [plan for plan in plans if plan.is_new]
    slugs = await writing.free_slugs(work, [(plan.asset_id, plan.mapped.asset["title"]) for plan in fresh])
    await writing.assets(
        work, agent_id, [{"id": plan.asset_id, "slug": slugs[plan.asset_id], **plan.mapped.asset} for plan in fresh]
    )
    versions = await writing.free_versions(work, {plan.asset_id: plan.mapped.release["version"] for plan in plans})
    rows = [
        {"id": plan.release_id, "asset_id": plan.asset_id, **plan.mapped.release, "version": versions[plan.asset_id]}
        for plan in plans
    ]
    born = await writing.drafts(work, agent_id, rows)
    await writing.holders(work, {plan.release_id: plan.mapped.holders for plan in plans})
    await writing.files(work, {plan.release_id: plan.mapped.files for plan in plans})
    await writing.parents(
        work, [(plan.release_id, born[plan.release_id], plan.parent) for plan in plans if plan.parent is not None]
    )
    shown = [(plan, row) for plan, row in zip(plans, rows, strict=True) if plan.publishes]
    await writing.publish(work, [(plan.release_id, _hash(plan, row)) for plan, row in shown])
    await writing.homes(
        work,
        [
            {
                "id": ids.new(),
                "identity": plan.entry.identity,
                "asset_id": plan.asset_id,
                "release_id": plan.release_id,
                "digest": plan.digest,
                "found_at": plan.entry.found_at if plan.entry.is_at_home else "",
                "path": plan.entry.path,
            }
            for plan in plans
        ],
    )
    await listing.write_cards(work, [plan.release_id for plan, _ in shown])
    await listing.refresh(work, [plan.asset_id for plan, _ in shown])
    for plan, _ in shown:
        work.emit(ReleasePublished(release_id=str(plan.release_id), asset_id=str(plan.asset_id)))


def _hash(plan: _Plan, row: Mapping[str, Any]) -> bytes:
    return content.content_sha256(
        content.sealed(
            row,
            title=plan.mapped.asset["title"],
            parents=[] if plan.parent is None else [str(plan.parent["id"])],
            holders=plan.mapped.holders,
            file_rows=plan.mapped.files,
            picture_rows=(),
        )
    )


assert contents.MOST_HOLDERS == 100, "mapping.py shortens to as many"
