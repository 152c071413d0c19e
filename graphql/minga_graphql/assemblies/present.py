"""From assemblies as the platform reads them to the API's types."""

from uuid import UUID

import orjson
import strawberry

from minga_graphql.assemblies import types
from minga_graphql.assemblies.types import ACTION, AGENT, ASSEMBLY, ELECTION, ITEM, PROPOSAL
from minga_graphql.context import Context
from minga_graphql.proposals.present import told
from minga_platform.governance.assemblies import queries
from minga_platform.kernel import ids


def id_of(prefix: str, given: UUID) -> strawberry.ID:
    return strawberry.ID(ids.encode(prefix, given))


def some_id(prefix: str, given: UUID | None) -> strawberry.ID | None:
    return None if given is None else id_of(prefix, given)


def assembly(one: queries.Assembly, context: Context) -> types.Assembly:
    return types.Assembly(
        id=id_of(ASSEMBLY, one.id),
        number=one.number,
        title=context.said(one.title),
        about=context.said(one.about) if one.about else "",
        place=one.place,
        offers=list(one.offers),
        state=types.AssemblyState(one.state),
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


def view(found: queries.Whole, context: Context) -> types.AssemblyView:
    minutes = found.minutes
    return types.AssemblyView(
        assembly=assembly(found.assembly, context),
        items=[
            types.AgendaItem(
                id=id_of(ITEM, one.id),
                position=one.position,
                kind=types.AgendaKind(one.kind),
                title=context.said(one.title),
                text=context.said(one.text) if one.text else "",
                minutes=one.minutes,
                proposal_id=some_id(PROPOSAL, one.proposal_id),
                election_id=some_id(ELECTION, one.election_id),
                outcome=one.outcome,
                hands=None
                if one.hands is None
                else types.Hands(
                    in_favour=one.hands["for"], against=one.hands["against"], abstain=one.hands["abstain"]
                ),
            )
            for one in found.items
        ],
        attendance=[
            types.Attendance(
                agent_id=id_of(AGENT, one.agent_id),
                name=one.name,
                came_at=one.came_at,
                left_at=one.left_at,
                has_vote=one.has_vote,
            )
            for one in found.present
        ],
        mandates=[
            types.Mandate(
                from_id=id_of(AGENT, one.from_id),
                from_name=one.from_name,
                to_id=id_of(AGENT, one.to_id),
                to_name=one.to_name,
                instructions=one.instructions,
            )
            for one in found.mandates
        ],
        room=None
        if found.room is None
        else types.Room(
            present=found.room.present,
            guests=found.room.guests,
            represented=found.room.represented,
            counted=found.room.counted,
            needed=found.room.needed,
            has_quorum=found.room.has_quorum,
        ),
        my_reply=None
        if found.reply is None
        else types.AssemblyReply(
            is_coming=found.reply.is_coming,
            children=found.reply.children,
            needs_transport=found.reply.needs_transport,
            interpreter=found.reply.interpreter,
            note=found.reply.note,
        ),
        needs=None
        if found.needs is None
        else types.AssemblyNeeds(
            coming=found.needs.coming,
            not_coming=found.needs.not_coming,
            children=found.needs.children,
            transport=found.needs.transport,
            interpreters=list(found.needs.interpreters),
        ),
        minutes=None
        if minutes is None
        else types.Minutes(
            text=minutes.text,
            version=minutes.version,
            adopted_at=minutes.adopted_at,
            adopted_by=minutes.adopted_by,
            record=None if minutes.record is None else orjson.dumps(minutes.record).decode(),
            sha256=minutes.sha256,
        ),
        actions=[
            types.ActionItem(
                id=id_of(ACTION, one.id),
                text=one.text,
                agent_id=some_id(AGENT, one.agent_id),
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
