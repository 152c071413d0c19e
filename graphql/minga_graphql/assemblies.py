"""Assemblies as programs see them: agenda, who is in the room and for whom, votes there, minutes."""

from datetime import date, datetime
from enum import Enum
from uuid import UUID

import orjson
import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.membership import types as membership_types
from minga_graphql.mutations import mutation
from minga_graphql.paging import Connection, ListName
from minga_graphql.proposals import types as proposal_types
from minga_graphql.proposals.present import told
from minga_graphql.values import LocalTextInput, read_languages
from minga_platform.governance.assemblies import errors, queries
from minga_platform.governance.assemblies.commands import calling, holding, minuting
from minga_platform.governance.ballots import errors as ballot_errors
from minga_platform.kernel import ids
from minga_platform.kernel.errors import Conflict, InvalidTransition, NotFound
from minga_platform.kernel.locale import Text

ASSEMBLY, ITEM, AGENT, PROPOSAL, ELECTION, ACTION = "meet", "item", "agent", "mot", "elec", "todo"


@strawberry.enum(description="Where an assembly stands.")
class AssemblyState(Enum):
    CALLED = strawberry.enum_value("called", description="Members are called.")
    OPEN = strawberry.enum_value("open", description="It is being held.")
    CLOSED = strawberry.enum_value("closed", description="It is over.")
    CANCELLED = strawberry.enum_value("cancelled", description="It does not take place.")


@strawberry.enum(description="What a point of an agenda is.")
class AgendaKind(Enum):
    REPORT = strawberry.enum_value("report", description="Somebody reports.")
    DISCUSSION = strawberry.enum_value("discussion", description="It is talked about.")
    DECISION = strawberry.enum_value("decision", description="Something is decided.")
    BREAK = strawberry.enum_value("break", description="A break.")


@strawberry.type(description="Hands that were counted.")
class Hands:
    in_favour: int = strawberry.field(description="For it.")
    against: int = strawberry.field(description="Against it.")
    abstain: int = strawberry.field(description="Neither.")


@strawberry.type(description="A point of an agenda.")
class AgendaItem:
    id: strawberry.ID = strawberry.field(description="Its id, `item_…`.")
    position: int = strawberry.field(description="Its place, from 1.")
    kind: AgendaKind = strawberry.field(description="What it is.")
    title: str = strawberry.field(description="Its title.")
    text: str = strawberry.field(description="More about it; for a decision, what is asked.")
    minutes: int = strawberry.field(description="How long it may take.")
    proposal_id: strawberry.ID | None = strawberry.field(description="The proposal it is about.")
    election_id: strawberry.ID | None = strawberry.field(description="The vote that was held in the room.")
    outcome: str = strawberry.field(description="What came of it, in words.")
    hands: Hands | None = strawberry.field(description="The show of hands, if there was one.")


@strawberry.type(description="Somebody who is or was in the room.")
class Attendance:
    agent_id: strawberry.ID = strawberry.field(description="Who.")
    name: str = strawberry.field(description="Her name.")
    came_at: datetime = strawberry.field(description="When she came.")
    left_at: datetime | None = strawberry.field(description="When she left.")
    has_vote: bool = strawberry.field(description="Whether she has a vote; guests have none.")


@strawberry.type(description="A member speaks and votes for another at this assembly.")
class Mandate:
    from_id: strawberry.ID = strawberry.field(description="Who is away.")
    from_name: str = strawberry.field(description="Her name.")
    to_id: strawberry.ID = strawberry.field(description="Who speaks for her.")
    to_name: str = strawberry.field(description="Her name.")
    instructions: str = strawberry.field(description="What she shall say; told to the two of them.")


@strawberry.type(description="Who is in the room, and whether that is enough.")
class Room:
    present: int = strawberry.field(description="Voters in the room.")
    guests: int = strawberry.field(description="Others in the room.")
    represented: int = strawberry.field(description="Voters who are away and represented.")
    counted: int = strawberry.field(description="How many count for the quorum.")
    needed: int = strawberry.field(description="How many are needed.")
    has_quorum: bool = strawberry.field(description="Whether enough are there.")


@strawberry.type(description="Whether the asker comes, and what she needs.")
class AssemblyReply:
    is_coming: bool = strawberry.field(description="Whether she comes.")
    children: int = strawberry.field(description="For how many children she needs care.")
    needs_transport: bool = strawberry.field(description="Whether she needs a lift.")
    interpreter: str = strawberry.field(description="The language she needs an interpreter for; empty for none.")
    note: str = strawberry.field(description="What else.")


@strawberry.type(description="What members need in order to come, in sum.")
class AssemblyNeeds:
    coming: int = strawberry.field(description="How many said they come.")
    not_coming: int = strawberry.field(description="How many said they do not.")
    children: int = strawberry.field(description="Children to care for.")
    transport: int = strawberry.field(description="Members who need a lift.")
    interpreters: list[str] = strawberry.field(description="Languages to interpret.")


@strawberry.type(description="Minutes: a draft, or adopted and then unchanged for good.")
class Minutes:
    text: str = strawberry.field(description="The text.")
    version: int = strawberry.field(description="The draft's version; 0 once adopted.")
    adopted_at: datetime | None = strawberry.field(description="When they were adopted.")
    adopted_by: str | None = strawberry.field(description="By whom.")
    record: str | None = strawberry.field(description="The facts they rest on, as JSON, fixed at the adoption.")
    sha256: str = strawberry.field(description="The hash over text and record; empty for a draft.")


@strawberry.type(description="Who does what by when.")
class ActionItem:
    id: strawberry.ID = strawberry.field(description="Its id, `todo_…`.")
    text: str = strawberry.field(description="What.")
    agent_id: strawberry.ID | None = strawberry.field(description="Who.")
    name: str | None = strawberry.field(description="Her name.")
    due_on: date | None = strawberry.field(description="By when.")
    done_at: datetime | None = strawberry.field(description="When it was done.")


@strawberry.type(description="A meeting of the members.")
class Assembly:
    id: strawberry.ID = strawberry.field(description="Its id, `meet_…`.")
    number: int = strawberry.field(description="Its number, counted without gaps.")
    title: str = strawberry.field(description="Its title.")
    about: str = strawberry.field(description="What members should know.")
    place: str = strawberry.field(description="Where.")
    offers: list[str] = strawberry.field(description="What is offered: `childcare`, `transport`, `interpreter`.")
    state: AssemblyState = strawberry.field(description="Where it stands.")
    called_at: datetime = strawberry.field(description="When it was called.")
    begins_at: datetime = strawberry.field(description="When it begins.")
    ends_at: datetime = strawberry.field(description="When it should end.")
    opened_at: datetime | None = strawberry.field(description="When it was opened.")
    closed_at: datetime | None = strawberry.field(description="When it was closed.")
    quorum_bps: int = strawberry.field(description="Which part of the voters must be there, in basis points.")
    most_mandates: int = strawberry.field(description="For how many one member may speak.")
    mandates_count: bool = strawberry.field(description="Whether the represented count for the quorum.")
    voters: int | None = strawberry.field(description="Members with a vote when it opened.")
    chair: str | None = strawberry.field(description="Who leads it.")
    writer: str | None = strawberry.field(description="Who writes the minutes.")
    cancelled_because: str = strawberry.field(description="Why it does not take place.")


@strawberry.type(description="An assembly with all that stands around it.")
class AssemblyView:
    assembly: Assembly = strawberry.field(description="The assembly.")
    items: list[AgendaItem] = strawberry.field(description="Its agenda.", metadata=bounds(size=20))
    attendance: list[Attendance] = strawberry.field(
        description="Who is there, then who left.", metadata=bounds(size=100)
    )
    mandates: list[Mandate] = strawberry.field(description="Who speaks for whom.", metadata=bounds(size=30))
    room: Room | None = strawberry.field(description="The room; null until it opened.")
    my_reply: AssemblyReply | None = strawberry.field(description="What the asker replied.")
    needs: AssemblyNeeds | None = strawberry.field(description="What is needed; told to who runs assemblies.")
    minutes: Minutes | None = strawberry.field(description="The minutes; a draft is told to who writes it.")
    actions: list[ActionItem] = strawberry.field(description="Who does what by when.", metadata=bounds(size=20))
    notice: proposal_types.NoticeCounts = strawberry.field(description="How the members were called.")
    is_present: bool = strawberry.field(description="Whether the asker is in the room.")
    may_run: bool = strawberry.field(description="Whether she runs assemblies.")


@strawberry.type(description="An assembly was called.")
class AssemblyCalled:
    id: strawberry.ID = strawberry.field(description="Its id, `meet_…`.")


@strawberry.type(description="A point was added to an agenda.")
class AgendaItemAdded:
    id: strawberry.ID = strawberry.field(description="Its id, `item_…`.")


@strawberry.type(description="Somebody was checked in.")
class CheckedIn:
    agent_id: strawberry.ID = strawberry.field(description="Who.")


@strawberry.type(description="A vote in the room began.")
class RoomVoteBegun:
    election_id: strawberry.ID = strawberry.field(description="The vote, `elec_…`.")


@strawberry.type(description="The draft of the minutes was saved.")
class MinutesSaved:
    version: int = strawberry.field(description="Its version now.")


@strawberry.type(description="Something to do was noted.")
class ActionAdded:
    id: strawberry.ID = strawberry.field(description="Its id, `todo_…`.")


@strawberry.type
class Query:
    @strawberry.field(description="Assemblies, the latest first. Null where the asker has no standing here.")
    async def assemblies(
        self, info: Info[Context, None], first: int | None = None, after: str | None = None
    ) -> Connection[Assembly] | None:
        context = info.context
        cooperative = context.require_cooperative()
        page = context.services.cursors.window(ListName("assemblies", cooperative.id, ()), first, after)
        async with context.read() as work:
            rows = await queries.assemblies(
                work, context.viewer, before=(page.after[0], page.after[1]) if page.after else None, first=page.limit
            )
        if rows is None:
            return None
        return page.connection(rows, node=lambda one: _assembly(one, context), key=lambda one: (one.begins_at, one.id))

    @strawberry.field(description="An assembly. Null where there is none for the asker.", metadata=bounds(cost=20))
    async def assembly(self, info: Info[Context, None], id: strawberry.ID) -> AssemblyView | None:  # noqa: A002
        context = info.context
        context.require_cooperative()
        try:
            wanted = ids.decode(ASSEMBLY, id)
        except NotFound:
            return None
        async with context.read() as work:
            found = await queries.whole(work, context.viewer, wanted)
        return None if found is None else _view(found, context)


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
    ) -> AssemblyCalled:
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
        return AssemblyCalled(id=_id(ASSEMBLY, made))

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
        kind: AgendaKind,
        title: list[LocalTextInput],
        text: list[LocalTextInput],
        minutes: int,
        proposal_id: strawberry.ID | None = None,
    ) -> AgendaItemAdded:
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
        return AgendaItemAdded(id=_id(ITEM, made))

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
    ) -> CheckedIn:
        """Note that somebody came: by the code on her card, or by name. Needs `assemblies.run`."""
        found = await info.context.perform(
            holding.check_in,
            assembly_id=ids.decode(ASSEMBLY, assembly_id),
            agent_id=None if agent_id is None else ids.decode(AGENT, agent_id),
            card_code=card_code,
        )
        return CheckedIn(agent_id=_id(AGENT, found))

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
    ) -> RoomVoteBegun:
        """Put a point to the vote among those in the room, open for so many minutes. Needs `assemblies.run`."""
        made = await info.context.perform(
            holding.vote_now,
            key=key,
            item_id=ids.decode(ITEM, item_id),
            minutes=minutes,
            secret=is_secret,
            threshold_bps=threshold_bps,
        )
        return RoomVoteBegun(election_id=_id(ELECTION, made))

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
    ) -> MinutesSaved:
        """Save the draft of the minutes; `version` is the one that was read, 0 at first."""
        saved = await info.context.perform(
            minuting.write_minutes, assembly_id=ids.decode(ASSEMBLY, assembly_id), text=text, version=version
        )
        return MinutesSaved(version=saved)

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
    ) -> ActionAdded:
        """Note what somebody is to do."""
        made = await info.context.perform(
            minuting.add_action,
            assembly_id=ids.decode(ASSEMBLY, assembly_id),
            text=text,
            agent_id=None if agent_id is None else ids.decode(AGENT, agent_id),
            due_on=due_on,
        )
        return ActionAdded(id=_id(ACTION, made))

    @mutation(InvalidTransition)
    async def finish_action(self, info: Info[Context, None], id: strawberry.ID) -> membership_types.Done:  # noqa: A002
        """It is done."""
        await info.context.perform(minuting.finish_action, action_id=ids.decode(ACTION, id))
        return membership_types.Done()


def _id(prefix: str, given: UUID) -> strawberry.ID:
    return strawberry.ID(ids.encode(prefix, given))


def _some(prefix: str, given: UUID | None) -> strawberry.ID | None:
    return None if given is None else _id(prefix, given)


def _line(given: list[LocalTextInput], field: str) -> Text:
    return Text.checked(read_languages(given, field), field=field, longest=200, one_line=True)


def _text(given: list[LocalTextInput], field: str) -> Text:
    return Text.checked(read_languages(given, field), field=field, longest=4000, shortest=0)


def _assembly(one: queries.Assembly, context: Context) -> Assembly:
    return Assembly(
        id=_id(ASSEMBLY, one.id),
        number=one.number,
        title=context.said(one.title),
        about=context.said(one.about) if one.about else "",
        place=one.place,
        offers=list(one.offers),
        state=AssemblyState(one.state),
        called_at=one.called_at,
        begins_at=one.begins_at,
        ends_at=one.ends_at,
        opened_at=one.opened_at,
        closed_at=one.closed_at,
        quorum_bps=one.quorum_bps,
        most_mandates=one.most_mandates,
        mandates_count=one.mandates_count,
        voters=one.voters,
        chair=one.chair_name,
        writer=one.writer_name,
        cancelled_because=one.cancelled_because,
    )


def _view(found: queries.Whole, context: Context) -> AssemblyView:
    minutes = found.minutes
    return AssemblyView(
        assembly=_assembly(found.assembly, context),
        items=[
            AgendaItem(
                id=_id(ITEM, one.id),
                position=one.position,
                kind=AgendaKind(one.kind),
                title=context.said(one.title),
                text=context.said(one.text) if one.text else "",
                minutes=one.minutes,
                proposal_id=_some(PROPOSAL, one.proposal_id),
                election_id=_some(ELECTION, one.election_id),
                outcome=one.outcome,
                hands=None
                if one.hands is None
                else Hands(in_favour=one.hands["for"], against=one.hands["against"], abstain=one.hands["abstain"]),
            )
            for one in found.items
        ],
        attendance=[
            Attendance(
                agent_id=_id(AGENT, one.agent_id),
                name=one.name,
                came_at=one.came_at,
                left_at=one.left_at,
                has_vote=one.has_vote,
            )
            for one in found.present
        ],
        mandates=[
            Mandate(
                from_id=_id(AGENT, one.from_id),
                from_name=one.from_name,
                to_id=_id(AGENT, one.to_id),
                to_name=one.to_name,
                instructions=one.instructions,
            )
            for one in found.mandates
        ],
        room=None
        if found.room is None
        else Room(
            present=found.room.present,
            guests=found.room.guests,
            represented=found.room.represented,
            counted=found.room.counted,
            needed=found.room.needed,
            has_quorum=found.room.has_quorum,
        ),
        my_reply=None
        if found.reply is None
        else AssemblyReply(
            is_coming=found.reply.is_coming,
            children=found.reply.children,
            needs_transport=found.reply.needs_transport,
            interpreter=found.reply.interpreter,
            note=found.reply.note,
        ),
        needs=None
        if found.needs is None
        else AssemblyNeeds(
            coming=found.needs.coming,
            not_coming=found.needs.not_coming,
            children=found.needs.children,
            transport=found.needs.transport,
            interpreters=list(found.needs.interpreters),
        ),
        minutes=None
        if minutes is None
        else Minutes(
            text=minutes.text,
            version=minutes.version,
            adopted_at=minutes.adopted_at,
            adopted_by=minutes.adopted_by,
            record=None if minutes.record is None else orjson.dumps(minutes.record).decode(),
            sha256=minutes.sha256,
        ),
        actions=[
            ActionItem(
                id=_id(ACTION, one.id),
                text=one.text,
                agent_id=_some(AGENT, one.agent_id),
                name=one.name,
                due_on=one.due_on,
                done_at=one.done_at,
            )
            for one in found.actions
        ],
        notice=told(found.told.counts, found.told.proofs),
        is_present=found.is_present,
        may_run=found.runs,
    )
