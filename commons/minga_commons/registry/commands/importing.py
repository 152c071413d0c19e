"""Asking for an import of manifests. The import itself is a job (`manifests/running.py`)."""

from uuid import UUID

from minga_commons.registry import content, rights
from minga_commons.registry.manifests.errors import TooManyImports
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.jobs import enqueue
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

IMPORT = "registry.import_manifests"
FETCH = "registry.fetch_manifest"
MOST_AT_ONCE = 5


async def import_file(work: Work, viewer: Viewer, *, file_id: UUID, name: str, dry_run: bool) -> UUID:
    """Bring in a manifest, or an archive of many, that the asker uploaded. Needs `commons.write`.

    Refuses: SignInNeeded, NotAllowed, NotFound (no file of hers), TooManyImports.
    """
    agent_id = await access.require(work, viewer, rights.WRITE)
    row = await work.row(
        "SELECT name FROM file WHERE cooperative_id = $1 AND id = $2 AND uploaded_by = $3 FOR KEY SHARE",
        work.cooperative_id,
        file_id,
        agent_id,
    )
    if row is None:
        raise NotFound
    return await _ask(
        work, agent_id, "upload", name=name or row["name"], file_id=file_id, address="", dry_run=dry_run, job=IMPORT
    )


async def import_address(work: Work, viewer: Viewer, *, address: str, dry_run: bool) -> UUID:
    """Bring in the manifest at an address of the web. Found in the repository that it names, it may renew the work that was
    imported from there. Needs `commons.write`. Refuses: SignInNeeded, NotAllowed, InvalidInput, TooManyImports.
    """
    agent_id = await access.require(work, viewer, rights.WRITE)
    told = content.address("address", address)
    if not told.startswith("https://"):
        raise InvalidInput("address", "https")
    return await _ask(
        work, agent_id, "address", name=told[-200:], file_id=None, address=told, dry_run=dry_run, job=FETCH
    )


async def _ask(
    work: Work, agent_id: UUID, source: str, *, name: str, file_id: UUID | None, address: str, dry_run: bool, job: str
) -> UUID:
    running = await work.value(
        "SELECT count(*) FROM manifest_import WHERE cooperative_id = $1 AND ended_at IS NULL", work.cooperative_id
    )
    if running >= MOST_AT_ONCE:
        raise TooManyImports(MOST_AT_ONCE)
    import_id = await begin(work, agent_id, source, name=name, file_id=file_id, address=address, dry_run=dry_run)
    await enqueue(work, job, {"import_id": str(import_id)}, unique_key=f"manifests:{import_id}")
    return import_id


async def begin(
    work: Work,
    agent_id: UUID,
    source: str,
    *,
    name: str,
    file_id: UUID | None = None,
    address: str = "",
    dry_run: bool = False,
) -> UUID:
    """Write down that an import waits; who may ask for one has been asked before."""
    import_id = ids.new()
    await work.execute(
        """INSERT INTO manifest_import (cooperative_id, id, source, name, address, file_id, dry_run, state, by_agent_id, asked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $9)""",
        work.cooperative_id, import_id, source, name[:200], address, file_id, dry_run, agent_id, work.now,
    )  # fmt: skip
    return import_id
