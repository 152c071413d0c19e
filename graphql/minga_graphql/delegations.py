"""Lent votes as programs see them: who votes for the asker, for whom she would vote, and how her vote was cast."""

from datetime import datetime

import orjson
import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.membership import types as membership_types
from minga_graphql.mutations import mutation
from minga_graphql.proposals.types import ProposalKind
from minga_platform.governance.delegations import commands, errors, queries
from minga_platform.kernel import ids
from minga_platform.kernel.errors import StepUpNeeded

AGENT, ELECTION = "agent", "elec"


@strawberry.type(description="Somebody votes for the asker on a topic, where the asker does not vote herself.")
class Delegation:
    topic: ProposalKind = strawberry.field(description="In votes about what.")  # type: ignore[valid-type]
    to_agent_id: strawberry.ID = strawberry.field(description="Who votes, `agent_…`.")
    to_name: str = strawberry.field(description="Her name.")
    since: datetime = strawberry.field(description="From when.")


@strawberry.type(description="The asker would vote for somebody on a topic.")
class ReceivedDelegation:
    topic: ProposalKind = strawberry.field(description="In votes about what.")  # type: ignore[valid-type]
    agent_id: strawberry.ID = strawberry.field(description="For whom, `agent_…`.")
    name: str = strawberry.field(description="Her name.")
    through: list[str] = strawberry.field(
        description="Who passed her vote on to the asker; empty where she chose the asker.", metadata=bounds(size=10)
    )


@strawberry.type(description="How another cast the asker's vote in an open vote.")
class LentVote:
    election_id: strawberry.ID = strawberry.field(description="The vote, `elec_…`.")
    title: str = strawberry.field(description="Its title.")
    class_key: str = strawberry.field(description="In which class her vote counted.")
    hands: list[str] = strawberry.field(
        description="Through whose hands it went; the last one cast it.", metadata=bounds(size=10)
    )
    choice: str = strawberry.field(description="What was said for her, as JSON.")
    closed_at: datetime = strawberry.field(description="When the vote closed.")


@strawberry.type(description="What the asker lends, what others lend her, and how hers was cast.")
class Delegations:
    given: list[Delegation] = strawberry.field(description="Who votes for her.", metadata=bounds(size=10))
    received: list[ReceivedDelegation] = strawberry.field(
        description="For whom she would vote, who votes herself left aside at the count.", metadata=bounds(size=50)
    )
    lent: list[LentVote] = strawberry.field(
        description="How her vote was cast, the newest first; at most a hundred.", metadata=bounds(size=50)
    )


@strawberry.type
class Query:
    @strawberry.field(
        description="The asker's lent votes; null for who has no vote here, and for a helper.", metadata=bounds(cost=10)
    )
    async def delegations(self, info: Info[Context, None]) -> Delegations | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await queries.of_asker(work, context.viewer)
        if found is None:
            return None
        return Delegations(
            given=[
                Delegation(
                    topic=ProposalKind(one.topic),
                    to_agent_id=strawberry.ID(ids.encode(AGENT, one.to_agent_id)),
                    to_name=one.to_name,
                    since=one.since,
                )
                for one in found.given
            ],
            received=[
                ReceivedDelegation(
                    topic=ProposalKind(one.topic),
                    agent_id=strawberry.ID(ids.encode(AGENT, one.agent_id)),
                    name=one.name,
                    through=list(one.through),
                )
                for one in found.received
            ],
            lent=[
                LentVote(
                    election_id=strawberry.ID(ids.encode(ELECTION, one.election_id)),
                    title=context.said(dict(one.title)),
                    class_key=one.class_key,
                    hands=list(one.hands),
                    choice=orjson.dumps(one.choice).decode(),
                    closed_at=one.closed_at,
                )
                for one in found.lent
            ],
        )


@strawberry.type
class Mutation:
    @mutation(
        errors.AlwaysSecret, errors.DelegationCircle, errors.DelegationTooLong, errors.NoCommonClass, StepUpNeeded
    )
    async def delegate_vote(
        self,
        info: Info[Context, None],
        topic: ProposalKind,  # type: ignore[valid-type]
        to_agent_id: strawberry.ID,
    ) -> membership_types.Done:
        """Let somebody of one's own class vote for one in open votes on a topic, wherever one does not vote oneself. Holds
        until it is taken back; in secret votes it never counts. Needs `ballots.cast`."""
        await info.context.perform(
            commands.delegate,
            topic=topic.value,  # type: ignore[attr-defined]
            to_agent_id=ids.decode(AGENT, to_agent_id),
        )
        return membership_types.Done()

    @mutation(StepUpNeeded)
    async def end_delegation(
        self,
        info: Info[Context, None],
        topic: ProposalKind,  # type: ignore[valid-type]
    ) -> membership_types.Done:
        """Take one's vote back, for every vote that is not closed yet. Needs `ballots.cast`."""
        await info.context.perform(commands.end_delegation, topic=topic.value)  # type: ignore[attr-defined]
        return membership_types.Done()
