"""Work days as programs see them."""

from datetime import datetime
from enum import Enum
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_commons.contributions import days, errors, queries
from minga_commons.contributions.commands import attending, calling
from minga_graphql.context import Context
from minga_graphql.contributions import types
from minga_graphql.marks import bounds
from minga_graphql.membership import types as membership_types
from minga_graphql.mutations import mutation
from minga_graphql.paging import Connection, ListName
from minga_graphql.values import LocalTextInput, read_languages
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition, NotFound
from minga_platform.kernel.locale import Text

DAY, TASK, SEAT = "wday", "wtask", "seat"


@strawberry.enum(description="Where a work day stands.")
class WorkDayState(Enum):
    CALLED = strawberry.enum_value("called", description="Members are called.")
    FINISHED = strawberry.enum_value("finished", description="It is over, and attendance became contributions.")
    CANCELLED = strawberry.enum_value("cancelled", description="It does not take place.")


@strawberry.enum(description="Where somebody stands on the list of a work day.")
class SeatState(Enum):
    TAKEN = strawberry.enum_value("taken", description="She has a seat.")
    WAITING = strawberry.enum_value("waiting", description="She waits for one.")
    CAME = strawberry.enum_value("came", description="She came.")
    ABSENT = strawberry.enum_value("absent", description="She had a seat and did not come.")


@strawberry.type(description="Somebody on the list of a work day.")
class WorkSeat:
    id: strawberry.ID = strawberry.field(description="Its id, `seat_…`.")
    agent_id: strawberry.ID = strawberry.field(description="Who.")
    name: str = strawberry.field(description="Her name.")
    state: SeatState = strawberry.field(description="Where she stands.")
    is_offered: bool = strawberry.field(description="Whether she looks for somebody to take her seat.")
    offered_to_id: strawberry.ID | None = strawberry.field(description="Whom she asks; null with `isOffered`: anybody.")
    came_at: datetime | None = strawberry.field(description="When she came.")
    minutes: int | None = strawberry.field(description="How long she was there, once the day is finished.")
    contribution_id: strawberry.ID | None = strawberry.field(description="What became of it, `ctb_…`.")


@strawberry.type(description="Something to do on a work day.")
class WorkTask:
    id: strawberry.ID = strawberry.field(description="Its id, `wtask_…`.")
    title: str = strawberry.field(description="What.")
    kind: types.ContributionKind = strawberry.field(description="The kind of contribution it is.")
    seats: int = strawberry.field(description="How many it takes.")
    free: int = strawberry.field(description="How many seats nobody has.")
    people: list[WorkSeat] = strawberry.field(
        description="Who does it, then who waits, in the order in which they signed up.", metadata=bounds(size=8)
    )


@strawberry.type(description="A minga: members are called to do something together.")
class WorkDay:
    id: strawberry.ID = strawberry.field(description="Its id, `wday_…`.")
    number: int = strawberry.field(description="Its number here.")
    title: str = strawberry.field(description="What is done.")
    about: str = strawberry.field(description="More about it.")
    place: str = strawberry.field(description="Where.")
    cause: str = strawberry.field(description="What it is for, as contributions name it.")
    asset_id: strawberry.ID | None = strawberry.field(description="The work of the commons it is for.")
    asset_slug: str | None = strawberry.field(description="That work's name in addresses.")
    asset_title: str | None = strawberry.field(description="That work's title.")
    is_rota: bool = strawberry.field(description="Whether it is one of several.")
    state: WorkDayState = strawberry.field(description="Where it stands.")
    begins_at: datetime = strawberry.field(description="From when.")
    ends_at: datetime = strawberry.field(description="Until when.")
    called_by_id: strawberry.ID = strawberry.field(description="Who calls.")
    caller: str = strawberry.field(description="Her name.")
    finished_at: datetime | None = strawberry.field(description="When it was finished.")
    cancelled_because: str = strawberry.field(description="Why it was called off.")
    is_led_by_me: bool = strawberry.field(description="Whether the asker may check people in and finish it.")
    is_mine: bool = strawberry.field(description="Whether the asker has a seat.")
    tasks: list[WorkTask] = strawberry.field(description="What there is to do.", metadata=bounds(size=4))


@strawberry.type(description="A seat that waits for its day.")
class ComingSeat:
    work_day_id: strawberry.ID = strawberry.field(description="The day.")
    begins_at: datetime = strawberry.field(description="When it begins.")


@strawberry.type(description="What the commons ask of a member today.")
class CommonsWaiting:
    to_attest: int = strawberry.field(description="Contributions of others that wait for her word; counted up to 100.")
    seats: list[ComingSeat] = strawberry.field(
        description="Days of the next 48 hours that count on her.", metadata=bounds(size=2)
    )
    offered: list[strawberry.ID] = strawberry.field(
        description="Days on which somebody asks her to take a seat.", metadata=bounds(size=1)
    )
    to_finish: list[strawberry.ID] = strawberry.field(
        description="Days that she called, that are over and not finished.", metadata=bounds(size=1)
    )


@strawberry.input(description="Something to do, and how many it takes.")
class WorkTaskInput:
    title: list[LocalTextInput] = strawberry.field(description="What.")
    kind: types.ContributionKind = strawberry.field(description="The kind of contribution it is; not materials.")
    seats: int = strawberry.field(description="How many it takes, 1 to 500.")


@strawberry.input(description="How long somebody was there.")
class SpentInput:
    seat_id: strawberry.ID = strawberry.field(description="Whose seat.")
    minutes: int = strawberry.field(description="How long, 0 to 1440; 0 counts nothing.")


@strawberry.type(description="Members are called.")
class WorkDayCalled:
    id: strawberry.ID = strawberry.field(description="Its id, `wday_…`; the first day's, for a rota.")


@strawberry.type(description="A seat was taken, or a place in the line.")
class SeatTaken:
    id: strawberry.ID = strawberry.field(description="Its id, `seat_…`.")


@strawberry.type(description="Somebody was checked in.")
class CameToWork:
    agent_id: strawberry.ID = strawberry.field(description="Who.")


@strawberry.type(description="A day was finished.")
class WorkDayFinished:
    contributions: int = strawberry.field(description="How many contributions came of it.")


@strawberry.type(description="A day on which the asker may check people in now.")
class CardDay:
    id: strawberry.ID = strawberry.field(description="Its id, `wday_…`.")
    title: str = strawberry.field(description="What is done.")
    place: str = strawberry.field(description="Where.")
    begins_at: datetime = strawberry.field(description="From when.")
    is_here: bool = strawberry.field(description="Whether whose card it is came already.")


@strawberry.type(description="Whose card was shown, to who leads a day that she may come to.")
class CardHolder:
    agent_id: strawberry.ID = strawberry.field(description="Who, `agent_…`.")
    name: str = strawberry.field(description="Her name.")
    days: list[CardDay] = strawberry.field(
        description="Days that she can be checked in to now.", metadata=bounds(size=2)
    )


@strawberry.type
class Query:
    @strawberry.field(
        description="Whose member card has this code, for who leads a work day that is open for checking in. Null for everybody else, and for "
        "a code that is none."
    )
    async def card_holder(self, info: Info[Context, None], code: str) -> CardHolder | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await days.carried(work, context.viewer, code)
        return None if found is None else CardHolder(
            agent_id=strawberry.ID(ids.encode(types.AGENT, found.agent_id)),
            name=found.name,
            days=[
                CardDay(
                    id=strawberry.ID(ids.encode(DAY, one.id)), title=context.said(one.title), place=one.place,
                    begins_at=one.begins_at, is_here=one.is_here,
                )
                for one in found.days
            ],
        )  # fmt: skip

    @strawberry.field(
        description="Work days: those to come, the next first; or past ones, the latest first. Null for who is no member and keeps no office here.",
        metadata=bounds(cost=20),
    )
    async def work_days(
        self, info: Info[Context, None], is_past: bool = False, first: int | None = None, after: str | None = None
    ) -> Connection[WorkDay] | None:
        context = info.context
        cooperative = context.require_cooperative()
        page = context.services.cursors.window(ListName("work_days", cooperative.id, (is_past,)), first, after)
        async with context.read() as work:
            rows = await days.days(
                work,
                context.viewer,
                past=is_past,
                after=(page.after[0], page.after[1]) if page.after else None,
                first=page.limit,
            )
            me = await queries.insider(work, context.viewer)
        if rows is None:
            return None
        return page.connection(rows, node=lambda one: _day(one, context, me), key=lambda one: (one.begins_at, one.id))

    @strawberry.field(description="A work day. Null where there is none for the asker.", metadata=bounds(cost=20))
    async def work_day(self, info: Info[Context, None], id: strawberry.ID) -> WorkDay | None:  # noqa: A002
        context = info.context
        context.require_cooperative()
        try:
            wanted = ids.decode(DAY, id)
        except NotFound:
            return None
        async with context.read() as work:
            found = await days.day(work, context.viewer, wanted)
            me = await queries.insider(work, context.viewer)
        return None if found is None else _day(found, context, me)

    @strawberry.field(
        description="What the commons ask of the asker today. Null for who is no member.", metadata=bounds(cost=20)
    )
    async def commons_waiting(self, info: Info[Context, None]) -> CommonsWaiting | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await days.waiting(work, context.viewer)
        if found is None:
            return None
        return CommonsWaiting(
            to_attest=found.to_attest,
            seats=[
                ComingSeat(work_day_id=strawberry.ID(ids.encode(DAY, one)), begins_at=begins)
                for one, _seat, begins in found.seats
            ],
            offered=[strawberry.ID(ids.encode(DAY, one)) for one in found.offered],
            to_finish=[strawberry.ID(ids.encode(DAY, one)) for one in found.to_finish],
        )


@strawberry.type
class Mutation:
    @mutation()
    async def call_work_day(
        self,
        info: Info[Context, None],
        key: str,
        title: list[LocalTextInput],
        about: list[LocalTextInput],
        place: str,
        begins_at: datetime,
        ends_at: datetime,
        tasks: Annotated[list[WorkTaskInput], strawberry.argument(metadata=bounds(most=30))],
        cause: str = "",
        asset_id: strawberry.ID | None = None,
        times: int = 1,
        every_days: int = 7,
    ) -> WorkDayCalled:
        """Call the members to work together. `times` and `everyDays`: a rota. Needs `commons.write`."""
        made = await info.context.perform(
            calling.call_day,
            key=key,
            title=Text.checked(read_languages(title, "title"), field="title", longest=120, one_line=True),
            about=Text.checked(read_languages(about, "about"), field="about", longest=4000, shortest=0),
            place=place,
            begins_at=begins_at,
            ends_at=ends_at,
            tasks=[
                calling.Task(
                    dict(Text.checked(read_languages(one.title, "tasks"), field="tasks", longest=120, one_line=True)),
                    str(one.kind.value),
                    one.seats,
                )
                for one in tasks
            ],
            cause=cause,
            asset_id=types.decoded(types.ASSET, asset_id),
            times=times,
            every_days=every_days,
        )
        return WorkDayCalled(id=strawberry.ID(ids.encode(DAY, made)))

    @mutation(errors.DayOver)
    async def cancel_work_day(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        reason: str,
    ) -> membership_types.Done:
        """It does not take place. By who called it, or with `commons.keep`."""
        await info.context.perform(calling.cancel_day, work_day_id=ids.decode(DAY, id), reason=reason)
        return membership_types.Done()

    @mutation(errors.DayOver, errors.AlreadySignedUp, errors.NoSeatLeft)
    async def sign_up_for_work(
        self, info: Info[Context, None], task_id: strawberry.ID, may_wait: bool = False
    ) -> SeatTaken:
        """Take a seat; with `mayWait` a place in the line where none is left. Needs `commons.write`."""
        made = await info.context.perform(attending.sign_up, task_id=ids.decode(TASK, task_id), may_wait=may_wait)
        return SeatTaken(id=strawberry.ID(ids.encode(SEAT, made)))

    @mutation(errors.DayOver, InvalidTransition)
    async def withdraw_work_seat(self, info: Info[Context, None], seat_id: strawberry.ID) -> membership_types.Done:
        """Give one's seat back, or leave the line; the first in line has it then."""
        await info.context.perform(attending.withdraw_seat, seat_id=ids.decode(SEAT, seat_id))
        return membership_types.Done()

    @mutation(errors.DayOver, InvalidTransition)
    async def offer_work_seat(
        self, info: Info[Context, None], seat_id: strawberry.ID, to_id: strawberry.ID | None = None
    ) -> membership_types.Done:
        """Look for somebody to take one's seat: a member, or anybody. It stays one's own until somebody does."""
        await info.context.perform(
            attending.offer_seat, seat_id=ids.decode(SEAT, seat_id), to_id=types.decoded(types.AGENT, to_id)
        )
        return membership_types.Done()

    @mutation(errors.DayOver, errors.AlreadySignedUp, InvalidTransition)
    async def take_offered_seat(self, info: Info[Context, None], seat_id: strawberry.ID) -> SeatTaken:
        """Take a seat that its holder offers."""
        made = await info.context.perform(attending.take_offered_seat, seat_id=ids.decode(SEAT, seat_id))
        return SeatTaken(id=strawberry.ID(ids.encode(SEAT, made)))

    @mutation(errors.DayOver, errors.TooEarlyToCheckIn)
    async def check_in_to_work(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        agent_id: strawberry.ID | None = None,
        card_code: str = "",
        task_id: strawberry.ID | None = None,
    ) -> CameToWork:
        """Note that somebody came: by the code on her card, or by name. By who called the day, or with `commons.keep`."""
        came = await info.context.perform(
            attending.check_in,
            work_day_id=ids.decode(DAY, id),
            agent_id=types.decoded(types.AGENT, agent_id),
            card_code=card_code,
            task_id=types.decoded(TASK, task_id),
        )
        return CameToWork(agent_id=strawberry.ID(ids.encode(types.AGENT, came)))

    @mutation(errors.DayOver)
    async def undo_check_in_to_work(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        agent_id: strawberry.ID,
    ) -> membership_types.Done:
        """She did not come after all."""
        await info.context.perform(
            attending.undo_check_in, work_day_id=ids.decode(DAY, id), agent_id=ids.decode(types.AGENT, agent_id)
        )
        return membership_types.Done()

    @mutation(errors.DayOver, InvalidTransition)
    async def finish_work_day(
        self,
        info: Info[Context, None],
        key: str,
        id: strawberry.ID,  # noqa: A002
        spent: Annotated[list[SpentInput] | None, strawberry.argument(metadata=bounds(most=500))] = None,
    ) -> WorkDayFinished:
        """Attendance becomes contributions, and who finishes stands by all but her own. `spent`: who was not there the whole time."""
        made = await info.context.perform(
            attending.finish_day,
            key=key,
            work_day_id=ids.decode(DAY, id),
            minutes={ids.decode(SEAT, one.seat_id): one.minutes for one in spent or ()},
        )
        return WorkDayFinished(contributions=made)


def _day(one: days.Day, context: Context, me: UUID | None) -> WorkDay:
    return WorkDay(
        id=strawberry.ID(ids.encode(DAY, one.id)),
        number=one.number,
        title=context.said(one.title),
        about=context.said(one.about),
        place=one.place,
        cause=one.cause,
        asset_id=types.outside(types.ASSET, one.asset_id),
        asset_slug=one.asset_slug,
        asset_title=context.said(one.asset_title) if one.asset_title else None,
        is_rota=one.series_id is not None,
        state=WorkDayState(one.state),
        begins_at=one.begins_at,
        ends_at=one.ends_at,
        called_by_id=strawberry.ID(ids.encode(types.AGENT, one.called_by)),
        caller=one.caller,
        finished_at=one.finished_at,
        cancelled_because=one.cancelled_because,
        is_led_by_me=one.leads,
        is_mine=any(
            seat.agent_id == me and seat.state in ("taken", "came") for task in one.tasks for seat in task.people
        ),
        tasks=[
            WorkTask(
                id=strawberry.ID(ids.encode(TASK, task.id)),
                title=context.said(task.title),
                kind=types.ContributionKind(task.kind),
                seats=task.seats,
                free=task.free,
                people=[_seat(seat) for seat in task.people],
            )
            for task in one.tasks
        ],
    )


def _seat(one: days.Seat) -> WorkSeat:
    return WorkSeat(
        id=strawberry.ID(ids.encode(SEAT, one.id)),
        agent_id=strawberry.ID(ids.encode(types.AGENT, one.agent_id)),
        name=one.name,
        state=SeatState(one.state),
        is_offered=one.is_offered,
        offered_to_id=types.outside(types.AGENT, one.offered_to_id),
        came_at=one.came_at,
        minutes=one.minutes,
        contribution_id=types.outside(types.CONTRIBUTION, one.contribution_id),
    )
