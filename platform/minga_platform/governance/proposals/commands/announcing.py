"""From a text under discussion to an announced vote: re-based where its ground moved, fixed, and made known to all."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from minga_platform.governance.ballots.commands.announce import OptionDraft, announce
from minga_platform.governance.ballots.commands.cancel import cancel
from minga_platform.governance.proposals import changes, judging, kinds
from minga_platform.governance.proposals.asking import FACILITATE, Proposal, authored, locked, must_be, seen
from minga_platform.governance.proposals.commands.discussing import sponsors
from minga_platform.governance.proposals.commands.drafting import checked_reason, end, keep_text, whole
from minga_platform.governance.proposals.commands.notifying import write_notices
from minga_platform.governance.proposals.errors import AmendmentsOpen, BaseChanged, TooEarly
from minga_platform.governance.proposals.events import ProposalFrozen, ProposalNoticed
from minga_platform.governance.proposals.states import UNDECIDED_AMENDMENTS
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.rules import queries as rules

_DAY = timedelta(hours=24)
_LONGEST_VOTE = timedelta(days=60)
_FURTHEST = timedelta(days=365)


async def rebase_proposal(work: Work, viewer: Viewer, *, proposal_id: UUID) -> UUID:
    """Its author looked at what was decided since and wants the same on the new ground; the proposal's id.

    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidTransition, NothingChanges (it holds already).
    """
    found = await authored(work, viewer, proposal_id)
    must_be(found, "sponsoring", "discussion")
    wanted, base = await whole(work, found)
    if changes.moved(found.base, base) is None:
        return proposal_id
    await work.execute(
        "UPDATE proposal SET base = $3, changed_at = $4, version = version + 1 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, proposal_id, base, work.now,
    )  # fmt: skip
    await keep_text(work, proposal_id, "rebased", found.author_id, wanted=wanted)
    return proposal_id


async def freeze_proposal(work: Work, viewer: Viewer, *, proposal_id: UUID) -> UUID:
    """Fix the text, by its author or a facilitator, once it was discussed long enough; the proposal's id.

    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidTransition, TooEarly, AmendmentsOpen, BaseChanged,
    NothingChanges, InvalidInput. Announces: ProposalFrozen.
    """
    found = await authored(work, viewer, proposal_id, facilitator_too=True)
    must_be(found, "discussion")
    assert found.discussion_until is not None
    now = await work.fresh_now()
    if now < found.discussion_until:
        raise TooEarly(found.discussion_until)
    if undecided := await undecided_amendments(work, proposal_id):
        raise AmendmentsOpen(undecided)
    wanted, base = await whole(work, found)
    if (key := changes.moved(found.base, base)) is not None:
        raise BaseChanged(key)
    if found.stated_at is not None and found.stated_at <= now:
        raise InvalidInput("stated_at", "future", minimum=now.isoformat())
    await work.execute(
        """UPDATE proposal SET state = 'frozen', frozen_at = $3, text_sha256 = $4, changed_at = $3, version = version + 1
           WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id, proposal_id, now, fingerprint(found, wanted),
    )  # fmt: skip
    work.emit(ProposalFrozen(proposal_id=proposal_id))
    return proposal_id


async def undecided_amendments(work: Work, proposal_id: UUID) -> int:
    """Amendments that must be decided first: open, being voted on, or declined with enough sponsors for a vote."""
    count: int = await work.value(
        "SELECT count(*) FROM amendment WHERE cooperative_id = $1 AND proposal_id = $2 AND state = ANY ($3::text[])",
        work.cooperative_id, proposal_id, list(UNDECIDED_AMENDMENTS),
    )  # fmt: skip
    declined = await work.rows(
        "SELECT id FROM amendment WHERE cooperative_id = $1 AND proposal_id = $2 AND state = 'declined'",
        work.cooperative_id, proposal_id,
    )  # fmt: skip
    needed = await rules.number_at(work, "governance.sponsors") if declined else 0
    for row in declined:
        # With no sponsor asked for, every declined amendment would block for good; one voice more than its author's does.
        if await sponsors(work, proposal_id, row["id"]) >= max(needed, 1):
            count += 1
    return count


def fingerprint(found: Proposal, wanted: Mapping[str, Any]) -> bytes:
    """The hash of all that is put to the vote: SHA-256 over sorted JSON."""
    whole_text = {
        "number": found.number,
        "kind": found.kind,
        "title": found.title,
        "text": found.text,
        "changes": dict(wanted),
        "base": found.base,
        "method": found.method,
        "options": found.options,
        "seats": found.seats,
        "budget_minor": found.budget_minor,
        "secret": found.secret,
        "stated_at": found.stated_at and found.stated_at.isoformat(),
        "review_on": found.review_on and found.review_on.isoformat(),
        "measure": found.measure,
    }
    return hashlib.sha256(orjson.dumps(whole_text, option=orjson.OPT_SORT_KEYS)).digest()


async def give_notice(
    work: Work,
    viewer: Viewer,
    *,
    proposal_id: UUID,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> UUID:
    """Announce the vote and tell every voter, by the author or a facilitator; the proposal's id.

    Without dates the vote opens when the notice has run and lasts as long as the rules say; a facilitator may choose
    later ones. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidTransition, InvalidInput (`opens_at`, `closes_at`, with
    the earliest or latest), NobodyVotes. Announces: ProposalNoticed.
    """
    found = await authored(work, viewer, proposal_id, facilitator_too=True)
    if (opens_at or closes_at) and not await access.may(work, viewer, FACILITATE):
        opens_at = closes_at = None
    await notice_vote(work, found, opens_at, closes_at)
    return proposal_id


async def notice_vote(
    work: Work, found: Proposal, opens_at: datetime | None = None, closes_at: datetime | None = None
) -> None:
    """The deed of `give_notice`, nobody's right being asked: the worker's, where nobody did it within a day.

    The roll is that of the moment in which the text was fixed: before the notice, so that nobody joins for the vote.
    """
    must_be(found, "frozen")
    assert found.frozen_at is not None
    kind = kinds.KINDS[found.kind]
    statutes_majority = await rules.at(work, "governance.statutes_majority")
    needs = changes.majority_of(kind, found.changes, "special" if statutes_majority == "special" else "concurrent")
    terms = await judging.terms(work, needs, found.changes.get("rules", ()), work.now)
    voters = await judging.voters(work, found.frozen_at)
    earliest = work.now + terms.notice_days * _DAY
    opens = opens_at or earliest
    if not earliest <= opens <= work.now + _FURTHEST:
        raise InvalidInput("opens_at", "range", minimum=earliest.isoformat())
    closes = closes_at or opens + terms.voting_days * _DAY
    if not opens + terms.voting_days * _DAY <= closes <= opens + _LONGEST_VOTE:
        raise InvalidInput("closes_at", "range", minimum=(opens + terms.voting_days * _DAY).isoformat())
    election_id = await announce(
        work,
        subject_kind="proposal",
        subject_id=found.id,
        title=Text.stored(found.title),
        question=Text.stored(found.text),
        method=found.method,
        options=[_draft(option) for option in found.options],
        bar=judging.bar(terms, voters),
        seats=found.seats if found.options else 1,
        budget_minor=found.budget_minor if kinds.is_budget(found.method) else None,
        secret=found.secret,
        topic=found.kind,
        classes=sorted({one.class_key for one in voters}),
        record_at=found.frozen_at,
        opens_at=opens,
        closes_at=closes,
    )
    await work.execute(
        """UPDATE proposal SET state = 'noticed', terms = $3, election_id = $4, opens_at = $5, closes_at = $6,
               changed_at = $7, version = version + 1 WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id, found.id, terms.as_json(), election_id, opens, closes, work.now,
    )  # fmt: skip
    await write_notices(work, found.id, voters, "notice", work.now)
    work.emit(ProposalNoticed(proposal_id=found.id))


def _draft(option: Mapping[str, Any]) -> OptionDraft:
    picture = option["picture_id"]
    return OptionDraft(
        key=option["key"],
        label=Text.stored(option["label"]),
        description=Text.stored(option["description"]) if option["description"] else None,
        picture_id=UUID(picture) if picture else None,
        symbol=option["symbol"],
        cost_minor=option["cost_minor"],
    )


async def annul_proposal(work: Work, viewer: Viewer, *, proposal_id: UUID, reason: str) -> UUID:
    """A facilitator calls a vote off before it closed, with the reason for all to read; the proposal's id.

    What was asked never changes: who wants it otherwise writes it anew. Refuses: as `access.require` for
    `proposals.facilitate`, NotFound, InvalidTransition, InvalidInput, and as `ballots.cancel`.
    """
    agent_id = await access.require(work, viewer, FACILITATE)
    found = await seen(work, viewer, proposal_id)
    must_be(found, "frozen", "noticed", "voting")
    why = checked_reason(reason, required=True)
    if found.election_id is not None:
        await cancel(work, election_id=found.election_id, reason=why, by_agent_id=agent_id)
    await end(work, proposal_id, "annulled", why)
    return proposal_id


async def called_off(work: Work, election_id: UUID) -> None:
    """The election behind a proposal was cancelled elsewhere: the proposal goes with it. Safe to repeat."""
    proposal_id = await work.value(
        "SELECT id FROM proposal WHERE cooperative_id = $1 AND election_id = $2", work.cooperative_id, election_id
    )
    if proposal_id is None:
        return
    found = await locked(work, proposal_id)
    if found.state in ("noticed", "voting"):
        reason = await work.value(
            "SELECT reason FROM election_cancelled WHERE cooperative_id = $1 AND election_id = $2",
            work.cooperative_id, election_id,
        )  # fmt: skip
        await end(work, proposal_id, "annulled", reason or "")
