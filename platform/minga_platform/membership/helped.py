"""Who helps whom, and what was done so: read by the two of them, and for an order by who may see it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access


@dataclass(frozen=True, slots=True)
class Agreement:
    """A standing agreement, as either of the two sees it."""

    id: UUID
    person_id: UUID
    person_name: str
    helper_id: UUID
    helper_name: str
    scopes: list[str]
    given_at: datetime
    ends_at: datetime | None
    on_paper: bool


@dataclass(frozen=True, slots=True)
class Deed:
    """What a helper did for a member in this co-op. `deed`: the command."""

    id: UUID
    person_name: str
    helper_name: str
    deed: str
    subject_id: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Paper:
    """What was signed on paper and waits for a second officer."""

    id: UUID
    person_name: str
    helper_name: str
    scopes: list[str]
    signed_on: date
    ends_at: datetime
    entered_by: UUID
    entered_by_name: str


async def agreements(work: Work, viewer: Viewer) -> list[Agreement]:
    """Those of the asker, on either side; none for a visitor. While she helps somebody, her own all the same."""
    if viewer.person_id is None:
        return []
    rows = await work.rows("SELECT * FROM help_of($1, $2)", viewer.person_id, work.now)
    return [Agreement(**dict(row)) for row in rows]


async def deeds(work: Work, viewer: Viewer, *, before: UUID | None, limit: int) -> list[Deed]:
    """What was done for the asker, and what she did for others, the latest first."""
    if viewer.person_id is None:
        return []
    rows = await work.rows(
        """SELECT id, person_name, helper_name, deed, subject_id, at FROM helped_deed WHERE cooperative_id = $1
           AND (person_id = $2 OR helper_id = $2) AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4""",
        work.cooperative_id, viewer.person_id, before, limit,
    )  # fmt: skip
    return [Deed(**dict(row)) for row in rows]


async def helper_of(work: Work, subject_id: UUID) -> str | None:
    """Who made this thing for whom it is; for callers that have settled who may see it."""
    found: str | None = await work.value(
        "SELECT helper_name FROM helped_deed WHERE cooperative_id = $1 AND subject_id = $2 ORDER BY id LIMIT 1",
        work.cooperative_id,
        subject_id,
    )
    return found


async def papers(work: Work, viewer: Viewer) -> list[Paper] | None:
    """What waits for a second officer, the oldest first; None without `members.admit`."""
    if not await access.may(work, viewer, "members.admit"):
        return None
    rows = await work.rows(
        """SELECT t.id, a.name AS person_name, h.name AS helper_name, t.scopes, t.signed_on, t.ends_at, t.entered_by, e.name AS entered_by_name
           FROM help_paper t JOIN agent a ON a.cooperative_id = t.cooperative_id AND a.id = t.agent_id
           JOIN agent h ON h.cooperative_id = t.cooperative_id AND h.id = t.helper_agent_id
           JOIN agent e ON e.cooperative_id = t.cooperative_id AND e.id = t.entered_by
           WHERE t.cooperative_id = $1 AND t.confirmed_at IS NULL AND t.ends_at > $2 ORDER BY t.id LIMIT 100""",
        work.cooperative_id,
        work.now,
    )
    return [Paper(**dict(row)) for row in rows]
