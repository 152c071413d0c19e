"""Grievances as programs see them. A case is null, or not found, for everybody but its parties, mediator and panel."""

from datetime import datetime
from enum import Enum
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.membership import types as membership_types
from minga_graphql.mutations import mutation
from minga_platform.governance.ballots.errors import NobodyVotes
from minga_platform.governance.grievances import errors, queries
from minga_platform.governance.grievances.commands import appealing, hearing
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition

CASE, FINDING, AGENT, DECISION, ELECTION, RESTRICTION = "griev", "find", "agent", "dec", "elec", "restr"


@strawberry.enum(description="A step of a grievance.")
class GrievanceStepName(Enum):
    MEDIATION = strawberry.enum_value("mediation", description="A mediator looks for what both can live with.")
    PANEL = strawberry.enum_value("panel", description="Three members drawn by lot decide, two of them together.")
    APPEAL = strawberry.enum_value("appeal", description="A party can bring it before the assembly.")


@strawberry.enum(description="How a step ended.")
class GrievanceOutcome(Enum):
    SETTLED = strawberry.enum_value("settled", description="The parties agreed.")
    NOT_SETTLED = strawberry.enum_value("not_settled", description="They did not agree.")
    DECIDED = strawberry.enum_value("decided", description="It was decided.")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="Whoever brought it took it back.")
    LAPSED = strawberry.enum_value("lapsed", description="Its time was over.")


@strawberry.enum(description="What the asker is in a case.")
class GrievancePart(Enum):
    OPENER = strawberry.enum_value("opener", description="Brought it.")
    RESPONDENT = strawberry.enum_value("respondent", description="It was brought against her.")
    MEDIATOR = strawberry.enum_value("mediator", description="Took it to mediate.")
    PANEL = strawberry.enum_value("panel", description="Was drawn to decide.")


@strawberry.type(description="A step of a grievance, with its deadline and its outcome.")
class GrievanceStep:
    step: GrievanceStepName = strawberry.field(description="Which.")
    began_at: datetime = strawberry.field(description="From when.")
    due_at: datetime = strawberry.field(description="When its time is over.")
    ended_at: datetime | None = strawberry.field(description="When it ended.")
    outcome: GrievanceOutcome | None = strawberry.field(description="How it ended; null while it is open.")
    is_upheld: bool | None = strawberry.field(description="Where it was decided: whether the grievance was upheld.")
    text: str = strawberry.field(description="What was agreed or decided.")


@strawberry.type(description="What one of the panel would decide; shown to the panel.")
class GrievanceFinding:
    id: strawberry.ID = strawberry.field(description="Its id, `find_…`.")
    is_upheld: bool = strawberry.field(description="Whether the grievance would be upheld.")
    text: str = strawberry.field(description="With what words.")
    name: str = strawberry.field(description="Who wrote it.")
    is_mine: bool = strawberry.field(description="Whether the asker did.")


@strawberry.type(description="A grievance, for those who may read it.")
class Grievance:
    id: strawberry.ID = strawberry.field(description="Its id, `griev_…`.")
    my_part: GrievancePart = strawberry.field(description="What the asker is in it.")
    opened_by: str = strawberry.field(description="Who brought it.")
    against: str | None = strawberry.field(description="The member it is brought against.")
    decision_id: strawberry.ID | None = strawberry.field(description="The decision it is about, `dec_…`.")
    restriction_id: strawberry.ID | None = strawberry.field(
        description="What the other side laid upon a stall and it is about, `restr_…`; that ends when the grievance is upheld."
    )
    text: str = strawberry.field(description="What happened.")
    wish: str = strawberry.field(description="What is wished for.")
    mediator: str | None = strawberry.field(description="Who took it.")
    panel: list[str] = strawberry.field(description="Who was drawn.", metadata=bounds(size=3))
    seed_sha256: str = strawberry.field(
        description="The sha256 of the seed of the lot, in hex, known from the opening."
    )
    seed: str | None = strawberry.field(description="The seed in hex, once the panel is drawn.")
    roll: list[strawberry.ID] = strawberry.field(
        description="Who could be drawn, as of the opening. The lot orders the ids as plain uuids.",
        metadata=bounds(size=500),
    )
    opened_at: datetime = strawberry.field(description="When it was opened.")
    appealed_at: datetime | None = strawberry.field(description="When it was brought before the assembly.")
    election_id: strawberry.ID | None = strawberry.field(description="The assembly's vote, `elec_…`.")
    closed_at: datetime | None = strawberry.field(description="When it was closed.")
    steps: list[GrievanceStep] = strawberry.field(description="Its steps so far.", metadata=bounds(size=3))
    findings: list[GrievanceFinding] = strawberry.field(
        description="What the panel weighs; empty for who is not of it.", metadata=bounds(size=10)
    )


@strawberry.type(description="A grievance that waits for a mediator. What it is about is told to who takes it.")
class WaitingGrievance:
    id: strawberry.ID = strawberry.field(description="Its id, `griev_…`.")
    opened_at: datetime = strawberry.field(description="When it was opened.")
    due_at: datetime = strawberry.field(description="When the time for mediation is over.")


@strawberry.type(description="The grievances of the asker.")
class Grievances:
    mine: list[Grievance] = strawberry.field(
        description="Those she reads, newest first; at most two hundred.", metadata=bounds(size=10)
    )
    waiting: list[WaitingGrievance] = strawberry.field(
        description="Those that she, as a mediator, can take; oldest first.", metadata=bounds(size=10)
    )


@strawberry.type(description="A grievance was opened.")
class GrievanceOpened:
    id: strawberry.ID = strawberry.field(description="Its id, `griev_…`.")


@strawberry.type(description="A finding was written.")
class FindingProposed:
    id: strawberry.ID = strawberry.field(description="Its id, `find_…`.")


@strawberry.type(description="The assembly was asked.")
class AssemblyAsked:
    election_id: strawberry.ID = strawberry.field(description="Its vote, `elec_…`.")


@strawberry.type
class Query:
    @strawberry.field(description="The grievances that the asker reads or can take.", metadata=bounds(cost=10))
    async def grievances(self, info: Info[Context, None]) -> Grievances:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            mine = await queries.of_reader(work, context.viewer)
            waiting = await queries.waiting(work, context.viewer)
        return Grievances(
            mine=[_case(one) for one in mine],
            waiting=[
                WaitingGrievance(id=_id(CASE, one.id), opened_at=one.opened_at, due_at=one.due_at) for one in waiting
            ],
        )

    @strawberry.field(
        description="A grievance; null for everybody but its parties, mediator and panel.", metadata=bounds(cost=5)
    )
    async def grievance(self, info: Info[Context, None], id: strawberry.ID) -> Grievance | None:  # noqa: A002
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await queries.grievance(work, context.viewer, ids.decode(CASE, id))
        return None if found is None else _case(found)


@strawberry.type
class Mutation:
    @mutation(errors.CaseBrought)
    async def open_grievance(
        self,
        info: Info[Context, None],
        key: str,
        text: str,
        wish: str,
        against_agent_id: strawberry.ID | None = None,
        decision_id: strawberry.ID | None = None,
        restriction_id: strawberry.ID | None = None,
    ) -> GrievanceOpened:
        """Bring a grievance about exactly one of: a member, a decision, what stands against a stall that one keeps. Only members; in private."""
        made = await info.context.perform(
            hearing.open_case,
            key=key,
            text=text,
            wish=wish,
            against_agent_id=_given(AGENT, against_agent_id),
            decision_id=_given(DECISION, decision_id),
            restriction_id=_given(RESTRICTION, restriction_id),
        )
        return GrievanceOpened(id=_id(CASE, made))

    @mutation(errors.PartyToCase, errors.CaseTaken)
    async def take_grievance(self, info: Info[Context, None], id: strawberry.ID) -> membership_types.Done:  # noqa: A002
        """Take a grievance that waits, to mediate it. Needs `grievances.mediate`; never one's own."""
        await info.context.perform(hearing.take, grievance_id=ids.decode(CASE, id))
        return membership_types.Done()

    @mutation(InvalidTransition)
    async def end_mediation(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        is_settled: bool,
        text: str,
    ) -> membership_types.Done:
        """Write down what the parties agreed to, or that they did not. By the mediator who took it."""
        await info.context.perform(
            hearing.end_mediation, grievance_id=ids.decode(CASE, id), is_settled=is_settled, text=text
        )
        return membership_types.Done()

    @mutation(InvalidTransition)
    async def withdraw_grievance(self, info: Info[Context, None], id: strawberry.ID) -> membership_types.Done:  # noqa: A002
        """Take one's own grievance back."""
        await info.context.perform(hearing.withdraw, grievance_id=ids.decode(CASE, id))
        return membership_types.Done()

    @mutation(InvalidTransition)
    async def decline_panel(self, info: Info[Context, None], id: strawberry.ID) -> membership_types.Done:  # noqa: A002
        """Not take part in the panel one was drawn for; the next in the lot is."""
        await info.context.perform(hearing.decline, grievance_id=ids.decode(CASE, id))
        return membership_types.Done()

    @mutation(InvalidTransition)
    async def propose_finding(
        self,
        info: Info[Context, None],
        key: str,
        id: strawberry.ID,  # noqa: A002
        is_upheld: bool,
        text: str,
    ) -> FindingProposed:
        """Write what one would decide. By one of the panel; two make it hold."""
        made = await info.context.perform(
            hearing.propose, key=key, grievance_id=ids.decode(CASE, id), is_upheld=is_upheld, text=text
        )
        return FindingProposed(id=_id(FINDING, made))

    @mutation(InvalidTransition)
    async def agree_to_finding(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        finding_id: strawberry.ID,
    ) -> membership_types.Done:
        """Agree to what another of the panel wrote: then it is decided."""
        await info.context.perform(
            hearing.agree, grievance_id=ids.decode(CASE, id), finding_id=ids.decode(FINDING, finding_id)
        )
        return membership_types.Done()

    @mutation(InvalidTransition, NobodyVotes)
    async def appeal_grievance(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        words: str,
    ) -> AssemblyAsked:
        """Bring it before the assembly: a secret vote of those who were members when the case was opened, without whoever
        had a part in it. They read `words` and nothing else of the case. By a party, once, while the time runs."""
        made = await info.context.perform(appealing.appeal, grievance_id=ids.decode(CASE, id), words=words)
        return AssemblyAsked(election_id=_id(ELECTION, made))


def _id(prefix: str, value: UUID) -> strawberry.ID:
    return strawberry.ID(ids.encode(prefix, value))


def _given(prefix: str, value: strawberry.ID | None) -> UUID | None:
    return None if value is None else ids.decode(prefix, value)


def _case(one: queries.Case) -> Grievance:
    return Grievance(
        id=_id(CASE, one.id),
        my_part=GrievancePart(one.my_part),
        opened_by=one.opened_by,
        against=one.against,
        decision_id=None if one.decision_id is None else _id(DECISION, one.decision_id),
        restriction_id=None if one.restriction_id is None else _id(RESTRICTION, one.restriction_id),
        text=one.text,
        wish=one.wish,
        mediator=one.mediator,
        panel=list(one.panel),
        seed_sha256=one.seed_sha256,
        seed=one.seed,
        roll=[_id(AGENT, agent_id) for agent_id in one.roll],
        opened_at=one.opened_at,
        appealed_at=one.appealed_at,
        election_id=None if one.election_id is None else _id(ELECTION, one.election_id),
        closed_at=one.closed_at,
        steps=[
            GrievanceStep(
                step=GrievanceStepName(step.step),
                began_at=step.began_at,
                due_at=step.due_at,
                ended_at=step.ended_at,
                outcome=GrievanceOutcome(step.outcome) if step.outcome else None,
                is_upheld=step.is_upheld,
                text=step.text,
            )
            for step in one.steps
        ],
        findings=[
            GrievanceFinding(
                id=_id(FINDING, finding.id),
                is_upheld=finding.is_upheld,
                text=finding.text,
                name=finding.name,
                is_mine=finding.is_mine,
            )
            for finding in one.findings
        ],
    )
