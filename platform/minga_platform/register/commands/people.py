"""Who stands for whom: two accounts of one person, and who acts for an organisation."""

from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.register.sponsors import human


async def mark_same_person(work: Work, viewer: Viewer, *, agent_id: UUID, same_as_id: UUID) -> UUID:
    """Two accounts are one human being: one vote per class from now on; the mark's id.

    Needs `members.admit`. Refuses: NotFound, InvalidInput (the same already, or an organisation).
    """
    officer_id = await access.require(work, viewer, "members.admit")
    kinds = await work.rows(
        "SELECT id, kind FROM agent WHERE cooperative_id = $1 AND id = ANY ($2) ORDER BY id FOR UPDATE",
        work.cooperative_id,
        [agent_id, same_as_id],
    )
    if len(kinds) < len({agent_id, same_as_id}):
        raise NotFound
    first, second = await human(work, same_as_id), await human(work, agent_id)
    if first == second or any(row["kind"] != "person" for row in kinds):
        raise InvalidInput("same_as_id", "two_people")
    # Whoever was marked the same as the second account is now the same as the first: one look still finds her.
    await work.execute(
        "UPDATE same_person SET same_as_id = $3 WHERE cooperative_id = $1 AND same_as_id = $2 AND ended_at IS NULL",
        work.cooperative_id, second, first,
    )  # fmt: skip
    mark_id = ids.new()
    await work.execute(
        """INSERT INTO same_person (cooperative_id, id, agent_id, same_as_id, marked_at, marked_by)
           VALUES ($1, $2, $3, $4, $5, $6)""",
        work.cooperative_id, mark_id, second, first, work.now, officer_id,
    )  # fmt: skip
    return mark_id


async def name_representative(work: Work, viewer: Viewer, *, organisation_id: UUID, agent_id: UUID) -> UUID:
    """Another person acts for an organisation from now on; the row's id.

    Needs `members.admit`. Refuses: NotFound, InvalidInput (not an organisation, or not a person).
    """
    await access.require(work, viewer, "members.admit")
    kinds = {
        row["id"]: row["kind"]
        for row in await work.rows(
            "SELECT id, kind FROM agent WHERE cooperative_id = $1 AND id = ANY ($2) ORDER BY id FOR UPDATE",
            work.cooperative_id,
            [organisation_id, agent_id],
        )
    }
    if kinds.get(organisation_id) is None or kinds.get(agent_id) is None:
        raise NotFound
    if kinds[organisation_id] != "organisation" or kinds[agent_id] != "person":
        raise InvalidInput("organisation_id", "organisation")
    return await represent(work, organisation_id, agent_id)


async def represent(work: Work, organisation_id: UUID, agent_id: UUID) -> UUID:
    """The deed of `name_representative`, nobody's right being asked. Refuses: NotFound."""
    await work.execute(
        "UPDATE representative SET ended_at = $3 WHERE cooperative_id = $1 AND organisation_id = $2 AND ended_at IS NULL",
        work.cooperative_id, organisation_id, work.now,
    )  # fmt: skip
    row_id = ids.new()
    try:
        await work.execute(
            "INSERT INTO representative (cooperative_id, id, organisation_id, agent_id, since) VALUES ($1, $2, $3, $4, $5)",
            work.cooperative_id, row_id, organisation_id, agent_id, work.now,
        )  # fmt: skip
    except asyncpg.ForeignKeyViolationError as violation:
        raise NotFound from violation
    return row_id
