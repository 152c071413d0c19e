"""Becoming a member: admitted by officers, by the members' decision, or by oneself where a class is open."""

import base64
import secrets as entropy
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, SignInNeeded
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access, values
from minga_platform.membership.commands import members
from minga_platform.membership.commands.classes import terms_of
from minga_platform.register import sponsors
from minga_platform.register.commands.applying import OPEN, locked, may_become_member
from minga_platform.register.commands.shares import promise
from minga_platform.register.errors import MembersDecide, NotVouched
from minga_platform.register.events import ApplicationRefused, MemberAdmitted

_LONGEST_REASON = 500


async def join(work: Work, viewer: Viewer, *, class_key: str) -> UUID:
    """Join at once in a class that is open to everyone, and take its shares; the membership's id.

    Refuses: SignInNeeded, InvalidInput, IsMember, OnePersonOneMembership. Announces: MemberJoined.
    """
    if viewer.person_id is None:
        raise SignInNeeded
    found = await terms_of(work, class_key)
    if found is None or not found.terms.is_open:
        raise InvalidInput("class_key", "open_class")
    agent_id = await members.my_agent(work, viewer)
    await may_become_member(work, agent_id, found)
    return await _enrol(work, agent_id, class_key, found.terms.shares_required, "money", None)


async def admit_agent(work: Work, viewer: Viewer, *, agent_id: UUID, class_key: str) -> UUID:
    """An officer makes somebody a member who did not apply herself; the membership's id.

    Only where officers admit and nobody need vouch. Refuses: as `access.require` for `members.admit`, MembersDecide,
    NotVouched, InvalidInput, NotFound, IsMember, OnePersonOneMembership. Announces: MemberJoined.
    """
    await access.require(work, viewer, "members.admit")
    if await sponsors.members_decide(work):
        raise MembersDecide
    if needed := await sponsors.needed(work, work.now):
        raise NotVouched(0, needed)
    found = await terms_of(work, class_key)
    if found is None:
        raise InvalidInput("class_key", "class")
    await may_become_member(work, agent_id, found)
    return await _enrol(work, agent_id, class_key, found.terms.shares_required, "money", None)


async def decide(work: Work, viewer: Viewer, *, application_id: UUID, admit: bool, reason: str = "") -> UUID | None:
    """An officer admits or refuses an applicant; the membership's id, or None.

    Refuses: as `access.require` for `members.admit`, NotFound, InvalidTransition, MembersDecide, NotVouched, IsMember,
    OnePersonOneMembership, InvalidInput (a refusal gives its reason). Announces: MemberAdmitted or ApplicationRefused.
    """
    officer_id = await access.require(work, viewer, "members.admit")
    row = await locked(work, application_id)
    if row["state"] == "voting":
        raise MembersDecide
    if admit:
        return await _admit(work, row, None, officer_id)
    why = values.text(reason, "reason", longest=_LONGEST_REASON)
    if not why:
        raise InvalidInput("reason", "required")
    await _refuse(work, row, None, officer_id, why)
    return None


async def admit(work: Work, application_id: UUID, *, decision_id: UUID | None = None) -> UUID:
    """The deed of admission, nobody's right being asked: for the effect of a members' decision; the membership's id.

    Refuses: NotFound, InvalidTransition, NotVouched, IsMember, OnePersonOneMembership. Announces: MemberAdmitted.
    """
    return await _admit(work, await locked(work, application_id), decision_id, None)


async def refuse(work: Work, application_id: UUID, *, decision_id: UUID | None = None, reason: str = "") -> None:
    """The members decided against an applicant. Refuses: NotFound, InvalidTransition. Announces: ApplicationRefused."""
    await _refuse(work, await locked(work, application_id), decision_id, None, reason)


async def _admit(work: Work, row, decision_id: UUID | None, officer_id: UUID | None) -> UUID:  # type: ignore[no-untyped-def]
    if row["state"] not in OPEN:
        raise InvalidTransition(row["state"])
    counted = sum(one.counts for one in await sponsors.sponsors(work, row["id"]))
    needed = await sponsors.needed(work, row["applied_at"])
    # Counted again now: a sponsor may have left since the officers got the application on their desk.
    if counted < needed:
        raise NotVouched(counted, needed)
    found = await terms_of(work, row["class_key"])
    assert found is not None
    await may_become_member(work, row["agent_id"], found)
    # Who applied before the price or number changed takes what the class asks for now.
    shares = max(row["shares"], found.terms.shares_required) if found.terms.share_minor else 0
    membership_id = await _enrol(work, row["agent_id"], row["class_key"], shares, row["share_way"], decision_id)
    await work.execute(
        """UPDATE application SET state = 'admitted', decided_at = $3, decided_by = $4, decision_id = $5, membership_id = $6
           WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id, row["id"], work.now, officer_id, decision_id, membership_id,
    )  # fmt: skip
    work.emit(MemberAdmitted(application_id=row["id"], agent_id=row["agent_id"], membership_id=membership_id))
    return membership_id


async def _refuse(work: Work, row, decision_id: UUID | None, officer_id: UUID | None, reason: str) -> None:  # type: ignore[no-untyped-def]
    if row["state"] not in OPEN:
        raise InvalidTransition(row["state"])
    await work.execute(
        """UPDATE application SET state = 'refused', decided_at = $3, decided_by = $4, decision_id = $5, reason = $6
           WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id, row["id"], work.now, officer_id, decision_id, reason,
    )  # fmt: skip
    work.emit(ApplicationRefused(application_id=row["id"], agent_id=row["agent_id"]))


async def _enrol(work: Work, agent_id: UUID, class_key: str, shares: int, way: str, decision_id: UUID | None) -> UUID:
    membership_id = await members.enrol(work, agent_id=agent_id, class_key=class_key, decision_id=decision_id)
    if shares:
        await promise(work, membership_id, shares=shares, way=way)
    await issue_card(work, agent_id)
    return membership_id


async def issue_card(work: Work, agent_id: UUID) -> int:
    """The member's number: the present one, or the next of the co-op. Numbers are never given twice."""
    present: int | None = await work.value(
        "SELECT number FROM member_card WHERE cooperative_id = $1 AND agent_id = $2", work.cooperative_id, agent_id
    )
    if present is not None:
        return present
    # One at a time in a co-op: two that read the same last number would both take the next.
    await work.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('member_card' || $1::text, 0))", str(work.cooperative_id)
    )
    number: int = await work.value(
        """INSERT INTO member_card (cooperative_id, id, agent_id, number, code, issued_at)
           SELECT $1, $2, $3, coalesce(max(number), 0) + 1, $4, $5 FROM member_card WHERE cooperative_id = $1
           ON CONFLICT ON CONSTRAINT member_card_agent_uq DO UPDATE SET issued_at = member_card.issued_at RETURNING number""",
        work.cooperative_id, ids.new(), agent_id, new_code(), work.now,
    )  # fmt: skip
    return number


def new_code() -> str:
    """80 random bits in 16 letters and digits: nobody guesses another member's card."""
    return base64.b32encode(entropy.token_bytes(10)).decode().lower()
