"""Sharing, booking, handing over, looking after."""

from datetime import datetime

import strawberry
from strawberry.types import Info

from minga_commons.library import errors
from minga_commons.library.commands import booking, handing, setting_up
from minga_graphql.context import Context
from minga_graphql.library.types import (
    AGENT,
    BOOKING,
    TOOL,
    UNIT,
    DepositWay,
    HandoverDirection,
    HandoverSigned,
    ToolAdded,
    ToolBooked,
    ToolKind,
    ToolTermsInput,
    ToolUnitAdded,
)
from minga_graphql.membership import types as membership_types
from minga_graphql.mutations import mutation
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import LocalTextInput, read_languages
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition
from minga_platform.kernel.locale import Text
from minga_platform.ledger.errors import LimitPassed
from minga_platform.market.catalog import names

Done = membership_types.Done


@strawberry.type
class Mutation:
    @mutation(errors.ToolSlugTaken)
    async def add_tool(
        self,
        info: Info[Context, None],
        slug: str,
        kind: ToolKind,
        name: list[LocalTextInput],
        about: list[LocalTextInput],
        terms: ToolTermsInput,
    ) -> ToolAdded:
        """Share a tool or a room; who adds it is its first keeper. Needs `tools.keep`."""
        made = await info.context.perform(
            setting_up.add_tool,
            slug=slug,
            kind=kind.value,
            name=_name(name),
            about=_about(about),
            terms=terms.read(),
        )
        return ToolAdded(id=strawberry.ID(ids.encode(TOOL, made)), slug=slug)

    @mutation(InvalidTransition)
    async def edit_tool(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        name: list[LocalTextInput],
        about: list[LocalTextInput],
        terms: ToolTermsInput,
    ) -> Done:
        """Change how it is shared from now on. By its keepers."""
        await info.context.perform(
            setting_up.edit_tool,
            tool_id=ids.decode(TOOL, id),
            name=_name(name),
            about=_about(about),
            terms=terms.read(),
        )
        return Done()

    @mutation()
    async def show_tool_picture(
        self, info: Info[Context, None], tool_id: strawberry.ID, file_id: strawberry.ID
    ) -> Done:
        """Its picture, out of an uploaded file. By its keepers."""
        await info.context.perform(
            setting_up.show_picture, tool_id=ids.decode(TOOL, tool_id), file_id=ids.decode(names.FILE, file_id)
        )
        return Done()

    @mutation(InvalidTransition)
    async def close_tool(self, info: Info[Context, None], id: strawberry.ID) -> Done:  # noqa: A002
        """It is shared no longer; what is booked stays booked. Needs `tools.keep`."""
        await info.context.perform(setting_up.close_tool, tool_id=ids.decode(TOOL, id))
        return Done()

    @mutation(errors.UnitLabelTaken)
    async def add_tool_unit(self, info: Info[Context, None], tool_id: strawberry.ID, label: str) -> ToolUnitAdded:
        """One more of them. By its keepers."""
        made = await info.context.perform(setting_up.add_unit, tool_id=ids.decode(TOOL, tool_id), label=label)
        return ToolUnitAdded(id=strawberry.ID(ids.encode(UNIT, made)))

    @mutation(InvalidTransition, errors.StillOut)
    async def retire_tool_unit(self, info: Info[Context, None], id: strawberry.ID) -> Done:  # noqa: A002
        """It is gone for good, and its coming bookings with it. By the tool's keepers."""
        await info.context.perform(setting_up.retire_unit, unit_id=ids.decode(UNIT, id))
        return Done()

    @mutation()
    async def add_tool_keeper(self, info: Info[Context, None], tool_id: strawberry.ID, agent_id: strawberry.ID) -> Done:
        """Another member looks after it too. By its keepers."""
        await info.context.perform(
            setting_up.add_keeper, tool_id=ids.decode(TOOL, tool_id), agent_id=ids.decode(AGENT, agent_id)
        )
        return Done()

    @mutation()
    async def remove_tool_keeper(
        self, info: Info[Context, None], tool_id: strawberry.ID, agent_id: strawberry.ID
    ) -> Done:
        """She looks after it no longer. By its keepers."""
        await info.context.perform(
            setting_up.remove_keeper, tool_id=ids.decode(TOOL, tool_id), agent_id=ids.decode(AGENT, agent_id)
        )
        return Done()

    @mutation(errors.OtherHands)
    async def certify_skill(
        self,
        info: Info[Context, None],
        tool_id: strawberry.ID,
        agent_id: strawberry.ID,
        expires_at: datetime | None = None,
    ) -> Done:
        """Say that a member knows how to use it, until a time or for good. By its keepers, never for oneself."""
        await info.context.perform(
            setting_up.give_certificate,
            tool_id=ids.decode(TOOL, tool_id),
            agent_id=ids.decode(AGENT, agent_id),
            expires_at=expires_at,
        )
        return Done()

    @mutation()
    async def revoke_skill(self, info: Info[Context, None], tool_id: strawberry.ID, agent_id: strawberry.ID) -> Done:
        """Take that back. By its keepers."""
        await info.context.perform(
            setting_up.revoke_certificate, tool_id=ids.decode(TOOL, tool_id), agent_id=ids.decode(AGENT, agent_id)
        )
        return Done()

    @mutation(
        InvalidTransition,
        errors.BookedTooLong,
        errors.BookedTooFarAhead,
        errors.OutsideHours,
        errors.SkillNeeded,
        errors.TooManyBookings,
        errors.ServiceDue,
        errors.SlotTaken,
    )
    async def book_tool(
        self,
        info: Info[Context, None],
        key: str,
        tool_id: strawberry.ID,
        starts_at: datetime,
        ends_at: datetime,
        unit_id: strawberry.ID | None = None,
        note: str = "",
    ) -> ToolBooked:
        """Have a unit for a time to come: a certain one, or whichever is free. Needs `tools.book`."""
        made = await info.context.perform(
            booking.book,
            key=key,
            tool_id=ids.decode(TOOL, tool_id),
            unit_id=ids.decode(UNIT, unit_id) if unit_id is not None else None,
            starts_at=starts_at,
            ends_at=ends_at,
            note=note,
        )
        return ToolBooked(id=strawberry.ID(ids.encode(BOOKING, made)))

    @mutation(InvalidTransition, errors.SlotTaken)
    async def block_tool_unit(
        self, info: Info[Context, None], unit_id: strawberry.ID, starts_at: datetime, ends_at: datetime, note: str = ""
    ) -> ToolBooked:
        """Keep a unit free to be looked after. By the tool's keepers."""
        made = await info.context.perform(
            booking.block, unit_id=ids.decode(UNIT, unit_id), starts_at=starts_at, ends_at=ends_at, note=note
        )
        return ToolBooked(id=strawberry.ID(ids.encode(BOOKING, made)))

    @mutation(InvalidTransition)
    async def cancel_tool_booking(self, info: Info[Context, None], id: strawberry.ID) -> Done:  # noqa: A002
        """Call it off, as long as it was not handed out. By who booked it, or the tool's keepers."""
        await info.context.perform(booking.cancel, booking_id=ids.decode(BOOKING, id))
        return Done()

    @mutation(InvalidTransition)
    async def mark_tool_booking_missed(self, info: Info[Context, None], id: strawberry.ID) -> Done:  # noqa: A002
        """Nobody came. By the tool's keepers, once it has begun."""
        await info.context.perform(booking.mark_missed, booking_id=ids.decode(BOOKING, id))
        return Done()

    @mutation(
        errors.OtherHands,
        InvalidTransition,
        errors.BookingNotYet,
        errors.DepositDue,
        errors.SkillNeeded,
        errors.StillOut,
    )
    async def sign_handover(
        self, info: Info[Context, None], booking_id: strawberry.ID, direction: HandoverDirection, note: str = ""
    ) -> HandoverSigned:
        """Sign one's own side of a hand-over: who booked for herself, a keeper for the co-op. Twice is once."""
        complete = await info.context.perform(
            handing.sign, booking_id=ids.decode(BOOKING, booking_id), direction=direction.value, note=note
        )
        return HandoverSigned(is_complete=complete)

    @mutation(errors.OtherHands, InvalidTransition)
    async def take_tool_deposit(
        self, info: Info[Context, None], key: str, booking_id: strawberry.ID, way: DepositWay
    ) -> Done:
        """The deposit came in. By the tool's keepers, never one's own."""
        await info.context.perform(
            handing.take_deposit, key=key, booking_id=ids.decode(BOOKING, booking_id), way=way.value
        )
        return Done()

    @mutation(errors.OtherHands, errors.StillOut, errors.DepositSettled, InvalidTransition, LimitPassed)
    async def settle_tool_deposit(
        self,
        info: Info[Context, None],
        key: str,
        booking_id: strawberry.ID,
        withheld_minor: MinorUnits = 0,  # type: ignore[assignment]
        reason: str = "",
    ) -> Done:
        """Give the deposit back by the way it came, less what a damage costs; once. By the tool's keepers."""
        await info.context.perform(
            handing.settle_deposit,
            key=key,
            booking_id=ids.decode(BOOKING, booking_id),
            withheld_minor=withheld_minor,
            reason=reason,
        )
        return Done()

    @mutation(InvalidTransition)
    async def report_tool_broken(self, info: Info[Context, None], unit_id: strawberry.ID, text: str) -> Done:
        """It must not be used until it was looked after. Needs `tools.book`."""
        await info.context.perform(handing.report_broken, unit_id=ids.decode(UNIT, unit_id), text=text)
        return Done()

    @mutation(InvalidTransition)
    async def record_tool_service(self, info: Info[Context, None], unit_id: strawberry.ID, text: str) -> Done:
        """It was looked after, and can be used again. By the tool's keepers."""
        await info.context.perform(handing.record_service, unit_id=ids.decode(UNIT, unit_id), text=text)
        return Done()


def _name(texts: list[LocalTextInput]) -> Text:
    return Text.checked(read_languages(texts, "name"), field="name", longest=80, one_line=True)


def _about(texts: list[LocalTextInput]) -> Text:
    return Text.checked(read_languages(texts, "about"), field="about", longest=4000, shortest=0)
