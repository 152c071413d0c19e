"""Designs of other places, brought into a demo co-op as anybody brings them in: by their manifests."""

from collections.abc import Sequence
from uuid import UUID

from minga_commons.okh.bundles import Piece
from minga_commons.registry.commands import importing
from minga_commons.registry.manifests import running
from minga_platform.kernel.work import Work


async def bring(work: Work, person_id: UUID, manifests: Sequence[tuple[str, str]]) -> None:
    """All of them in the unit given, looked after by this person; nothing where some were brought before."""
    if await work.value("SELECT true FROM manifest_import WHERE cooperative_id = $1 LIMIT 1", work.cooperative_id):
        return
    agent_id = await work.value(
        "SELECT id FROM agent WHERE cooperative_id = $1 AND person_id = $2", work.cooperative_id, person_id
    )
    import_id = await importing.begin(work, agent_id, "command", name="open designs for a village")
    pieces = [Piece(name, text.encode()) for name, text in manifests]
    await running.run(lambda deed: deed(work), import_id, lambda: iter(pieces))
