"""Casting a ballot: once per voter and class, changed until the close by whoever holds the private code.

Nothing here may join a voter to her ballot: no event, no idempotency row (its hash of the wish could be tried against
every choice), no log. The private code is the key of the wish instead: the same code, number and choice again is the same
ballot. It is made here, or brought along by a page that made it while it was rendered, so that a double click loses nothing.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from uuid import UUID

import asyncpg

from minga_platform.governance.ballots import choices, leaves, ports
from minga_platform.governance.ballots.box import MOST_REVISIONS
from minga_platform.governance.ballots.errors import (
    CodeInUse,
    ElectionOff,
    HasVoted,
    NotOnRoll,
    NotOpenYet,
    OnlyInTheRoom,
    RevisionTaken,
    TooManyRevisions,
    VotesOnPaper,
    VotingClosed,
    WhichClass,
)
from minga_platform.kernel.errors import InvalidInput, NotAllowed, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.register import queries as register

_NONCE_BYTES = 32


@dataclass(frozen=True, slots=True)
class CastBallot:
    """What its voter is told, once. Never stored: not as an idempotency result, not in a log.

    `private_code`: None in an open vote. `counts`: whether this is the ballot's newest form.
    """

    tracking_code: str
    private_code: str | None
    revision: int
    counts: bool
    class_key: str


async def cast_ballot(
    work: Work,
    viewer: Viewer,
    *,
    election_id: UUID,
    choice: Mapping[str, Any],
    class_key: str | None = None,
    as_agent_id: UUID | None = None,
    private_code: str | None = None,
    revision: int | None = None,
) -> CastBallot:
    """Cast a ballot, or change it. `as_agent_id`: an organisation that the asker represents, or a
    member who is away and gave her a mandate for the assembly that this vote belongs to.

    `revision` counts from 1; None is the next one. Refuses: as `access.require` for `ballots.cast`, NotAllowed (a helper), StepUpNeeded, NotFound,
    OnlyInTheRoom, NotOnRoll, WhichClass, InvalidInput, ElectionOff, NotOpenYet, VotingClosed, VotesOnPaper, HasVoted, CodeInUse,
    RevisionTaken, TooManyRevisions. Announces nothing.
    """
    mine = await access.require(work, viewer, "ballots.cast")
    if viewer.for_person_id is not None:
        raise NotAllowed("ballots.cast")  # Whoever helps with other things does not vote for her.
    access.stepped_up(work, viewer)
    poll = await work.row(
        "SELECT method, options, secret, record_at, opens_at, closes_at, assembly_id FROM election WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        election_id,
    )
    if poll is None:
        raise NotFound
    agent_id = mine
    if as_agent_id is not None and as_agent_id != mine:
        if as_agent_id not in await register.may_act_as(work, viewer) and as_agent_id not in (
            await ports.spoken_for(work, mine, [election_id])
        ).get(election_id, ()):
            raise NotFound
        agent_id = as_agent_id
    if not await ports.may_cast_here(work, poll["assembly_id"], mine):
        raise OnlyInTheRoom
    voter_class, weight = await _entry(work, election_id, agent_id, class_key, poll)
    try:
        said = choices.read(poll["method"], [option["key"] for option in poll["options"]], choice)
    except choices.NotAChoice as wrong:
        raise InvalidInput(f"choice.{wrong.field}", wrong.rule, maximum=wrong.bound) from None
    if poll["secret"]:
        code = leaves.new_private_code() if private_code is None else leaves.read_private_code(private_code)
        if code is None:
            raise InvalidInput("private_code", "code")
        token = leaves.token_hash(election_id, voter_class, code)
        number = revision or (
            1
            if private_code is None
            else int(await work.value("SELECT box.next_revision($1, $2, $3)", election_id, token, said))
        )
    else:
        code = None
        token = leaves.voter_hash(election_id, voter_class, agent_id)
        number = revision or await _next_open(work, election_id, agent_id, voter_class, said)
    if not 1 <= number <= 1_000_000:
        raise InvalidInput("revision", "bounds", "1")
    nonce = secrets.token_bytes(_NONCE_BYTES)
    mark = leaves.leaf(election_id, voter_class, weight, token, number, said, nonce)
    taken = await work.row(
        "SELECT outcome, highest_revision, taken_leaf FROM "
        f"box.{'cast_secret' if poll['secret'] else 'cast_open'}($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        election_id, agent_id, voter_class, weight, token, number, said, nonce, mark,
    )  # fmt: skip
    assert taken is not None
    if taken["outcome"] not in ("cast", "repeated", "superseded"):
        _refuse(taken, poll)
    return CastBallot(
        leaves.tracking_code(bytes(taken["taken_leaf"])), code, number, number == taken["highest_revision"], voter_class
    )


async def _entry(
    work: Work, election_id: UUID, agent_id: UUID, class_key: str | None, poll: asyncpg.Record
) -> tuple[str, int]:
    entries = await work.rows("SELECT class_key, weight FROM box.entries($1, $2)", election_id, [agent_id])
    if class_key is not None:
        entries = [one for one in entries if one["class_key"] == class_key]
    if not entries:
        raise NotOnRoll(poll["record_at"])
    if len(entries) > 1:
        raise WhichClass([one["class_key"] for one in entries])
    return entries[0]["class_key"], entries[0]["weight"]


async def _next_open(work: Work, election_id: UUID, agent_id: UUID, class_key: str, said: Mapping[str, Any]) -> int:
    for own in await work.rows("SELECT class_key, revision, choice FROM box.own_open($1, $2)", election_id, [agent_id]):
        if own["class_key"] == class_key:
            # The same said again is no new ballot: a double click, or a page that was reloaded.
            return int(own["revision"]) + (0 if own["choice"] == said else 1)
    return 1


def _refuse(taken: asyncpg.Record, poll: asyncpg.Record) -> NoReturn:
    match taken["outcome"]:
        case "cancelled":
            raise ElectionOff
        case "early":
            raise NotOpenYet(poll["opens_at"])
        case "late":
            raise VotingClosed(poll["closes_at"])
        case "on_paper":
            raise VotesOnPaper
        case "has_voted":
            raise HasVoted
        case "code_taken":
            raise CodeInUse
        case "revision_taken":
            raise RevisionTaken(taken["highest_revision"])
        case "too_many":
            raise TooManyRevisions(MOST_REVISIONS)
        case "not_on_roll":
            raise NotOnRoll(poll["record_at"])
    raise NotFound
