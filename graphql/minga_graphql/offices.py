"""Offices as programs see them: who holds which, until when, who would take one, and what is handed over."""

from datetime import datetime
from enum import Enum

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.membership import types as membership_types
from minga_graphql.mutations import mutation
from minga_graphql.values import LocalTextInput, read_languages
from minga_platform.governance.offices import errors, queries
from minga_platform.governance.offices.commands import setting_up, terms
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition
from minga_platform.kernel.locale import Text
from minga_platform.membership import errors as membership_errors

OFFICE, TERM, AGENT, DECISION = "off", "term", "agent", "dec"


@strawberry.enum(description="How an office is filled.")
class FilledBy(Enum):
    ELECTION = strawberry.enum_value("election", description="The members elect.")
    ROTATION = strawberry.enum_value("rotation", description="It goes round among the willing.")


@strawberry.enum(description="Why a term ended.")
class TermEnd(Enum):
    TERM = strawberry.enum_value("term", description="Its time was over.")
    RESIGNED = strawberry.enum_value("resigned", description="Its holder gave it back.")
    RECALLED = strawberry.enum_value("recalled", description="The members called her back.")
    LEFT = strawberry.enum_value("left", description="She is no longer a member.")
    OFFICE_ENDED = strawberry.enum_value("office_ended", description="The office itself was closed.")


@strawberry.type(description="One member's time in an office.")
class OfficeTerm:
    id: strawberry.ID = strawberry.field(description="Its id, `term_…`.")
    agent_id: strawberry.ID = strawberry.field(description="Who.")
    name: str = strawberry.field(description="Her name.")
    number: int = strawberry.field(description="Which term in a row it is.")
    began_at: datetime = strawberry.field(description="From when.")
    ends_at: datetime = strawberry.field(description="Until when at most.")
    ended_at: datetime | None = strawberry.field(description="When it ended.")
    ended_because: TermEnd | None = strawberry.field(description="Why it ended.")
    decision_id: strawberry.ID | None = strawberry.field(description="The decision that elected her, `dec_…`.")
    ended_by_decision_id: strawberry.ID | None = strawberry.field(description="The decision that called her back.")
    handover: str = strawberry.field(
        description="What the next holder must know; empty for who holds or held this office not."
    )
    handed_over_at: datetime | None = strawberry.field(description="When the handover was complete.")
    is_mine: bool = strawberry.field(description="Whether it is the asker's.")


@strawberry.type(description="Somebody who would take an office.")
class WillingMember:
    agent_id: strawberry.ID = strawberry.field(description="Who.")
    name: str = strawberry.field(description="Her name.")
    statement: str = strawberry.field(description="Why she would.")
    is_me: bool = strawberry.field(description="Whether it is the asker.")


@strawberry.type(description="An office of the co-op.")
class MemberOffice:
    id: strawberry.ID = strawberry.field(description="Its id, `off_…`.")
    key: str = strawberry.field(description="Its name for programs.")
    name: str = strawberry.field(description="Its name, in the reader's language.")
    duties: str = strawberry.field(description="What its holder does.")
    role: str | None = strawberry.field(description="The role that it carries here: `treasurer`; null for none.")
    seats: int = strawberry.field(description="How many hold it at once.")
    term_days: int = strawberry.field(description="How long a term is, in days.")
    most_terms: int = strawberry.field(description="How many terms in a row one member may have; 0: no limit.")
    filled_by: FilledBy = strawberry.field(description="How it is filled.")
    ended_at: datetime | None = strawberry.field(description="When it was closed.")
    not_beside: list[strawberry.ID] = strawberry.field(description="Offices that nobody may hold beside it.")
    holders: list[OfficeTerm] = strawberry.field(description="Who holds it now, newest first.", metadata=bounds(size=5))
    former: list[OfficeTerm] = strawberry.field(
        description="Who held it, newest first; at most the last hundred.", metadata=bounds(size=20)
    )
    willing: list[WillingMember] = strawberry.field(
        description="Members who would take it, those whose turn comes first at the top where it goes round. Told to members.",
        metadata=bounds(size=10),
    )


@strawberry.type(description="An office was opened.")
class OfficeOpened:
    id: strawberry.ID = strawberry.field(description="Its id, `off_…`.")


@strawberry.type(description="A term began.")
class TermBegun:
    id: strawberry.ID = strawberry.field(description="Its id, `term_…`.")


@strawberry.type
class Query:
    @strawberry.field(
        description="All offices of this co-op with their holders, closed ones last.", metadata=bounds(cost=20, size=15)
    )
    async def member_offices(self, info: Info[Context, None]) -> list[MemberOffice]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await queries.offices(work, context.viewer)
        return [_office(one, context) for one in found]


@strawberry.type
class Mutation:
    @mutation(errors.OfficeTaken)
    async def open_office(
        self,
        info: Info[Context, None],
        office_key: str,
        name: list[LocalTextInput],
        duties: list[LocalTextInput],
        seats: int,
        term_days: int,
        most_terms: int,
        filled_by: FilledBy,
        role: str | None = None,
        not_beside: list[strawberry.ID] | None = None,
    ) -> OfficeOpened:
        """Open an office. Needs `offices.edit`."""
        made = await info.context.perform(
            setting_up.open_office,
            office_key=office_key,
            name=Text.checked(read_languages(name, "name"), field="name", longest=80, one_line=True),
            duties=Text.checked(read_languages(duties, "duties"), field="duties", longest=2000, shortest=0),
            role=role,
            seats=seats,
            term_days=term_days,
            most_terms=most_terms,
            filled_by=filled_by.value,
            not_beside=[ids.decode(OFFICE, one) for one in not_beside or ()],
        )
        return OfficeOpened(id=strawberry.ID(ids.encode(OFFICE, made)))

    @mutation(InvalidTransition)
    async def close_office(self, info: Info[Context, None], id: strawberry.ID) -> membership_types.Done:  # noqa: A002
        """No more terms in it; who holds it serves to the end. Needs `offices.edit`."""
        await info.context.perform(setting_up.close_office, office_id=ids.decode(OFFICE, id))
        return membership_types.Done()

    @mutation(errors.NotEligible, InvalidTransition)
    async def stand_for_office(
        self, info: Info[Context, None], office_id: strawberry.ID, statement: str = ""
    ) -> membership_types.Done:
        """Say that one would take it, and why. Needs a class whose members may stand for office."""
        await info.context.perform(terms.stand, office_id=ids.decode(OFFICE, office_id), statement=statement)
        return membership_types.Done()

    @mutation()
    async def stand_no_more(self, info: Info[Context, None], office_id: strawberry.ID) -> membership_types.Done:
        """Take that back."""
        await info.context.perform(terms.stand_no_more, office_id=ids.decode(OFFICE, office_id))
        return membership_types.Done()

    @mutation(errors.NobodyWilling, errors.SeatsTaken, errors.NotEligible, InvalidTransition)
    async def give_next_turn(self, info: Info[Context, None], office_id: strawberry.ID) -> TermBegun:
        """Give an office that goes round to whoever's turn it is. Needs `offices.edit`."""
        made = await info.context.perform(terms.next_turn, office_id=ids.decode(OFFICE, office_id))
        return TermBegun(id=strawberry.ID(ids.encode(TERM, made)))

    @mutation(InvalidTransition, membership_errors.LastOfficer)
    async def resign_office(self, info: Info[Context, None], term_id: strawberry.ID) -> membership_types.Done:
        """Give one's own office back before its time."""
        await info.context.perform(terms.resign, term_id=ids.decode(TERM, term_id))
        return membership_types.Done()

    @mutation()
    async def hand_over_office(
        self, info: Info[Context, None], term_id: strawberry.ID, text: str, is_complete: bool
    ) -> membership_types.Done:
        """Write down what the next holder must know. It may be saved and gone on with until it is complete."""
        await info.context.perform(terms.hand_over, term_id=ids.decode(TERM, term_id), text=text, done=is_complete)
        return membership_types.Done()


def _office(one: queries.Office, context: Context) -> MemberOffice:
    return MemberOffice(
        id=strawberry.ID(ids.encode(OFFICE, one.id)),
        key=one.key,
        name=context.said(one.name),
        duties=context.said(one.duties),
        role=one.role,
        seats=one.seats,
        term_days=one.term_days,
        most_terms=one.most_terms,
        filled_by=FilledBy(one.filled_by),
        ended_at=one.ended_at,
        not_beside=[strawberry.ID(ids.encode(OFFICE, other)) for other in one.not_beside],
        holders=[_term(term) for term in one.holders],
        former=[_term(term) for term in one.former],
        willing=[
            WillingMember(
                agent_id=strawberry.ID(ids.encode(AGENT, willing.agent_id)),
                name=willing.name,
                statement=willing.statement,
                is_me=willing.is_me,
            )
            for willing in one.willing
        ],
    )


def _term(one: queries.Term) -> OfficeTerm:
    def decision(given: object) -> strawberry.ID | None:
        return None if given is None else strawberry.ID(ids.encode(DECISION, given))  # type: ignore[arg-type]

    return OfficeTerm(
        id=strawberry.ID(ids.encode(TERM, one.id)),
        agent_id=strawberry.ID(ids.encode(AGENT, one.agent_id)),
        name=one.name,
        number=one.number,
        began_at=one.began_at,
        ends_at=one.ends_at,
        ended_at=one.ended_at,
        ended_because=TermEnd(one.ended_because) if one.ended_because else None,
        decision_id=decision(one.decision_id),
        ended_by_decision_id=decision(one.ended_by_decision_id),
        handover=one.handover,
        handed_over_at=one.handed_over_at,
        is_mine=one.is_mine,
    )
