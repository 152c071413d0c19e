"""Writing a proposal, showing it to the members, and taking it back."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from minga_platform.governance.proposals import changes, kinds
from minga_platform.governance.proposals.asking import WRITE, Proposal, authored, must_be, seen
from minga_platform.governance.proposals.events import ProposalSubmitted
from minga_platform.kernel import ids
from minga_platform.kernel.errors import Conflict, InvalidInput
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.rules import queries as rules

_LONGEST_TITLE = 160
_LONGEST_TEXT = 10_000
_LONGEST_MEASURE = 500
_MOST_DRAFTS = 50
_FURTHEST = timedelta(days=3650)


async def begin_proposal(work: Work, viewer: Viewer, *, kind: str, title: Mapping[str, str]) -> UUID:
    """A draft that only its author sees; the proposal's id.

    Refuses: as `access.require` for `proposals.write`, InvalidInput (kind, title, or more than fifty drafts).
    """
    author_id = await access.require(work, viewer, WRITE)
    known = kinds.KINDS.get(kind)
    if known is None:
        raise InvalidInput("kind", "choice", ", ".join(kinds.KINDS))
    checked = Text.checked(title, field="title", longest=_LONGEST_TITLE, one_line=True)
    await work.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('proposal' || $1::text, 0))", str(work.cooperative_id)
    )
    drafts = await work.value(
        "SELECT count(*) FROM proposal WHERE cooperative_id = $1 AND author_id = $2 AND state = 'draft'",
        work.cooperative_id, author_id,
    )  # fmt: skip
    if drafts >= _MOST_DRAFTS:
        raise InvalidInput("kind", "drafts", maximum=str(_MOST_DRAFTS))
    secret = known.about_somebody or bool(await rules.at(work, "governance.secret_votes"))
    proposal_id = ids.new()
    await work.execute(
        """INSERT INTO proposal (cooperative_id, id, number, kind, state, author_id, title, text, method, secret, measure,
               created_at, changed_at)
           SELECT $1, $2, coalesce(max(number), 0) + 1, $3, 'draft', $4, $5, '{}', $6, $7, '{}', $8, $8
           FROM proposal WHERE cooperative_id = $1""",
        work.cooperative_id, proposal_id, kind, author_id, dict(checked), known.method, secret, work.now,
    )  # fmt: skip
    return proposal_id


async def save_draft(
    work: Work, viewer: Viewer, *, proposal_id: UUID, fields: Mapping[str, Any], expected_version: int | None = None
) -> UUID:
    """Keep what was written; the proposal's id. Names that `fields` lacks stay as they are.

    `title`, `text`, `measure`: `{language: text}`; `changes` by kind; `method`, `options`, `seats`, `budget_minor`, `secret`;
    `stated_at` (not in force before), `review_on`. What a draft asks for is judged when it is shown, so that half a
    thought can be kept; its form is judged here. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidTransition,
    Conflict, InvalidInput, NothingChanges.
    """
    found = await authored(work, viewer, proposal_id)
    must_be(found, "draft")
    if expected_version is not None and expected_version != found.version:
        raise Conflict(found.version)
    kept = await _checked(work, found, fields)
    await work.execute(
        """UPDATE proposal SET title = $3, text = $4, changes = $5, base = $6, method = $7, options = $8, seats = $9,
               budget_minor = $10, secret = $11, stated_at = $12, review_on = $13, measure = $14, version = version + 1,
               changed_at = $15
           WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id, proposal_id, kept["title"], kept["text"], kept["changes"], kept["base"], kept["method"],
        kept["options"], kept["seats"], kept["budget_minor"], kept["secret"], kept["stated_at"], kept["review_on"],
        kept["measure"], work.now,
    )  # fmt: skip
    return proposal_id


_TEXTS = {
    "title": (_LONGEST_TITLE, 1, True),
    "text": (_LONGEST_TEXT, 0, False),
    "measure": (_LONGEST_MEASURE, 0, False),
}
_NUMBERS = {"seats": 100, "budget_minor": 10**13}
_KEPT = (
    "title", "text", "changes", "base", "method", "options", "seats", "budget_minor", "secret", "stated_at", "review_on",
    "measure",
)  # fmt: skip


async def _checked(work: Work, found: Proposal, fields: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {name: getattr(found, name) for name in _KEPT}
    given = {name: value for name, value in fields.items() if value is not None}
    for name, (longest, shortest, one_line) in _TEXTS.items():
        if name in given:
            kept[name] = dict(
                Text.checked(given[name], field=name, longest=longest, shortest=shortest, one_line=one_line)
            )
    for name, most in _NUMBERS.items():
        if name in given:
            if not 1 <= given[name] <= most:
                raise InvalidInput(name, "range", minimum="1", maximum=str(most))
            kept[name] = given[name]
    if "changes" in given:
        kept["changes"] = await changes.checked(work, found.kind, given["changes"])
        kept["base"] = await changes.base_of(work, found.kind, kept["changes"])
    _method(kept, kinds.KINDS[found.kind], given)
    if "stated_at" in fields:
        kept["stated_at"] = _ahead(fields["stated_at"], work.now)
    if "review_on" in fields:
        kept["review_on"] = _day(fields["review_on"], work.now)
    return kept


def _method(kept: dict[str, Any], kind: kinds.Kind, given: Mapping[str, Any]) -> None:
    """By which method, among which options, secretly or not."""
    if (method := given.get("method")) is not None:
        if method not in kind.methods:
            raise InvalidInput("method", "choice", ", ".join(kind.methods))
        kept["method"] = method
        if not kinds.takes_options(method):
            kept["options"] = []
    if "options" in given:
        kept["options"] = changes.checked_options(kept["method"], given["options"])
    if "secret" in given:
        # A vote about people is secret, whoever would rather have it otherwise.
        kept["secret"] = bool(given["secret"]) or kind.about_somebody


def _ahead(instant: datetime | None, now: datetime) -> datetime | None:
    if instant is not None and not now < instant < now + _FURTHEST:
        raise InvalidInput("stated_at", "future", minimum=now.isoformat())
    return instant


def _day(day: date | None, now: datetime) -> date | None:
    if day is not None and not now.date() < day < (now + _FURTHEST).date():
        raise InvalidInput("review_on", "future", minimum=now.date().isoformat())
    return day


async def submit_proposal(work: Work, viewer: Viewer, *, proposal_id: UUID) -> UUID:
    """Show a draft to the members, who may sponsor it; where the rules ask for no sponsor it is discussed at once.

    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidTransition, InvalidInput (something is missing), NothingChanges,
    BaseChanged. Announces: ProposalSubmitted.
    """
    await access.require(work, viewer, WRITE)
    found = await authored(work, viewer, proposal_id)
    must_be(found, "draft")
    if not found.text:
        raise InvalidInput("text", "required")
    wanted, base = await whole(work, found)
    needed = await rules.number_at(work, "governance.sponsors")
    await work.execute(
        """UPDATE proposal SET state = 'sponsoring', changes = $3, base = $4, submitted_at = $5, changed_at = $5,
               version = version + 1
           WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id, proposal_id, wanted, base, work.now,
    )  # fmt: skip
    await keep_text(work, found.id, "submitted", found.author_id, wanted=wanted)
    if needed == 0:
        await open_discussion(work, found.id)
    work.emit(ProposalSubmitted(proposal_id=proposal_id))
    return proposal_id


async def whole(work: Work, found: Proposal) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a proposal asks for and builds on, everything needed being there. Refuses: InvalidInput, NothingChanges."""
    wanted = await changes.checked(work, found.kind, found.changes)
    if kinds.takes_options(found.method) and len(found.options) < 2:
        raise InvalidInput("options", "length", minimum="2")
    if kinds.is_budget(found.method) and found.budget_minor is None:
        raise InvalidInput("budget_minor", "required")
    return wanted, await changes.base_of(work, found.kind, wanted)


async def keep_text(
    work: Work,
    proposal_id: UUID,
    because: str,
    by_agent_id: UUID | None,
    *,
    wanted: Mapping[str, Any] | None = None,
    amendment_id: UUID | None = None,
) -> int:
    """Keep the present text for good; its number."""
    number: int = await work.value(
        """INSERT INTO proposal_text (cooperative_id, id, proposal_id, number, title, text, changes, options, because,
               amendment_id, by_agent_id, at)
           SELECT $1, $2, p.id, 1 + (SELECT count(*) FROM proposal_text t WHERE t.cooperative_id = $1 AND t.proposal_id = p.id),
               p.title, p.text, coalesce($4, p.changes), p.options, $5, $6, $7, $8
           FROM proposal p WHERE p.cooperative_id = $1 AND p.id = $3 RETURNING number""",
        work.cooperative_id, ids.new(), proposal_id, None if wanted is None else dict(wanted), because, amendment_id,
        by_agent_id, work.now,
    )  # fmt: skip
    return number


async def open_discussion(work: Work, proposal_id: UUID) -> None:
    """Enough members want it: it is discussed for as long as the rules say now."""
    days = await rules.number_at(work, "governance.discussion_days")
    await work.execute(
        "UPDATE proposal SET state = 'discussion', discussion_until = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, proposal_id, work.now + timedelta(days=days),
    )  # fmt: skip


async def withdraw_proposal(work: Work, viewer: Viewer, *, proposal_id: UUID, reason: str = "") -> None:
    """Its author takes it back: a draft is gone, anything members have seen is kept as withdrawn.

    Possible until its vote is announced. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidTransition, InvalidInput.
    """
    found = await authored(work, viewer, proposal_id)
    must_be(found, "draft", "sponsoring", "discussion", "frozen")
    if found.state == "draft":
        await work.execute(
            "DELETE FROM proposal WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, proposal_id
        )
        return
    await end(work, proposal_id, "withdrawn", checked_reason(reason))


async def end(work: Work, proposal_id: UUID, state: str, because: str) -> None:
    """Nothing more comes of it; open amendments end with it."""
    await work.execute(
        """UPDATE proposal SET state = $3, ended_at = $4, ended_because = $5, changed_at = $4
           WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id, proposal_id, state, work.now, because,
    )  # fmt: skip
    await work.execute(
        """UPDATE amendment SET state = 'overtaken', decided_at = $3
           WHERE cooperative_id = $1 AND proposal_id = $2 AND state IN ('open', 'declined')""",
        work.cooperative_id, proposal_id, work.now,
    )  # fmt: skip


def checked_reason(reason: str, *, required: bool = False) -> str:
    """A few words about why. Refuses: InvalidInput."""
    said = Text.checked({"en": reason}, field="reason", longest=500, shortest=1 if required else 0)
    return said.by_language.get("en", "")


async def copy_proposal(work: Work, viewer: Viewer, *, proposal_id: UUID) -> UUID:
    """A new draft from an earlier proposal, with what it asked for where that still changes something; its id.

    Refuses: as `access.require` for `proposals.write`, NotFound.
    """
    await access.require(work, viewer, WRITE)
    found = await seen(work, viewer, proposal_id)
    draft_id = await begin_proposal(work, viewer, kind=found.kind, title=found.title)
    await work.execute(
        """UPDATE proposal d SET text = p.text, method = p.method, options = p.options, seats = p.seats,
               budget_minor = p.budget_minor, secret = p.secret, measure = p.measure, changes = p.changes, base = $4
           FROM proposal p WHERE p.cooperative_id = $1 AND p.id = $3 AND d.cooperative_id = $1 AND d.id = $2""",
        work.cooperative_id, draft_id, proposal_id, await changes.base_of(work, found.kind, found.changes)
        if found.changes else {},
    )  # fmt: skip
    return draft_id
