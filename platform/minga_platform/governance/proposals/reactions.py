"""What comes by itself: states that the clock moves, certificates after a count, notices served, reminders."""

import hashlib
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from minga_platform.governance.ballots.errors import NobodyVotes
from minga_platform.governance.proposals import queries
from minga_platform.governance.proposals.asking import locked
from minga_platform.governance.proposals.commands.amending import decide_amendment
from minga_platform.governance.proposals.commands.announcing import called_off, notice_vote
from minga_platform.governance.proposals.commands.certifying import bring_into_force, certify
from minga_platform.governance.proposals.commands.drafting import end
from minga_platform.governance.proposals.commands.notifying import (
    make_link,
    served,
    way_to,
    write_reminders,
    write_review,
)
from minga_platform.governance.proposals.ports import LetterWriter, NoticeLetter
from minga_platform.kernel.jobs import Desk, Job, Reaction, Sweep
from minga_platform.kernel.messages import Message, Messages
from minga_platform.kernel.work import Work
from minga_platform.rules import queries as rules

_FOR_DATES = timedelta(days=1)
"""How long a facilitator has to choose dates before the notice goes out with those that the rules say."""
_BEFORE_CLOSE = timedelta(days=2)


async def _counted(desk: Desk, event: dict[str, Any]) -> None:
    election_id = UUID(event["election_id"])
    async with desk.read() as work:
        subject = await work.row(
            "SELECT subject_kind, subject_id FROM election WHERE cooperative_id = $1 AND id = $2",
            desk.here,
            election_id,
        )
    if subject is None:
        return
    if subject["subject_kind"] == "proposal":
        await desk.run(lambda work: certify(work, subject["subject_id"]))
    elif subject["subject_kind"] == "amendment":
        await desk.run(lambda work: decide_amendment(work, subject["subject_id"]))


async def _cancelled(desk: Desk, event: dict[str, Any]) -> None:
    await desk.run(lambda work: called_off(work, UUID(event["election_id"])))


async def _certify(desk: Desk, wish: dict[str, Any]) -> None:
    by = wish.get("by_agent_id")
    await desk.run(lambda work: certify(work, UUID(wish["proposal_id"]), UUID(by) if by else None))


async def _serve(desk: Desk, _event: dict[str, Any]) -> None:
    await _serve_due(desk)


async def _rounds(desk: Desk) -> None:
    await desk.run(_move_by_clock)
    async with desk.read() as work:
        frozen, over, due = await _waiting(work)
    for proposal_id in frozen:
        await desk.run(partial(_notice, proposal_id=proposal_id))
    for proposal_id in over:
        await desk.run(partial(certify, proposal_id=proposal_id))
    for proposal_id in due:
        await desk.run(partial(bring_into_force, proposal_id=proposal_id))
    await desk.run(_remind)
    await _serve_due(desk)


async def _move_by_clock(work: Work) -> None:
    await work.execute(
        "UPDATE proposal SET state = 'voting' WHERE cooperative_id = $1 AND state = 'noticed' AND opens_at <= $2",
        work.cooperative_id, work.now,
    )  # fmt: skip
    days = await rules.number_at(work, "governance.sponsoring_days")
    for row in await work.rows(
        """SELECT id FROM proposal WHERE cooperative_id = $1 AND state = 'sponsoring' AND submitted_at <= $2
           ORDER BY id FOR UPDATE SKIP LOCKED""",
        work.cooperative_id, work.now - timedelta(days=days),
    ):  # fmt: skip
        await end(work, row["id"], "lapsed", "sponsors")


async def _waiting(work: Work) -> tuple[list[UUID], list[UUID], list[UUID]]:
    """Texts whose notice nobody gave, votes that are over, decisions whose date has come."""
    rows = await work.rows(
        """SELECT id, state FROM proposal WHERE cooperative_id = $1 AND (
               (state = 'frozen' AND frozen_at <= $3) OR (state IN ('noticed', 'voting') AND closes_at <= $2)
               OR (state = 'deferred' AND effective_at <= $2)) ORDER BY closes_at, number""",
        work.cooperative_id, work.now, work.now - _FOR_DATES,
    )  # fmt: skip
    return (
        [row["id"] for row in rows if row["state"] == "frozen"],
        [row["id"] for row in rows if row["state"] in ("noticed", "voting")],
        [row["id"] for row in rows if row["state"] == "deferred"],
    )


async def _notice(work: Work, proposal_id: UUID) -> None:
    found = await locked(work, proposal_id)
    if found.state == "frozen":
        try:
            await notice_vote(work, found)
        except NobodyVotes:
            return  # Nothing can be asked of nobody; it waits until there are members.


async def _remind(work: Work) -> None:
    """Who has not voted hears once more, two days before the close; authors hear when a promised measure is due."""
    for row in await work.rows(
        """SELECT id, election_id FROM proposal WHERE cooperative_id = $1 AND state = 'voting'
           AND closes_at > $2 AND closes_at <= $3 AND opens_at <= $4""",
        work.cooperative_id, work.now, work.now + _BEFORE_CLOSE, work.now - _FOR_DATES,
    ):  # fmt: skip
        await write_reminders(work, row["id"], row["election_id"])
    for row in await work.rows(
        """UPDATE proposal SET review_told_at = $2 WHERE cooperative_id = $1 AND state = 'in_force'
           AND review_on <= $3 AND review_told_at IS NULL RETURNING id, author_id""",
        work.cooperative_id, work.now, work.now.date(),
    ):  # fmt: skip
        await write_review(work, row["id"], row["author_id"])


async def _serve_due(desk: Desk) -> None:
    """Letters that wait, each in a unit of its own: one that cannot go does not hold up the others."""
    if Messages not in desk.ports or LetterWriter not in desk.ports:
        return
    async with desk.read() as work:
        waiting = await work.rows(
            """SELECT n.id FROM notice n JOIN proposal p ON p.cooperative_id = n.cooperative_id AND p.id = n.proposal_id
               LEFT JOIN amendment a ON a.cooperative_id = n.cooperative_id AND a.id = n.amendment_id
               WHERE n.cooperative_id = $1 AND n.served_at IS NULL AND n.due_at <= $2
                 AND (n.purpose = 'review' OR coalesce(a.closes_at, p.closes_at) > $2) ORDER BY n.id LIMIT 500""",
            desk.here, work.now,
        )  # fmt: skip
    for row in waiting:
        await _serve_one(desk, row["id"])


async def _serve_one(desk: Desk, notice_id: UUID) -> None:
    async with desk.work() as work:
        row = await work.row(_LETTER, desk.here, notice_id)
        if row is None:
            return
        to = await way_to(work, row["agent_id"])
        token = ""
        if row["purpose"] != "review" and row["election_id"] is not None:
            token = await make_link(work, row["election_id"], row["agent_id"], row["closes_at"])
    write: LetterWriter = desk.port(LetterWriter)
    written = write(
        NoticeLetter(
            purpose=row["purpose"],
            slug=row["slug"],
            cooperative=queries.said(row["name"], to.language, row["language"]),
            zone=row["zone"],
            language=to.language,
            name=to.name,
            number=row["number"],
            proposal_id=row["proposal_id"],
            title=queries.said(row["title"], to.language, row["language"]),
            opens_at=row["opens_at"] or row["due_at"],
            closes_at=row["closes_at"] or row["due_at"],
            election_id=row["election_id"],
            token=token,
            by_phone=to.channel == "phone",
        )
    )
    # The same notice is the same message, however often it is tried: a carrier that has it drops it, and each letter's
    # link works.
    message_id = UUID(bytes=hashlib.sha256(f"notice:{notice_id}".encode()).digest()[:16], version=5)
    message = Message(message_id, to.channel, to.to, written.subject, written.text, to.language)  # type: ignore[arg-type]
    await desk.port(Messages).send(message)
    async with desk.work() as work:
        await served(work, notice_id, channel=to.channel, message_id=message_id, text=written.text, served_at=work.now)


_LETTER = """SELECT n.proposal_id, n.agent_id, n.purpose, n.due_at, p.number, p.title, coalesce(a.opens_at, p.opens_at) AS opens_at,
        coalesce(a.closes_at, p.closes_at) AS closes_at, coalesce(a.election_id, p.election_id) AS election_id,
        c.slug, c.name, c.zone, c.language
    FROM notice n JOIN proposal p ON p.cooperative_id = n.cooperative_id AND p.id = n.proposal_id
    LEFT JOIN amendment a ON a.cooperative_id = n.cooperative_id AND a.id = n.amendment_id
    JOIN cooperative c ON c.id = n.cooperative_id
    WHERE n.cooperative_id = $1 AND n.id = $2 AND n.served_at IS NULL"""

REACTIONS = (
    Reaction("ElectionCounted", "proposals.counted", _counted),
    Reaction("ElectionCancelled", "proposals.called_off", _cancelled),
    Reaction("ProposalNoticed", "proposals.serve", _serve),
)
JOBS = (Job("proposals.certify", _certify),)
SWEEPS = (Sweep("proposals.rounds", 20.0, _rounds),)
