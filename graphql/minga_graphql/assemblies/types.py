"""The shapes of assemblies, their rooms and minutes."""

from datetime import date, datetime
from enum import Enum

import strawberry

from minga_graphql.marks import bounds
from minga_graphql.proposals import types as proposal_types

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
