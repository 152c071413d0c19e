"""The job that gets a manifest from an address: under guard, once, small; what comes is imported as found there."""

from typing import Any
from uuid import UUID

from minga_commons.okh.bundles import Piece
from minga_commons.okh.parsing import LARGEST
from minga_commons.registry.manifests import running
from minga_infra.outbound.fetching import FetchFailed, GuardedFetcher
from minga_platform.kernel.jobs import Desk


async def fetch_manifest(desk: Desk, payload: dict[str, Any]) -> None:
    """`payload`: import_id. Safe to repeat: it is fetched again, and written down once."""
    import_id = UUID(payload["import_id"])
    async with desk.read() as work:
        address = await work.value(
            "SELECT address FROM manifest_import WHERE cooperative_id = $1 AND id = $2 AND ended_at IS NULL",
            work.cooperative_id,
            import_id,
        )
    if address is None:
        return
    fetcher: GuardedFetcher = desk.ports.get(GuardedFetcher) or GuardedFetcher()
    data = bytearray()

    async def write(piece: bytes) -> None:
        data.extend(piece)

    try:
        await fetcher.fetch(address, write, limit=LARGEST)
    except FetchFailed as failed:
        await running.fail(desk.run, import_id, failed.fault.value)
        return
    name = address.partition("?")[0].rpartition("/")[2] or "okh.toml"
    await running.run(desk.run, import_id, lambda: iter((Piece(name, bytes(data)),)), found_at=address)
