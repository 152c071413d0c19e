"""Tools, units, bookings and the logbook as the API tells and takes them."""

from datetime import datetime
from enum import Enum

import strawberry

from minga_commons.library import queries
from minga_commons.library.commands.setting_up import Terms
from minga_commons.library.hours import Hours
from minga_graphql.catalog.types import PictureSize
from minga_graphql.context import Context
from minga_graphql.files.types import sizes_of
from minga_graphql.marks import bounds
from minga_graphql.values import LocalText, Money, all_languages, money_of
from minga_platform.kernel import ids

TOOL, UNIT, BOOKING, AGENT, LINE = "tool", "unit", "bkg", "agent", "tline"


@strawberry.enum(description="What is shared.")
class ToolKind(Enum):
    TOOL = strawberry.enum_value("tool", description="Something to use or to take along.")
    ROOM = strawberry.enum_value("room", description="A place to work in.")


@strawberry.enum(description="Whether a unit can be used.")
class UnitState(Enum):
    USABLE = strawberry.enum_value("usable", description="It can be booked.")
    BROKEN = strawberry.enum_value("broken", description="Not before somebody looked after it.")
    GONE = strawberry.enum_value("gone", description="For good.")


@strawberry.enum(description="How far a booking is.")
class BookingState(Enum):
    BOOKED = strawberry.enum_value("booked", description="Its time is to come, or it waits to be fetched.")
    OUT = strawberry.enum_value("out", description="In the hands of who booked it.")
    RETURNED = strawberry.enum_value("returned", description="Over.")
    CANCELLED = strawberry.enum_value("cancelled", description="Called off.")
    MISSED = strawberry.enum_value("missed", description="Nobody came.")


@strawberry.enum(description="What a stretch of time is kept for.")
class BookingPurpose(Enum):
    USE = strawberry.enum_value("use", description="Somebody uses it.")
    SERVICE = strawberry.enum_value("service", description="It is looked after.")


@strawberry.enum(description="What has become of a deposit.")
class DepositState(Enum):
    NONE = strawberry.enum_value("none", description="There is none.")
    DUE = strawberry.enum_value("due", description="To be paid before the hand-over.")
    HELD = strawberry.enum_value("held", description="The co-op holds it.")
    SETTLED = strawberry.enum_value("settled", description="It went back, less what was withheld.")


@strawberry.enum(description="By which way a deposit came, and goes back.")
class DepositWay(Enum):
    TILL = strawberry.enum_value("till", description="Cash, in the tool's till.")
    BANK = strawberry.enum_value("bank", description="Over the bank.")


@strawberry.enum(description="Which way a thing goes from hand to hand.")
class HandoverDirection(Enum):
    OUT = strawberry.enum_value("out", description="To who booked it.")
    BACK = strawberry.enum_value("back", description="To its keepers.")


@strawberry.enum(description="Which side of a hand-over.")
class HandoverSide(Enum):
    GIVER = strawberry.enum_value("giver", description="Who gives it.")
    TAKER = strawberry.enum_value("taker", description="Who takes it.")


@strawberry.enum(description="What a line of the logbook tells.")
class LogKind(Enum):
    HANDED_OUT = strawberry.enum_value("handed_out", description="It was handed out.")
    HANDED_BACK = strawberry.enum_value("handed_back", description="It came back.")
    SERVICED = strawberry.enum_value("serviced", description="It was looked after.")
    BROKEN = strawberry.enum_value("broken", description="Somebody found it broken.")
    NOTE = strawberry.enum_value("note", description="Something to know.")


@strawberry.type(description="When it can be fetched, brought back or entered, by the co-op's clock.")
class OpenHours:
    weekday: int = strawberry.field(description="1 for Monday to 7 for Sunday.")
    opens: str = strawberry.field(description="`09:30`.")
    closes: str = strawberry.field(description="`18:00`; `24:00` for midnight.")


@strawberry.input(description="When it can be fetched, brought back or entered, by the co-op's clock.")
class OpenHoursInput:
    weekday: int = strawberry.field(description="1 for Monday to 7 for Sunday.")
    opens_minute: int = strawberry.field(description="Minutes since midnight.")
    closes_minute: int = strawberry.field(description="Minutes since midnight; 1440 for midnight at the day's end.")


@strawberry.input(description="How a tool or room is shared.")
class ToolTermsInput:
    place: str = strawberry.field(description="Where it is.", metadata=bounds(longest=200))
    step_minutes: int = strawberry.field(description="Bookings begin and end on these: 15, 30, 60 or 1440 (days).")
    longest_minutes: int = strawberry.field(description="How long one booking may be.")
    deposit: int = strawberry.field(description="In the smallest unit of the co-op's currency; 0 for none.", default=0)
    skill: str = strawberry.field(
        description="What a keeper must have seen that one knows; empty for nothing.", default=""
    )
    is_handed_over: bool = strawberry.field(
        description="From hand to hand; else one simply comes, as into a room.", default=True
    )
    service_days: int | None = strawberry.field(description="Looked after every so many days.", default=None)
    service_uses: int | None = strawberry.field(description="Looked after every so many uses.", default=None)
    hours: list[OpenHoursInput] = strawberry.field(
        description="None for at any time.", default_factory=list, metadata=bounds(most=28)
    )

    def read(self) -> Terms:
        """As the commands take it."""
        return Terms(
            place=self.place,
            step_minutes=self.step_minutes,
            longest_minutes=self.longest_minutes,
            deposit_minor=self.deposit,
            skill=self.skill,
            handed_over=self.is_handed_over,
            service_days=self.service_days,
            service_uses=self.service_uses,
            hours=[Hours(one.weekday, one.opens_minute, one.closes_minute) for one in self.hours],
        )


@strawberry.type(description="One of them: the left loom, the green van.")
class ToolUnit:
    id: strawberry.ID = strawberry.field(description="Its id, `unit_…`.")
    label: str = strawberry.field(description="What it is called.")
    state: UnitState = strawberry.field(description="Whether it can be used.")
    uses: int = strawberry.field(description="How often it was used since it was last looked after.")
    due_at: datetime | None = strawberry.field(description="By when it has to be looked after, where dates say so.")
    is_due: bool = strawberry.field(description="Whether it has to be looked after now.")
    is_out: bool = strawberry.field(description="Whether it is in somebody's hands.")


@strawberry.type(description="A keeper, or somebody who was shown how to use it.")
class ToolPerson:
    agent_id: strawberry.ID = strawberry.field(description="Who.")
    name: str = strawberry.field(description="Her name.")
    until: datetime | None = strawberry.field(description="Until when a keeper's word for her holds; null for good.")


@strawberry.type(description="A tool or a room that members share.")
class SharedTool:
    id: strawberry.ID = strawberry.field(description="Its id, `tool_…`.")
    slug: str = strawberry.field(description="Its name in addresses: `/c/<co-op>/commons/tools/<slug>`.")
    kind: ToolKind = strawberry.field(description="A tool or a room.")
    name: str = strawberry.field(description="Its name, in the reader's language.")
    about: str = strawberry.field(description="What it is for, in the reader's language.")
    names: list[LocalText] = strawberry.field(description="Its name in every language.", metadata=bounds(size=3))
    abouts: list[LocalText] = strawberry.field(
        description="What it is for, in every language.", metadata=bounds(size=3)
    )
    place: str = strawberry.field(description="Where it is.")
    sizes: list[PictureSize] = strawberry.field(
        description="Its picture in several sizes, narrowest first.", metadata=bounds(size=3)
    )
    step_minutes: int = strawberry.field(description="Bookings begin and end on these.")
    longest_minutes: int = strawberry.field(description="How long one booking may be.")
    deposit: Money = strawberry.field(description="What is left as a deposit; nothing where its minor is 0.")
    skill: str = strawberry.field(description="What a keeper must have seen that one knows; empty for nothing.")
    is_handed_over: bool = strawberry.field(description="From hand to hand; else one simply comes.")
    service_days: int | None = strawberry.field(description="Looked after every so many days.")
    service_uses: int | None = strawberry.field(description="Looked after every so many uses.")
    closed_at: datetime | None = strawberry.field(description="Since when it is shared no longer.")
    hours: list[OpenHours] = strawberry.field(description="None for at any time.", metadata=bounds(size=7))
    units: list[ToolUnit] = strawberry.field(description="How many there are.", metadata=bounds(size=5))
    keepers: list[ToolPerson] = strawberry.field(
        description="Who looks after it. Told to members.", metadata=bounds(size=3)
    )
    certified: list[ToolPerson] = strawberry.field(
        description="Who was shown how to use it. Told to its keepers.", metadata=bounds(size=10)
    )
    may_keep: bool = strawberry.field(description="Whether the asker looks after it.")
    may_book: bool = strawberry.field(description="Whether the asker may book tools.")
    is_certified: bool = strawberry.field(description="Whether a keeper's word for the asker's skill holds.")


@strawberry.type(description="A side of a hand-over that was signed.")
class HandoverSignature:
    direction: HandoverDirection = strawberry.field(description="Which way it goes.")
    side: HandoverSide = strawberry.field(description="Who signed.")


@strawberry.type(description="A unit for a time. Who has it is told to who keeps it, and to herself.")
class ToolBooking:
    id: strawberry.ID = strawberry.field(description="Its id, `bkg_…`.")
    tool_id: strawberry.ID = strawberry.field(description="The tool.")
    tool_slug: str = strawberry.field(description="The tool's name in addresses.")
    tool_name: str = strawberry.field(description="The tool's name.")
    place: str = strawberry.field(description="Where it is.")
    is_handed_over: bool = strawberry.field(description="From hand to hand; else one simply comes.")
    unit_id: strawberry.ID = strawberry.field(description="The unit.")
    unit: str = strawberry.field(description="What the unit is called.")
    agent_id: strawberry.ID | None = strawberry.field(description="Who has it.")
    name: str | None = strawberry.field(description="Her name.")
    is_mine: bool = strawberry.field(description="Whether it is the asker's.")
    may_keep: bool = strawberry.field(description="Whether the asker looks after the tool.")
    purpose: BookingPurpose = strawberry.field(description="What the time is kept for.")
    starts_at: datetime = strawberry.field(description="From when.")
    ends_at: datetime = strawberry.field(description="Until when.")
    state: BookingState = strawberry.field(description="How far it is.")
    note: str = strawberry.field(description="A word to its keepers.")
    deposit: Money = strawberry.field(description="The deposit, as it was when it was booked.")
    deposit_state: DepositState = strawberry.field(description="What has become of it.")
    deposit_way: DepositWay | None = strawberry.field(description="By which way it came.")
    withheld: Money = strawberry.field(description="What of it went to the fund for tools, for a damage.")
    signed: list[HandoverSignature] = strawberry.field(description="Who has signed.", metadata=bounds(size=4))


@strawberry.type(description="A line of a tool's logbook.")
class LogLine:
    id: strawberry.ID = strawberry.field(description="Its id, `tline_…`.")
    unit: str = strawberry.field(description="Which unit.")
    kind: LogKind = strawberry.field(description="What happened.")
    name: str = strawberry.field(description="Who.")
    text: str = strawberry.field(description="In which state it is, or what was done.")
    at: datetime = strawberry.field(description="When.")


@strawberry.type(description="Something is shared now.")
class ToolAdded:
    id: strawberry.ID = strawberry.field(description="Its id, `tool_…`.")
    slug: str = strawberry.field(description="Its name in addresses.")


@strawberry.type(description="There is one more.")
class ToolUnitAdded:
    id: strawberry.ID = strawberry.field(description="Its id, `unit_…`.")


@strawberry.type(description="It is booked.")
class ToolBooked:
    id: strawberry.ID = strawberry.field(description="Its id, `bkg_…`.")


@strawberry.type(description="One's own side is signed.")
class HandoverSigned:
    is_complete: bool = strawberry.field(description="Whether both have signed, so that it is in other hands.")


def told_tool(one: queries.Tool, context: Context) -> SharedTool:
    """As the API tells it."""
    slug = context.require_cooperative().slug
    return SharedTool(
        id=strawberry.ID(ids.encode(TOOL, one.id)),
        slug=one.slug,
        kind=ToolKind(one.kind),
        name=context.said(one.name),
        about=context.said(one.about),
        names=all_languages(one.name),
        abouts=all_languages(one.about),
        place=one.place,
        sizes=sizes_of(slug, *one.picture) if one.picture else [],
        step_minutes=one.step_minutes,
        longest_minutes=one.longest_minutes,
        deposit=money_of(one.deposit_minor, one.currency),
        skill=one.skill,
        is_handed_over=one.handed_over,
        service_days=one.service_days,
        service_uses=one.service_uses,
        closed_at=one.closed_at,
        hours=[
            OpenHours(weekday=each.weekday, opens=clock(each.opens), closes=clock(each.closes)) for each in one.hours
        ],
        units=[
            ToolUnit(
                id=strawberry.ID(ids.encode(UNIT, each.id)),
                label=each.label,
                state=UnitState(each.state),
                uses=each.uses,
                due_at=each.due_at,
                is_due=each.is_due,
                is_out=each.is_out,
            )
            for each in one.units
        ],
        keepers=[_person(each) for each in one.keepers],
        certified=[_person(each) for each in one.certified],
        may_keep=one.may_keep,
        may_book=one.may_book,
        is_certified=one.is_certified,
    )


def told_booking(one: queries.Booking, context: Context) -> ToolBooking:
    """As the API tells it."""
    return ToolBooking(
        id=strawberry.ID(ids.encode(BOOKING, one.id)),
        tool_id=strawberry.ID(ids.encode(TOOL, one.tool_id)),
        tool_slug=one.tool_slug,
        tool_name=context.said(one.tool_name),
        place=one.place,
        is_handed_over=one.handed_over,
        unit_id=strawberry.ID(ids.encode(UNIT, one.unit_id)),
        unit=one.unit,
        agent_id=strawberry.ID(ids.encode(AGENT, one.agent_id)) if one.agent_id else None,
        name=one.name,
        is_mine=one.is_mine,
        may_keep=one.may_keep,
        purpose=BookingPurpose(one.purpose),
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        state=BookingState(one.state),
        note=one.note,
        deposit=money_of(one.deposit_minor, one.currency),
        deposit_state=DepositState(one.deposit_state),
        deposit_way=DepositWay(one.deposit_way) if one.deposit_way else None,
        withheld=money_of(one.withheld_minor, one.currency),
        signed=[
            HandoverSignature(direction=HandoverDirection(way), side=HandoverSide(side)) for way, side in one.signed
        ],
    )


def told_line(one: queries.Line) -> LogLine:
    """As the API tells it."""
    return LogLine(
        id=strawberry.ID(ids.encode(LINE, one.id)), unit=one.unit, kind=LogKind(one.kind), name=one.name, text=one.text, at=one.at
    )  # fmt: skip


def clock(minute: int) -> str:
    """Minutes of a day as the clock shows them."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _person(one: queries.Person) -> ToolPerson:
    return ToolPerson(agent_id=strawberry.ID(ids.encode(AGENT, one.agent_id)), name=one.name, until=one.until)
