"""Who asks: from a cookie or a bearer token to a `Viewer`; and which co-op an address names."""

import time

from minga_graphql.services import Services
from minga_platform.kernel import cooperatives
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.cooperatives import Cooperative

_KEPT_SECONDS = 30.0
_directory: dict[tuple[int, str], tuple[float, Cooperative]] = {}


async def cooperative_named(services: Services, slug: str) -> Cooperative | None:
    """The co-op at `/c/<slug>`. The directory changes a few times a year, so a found co-op is remembered for half a minute."""
    place = (id(services), slug)
    kept = _directory.get(place)
    if kept is not None and kept[0] > time.monotonic():
        return kept[1]
    async with services.database.read(Scope()) as work:
        found = await cooperatives.by_slug(work, slug)
    if found is not None:
        _directory[place] = (time.monotonic() + _KEPT_SECONDS, found)
    return found
