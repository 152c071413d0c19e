# ruff: noqa: A002 - `id` is the name outside, in every mutation here
"""What people do with proposals."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.ballots import types as ballots
from minga_graphql.context import Context
from minga_graphql.mutations import mutation
from minga_graphql.proposals import present, types
from minga_graphql.proposals.inputs import DraftInput, RuleWishInput
from minga_graphql.values import LocalTextInput, read_languages
from minga_platform.governance.ballots.errors import (
    CodeInUse,
    ElectionOff,
    HasVoted,
    NobodyVotes,
    NotOnRoll,
    NotOpenYet,
    OnlyInTheRoom,
    RevisionTaken,
    TooManyRevisions,
    VotesOnPaper,
    VotingClosed,
    WhichClass,
)
from minga_platform.governance.proposals import errors, queries
from minga_platform.governance.proposals.commands import (
    amending,
    announcing,
    certifying,
    discussing,
    drafting,
    linking,
)
from minga_platform.kernel import ids
from minga_platform.kernel.errors import Conflict, InvalidTransition, NotFound, StepUpNeeded
from minga_platform.membership.errors import ProofGone


async def _changed(context: Context, proposal_id: UUID) -> types.ChangedProposal:
    async with context.read() as work:
        found = await queries.proposal(work, context.viewer, proposal_id)
        if found is None:
            raise NotFound
        return types.ChangedProposal(proposal=(await present.proposals(context, work, [found]))[0])


def _proposal(given: strawberry.ID) -> UUID:
    return ids.decode(types.PROPOSAL, given)


def _amendment(given: strawberry.ID) -> UUID:
    return ids.decode(types.AMENDMENT, given)


@strawberry.type
class Mutation:
    """From a draft to a certified decision."""

    @mutation()
    async def begin_proposal(
        self,
        info: Info[Context, None],
        key: str,
        kind: types.ProposalKind,  # type: ignore[valid-type]
        title: list[LocalTextInput],
    ) -> types.ChangedProposal:
        """Begin a draft that only its author sees. Needs `proposals.write`."""
        made = await info.context.perform(
            drafting.begin_proposal,
            key=key,
            kind=str(kind.value),  # type: ignore[attr-defined]
            title=read_languages(title, "title"),
        )
        return await _changed(info.context, made)

    @mutation(Conflict, InvalidTransition, errors.NothingChanges)
    async def save_draft(
        self, info: Info[Context, None], id: strawberry.ID, draft: DraftInput, expected_version: int | None = None
    ) -> types.ChangedProposal:
        """Keep what was written. What is left out stays as it is."""
        made = await info.context.perform(
            drafting.save_draft, proposal_id=_proposal(id), fields=draft.read(), expected_version=expected_version
        )
        return await _changed(info.context, made)

    @mutation(InvalidTransition, errors.NothingChanges)
    async def submit_proposal(self, info: Info[Context, None], id: strawberry.ID) -> types.ChangedProposal:
        """Show a draft to the members, who may sponsor it. Needs `proposals.write`."""
        return await _changed(
            info.context, await info.context.perform(drafting.submit_proposal, proposal_id=_proposal(id))
        )

    @mutation(InvalidTransition)
    async def withdraw_proposal(
        self, info: Info[Context, None], id: strawberry.ID, reason: str = ""
    ) -> types.ChangedProposal | types.DroppedDraft:
        """Take it back, until its vote is announced. A draft is gone; what members have seen is kept as withdrawn."""
        await info.context.perform(drafting.withdraw_proposal, proposal_id=_proposal(id), reason=reason)
        try:
            return await _changed(info.context, _proposal(id))
        except NotFound:
            return types.DroppedDraft(id=id)

    @mutation()
    async def copy_proposal(self, info: Info[Context, None], key: str, id: strawberry.ID) -> types.ChangedProposal:
        """Begin a new draft from an earlier proposal. Needs `proposals.write`."""
        made = await info.context.perform(drafting.copy_proposal, key=key, proposal_id=_proposal(id))
        return await _changed(info.context, made)

    @mutation(InvalidTransition, errors.OwnProposal)
    async def sponsor_proposal(
        self, info: Info[Context, None], id: strawberry.ID, amendment_id: strawberry.ID | None = None
    ) -> types.ChangedProposal:
        """Say that it should be discussed, or that an amendment to it should be voted on. Needs `proposals.discuss`."""
        made = await info.context.perform(
            discussing.sponsor_proposal,
            proposal_id=_proposal(id),
            amendment_id=_amendment(amendment_id) if amendment_id is not None else None,
        )
        return await _changed(info.context, made)

    @mutation(InvalidTransition)
    async def unsponsor_proposal(
        self, info: Info[Context, None], id: strawberry.ID, amendment_id: strawberry.ID | None = None
    ) -> types.ChangedProposal:
        """Take one's support back, while it looks for sponsors. Needs `proposals.discuss`."""
        made = await info.context.perform(
            discussing.unsponsor_proposal,
            proposal_id=_proposal(id),
            amendment_id=_amendment(amendment_id) if amendment_id is not None else None,
        )
        return await _changed(info.context, made)

    @mutation(InvalidTransition)
    async def take_stance(
        self,
        info: Info[Context, None],
        id: strawberry.ID,
        stance: types.Stance | None = None,  # type: ignore[valid-type]
    ) -> types.ChangedProposal:
        """Mark how one leans; without a stance the mark goes. A mark is never a vote."""
        made = await info.context.perform(
            discussing.take_stance,
            proposal_id=_proposal(id),
            stance=str(stance.value) if stance else None,  # type: ignore[attr-defined]
        )
        return await _changed(info.context, made)

    @mutation(InvalidTransition)
    async def comment_on_proposal(
        self, info: Info[Context, None], key: str, id: strawberry.ID, text: str, answers: strawberry.ID | None = None
    ) -> types.ChangedProposal:
        """Say something about it, or answer somebody."""
        proposal_id = _proposal(id)
        await info.context.perform(
            discussing.comment_on_proposal,
            key=key,
            proposal_id=proposal_id,
            text=text,
            answers_id=ids.decode(types.COMMENT, answers) if answers is not None else None,
        )
        return await _changed(info.context, proposal_id)

    @mutation()
    async def remove_comment(self, info: Info[Context, None], id: strawberry.ID) -> types.ChangedProposal:
        """Take back what one said; a facilitator may take out what others said. Its place stays."""
        made = await info.context.perform(discussing.remove_comment, comment_id=ids.decode(types.COMMENT, id))
        return await _changed(info.context, made)

    @mutation(InvalidTransition, errors.NothingChanges)
    async def amend_proposal(
        self,
        info: Info[Context, None],
        key: str,
        id: strawberry.ID,
        text: list[LocalTextInput] | None = None,
        rules: list[RuleWishInput] | None = None,
        reason: list[LocalTextInput] | None = None,
    ) -> types.ChangedProposal:
        """Ask for another text or for other values while it is discussed. Needs `proposals.discuss`."""
        proposal_id = _proposal(id)
        await info.context.perform(
            amending.amend_proposal,
            key=key,
            proposal_id=proposal_id,
            text=read_languages(text, "text") if text else None,
            wanted={"rules": {one.key: one.read() for one in rules}} if rules else None,
            reason=read_languages(reason or (), "reason"),
        )
        return await _changed(info.context, proposal_id)

    @mutation(InvalidTransition, errors.BaseChanged)
    async def answer_amendment(
        self, info: Info[Context, None], id: strawberry.ID, accept: bool
    ) -> types.ChangedProposal:
        """The proposal's author takes it into the text, or not. Needs `proposals.discuss`."""
        made = await info.context.perform(amending.answer_amendment, amendment_id=_amendment(id), accept=accept)
        return await _changed(info.context, made)

    @mutation(InvalidTransition)
    async def withdraw_amendment(self, info: Info[Context, None], id: strawberry.ID) -> types.ChangedProposal:
        """Its author takes it back."""
        return await _changed(
            info.context, await info.context.perform(amending.withdraw_amendment, amendment_id=_amendment(id))
        )

    @mutation(InvalidTransition, errors.BaseChanged, NobodyVotes)
    async def vote_on_amendment(self, info: Info[Context, None], id: strawberry.ID) -> types.ChangedProposal:
        """Put an amendment with enough sponsors to the vote. For its author, the proposal's, and who facilitates."""
        return await _changed(
            info.context, await info.context.perform(amending.vote_on_amendment, amendment_id=_amendment(id))
        )

    @mutation(InvalidTransition, errors.NothingChanges)
    async def rebase_proposal(self, info: Info[Context, None], id: strawberry.ID) -> types.ChangedProposal:
        """Its author wants the same, having seen what was decided since it was written."""
        return await _changed(
            info.context, await info.context.perform(announcing.rebase_proposal, proposal_id=_proposal(id))
        )

    @mutation(InvalidTransition, errors.TooEarly, errors.AmendmentsOpen, errors.BaseChanged, errors.NothingChanges)
    async def freeze_proposal(self, info: Info[Context, None], id: strawberry.ID) -> types.ChangedProposal:
        """Fix its text, once it was discussed long enough. For its author and who facilitates."""
        return await _changed(
            info.context, await info.context.perform(announcing.freeze_proposal, proposal_id=_proposal(id))
        )

    @mutation(InvalidTransition, NobodyVotes)
    async def give_notice(
        self,
        info: Info[Context, None],
        id: strawberry.ID,
        opens_at: datetime | None = None,
        closes_at: datetime | None = None,
    ) -> types.ChangedProposal:
        """Announce the vote and tell every voter. Who facilitates may choose later dates than the rules give."""
        made = await info.context.perform(
            announcing.give_notice, proposal_id=_proposal(id), opens_at=opens_at, closes_at=closes_at
        )
        return await _changed(info.context, made)

    @mutation(InvalidTransition, ElectionOff, VotingClosed)
    async def annul_proposal(self, info: Info[Context, None], id: strawberry.ID, reason: str) -> types.ChangedProposal:
        """Call its vote off before it closes, with the reason for all to read. Needs `proposals.facilitate`."""
        made = await info.context.perform(announcing.annul_proposal, proposal_id=_proposal(id), reason=reason)
        return await _changed(info.context, made)

    @mutation(InvalidTransition)
    async def ask_certificate(self, info: Info[Context, None], id: strawberry.ID) -> types.ChangedProposal:
        """Ask for the certificate of a counted vote; it also comes by itself. Needs `proposals.facilitate`."""
        made = await info.context.perform(certifying.ask_certificate, proposal_id=_proposal(id))
        return await _changed(info.context, made)

    @mutation(
        ProofGone, NotOpenYet, VotingClosed, ElectionOff, NotOnRoll, VotesOnPaper, HasVoted, OnlyInTheRoom, CodeInUse,
        RevisionTaken, TooManyRevisions, WhichClass, StepUpNeeded,
    )  # fmt: skip
    async def cast_by_link(
        self, info: Info[Context, None], token: str, choice: ballots.ChoiceInput, class_key: str | None = None
    ) -> ballots.CastBallot:
        """Cast the ballot that the link of a letter opens, without signing in; once."""
        # Never with a key, as `castBallot`.
        done = await info.context.perform(linking.cast_by_link, token=token, choice=choice.read(), class_key=class_key)
        return ballots.CastBallot(
            tracking_code=done.tracking_code,
            private_code=done.private_code,
            revision=done.revision,
            counts=done.counts,
            class_key=done.class_key,
        )
