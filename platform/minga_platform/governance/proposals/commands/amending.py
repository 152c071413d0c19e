"""Amendments: another wording or other values, decided before the proposal itself."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from minga_platform.governance.ballots.commands.announce import announce
from minga_platform.governance.ballots.queries import result as result_of
from minga_platform.governance.proposals import changes, judging
from minga_platform.governance.proposals.asking import DISCUSS, FACILITATE, Proposal, locked, must_be, seen
from minga_platform.governance.proposals.commands.discussing import sponsors
from minga_platform.governance.proposals.commands.drafting import keep_text
from minga_platform.governance.proposals.commands.notifying import write_notices
from minga_platform.governance.proposals.errors import BaseChanged
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotAllowed, NotFound
from minga_platform.kernel.locale import Text, mark, say
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.rules import queries as rules

_LONGEST_TEXT = 10_000
_LONGEST_REASON = 1000
_MOST = 50
_QUESTION = mark("Shall the proposal be changed in this way?")


async def amend_proposal(
    work: Work,
    viewer: Viewer,
    *,
    proposal_id: UUID,
    text: Mapping[str, str] | None,
    wanted: Mapping[str, Any] | None,
    reason: Mapping[str, str],
) -> UUID:
    """Ask for another text, or for other changes; the amendment's id. While the proposal is discussed.

    Refuses: as `access.require` for `proposals.discuss`, NotFound, InvalidTransition, InvalidInput, NothingChanges.
    """
    author_id = await access.require(work, viewer, DISCUSS)
    found = await seen(work, viewer, proposal_id)
    must_be(found, "discussion")
    now = await work.fresh_now()
    if found.discussion_until is None or now >= found.discussion_until:
        raise InvalidTransition("discussion")
    new_text = dict(Text.checked(text or {}, field="text", longest=_LONGEST_TEXT, shortest=0))
    new_changes = await changes.checked(work, found.kind, wanted) if wanted else {}
    if not new_text and not new_changes:
        raise InvalidInput("text", "required")
    said = dict(Text.checked(reason, field="reason", longest=_LONGEST_REASON, shortest=0))
    row = await work.row(
        """SELECT (SELECT count(*) FROM amendment WHERE cooperative_id = $1 AND proposal_id = $2) AS count,
               (SELECT max(number) FROM proposal_text WHERE cooperative_id = $1 AND proposal_id = $2) AS text_number""",
        work.cooperative_id, proposal_id,
    )  # fmt: skip
    assert row is not None
    if row["count"] >= _MOST:
        raise InvalidInput("text", "amendments", maximum=str(_MOST))
    amendment_id = ids.new()
    await work.execute(
        """INSERT INTO amendment (cooperative_id, id, proposal_id, number, author_id, state, text, changes, reason, on_text,
               created_at)
           VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9, $10)""",
        work.cooperative_id, amendment_id, proposal_id, row["count"] + 1, author_id, new_text, new_changes, said,
        row["text_number"], work.now,
    )  # fmt: skip
    return amendment_id


async def _asked(work: Work, viewer: Viewer, amendment_id: UUID) -> tuple[Proposal, Any]:
    row = await work.row(
        "SELECT * FROM amendment WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, amendment_id
    )
    if row is None:
        await access.agent_of(work, viewer)
        raise NotFound
    found = await seen(work, viewer, row["proposal_id"])
    row = await work.row(
        "SELECT * FROM amendment WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, amendment_id
    )
    return found, row


async def answer_amendment(work: Work, viewer: Viewer, *, amendment_id: UUID, accept: bool) -> UUID:
    """The proposal's author takes an amendment into her text, or not; the proposal's id.

    Other open amendments of the same part are overtaken: taking them over a text they were not written for would lose
    words without anybody saying so. Declined ones can still be voted on, with enough sponsors.
    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidTransition, BaseChanged.
    """
    found, row = await _asked(work, viewer, amendment_id)
    agent_id = await access.require(work, viewer, DISCUSS)
    if agent_id != found.author_id:
        raise NotAllowed("proposals.write")
    must_be(found, "discussion")
    if row["state"] not in ("open", "declined") or (not accept and row["state"] == "declined"):
        raise InvalidTransition(row["state"])
    if accept:
        await _take_over(work, found, row, "accepted", agent_id)
    else:
        await _decide(work, amendment_id, "declined", agent_id)
    return found.id


async def _take_over(work: Work, found: Proposal, row: Any, state: str, agent_id: UUID | None) -> None:
    latest = await work.value(
        "SELECT max(number) FROM proposal_text WHERE cooperative_id = $1 AND proposal_id = $2",
        work.cooperative_id, found.id,
    )  # fmt: skip
    if row["on_text"] != latest:
        raise BaseChanged("")
    wanted = row["changes"] or found.changes
    await work.execute(
        """UPDATE proposal SET text = CASE WHEN $3 = '{}'::jsonb THEN text ELSE $3 END, changes = $4, base = $5,
               changed_at = $6, version = version + 1 WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id, found.id, row["text"], wanted,
        await changes.base_of(work, found.kind, wanted) if row["changes"] else found.base, work.now,
    )  # fmt: skip
    await keep_text(work, found.id, "amended", agent_id, amendment_id=row["id"])
    await _decide(work, row["id"], state, agent_id)
    # Amendments of the part that did not change read as before: they now stand on the new text.
    overlap = "(text <> '{}' AND $4) OR (changes <> '{}' AND $5)"
    arguments = (work.cooperative_id, found.id, row["id"], bool(row["text"]), bool(row["changes"]))
    await work.execute(
        f"""UPDATE amendment SET state = 'overtaken', decided_at = $6 WHERE cooperative_id = $1 AND proposal_id = $2
            AND id <> $3 AND state IN ('open', 'declined') AND ({overlap})""",
        *arguments, work.now,
    )  # fmt: skip
    await work.execute(
        f"""UPDATE amendment SET on_text = on_text + 1 WHERE cooperative_id = $1 AND proposal_id = $2
            AND id <> $3 AND state IN ('open', 'declined', 'voting') AND NOT ({overlap})""",
        *arguments,
    )  # fmt: skip


async def _decide(work: Work, amendment_id: UUID, state: str, agent_id: UUID | None) -> None:
    await work.execute(
        "UPDATE amendment SET state = $3, decided_at = $4, decided_by = $5 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, amendment_id, state, work.now, agent_id,
    )  # fmt: skip


async def withdraw_amendment(work: Work, viewer: Viewer, *, amendment_id: UUID) -> UUID:
    """Its author takes it back; the proposal's id. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidTransition."""
    found, row = await _asked(work, viewer, amendment_id)
    agent_id = await access.agent_of(work, viewer)
    if agent_id != row["author_id"]:
        raise NotAllowed("proposals.write")
    if row["state"] not in ("open", "declined"):
        raise InvalidTransition(row["state"])
    await _decide(work, amendment_id, "withdrawn", agent_id)
    return found.id


async def vote_on_amendment(work: Work, viewer: Viewer, *, amendment_id: UUID) -> UUID:
    """Put an amendment with enough sponsors to an ordinary vote of the members; the proposal's id.

    By its author, the proposal's, or a facilitator. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidTransition,
    InvalidInput (`sponsors`, with how many it needs), BaseChanged, NobodyVotes.
    """
    found, row = await _asked(work, viewer, amendment_id)
    agent_id = await access.require(work, viewer, DISCUSS) if not await access.may(work, viewer, FACILITATE) else None
    if agent_id is not None and agent_id not in (row["author_id"], found.author_id):
        raise NotAllowed(FACILITATE)
    must_be(found, "discussion")
    if row["state"] not in ("open", "declined"):
        raise InvalidTransition(row["state"])
    needed = await rules.number_at(work, "governance.sponsors")
    if await sponsors(work, found.id, amendment_id) < needed:
        raise InvalidInput("sponsors", "range", minimum=str(needed))
    terms = await judging.terms(work, "ordinary", (), work.now)
    voters = await judging.voters(work, work.now)
    opens_at = work.now + timedelta(days=terms.notice_days)
    closes_at = opens_at + timedelta(days=terms.voting_days)
    languages = found.title.keys()
    election_id = await announce(
        work,
        subject_kind="amendment",
        subject_id=amendment_id,
        title=Text.stored({language: f"{found.title[language]} · {row['number']}" for language in languages}),
        question=Text.stored({language: say(language, _QUESTION) for language in languages}),
        method="yes_no",
        options=(),
        bar=judging.bar(terms, voters),
        secret=found.secret,
        topic=found.kind,
        classes=sorted({one.class_key for one in voters}),
        record_at=work.now,
        opens_at=opens_at,
        closes_at=closes_at,
    )
    await work.execute(
        """UPDATE amendment SET state = 'voting', election_id = $3, opens_at = $4, closes_at = $5
           WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id, amendment_id, election_id, opens_at, closes_at,
    )  # fmt: skip
    await write_notices(work, found.id, voters, "notice", work.now, amendment_id=amendment_id)
    return found.id


async def decide_amendment(work: Work, amendment_id: UUID) -> None:
    """After the count, by the worker: carried into the text, or lost. Safe to repeat."""
    proposal_id = await work.value(
        "SELECT proposal_id FROM amendment WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, amendment_id
    )
    if proposal_id is None:
        return
    found = await locked(work, proposal_id)
    row = await work.row(
        "SELECT * FROM amendment WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, amendment_id
    )
    assert row is not None
    if row["state"] != "voting" or found.state != "discussion":
        return
    counted = await result_of(work, row["election_id"])
    if counted is None:
        return
    if not counted.passed:
        await _decide(work, amendment_id, "lost", None)
        return
    try:
        await _take_over(work, found, row, "carried", None)
    except BaseChanged:
        # The author took another amendment of the same part into her text while this one was voted on.
        await _decide(work, amendment_id, "overtaken", None)
