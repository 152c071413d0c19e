"""Who may do what with which release, joined from the licence, the registry, statuses and grants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minga_commons.attestation.queries import Status, status_of
from minga_commons.licences import asking
from minga_commons.licences import queries as licences
from minga_commons.licences.asking import Answer, Facts, Held
from minga_commons.licences.terms import ACTS, Act
from minga_commons.registry.queries import ReleaseFacts, ancestors, release_facts, releases_facts
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.work import Work


async def may_agent(
    work: Work, *, agent_id: UUID | None, release_id: UUID, act: str, on: date, child: str = ""
) -> Answer:
    """Whether an agent of this co-op (None: somebody whom nobody knows) may do an act with a release on a civil day.

    `child`: for `publish_derivative`, the SPDX expression that the derivative is to have. A draft is answered for whoever
    is told of it: the caller sees to that. Refuses: NotFound, InvalidInput.
    """
    if act not in ACTS:
        raise InvalidInput("act", "choice")
    release = await release_facts(work, release_id)
    statuses = {} if agent_id is None else await status_of(work, agent_id, on)
    facts = await _facts(work, release, agent_id, statuses, act, on, child)
    known = await licences.profiles(work)
    return asking.may_under(release.licence, known.get, facts, _act(act), on)


async def may_by_status(
    work: Work,
    *,
    statuses: frozenset[str],
    score: int,
    release_id: UUID | None,
    licence: str,
    act: str,
    on: date,
    child: str = "",
) -> Answer:
    """The same for somebody described by what she would be, with a release or a licence alone: to try out what would change."""
    if act not in ACTS:
        raise InvalidInput("act", "choice")
    facts = Facts(statuses=statuses, score=score, child=await licences.verdict(work, licence, child) if child else None)
    if release_id is not None:
        release = await release_facts(work, release_id)
        if release.state == "draft":
            raise NotFound
        licence = release.licence
        facts = await _facts(work, release, None, {}, act, on, child, statuses=statuses, score=score)
    return asking.may_under(licence, (await licences.profiles(work)).get, facts, _act(act), on)


def _act(act: str) -> Act:
    assert act in ACTS
    return act


async def _facts(
    work: Work,
    release: ReleaseFacts,
    agent_id: UUID | None,
    held: Any,
    act: str,
    on: date,
    child: str,
    *,
    statuses: frozenset[str] = frozenset(),
    score: int = 0,
) -> Facts:
    contributor: Status | None = held.get("contributor")
    certificate, paid = await _grants_of(work, agent_id, release.release_id, act, on)
    community, allowed = await _community(work, release, on)
    own = (
        agent_id is not None
        and release.cooperative_id == work.scope.cooperative_id
        and release.rights_holders == (agent_id,)
        and len(release.holder_names) == 1
        and not await ancestors(work, release.release_id)
    )
    return Facts(
        statuses=frozenset(held) | statuses,
        score=(contributor.score or 0) if contributor else score,
        certificate=certificate,
        paid=paid,
        state=release.state,  # type: ignore[arg-type]
        own=own,
        labels=tuple(one.label.upper() for one in release.labels),
        community=community,
        community_allows=allowed,
        child=await licences.verdict(work, release.licence, child) if child and work.scope.cooperative_id else None,
    )


async def _grants_of(
    work: Work, agent_id: UUID | None, release_id: UUID, act: str, on: date
) -> tuple[Held | None, Held | None]:
    if agent_id is None:
        return None, None
    rows = await work.rows(
        """SELECT id, basis, valid_until FROM licence_grant
           WHERE cooperative_id = $1 AND agent_id = $2 AND release_id = $3 AND $4 = ANY(acts) AND revoked_at IS NULL
             AND valid_from <= $5 AND (valid_until IS NULL OR valid_until >= $5)
           ORDER BY valid_until ASC NULLS LAST""",
        work.cooperative_id,
        agent_id,
        release_id,
        act,
        on,
    )
    found = {"paid": None, "certificate": None} | {
        "paid" if row["basis"] == "paid" else "certificate": Held(row["id"], row["valid_until"]) for row in rows
    }
    return found["certificate"], found["paid"]


async def _community(work: Work, release: ReleaseFacts, on: date) -> tuple[str, frozenset[str]]:
    """Whose knowledge the work holds, and what she decided to allow with it. A label names the community as well."""
    labelled = ", ".join(dict.fromkeys(one.community for one in release.labels if one.community))
    if release.cooperative_id != work.scope.cooperative_id:
        return labelled, frozenset()
    row = await work.row(
        """SELECT a.held_by, a.consent, ARRAY(SELECT DISTINCT act FROM community_permission p, unnest(p.acts) AS act
               WHERE p.cooperative_id = a.cooperative_id AND p.asset_id = a.id AND p.ended_at IS NULL
                 AND (p.valid_until IS NULL OR p.valid_until >= $3)) AS allowed
           FROM asset a WHERE a.cooperative_id = $1 AND a.id = $2""",
        work.cooperative_id,
        release.asset_id,
        on,
    )
    assert row is not None
    return row["held_by"] or labelled, frozenset(row["allowed"])


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody whose agreement a paid licence needs. `agent_id`: in this co-op, None where she is known by name or elsewhere."""

    release_id: UUID
    agent_id: UUID | None
    name: str
    agreed_at: datetime | None


async def holders_needed(work: Work, release_id: UUID, offer_id: UUID | None = None) -> list[Holder]:
    """Every holder of rights in a release and in all it was made from, once each; and whether she agreed to an offer."""
    lineage = [release_id, *(one.release_id for one in await ancestors(work, release_id))]
    facts = await releases_facts(work, lineage)
    rows = await work.rows(
        "SELECT of_release_id, name, agent_id, at FROM licence_offer_consent WHERE cooperative_id = $1 AND offer_id = $2",
        work.cooperative_id,
        offer_id,
    )
    by_agent = {row["agent_id"]: row["at"] for row in rows if row["agent_id"]}
    by_name = {(row["of_release_id"], row["name"]): row["at"] for row in rows}
    found: dict[Any, Holder] = {}
    for one in lineage:
        release = facts.get(one)
        if release is None:
            continue
        for agent, name in await _named(work, release):
            agreed = by_agent.get(agent) if agent else by_name.get((one, name))
            found.setdefault(agent or (one, name), Holder(one, agent, name, agreed))
    return list(found.values())


async def unsold(work: Work, variant_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Of variants that were offered as licences those that would grant none if they were paid now: no offer of them is open, or
    not every holder, ancestors included, agreed to it."""
    rows = await work.rows(
        "SELECT id, variant_id, release_id FROM licence_offer WHERE cooperative_id = $1 AND variant_id = ANY($2) AND closed_at IS NULL",
        work.cooperative_id,
        list(variant_ids),
    )
    agreed = {
        row["variant_id"]
        for row in rows
        if all(one.agreed_at is not None for one in await holders_needed(work, row["release_id"], row["id"]))
    }
    return frozenset(variant_ids) - agreed


async def _named(work: Work, release: ReleaseFacts) -> list[tuple[UUID | None, str]]:
    """The holders of a release; of another co-op's by name alone, since its people are nobody's to know here."""
    if release.cooperative_id != work.cooperative_id:
        return [(None, name) for name in release.holder_names]
    rows = await work.rows(
        """SELECT h.agent_id, coalesce(g.name, h.name) AS name FROM release_holder h
           LEFT JOIN agent g ON g.cooperative_id = h.cooperative_id AND g.id = h.agent_id
           WHERE h.cooperative_id = $1 AND h.release_id = $2 ORDER BY h.position, h.id""",
        work.cooperative_id,
        release.release_id,
    )
    return [(row["agent_id"], row["name"]) for row in rows]
