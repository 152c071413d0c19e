"""Paper ballots after the close: a batch typed by one teller and, from the paper once more, by another.

The second teller does not look at what the first one typed: she types the same paper, and only counts that agree are
confirmed. Nothing is entered while the vote is open, for whoever types would know how it stands.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.governance.ballots import choices
from minga_platform.governance.ballots.errors import (
    AlreadyCounted,
    CountsDiffer,
    ElectionOff,
    MorePaperThanVoters,
    OwnBatch,
    StillOpen,
)
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

TELL = "ballots.tell"
_MOST_KINDS = 2_000
_MOST_BALLOTS = 100_000


@dataclass(frozen=True, slots=True)
class Pile:
    """So many papers that say the same. `choice` as in `choices.read`."""

    choice: Mapping[str, Any]
    times: int


async def enter_batch(
    work: Work, viewer: Viewer, *, election_id: UUID, class_key: str, weight: int, piles: Sequence[Pile]
) -> UUID:
    """Type a batch of paper ballots of one class; its id. It counts for nothing until another teller confirms it.

    Refuses: as `access.require` for `ballots.tell`, NotFound, ElectionOff, StillOpen, AlreadyCounted, InvalidInput,
    MorePaperThanVoters.
    """
    agent_id = await access.require(work, viewer, TELL)
    poll = await _poll(work, election_id)
    counts, ballots = _counts(poll, piles)
    await _fits(work, election_id, class_key, weight, ballots)
    batch_id = ids.new()
    await work.execute(
        """INSERT INTO paper_batch (cooperative_id, id, election_id, class_key, weight, counts, ballots, entered_by, entered_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        work.cooperative_id, batch_id, election_id, class_key, weight, counts, ballots, agent_id, work.now,
    )  # fmt: skip
    return batch_id


async def confirm_batch(work: Work, viewer: Viewer, *, batch_id: UUID, piles: Sequence[Pile]) -> None:
    """Type the same papers again, as another teller; where both agree, the batch counts.

    Refuses: as `access.require`, NotFound, OwnBatch, InvalidTransition (confirmed already), AlreadyCounted, InvalidInput,
    CountsDiffer (with what does not agree; nothing is confirmed), MorePaperThanVoters.
    """
    agent_id = await access.require(work, viewer, TELL)
    batch = await _batch(work, batch_id)
    if batch["entered_by"] == agent_id:
        raise OwnBatch
    if batch["confirmed_at"] is not None:
        raise InvalidTransition("confirmed")
    counts, ballots = _counts(await _poll(work, batch["election_id"]), piles)
    if counts != batch["counts"]:
        raise CountsDiffer(ballots, batch["ballots"], _differing(batch["counts"], counts))
    await _fits(work, batch["election_id"], batch["class_key"], batch["weight"], ballots)
    await work.execute(
        "UPDATE paper_batch SET confirmed_by = $3, confirmed_at = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, batch_id, agent_id, work.now,
    )  # fmt: skip


async def drop_batch(work: Work, viewer: Viewer, *, batch_id: UUID) -> None:
    """Throw a batch away that is not confirmed, to type it anew. Refuses: as `access.require`, NotFound, InvalidTransition."""
    await access.require(work, viewer, TELL)
    batch = await _batch(work, batch_id)
    if batch["confirmed_at"] is not None:
        raise InvalidTransition("confirmed")
    await work.execute("DELETE FROM paper_batch WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, batch_id)


async def _poll(work: Work, election_id: UUID) -> asyncpg.Record:
    # The vote's row never changes, so an advisory lock stands for it: batches of one vote are typed one after another.
    await work.execute("SELECT pg_advisory_xact_lock(hashtextextended('paper' || $1::text, 0))", str(election_id))
    poll = await work.row(
        """SELECT e.method, e.options, e.roll, e.closes_at,
               EXISTS (SELECT FROM election_cancelled c WHERE c.cooperative_id = e.cooperative_id AND c.election_id = e.id) AS is_off,
               EXISTS (SELECT FROM election_result r WHERE r.cooperative_id = e.cooperative_id AND r.election_id = e.id) AS is_counted
           FROM election e WHERE e.cooperative_id = $1 AND e.id = $2""",
        work.cooperative_id,
        election_id,
    )
    if poll is None:
        raise NotFound
    if poll["is_off"]:
        raise ElectionOff
    if poll["is_counted"]:
        raise AlreadyCounted
    if await work.fresh_now() < poll["closes_at"]:
        raise StillOpen(poll["closes_at"])
    return poll


async def _batch(work: Work, batch_id: UUID) -> asyncpg.Record:
    row = await work.row(
        """SELECT election_id, class_key, weight, counts, ballots, entered_by, confirmed_at FROM paper_batch
           WHERE cooperative_id = $1 AND id = $2 FOR UPDATE""",
        work.cooperative_id,
        batch_id,
    )
    if row is None:
        raise NotFound
    return row


def _counts(poll: asyncpg.Record, piles: Sequence[Pile]) -> tuple[list[dict[str, Any]], int]:
    """Piles in their one form: equal choices together, in the order of their writing."""
    if not 1 <= len(piles) <= _MOST_KINDS:
        raise InvalidInput("piles", "number", minimum="1", maximum=str(_MOST_KINDS))
    options = [option["key"] for option in poll["options"]]
    together: Counter[str] = Counter()
    for pile in piles:
        if not 1 <= pile.times <= _MOST_BALLOTS:
            raise InvalidInput("piles.times", "range", minimum="1", maximum=str(_MOST_BALLOTS))
        try:
            said = choices.read(poll["method"], options, pile.choice)
        except choices.NotAChoice as wrong:
            raise InvalidInput(f"piles.choice.{wrong.field}", wrong.rule, maximum=wrong.bound) from None
        together[choices.canonical(said)] += pile.times
    ballots = sum(together.values())
    if ballots > _MOST_BALLOTS:
        raise InvalidInput("piles", "range", maximum=str(_MOST_BALLOTS))
    return [{"choice": json.loads(text), "times": times} for text, times in sorted(together.items())], ballots


def _differing(first: Sequence[Mapping[str, Any]], second: Sequence[Mapping[str, Any]]) -> int:
    """How many kinds of ballots the two counts disagree on: enough to look again, too little to copy the other's."""
    one = {choices.canonical(pile["choice"]): pile["times"] for pile in first}
    other = {choices.canonical(pile["choice"]): pile["times"] for pile in second}
    return sum(1 for said in one.keys() | other.keys() if one.get(said) != other.get(said))


async def _fits(work: Work, election_id: UUID, class_key: str, weight: int, ballots: int) -> None:
    """No more papers than voters of the class who were given one. Only confirmed batches count for that: one that was
    mistyped may stand until it is dropped."""
    given = await work.value("SELECT box.paper_given($1, $2, $3)", election_id, class_key, weight)
    held = await work.value(
        """SELECT coalesce(sum(ballots), 0)::bigint FROM paper_batch WHERE cooperative_id = $1 AND election_id = $2 AND class_key = $3
           AND weight = $4 AND confirmed_at IS NOT NULL""",
        work.cooperative_id, election_id, class_key, weight,
    )  # fmt: skip
    if held + ballots > given:
        raise MorePaperThanVoters(held + ballots, given)
