"""Casting, and the paper of tellers."""

import strawberry
from strawberry.types import Info

from minga_graphql.ballots import types
from minga_graphql.ballots.types import AGENT, BATCH, ELECTION
from minga_graphql.context import Context
from minga_graphql.mutations import mutation
from minga_platform.governance.ballots import errors
from minga_platform.governance.ballots.commands import batches, cast, paper
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition, StepUpNeeded


@strawberry.type
class Mutation:
    @mutation(
        errors.NotOpenYet, errors.VotingClosed, errors.ElectionOff, errors.NotOnRoll, errors.VotesOnPaper, errors.HasVoted,
        errors.OnlyInTheRoom, errors.RevisionTaken, errors.CodeInUse, errors.TooManyRevisions, errors.WhichClass, StepUpNeeded,
    )  # fmt: skip
    async def cast_ballot(
        self,
        info: Info[Context, None],
        election_id: strawberry.ID,
        choice: types.ChoiceInput,
        class_key: str | None = None,
        as_agent_id: strawberry.ID | None = None,
        private_code: str | None = None,
        revision: int | None = None,
    ) -> types.CastBallot:
        """Cast a ballot, or change it with its private code until the close. The code is the key of this wish: the same code,
        revision and choice again is the same ballot. Without a code a fresh one is made and told once. A lost code leaves
        the ballot as it is. Needs `ballots.cast`."""
        # Never with a key: its row would join the voter to a hash of her choice, which anybody could try all choices on.
        done = await info.context.perform(
            cast.cast_ballot,
            election_id=ids.decode(ELECTION, election_id),
            choice=choice.read(),
            class_key=class_key,
            as_agent_id=ids.decode(AGENT, as_agent_id) if as_agent_id is not None else None,
            private_code=private_code,
            revision=revision,
        )
        return types.CastBallot(
            tracking_code=done.tracking_code,
            private_code=done.private_code,
            revision=done.revision,
            counts=done.counts,
            class_key=done.class_key,
        )

    @mutation(errors.VotingClosed, errors.ElectionOff, errors.HasVoted)
    async def give_paper_ballot(
        self, info: Info[Context, None], election_id: strawberry.ID, agent_id: strawberry.ID, class_key: str
    ) -> types.GivenPaper:
        """Note that a voter was given a paper ballot: from then on it is her only channel. Needs `ballots.tell`."""
        await info.context.perform(
            paper.give_paper,
            election_id=ids.decode(ELECTION, election_id),
            agent_id=ids.decode(AGENT, agent_id),
            class_key=class_key,
        )
        return types.GivenPaper(election_id=election_id)

    @mutation(
        errors.StillOpen, errors.ElectionOff, errors.AlreadyCounted, errors.MorePaperThanVoters,
    )  # fmt: skip
    async def enter_paper_batch(
        self,
        info: Info[Context, None],
        key: str,
        election_id: strawberry.ID,
        class_key: str,
        piles: list[types.PileInput],
        weight: int = 1,
    ) -> types.BatchEntered:
        """Type a batch of paper ballots of one class, after the close. Counts once another teller typed the same. Needs
        `ballots.tell`."""
        made = await info.context.perform(
            batches.enter_batch,
            key=key,
            election_id=ids.decode(ELECTION, election_id),
            class_key=class_key,
            weight=weight,
            piles=[one.read() for one in piles],
        )
        return types.BatchEntered(id=strawberry.ID(ids.encode(BATCH, made)))

    @mutation(
        errors.StillOpen, errors.ElectionOff, errors.AlreadyCounted, errors.MorePaperThanVoters, errors.OwnBatch,
        errors.CountsDiffer, InvalidTransition,
    )  # fmt: skip
    async def confirm_paper_batch(
        self,
        info: Info[Context, None],
        key: str,
        id: strawberry.ID,  # noqa: A002
        piles: list[types.PileInput],
    ) -> types.BatchConfirmed:
        """Type the same papers again, as another teller; where both agree, the batch counts. Needs `ballots.tell`."""
        await info.context.perform(
            batches.confirm_batch, key=key, batch_id=ids.decode(BATCH, id), piles=[one.read() for one in piles]
        )
        return types.BatchConfirmed(id=id)

    @mutation(InvalidTransition)
    async def drop_paper_batch(self, info: Info[Context, None], id: strawberry.ID) -> types.BatchDropped:  # noqa: A002
        """Throw a batch away that is not confirmed. Needs `ballots.tell`."""
        await info.context.perform(batches.drop_batch, batch_id=ids.decode(BATCH, id))
        return types.BatchDropped(id=id)
