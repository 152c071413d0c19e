"""A member agrees that somebody helps her: the helper then acts for her, by her own name."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotAllowed, NotFound, SignInNeeded
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access, attempts, values
from minga_platform.membership.commands.sessions import enter

SCOPES: Final = ("lists", "orders", "logs")
"""What a member may lend: her lists of goods, her orders, her work and bookings. Votes, credentials, bank and the consent
itself are in none of them."""


async def agree_to_help(
    work: Work, viewer: Viewer, *, helper: str, scopes: Sequence[str] = SCOPES, ends_at: datetime | None = None
) -> UUID:
    """Let somebody, named by a proven mail, phone or card number, act for the asker; the agreement's id. Safe to repeat.

    Another choice of scopes or end takes the place of the one before. Refuses: SignInNeeded, StepUpNeeded, InvalidInput,
    NotFound, TooManyAttempts.
    """
    person_id = access.herself(viewer)
    access.stepped_up(work, viewer)
    chosen = _scopes(scopes)
    _in_future(work, ends_at)
    # Counted, because a found name tells that it has an account.
    await attempts.count(work, attempts.for_account("helper", person_id))
    reading = values.any_name(helper)
    found = (
        await work.row("SELECT * FROM person_by_identifier($1, $2)", reading.kind, reading.value) if reading else None
    )
    if found is None or not found["is_proven"] or found["person_id"] == person_id:
        raise NotFound
    return await _agree(work, person_id, found["person_id"], chosen, ends_at, on_paper=False)


async def enter_help_on_paper(
    work: Work,
    viewer: Viewer,
    *,
    agent_id: UUID,
    helper_agent_id: UUID,
    scopes: Sequence[str],
    signed_on: date,
    ends_at: datetime,
) -> UUID:
    """An officer writes down what a member signed; it holds when a second officer confirms it. Needs `members.admit`.

    Refuses: SignInNeeded, NotFound (also who has no account: nobody can act for a name), NotAllowed, InvalidInput.
    """
    officer = await access.require(work, viewer, "members.admit")
    chosen = _scopes(scopes)
    _in_future(work, ends_at)
    if signed_on > work.now.date():
        raise InvalidInput("signedOn", "range")
    if len({agent_id, helper_agent_id, officer}) < 3:
        raise InvalidInput("helperAgentId", "choice")
    for one in (agent_id, helper_agent_id):
        await _person_of(work, one)
    paper_id = ids.new()
    await work.execute(
        """INSERT INTO help_paper (cooperative_id, id, agent_id, helper_agent_id, scopes, signed_on, ends_at, entered_by, entered_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        work.cooperative_id, paper_id, agent_id, helper_agent_id, chosen, signed_on, ends_at, officer, work.now,
    )  # fmt: skip
    return paper_id


async def confirm_help_on_paper(work: Work, viewer: Viewer, *, paper_id: UUID) -> UUID:
    """A second officer holds what was written down against the sheet; the helper may act from now on.

    Refuses: SignInNeeded, NotFound, NotAllowed (`members.admit`; who entered it, or is one of the two), InvalidTransition.
    """
    officer = await access.require(work, viewer, "members.admit")
    row = await work.row(
        "SELECT * FROM help_paper WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, paper_id
    )
    if row is None:
        raise NotFound
    if row["confirmed_at"] is not None or row["ends_at"] <= work.now:
        raise InvalidTransition("confirmed" if row["confirmed_at"] else "over")
    if officer in (row["entered_by"], row["agent_id"], row["helper_agent_id"]):
        raise NotAllowed("members.admit")
    person_id, helper_id = await _person_of(work, row["agent_id"]), await _person_of(work, row["helper_agent_id"])
    mine = work.scope.person_id
    await enter(work, person_id)
    agreement = await _agree(work, person_id, helper_id, row["scopes"], row["ends_at"], on_paper=True)
    if mine is not None:
        await enter(work, mine)
    await work.execute(
        """UPDATE help_paper SET confirmed_by = $3, confirmed_at = $4, agreement_id = $5 WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id, paper_id, officer, work.now, agreement,
    )  # fmt: skip
    return paper_id


async def _agree(
    work: Work, person_id: UUID, helper_id: UUID, scopes: list[str], ends_at: datetime | None, *, on_paper: bool
) -> UUID:
    present = await work.row(
        """SELECT id, scopes, ends_at FROM help_agreement WHERE person_id = $1 AND helper_id = $2 AND ended_at IS NULL FOR UPDATE""",
        person_id,
        helper_id,
    )
    if present is not None and (present["scopes"], present["ends_at"]) == (scopes, ends_at):
        same: UUID = present["id"]
        return same
    if present is not None:
        await work.execute("UPDATE help_agreement SET ended_at = $2 WHERE id = $1", present["id"], work.now)
    if present is None or (present["ends_at"] is not None and present["ends_at"] <= work.now):
        # What she acted for under an agreement that ended does not come back by itself with the next one: she says so anew.
        await enter(work, helper_id)
        await work.execute(
            "UPDATE session SET for_person_id = NULL WHERE person_id = $1 AND for_person_id = $2", helper_id, person_id
        )
        await enter(work, person_id)
    fresh = ids.new()
    await work.execute(
        """INSERT INTO help_agreement (id, person_id, helper_id, given_at, scopes, ends_at, on_paper) VALUES ($1, $2, $3, $4, $5, $6, $7)
           ON CONFLICT (person_id, helper_id) WHERE ended_at IS NULL DO NOTHING""",
        fresh, person_id, helper_id, work.now, scopes, ends_at, on_paper,
    )  # fmt: skip
    standing: UUID = await work.value(
        "SELECT id FROM help_agreement WHERE person_id = $1 AND helper_id = $2 AND ended_at IS NULL",
        person_id,
        helper_id,
    )
    return standing


async def note_deed(work: Work, viewer: Viewer, *, deed: str, subject_id: UUID | None) -> None:
    """Write down under both names what a helper just did, in the unit that did it. Only within a co-op.

    Refuses: NotAllowed, where it was ended after her request had begun: what bears no two names is not done.
    """
    if viewer.for_person_id is None or work.scope.cooperative_id is None:
        return
    noted = await work.execute(
        """INSERT INTO helped_deed (cooperative_id, id, person_id, helper_id, person_name, helper_name, deed, subject_id, at)
           SELECT $1, $2, h.person_id, h.helper_id, h.person_name, h.helper_name, $5, $6, $7 FROM help_of($3, $7) h
           WHERE h.person_id = $3 AND h.helper_id = $4""",
        work.cooperative_id, ids.new(), viewer.for_person_id, viewer.person_id, deed, subject_id, work.now,
    )  # fmt: skip
    if noted == 0:
        raise NotAllowed("helper")


async def _person_of(work: Work, agent_id: UUID) -> UUID:
    found: UUID | None = await work.value(
        "SELECT person_id FROM agent WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, agent_id
    )
    if found is None:
        raise NotFound
    return found


def _scopes(given: Sequence[str]) -> list[str]:
    chosen = [one for one in SCOPES if one in given]
    if not chosen or set(given) - set(SCOPES):
        raise InvalidInput("scopes", "choice")
    return chosen


def _in_future(work: Work, ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at <= work.now:
        raise InvalidInput("endsAt", "future")


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
            """SELECT true FROM help_agreement WHERE person_id = $1 AND helper_id = $2 AND ended_at IS NULL
               AND (ends_at IS NULL OR ends_at > $3)""",
            person_id,
            viewer.person_id,
            work.now,
        )
        if not agreed:
            raise NotFound
    await work.execute(
        "UPDATE session SET for_person_id = $2, must_rotate = true WHERE id = $1", viewer.session_id, person_id
    )
