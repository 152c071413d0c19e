"""What follows when something dangerous is found: everybody concerned is written down, whose letters others then send."""

from typing import Any
from uuid import UUID

from minga_commons.registry.commands.notices import reach
from minga_platform.kernel.jobs import Desk, Reaction


async def _reach(desk: Desk, event: dict[str, Any]) -> None:
    await desk.run(lambda work: reach(work, UUID(event["notice_id"])))


REACTIONS = (Reaction("SafetyNoticeGiven", "registry.reach", _reach),)
