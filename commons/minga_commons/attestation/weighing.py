"""What the words about a claim add up to, written down with the claim.

Every change to words, disputes, households or attestors takes one lock per co-op first: a ring is a fact about several
claims at once, and two members who attest each other in the same instant would otherwise each see only half of it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from minga_commons.attestation.events import ClaimLost, ClaimRecognised
from minga_commons.attestation.independence import Ground, Word, circle_of, flag_of, households, ring_around
from minga_commons.attestation.states import ENDED
from minga_platform.kernel.work import Work
from minga_platform.rules import queries as rules

_LIVE_WORDS = """SELECT DISTINCT ON (a.claim_id, a.by_agent_id) a.claim_id, a.by_agent_id, a.says, a.at
    FROM attestation a WHERE a.cooperative_id = $1 AND a.claim_id = ANY($2::uuid[])
    ORDER BY a.claim_id, a.by_agent_id, a.id DESC"""


async def lock(work: Work) -> None:
    """Nobody else changes what words weigh in this co-op until this unit ends."""
    await work.value(
        "SELECT pg_advisory_xact_lock(hashtextextended('attestation' || $1::text, 0))", str(work.cooperative_id)
    )


@dataclass(frozen=True, slots=True)
class Weight:
    """What a claim's words come to."""

    counted: int
    flags: tuple[str, ...]


async def weigh(work: Work, claim_ids: Collection[UUID]) -> None:
    """Bring `state`, `counted` and `flags` of these claims up to date, and announce what was gained or lost. After `lock`."""
    claims = await work.rows(
        """SELECT c.id, c.subject_kind, c.subject_id, c.about_agent_id, c.claimed_by_agent_id, c.needs, c.claimed_at,
               c.expires_at, c.state, c.counted, c.flags,
               EXISTS (SELECT FROM claim_dispute d WHERE d.cooperative_id = c.cooperative_id AND d.claim_id = c.id
                       AND d.settled_at IS NULL) AS disputed
           FROM claim c WHERE c.cooperative_id = $1 AND c.id = ANY($2::uuid[]) ORDER BY c.id FOR UPDATE""",
        work.cooperative_id,
        list(claim_ids),
    )
    weights = await weights_of(work, claims)
    now = await work.fresh_now()
    for claim in claims:
        weight = weights[claim["id"]]
        state = _state(claim, weight.counted, now)
        if (state, weight.counted, list(weight.flags)) == (claim["state"], claim["counted"], list(claim["flags"])):
            continue
        await work.execute(
            """UPDATE claim SET state = $3, counted = $4, flags = $5,
                   recognised_at = CASE WHEN $3 = 'recognised' THEN coalesce(recognised_at, $6::timestamptz) ELSE recognised_at END,
                   ended_at = CASE WHEN $3 = 'expired' THEN expires_at ELSE ended_at END
               WHERE cooperative_id = $1 AND id = $2""",
            work.cooperative_id, claim["id"], state, weight.counted, list(weight.flags), now,
        )  # fmt: skip
        announce(work, claim, state)


def announce(work: Work, claim: Any, state: str) -> None:
    """Tell that a claim was recognised, or is so no more."""
    about = {"claim_id": claim["id"], "subject_kind": claim["subject_kind"], "subject_id": claim["subject_id"]}
    if state == "recognised" and claim["state"] != "recognised":
        work.emit(ClaimRecognised(**about))
    elif state != "recognised" and claim["state"] == "recognised":
        work.emit(ClaimLost(**about))


def _state(claim: Any, counted: int, now: Any) -> str:
    if claim["state"] in ENDED:
        return str(claim["state"])
    if claim["expires_at"] is not None and claim["expires_at"] <= now:
        return "expired"
    if claim["disputed"]:
        return "disputed"
    return "recognised" if counted >= claim["needs"] else "open"


async def weights_of(work: Work, claims: Iterable[Any]) -> dict[UUID, Weight]:
    """The weight of the words for these claims (rows with id, about_agent_id, claimed_by_agent_id, claimed_at)."""
    found = {}
    for claim, words in (await words_of(work, claims)).values():
        flags = sorted({flag for _word, flag in words if flag})
        found[claim["id"]] = Weight(len({word.by for word, flag in words if not flag}), tuple(flags))
    return found


async def words_of(work: Work, claims: Iterable[Any]) -> dict[UUID, tuple[Any, list[tuple[Word, str]]]]:
    """Each claim's live words, each with the flag that takes its weight (empty: it has weight)."""
    by_id = {claim["id"]: claim for claim in claims}
    rows = await work.rows(_LIVE_WORDS, work.cooperative_id, list(by_id))
    words: dict[UUID, list[Word]] = {one: [] for one in by_id}
    for row in rows:
        if row["says"] == "yes":
            words[row["claim_id"]].append(Word(row["by_agent_id"], row["at"]))
    spoken = [by_id[one] for one, some in words.items() if some]
    ground = await ground_of(work, spoken) if spoken else Ground()
    found = {}
    for one, some in words.items():
        claim = by_id[one]
        about = claim["about_agent_id"]
        ring = ring_around(about, claim["claimed_at"], ground) if some else frozenset[UUID]()
        author = claim["claimed_by_agent_id"]
        found[one] = (
            claim,
            [(word, flag_of(word, about=about, author=author, ring=ring, ground=ground)) for word in some],
        )
    return found


async def ground_of(work: Work, claims: Collection[Any]) -> Ground:
    """Households, revoked attestors, and who attested whom around the time of these claims."""
    size = await rules.number_at(work, "attestation.ring_size", work.now)
    span = timedelta(days=await rules.number_at(work, "attestation.ring_days", work.now))
    ties = await work.rows(
        "SELECT agent_id, other_id FROM household_tie WHERE cooperative_id = $1 AND ended_at IS NULL",
        work.cooperative_id,
    )
    revoked = await work.rows(
        "SELECT agent_id, words_since FROM attestor_revocation WHERE cooperative_id = $1 AND ended_at IS NULL",
        work.cooperative_id,
    )
    times = [claim["claimed_at"] for claim in claims]
    edges = await edges_between(work, min(times) - span, max(times) + span) if times and size > 1 else ()
    return Ground(
        households((row["agent_id"], row["other_id"]) for row in ties),
        {row["agent_id"]: row["words_since"] for row in revoked},
        edges,
        size,
        span,
    )


async def edges_between(work: Work, since: Any, until: Any) -> tuple[tuple[UUID, UUID, Any], ...]:
    """Who attested whom in a stretch of time, words that were taken back left out."""
    rows = await work.rows(
        """SELECT DISTINCT a.by_agent_id AS by, c.about_agent_id AS of, a.at
           FROM attestation a JOIN claim c ON c.cooperative_id = a.cooperative_id AND c.id = a.claim_id
           WHERE a.cooperative_id = $1 AND a.at BETWEEN $2 AND $3 AND a.says = 'yes' AND a.by_agent_id <> c.about_agent_id
             AND NOT EXISTS (SELECT FROM attestation n WHERE n.cooperative_id = a.cooperative_id AND n.claim_id = a.claim_id
                             AND n.by_agent_id = a.by_agent_id AND n.id > a.id)""",
        work.cooperative_id,
        since,
        until,
    )
    return tuple((row["by"], row["of"], row["at"]) for row in rows)


async def touched_by_word(work: Work, by: UUID, about: UUID) -> set[UUID]:
    """Claims whose weight may change because `by` attested `about` now, or took it back: those of all who are, or were, in a
    small ring with the two. Nobody whose circle is wide without this word is touched, since circles only grow with words."""
    size = await rules.number_at(work, "attestation.ring_size", work.now)
    if size < 2 or by == about:
        return set()
    span = timedelta(days=await rules.number_at(work, "attestation.ring_days", work.now))
    all_edges = await edges_between(work, work.now - 2 * span, work.now + span)
    wide = [(one, other) for one, other, _at in all_edges]
    near = [(one, other) for one, other, at in all_edges if at >= work.now - span and (one, other) != (by, about)]
    candidates = circle_of(by, [*wide, (by, about)], size) | circle_of(about, [*wide, (by, about)], size)
    agents = [one for one in candidates if len(circle_of(one, near, size)) <= size]
    rows = await work.rows(
        """SELECT id FROM claim WHERE cooperative_id = $1 AND about_agent_id = ANY($2::uuid[]) AND claimed_at >= $3
             AND state IN ('open', 'recognised', 'disputed')""",
        work.cooperative_id,
        agents,
        work.now - span,
    )
    return {row["id"] for row in rows}
