"""What agents are, who stands by it, and whose word counts."""

# ruff: noqa: A002 - arguments bear the API's words: id

from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry
from strawberry.types import Info

from minga_commons.attestation import errors, queries
from minga_commons.attestation.commands import claims, people, statuses
from minga_commons.grants import reading
from minga_graphql.context import Context
from minga_graphql.licences.types import StatusKey, plain
from minga_graphql.marks import bounds
from minga_graphql.membership.types import Done
from minga_graphql.mutations import mutation
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition

CLAIM, AGENT, HOUSEHOLD, FILE = "clm", "agent", "hht", "file"

_Evidence = Annotated["list[EvidenceInput] | None", strawberry.argument(metadata=bounds(most=20))]


@strawberry.enum(description="Where a claim stands.")
class ClaimState(Enum):
    OPEN = strawberry.enum_value("open", description="It waits for members who stand by it.")
    RECOGNISED = strawberry.enum_value("recognised", description="Enough independent members stand by it.")
    DISPUTED = strawberry.enum_value("disputed", description="Somebody says that it is not right; it has no effect.")
    REFUSED = strawberry.enum_value("refused", description="The dispute was upheld.")
    REVOKED = strawberry.enum_value("revoked", description="A keeper of the commons ended it.")
    EXPIRED = strawberry.enum_value("expired", description="Its time is over.")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="It was taken back.")


@strawberry.enum(description="Why a word has no weight.")
class WordFlag(Enum):
    SELF = strawberry.enum_value("self", description="It is about oneself.")
    AUTHOR = strawberry.enum_value("author", description="It is by who wrote the claim for another.")
    HOUSEHOLD = strawberry.enum_value("household", description="The two share a household.")
    RING = strawberry.enum_value("ring", description="They attest one another in a small closed circle.")
    REVOKED_ATTESTOR = strawberry.enum_value("revoked_attestor", description="Her word is not relied on.")
    NOT_INDEPENDENT = strawberry.enum_value("not_independent", description="The two are not independent.")


@strawberry.enum(description="How a dispute ends.")
class DisputeOutcome(Enum):
    UPHELD = strawberry.enum_value("upheld", description="The claim is refused.")
    DISMISSED = strawberry.enum_value("dismissed", description="The claim stands as before.")


@strawberry.input(description="Something that shows it.")
class EvidenceInput:
    text: str = strawberry.field(description="What it is.", default="", metadata=bounds(longest=500))
    url: str | None = strawberry.field(description="Where it is.", default=None, metadata=bounds(longest=500))


@strawberry.type(description="Something that shows it.")
class Evidence:
    text: str = strawberry.field(description="What it is.")
    url: str | None = strawberry.field(description="Where it is.")


@strawberry.type(description="A member's word for a claim.")
class Word:
    agent_id: strawberry.ID = strawberry.field(description="Whose.")
    name: str = strawberry.field(description="Her name.")
    at: datetime = strawberry.field(description="When.")
    note: str = strawberry.field(description="What she said.")
    counts: bool = strawberry.field(description="Whether it has weight.")
    flag: WordFlag | None = strawberry.field(description="Why it has none.")


@strawberry.type(description="Somebody said why a claim is not right.")
class ClaimDispute:
    name: str = strawberry.field(description="Who.")
    reason: str = strawberry.field(description="Why.")
    opened_at: datetime = strawberry.field(description="When.")
    settled_at: datetime | None = strawberry.field(description="When it was settled.")
    outcome: DisputeOutcome | None = strawberry.field(description="How.")
    explanation: str = strawberry.field(description="What the keeper who settled it said.")


@strawberry.type(description="What somebody says to be, and who stands by it.")
class StatusClaim:
    id: strawberry.ID = strawberry.field(description="Its id, `clm_…`.")
    status: StatusKey = strawberry.field(description="Which status.")
    score: int | None = strawberry.field(description="Points, of a contributor.")
    jurisdiction: str = strawberry.field(description="The country whose law is meant; empty for none.")
    agent_id: strawberry.ID = strawberry.field(description="About whom.")
    name: str = strawberry.field(description="Her name.")
    claimed_by: str = strawberry.field(description="Who wrote it.")
    statement: str = strawberry.field(description="What she says.")
    evidence: list[Evidence] = strawberry.field(description="What shows it.", metadata=bounds(size=2))
    state: ClaimState = strawberry.field(description="Where it stands.")
    counted: int = strawberry.field(description="How many independent members stand by it.")
    needs: int = strawberry.field(description="How many are needed.")
    flags: list[WordFlag] = strawberry.field(description="Why other words do not count.", metadata=bounds(size=1))
    claimed_at: datetime = strawberry.field(description="When it was made.")
    expires_at: datetime | None = strawberry.field(description="Until when it holds at most.")
    recognised_at: datetime | None = strawberry.field(description="When it was first recognised.")
    ended_because: str = strawberry.field(description="Why a keeper ended it.")
    words: list[Word] = strawberry.field(description="Who stands by it.", metadata=bounds(size=4))
    disputes: list[ClaimDispute] = strawberry.field(description="Who disputes or disputed it.", metadata=bounds(size=1))
    is_mine: bool = strawberry.field(description="Whether it is about the asker, or she wrote it.")
    i_attested: bool = strawberry.field(description="Whether the asker stands by it.")


@strawberry.type(description="A status that holds today.")
class HeldStatus:
    status: StatusKey = strawberry.field(description="Which.")
    until: datetime | None = strawberry.field(description="Until when.")
    score: int | None = strawberry.field(description="Points, of a contributor.")
    claim_id: strawberry.ID = strawberry.field(description="The claim that says so.")


@strawberry.type(description="Two who share a household: neither's word has weight for the other.")
class HouseholdTie:
    id: strawberry.ID = strawberry.field(description="Its id, `hht_…`.")
    names: list[str] = strawberry.field(description="The two.", metadata=bounds(size=2))
    since: datetime = strawberry.field(description="Since when it is known.")


@strawberry.type(description="A member whose word has no weight now.")
class RevokedAttestor:
    agent_id: strawberry.ID = strawberry.field(description="Who.")
    name: str = strawberry.field(description="Her name.")
    reason: str = strawberry.field(description="Why.")
    words_since: datetime | None = strawberry.field(description="Since when; null for all her words.")


@strawberry.type(description="A claim was made.")
class StatusClaimed:
    id: strawberry.ID = strawberry.field(description="Its id, `clm_…`.")


@strawberry.type(description="A household tie was noted.")
class HouseholdSaid:
    id: strawberry.ID = strawberry.field(description="Its id, `hht_…`.")


@strawberry.type
class Query:
    @strawberry.field(
        description="Claims about status, newest first, for members. `before`: the claim that the last page ended with.",
        metadata=bounds(cost=40, size=30),
    )
    async def status_claims(
        self,
        info: Info[Context, None],
        agent_id: strawberry.ID | None = None,
        states: Annotated[list[ClaimState] | None, strawberry.argument(metadata=bounds(most=7))] = None,
        id: strawberry.ID | None = None,
        before: strawberry.ID | None = None,
        first: int = 30,
    ) -> list[StatusClaim] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            me = await queries.reader(work, context.viewer)
            if me is None:
                return None
            found = await queries.claims(
                work,
                context.viewer,
                subject_kind="status",
                about_agent_id=ids.decode(AGENT, agent_id) if agent_id is not None else None,
                claim_ids=None if id is None else [ids.decode(CLAIM, id)],
                states=[plain(one) for one in states or ()],
                before=ids.decode(CLAIM, before) if before is not None else None,
                first=max(1, first),
            )
        return [_claim(one, str(ids.encode(AGENT, me))) for one in found]

    @strawberry.field(
        description="What a member is today, as recognised; the asker herself without an id. For members.",
        metadata=bounds(cost=10, size=3),
    )
    async def held_statuses(
        self, info: Info[Context, None], agent_id: strawberry.ID | None = None
    ) -> list[HeldStatus] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            if await queries.reader(work, context.viewer) is None:
                return None
            asked = ids.decode(AGENT, agent_id) if agent_id is not None else None
            found = await reading.statuses_of(work, context.viewer, asked)
        return [
            HeldStatus(
                status=StatusKey(one.status), until=one.until, score=one.score,
                claim_id=strawberry.ID(ids.encode(CLAIM, one.claim_id)),
            )
            for one in found
        ]  # fmt: skip

    @strawberry.field(
        description="Who shares a household, as it is known: her own ties for a member, all for keepers of the commons.",
        metadata=bounds(cost=5, size=3),
    )
    async def households(self, info: Info[Context, None]) -> list[HouseholdTie] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            if await queries.reader(work, context.viewer) is None:
                return None
            found = await queries.households(work, context.viewer)
        return [
            HouseholdTie(
                id=strawberry.ID(ids.encode(HOUSEHOLD, one.id)), names=[one.name, one.other_name], since=one.since
            )
            for one in found
        ]

    @strawberry.field(
        description="Members whose word has no weight now: all for keepers of the commons, else the asker herself.",
        metadata=bounds(cost=5, size=2),
    )
    async def revoked_attestors(self, info: Info[Context, None]) -> list[RevokedAttestor] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            if await queries.reader(work, context.viewer) is None:
                return None
            found = await queries.revoked_attestors(work, context.viewer)
        return [
            RevokedAttestor(
                agent_id=strawberry.ID(ids.encode(AGENT, one.agent_id)), name=one.name, reason=one.reason,
                words_since=one.words_since,
            )
            for one in found
        ]  # fmt: skip


@strawberry.type
class Mutation:
    @mutation(errors.StatusOpen)
    async def claim_status(
        self,
        info: Info[Context, None],
        status: StatusKey,
        statement: str,
        evidence: _Evidence = None,
        score: int | None = None,
        jurisdiction: str = "",
        agent_id: strawberry.ID | None = None,
    ) -> StatusClaimed:
        """Say what one is; independent members are asked to confirm it. For another agent it needs `commons.keep`."""
        made = await info.context.perform(
            statuses.claim_status,
            status=plain(status),
            statement=statement,
            evidence=given(evidence),
            score=score,
            jurisdiction=jurisdiction,
            agent_id=ids.decode(AGENT, agent_id) if agent_id is not None else None,
        )
        return StatusClaimed(id=strawberry.ID(ids.encode(CLAIM, made)))

    @mutation(errors.ClaimEnded, errors.AlreadyAttested)
    async def attest_claim(self, info: Info[Context, None], id: strawberry.ID, note: str = "") -> Done:
        """Stand by a claim. A word that is not independent is written down and flagged, and does not count."""
        await info.context.perform(claims.attest, claim_id=ids.decode(CLAIM, id), note=note)
        return Done()

    @mutation(errors.ClaimEnded, InvalidTransition)
    async def take_back_word(self, info: Info[Context, None], id: strawberry.ID, note: str = "") -> Done:
        """Stand by a claim no more."""
        await info.context.perform(claims.take_back, claim_id=ids.decode(CLAIM, id), note=note)
        return Done()

    @mutation(errors.ClaimEnded)
    async def withdraw_claim(self, info: Info[Context, None], id: strawberry.ID) -> Done:
        """Take a claim back that one made, or that is about oneself."""
        await info.context.perform(claims.withdraw, claim_id=ids.decode(CLAIM, id))
        return Done()

    @mutation(errors.ClaimEnded, errors.OwnCase)
    async def revoke_claim(self, info: Info[Context, None], id: strawberry.ID, reason: str) -> Done:
        """End a claim that proved wrong, and say why. Needs `commons.keep`."""
        await info.context.perform(claims.revoke, claim_id=ids.decode(CLAIM, id), reason=reason)
        return Done()

    @mutation(errors.ClaimEnded, errors.AlreadyDisputed)
    async def dispute_claim(self, info: Info[Context, None], id: strawberry.ID, reason: str) -> Done:
        """Say in the open why a claim is not right; it has no effect until that is settled."""
        await info.context.perform(claims.dispute, claim_id=ids.decode(CLAIM, id), reason=reason)
        return Done()

    @mutation(errors.ClaimEnded, errors.OwnCase, InvalidTransition)
    async def settle_claim(
        self, info: Info[Context, None], id: strawberry.ID, outcome: DisputeOutcome, explanation: str
    ) -> Done:
        """Settle the dispute about a claim; not by a party to it. Needs `commons.keep`."""
        await info.context.perform(
            claims.settle, claim_id=ids.decode(CLAIM, id), outcome=plain(outcome), explanation=explanation
        )
        return Done()

    @mutation()
    async def say_household(
        self, info: Info[Context, None], agent_id: strawberry.ID, other_id: strawberry.ID | None = None
    ) -> HouseholdSaid:
        """Say that one shares a household with somebody; of two others it needs `commons.keep`."""
        made = await info.context.perform(
            people.say_household,
            agent_id=ids.decode(AGENT, agent_id),
            other_id=ids.decode(AGENT, other_id) if other_id is not None else None,
        )
        return HouseholdSaid(id=strawberry.ID(ids.encode(HOUSEHOLD, made)))

    @mutation(errors.OwnCase)
    async def end_household(self, info: Info[Context, None], id: strawberry.ID) -> Done:
        """Two share a household no more. Needs `commons.keep`."""
        await info.context.perform(people.end_household, tie_id=ids.decode(HOUSEHOLD, id))
        return Done()

    @mutation(errors.OwnCase)
    async def revoke_attestor(
        self, info: Info[Context, None], agent_id: strawberry.ID, reason: str, words_since: datetime | None = None
    ) -> Done:
        """A member's word counts no more, every one since a moment, or all she gave. Needs `commons.keep`."""
        await info.context.perform(
            people.revoke_attestor, agent_id=ids.decode(AGENT, agent_id), reason=reason, words_since=words_since
        )
        return Done()

    @mutation(errors.OwnCase)
    async def restore_attestor(self, info: Info[Context, None], agent_id: strawberry.ID) -> Done:
        """Her word counts again. Needs `commons.keep`."""
        await info.context.perform(people.restore_attestor, agent_id=ids.decode(AGENT, agent_id))
        return Done()


def given(evidence: list[EvidenceInput] | None) -> list[dict[str, str]]:
    """Evidence as the commands take it; an entry that says nothing is left out."""
    told = [{"text": one.text.strip(), "url": (one.url or "").strip()} for one in evidence or ()]
    return [{key: value for key, value in one.items() if value} for one in told if any(one.values())]


def shown(evidence: tuple[object, ...]) -> list[Evidence]:
    """Evidence as it is told."""
    return [Evidence(text=one.get("text", ""), url=one.get("url")) for one in evidence if isinstance(one, dict)]


def _claim(one: queries.ClaimView, me: str) -> StatusClaim:
    assert one.status is not None
    about = ids.encode(AGENT, one.about_agent_id)
    return StatusClaim(
        id=strawberry.ID(ids.encode(CLAIM, one.id)),
        status=StatusKey(one.status),
        score=one.score,
        jurisdiction=one.jurisdiction,
        agent_id=strawberry.ID(about),
        name=one.about,
        claimed_by=one.claimed_by,
        statement=one.statement,
        evidence=shown(one.evidence),
        state=ClaimState(one.state),
        counted=one.counted,
        needs=one.needs,
        flags=[WordFlag(flag) for flag in one.flags],
        claimed_at=one.claimed_at,
        expires_at=one.expires_at,
        recognised_at=one.recognised_at,
        ended_because=one.ended_because,
        words=[
            Word(
                agent_id=strawberry.ID(ids.encode(AGENT, word.by_agent_id)), name=word.name, at=word.at, note=word.note,
                counts=not word.flag, flag=WordFlag(word.flag) if word.flag else None,
            )
            for word in one.words
        ],
        disputes=[
            ClaimDispute(
                name=each.name, reason=each.reason, opened_at=each.opened_at, settled_at=each.settled_at,
                outcome=DisputeOutcome(each.outcome) if each.outcome else None, explanation=each.explanation,
            )
            for each in one.disputes
        ],
        is_mine=me in (about, ids.encode(AGENT, one.claimed_by_agent_id)),
        i_attested=one.i_attested,
    )  # fmt: skip
