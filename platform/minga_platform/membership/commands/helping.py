"""A member agrees that somebody helps her: the helper then acts for her, by her own name."""

from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound, SignInNeeded
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access, attempts, values
from minga_platform.membership.commands.sessions import enter


async def agree_to_help(work: Work, viewer: Viewer, *, helper: str) -> UUID:
    """Let somebody, named by a proven mail, phone or card number, act for the asker; the agreement's id. Safe to repeat.

    Refuses: SignInNeeded, StepUpNeeded, NotFound, TooManyAttempts.
    """
    person_id = access.herself(viewer)
    access.stepped_up(work, viewer)
    # Counted, because a found name tells that it has an account.
    await attempts.count(work, attempts.for_account("helper", person_id))
    reading = values.any_name(helper)
    found = (
        await work.row("SELECT * FROM person_by_identifier($1, $2)", reading.kind, reading.value) if reading else None
    )
    if found is None or not found["is_proven"] or found["person_id"] == person_id:
        raise NotFound
    fresh: UUID | None = await work.value(
        """INSERT INTO help_agreement (id, person_id, helper_id, given_at) VALUES ($1, $2, $3, $4)
           ON CONFLICT (person_id, helper_id) WHERE ended_at IS NULL DO NOTHING RETURNING id""",
        ids.new(), person_id, found["person_id"], work.now,
    )  # fmt: skip
    if fresh is not None:
        return fresh
    present: UUID = await work.value(
        "SELECT id FROM help_agreement WHERE person_id = $1 AND helper_id = $2 AND ended_at IS NULL",
        person_id,
        found["person_id"],
    )
    return present


async def end_help(work: Work, viewer: Viewer, *, agreement_id: UUID) -> None:
    """Either of the two ends it; the helper's very next request acts for nobody but herself. Refuses: SignInNeeded, NotFound."""
    person_id = access.herself(viewer)
    count = await work.execute(
        "UPDATE help_agreement SET ended_at = $3 WHERE id = $1 AND (person_id = $2 OR helper_id = $2) AND ended_at IS NULL",
        agreement_id, person_id, work.now,
    )  # fmt: skip
    if count == 0:
        raise NotFound


async def act_for(work: Work, viewer: Viewer, *, person_id: UUID | None) -> None:
    """Act for a member who agreed, from the next request of this session on; None: for oneself again.

    Refuses: SignInNeeded, NotFound.
    """
    if viewer.person_id is None:
        raise SignInNeeded
    await enter(work, viewer.person_id)
    if person_id is not None:
        agreed = await work.value(
            "SELECT true FROM help_agreement WHERE person_id = $1 AND helper_id = $2 AND ended_at IS NULL",
            person_id,
            viewer.person_id,
        )
        if not agreed:
            raise NotFound
    await work.execute(
        "UPDATE session SET for_person_id = $2, must_rotate = true WHERE id = $1", viewer.session_id, person_id
    )
