"""How rules get their values: at the founding, and by the declared default when a release brings a new rule.

Certified decisions of the members come with governance; the database refuses them until then.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.work import Work
from minga_platform.rules import queries, registry
from minga_platform.rules.errors import StatutesChanged, VersionInPast
from minga_platform.rules.registry import Value
from minga_platform.rules.statutes import Statutes

_AHEAD = timedelta(minutes=1)


async def adopt_founding(work: Work, statutes: Statutes) -> list[int]:
    """Adopt the versions of the founding file that are not adopted yet; their numbers.

    The first version holds from now on, and rules that it does not name get their declared default. The same file again
    changes nothing. Refuses: StatutesChanged, VersionInPast.
    """
    await _lock(work)
    adopted = {
        row["number"]: bytes(row["document_sha256"])
        for row in await work.rows(
            "SELECT number, document_sha256 FROM adoption WHERE cooperative_id = $1 AND kind = 'founding'",
            work.cooperative_id,
        )
    }
    if adopted:
        # A rule that came with a release has its default before a later version changes it.
        await adopt_declared_defaults(work)
    fresh = []
    for version in statutes.versions:
        mark = version.sha256(statutes.document)
        if version.number in adopted:
            if adopted[version.number] != mark:
                raise StatutesChanged(version.number)
            continue
        effective_at = version.effective_at or work.now
        if version.number == 1:
            effective_at = max(effective_at, work.now)
        elif effective_at < work.now + _AHEAD:
            raise VersionInPast(version.number)
        document = statutes.document if version.number == 1 else {}
        adoption_id = await _adopt(work, "founding", document, mark, number=version.number)
        await _write(work, adoption_id, version.values, effective_at)
        fresh.append(version.number)
        if version.number == 1:
            await adopt_declared_defaults(work)
    return fresh


async def adopt_declared_defaults(work: Work) -> list[str]:
    """Give every rule that has no version yet its declared default, from now on; the keys. Run after each upgrade."""
    await _lock(work)
    known = {
        row["key"]
        for row in await work.rows(
            "SELECT DISTINCT key FROM rule_version WHERE cooperative_id = $1 AND effective_at <= $2",
            work.cooperative_id,
            work.now,
        )
    }
    missing = {rule.key: rule.default for rule in registry.all_rules() if rule.key not in known}
    if missing:
        adoption_id = await _adopt(work, "declared_default", {}, bytes(32))
        await _write(work, adoption_id, missing, work.now)
    return sorted(missing)


async def _lock(work: Work) -> None:
    """One adoption at a time in a co-op: two that read the same state would both write."""
    await work.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('rules' || $1::text, 0))", str(work.cooperative_id)
    )


async def _adopt(work: Work, kind: str, document: dict[str, Any], mark: bytes, number: int | None = None) -> UUID:
    adoption_id = ids.new()
    await work.execute(
        "INSERT INTO adoption (cooperative_id, id, kind, number, document, document_sha256, by_person_id, system,"
        " adopted_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        work.cooperative_id,
        adoption_id,
        kind,
        number,
        document,
        mark,
        work.actor.by_person_id,
        work.actor.system,
        work.now,
    )
    return adoption_id


async def _write(work: Work, adoption_id: UUID, values: dict[str, Value], effective_at: datetime) -> None:
    await work.many(
        "INSERT INTO rule_version (cooperative_id, id, key, value, effective_at, adoption_id) VALUES ($1, $2, $3, $4,"
        " $5, $6)",
        [(work.cooperative_id, ids.new(), key, value, effective_at, adoption_id) for key, value in values.items()],
    )
    queries.forget(work.cooperative_id)
