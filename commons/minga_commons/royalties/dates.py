"""The day on which something is asked, as the co-op's people count days."""

from datetime import date
from zoneinfo import ZoneInfo

from minga_platform.kernel.work import Work


async def today(work: Work) -> date:
    """The civil date in the co-op's zone."""
    zone = await work.value("SELECT zone FROM cooperative WHERE id = $1", work.cooperative_id)
    return work.now.astimezone(ZoneInfo(zone)).date()
