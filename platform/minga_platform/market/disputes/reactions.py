"""What follows by itself: a dispute that was heard of is looked up, an answer is sent, lost messages are made good."""

from typing import Any
from uuid import UUID

from minga_platform.kernel.jobs import Desk, Reaction, Sweep
from minga_platform.market.disputes import flows


async def _heard(desk: Desk, event: dict[str, Any]) -> None:
    await flows.look_up(desk, event["dispute_ref"])


async def _answered(desk: Desk, event: dict[str, Any]) -> None:
    await flows.send_answer(desk, UUID(event["dispute_id"]))


REACTIONS = (
    Reaction("DisputeHeard", "disputes.look_up", _heard),
    Reaction("DisputeAnswered", "disputes.send_answer", _answered),
)
SWEEPS = (Sweep("disputes.find_lost", 600.0, flows.find_lost),)
