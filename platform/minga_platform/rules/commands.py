"""How rules get their values: at the founding, by the declared default when a release brings a new rule, and from then
on by certified decisions of the members. The database refuses everything else.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.work import Work
from minga_platform.rules import queries, registry
from minga_platform.rules.errors import DecisionNeeded, StatutesChanged, VersionInPast
from minga_platform.rules.registry import Value
from minga_platform.rules.statutes import Statutes, adopted, sha256

_AHEAD = timedelta(minutes=1)


async def adopt_founding(work: Work, statutes: Statutes) -> list[int]:
    """Adopt the versions of the founding file; their numbers.

    The first version holds from now on, and rules that it does not name get their declared default. The same file again
    changes nothing. Refuses: StatutesChanged, VersionInPast, DecisionNeeded (a version that comes after the founding).
    """
    await lock(work)
    known = {
        row["number"]: bytes(row["document_sha256"])
        for row in await work.rows(
            "SELECT number, document_sha256 FROM adoption WHERE cooperative_id = $1 AND kind = 'founding'",
            work.cooperative_id,
        )
    }
    if known:
        # A rule that came with a release has its default before a later version changes it.
        await adopt_declared_defaults(work)
    fresh = []
    for version in statutes.versions:
        document = version.document(statutes.document)
        if version.number in known:
            if known[version.number] != sha256(document):
                raise StatutesChanged(version.number)
            continue
        if known:
            raise DecisionNeeded(version.number)
        effective_at = version.effective_at or work.now
        if version.number == 1:
            effective_at = max(effective_at, work.now)
        elif effective_at < work.now + _AHEAD:
            raise VersionInPast(version.number)
        adoption_id = await _adopt(work, "founding", document, number=version.number)
        await _write(work, adoption_id, version.values, effective_at)
        fresh.append(version.number)
        if version.number == 1:
            await adopt_declared_defaults(work)
    return fresh


async def adopt_declared_defaults(work: Work) -> list[str]:
    """Give every rule that has no version yet its declared default, from now on; the keys. Run after each upgrade."""
    await lock(work)
    known = {
        row["key"]
        for row in await work.rows(
            "SELECT DISTINCT key FROM rule_version WHERE cooperative_id = $1", work.cooperative_id
        )
    }
    missing = {rule.key: rule.default for rule in registry.all_rules() if rule.key not in known}
    if missing:
        adoption_id = await _adopt(work, "declared_default", adopted(missing, None))
        await _write(work, adoption_id, missing, work.now)
    return sorted(missing)


async def adopt_decision(
    work: Work,
    decision_id: UUID,
    *,
    values: Mapping[str, Value],
    text: Mapping[str, Any] | None,
    effective_at: datetime,
) -> UUID:
    """Adopt what a certified decision says about rules, or about the statutes' text; the adoption's id.

    The database holds it against the certificate, key by key. Once per decision: a repeat is a unique violation.
    """
    await lock(work)
    await adopt_declared_defaults(work)
    adoption_id = await _adopt(work, "decision", adopted(values, effective_at, text), decision_id=decision_id)
    await _write(work, adoption_id, values, effective_at)
    return adoption_id


async def lock(work: Work) -> None:
    """One adoption at a time in a co-op: two that read the same state would both write."""
    await work.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('rules' || $1::text, 0))", str(work.cooperative_id)
    )


async def _adopt(
    work: Work, kind: str, document: dict[str, Any], *, number: int | None = None, decision_id: UUID | None = None
) -> UUID:
    adoption_id = ids.new()
    await work.execute(
        "INSERT INTO adoption (cooperative_id, id, kind, number, decision_id, document, document_sha256, by_person_id,"
        " system, adopted_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        work.cooperative_id,
        adoption_id,
        kind,
        number,
        decision_id,
        document,
        sha256(document),
        work.actor.by_person_id,
        work.actor.system,
        work.now,
    )
    return adoption_id


async def _write(work: Work, adoption_id: UUID, values: Mapping[str, Value], effective_at: datetime) -> None:
    await work.many(
        "INSERT INTO rule_version (cooperative_id, id, key, value, effective_at, adoption_id) VALUES ($1, $2, $3, $4,"
        " $5, $6)",
        [(work.cooperative_id, ids.new(), key, value, effective_at, adoption_id) for key, value in values.items()],
    )
    queries.forget(work.cooperative_id)
