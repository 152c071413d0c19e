"""A co-op's own licences, and what its keepers decided about pairs that the table leaves open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from minga_commons.licences import matrix
from minga_commons.licences.matrix import Verdict
from minga_commons.licences.profile import Profile
from minga_commons.licences.profiles import BUILT_IN
from minga_commons.licences.terms import Terms
from minga_platform.kernel.work import Work


@dataclass(frozen=True, slots=True)
class PairDecision:
    """What a keeper decided about a pair of licences, and why."""

    id: UUID
    parent: str
    child: str
    answer: str
    reason: str
    decided_at: datetime
    decided_by: str


async def profiles(work: Work) -> Mapping[str, Profile]:
    """Every profile known here: the built-in ones and the co-op's own, those it offers no more included."""
    return {**BUILT_IN, **await own_profiles(work)}


async def own_profiles(work: Work) -> dict[str, Profile]:
    """The co-op's own, by key, in the order of their making; none outside a co-op."""
    if work.scope.cooperative_id is None:
        return {}
    rows = await work.rows(
        "SELECT key, name, summary, text, source, terms, ended_at FROM licence_profile WHERE cooperative_id = $1 ORDER BY id",
        work.cooperative_id,
    )
    return {row["key"]: _own(row) for row in rows}


async def verdict(work: Work, parent: str, child: str) -> Verdict:
    """`matrix.child_of` with what is known in this co-op: its own licences, and the pairs its keepers decided."""
    decided = {(one.parent, one.child): one for one in reversed(await pair_decisions(work))}

    def look_up(above: str, below: str) -> Verdict | None:
        found = decided.get((above, below))
        return (
            None
            if found is None
            else Verdict("yes" if found.answer == "yes" else "no", "decision", found.reason, above, below)
        )

    return matrix.child_of(parent, child, own=await own_profiles(work), decided=look_up)


async def pair_decisions(work: Work) -> list[PairDecision]:
    """All decisions, newest first: the newest about a pair counts."""
    rows = await work.rows(
        """SELECT d.id, d.parent, d.child, d.answer, d.reason, d.decided_at, a.name FROM licence_pair_decision d
           JOIN agent a ON a.cooperative_id = d.cooperative_id AND a.id = d.decided_by_agent_id
           WHERE d.cooperative_id = $1 ORDER BY d.id DESC LIMIT 1000""",
        work.cooperative_id,
    )
    return [PairDecision(*row.values()) for row in rows]


def _own(row: Any) -> Profile:
    return Profile(
        key=row["key"], family="own", name=row["key"], summary="", source=row["source"], text=row["text"], open=False,
        terms=Terms(**row["terms"]), names=row["name"], summaries=row["summary"], ended=row["ended_at"] is not None,
    )  # fmt: skip
