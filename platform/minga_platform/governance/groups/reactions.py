"""What comes by itself: a consent that was counted settles its spending."""

from typing import Any
from uuid import UUID

from minga_platform.governance.groups.commands.spending import SUBJECT, decide
from minga_platform.kernel.jobs import Desk, Reaction


async def _counted(desk: Desk, event: dict[str, Any]) -> None:
    election_id = UUID(event["election_id"])
    async with desk.read() as work:
        mine = await work.value(
            "SELECT true FROM election WHERE cooperative_id = $1 AND id = $2 AND subject_kind = $3",
            desk.here, election_id, SUBJECT,
        )  # fmt: skip
    if mine:
        await desk.run(lambda work: decide(work, election_id))


REACTIONS = (
    Reaction("ElectionCounted", "groups.counted", _counted),
    Reaction("ElectionCancelled", "groups.called_off", _counted),
)
