"""Looks for new tags in the repositories that works say they live in, by guarded addresses only."""

import logging

from minga_commons.registry import tags
from minga_infra.outbound.fetching import FetchFailed, GuardedFetcher
from minga_platform.kernel.jobs import Desk, Sweep

LIMIT_BYTES = 4 * 1024 * 1024
_SECONDS = 10.0
_EVERY = 6 * 3600.0

_log = logging.getLogger(__name__)


async def watch(desk: Desk) -> None:
    """Each repository in its turn; one that does not answer is asked again in the next round."""
    fetcher: GuardedFetcher = desk.ports.get(GuardedFetcher) or GuardedFetcher()
    async with desk.read() as work:
        watched = await tags.watched(work)
    for asset_id, repository in watched:
        told = bytearray()

        async def keep(piece: bytes, told: bytearray = told) -> None:
            told.extend(piece)

        try:
            # Servers of all forges take the name with .git; not all take it without.
            await fetcher.fetch(f"{repository}.git{tags.SERVICE}", keep, limit=LIMIT_BYTES, seconds=_SECONDS)
            found = tags.read_refs(bytes(told))
        except (FetchFailed, tags.NoAdvertisement) as problem:
            _log.info("no tags of a repository", extra={"asset": str(asset_id), "why": str(problem)})
            continue
        if found:
            await desk.run(lambda work, asset_id=asset_id, found=found: tags.draft_new(work, asset_id, found))  # type: ignore[misc]


SWEEPS = (Sweep("repositories.tags", _EVERY, watch),)
