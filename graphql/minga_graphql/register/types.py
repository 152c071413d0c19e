"""The register as the API tells it."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import strawberry

from minga_graphql.context import Context
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Money, money_of
from minga_platform.kernel import ids
from minga_platform.membership.terms import Terms
from minga_platform.register import accounts, reading
from minga_platform.register.queries import Registered
from minga_platform.register.shares import Balances

AGENT, MEMBERSHIP, APPLICATION, TERMS, REPAYMENT, EXPORT = "agent", "membership", "appl", "terms", "repay", "export"


def outside(prefix: str, value: UUID) -> strawberry.ID:
    """An id as it is told."""
    return strawberry.ID(ids.encode(prefix, value))


@strawberry.type(description="What a class of members means from an instant on.")
class ClassTerms:
    id: strawberry.ID = strawberry.field(description="Its id, `terms_…`.")
    effective_at: datetime = strawberry.field(description="From when on it holds.")
    by_decision: bool = strawberry.field(description="Whether the members decided it; else the founding or officers.")
    rights: list[str] = strawberry.field(description="Of vote, propose, stand, attend.")
    rights_from: str = strawberry.field(description="When they begin: admission, first_instalment or paid.")
    vote_weight: int = strawberry.field(description="What one member's vote weighs in this class, whatever her shares.")
    is_open: bool = strawberry.field(description="Whether anybody may join without applying.")
    share_price: Money = strawberry.field(description="The price of one share, at par.")
    shares_required: int = strawberry.field(description="How many shares a member takes at least.")
    instalments: int = strawberry.field(description="In how many monthly parts they may be paid.")
    share_ways: list[str] = strawberry.field(description="How: money, sales, work.")
    dues: Money = strawberry.field(description="Dues of one period; nothing where there are none.")
    dues_months: int = strawberry.field(description="How many months a period has; 0 where there are no dues.")
    patronage_basis: str = strawberry.field(description="What surplus returns by: sales, purchases, hours, none.")
    return_cap_bps: int = strawberry.field(description="The most that capital may earn a year, in basis points.")


@strawberry.type(description="A class of members, what it means and what it meant before.")
class MemberClass:
    key: str = strawberry.field(description="Its name for programs.")
    name: str = strawberry.field(description="Its name in the reader's language.")
    members: MinorUnits = strawberry.field(description="How many members it has now.")
    terms: ClassTerms = strawberry.field(description="What it means now.")
    history: list[ClassTerms] = strawberry.field(description="All it ever meant and will mean, newest first.")


@strawberry.input(description="New terms of a class.")
class ClassTermsInput:
    rights: list[str] = strawberry.field(description="Of vote, propose, stand, attend.")
    rights_from: str = strawberry.field(description="admission, first_instalment or paid.", default="admission")
    vote_weight: int = strawberry.field(description="1 … 1000.", default=1)
    is_open: bool = strawberry.field(description="Whether anybody may join without applying.", default=False)
    share_minor: MinorUnits = strawberry.field(description="Price of one share, minor units.", default=MinorUnits(0))
    shares_required: int = strawberry.field(description="How many a member takes at least.", default=0)
    instalments: int = strawberry.field(description="Monthly parts.", default=1)
    share_ways: list[str] = strawberry.field(description="money, sales, work.", default_factory=lambda: ["money"])
    dues_minor: MinorUnits = strawberry.field(description="Dues of one period, minor units.", default=MinorUnits(0))
    dues_months: int = strawberry.field(description="Months of a period.", default=0)
    patronage_basis: str = strawberry.field(description="sales, purchases, hours, none.", default="none")
    return_cap_bps: int = strawberry.field(description="Most return on capital a year.", default=0)

    def read(self) -> Terms:
        """As the commands take it."""
        return Terms(
            rights=frozenset(self.rights),
            share_ways=frozenset(self.share_ways),
            rights_from=self.rights_from,
            vote_weight=self.vote_weight,
            is_open=self.is_open,
            share_minor=self.share_minor,
            shares_required=self.shares_required,
            instalments=self.instalments,
            dues_minor=self.dues_minor,
            dues_months=self.dues_months,
            patronage_basis=self.patronage_basis,
            return_cap_bps=self.return_cap_bps,
        )


def present_class(story: reading.ClassStory, context: Context, now: datetime) -> MemberClass | None:
    """A class as the API tells it; None for one that is still to come."""
    history = [_terms(one, story.currency) for one in story.versions]
    current = next((one for one in history if one.effective_at <= now), None)
    if current is None:
        return None
    return MemberClass(
        key=story.key,
        name=context.said(story.name),
        members=MinorUnits(story.members),
        terms=current,
        history=history,
    )


def _terms(version: reading.ClassVersion, currency: str) -> ClassTerms:
    terms = version.terms
    return ClassTerms(
        id=outside(TERMS, version.id),
        effective_at=version.effective_at,
        by_decision=version.decision_id is not None,
        rights=sorted(terms.rights),
        rights_from=terms.rights_from,
        vote_weight=terms.vote_weight,
        is_open=terms.is_open,
        share_price=money_of(terms.share_minor, currency),
        shares_required=terms.shares_required,
        instalments=terms.instalments,
        share_ways=sorted(terms.share_ways),
        dues=money_of(terms.dues_minor, currency),
        dues_months=terms.dues_months,
        patronage_basis=terms.patronage_basis,
        return_cap_bps=terms.return_cap_bps,
    )


@strawberry.type(description="Somebody who vouches for an applicant.")
class Sponsor:
    agent_id: strawberry.ID = strawberry.field(description="Who, `agent_…`.")
    name: str = strawberry.field(description="Her name here.")
    at: datetime = strawberry.field(description="Since when.")
    counts: bool = strawberry.field(description="Whether her word counts now.")
    flaw: str = strawberry.field(description="Why not: herself, no_member, ring; empty when it counts.")


@strawberry.type(description="A wish to become a member.")
class Application:
    id: strawberry.ID = strawberry.field(description="Its id, `appl_…`.")
    agent_id: strawberry.ID = strawberry.field(description="Who applies, `agent_…`.")
    name: str = strawberry.field(description="Her name, or the organisation's.")
    kind: str = strawberry.field(description="person or organisation.")
    class_key: str = strawberry.field(description="Which class.")
    class_name: str = strawberry.field(description="Its name in the reader's language.")
    about: str = strawberry.field(description="What she says of herself.")
    shares: int = strawberry.field(description="How many shares she will take.")
    share_way: str = strawberry.field(description="How she will pay them: money, sales, work.")
    state: str = strawberry.field(description="sponsoring, waiting, voting, admitted, refused, withdrawn.")
    applied_at: datetime = strawberry.field(description="Since when.")
    decided_at: datetime | None = strawberry.field(description="When it was decided.")
    reason: str = strawberry.field(description="Why it was refused.")
    needed: int = strawberry.field(description="How many members must vouch.")
    sponsors: list[Sponsor] = strawberry.field(description="Who vouches, oldest first.")
    is_mine: bool = strawberry.field(description="Whether the asker applies, or acts for who does.")
    i_vouch: bool = strawberry.field(description="Whether the asker vouches.")


def present_application(one: reading.Application, context: Context, mine: list[UUID]) -> Application:
    """An application as the API tells it to an asker who acts as `mine`."""
    return Application(
        id=outside(APPLICATION, one.id),
        agent_id=outside(AGENT, one.agent_id),
        name=one.name,
        kind=one.kind,
        class_key=one.class_key,
        class_name=context.said(one.class_name),
        about=one.about,
        shares=one.shares,
        share_way=one.share_way,
        state=one.state,
        applied_at=one.applied_at,
        decided_at=one.decided_at,
        reason=one.reason,
        needed=one.needed,
        sponsors=[
            Sponsor(agent_id=outside(AGENT, s.agent_id), name=s.name, at=s.at, counts=s.counts, flaw=s.flaw)
            for s in one.sponsors
        ],
        is_mine=one.agent_id in mine,
        i_vouch=bool(mine) and any(s.agent_id == mine[0] for s in one.sponsors),
    )


@strawberry.type(description="One line of the register, as it stood at an instant.")
class RegisterLine:
    membership_id: strawberry.ID = strawberry.field(description="`membership_…`.")
    agent_id: strawberry.ID = strawberry.field(description="Who, `agent_…`.")
    number: MinorUnits = strawberry.field(description="The member's number; 0 for who has no card.")
    name: str = strawberry.field(description="Her name here.")
    kind: str = strawberry.field(description="person or organisation.")
    class_key: str = strawberry.field(description="Her class.")
    class_name: str = strawberry.field(description="Its name in the reader's language.")
    joined_at: datetime = strawberry.field(description="Since when.")
    rights: list[str] = strawberry.field(description="What she may: vote, propose, stand, attend.")
    is_suspended: bool = strawberry.field(description="Whether her rights rest.")
    shares_paid: Money = strawberry.field(description="What she had paid in for shares of the class.")
    leaves_at: datetime | None = strawberry.field(description="When her notice runs out, where she gave one.")


def present_line(one: Registered, context: Context) -> RegisterLine:
    """A line of the register as the API tells it."""
    return RegisterLine(
        membership_id=outside(MEMBERSHIP, one.membership_id),
        agent_id=outside(AGENT, one.agent_id),
        number=MinorUnits(one.number),
        name=one.name,
        kind=one.kind,
        class_key=one.class_key,
        class_name=context.said(one.class_name),
        joined_at=one.joined_at,
        rights=sorted(one.rights),
        is_suspended=one.is_suspended,
        shares_paid=money_of(one.capital_minor, context.require_cooperative().currency),
        leaves_at=one.leaves_at,
    )


@strawberry.type(description="A member's name, for members.")
class MemberName:
    agent_id: strawberry.ID = strawberry.field(description="Who, `agent_…`.")
    name: str = strawberry.field(description="Her name here.")
    classes: list[str] = strawberry.field(description="Her classes, by key.")


@strawberry.type(description="A part of the shares that was promised, and when it falls due.")
class Instalment:
    due_on: date = strawberry.field(description="The day.")
    amount: Money = strawberry.field(description="How much.")


@strawberry.type(description="Shares that were taken.")
class SharePromise:
    shares: int = strawberry.field(description="How many.")
    price: Money = strawberry.field(description="The price of one.")
    way: str = strawberry.field(description="money, sales or work.")
    instalments: list[Instalment] = strawberry.field(description="The parts, in order.")


@strawberry.type(description="A part of the shares that goes back to who left.")
class ShareRepayment:
    id: strawberry.ID = strawberry.field(description="Its id, `repay_…`.")
    amount: Money = strawberry.field(description="How much.")
    due_on: date = strawberry.field(description="From which day on it is paid.")
    paid_at: datetime | None = strawberry.field(description="When it was.")
    way: str | None = strawberry.field(description="bank, or given_up: left to the co-op.")


@strawberry.type(description="Something that happened to a membership.")
class MembershipEvent:
    kind: str = strawberry.field(description="joined, entitled, suspended, resumed, notified, left, excluded, moved.")
    at: datetime = strawberry.field(description="When.")
    by_decision: bool = strawberry.field(description="Whether the members decided it.")
    reason: str = strawberry.field(description="A word of ours: arrears.")


@strawberry.type(description="A membership with all that is held and owed.")
class MembershipAccount:
    id: strawberry.ID = strawberry.field(description="`membership_…`.")
    agent_id: strawberry.ID = strawberry.field(description="Whose, `agent_…`.")
    name: str = strawberry.field(description="Her name, or the organisation's.")
    kind: str = strawberry.field(description="person or organisation.")
    class_key: str = strawberry.field(description="Which class.")
    class_name: str = strawberry.field(description="Its name in the reader's language.")
    joined_at: datetime = strawberry.field(description="Since when.")
    left_at: datetime | None = strawberry.field(description="Until when.")
    leaves_at: datetime | None = strawberry.field(description="When the notice runs out.")
    rights: list[str] = strawberry.field(description="What she may now.")
    shares_paid: Money = strawberry.field(description="Paid in for shares.")
    shares_due: Money = strawberry.field(description="Promised and not paid yet.")
    shares_overdue: Money = strawberry.field(description="What of it has fallen due.")
    shares_to_repay: Money = strawberry.field(description="To be paid back after leaving.")
    dues_open: Money = strawberry.field(description="Dues that are open.")
    promises: list[SharePromise] = strawberry.field(description="Shares taken, oldest first.")
    repayments: list[ShareRepayment] = strawberry.field(description="What goes back, in order.")
    events: list[MembershipEvent] = strawberry.field(description="All that happened, oldest first.")


def present_account(one: accounts.Account, context: Context) -> MembershipAccount:
    """A membership as the API tells it."""
    unit = one.currency
    stands: Balances = one.balances
    return MembershipAccount(
        id=outside(MEMBERSHIP, one.membership_id),
        agent_id=outside(AGENT, one.agent_id),
        name=one.name,
        kind=one.kind,
        class_key=one.class_key,
        class_name=context.said(one.class_name),
        joined_at=one.joined_at,
        left_at=one.left_at,
        leaves_at=one.leaves_at,
        rights=sorted(one.rights),
        shares_paid=money_of(stands.capital_minor, unit),
        shares_due=money_of(stands.due_minor, unit),
        shares_overdue=money_of(one.overdue_minor, unit),
        shares_to_repay=money_of(stands.to_repay_minor, unit),
        dues_open=money_of(stands.dues_minor, unit),
        promises=[
            SharePromise(
                shares=p.shares,
                price=money_of(p.price_minor, unit),
                way=p.way,
                instalments=[Instalment(due_on=part.due_on, amount=money_of(part.amount, unit)) for part in p.parts],
            )
            for p in one.promises
        ],
        repayments=[
            ShareRepayment(
                id=outside(REPAYMENT, r.id),
                amount=money_of(r.amount_minor, unit),
                due_on=r.due_on,
                paid_at=r.paid_at,
                way=r.way,
            )
            for r in one.repayments
        ],
        events=[
            MembershipEvent(kind=e.kind, at=e.at, by_decision=e.decision_id is not None, reason=e.reason)
            for e in one.events
        ],
    )


@strawberry.type(description="A member's card.")
class MemberCard:
    agent_id: strawberry.ID = strawberry.field(description="Whose, `agent_…`.")
    name: str = strawberry.field(description="Her name, or the organisation's.")
    number: MinorUnits = strawberry.field(description="Her number in the register.")
    code: str = strawberry.field(description="What its QR says: finds her for who sees the register, signs nobody in.")


@strawberry.type(description="What the asker is and has in this co-op.")
class MyMembership:
    accounts: list[MembershipAccount] = strawberry.field(
        description="Her memberships and those of organisations she acts for; those that ended come last."
    )
    cards: list[MemberCard] = strawberry.field(description="Her card, and theirs.")
    set_off_bps: int = strawberry.field(
        description="How much of her earnings she agreed to have taken for what she owes; 0 for none."
    )


def present_cards(cards: list[accounts.Card], names: Mapping[UUID, str]) -> list[MemberCard]:
    """Cards as the API tells them."""
    return [
        MemberCard(
            agent_id=outside(AGENT, one.agent_id),
            name=names.get(one.agent_id, ""),
            number=MinorUnits(one.number),
            code=one.code,
        )
        for one in cards
    ]


@strawberry.type(description="All of a person's data in one file.")
class PersonalExport:
    id: strawberry.ID = strawberry.field(description="Its id, `export_…`.")
    asked_at: datetime = strawberry.field(description="When it was asked for.")
    ready_at: datetime | None = strawberry.field(description="When it was made; null while it is being made.")
    gone_at: datetime = strawberry.field(description="When it goes by itself.")


@strawberry.type(description="Something that stands in the way of erasure.")
class ErasureObstacle:
    kind: str = strawberry.field(
        description="open_order, open_stall, earnings, debt, shares, office, running_vote or borrowed."
    )
    cooperative: str = strawberry.field(description="In which co-op, by its slug.")


# What came of a wish ------------------------------------------------------------------------------------------------


@strawberry.type(description="Somebody applied.")
class Applied:
    id: strawberry.ID = strawberry.field(description="The application, `appl_…`.")


@strawberry.type(description="An application was decided.")
class ApplicationDecided:
    membership_id: strawberry.ID | None = strawberry.field(description="The new membership; null when it was refused.")


@strawberry.type(description="A class has new terms.")
class ClassChanged:
    id: strawberry.ID = strawberry.field(description="The terms, `terms_…`.")


@strawberry.type(description="Money, work or earnings were written down; the ledger has it.")
class ShareMoved:
    journal_id: strawberry.ID = strawberry.field(description="The journal, `journal_…`.")


@strawberry.type(description="A member leaves.")
class Leaving:
    at_once: bool = strawberry.field(description="Whether she has left already; else her notice runs.")


@strawberry.type(description="A file to keep.")
class OpenedExport:
    file_name: str = strawberry.field(description="A name for it.")
    base64: str = strawberry.field(description="Its bytes (JSON, gzip), in base64.")


@strawberry.type(description="The register as a table.")
class ExportedRegister:
    file_name: str = strawberry.field(description="A name for the file.")
    text: str = strawberry.field(description="CSV.")


@strawberry.type(description="A row of a register that cannot be taken.")
class RegisterProblem:
    row: int = strawberry.field(description="As a spreadsheet counts; the header is 1.")
    column: str = strawberry.field(description="In which column.")
    problem: str = strawberry.field(description="What is wrong, as a word for programs.")


@strawberry.type(description="What an import of a register did, or would do.")
class RegisterImport:
    dry_run: bool = strawberry.field(description="Whether nothing was changed.")
    added: MinorUnits = strawberry.field(description="Rows that became members.")
    unchanged: MinorUnits = strawberry.field(description="Rows that stood there already.")
    problem_count: MinorUnits = strawberry.field(description="How many problems there are in all.")
    problems: list[RegisterProblem] = strawberry.field(description="The first two hundred, by row.")
