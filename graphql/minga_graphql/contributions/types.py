"""What a contribution is to programs."""

from datetime import date, datetime
from enum import Enum
from typing import Final
from uuid import UUID

import strawberry

from minga_commons.contributions import queries
from minga_commons.contributions.commands.giving import Gift
from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.refusals import name_id
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Quantity, quantity_of
from minga_platform.kernel import ids, money

CONTRIBUTION, AGENT, ASSET, CLAIM, FILE, AUTHOR = "ctb", "agent", "ast", "clm", "file", "gita"
name_id("contribution_id", CONTRIBUTION)


@strawberry.enum(description="What somebody gave.")
class ContributionKind(Enum):
    WORK = strawberry.enum_value("work", description="Work with hands or head.")
    CARE = strawberry.enum_value("care", description="Care for people: cooking, children, the sick, listening.")
    COORDINATION = strawberry.enum_value("coordination", description="Bringing people and things together.")
    MENTORING = strawberry.enum_value("mentoring", description="Teaching and standing beside others.")
    DESIGN = strawberry.enum_value("design", description="Designing.")
    DOCUMENTATION = strawberry.enum_value("documentation", description="Writing down how it is done.")
    TRANSLATION = strawberry.enum_value("translation", description="Saying it in another language.")
    MATERIALS = strawberry.enum_value("materials", description="Things that pass to the co-op.")
    TOOLS = strawberry.enum_value("tools", description="The use of one's own tools.")


@strawberry.enum(description="Where a contribution stands.")
class ContributionState(Enum):
    OPEN = strawberry.enum_value("open", description="It waits for members who stand by it.")
    RECOGNISED = strawberry.enum_value("recognised", description="Enough independent members stand by it: it counts.")
    DISPUTED = strawberry.enum_value(
        "disputed", description="A member said why it is not right; until that is settled it does not count."
    )
    REFUSED = strawberry.enum_value("refused", description="The dispute about it was upheld.")
    REVOKED = strawberry.enum_value("revoked", description="A keeper of the commons ended it.")
    EXPIRED = strawberry.enum_value("expired", description="Its time is over.")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="It was corrected or taken back.")
    NOTHING = strawberry.enum_value("nothing", description="An event that takes another one back.")


@strawberry.enum(description="Where a contribution was written down.")
class ContributionSource(Enum):
    TYPED = strawberry.enum_value("typed", description="By hand.")
    DAY = strawberry.enum_value("day", description="By coming to a work day.")
    GIT = strawberry.enum_value("git", description="From a Git history.")
    CSV = strawberry.enum_value("csv", description="From a table.")


@strawberry.type(description="Something that shows a contribution.")
class ContributionEvidence:
    url: str | None = strawberry.field(description="An address.")
    file_id: strawberry.ID | None = strawberry.field(description="A file, `file_…`, at `/c/<co-op>/files/<id>`.")
    text: str = strawberry.field(description="What it is called.")


@strawberry.type(description="Somebody gave something: an event that never changes. A correction is another event.")
class Contribution:
    id: strawberry.ID = strawberry.field(description="Its id, `ctb_…`.")
    agent_id: strawberry.ID = strawberry.field(description="Who gave it.")
    name: str = strawberry.field(description="Her name.")
    kind: ContributionKind = strawberry.field(description="What was given.")
    minutes: int | None = strawberry.field(description="How long; null for materials.")
    quantity: Quantity | None = strawberry.field(description="How much, for materials.")
    given_on: date = strawberry.field(description="The day.")
    asset_id: strawberry.ID | None = strawberry.field(description="The work of the commons it was given to, `ast_…`.")
    asset_slug: str | None = strawberry.field(description="That work's name in addresses.")
    asset_title: str | None = strawberry.field(description="That work's title.")
    cause: str = strawberry.field(description="What it was for, where it is no work of the commons.")
    source: ContributionSource = strawberry.field(description="Where it was written down.")
    note: str = strawberry.field(description="What was said about it.")
    evidence: list[ContributionEvidence] = strawberry.field(description="What shows it.", metadata=bounds(size=1))
    recorded_at: datetime = strawberry.field(description="When it was written down.")
    recorded_by: str | None = strawberry.field(description="As whom it was written down, by name.")
    is_helped: bool = strawberry.field(description="Whether a helper wrote it for her.")
    corrects_id: strawberry.ID | None = strawberry.field(description="The event in whose place it stands.")
    corrected_by_id: strawberry.ID | None = strawberry.field(description="The event that stands in its place now.")
    claim_id: strawberry.ID | None = strawberry.field(description="The claim that members attest, `clm_…`.")
    state: ContributionState = strawberry.field(description="Where it stands.")
    counted: int = strawberry.field(description="How many independent members stand by it.")
    needed: int = strawberry.field(description="How many are needed.")
    flags: list[str] = strawberry.field(
        description="Why some words have no weight: self, author, household, ring, revoked_attestor.",
        metadata=bounds(size=1),
    )
    is_mine: bool = strawberry.field(description="Whether the asker gave it.")
    is_attested_by_me: bool = strawberry.field(description="Whether the asker stands by it.")


@strawberry.type(description="What a month holds of one kind in one state.")
class ContributionSum:
    month: date = strawberry.field(description="The month's first day.")
    kind: ContributionKind = strawberry.field(description="What was given.")
    state: ContributionState = strawberry.field(description="Where it stands.")
    count: int = strawberry.field(description="How many events.")
    minutes: MinorUnits = strawberry.field(description="How long together; 0 for materials.")


@strawberry.type(description="A member and what of hers counts.")
class Giver:
    agent_id: strawberry.ID = strawberry.field(description="Who.")
    name: str = strawberry.field(description="Her name.")
    minutes: MinorUnits = strawberry.field(description="How long together.")
    count: int = strawberry.field(description="How many events.")


@strawberry.type(description="What a member gives again and again.")
class UsualContribution:
    kind: ContributionKind = strawberry.field(description="What.")
    minutes: int = strawberry.field(description="How long.")
    asset_id: strawberry.ID | None = strawberry.field(description="The work of the commons.")
    asset_title: str | None = strawberry.field(description="That work's title.")
    cause: str = strawberry.field(description="What for.")


@strawberry.type(
    description="The hours that a member owes in the present period, by the rule of her class, and those she gave."
)
class HoursOwed:
    since: date = strawberry.field(description="The period's first day.")
    until: date = strawberry.field(description="The first day after it.")
    class_key: str | None = strawberry.field(description="The class that owes; null where none of hers does.")
    owed_minutes: int = strawberry.field(description="How much she owes.")
    given_minutes: MinorUnits = strawberry.field(description="How much of what she gave counts.")
    waiting_minutes: MinorUnits = strawberry.field(description="How much still waits for members who stand by it.")


@strawberry.type(
    description="An address under which a member commits; commits count only under addresses that she named."
)
class GitAuthor:
    id: strawberry.ID = strawberry.field(description="Its id, `gita_…`.")
    mail: str = strawberry.field(description="The address.")
    is_proven: bool = strawberry.field(description="Whether she has shown that it is hers.")


@strawberry.input(description="What was given. Minutes, or for materials a quantity with its unit.")
class ContributionInput:
    kind: ContributionKind = strawberry.field(description="What.")
    given_on: date = strawberry.field(description="The day, not one to come.")
    minutes: int | None = strawberry.field(description="How long, 1 to 1440.", default=None)
    quantity: MinorUnits | None = strawberry.field(
        description="How much, in whole base units; for materials.", default=None
    )
    unit: money.Unit | None = strawberry.field(description="What the quantity counts.", default=None)
    asset_id: strawberry.ID | None = strawberry.field(
        description="A work of the commons it was given to.", default=None
    )
    cause: str = strawberry.field(
        description="What it was for; needed without a work.", default="", metadata=bounds(longest=200)
    )
    note: str = strawberry.field(description="More about it.", default="", metadata=bounds(longest=2000))
    links: list[str] = strawberry.field(
        description="Addresses that show it.", default_factory=list, metadata=bounds(most=10, longest=500)
    )
    file_ids: list[strawberry.ID] = strawberry.field(
        description="Files that show it, uploaded by the asker.", default_factory=list, metadata=bounds(most=10)
    )

    def read(self) -> Gift:
        """As the commands take it. Refuses: NotFound."""
        return Gift(
            str(self.kind.value),
            self.given_on,
            self.minutes,
            self.quantity,
            self.unit.value if self.unit else None,
            decoded(ASSET, self.asset_id),
            self.cause,
            self.note,
            tuple(self.links),
            tuple(ids.decode(FILE, one) for one in self.file_ids),
        )


@strawberry.input(description="Which contributions a list shows.")
class ContributionFilter:
    agent_id: strawberry.ID | None = strawberry.field(description="This member's.", default=None)
    kind: ContributionKind | None = strawberry.field(description="Of this kind.", default=None)
    asset_id: strawberry.ID | None = strawberry.field(description="Given to this work.", default=None)
    cause: str | None = strawberry.field(description="Given for this.", default=None, metadata=bounds(longest=200))
    state: ContributionState | None = strawberry.field(description="Standing there.", default=None)
    since: date | None = strawberry.field(description="From this day on.", default=None)
    until: date | None = strawberry.field(description="Until this day, included.", default=None)
    with_corrected: bool = strawberry.field(
        description="Also what was corrected, and the events that took something back.", default=False
    )

    def read(self) -> queries.Filter:
        """As the queries take it. Refuses: NotFound."""
        return queries.Filter(
            decoded(AGENT, self.agent_id),
            str(self.kind.value) if self.kind else None,
            decoded(ASSET, self.asset_id),
            self.cause or None,
            str(self.state.value) if self.state else None,
            self.since,
            self.until,
            latest_only=not self.with_corrected,
        )

    @property
    def shape(self) -> tuple[object, ...]:
        """What decides about the rows of the list, for its cursors."""
        return (
            self.agent_id, self.kind.value if self.kind else None, self.asset_id, self.cause,
            self.state.value if self.state else None, str(self.since), str(self.until), self.with_corrected,
        )  # fmt: skip


_UNITS: Final = {one.value: one for one in money.Unit}


def decoded(prefix: str, given: str | None) -> UUID | None:
    """An id that may be missing. Refuses: NotFound."""
    return None if given is None else ids.decode(prefix, given)


def outside(prefix: str, given: UUID | None) -> strawberry.ID | None:
    """An id that may be missing, as the API tells it."""
    return None if given is None else strawberry.ID(ids.encode(prefix, given))


def present(one: queries.Contribution, context: Context, me: UUID | None) -> Contribution:
    """A contribution as the API tells it to a reader."""
    return Contribution(
        id=strawberry.ID(ids.encode(CONTRIBUTION, one.id)),
        agent_id=strawberry.ID(ids.encode(AGENT, one.agent_id)),
        name=one.name,
        kind=ContributionKind(one.kind),
        minutes=one.minutes,
        quantity=quantity_of(one.quantity, one.unit or "piece", context.language) if one.quantity is not None else None,
        given_on=one.given_on,
        asset_id=outside(ASSET, one.asset_id),
        asset_slug=one.asset_slug,
        asset_title=context.said(one.asset_title) if one.asset_title else None,
        cause=one.cause,
        source=ContributionSource(one.source),
        note=one.note,
        evidence=[
            ContributionEvidence(
                url=each.get("url"),
                file_id=outside(FILE, UUID(each["file_id"])) if each.get("file_id") else None,
                text=each.get("text") or each.get("url") or "",
            )
            for each in one.evidence
        ],
        recorded_at=one.recorded_at,
        recorded_by=one.recorded_by_name,
        is_helped=one.is_helped,
        corrects_id=outside(CONTRIBUTION, one.corrects_id),
        corrected_by_id=outside(CONTRIBUTION, one.corrected_by_id),
        claim_id=outside(CLAIM, one.claim_id),
        state=ContributionState(one.state),
        counted=one.counted,
        needed=one.needed,
        flags=one.flags,
        is_mine=one.agent_id == me,
        is_attested_by_me=one.is_attested_by_me,
    )
