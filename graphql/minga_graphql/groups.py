"""Working groups as programs see them: who is in them, what is in the purse, what it is spent for."""

from datetime import datetime
from enum import Enum

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.membership import types as membership_types
from minga_graphql.mutations import mutation
from minga_graphql.values import LocalTextInput, Money, MoneyInput, money_of, read_languages
from minga_platform.governance.ballots.errors import NobodyVotes
from minga_platform.governance.groups import errors, queries
from minga_platform.governance.groups.commands import people, spending
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition, StepUpNeeded
from minga_platform.kernel.locale import Text

GROUP, SPENDING, AGENT, DECISION, ELECTION, GRANT = "grp", "spend", "agent", "dec", "elec", "grant"


@strawberry.enum(description="Where a spending of a group stands.")
class SpendingState(Enum):
    ASKED = strawberry.enum_value("asked", description="The group is asked; the money is set aside.")
    AGREED = strawberry.enum_value("agreed", description="The group consented; it can be paid.")
    REFUSED = strawberry.enum_value("refused", description="The group did not; the money is free again.")
    PAID = strawberry.enum_value("paid", description="It was paid.")


@strawberry.type(description="Somebody of a working group.")
class GroupMember:
    agent_id: strawberry.ID = strawberry.field(description="Who.")
    name: str = strawberry.field(description="Her name.")
    since: datetime = strawberry.field(description="Since when.")


@strawberry.type(description="Money that came into a group's purse.")
class GroupGrant:
    id: strawberry.ID = strawberry.field(description="Its id, `grant_…`.")
    amount: Money = strawberry.field(description="How much.")
    reason: str = strawberry.field(description="What for.")
    decision_id: strawberry.ID | None = strawberry.field(
        description="The decision behind it; null where officers granted it."
    )
    granted_by: str = strawberry.field(description="Who wrote it down.")
    at: datetime = strawberry.field(description="When.")


@strawberry.type(description="What a group wants to pay for, or paid.")
class GroupSpending:
    id: strawberry.ID = strawberry.field(description="Its id, `spend_…`.")
    purpose: str = strawberry.field(description="What for.")
    payee: str = strawberry.field(description="To whom.")
    amount: Money = strawberry.field(description="How much.")
    state: SpendingState = strawberry.field(description="Where it stands.")
    asked_by_id: strawberry.ID = strawberry.field(description="Who asked, `agent_…`.")
    asked_by: str = strawberry.field(description="Her name.")
    asked_at: datetime = strawberry.field(description="When.")
    election_id: strawberry.ID = strawberry.field(description="The group's open consent, `elec_…`.")
    decided_at: datetime | None = strawberry.field(description="When the group had decided.")
    paid_at: datetime | None = strawberry.field(description="When it was paid.")


@strawberry.type(description="A working group with its purse.")
class WorkingGroup:
    id: strawberry.ID = strawberry.field(description="Its id, `grp_…`.")
    name: str = strawberry.field(description="Its name.")
    about: str = strawberry.field(description="What it looks after.")
    founded_at: datetime = strawberry.field(description="Since when.")
    closed_at: datetime | None = strawberry.field(description="When it was closed; nobody is in it since.")
    balance: Money = strawberry.field(description="What is in the purse, with what is set aside.")
    available: Money = strawberry.field(description="What can still be spent.")
    members: list[GroupMember] = strawberry.field(description="Who is in it.", metadata=bounds(size=30))
    grants: list[GroupGrant] = strawberry.field(description="What came in, the newest first.", metadata=bounds(size=20))
    spendings: list[GroupSpending] = strawberry.field(
        description="What goes out, the newest first.", metadata=bounds(size=30)
    )
    is_mine: bool = strawberry.field(description="Whether the asker is in it.")


@strawberry.type(description="A working group was founded.")
class GroupFounded:
    id: strawberry.ID = strawberry.field(description="Its id, `grp_…`.")


@strawberry.type(description="Money was put into a purse.")
class GroupGranted:
    id: strawberry.ID = strawberry.field(description="Its id, `grant_…`.")


@strawberry.type(description="The group is asked for a spending.")
class SpendingAsked:
    id: strawberry.ID = strawberry.field(description="Its id, `spend_…`.")


@strawberry.type
class Query:
    @strawberry.field(
        description="The working groups of this co-op, the oldest first and the closed ones last. None for who has no standing here.",
        metadata=bounds(cost=20, size=15),
    )
    async def working_groups(self, info: Info[Context, None]) -> list[WorkingGroup]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await queries.groups(work, context.viewer)
        return [_group(one, context) for one in found]


@strawberry.type
class Mutation:
    @mutation(errors.NoVoteForGroup)
    async def found_group(
        self,
        info: Info[Context, None],
        key: str,
        name: list[LocalTextInput],
        about: list[LocalTextInput],
        member_ids: list[strawberry.ID],
    ) -> GroupFounded:
        """Found a working group with its first members, all with a vote. Needs `groups.run`."""
        made = await info.context.perform(
            people.found_group,
            key=key,
            name=Text.checked(read_languages(name, "name"), field="name", longest=80, one_line=True),
            about=Text.checked(read_languages(about, "about"), field="about", longest=2000, shortest=0),
            member_ids=[ids.decode(AGENT, one) for one in member_ids],
        )
        return GroupFounded(id=strawberry.ID(ids.encode(GROUP, made)))

    @mutation(errors.NotInGroup, errors.NoVoteForGroup, InvalidTransition)
    async def take_into_group(
        self, info: Info[Context, None], group_id: strawberry.ID, agent_id: strawberry.ID
    ) -> membership_types.Done:
        """Take a member in. By somebody of the group, or who runs groups."""
        await info.context.perform(
            people.take_in, group_id=ids.decode(GROUP, group_id), agent_id=ids.decode(AGENT, agent_id)
        )
        return membership_types.Done()

    @mutation(errors.NotInGroup, InvalidTransition)
    async def leave_group(self, info: Info[Context, None], group_id: strawberry.ID) -> membership_types.Done:
        """Leave a group."""
        await info.context.perform(people.leave_group, group_id=ids.decode(GROUP, group_id))
        return membership_types.Done()

    @mutation(InvalidTransition, StepUpNeeded)
    async def close_group(self, info: Info[Context, None], key: str, group_id: strawberry.ID) -> membership_types.Done:
        """End a group for good; what is left in its purse goes back to where it was granted from. Needs `groups.run`.

        Not while a spending is asked for or waits to be paid."""
        await info.context.perform(spending.close_group, key=key, group_id=ids.decode(GROUP, group_id))
        return membership_types.Done()

    @mutation(errors.GrantTooLarge, InvalidTransition, StepUpNeeded)
    async def grant_to_group(
        self,
        info: Info[Context, None],
        key: str,
        group_id: strawberry.ID,
        amount: MoneyInput,
        reason: str,
        decision_id: strawberry.ID | None = None,
    ) -> GroupGranted:
        """Put money into a group's purse, by a decision of the members or within what officers may grant. Needs `groups.run`."""
        made = await info.context.perform(
            spending.grant,
            key=key,
            group_id=ids.decode(GROUP, group_id),
            amount=amount.read(),
            reason=reason,
            decision_id=None if decision_id is None else ids.decode(DECISION, decision_id),
        )
        return GroupGranted(id=strawberry.ID(ids.encode(GRANT, made)))

    @mutation(errors.NotInGroup, errors.PurseTooSmall, InvalidTransition, NobodyVotes)
    async def ask_group_spending(
        self,
        info: Info[Context, None],
        key: str,
        group_id: strawberry.ID,
        amount: MoneyInput,
        purpose: str,
        payee: str,
    ) -> SpendingAsked:
        """Ask one's group to pay for something: it consents in an open vote, and the money is set aside meanwhile."""
        made = await info.context.perform(
            spending.ask_spending,
            key=key,
            group_id=ids.decode(GROUP, group_id),
            amount=amount.read(),
            purpose=purpose,
            payee=payee,
        )
        return SpendingAsked(id=strawberry.ID(ids.encode(SPENDING, made)))

    @mutation(InvalidTransition, StepUpNeeded)
    async def pay_group_spending(self, info: Info[Context, None], key: str, id: strawberry.ID) -> membership_types.Done:  # noqa: A002
        """What a group agreed to was paid by bank. Needs `books.post`, and somebody else than who asked for it."""
        await info.context.perform(spending.pay_spending, key=key, spending_id=ids.decode(SPENDING, id))
        return membership_types.Done()


def _group(one: queries.Group, context: Context) -> WorkingGroup:
    def money(minor: int) -> Money:
        return money_of(minor, one.currency)

    return WorkingGroup(
        id=strawberry.ID(ids.encode(GROUP, one.id)),
        name=context.said(one.name),
        about=context.said(one.about) if one.about else "",
        founded_at=one.founded_at,
        closed_at=one.closed_at,
        balance=money(one.balance_minor),
        available=money(one.available_minor),
        members=[
            GroupMember(agent_id=strawberry.ID(ids.encode(AGENT, who.agent_id)), name=who.name, since=who.since)
            for who in one.members
        ],
        grants=[
            GroupGrant(
                id=strawberry.ID(ids.encode(GRANT, given.id)),
                amount=money(given.amount_minor),
                reason=given.reason,
                decision_id=None
                if given.decision_id is None
                else strawberry.ID(ids.encode(DECISION, given.decision_id)),
                granted_by=given.granted_by,
                at=given.at,
            )
            for given in one.grants
        ],
        spendings=[
            GroupSpending(
                id=strawberry.ID(ids.encode(SPENDING, spent.id)),
                purpose=spent.purpose,
                payee=spent.payee,
                amount=money(spent.amount_minor),
                state=SpendingState(spent.state),
                asked_by_id=strawberry.ID(ids.encode(AGENT, spent.asked_by_id)),
                asked_by=spent.asked_by,
                asked_at=spent.asked_at,
                election_id=strawberry.ID(ids.encode(ELECTION, spent.election_id)),
                decided_at=spent.decided_at,
                paid_at=spent.paid_at,
            )
            for spent in one.spendings
        ],
        is_mine=one.is_mine,
    )
