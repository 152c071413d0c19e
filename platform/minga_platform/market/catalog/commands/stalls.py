"""Stalls: opening, telling about them, keeping them, suspending and closing them."""

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import Conflict, InvalidTransition, NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import listing, rights, shapes, slugs
from minga_platform.market.catalog.commands import facts, files
from minga_platform.market.catalog.events import StallOpened
from minga_platform.membership import access

StallState = Literal["open", "suspended", "closed"]

# A closed stall opens again, since its history and its debts are still there; suspension is the co-op's, closing hers.
_MOVES: Mapping[str, tuple[StallState, ...]] = {"open": ("closed",), "closed": ("open",)}


async def open_stall(
    work: Work,
    viewer: Viewer,
    *,
    name: Mapping[str, str],
    story: Mapping[str, str] | None = None,
    place: str = "",
    contact: Mapping[str, str] | None = None,
) -> UUID:
    """Open a stall that the asker keeps and is paid for. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput.

    Announces: StallOpened.
    """
    agent_id = await access.require(work, viewer, "stall.open")
    return await found_stall(work, agent_id, name=name, story=story or {}, place=place, contact=contact or {})


async def found_stall(work: Work, agent_id: UUID, **given: Any) -> UUID:
    """The deed of `open_stall`, for whoever decided already that this agent may have one (an admission, demo data)."""
    fields = shapes.checked(shapes.STALL, given)
    stall_id = ids.new()
    home = await work.value("SELECT language FROM cooperative WHERE id = $1", work.cooperative_id)
    slug = await slugs.free(work, "stall", Text.stored(fields["name"]).read(home), stall_id)
    try:
        await work.execute(
            """INSERT INTO stall (cooperative_id, id, slug, name, story, place, contact, agent_id, state, opened_at, position)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9,
                (SELECT coalesce(max(position), 0) + 1 FROM stall WHERE cooperative_id = $1))""",
            work.cooperative_id, stall_id, slug, fields["name"], fields.get("story", {}), fields.get("place", ""),
            fields.get("contact", {}), agent_id, work.now,
        )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        raise slugs.as_refusal(error, slug) from None
    await _keep(work, stall_id, agent_id)
    work.emit(StallOpened(stall_id=str(stall_id), agent_id=str(agent_id)))
    return stall_id


async def edit_stall(
    work: Work, viewer: Viewer, *, stall_id: UUID, expected_version: int, changes: Mapping[str, Any]
) -> UUID:
    """Change what a stall tells. `changes`: fields of `shapes.STALL`, and `slug`.

    Refuses: SignInNeeded, NotFound, NotAllowed, Conflict, InvalidInput, SlugTaken, NotAPicture,
    FactsMissing (goods that are shown would no longer tell what the law wants told).
    """
    right = await rights.for_stall(work, viewer, stall_id, "stall.edit")
    row = right.row
    if row["version"] != expected_version:
        raise Conflict(row["version"])
    given = dict(changes)
    slug = given.pop("slug", None)
    fields = shapes.checked(shapes.STALL, given)
    for shown in ("picture_file_id", "banner_file_id"):
        if fields.get(shown):
            await files.show(work, fields[shown], right.agent_id)
    if slug is not None and slug != row["slug"]:
        fields["slug"] = await slugs.wanted(work, "stall", slug, stall_id)
        await slugs.move(work, "stall", stall_id, row["slug"], fields["slug"])
    told = await _shown(work, stall_id) if fields.keys() & {"contact", "trader_kind"} else []
    async with facts.still_told(work, *told):
        await write(work, "stall", stall_id, fields)
    if fields.keys() & {"name", "place", "slug"}:
        await _refresh_goods(work, stall_id)
    return stall_id


async def set_stall_state(work: Work, viewer: Viewer, *, stall_id: UUID, state: StallState) -> UUID:
    """Close a stall or open it again. Its goods leave the listing with it and come back with it; orders go on.

    Suspending it needs a reason, evidence and an end, and ends by itself: that is a restriction (`market/restrictions`),
    never a state that somebody sets. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidTransition.
    """
    right = await rights.for_stall(work, viewer, stall_id, "stall.edit")
    if right.row["state"] == state:
        return stall_id
    if state not in _MOVES.get(right.row["state"], ()):
        raise InvalidTransition(right.row["state"])
    await turn(work, stall_id, state)
    return stall_id


async def turn(work: Work, stall_id: UUID, state: StallState) -> None:
    """The deed, for whoever decided it: the state, and the goods on or off the market. The stall's row is locked."""
    await write(work, "stall", stall_id, {"state": state})
    await _refresh_goods(work, stall_id)


async def add_stall_keeper(work: Work, viewer: Viewer, *, stall_id: UUID, agent_id: UUID) -> UUID:
    """Let another person of the co-op act for the stall. Refuses: SignInNeeded, NotFound, NotAllowed."""
    await rights.for_stall(work, viewer, stall_id, "stall.edit")
    known = await work.value(
        "SELECT true FROM agent WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, agent_id
    )
    if not known:
        raise NotFound
    await _keep(work, stall_id, agent_id)
    return stall_id


async def remove_stall_keeper(work: Work, viewer: Viewer, *, stall_id: UUID, agent_id: UUID) -> UUID:
    """End somebody's keeping; the last keeper stays, or nobody could answer buyers. Refuses: also InvalidTransition."""
    await rights.for_stall(work, viewer, stall_id, "stall.edit")
    keepers = [
        row["agent_id"]
        for row in await work.rows(
            "SELECT agent_id FROM stall_keeper WHERE cooperative_id = $1 AND stall_id = $2",
            work.cooperative_id,
            stall_id,
        )
    ]
    if agent_id not in keepers:
        raise NotFound
    if len(keepers) == 1:
        raise InvalidTransition("last_keeper")
    await work.execute(
        "DELETE FROM stall_keeper WHERE cooperative_id = $1 AND stall_id = $2 AND agent_id = $3",
        work.cooperative_id,
        stall_id,
        agent_id,
    )
    return stall_id


async def set_order_letters(work: Work, viewer: Viewer, *, stall_id: UUID, wanted: bool) -> UUID:
    """Whether the asker gets a letter for each order with goods of this stall. Her own wish; refuses: NotFound for who keeps it not."""
    right = await rights.for_stall(work, viewer, stall_id, "stall.edit")
    told = await work.execute(
        "UPDATE stall_keeper SET order_letters = $4 WHERE cooperative_id = $1 AND stall_id = $2 AND agent_id = $3",
        work.cooperative_id,
        stall_id,
        right.agent_id,
        wanted,
    )
    if told == 0:
        raise NotFound
    return stall_id


async def _keep(work: Work, stall_id: UUID, agent_id: UUID) -> None:
    await work.execute(
        """INSERT INTO stall_keeper (cooperative_id, id, stall_id, agent_id, since) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO NOTHING""",
        work.cooperative_id,
        ids.new(),
        stall_id,
        agent_id,
        work.now,
    )


async def _refresh_goods(work: Work, stall_id: UUID) -> None:
    await listing.refresh(work, await _shown(work, stall_id))


async def _shown(work: Work, stall_id: UUID) -> list[UUID]:
    products = await work.rows(
        "SELECT id FROM product WHERE cooperative_id = $1 AND stall_id = $2 AND state = 'published' ORDER BY id",
        work.cooperative_id,
        stall_id,
    )
    return [row["id"] for row in products]


async def write(
    work: Work, table: Literal["stall", "product", "variant"], row_id: UUID, fields: Mapping[str, Any]
) -> None:
    """Write checked fields and raise the version; a row that another unit changed was locked before."""
    if not fields:
        return
    places = ", ".join(f"{name} = ${place}" for place, name in enumerate(fields, start=3))
    try:
        await work.execute(
            f"UPDATE {table} SET {places}, version = version + 1 WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id,
            row_id,
            *fields.values(),
        )
    except asyncpg.UniqueViolationError as error:
        raise slugs.as_refusal(error, str(fields.get("slug", ""))) from None
