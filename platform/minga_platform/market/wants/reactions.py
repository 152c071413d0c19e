"""What comes by itself: something is shown that somebody looked for, or means what she said by now; a wish that is a year old ends."""

from typing import Any
from uuid import UUID

from minga_platform.kernel.jobs import Desk, Reaction, Sweep
from minga_platform.market.wants.commands import ask_anew, end_old, meet


async def _meet(desk: Desk, event: dict[str, Any]) -> None:
    shown = [UUID(one) for one in event["product_ids"]]

    await desk.run(lambda work: meet(work, shown))


async def _ask_anew(desk: Desk, _: dict[str, Any]) -> None:
    await desk.run(ask_anew)


async def _end_old(desk: Desk) -> None:
    await desk.run(end_old)


REACTIONS = (
    Reaction("ListingsChanged", "wants.meet", _meet),
    Reaction("SynonymsChanged", "wants.ask_anew", _ask_anew),
)
SWEEPS = (Sweep("wants.end_old", 3600.0, _end_old),)
