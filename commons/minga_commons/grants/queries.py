"""Who may do what with which release, joined from the licence, the registry, statuses and grants."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minga_commons.attestation.queries import Status, statuses_of
from minga_commons.licences import asking
from minga_commons.licences import queries as licences
from minga_commons.licences.asking import Answer, Facts, Held
from minga_commons.licences.matrix import Verdict
from minga_commons.licences.terms import ACTS, Act
from minga_commons.registry.queries import ReleaseFacts, ancestors_of, release_facts, releases_facts
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
    grounds = await _grounds(work, [(agent_id, release)], act, on)
    facts = _facts(grounds, release, agent_id, child=await _child(work, release.licence, child))
    known = await licences.profiles(work)
    return asking.may_under(release.licence, known.get, facts, _act(act), on)


async def may_agents(
    work: Work, pairs: Collection[tuple[UUID, UUID]], *, act: Act, on: date
) -> dict[tuple[UUID, UUID], Answer]:
    """The same for many agents and releases, in as many statements as for one. Refuses: NotFound."""
    releases = await releases_facts(work, list({release_id for _, release_id in pairs}))
    if any(release_id not in releases for _, release_id in pairs):
        raise NotFound
    grounds = await _grounds(work, [(agent_id, releases[release_id]) for agent_id, release_id in pairs], act, on)
    known = await licences.profiles(work)
    return {
        (agent_id, release_id): asking.may_under(
            releases[release_id].licence, known.get, _facts(grounds, releases[release_id], agent_id), act, on
        )
        for agent_id, release_id in pairs
    }


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
        grounds = await _grounds(work, [(None, release)], act, on)
        verdict = await _child(work, licence, child)
        facts = _facts(grounds, release, None, child=verdict, statuses=statuses, score=score)
    return asking.may_under(licence, (await licences.profiles(work)).get, facts, _act(act), on)


def _act(act: str) -> Act:
    assert act in ACTS
    return act


@dataclass(frozen=True, slots=True)
class _Grounds:
    """What answers rest on, read once for all that are asked. `held`: agent → statuses; `granted`: (agent, release) → certificate and
    paid licence; `communities`: work → whose knowledge it holds and what she allows; `derived`: releases that were made from others."""

    cooperative_id: UUID | None
    held: Mapping[UUID, Mapping[str, Status]]
    granted: Mapping[tuple[UUID, UUID], tuple[Held | None, Held | None]]
    communities: Mapping[UUID, tuple[str, frozenset[str]]]
    derived: Collection[UUID]


async def _grounds(work: Work, pairs: Sequence[tuple[UUID | None, ReleaseFacts]], act: str, on: date) -> _Grounds:
    agents = list({agent_id for agent_id, _ in pairs if agent_id is not None})
    here = [release for _, release in pairs if release.cooperative_id == work.scope.cooperative_id]
    alone = {
        release.release_id for agent_id, release in pairs if agent_id is not None and _holds_alone(release, agent_id)
    }
    return _Grounds(
        work.scope.cooperative_id,
        await statuses_of(work, agents, on) if agents else {},
        await _granted(work, agents, [release.release_id for _, release in pairs], act, on) if agents else {},
        await _communities(work, list({release.asset_id for release in here}), on) if here else {},
        await ancestors_of(work, alone) if alone else (),
    )


def _holds_alone(release: ReleaseFacts, agent_id: UUID) -> bool:
    return release.rights_holders == (agent_id,) and len(release.holder_names) == 1


def _facts(
    grounds: _Grounds,
    release: ReleaseFacts,
    agent_id: UUID | None,
    *,
    child: Verdict | None = None,
    statuses: frozenset[str] = frozenset(),
    score: int = 0,
) -> Facts:
    is_here = release.cooperative_id == grounds.cooperative_id
    held: Mapping[str, Status] = {} if agent_id is None else grounds.held.get(agent_id, {})
    certificate, paid = (
        (None, None) if agent_id is None else grounds.granted.get((agent_id, release.release_id), (None, None))
    )
    labelled = ", ".join(dict.fromkeys(one.community for one in release.labels if one.community))
    # A label names the community as well.
    community, allowed = grounds.communities[release.asset_id] if is_here else ("", frozenset())
    contributor = held.get("contributor")
    return Facts(
        statuses=frozenset(held) | statuses,
        score=(contributor.score or 0) if contributor else score,
        certificate=certificate,
        paid=paid,
        state=release.state,  # type: ignore[arg-type]
        own=agent_id is not None
        and is_here
        and _holds_alone(release, agent_id)
        and release.release_id not in grounds.derived,
        labels=tuple(one.label.upper() for one in release.labels),
        community=community or labelled,
        community_allows=allowed,
        child=child,
    )


async def _child(work: Work, licence: str, child: str) -> Verdict | None:
    return await licences.verdict(work, licence, child) if child and work.scope.cooperative_id else None


async def _granted(
    work: Work, agent_ids: Sequence[UUID], release_ids: Sequence[UUID], act: str, on: date
) -> dict[tuple[UUID, UUID], tuple[Held | None, Held | None]]:
    rows = await work.rows(
        """SELECT agent_id, release_id, id, basis, valid_until FROM licence_grant
           WHERE cooperative_id = $1 AND agent_id = ANY($2) AND release_id = ANY($3) AND $4 = ANY(acts) AND revoked_at IS NULL
             AND valid_from <= $5 AND (valid_until IS NULL OR valid_until >= $5)
           ORDER BY valid_until ASC NULLS LAST""",
        work.cooperative_id,
        list(agent_ids),
        list(release_ids),
        act,
        on,
    )
    found: dict[tuple[UUID, UUID], tuple[Held | None, Held | None]] = {}
    for row in rows:
        of = (row["agent_id"], row["release_id"])
        certificate, paid = found.get(of, (None, None))
        one = Held(row["id"], row["valid_until"])
        found[of] = (certificate, one) if row["basis"] == "paid" else (one, paid)
    return found


async def _communities(work: Work, asset_ids: Sequence[UUID], on: date) -> dict[UUID, tuple[str, frozenset[str]]]:
    """Whose knowledge each work of this co-op holds, and what she decided to allow with it."""
    rows = await work.rows(
        """SELECT a.id, a.held_by, ARRAY(SELECT DISTINCT act FROM community_permission p, unnest(p.acts) AS act
               WHERE p.cooperative_id = a.cooperative_id AND p.asset_id = a.id AND p.ended_at IS NULL
                 AND (p.valid_until IS NULL OR p.valid_until >= $3)) AS allowed
           FROM asset a WHERE a.cooperative_id = $1 AND a.id = ANY($2)""",
        work.cooperative_id,
        list(asset_ids),
        on,
    )
    return {row["id"]: (row["held_by"], frozenset(row["allowed"])) for row in rows}


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody whose agreement a paid licence needs. `agent_id`: in this co-op, None where she is known by name or elsewhere."""

    release_id: UUID
    agent_id: UUID | None
    name: str
    agreed_at: datetime | None


async def holders_needed(work: Work, release_id: UUID, offer_id: UUID | None = None) -> list[Holder]:
    """Every holder of rights in a release and in all it was made from, once each; and whether she agreed to an offer."""
    return (await holders_of_offers(work, [(release_id, offer_id)]))[0]


async def holders_of_offers(work: Work, offers: Sequence[tuple[UUID, UUID | None]]) -> list[list[Holder]]:
    """The same for many releases, each with an offer of it, in as many statements as for one."""
    above = await ancestors_of(work, [release_id for release_id, _ in offers])
    lineages = {one: [one, *(each.release_id for each in above.get(one, ()))] for one, _ in offers}
    facts = await releases_facts(work, list({each for lineage in lineages.values() for each in lineage}))
    named = await _named(work, list(facts.values()))
    rows = await work.rows(
        "SELECT offer_id, of_release_id, name, agent_id, at FROM licence_offer_consent WHERE cooperative_id = $1 AND offer_id = ANY($2)",
        work.cooperative_id,
        [offer_id for _, offer_id in offers if offer_id is not None],
    )
    agreed: dict[tuple[UUID | None, Any], datetime] = {}
    for row in rows:
        agreed[row["offer_id"], row["agent_id"]] = agreed[row["offer_id"], (row["of_release_id"], row["name"])] = row[
            "at"
        ]
    told = []
    for release_id, offer_id in offers:
        found: dict[Any, Holder] = {}
        for one in lineages[release_id]:
            for agent, name in named.get(one, ()):
                who = agent or (one, name)
                found.setdefault(who, Holder(one, agent, name, agreed.get((offer_id, who))))
        told.append(list(found.values()))
    return told


async def unsold(work: Work, variant_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Of variants that were offered as licences those that would grant none if they were paid now: no offer of them is open, or
    not every holder, ancestors included, agreed to it."""
    rows = await work.rows(
        "SELECT id, variant_id, release_id FROM licence_offer WHERE cooperative_id = $1 AND variant_id = ANY($2) AND closed_at IS NULL",
        work.cooperative_id,
        list(variant_ids),
    )
    if not rows:
        return frozenset(variant_ids)
    needed = await holders_of_offers(work, [(row["release_id"], row["id"]) for row in rows])
    agreed = {
        row["variant_id"]
        for row, holders in zip(rows, needed, strict=True)
        if all(one.agreed_at is not None for one in holders)
    }
    return frozenset(variant_ids) - agreed


async def _named(work: Work, releases: Sequence[ReleaseFacts]) -> dict[UUID, list[tuple[UUID | None, str]]]:
    """The holders of each release; of another co-op's by name alone, since its people are nobody's to know here."""
    found: dict[UUID, list[tuple[UUID | None, str]]] = {
        one.release_id: [(None, name) for name in one.holder_names]
        for one in releases
        if one.cooperative_id != work.cooperative_id
    }
    rows = await work.rows(
        """SELECT h.release_id, h.agent_id, coalesce(g.name, h.name) AS name FROM release_holder h
           LEFT JOIN agent g ON g.cooperative_id = h.cooperative_id AND g.id = h.agent_id
           WHERE h.cooperative_id = $1 AND h.release_id = ANY($2) ORDER BY h.position, h.id""",
        work.cooperative_id,
        [one.release_id for one in releases if one.cooperative_id == work.cooperative_id],
    )
    for row in rows:
        found.setdefault(row["release_id"], []).append((row["agent_id"], row["name"]))
    return found
