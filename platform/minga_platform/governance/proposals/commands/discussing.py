"""Sponsoring, leaning, and saying what one thinks."""

from uuid import UUID

from minga_platform.governance.proposals import states
from minga_platform.governance.proposals.asking import DISCUSS, FACILITATE, must_be, seen
from minga_platform.governance.proposals.commands.drafting import open_discussion
from minga_platform.governance.proposals.errors import OwnProposal
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotAllowed, NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.membership.commands.members import my_agent
from minga_platform.rules import queries as rules

_LONGEST_COMMENT = 4000
_MOST_AN_HOUR = 60
_TALKING = ("sponsoring", "discussion", "frozen", "noticed", "voting")


async def sponsor_proposal(work: Work, viewer: Viewer, *, proposal_id: UUID, amendment_id: UUID | None = None) -> UUID:
    """A member wants this discussed (or this amendment put to the vote); the proposal's id. Safe to repeat.

    With the number that the rules ask for, the discussion opens. Refuses: as `access.require` for `proposals.discuss`,
    NotFound, InvalidTransition, OwnProposal.
    """
    agent_id = await access.require(work, viewer, DISCUSS)
    found = await seen(work, viewer, proposal_id)
    if amendment_id is None:
        must_be(found, "sponsoring", "discussion")
        author = found.author_id
    else:
        must_be(found, "discussion")
        author = await work.value(
            "SELECT author_id FROM amendment WHERE cooperative_id = $1 AND id = $2 AND proposal_id = $3"
            " AND state IN ('open', 'declined')",
            work.cooperative_id, amendment_id, proposal_id,
        )  # fmt: skip
        if author is None:
            raise NotFound
    if author == agent_id:
        raise OwnProposal
    await work.execute(
        "INSERT INTO sponsorship (cooperative_id, id, proposal_id, amendment_id, agent_id, at)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        work.cooperative_id, ids.new(), proposal_id, amendment_id, agent_id, work.now,
    )  # fmt: skip
    if amendment_id is None and found.state == "sponsoring":
        count = await sponsors(work, proposal_id)
        if count >= await rules.number_at(work, "governance.sponsors"):
            await open_discussion(work, proposal_id)
    return proposal_id


async def sponsors(work: Work, proposal_id: UUID, amendment_id: UUID | None = None) -> int:
    """How many human beings stand behind it: two accounts of one person are one sponsor."""
    count: int = await work.value(
        """SELECT count(DISTINCT coalesce(s.same_as_id, n.agent_id)) FROM sponsorship n
           LEFT JOIN same_person s ON s.cooperative_id = n.cooperative_id AND s.agent_id = n.agent_id AND s.ended_at IS NULL
           WHERE n.cooperative_id = $1 AND n.proposal_id = $2 AND n.amendment_id IS NOT DISTINCT FROM $3
             AND n.ended_at IS NULL""",
        work.cooperative_id, proposal_id, amendment_id,
    )  # fmt: skip
    return count


async def unsponsor_proposal(
    work: Work, viewer: Viewer, *, proposal_id: UUID, amendment_id: UUID | None = None
) -> UUID:
    """Take one's support back, while it still looks for sponsors. Refuses: as `sponsor_proposal`, and NotFound."""
    agent_id = await access.require(work, viewer, DISCUSS)
    found = await seen(work, viewer, proposal_id)
    must_be(found, "sponsoring" if amendment_id is None else "discussion")
    count = await work.execute(
        """UPDATE sponsorship SET ended_at = $5 WHERE cooperative_id = $1 AND proposal_id = $2
           AND amendment_id IS NOT DISTINCT FROM $3 AND agent_id = $4 AND ended_at IS NULL""",
        work.cooperative_id, proposal_id, amendment_id, agent_id, work.now,
    )  # fmt: skip
    if not count:
        raise NotFound
    return proposal_id


async def take_stance(work: Work, viewer: Viewer, *, proposal_id: UUID, stance: str | None) -> UUID:
    """Mark how one leans: `for`, `against`, `question`, or None for no mark; the proposal's id. Never a vote.

    Advisory questions are open to everybody signed in; marks of who is no member are shown apart and never counted.
    Refuses: SignInNeeded, NotFound, InvalidTransition, InvalidInput.
    """
    if stance is not None and stance not in states.STANCES:
        raise InvalidInput("stance", "choice", ", ".join(states.STANCES))
    found = await seen(work, viewer, proposal_id)
    must_be(found, *_TALKING)
    agent_id, is_member = await _speaker(work, viewer)
    if stance is None:
        await work.execute(
            "DELETE FROM stance WHERE cooperative_id = $1 AND proposal_id = $2 AND agent_id = $3",
            work.cooperative_id, proposal_id, agent_id,
        )  # fmt: skip
        return proposal_id
    await work.execute(
        """INSERT INTO stance (cooperative_id, id, proposal_id, agent_id, stance, is_member, at)
           VALUES ($1, $2, $3, $4, $5, $6, $7)
           ON CONFLICT ON CONSTRAINT stance_once_uq DO UPDATE SET stance = $5, is_member = $6, at = $7""",
        work.cooperative_id, ids.new(), proposal_id, agent_id, stance, is_member, work.now,
    )  # fmt: skip
    return proposal_id


async def comment_on_proposal(
    work: Work, viewer: Viewer, *, proposal_id: UUID, text: str, answers_id: UUID | None = None
) -> UUID:
    """Say something, or answer somebody; the comment's id.

    Refuses: SignInNeeded, NotFound, InvalidTransition, InvalidInput (length, or more than sixty an hour).
    """
    found = await seen(work, viewer, proposal_id)
    must_be(found, *_TALKING)
    agent_id, is_member = await _speaker(work, viewer)
    said = Text.checked({"en": text}, field="text", longest=_LONGEST_COMMENT).by_language["en"]
    lately = await work.value(
        "SELECT count(*) FROM comment WHERE cooperative_id = $1 AND agent_id = $2 AND at > $3::timestamptz - interval '1 hour'",
        work.cooperative_id, agent_id, work.now,
    )  # fmt: skip
    if lately >= _MOST_AN_HOUR:
        raise InvalidInput("text", "too_often", maximum=str(_MOST_AN_HOUR))
    if answers_id is not None:
        thread = await work.value(
            "SELECT coalesce(answers_id, id) FROM comment WHERE cooperative_id = $1 AND id = $2 AND proposal_id = $3",
            work.cooperative_id, answers_id, proposal_id,
        )  # fmt: skip
        if thread is None:
            raise NotFound
        # Answers to answers stand in the same thread: two levels are enough to follow, and fit on a phone.
        answers_id = thread
    comment_id = ids.new()
    await work.execute(
        "INSERT INTO comment (cooperative_id, id, proposal_id, answers_id, agent_id, is_member, text, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        work.cooperative_id, comment_id, proposal_id, answers_id, agent_id, is_member, said, work.now,
    )  # fmt: skip
    return comment_id


async def remove_comment(work: Work, viewer: Viewer, *, comment_id: UUID) -> UUID:
    """Take back what one said, or, as a facilitator, take it out; its place stays. The proposal's id.

    Refuses: SignInNeeded, NotFound, NotAllowed.
    """
    row = await work.row(
        "SELECT proposal_id, agent_id, removed_at FROM comment WHERE cooperative_id = $1 AND id = $2 FOR UPDATE",
        work.cooperative_id, comment_id,
    )  # fmt: skip
    agent_id = await access.agent_of(work, viewer)
    if row is None:
        raise NotFound
    await seen(work, viewer, row["proposal_id"])
    if row["agent_id"] != agent_id and not await access.may(work, viewer, FACILITATE):
        raise NotAllowed(FACILITATE)
    await work.execute(
        "UPDATE comment SET text = '', removed_at = coalesce(removed_at, $3) WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, comment_id, work.now,
    )  # fmt: skip
    proposal_id: UUID = row["proposal_id"]
    return proposal_id


async def _speaker(work: Work, viewer: Viewer) -> tuple[UUID, bool]:
    """The asker's agent, made at first sight, and whether she is a member."""
    agent_id = await my_agent(work, viewer)
    present = await access.standing(work, viewer)
    return agent_id, present is not None and bool(present.classes)
