"""Closing and counting: the box is closed by its owner's function, then what lies in it is counted, in one unit.

Safe to repeat: a box is closed once and a result written once, whoever comes second finds it done.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from minga_platform.governance.ballots import board, leaves, ports, tally
from minga_platform.governance.ballots.choices import canonical
from minga_platform.governance.ballots.events import ElectionCounted
from minga_platform.governance.ballots.judging import Bar
from minga_platform.governance.ballots.ports import Lent
from minga_platform.governance.ballots.tally import Box, Question, Result
from minga_platform.kernel import ids
from minga_platform.kernel.work import Work


async def take_checkpoint(work: Work, *, election_id: UUID) -> int | None:
    """Note the root over all leaves, if ten minutes passed and eight voters came; the checkpoint's number."""
    number: int | None = await work.value("SELECT box.checkpoint($1, $2)", election_id, ids.new())
    return number


async def close(work: Work, *, election_id: UUID) -> bool:
    """Close the box when its time has come and count it; whether a result was written.

    With paper about, the result waits until confirmed batches hold exactly the voters that were given paper.
    Announces: ElectionCounted.
    """
    outcome = await work.value("SELECT box.close($1, $2, $3)", election_id, ids.new(), ids.new())
    if outcome not in ("closed", "closed before"):
        return False
    return await count(work, election_id=election_id)


async def count(work: Work, *, election_id: UUID) -> bool:
    """Count a closed box; whether a result was written. Announces: ElectionCounted."""
    poll = await work.row(
        "SELECT e.*, c.at AS closed_at, c.root, c.seed, c.broken FROM election e JOIN election_closed c "
        "ON c.cooperative_id = e.cooperative_id AND c.election_id = e.id WHERE e.cooperative_id = $1 AND e.id = $2",
        work.cooperative_id,
        election_id,
    )
    if poll is None:
        return False
    question = question_of(poll)
    cast = [dict(row) for row in await work.rows("SELECT * FROM box.contents($1)", election_id)]
    paper = await _paper(work, election_id)
    turnout = [dict(row) for row in await work.rows("SELECT * FROM box.turnout($1)", election_id)]
    if not _paper_is_whole(paper, turnout):
        return False
    lent = await ports.lent_votes(work, poll, newest(cast))
    boxes = _boxes(poll["roll"], cast, paper, lent)
    lot = tally.lot_seed(bytes(poll["seed"]), bytes(poll["root"]))
    is_whole = not poll["broken"] and _stands(election_id, cast, bytes(poll["root"]))
    result = tally.tally(question, boxes, lot) if is_whole else _no_result(question, boxes, lot)
    checkpoints = await work.rows(
        "SELECT number, taken_at, root, leaves, final FROM ballot_checkpoint WHERE cooperative_id = $1 AND election_id = $2 ORDER BY number",
        work.cooperative_id,
        election_id,
    )
    cooperative = await work.value("SELECT slug FROM cooperative WHERE id = $1", work.cooperative_id)
    named = {one["agent_id"] for one in cast} | {agent_id for one in lent for agent_id in (one.agent_id, *one.path)}
    names = await _names(work, named) if not poll["secret"] else {}
    text = canonical(
        board.build(
            cooperative=cooperative,
            poll=dict(poll),
            cast=cast,
            paper=paper,
            lent=lent,
            turnout=turnout,
            checkpoints=[dict(one) for one in checkpoints],
            result=result,
            lot=lot,
            names=names,
        )
    )
    fresh = await work.execute(
        """INSERT INTO election_result (cooperative_id, id, election_id, at, result, board, board_sha256)
           VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING""",
        work.cooperative_id, ids.new(), election_id, work.now, tally.result_as_json(result), text,
        hashlib.sha256(text.encode()).digest(),
    )  # fmt: skip
    if fresh:
        work.emit(ElectionCounted(election_id=election_id))
    return bool(fresh)


def question_of(poll: Any) -> Question:
    """What is counted, from an election's row."""
    return Question(
        method=poll["method"],
        options=tuple(option["key"] for option in poll["options"]),
        bar=Bar.from_json(poll["bar"]),
        floor=poll["floor"],
        seats=poll["seats"],
        budget_minor=poll["budget_minor"],
        costs={option["key"]: option["cost_minor"] for option in poll["options"] if option["cost_minor"] is not None},
        reserved=tuple((one["name"], tuple(one["options"]), one["seats"]) for one in poll["reserved"]),
    )


def newest(cast: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each voter's ballots the one with the highest number, whatever order they came in."""
    found: dict[bytes, dict[str, Any]] = {}
    for one in cast:
        held = found.get(one["token_hash"])
        if held is None or held["revision"] < one["revision"]:
            found[one["token_hash"]] = one
    return list(found.values())


def _boxes(
    roll: list[dict[str, Any]], cast: list[dict[str, Any]], paper: list[dict[str, Any]], lent: Sequence[Lent]
) -> list[Box]:
    sizes = {(one["class_key"], one["weight"]): one["size"] for one in roll}
    held: dict[tuple[str, int], list[tuple[Mapping[str, Any], int]]] = defaultdict(list)
    for one in newest(cast):
        held[one["class_key"], one["weight"]].append((one["choice"], 1))
    for vote in lent:
        held[vote.class_key, vote.weight].append((vote.choice, 1))
    for batch in paper:
        held[batch["class_key"], batch["weight"]] += [(one["choice"], one["times"]) for one in batch["counts"]]
    return [Box(key, weight, size, tuple(held[key, weight])) for (key, weight), size in sizes.items()]


def _stands(election_id: UUID, cast: list[dict[str, Any]], root: bytes) -> bool:
    """Whether every ballot is what its leaf says, and the leaves give the root."""
    for one in cast:
        expected = leaves.leaf(
            election_id, one["class_key"], one["weight"], bytes(one["token_hash"]), one["revision"], one["choice"],
            bytes(one["nonce"]),
        )  # fmt: skip
        if expected != bytes(one["leaf"]):
            return False
    return leaves.root(bytes(one["leaf"]) for one in cast) == root


def _no_result(question: Question, boxes: list[Box], lot: bytes) -> Result:
    """The ballots are not what was cast: nothing follows from them, and people must look and vote anew."""
    empty = [Box(box.class_key, box.weight, box.roll, ()) for box in boxes]
    plain = tally.tally(question, empty, lot)
    return Result(
        passed=None, winners=(), overall=plain.overall, classes=(), stages=(), ties=(), reasons=(), escalated_by=(),
        threshold_bps=plain.threshold_bps, notes=("tampered",),
    )  # fmt: skip


async def _paper(work: Work, election_id: UUID) -> list[dict[str, Any]]:
    rows = await work.rows(
        "SELECT class_key, weight, counts, ballots FROM paper_batch WHERE cooperative_id = $1 AND election_id = $2 "
        "AND confirmed_at IS NOT NULL ORDER BY id",
        work.cooperative_id,
        election_id,
    )
    return [dict(row) for row in rows]


def _paper_is_whole(paper: list[dict[str, Any]], turnout: list[dict[str, Any]]) -> bool:
    given = {(one["class_key"], one["weight"]): one["voters"] for one in turnout if one["channel"] == "paper"}
    counted: dict[tuple[str, int], int] = defaultdict(int)
    for batch in paper:
        counted[batch["class_key"], batch["weight"]] += batch["ballots"]
    return given == dict(counted)


async def _names(work: Work, agents: set[UUID]) -> dict[UUID, str]:
    rows = await work.rows(
        "SELECT id, name FROM agent WHERE cooperative_id = $1 AND id = ANY ($2::uuid[])",
        work.cooperative_id,
        sorted(agents),
    )
    return {row["id"]: row["name"] for row in rows}


async def due(work: Work) -> tuple[list[UUID], list[UUID]]:
    """Votes that may need a checkpoint, and votes whose time is over and that have no result."""
    rows = await work.rows(
        """SELECT e.id, e.closes_at <= $2 AS is_over FROM election e
           WHERE e.cooperative_id = $1 AND e.opens_at <= $2
             AND NOT EXISTS (SELECT FROM election_cancelled c WHERE c.cooperative_id = e.cooperative_id AND c.election_id = e.id)
             AND NOT EXISTS (SELECT FROM election_result r WHERE r.cooperative_id = e.cooperative_id AND r.election_id = e.id)
           ORDER BY e.closes_at, e.id""",
        work.cooperative_id,
        await work.fresh_now(),
    )
    return [row["id"] for row in rows if not row["is_over"]], [row["id"] for row in rows if row["is_over"]]
