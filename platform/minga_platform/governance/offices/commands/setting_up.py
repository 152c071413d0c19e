"""Offices themselves: opened, changed, closed, and held apart from each other."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from minga_platform.governance.offices.errors import OfficeTaken
from minga_platform.governance.offices.states import FILLED_BY
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.membership.kinds import ROLES

EDIT = "offices.edit"


async def open_office(
    work: Work,
    viewer: Viewer,
    *,
    office_key: str,
    name: Text,
    duties: Text,
    role: str | None,
    seats: int,
    term_days: int,
    most_terms: int,
    filled_by: str,
    not_beside: Sequence[UUID] = (),
) -> UUID:
    """A new office; its id. `role`: what it may do here, none for an office of care. `not_beside`: offices that must not be
    in the same hands.

    Refuses: as `access.require` for `offices.edit`, InvalidInput, OfficeTaken, NotFound.
    """
    await access.require(work, viewer, EDIT)
    return await make_office(
        work, office_key=office_key, name=name, duties=duties, role=role, seats=seats, term_days=term_days, most_terms=most_terms,
        filled_by=filled_by, not_beside=not_beside,
    )  # fmt: skip


async def make_office(
    work: Work,
    *,
    office_key: str,
    name: Text,
    duties: Text,
    role: str | None,
    seats: int,
    term_days: int,
    most_terms: int,
    filled_by: str,
    not_beside: Sequence[UUID] = (),
) -> UUID:
    """The deed of `open_office`, nobody's right being asked (founding and demo)."""
    if role is not None and role not in ROLES:
        raise InvalidInput("role", "role")
    if filled_by not in FILLED_BY:
        raise InvalidInput("filledBy", "one_of")
    for field, value, least, most in (
        ("seats", seats, 1, 50),
        ("termDays", term_days, 1, 3660),
        ("mostTerms", most_terms, 0, 20),
    ):
        if not least <= value <= most:
            raise InvalidInput(field, "range", minimum=str(least), maximum=str(most))
    office_id = ids.new()
    try:
        await work.execute(
            """INSERT INTO office (cooperative_id, id, key, name, duties, role, seats, term_days, most_terms, filled_by, place, created_at)
               SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
                   coalesce((SELECT max(place) FROM office WHERE cooperative_id = $1), 0) + 1, $11""",
            work.cooperative_id, office_id, office_key, dict(name), dict(duties), role, seats, term_days, most_terms, filled_by, work.now,
        )  # fmt: skip
        await work.many(
            "INSERT INTO office_incompatible (cooperative_id, id, office_id, other_id) VALUES ($1, $2, $3, $4)",
            [(work.cooperative_id, ids.new(), *sorted((office_id, other))) for other in dict.fromkeys(not_beside)],
        )
    except asyncpg.UniqueViolationError as violation:
        raise OfficeTaken(office_key) from violation
    except asyncpg.ForeignKeyViolationError as violation:
        raise NotFound from violation
    except asyncpg.CheckViolationError as violation:
        raise InvalidInput("officeKey", "characters") from violation
    return office_id


async def close_office(work: Work, viewer: Viewer, *, office_id: UUID) -> None:
    """No more terms in it; those who hold it serve to their end. Refuses: as `access.require`, NotFound, InvalidTransition."""
    await access.require(work, viewer, EDIT)
    row = await work.row(
        "SELECT ended_at FROM office WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, office_id
    )
    if row is None:
        raise NotFound
    if row["ended_at"] is not None:
        raise InvalidTransition("closed")
    await work.execute(
        "UPDATE office SET ended_at = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        office_id,
        work.now,
    )
