"""What follows when something dangerous is found: everybody concerned is written down, whose letters others then send; and
names that changed, or went, are told anew wherever they are attributions."""

from typing import Any
from uuid import UUID

from minga_commons.registry import listing
from minga_commons.registry.commands.notices import tell_all
from minga_platform.kernel.jobs import Desk, Reaction, Sweep
from minga_platform.kernel.work import Work

_RENAMED = """SELECT c.release_id, c.asset_id FROM release_card c
WHERE c.cooperative_id = $1 AND c.holders <> ARRAY(SELECT coalesce(g.name, h.name) FROM release_holder h
    LEFT JOIN agent g ON g.cooperative_id = h.cooperative_id AND g.id = h.agent_id
    WHERE h.cooperative_id = c.cooperative_id AND h.release_id = c.release_id ORDER BY h.position, h.id)
ORDER BY c.release_id LIMIT 200"""


async def _tell_all(desk: Desk, event: dict[str, Any]) -> None:
    await desk.run(lambda work: tell_all(work, UUID(event["notice_id"])))


async def retell(work: Work) -> int:
    """Write cards and listings anew whose holders are called otherwise now: renamed, or erased. How many were."""
    rows = await work.rows(_RENAMED, work.cooperative_id)
    if rows:
        await listing.write_cards(work, [row["release_id"] for row in rows])
        await listing.refresh(work, sorted({row["asset_id"] for row in rows}))
    return len(rows)


async def _retell(desk: Desk) -> None:
    while await desk.run(retell):
        pass


async def _left(desk: Desk, _event: dict[str, Any]) -> None:
    await _retell(desk)


REACTIONS = (
    Reaction("SafetyNoticeGiven", "registry.tell_all", _tell_all),
    Reaction("MemberLeft", "registry.left", _left),
)
SWEEPS = (Sweep("registry.names", 3600.0, _retell),)
