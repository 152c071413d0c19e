"""Edges of the lineage: who derives from what, across co-ops."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import asyncpg

from minga_commons.registry.errors import NotFromLater
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.work import Work

MOST_PARENTS = 50

_PARENTS = """SELECT r.id, r.cooperative_id, r.born, r.state FROM release r WHERE r.cooperative_id = $1 AND r.id = ANY($2)
UNION ALL
SELECT c.release_id, c.cooperative_id, c.born, c.state FROM release_card c
WHERE c.release_id = ANY($2) AND c.cooperative_id <> $1"""


async def set_parents(
    work: Work, release_id: UUID, born: int, parents: Sequence[UUID], relations: Mapping[UUID, str]
) -> None:
    """Write down what a draft derives from, in place of what stood there.

    Refuses: NotFound (a parent that there is not, or another co-op's draft), NotFromLater, InvalidInput (too many).
    """
    wanted = list(dict.fromkeys(parents))
    if len(wanted) > MOST_PARENTS:
        raise InvalidInput("parents", "number", maximum=str(MOST_PARENTS))
    await work.execute(
        "DELETE FROM release_parent WHERE cooperative_id = $1 AND release_id = $2", work.cooperative_id, release_id
    )
    if not wanted:
        return
    found = {row["id"]: row for row in await work.rows(_PARENTS, work.cooperative_id, wanted)}
    if missing := [one for one in wanted if one not in found]:
        raise NotFromLater(missing[0]) if missing[0] == release_id else NotFound
    for one in wanted:
        if found[one]["born"] >= born:
            raise NotFromLater(one)
    try:
        await work.many(
            """INSERT INTO release_parent (cooperative_id, release_id, born, parent_cooperative_id, parent_release_id,
            parent_born, relation) VALUES ($1, $2, $3, $4, $5, $6, $7)""",
            [
                (
                    work.cooperative_id,
                    release_id,
                    born,
                    found[one]["cooperative_id"],
                    one,
                    found[one]["born"],
                    relations.get(one, "built_on"),
                )
                for one in wanted
            ],
        )
    except asyncpg.ForeignKeyViolationError:
        # A draft that was thrown away between looking and writing.
        raise NotFound from None


async def ancestor_assets(work: Work, release_id: UUID) -> frozenset[UUID]:
    """The works of everything it derives from, its own left out."""
    rows = await work.rows(
        """WITH RECURSIVE up AS (
            SELECT p.parent_release_id AS id FROM release_parent p WHERE p.release_id = $1
            UNION SELECT p.parent_release_id FROM up JOIN release_parent p ON p.release_id = up.id)
        SELECT DISTINCT c.asset_id FROM up JOIN release_card c ON c.release_id = up.id""",
        release_id,
    )
    return frozenset(row["asset_id"] for row in rows)
