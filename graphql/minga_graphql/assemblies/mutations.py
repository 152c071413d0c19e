"""Calling, holding and minuting an assembly."""

from datetime import date, datetime

import strawberry
from strawberry.types import Info

from minga_graphql.assemblies import types
from minga_graphql.assemblies.present import id_of
from minga_graphql.assemblies.types import ACTION, AGENT, ASSEMBLY, ELECTION, ITEM, PROPOSAL
from minga_graphql.context import Context
from minga_graphql.membership import types as membership_types
from minga_graphql.mutations import mutation
from minga_graphql.values import LocalTextInput, read_languages
from minga_platform.governance.assemblies import errors
from minga_platform.governance.assemblies.commands import calling, holding, minuting
from minga_platform.governance.ballots import errors as ballot_errors
from minga_platform.kernel import ids
from minga_platform.kernel.errors import Conflict, InvalidTransition
from minga_platform.kernel.locale import Text


@strawberry.type
class Mutation:
    @mutation(errors.TooLittleNotice)
    async def call_assembly(
        self,
        info: Info[Context, None],
        key: str,
        title: list[LocalTextInput],
        about: list[LocalTextInput],
        place: str,
        begins_at: datetime,
        ends_at: datetime,
        offers: list[str],
    ) -> types.AssemblyCalled:
        """Call the members to an assembly. Needs `assemblies.run`."""
        made = await info.context.perform(
            calling.call_assembly,
            key=key,
            title=_line(title, "title"),
            about=_text(about, "about"),
            place=place,
            begins_at=begins_at,
            ends_at=ends_at,
            offers=offers,
        )
        return types.AssemblyCalled(id=id_of(ASSEMBLY, made))

    @mutation(errors.MinutesAdopted, InvalidTransition)
    async def cancel_assembly(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        reason: str,
    ) -> membership_types.Done:
        """Call an assembly off before it opens. Needs `assemblies.run`."""
        await info.context.perform(calling.cancel_assembly, assembly_id=ids.decode(ASSEMBLY, id), reason=reason)
        return membership_types.Done()

    @mutation(errors.MinutesAdopted, InvalidTransition)
    async def add_agenda_item(
        self,
        info: Info[Context, None],
        assembly_id: strawberry.ID,
        kind: types.AgendaKind,
        title: list[LocalTextInput],
        text: list[LocalTextInput],
        minutes: int,
        proposal_id: strawberry.ID | None = None,
    ) -> types.AgendaItemAdded:
        """Put a point at the end of the agenda. Needs `assemblies.run`."""
        made = await info.context.perform(
            calling.add_item,
            assembly_id=ids.decode(ASSEMBLY, assembly_id),
            kind=kind.value,
            title=_line(title, "title"),
            text=_text(text, "text"),
            minutes=minutes,
            proposal_id=None if proposal_id is None else ids.decode(PROPOSAL, proposal_id),
        )
        return types.AgendaItemAdded(id=id_of(ITEM, made))

    @mutation(errors.MinutesAdopted, InvalidTransition)
    async def order_agenda(
        self, info: Info[Context, None], assembly_id: strawberry.ID, item_ids: list[strawberry.ID]
    ) -> membership_types.Done:
        """Bring the agenda into this order. Needs `assemblies.run`."""
        await info.context.perform(
            calling.order_items,
            assembly_id=ids.decode(ASSEMBLY, assembly_id),
            item_ids=[ids.decode(ITEM, one) for one in item_ids],
        )
        return membership_types.Done()

    @mutation(errors.MinutesAdopted, InvalidTransition)
    async def remove_agenda_item(self, info: Info[Context, None], id: strawberry.ID) -> membership_types.Done:  # noqa: A002
        """Take a point off the agenda, unless something was decided on it. Needs `assemblies.run`."""
        await info.context.perform(calling.remove_item, item_id=ids.decode(ITEM, id))
        return membership_types.Done()

    @mutation(errors.MinutesAdopted, InvalidTransition)
    async def reply_to_assembly(
        self,
        info: Info[Context, None],
        assembly_id: strawberry.ID,
        is_coming: bool,
        children: int = 0,
        needs_transport: bool = False,
        interpreter: str = "",
        note: str = "",
    ) -> membership_types.Done:
        """Say whether one comes and what one needs for it. Members."""
        await info.context.perform(
            calling.reply,
            assembly_id=ids.decode(ASSEMBLY, assembly_id),
            is_coming=is_coming,
            children=children,
            needs_transport=needs_transport,
            interpreter=interpreter,
            note=note,
        )
        return membership_types.Done()

    @mutation(errors.TooEarlyToOpen, errors.MinutesAdopted, InvalidTransition)
    async def open_assembly(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        chair_id: strawberry.ID,
        writer_id: strawberry.ID,
    ) -> membership_types.Done:
        """Open the meeting: who leads it, and who else writes the minutes. Needs `assemblies.run`."""
        await info.context.perform(
            holding.open_assembly,
            assembly_id=ids.decode(ASSEMBLY, id),
            chair_id=ids.decode(AGENT, chair_id),
            writer_id=ids.decode(AGENT, writer_id),
        )
        return membership_types.Done()

    @mutation(errors.MinutesAdopted, InvalidTransition)
    async def check_in(
        self,
        info: Info[Context, None],
        assembly_id: strawberry.ID,
        agent_id: strawberry.ID | None = None,
        card_code: str = "",
    ) -> types.CheckedIn:
        """Note that somebody came: by the code on her card, or by name. Needs `assemblies.run`."""
        found = await info.context.perform(
            holding.check_in,
            assembly_id=ids.decode(ASSEMBLY, assembly_id),
            agent_id=None if agent_id is None else ids.decode(AGENT, agent_id),
            card_code=card_code,
        )
        return types.CheckedIn(agent_id=id_of(AGENT, found))

    @mutation(errors.MinutesAdopted, InvalidTransition)
    async def check_out(
        self, info: Info[Context, None], assembly_id: strawberry.ID, agent_id: strawberry.ID
    ) -> membership_types.Done:
        """Note that somebody left. Needs `assemblies.run`."""
        await info.context.perform(
            holding.check_out, assembly_id=ids.decode(ASSEMBLY, assembly_id), agent_id=ids.decode(AGENT, agent_id)
        )
        return membership_types.Done()

    @mutation(errors.NoVoteHere, errors.TooManyMandates, errors.MinutesAdopted, InvalidTransition)
    async def give_mandate(
        self,
        info: Info[Context, None],
        assembly_id: strawberry.ID,
        to_id: strawberry.ID,
        from_id: strawberry.ID | None = None,
        instructions: str = "",
    ) -> membership_types.Done:
        """Let another member speak and vote for one at this assembly. `fromId`: whose signed paper is entered; this needs
        `assemblies.run`."""
        await info.context.perform(
            holding.give_mandate,
            assembly_id=ids.decode(ASSEMBLY, assembly_id),
            to_id=ids.decode(AGENT, to_id),
            from_id=None if from_id is None else ids.decode(AGENT, from_id),
            instructions=instructions,
        )
        return membership_types.Done()

    @mutation(errors.MinutesAdopted, InvalidTransition)
    async def take_back_mandate(self, info: Info[Context, None], assembly_id: strawberry.ID) -> membership_types.Done:
        """End one's own mandate."""
        await info.context.perform(holding.take_back_mandate, assembly_id=ids.decode(ASSEMBLY, assembly_id))
        return membership_types.Done()

    @mutation(errors.NoQuorum, errors.MinutesAdopted, ballot_errors.NobodyVotes, InvalidTransition)
    async def vote_in_room(
        self,
        info: Info[Context, None],
        key: str,
        item_id: strawberry.ID,
        minutes: int,
        is_secret: bool = True,
        threshold_bps: int = 5000,
    ) -> types.RoomVoteBegun:
        """Put a point to the vote among those in the room, open for so many minutes. Needs `assemblies.run`."""
        made = await info.context.perform(
            holding.vote_now,
            key=key,
            item_id=ids.decode(ITEM, item_id),
            minutes=minutes,
            secret=is_secret,
            threshold_bps=threshold_bps,
        )
        return types.RoomVoteBegun(election_id=id_of(ELECTION, made))

    @mutation(errors.NoQuorum, errors.MoreHandsThanVoters, errors.MinutesAdopted, InvalidTransition)
    async def count_hands(
        self, info: Info[Context, None], item_id: strawberry.ID, in_favour: int, against: int, abstain: int
    ) -> membership_types.Done:
        """Write down a show of hands. Needs `assemblies.run`."""
        await info.context.perform(
            holding.count_hands,
            item_id=ids.decode(ITEM, item_id),
            in_favour=in_favour,
            against=against,
            abstain=abstain,
        )
        return membership_types.Done()

    @mutation(errors.MinutesAdopted, InvalidTransition)
    async def note_outcome(
        self, info: Info[Context, None], item_id: strawberry.ID, outcome: str
    ) -> membership_types.Done:
        """What came of a point, in words. Needs `assemblies.run`."""
        await info.context.perform(holding.note_outcome, item_id=ids.decode(ITEM, item_id), outcome=outcome)
        return membership_types.Done()

    @mutation(errors.MinutesAdopted, InvalidTransition)
    async def close_assembly(self, info: Info[Context, None], id: strawberry.ID) -> membership_types.Done:  # noqa: A002
        """The meeting is over. Needs `assemblies.run`."""
        await info.context.perform(holding.close_assembly, assembly_id=ids.decode(ASSEMBLY, id))
        return membership_types.Done()

    @mutation(errors.MinutesAdopted, InvalidTransition, Conflict)
    async def write_minutes(
        self, info: Info[Context, None], assembly_id: strawberry.ID, text: str, version: int
    ) -> types.MinutesSaved:
        """Save the draft of the minutes; `version` is the one that was read, 0 at first."""
        saved = await info.context.perform(
            minuting.write_minutes, assembly_id=ids.decode(ASSEMBLY, assembly_id), text=text, version=version
        )
        return types.MinutesSaved(version=saved)

    @mutation(errors.MinutesAdopted, InvalidTransition, Conflict)
    async def adopt_minutes(
        self, info: Info[Context, None], assembly_id: strawberry.ID, version: int
    ) -> membership_types.Done:
        """Adopt the draft as it reads; from then on nothing of the meeting changes. Needs `assemblies.run`, and somebody else
        than who wrote them."""
        await info.context.perform(
            minuting.adopt_minutes, assembly_id=ids.decode(ASSEMBLY, assembly_id), version=version
        )
        return membership_types.Done()

    @mutation(errors.MinutesAdopted, InvalidTransition)
    async def add_action(
        self,
        info: Info[Context, None],
        assembly_id: strawberry.ID,
        text: str,
        agent_id: strawberry.ID | None = None,
        due_on: date | None = None,
    ) -> types.ActionAdded:
        """Note what somebody is to do."""
        made = await info.context.perform(
            minuting.add_action,
            assembly_id=ids.decode(ASSEMBLY, assembly_id),
            text=text,
            agent_id=None if agent_id is None else ids.decode(AGENT, agent_id),
            due_on=due_on,
        )
        return types.ActionAdded(id=id_of(ACTION, made))

    @mutation(InvalidTransition)
    async def finish_action(self, info: Info[Context, None], id: strawberry.ID) -> membership_types.Done:  # noqa: A002
        """It is done."""
        await info.context.perform(minuting.finish_action, action_id=ids.decode(ACTION, id))
        return membership_types.Done()


def _line(given: list[LocalTextInput], field: str) -> Text:
    return Text.checked(read_languages(given, field), field=field, longest=200, one_line=True)


def _text(given: list[LocalTextInput], field: str) -> Text:
    return Text.checked(read_languages(given, field), field=field, longest=4000, shortest=0)
