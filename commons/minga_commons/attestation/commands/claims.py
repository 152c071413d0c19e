"""Claims and the words of peers: made, given, taken back, disputed, settled, revoked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from minga_commons.attestation import errors, weighing
from minga_commons.attestation.states import ENDED, OUTCOMES
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership.access import require

_MOST_EVIDENCE: Final = 20


async def claim(
    work: Work,
    viewer: Viewer,
    *,
    subject_kind: str,
    subject_id: UUID,
    about_agent_id: UUID,
    needs: int,
    expires_at: datetime | None = None,
    statement: str = "",
    evidence: Sequence[dict[str, Any]] = (),
    claimed_by_agent_id: UUID | None = None,
    right: str = "commons.write",
) -> UUID:
    """Make a claim about somebody; it is recognised once `needs` independent members stand by it, at once for 0.

    `evidence`: [{text, url, file_id}], each key optional. Called by the features whose subjects are claimed.
    `claimed_by_agent_id`: whose claim it is where the asker only carries it out: she who signed up for a work day and came
    claims her hours, and whoever finishes the day for all may stand by them; by default it is the asker's. Where a helper
    writes for a member it is the helper's, whose own word for it has then no weight. `right`: what the asker needs where the feature
    lets others than members claim: who keeps the commons without being a member writes down what members gave.
    Refuses: NotAllowed, InvalidInput, NotFound (nobody by that id here). Announces: ClaimRecognised, where needs is 0.
    """
    by = await require(work, viewer, right)
    if len(statement) > 4000:
        raise InvalidInput("statement", "too_long", maximum="4000")
    if len(evidence) > _MOST_EVIDENCE:
        raise InvalidInput("evidence", "number", maximum=str(_MOST_EVIDENCE))
    if expires_at is not None and expires_at <= work.now:
        raise InvalidInput("expires_at", "future")
    known = await work.value(
        "SELECT true FROM agent WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, about_agent_id
    )
    if not known:
        raise NotFound
    author = claimed_by_agent_id or await _hand_of(work, viewer, by)
    claim_id = ids.new()
    await work.execute(
        """INSERT INTO claim (cooperative_id, id, subject_kind, subject_id, about_agent_id, claimed_by_agent_id, statement,
               evidence, needs, claimed_at, expires_at, state, counted, flags)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open', 0, '{}')""",
        work.cooperative_id, claim_id, subject_kind, subject_id, about_agent_id, author, statement,
        list(evidence), needs, work.now, expires_at,
    )  # fmt: skip
    if needs == 0:
        await weighing.lock(work)
        await weighing.weigh(work, [claim_id])
    return claim_id


async def _hand_of(work: Work, viewer: Viewer, by: UUID) -> UUID:
    """Who holds the pen: the helper, as this co-op knows her, or whoever asks."""
    if viewer.for_person_id is None:
        return by
    found: UUID | None = await work.value(
        "SELECT id FROM agent WHERE cooperative_id = $1 AND person_id = $2 ORDER BY id LIMIT 1",
        work.cooperative_id,
        viewer.person_id,
    )
    return found or by


async def attest(
    work: Work, viewer: Viewer, *, claim_id: UUID, note: str = "", answers: Sequence[dict[str, Any]] = ()
) -> UUID:
    """Stand by a claim. A word that is not independent is written down too, has no weight, and is flagged.

    Refuses: NotAllowed, NotFound, ClaimEnded, AlreadyAttested, in this order. Announces: ClaimRecognised; ClaimLost for
    others whose words turn out to be a ring.
    """
    by = await require(work, viewer, "commons.write")
    if len(note) > 2000:
        raise InvalidInput("note", "too_long", maximum="2000")
    await weighing.lock(work)
    found = await _live(work, claim_id)
    if await _says(work, claim_id, by) == "yes":
        raise errors.AlreadyAttested
    made = await _write(work, claim_id, by, "yes", note, answers)
    touched = await weighing.touched_by_word(work, by, found["about_agent_id"])
    await weighing.weigh(work, touched | {claim_id})
    return made


async def take_back(work: Work, viewer: Viewer, *, claim_id: UUID, note: str = "") -> None:
    """Take one's word back. Refuses: NotAllowed, NotFound, ClaimEnded, InvalidTransition (none was given)."""
    by = await require(work, viewer, "commons.write")
    await weighing.lock(work)
    found = await _live(work, claim_id)
    said = await _says(work, claim_id, by)
    if said != "yes":
        raise InvalidTransition(said or "silent")
    await _write(work, claim_id, by, "back", note, ())
    touched = await weighing.touched_by_word(work, by, found["about_agent_id"])
    await weighing.weigh(work, touched | {claim_id})


async def withdraw(work: Work, viewer: Viewer, *, claim_id: UUID) -> None:
    """Take a claim back that one made, or that is about oneself. Refuses: NotAllowed, NotFound, ClaimEnded."""
    by = await require(work, viewer, "commons.write")
    await weighing.lock(work)
    found = await _live(work, claim_id)
    if by not in (found["about_agent_id"], found["claimed_by_agent_id"]):
        raise NotFound
    await end(work, found, "withdrawn", by, "")


async def revoke(work: Work, viewer: Viewer, *, claim_id: UUID, reason: str) -> None:
    """A keeper of the commons ends a claim that proved wrong, and says why. Needs `commons.keep`.

    Refuses: NotAllowed, NotFound, ClaimEnded, InvalidInput (no reason), OwnCase.
    """
    by = await require(work, viewer, "commons.keep")
    await weighing.lock(work)
    found = await _live(work, claim_id)
    _checked(reason, "reason")
    if by in (found["about_agent_id"], found["claimed_by_agent_id"]):
        raise errors.OwnCase
    await end(work, found, "revoked", by, reason.strip())


async def dispute(work: Work, viewer: Viewer, *, claim_id: UUID, reason: str) -> UUID:
    """Say in the open why a claim is not right; until it is settled the claim has no effect.

    Refuses: NotAllowed, NotFound, ClaimEnded, InvalidInput, AlreadyDisputed. Announces: ClaimLost.
    """
    by = await require(work, viewer, "commons.write")
    await weighing.lock(work)
    await _live(work, claim_id)
    _checked(reason, "reason")
    dispute_id = ids.new()
    made = await work.execute(
        """INSERT INTO claim_dispute (cooperative_id, id, claim_id, by_agent_id, reason, opened_at)
           VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING""",
        work.cooperative_id, dispute_id, claim_id, by, reason.strip(), work.now,
    )  # fmt: skip
    if not made:
        raise errors.AlreadyDisputed
    await weighing.weigh(work, [claim_id])
    return dispute_id


async def settle(work: Work, viewer: Viewer, *, claim_id: UUID, outcome: str, explanation: str) -> None:
    """Decide the open dispute about a claim: upheld, it is refused; dismissed, it stands as before. Needs `commons.keep`.

    Refuses: NotAllowed, NotFound, ClaimEnded, InvalidTransition (no dispute), InvalidInput, OwnCase (a party to it).
    """
    by = await require(work, viewer, "commons.keep")
    await weighing.lock(work)
    found = await _live(work, claim_id)
    opened = await work.row(
        "SELECT id, by_agent_id FROM claim_dispute WHERE cooperative_id = $1 AND claim_id = $2 AND settled_at IS NULL FOR UPDATE",
        work.cooperative_id,
        claim_id,
    )
    if opened is None:
        raise InvalidTransition(found["state"])
    if outcome not in OUTCOMES:
        raise InvalidInput("outcome", "choice")
    _checked(explanation, "explanation")
    if by in (found["about_agent_id"], found["claimed_by_agent_id"], opened["by_agent_id"]):
        raise errors.OwnCase
    await work.execute(
        """UPDATE claim_dispute SET settled_at = $3, settled_by_agent_id = $4, outcome = $5, explanation = $6
           WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id, opened["id"], work.now, by, outcome, explanation.strip(),
    )  # fmt: skip
    if outcome == "upheld":
        await end(work, found, "refused", by, explanation.strip())
    else:
        await weighing.weigh(work, [claim_id])


async def expire(work: Work) -> None:
    """Claims whose time is over have no effect any more. Called by the round."""
    due = await work.rows(
        """SELECT id FROM claim WHERE cooperative_id = $1 AND expires_at <= $2
             AND state IN ('open', 'recognised', 'disputed') ORDER BY id LIMIT 500""",
        work.cooperative_id,
        work.now,
    )
    if due:
        await weighing.lock(work)
        await weighing.weigh(work, [row["id"] for row in due])


async def end(work: Work, found: Any, state: str, by: UUID, because: str) -> None:
    """End a claim for good. After `weighing.lock`."""
    await work.execute(
        """UPDATE claim SET state = $3, ended_at = $4, ended_by_agent_id = $5, ended_because = $6
           WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id, found["id"], state, work.now, by, because,
    )  # fmt: skip
    weighing.announce(work, found, state)


async def _live(work: Work, claim_id: UUID) -> Any:
    found = await work.row(
        "SELECT * FROM claim WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, claim_id
    )
    if found is None:
        raise NotFound
    if found["state"] in ENDED:
        raise errors.ClaimEnded(found["state"])
    if found["expires_at"] is not None and found["expires_at"] <= await work.fresh_now():
        raise errors.ClaimEnded("expired")
    return found


async def _says(work: Work, claim_id: UUID, by: UUID) -> str | None:
    said: str | None = await work.value(
        """SELECT says FROM attestation WHERE cooperative_id = $1 AND claim_id = $2 AND by_agent_id = $3
           ORDER BY id DESC LIMIT 1""",
        work.cooperative_id,
        claim_id,
        by,
    )
    return said


async def _write(work: Work, claim_id: UUID, by: UUID, says: str, note: str, answers: Sequence[dict[str, Any]]) -> UUID:
    made = ids.new()
    await work.execute(
        """INSERT INTO attestation (cooperative_id, id, claim_id, by_agent_id, says, note, answers, at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
        work.cooperative_id, made, claim_id, by, says, note.strip(), list(answers), work.now,
    )  # fmt: skip
    return made


def _checked(text: str, field: str) -> None:
    if not text.strip():
        raise InvalidInput(field, "required")
    if len(text) > 2000:
        raise InvalidInput(field, "too_long", maximum="2000")
