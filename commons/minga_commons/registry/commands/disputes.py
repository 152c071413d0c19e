"""Disputes: whose a work is, and under which licence. While one is open the release is frozen, and what derives from it
waits. Source: invariant 23, and what a re-upload under a weaker licence asks for."""

from uuid import UUID

import asyncpg

from minga_commons.registry import content, listing, rights
from minga_commons.registry.commands.releases import take_back
from minga_commons.registry.errors import ReleaseDisputedAlready
from minga_commons.registry.events import DisputeSettled, ReleaseDisputed
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition, NotAllowed, NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access


async def dispute(work: Work, viewer: Viewer, *, release_id: UUID, claim: str, evidence: str = "") -> UUID:
    """Say that a published release is not whose it claims to be, or not under its licence. It is frozen at once.

    Refuses: SignInNeeded, NotFound, NotAllowed, ReleaseDisputedAlready, InvalidTransition (withdrawn), InvalidInput.
    Announces: ReleaseDisputed.
    """
    right = await rights.seen_release(work, viewer, release_id)
    said = Text.checked({"en": claim or ""}, field="claim", longest=4_000).read("en")
    if right.row["state"] == "frozen":
        raise ReleaseDisputedAlready
    if right.row["state"] != "published":
        raise InvalidTransition(right.row["state"])
    dispute_id = ids.new()
    try:
        await work.execute(
            """INSERT INTO release_dispute (cooperative_id, id, release_id, claim, evidence, by_agent_id, opened_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)""",
            work.cooperative_id, dispute_id, release_id, said, content.line("evidence", evidence, 2_000), right.agent_id,
            work.now,
        )  # fmt: skip
    except asyncpg.UniqueViolationError:
        raise ReleaseDisputedAlready from None
    await work.execute(
        "UPDATE release SET state = 'frozen' WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, release_id
    )
    await listing.write_cards(work, [release_id])
    await listing.refresh(work, [right.row["asset_id"]])
    work.emit(ReleaseDisputed(release_id=str(release_id), dispute_id=str(dispute_id)))
    return dispute_id


async def settle(work: Work, viewer: Viewer, *, dispute_id: UUID, upheld: bool, because: str) -> UUID:
    """End a dispute (`commons.keep`, by nobody who is a party): upheld, the release is withdrawn; else it is as it was.

    Refuses: SignInNeeded, NotFound, NotAllowed (a party too), InvalidTransition (settled), InvalidInput.
    Announces: DisputeSettled, and ReleaseWithdrawn where it is upheld.
    """
    agent_id = await access.require(work, viewer, rights.KEEP)
    row = await work.row(
        """SELECT d.release_id, d.by_agent_id, d.settled_at FROM release_dispute d
        WHERE d.cooperative_id = $1 AND d.id = $2""",
        work.cooperative_id,
        dispute_id,
    )
    if row is None:
        raise NotFound
    # The release is locked before the dispute is looked at again, as whoever disputes does.
    right = await rights.for_release(work, viewer, row["release_id"], keeper=True)
    if right.row["is_mine"] or row["by_agent_id"] == agent_id:
        raise NotAllowed(rights.KEEP)
    said = Text.checked({"en": because or ""}, field="because", longest=4_000).read("en")
    done = await work.execute(
        """UPDATE release_dispute SET settled_at = $3, settled_by = $4, upheld = $5, because = $6
        WHERE cooperative_id = $1 AND id = $2 AND settled_at IS NULL""",
        work.cooperative_id, dispute_id, work.now, agent_id, upheld, said,
    )  # fmt: skip
    if not done:
        raise InvalidTransition("settled")
    if upheld:
        await take_back(work, right.row, said)
    else:
        await work.execute(
            "UPDATE release SET state = 'published' WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id,
            row["release_id"],
        )
        await listing.write_cards(work, [row["release_id"]])
        await listing.refresh(work, [right.row["asset_id"]])
    work.emit(DisputeSettled(release_id=str(row["release_id"]), dispute_id=str(dispute_id), upheld=upheld))
    release_id: UUID = row["release_id"]
    return release_id
