"""Members' words for contributions: through the one engine of attestation."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from minga_commons.attestation import weighing
from minga_commons.attestation.commands import claims
from minga_commons.attestation.errors import AlreadyAttested
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

_MOST = 100


@dataclass(frozen=True, slots=True)
class Attested:
    """By how many the asker stands now, how many count from now on, and by how many her word has no weight."""

    said: int
    recognised: int
    without_weight: int


async def attest(work: Work, viewer: Viewer, *, contribution_ids: Sequence[UUID], note: str = "") -> Attested:
    """Stand by contributions, all or none; by whose she stands already she does so still.

    Her word for her own, her household's, or within a small ring is written down and has no weight.
    Refuses: as `access.require` for `commons.write`, InvalidInput, NotFound, ClaimEnded.
    """
    asker = await access.require(work, viewer, "commons.write")
    wanted = list(dict.fromkeys(contribution_ids))
    if not 1 <= len(wanted) <= _MOST:
        raise InvalidInput("contributionIds", "number", minimum="1", maximum=str(_MOST))
    found = [await claim_of(work, one) for one in wanted]
    for claim_id in sorted(found):
        try:
            async with work.attempt():
                await claims.attest(work, viewer, claim_id=claim_id, note=note)
        except AlreadyAttested:
            continue
    rows = await work.rows(
        """SELECT id, state, about_agent_id, claimed_by_agent_id, claimed_at FROM claim
           WHERE cooperative_id = $1 AND id = ANY ($2)""",
        work.cooperative_id,
        found,
    )
    words = await weighing.words_of(work, rows)
    return Attested(
        len(rows),
        sum(row["state"] == "recognised" for row in rows),
        sum(word.by == asker and bool(flag) for _claim, some in words.values() for word, flag in some),
    )


async def take_word_back(work: Work, viewer: Viewer, *, contribution_id: UUID) -> None:
    """Stand by it no longer. Refuses: as `access.require`, NotFound, ClaimEnded, InvalidTransition."""
    await access.require(work, viewer, "commons.write")
    await claims.take_back(work, viewer, claim_id=await claim_of(work, contribution_id))


async def dispute(work: Work, viewer: Viewer, *, contribution_id: UUID, reason: str) -> None:
    """Say in the open why it is not right. Refuses: as `access.require`, NotFound, ClaimEnded, InvalidInput, AlreadyDisputed."""
    await access.require(work, viewer, "commons.write")
    await claims.dispute(work, viewer, claim_id=await claim_of(work, contribution_id), reason=reason)


async def settle(work: Work, viewer: Viewer, *, contribution_id: UUID, is_upheld: bool, explanation: str) -> None:
    """Decide a dispute. Refuses: as `access.require` for `commons.keep`, NotFound, ClaimEnded, InvalidTransition, OwnCase."""
    await access.require(work, viewer, "commons.keep")
    await claims.settle(
        work,
        viewer,
        claim_id=await claim_of(work, contribution_id),
        outcome="upheld" if is_upheld else "dismissed",
        explanation=explanation,
    )


async def claim_of(work: Work, contribution_id: UUID) -> UUID:
    """The claim that a contribution makes. Refuses: NotFound (also for an event of nothing)."""
    found: UUID | None = await work.value(
        "SELECT claim_id FROM contribution WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, contribution_id
    )
    if found is None:
        raise NotFound
    return found
