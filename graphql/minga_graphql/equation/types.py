"""What the API tells of the value equation, of divisions and of what is due to contributors."""

from datetime import date, datetime
from enum import Enum

import strawberry

from minga_commons.equation import queries
from minga_commons.equation.language import Equation
from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Money, money_of
from minga_platform.kernel import ids

VERSION, DISTRIBUTION, SHARE, AGENT, EVENT, DECISION = "eqn", "dst", "share", "agent", "ctb", "dec"


@strawberry.enum(description="How a share is paid by people.")
class ShareChannel(Enum):
    BANK = strawberry.enum_value("bank", description="By bank.")
    HAND = strawberry.enum_value("hand", description="In cash, out of a till.")


@strawberry.type(description="What an hour of a kind weighs, or a unit where a quantity was given.")
class EquationWeight:
    kind: str = strawberry.field(description="The kind: `design`, `materials_g` …")
    points: MinorUnits = strawberry.field(description="Points; for a claim that is owed, minor units of money.")


@strawberry.type(description="One part of an income.")
class EquationBucket:
    name: str = strawberry.field(description="Its name.")
    bps: int = strawberry.field(description="Which part of the income it is, in basis points.")
    source: str = strawberry.field(description="`own`, `upstream`, `all`, `maintainers` or `fund`.")
    division: str = strawberry.field(description="`points`, or `oldest` first.")
    claim: str = strawberry.field(description="`once`, `owed` or `always`.")
    kinds: list[str] = strawberry.field(description="Which kinds count; empty: every kind with a weight.")
    fund: str = strawberry.field(description="The fund that it goes to; empty: to people.")


@strawberry.type(description="A set of rules by which an income is divided.")
class ValueEquation:
    lines: list[str] = strawberry.field(description="As members write it and vote on it.")
    buckets: list[EquationBucket] = strawberry.field(description="Its parts, in their order.", metadata=bounds(size=6))
    weights: list[EquationWeight] = strawberry.field(description="What kinds weigh.", metadata=bounds(size=10))
    decay_bps: int = strawberry.field(description="What a contribution loses of its weight with each full year.")
    generation_bps: int = strawberry.field(
        description="What each further generation of ancestors counts of the one before."
    )
    floor_minor: MinorUnits = strawberry.field(description="The least that a person gets of a part, while it suffices.")
    cap_bps: int = strawberry.field(description="The most that one person gets of a part.")
    of_remaining: bool = strawberry.field(description="Whether percentages are of what the parts before have left.")
    unused_waits: bool = strawberry.field(
        description="Whether what a part cannot use stays due; else it goes to the next."
    )


@strawberry.type(description="A version of the value equation, and what set it.")
class EquationVersion:
    id: strawberry.ID = strawberry.field(description="Its id, `eqn_…`: what a division cites.")
    equation: ValueEquation = strawberry.field(description="What it says.")
    effective_at: datetime = strawberry.field(description="From when on it holds.")
    set_by: str = strawberry.field(description="`founding`, `declared_default` or `decision`.")
    decision_id: strawberry.ID | None = strawberry.field(description="The members' decision, `dec_…`.")
    holds: bool = strawberry.field(description="Whether it holds now.")


@strawberry.type(description="What somebody, or a fund, got of one part of an income.")
class DistributionPart:
    bucket: str = strawberry.field(description="Of which part of the income.")
    agent_id: strawberry.ID | None = strawberry.field(description="Who got it, `agent_…`; null: a fund.")
    name: str = strawberry.field(description="Her name.")
    fund: str = strawberry.field(description="The fund; empty: a person.")
    amount: Money = strawberry.field(description="How much.")
    points: MinorUnits = strawberry.field(description="For how many thousandths of a point; 0: not by points.")
    whole_points: MinorUnits = strawberry.field(description="Of how many, of all who shared this part.")


@strawberry.type(description="An event that counted in a division.")
class DistributionClaim:
    event_id: strawberry.ID = strawberry.field(description="The contribution, `ctb_…`.")
    agent_id: strawberry.ID = strawberry.field(description="Whose it is, `agent_…`.")
    name: str = strawberry.field(description="Her name.")
    bucket: str = strawberry.field(description="In which part it counted.")
    claim: str = strawberry.field(description="`once`, `owed` or `always`.")
    kind: str = strawberry.field(description="What it was.")
    amount: MinorUnits = strawberry.field(description="Minutes where `per` is 60, else whole units.")
    per: int = strawberry.field(description="How many of them weigh what the equation says.")
    given_on: date = strawberry.field(description="On which day it was given.")
    generation: int = strawberry.field(description="0: for the work itself; 1: for what it was made from; and so on.")
    points: MinorUnits = strawberry.field(description="What it weighed, in thousandths of a point.")
    paid: Money | None = strawberry.field(description="What of it was paid, where it was owed.")


@strawberry.type(description="An income that was divided.")
class Distribution:
    id: strawberry.ID = strawberry.field(description="Its id, `dst_…`.")
    source: str = strawberry.field(description="`royalty` or `fund`.")
    release_id: strawberry.ID | None = strawberry.field(description="The release whose royalty it was, `rel_…`.")
    asset_slug: str | None = strawberry.field(description="The work's address.")
    title: str = strawberry.field(description="The work; empty for a fund.")
    version: str | None = strawberry.field(description="The release's version.")
    fund: str = strawberry.field(description="The fund that was divided; empty for a royalty.")
    cause: str | None = strawberry.field(description="For which cause, where a fund was divided for one.")
    equation_id: strawberry.ID = strawberry.field(description="The version of the equation that it cites, `eqn_…`.")
    decision_id: strawberry.ID | None = strawberry.field(description="The decision that set that version, `dec_…`.")
    counted_on: date = strawberry.field(description="From which day the age of contributions was counted.")
    amount: Money = strawberry.field(description="What was to be divided.")
    left: Money = strawberry.field(description="What nobody could take; it stays where it was.")
    netted: Money = strawberry.field(description="What was taken off first, for sales refunded after their division.")
    event_count: MinorUnits = strawberry.field(description="How many events were looked at.")
    event_set: str = strawberry.field(description="SHA-256 over equation, amount, day, maintainers and events, in hex.")
    made_by: str = strawberry.field(description="Who set it going.")
    made_at: datetime = strawberry.field(description="When.")
    parts: list[DistributionPart] = strawberry.field(description="Who got what.", metadata=bounds(size=12))


@strawberry.type(
    description="What a person's or fund's part would have been, and what it would be by the rules in force."
)
class TrialPart:
    name: str = strawberry.field(description="Who; for a fund its name.")
    is_fund: bool = strawberry.field(description="Whether it is a fund.")
    would_be: Money = strawberry.field(description="By the lines that are tried.")
    now: Money = strawberry.field(description="By the lines in force.")


@strawberry.type(description="Who would have received what of the royalties of a past period.")
class EquationTrial:
    since: datetime = strawberry.field(description="From when on.")
    until: datetime = strawberry.field(description="Until when.")
    royalties: Money = strawberry.field(description="What the period's sales left, less what went back.")
    left: Money = strawberry.field(description="What nobody would have had.")
    parts: list[TrialPart] = strawberry.field(
        description="Person by person, then fund by fund.", metadata=bounds(size=12)
    )


@strawberry.type(description="Lines that were tried out: what they would have given, or what is wrong with them.")
class EquationTried:
    problem: str | None = strawberry.field(
        description="The line that cannot be read (`line 3`), or `lines`, `buckets`."
    )
    trial: EquationTrial | None = strawberry.field(description="What they would have given.")


@strawberry.type(description="What is due to a contributor in one currency.")
class ShareDue:
    agent_id: strawberry.ID = strawberry.field(description="Who, `agent_…`.")
    name: str = strawberry.field(description="Her name.")
    due: Money = strawberry.field(description="What is due to her.")
    set_aside: Money = strawberry.field(description="What is on its way to her.")
    earned: Money = strawberry.field(description="All that she ever got a part of.")
    bank_holder: str = strawberry.field(
        description="Where it goes by bank: the account she told for her shares, else her stall's; empty: nothing is known."
    )
    bank_last_four: str = strawberry.field(description="The end of that number.")


@strawberry.type(
    description="What lies in a fund of the co-op, in one currency. Purses of working groups are no part of it."
)
class Fund:
    name: str = strawberry.field(description="Its name.")
    held: Money = strawberry.field(description="What lies in it and can be divided.")


@strawberry.type(description="Money on its way to a contributor, or with her.")
class SharePayout:
    id: strawberry.ID = strawberry.field(description="Its id, `share_…`.")
    agent_id: strawberry.ID = strawberry.field(description="To whom, `agent_…`.")
    name: str = strawberry.field(description="Her name.")
    channel: ShareChannel = strawberry.field(description="How.")
    state: str = strawberry.field(description="`prepared`, `paid` or `cancelled`.")
    amount: Money = strawberry.field(description="How much.")
    prepared_at: datetime = strawberry.field(description="When it was set aside.")
    settled_at: datetime | None = strawberry.field(description="When it was confirmed or cancelled.")
    bank_holder: str = strawberry.field(description="To whom it would go by bank; empty: no account is known.")
    bank_last_four: str = strawberry.field(description="The end of that number.")
    is_held: bool = strawberry.field(
        description="Whether that account was changed a short while ago, so that nothing is sent to it yet."
    )
    approvals: int = strawberry.field(description="How many officers approved it.")
    approvals_needed: int = strawberry.field(description="How many must: 2 from the amount that a rule names, else 0.")
    file_part: int | None = strawberry.field(description="The number of the SEPA order that it went out in.")


@strawberry.type(description="Where a contributor's shares go by bank.")
class ShareAccount:
    bank_holder: str = strawberry.field(description="To whom.")
    bank_last_four: str = strawberry.field(description="The end of the number; the whole of it is told to nobody here.")
    of_stall: bool = strawberry.field(
        description="Whether it is her stall's account, since she told none for her shares."
    )
    held_until: datetime | None = strawberry.field(
        description="Until when nothing is sent there, since it was changed a short while ago."
    )


@strawberry.type(
    description="A contributor's statement: what is due, what she got a part of, and what was paid to her."
)
class ShareStatement:
    agent_id: strawberry.ID = strawberry.field(description="Whose it is, `agent_…`.")
    name: str = strawberry.field(description="Her name.")
    account: ShareAccount | None = strawberry.field(
        description="Where her shares go by bank; null: no account is known."
    )
    dues: list[ShareDue] = strawberry.field(description="By currency.", metadata=bounds(size=1))
    distributions: list[Distribution] = strawberry.field(
        description="The newest hundred divisions that gave her something, each with her parts alone.",
        metadata=bounds(size=20),
    )
    payouts: list[SharePayout] = strawberry.field(description="The newest hundred payouts.", metadata=bounds(size=20))


@strawberry.type(description="Where one's own shares go by bank was written down.")
class ToldShareAccount:
    account: ShareAccount = strawberry.field(description="The account that counts now.")


@strawberry.type(description="An income was divided.")
class Divided:
    distribution: Distribution = strawberry.field(description="The division.")


@strawberry.type(description="A payout to a contributor changed.")
class ChangedShare:
    payout: SharePayout = strawberry.field(description="The payout.")


@strawberry.type(description="Payouts to contributors changed.")
class ChangedShares:
    payouts: list[SharePayout] = strawberry.field(description="The payouts.", metadata=bounds(size=30))


@strawberry.type(description="What is set aside by bank, as a table with whole numbers.")
class ExportedShares:
    file_name: str = strawberry.field(description="What to call it.")
    media_type: str = strawberry.field(description="What it is.")
    text: str = strawberry.field(description="holder, iban, amount, currency, reference: one transfer a line.")
    held_payout_ids: list[strawberry.ID] = strawberry.field(
        description="Left out: an account that was changed a short while ago."
    )
    unaddressed_payout_ids: list[strawberry.ID] = strawberry.field(description="Left out: no account is known.")
    unapproved_payout_ids: list[strawberry.ID] = strawberry.field(
        description="Left out: a second officer has not approved them."
    )


@strawberry.type(description="A SEPA order of shares that was made.")
class ShareFile:
    part: int = strawberry.field(description="Its number; files are numbered through.")
    transfers: MinorUnits = strawberry.field(description="How many transfers it holds.")
    made_at: datetime = strawberry.field(description="When it was made.")


def present_equation(lines: list[str], equation: Equation) -> ValueEquation:
    """Of a value that the rule has."""
    return ValueEquation(
        lines=lines,
        buckets=[
            EquationBucket(
                name=one.name, bps=one.bps, source=one.source, division=one.division, claim=one.claim,
                kinds=list(one.kinds), fund=one.fund,
            )
            for one in equation.buckets
        ],
        weights=[EquationWeight(kind=kind, points=MinorUnits(points)) for kind, points in equation.weights.items()],
        decay_bps=equation.decay_bps,
        generation_bps=equation.generation_bps,
        floor_minor=MinorUnits(equation.floor_minor),
        cap_bps=equation.cap_bps,
        of_remaining=equation.of_remaining,
        unused_waits=equation.unused_waits,
    )  # fmt: skip


def present_distribution(row: queries.Distribution, parts: list[queries.PartRow], context: Context) -> Distribution:
    """From rows to the type."""
    return Distribution(
        id=strawberry.ID(ids.encode(DISTRIBUTION, row.id)),
        source=row.source,
        release_id=strawberry.ID(ids.encode("rel", row.release_id)) if row.release_id else None,
        asset_slug=row.asset_slug,
        title=context.said(row.title) if row.title else "",
        version=row.version,
        fund=row.fund,
        cause=row.cause,
        equation_id=strawberry.ID(ids.encode(VERSION, row.equation_version_id)),
        decision_id=strawberry.ID(ids.encode(DECISION, row.decision_id)) if row.decision_id else None,
        counted_on=row.counted_on,
        amount=money_of(row.amount_minor, row.currency),
        left=money_of(row.left_minor, row.currency),
        netted=money_of(row.netted_minor, row.currency),
        event_count=MinorUnits(row.event_count),
        event_set=bytes(row.input_sha256).hex(),
        made_by=row.made_by_name,
        made_at=row.made_at,
        parts=[
            DistributionPart(
                bucket=one.bucket,
                agent_id=strawberry.ID(ids.encode(AGENT, one.agent_id)) if one.agent_id else None,
                name=one.name,
                fund=one.fund,
                amount=money_of(one.amount_minor, one.currency),
                points=MinorUnits(one.points),
                whole_points=MinorUnits(one.whole_points),
            )
            for one in parts
            if one.distribution_id == row.id
        ],
    )


def present_claim(row: queries.ClaimRow, currency: str) -> DistributionClaim:
    """From a row to the type."""
    return DistributionClaim(
        event_id=strawberry.ID(ids.encode(EVENT, row.event_id)),
        agent_id=strawberry.ID(ids.encode(AGENT, row.agent_id)),
        name=row.name,
        bucket=row.bucket,
        claim=row.claim,
        kind=row.kind,
        amount=MinorUnits(row.amount),
        per=row.per,
        given_on=row.given_on,
        generation=row.generation,
        points=MinorUnits(row.points),
        paid=None if row.minor is None else money_of(row.minor, currency),
    )


def present_due(row: queries.Due) -> ShareDue:
    """From a row to the type."""
    return ShareDue(
        agent_id=strawberry.ID(ids.encode(AGENT, row.agent_id)),
        name=row.name,
        due=money_of(row.due_minor, row.currency),
        set_aside=money_of(row.set_aside_minor, row.currency),
        earned=money_of(row.earned_minor, row.currency),
        bank_holder=row.bank_holder,
        bank_last_four=row.bank_last_four,
    )


def present_account(row: queries.ShareAccount) -> ShareAccount:
    """From a row to the type."""
    return ShareAccount(
        bank_holder=row.bank_holder,
        bank_last_four=row.bank_last_four,
        of_stall=row.of_stall,
        held_until=row.held_until,
    )


def present_payout(row: queries.SharePayout) -> SharePayout:
    """From a row to the type."""
    return SharePayout(
        id=strawberry.ID(ids.encode(SHARE, row.id)),
        agent_id=strawberry.ID(ids.encode(AGENT, row.agent_id)),
        name=row.name,
        channel=ShareChannel(row.channel),
        state=row.state,
        amount=money_of(row.amount_minor, row.currency),
        prepared_at=row.prepared_at,
        settled_at=row.settled_at,
        bank_holder=row.bank_holder,
        bank_last_four=row.bank_last_four,
        is_held=row.is_held,
        approvals=row.approvals,
        approvals_needed=row.approvals_needed,
        file_part=row.file_part,
    )


def present_trial(found: queries.Trial) -> EquationTrial:
    """Everybody who has or would have something, by name; then the funds."""
    people = sorted({*found.would_be, *found.now}, key=lambda one: (found.names.get(one, ""), one))
    funds = sorted({*found.would_be_funds, *found.now_funds})

    def money(minor: int) -> Money:
        return money_of(minor, found.currency)

    return EquationTrial(
        since=found.since,
        until=found.until,
        royalties=money(found.royalties),
        left=money(found.would_be_left),
        parts=[
            TrialPart(
                name=found.names.get(one, ""), is_fund=False, would_be=money(found.would_be.get(one, 0)),
                now=money(found.now.get(one, 0)),
            )
            for one in people
        ]
        + [
            TrialPart(
                name=one, is_fund=True, would_be=money(found.would_be_funds.get(one, 0)), now=money(found.now_funds.get(one, 0))
            )
            for one in funds
        ],
    )  # fmt: skip
