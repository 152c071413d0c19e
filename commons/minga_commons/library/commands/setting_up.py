"""What the co-op shares, who keeps it, when it is open, and who has shown that she can use it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from minga_commons.files import keeping
from minga_commons.library import keepers, states
from minga_commons.library.errors import OtherHands, StillOut, ToolSlugTaken, UnitLabelTaken
from minga_commons.library.hours import Hours
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

_MOST_HOURS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a tool is shared; see `models.tool`. `hours`: none for at any time. `deposit_minor` in the co-op's currency."""

    place: str
    step_minutes: int
    longest_minutes: int
    deposit_minor: int = 0
    skill: str = ""
    handed_over: bool = True
    service_days: int | None = None
    service_uses: int | None = None
    hours: Sequence[Hours] = ()

    def check(self) -> None:
        """Refuses: InvalidInput, naming the field."""
        if not 0 < len(self.place.strip()) <= 200:
            raise InvalidInput("place", "required" if not self.place.strip() else "too_long")
        if self.step_minutes not in (15, 30, 60, 1440):
            raise InvalidInput("step_minutes", "one_of")
        for name, value, least, most in (
            ("longest_minutes", self.longest_minutes, self.step_minutes, 86_400),
            ("deposit_minor", self.deposit_minor, 0, 100_000_000),
            ("service_days", self.service_days, 1, 3660),
            ("service_uses", self.service_uses, 1, 100_000),
        ):
            if value is not None and not least <= value <= most:
                raise InvalidInput(name, "range", str(least), str(most))
        if self.deposit_minor and not self.handed_over:
            raise InvalidInput("deposit_minor", "needs_hands")
        if len(self.skill) > 120:
            raise InvalidInput("skill", "too_long")
        if len(self.hours) > _MOST_HOURS:
            raise InvalidInput("hours", "number", maximum=str(_MOST_HOURS))
        last: Hours | None = None
        for one in sorted(self.hours):
            if not 1 <= one.weekday <= 7 or not 0 <= one.opens < one.closes <= 1440:
                raise InvalidInput("hours", "from_until")
            if last is not None and last.weekday == one.weekday and last.closes > one.opens:
                raise InvalidInput("hours", "from_until")
            last = one


async def add_tool(
    work: Work, viewer: Viewer, *, slug: str, kind: str, name: Mapping[str, str], about: Mapping[str, str], terms: Terms
) -> UUID:
    """Share something; who adds it is its first keeper. Needs `tools.keep`.

    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput, ToolSlugTaken.
    """
    agent_id = await access.require(work, viewer, keepers.KEEP)
    if kind not in states.KINDS:
        raise InvalidInput("kind", "one_of")
    terms.check()
    currency = await work.value("SELECT currency FROM cooperative WHERE id = $1", work.cooperative_id)
    tool_id = ids.new()
    try:
        async with work.attempt():
            await work.execute(
                """INSERT INTO tool (cooperative_id, id, slug, kind, name, about, place, step_minutes, longest_minutes, deposit_minor,
                   currency, skill, handed_over, service_days, service_uses, created_at, created_by)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)""",
                work.cooperative_id, tool_id, slug, kind, dict(name), dict(about), terms.place.strip(), terms.step_minutes,
                terms.longest_minutes, terms.deposit_minor, currency, terms.skill.strip(), terms.handed_over,
                terms.service_days, terms.service_uses, work.now, agent_id,
            )  # fmt: skip
    except asyncpg.UniqueViolationError:
        raise ToolSlugTaken(slug) from None
    except asyncpg.CheckViolationError as violation:
        if violation.constraint_name == "tool_slug_ck":
            raise InvalidInput("slug", "slug") from None
        raise
    await _write_hours(work, tool_id, terms.hours)
    await _add_keeper(work, tool_id, agent_id)
    return tool_id


async def edit_tool(
    work: Work, viewer: Viewer, *, tool_id: UUID, name: Mapping[str, str], about: Mapping[str, str], terms: Terms
) -> None:
    """Change how it is shared from now on; bookings keep the deposit they were made with. By its keepers.

    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput.
    """
    await keepers.require(work, viewer, tool_id)
    terms.check()
    await work.execute(
        """UPDATE tool SET name = $3, about = $4, place = $5, step_minutes = $6, longest_minutes = $7, deposit_minor = $8,
           skill = $9, handed_over = $10, service_days = $11, service_uses = $12 WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id, tool_id, dict(name), dict(about), terms.place.strip(), terms.step_minutes, terms.longest_minutes,
        terms.deposit_minor, terms.skill.strip(), terms.handed_over, terms.service_days, terms.service_uses,
    )  # fmt: skip
    await work.execute(
        "DELETE FROM tool_hours WHERE cooperative_id = $1 AND tool_id = $2", work.cooperative_id, tool_id
    )
    await _write_hours(work, tool_id, terms.hours)


async def show_picture(work: Work, viewer: Viewer, *, tool_id: UUID, file_id: UUID) -> None:
    """Its picture, which becomes public. By its keepers. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput."""
    await keepers.require(work, viewer, tool_id)
    taken = await keeping.take(work, viewer, file_id)
    if taken.kind != "picture":
        raise InvalidInput("file_id", "one_of")
    await keeping.publish(work, [file_id])
    await work.execute(
        "UPDATE tool SET picture_file_id = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        tool_id,
        file_id,
    )


async def close_tool(work: Work, viewer: Viewer, *, tool_id: UUID) -> None:
    """It is shared no longer; what is booked stays booked. Needs `tools.keep`.

    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidTransition.
    """
    await access.require(work, viewer, keepers.KEEP)
    await locked_tool(work, tool_id)
    await work.execute(
        "UPDATE tool SET closed_at = $3 WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, tool_id, work.now
    )


async def add_unit(work: Work, viewer: Viewer, *, tool_id: UUID, label: str) -> UUID:
    """One more of them. By its keepers. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput, UnitLabelTaken."""
    await keepers.require(work, viewer, tool_id)
    if not 0 < len(label.strip()) <= 60:
        raise InvalidInput("label", "length", "1", "60")
    unit_id = ids.new()
    try:
        async with work.attempt():
            await work.execute(
                "INSERT INTO tool_unit (cooperative_id, id, tool_id, label, state, serviced_at, created_at) VALUES ($1, $2, $3, $4, 'usable', $5, $5)",
                work.cooperative_id, unit_id, tool_id, label.strip(), work.now,
            )  # fmt: skip
    except asyncpg.UniqueViolationError:
        raise UnitLabelTaken(label.strip()) from None
    return unit_id


async def retire_unit(work: Work, viewer: Viewer, *, unit_id: UUID) -> None:
    """It is gone for good, and its coming bookings with it. By the tool's keepers.

    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidTransition, StillOut.
    """
    unit = await locked_unit(work, unit_id)
    await keepers.require(work, viewer, unit["tool_id"])
    if unit["state"] == "gone":
        raise InvalidTransition("gone")
    if await work.value(
        "SELECT true FROM booking WHERE cooperative_id = $1 AND unit_id = $2 AND state = 'out'",
        work.cooperative_id,
        unit_id,
    ):
        raise StillOut
    await work.execute(
        "UPDATE booking SET state = 'cancelled', ended_at = $3 WHERE cooperative_id = $1 AND unit_id = $2 AND state = 'booked'",
        work.cooperative_id,
        unit_id,
        work.now,
    )
    await work.execute(
        "UPDATE tool_unit SET state = 'gone' WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, unit_id
    )


async def add_keeper(work: Work, viewer: Viewer, *, tool_id: UUID, agent_id: UUID) -> None:
    """Somebody else looks after it too. By its keepers. Refuses: SignInNeeded, NotFound, NotAllowed."""
    await keepers.require(work, viewer, tool_id)
    await _member(work, agent_id)
    await _add_keeper(work, tool_id, agent_id)


async def remove_keeper(work: Work, viewer: Viewer, *, tool_id: UUID, agent_id: UUID) -> None:
    """She looks after it no longer. By its keepers. Refuses: SignInNeeded, NotFound, NotAllowed."""
    await keepers.require(work, viewer, tool_id)
    if not await work.execute(
        "UPDATE tool_keeper SET ended_at = $4 WHERE cooperative_id = $1 AND tool_id = $2 AND agent_id = $3 AND ended_at IS NULL",
        work.cooperative_id, tool_id, agent_id, work.now,
    ):  # fmt: skip
        raise NotFound


async def give_certificate(
    work: Work, viewer: Viewer, *, tool_id: UUID, agent_id: UUID, expires_at: datetime | None
) -> UUID:
    """A keeper has seen that a member knows how to use it; giving it again gives it anew. Never to oneself.

    Refuses: SignInNeeded, NotFound, NotAllowed, OtherHands, InvalidInput.
    """
    keeper_id = await keepers.require(work, viewer, tool_id)
    await _member(work, agent_id)
    if keeper_id == agent_id:
        raise OtherHands
    if expires_at is not None and expires_at <= work.now:
        raise InvalidInput("expires_at", "future")
    await _revoke(work, tool_id, agent_id, keeper_id)
    certificate_id = ids.new()
    await work.execute(
        "INSERT INTO tool_certificate (cooperative_id, id, tool_id, agent_id, given_by, given_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        work.cooperative_id, certificate_id, tool_id, agent_id, keeper_id, work.now, expires_at,
    )  # fmt: skip
    return certificate_id


async def revoke_certificate(work: Work, viewer: Viewer, *, tool_id: UUID, agent_id: UUID) -> None:
    """Take it back. By the tool's keepers. Refuses: SignInNeeded, NotFound, NotAllowed."""
    keeper_id = await keepers.require(work, viewer, tool_id)
    if not await _revoke(work, tool_id, agent_id, keeper_id):
        raise NotFound


async def certified(work: Work, tool_id: UUID, agent_id: UUID, instant: datetime) -> bool:
    """Whether a keeper's word for her skill holds at an instant."""
    return bool(
        await work.value(
            """SELECT EXISTS (SELECT FROM tool_certificate WHERE cooperative_id = $1 AND tool_id = $2 AND agent_id = $3
               AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $4))""",
            work.cooperative_id, tool_id, agent_id, instant,
        )
    )  # fmt: skip


async def locked_tool(work: Work, tool_id: UUID) -> Mapping[str, Any]:
    """A tool that is shared, locked. Refuses: NotFound, InvalidTransition (closed)."""
    row = await work.row(
        "SELECT * FROM tool WHERE cooperative_id = $1 AND id = $2 FOR NO KEY UPDATE", work.cooperative_id, tool_id
    )
    if row is None:
        raise NotFound
    if row["closed_at"] is not None:
        raise InvalidTransition("closed")
    found: Mapping[str, Any] = row
    return found


async def locked_unit(work: Work, unit_id: UUID) -> Mapping[str, Any]:
    """A unit, locked. Refuses: NotFound."""
    row = await work.row(
        "SELECT * FROM tool_unit WHERE cooperative_id = $1 AND id = $2 FOR NO KEY UPDATE", work.cooperative_id, unit_id
    )
    if row is None:
        raise NotFound
    found: Mapping[str, Any] = row
    return found


async def _revoke(work: Work, tool_id: UUID, agent_id: UUID, by: UUID) -> int:
    return await work.execute(
        """UPDATE tool_certificate SET revoked_at = $4, revoked_by = $5 WHERE cooperative_id = $1 AND tool_id = $2
           AND agent_id = $3 AND revoked_at IS NULL""",
        work.cooperative_id, tool_id, agent_id, work.now, by,
    )  # fmt: skip


async def _member(work: Work, agent_id: UUID) -> None:
    if not await work.value(
        "SELECT true FROM membership WHERE cooperative_id = $1 AND agent_id = $2 AND left_at IS NULL LIMIT 1",
        work.cooperative_id,
        agent_id,
    ):
        raise NotFound


async def _add_keeper(work: Work, tool_id: UUID, agent_id: UUID) -> None:
    await work.execute(
        """INSERT INTO tool_keeper (cooperative_id, id, tool_id, agent_id, since) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (cooperative_id, tool_id, agent_id) WHERE ended_at IS NULL DO NOTHING""",
        work.cooperative_id, ids.new(), tool_id, agent_id, work.now,
    )  # fmt: skip


async def _write_hours(work: Work, tool_id: UUID, hours: Sequence[Hours]) -> None:
    await work.many(
        "INSERT INTO tool_hours (cooperative_id, id, tool_id, weekday, opens_minute, closes_minute) VALUES ($1, $2, $3, $4, $5, $6)",
        [(work.cooperative_id, ids.new(), tool_id, one.weekday, one.opens, one.closes) for one in hours],
    )
