"""Tell the rules again from the documents alone, and hold the table against what was told.

A document is what was adopted: the founding, the default of a rule that came with a release, or what a certified
decision says. Whoever can read documents can so find out by herself what holds, and that nobody changed a row.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.rules.queries import Adoption, RuleVersion, adoptions
from minga_platform.rules.registry import Value
from minga_platform.rules.statutes import sha256

Problem = Literal[
    "document_changed",
    "not_decided",
    "missing",
    "other_value",
    "other_instant",
    "decision_changed",
    "not_as_decided",
]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not agree. `told`: what the documents say, `found`: what the table says, both as text.

    `document_changed`: a document is no longer the one whose hash was kept. `not_decided`: the table holds a value that
    no document gives. `missing`: a document gives one that the table lacks.
    `decision_changed`, `not_as_decided`: governance found that a certificate, or what was adopted by it, is another.
    """

    problem: Problem
    adoption_id: UUID
    key: str
    told: str
    found: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the documents say holds at `instant`, by key, from how many of them, and all that differs from the table."""

    instant: datetime
    values: Mapping[str, Value]
    documents: int
    differences: tuple[Difference, ...]


async def replay(work: Work, instant: datetime | None = None) -> Replayed:
    """Derive every version of every rule from the documents; compare with the table. Default instant: now."""
    when = work.now if instant is None else instant
    known = await adoptions(work)
    kept = {
        row["id"]: bytes(row["document_sha256"])
        for row in await work.rows(
            "SELECT id, document_sha256 FROM adoption WHERE cooperative_id = $1", work.cooperative_id
        )
    }
    rows = await work.rows(
        "SELECT id, key, value, effective_at, adoption_id FROM rule_version WHERE cooperative_id = $1 ORDER BY id",
        work.cooperative_id,
    )
    return compare(known, kept, [RuleVersion(**dict(row)) for row in rows], when)


def compare(
    known: Sequence[Adoption], kept: Mapping[UUID, bytes], rows: Iterable[RuleVersion], when: datetime
) -> Replayed:
    """The comparison itself, on values. `kept`: the hash that was stored with each adoption."""
    differences: list[Difference] = []
    told: dict[tuple[UUID, str], tuple[datetime, Any]] = {}
    timeline: list[tuple[datetime, datetime, UUID, str, Any]] = []
    for adoption in known:
        if sha256(adoption.document) != kept[adoption.id]:
            differences.append(Difference("document_changed", adoption.id, "", "", ""))
        effective = adoption.document.get("effective")
        begins = max(datetime.fromisoformat(effective), adoption.adopted_at) if effective else adoption.adopted_at
        for key, value in adoption.document.get("rules", {}).items():
            told[adoption.id, key] = (begins, value)
            timeline.append((begins, adoption.adopted_at, adoption.id, key, value))
    for row in rows:
        expected = told.pop((row.adoption_id, row.key), None)
        if expected is None:
            differences.append(Difference("not_decided", row.adoption_id, row.key, "", str(row.value)))
        elif expected[1] != row.value:
            differences.append(Difference("other_value", row.adoption_id, row.key, str(expected[1]), str(row.value)))
        elif expected[0] != row.effective_at:
            differences.append(
                Difference(
                    "other_instant", row.adoption_id, row.key, expected[0].isoformat(), row.effective_at.isoformat()
                )
            )
    differences += [
        Difference("missing", adoption_id, key, str(value), "") for (adoption_id, key), (_, value) in told.items()
    ]
    # Later ones write over earlier ones.
    values: dict[str, Value] = {
        key: value for begins, _, _, key, value in sorted(timeline, key=lambda one: one[:4]) if begins <= when
    }
    return Replayed(when, values, len(known), tuple(differences))
