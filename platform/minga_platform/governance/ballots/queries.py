"""What may be known about a vote: its question always, what one did oneself, and the outcome once it is counted.

No query of this file, nor any other, reads a ballot: the app's login has no function that would hand one out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.governance.ballots import choices, leaves, ports, tally
from minga_platform.governance.ballots.judging import Bar
from minga_platform.governance.ballots.states import State, state_at
from minga_platform.governance.ballots.tally import Result
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.register import queries as register

_COLUMNS = """e.id, e.subject_kind, e.subject_id, e.topic, e.assembly_id, e.title, e.question, e.method, e.options, e.seats, e.budget_minor,
    e.reserved, e.bar, e.floor, e.secret, e.roll, e.roll_size, e.seed_commitment, e.record_at, e.announced_at, e.opens_at, e.closes_at,
    c.reason AS cancelled_reason, c.id IS NOT NULL AS is_cancelled, r.id IS NOT NULL AS is_counted"""
_FROM = """FROM election e
    LEFT JOIN election_cancelled c ON c.cooperative_id = e.cooperative_id AND c.election_id = e.id
    LEFT JOIN election_result r ON r.cooperative_id = e.cooperative_id AND r.election_id = e.id"""


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be chosen."""

    key: str
    label: Text
    description: Text
    picture_id: UUID | None
    symbol: str
    cost_minor: int | None


@dataclass(frozen=True, slots=True)
class RollPart:
    """How many may vote in a class with a weight."""

    class_key: str
    weight: int
    size: int


@dataclass(frozen=True, slots=True)
class Election:
    """A vote as anybody may know it. Amounts in minor units of the co-op's currency."""

    id: UUID
    subject_kind: str
    subject_id: UUID
    topic: str
    assembly_id: UUID | None
    title: Text
    question: Text
    method: str
    options: tuple[Option, ...]
    seats: int
    budget_minor: int | None
    reserved: tuple[tuple[str, tuple[str, ...], int], ...]
    bar: Bar
    floor: int
    secret: bool
    roll: tuple[RollPart, ...]
    roll_size: int
    seed_commitment: bytes
    record_at: datetime
    announced_at: datetime
    opens_at: datetime
    closes_at: datetime
    state: State
    cancelled_reason: str | None

    @property
    def small_classes(self) -> tuple[str, ...]:
        """Classes that can never reach the floor: their voters are told before they vote."""
        sizes: dict[str, int] = {}
        for part in self.roll:
            sizes[part.class_key] = sizes.get(part.class_key, 0) + part.size
        return tuple(sorted(key for key, size in sizes.items() if size < self.floor))


@dataclass(frozen=True, slots=True)
class Entry:
    """A place on the roll that the asker votes from. `channel`: none, web or paper."""

    agent_id: UUID
    agent_name: str
    is_self: bool
    class_key: str
    weight: int
    channel: str
    open_choice: dict[str, Any] | None = None
    """What she said in an open vote; a secret choice is known to nobody here."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ballot that the asker can still cast."""

    election_id: UUID
    agent_id: UUID
    class_key: str
    title: Text
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """A result with the board it stands on."""

    result: Result
    counted_at: datetime
    board_sha256: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A root over all leaves that were in the box at an instant."""

    number: int
    taken_at: datetime
    root: bytes
    final: bool


async def election(work: Work, viewer: Viewer, election_id: UUID) -> Election | None:
    """A vote; None where there is none for the asker. What a co-op's members vote on is for who has a standing in it."""
    if not await access.may(work, viewer, "ballots.see"):
        return None
    row = await work.row(
        f"SELECT {_COLUMNS} {_FROM} WHERE e.cooperative_id = $1 AND e.id = $2", work.cooperative_id, election_id
    )
    return None if row is None else _election(row, work.now)


async def elections(
    work: Work, viewer: Viewer, *, before: tuple[datetime, UUID] | None = None, first: int = 50
) -> list[Election] | None:
    """All votes, those that close last first; one more than `first` where there are more. None for who has no standing."""
    if not await access.may(work, viewer, "ballots.see"):
        return None
    at, before_id = before or (None, None)
    rows = await work.rows(
        f"""SELECT {_COLUMNS} {_FROM} WHERE e.cooperative_id = $1
            AND ($2::timestamptz IS NULL OR (e.closes_at, e.id) < ($2, $3::uuid)) ORDER BY e.closes_at DESC, e.id DESC LIMIT $4""",
        work.cooperative_id,
        at,
        before_id,
        min(first, 100) + 1,
    )
    return [_election(row, work.now) for row in rows]


async def result(work: Work, election_id: UUID) -> Result | None:
    """What was decided; None before it is counted. No other route tells anything."""
    found = (await counted(work, [election_id])).get(election_id)
    return None if found is None else found.result


async def counted(work: Work, election_ids: Sequence[UUID]) -> dict[UUID, Counted]:
    """Results with the hashes of their boards, of those votes that are counted."""
    rows = await work.rows(
        "SELECT election_id, result, at, board_sha256 FROM election_result WHERE cooperative_id = $1 AND election_id = ANY ($2::uuid[])",
        work.cooperative_id,
        list(election_ids),
    )
    return {
        row["election_id"]: Counted(tally.result_from_json(row["result"]), row["at"], bytes(row["board_sha256"]))
        for row in rows
    }


async def board(work: Work, viewer: Viewer, election_id: UUID) -> str | None:
    """The published board, to the byte; None before it is counted, and for who has no standing here."""
    if not await access.may(work, viewer, "ballots.see"):
        return None
    text: str | None = await work.value(
        "SELECT board FROM election_result WHERE cooperative_id = $1 AND election_id = $2",
        work.cooperative_id,
        election_id,
    )
    return text


async def checkpoints(work: Work, election_ids: Sequence[UUID]) -> dict[UUID, list[Checkpoint]]:
    """The roots taken so far, oldest first. How many ballots they cover is a total, and told only by the board."""
    found: dict[UUID, list[Checkpoint]] = {}
    for row in await work.rows(
        "SELECT election_id, number, taken_at, root, final FROM ballot_checkpoint WHERE cooperative_id = $1 "
        "AND election_id = ANY ($2::uuid[]) ORDER BY number",
        work.cooperative_id,
        list(election_ids),
    ):
        taken = Checkpoint(row["number"], row["taken_at"], bytes(row["root"]), row["final"])
        found.setdefault(row["election_id"], []).append(taken)
    return found


async def entries(work: Work, viewer: Viewer, polls: Sequence[Election]) -> dict[UUID, list[Entry]]:
    """The places on these votes' rolls from which the asker votes, her own first."""
    agents = await register.may_act_as(work, viewer)
    if not agents:
        return {}
    own_agents = frozenset(agents)
    spoken = await ports.spoken_for(work, agents[0], [one.id for one in polls])
    agents = [*agents, *sorted({one for several in spoken.values() for one in several} - own_agents)]
    rows = await work.rows(
        """SELECT e.election_id, e.agent_id, a.name, e.class_key, e.weight, e.channel FROM box.elections_of($3) e
           JOIN agent a ON a.cooperative_id = $1 AND a.id = e.agent_id WHERE e.election_id = ANY ($2::uuid[])""",
        work.cooperative_id,
        [one.id for one in polls],
        agents,
    )
    said: dict[tuple[UUID, UUID, str], dict[str, Any]] = {}
    for poll in polls:
        if not poll.secret:
            for row in await work.rows("SELECT * FROM box.own_open($1, $2)", poll.id, agents):
                said[poll.id, row["agent_id"], row["class_key"]] = row["choice"]
    found: dict[UUID, list[Entry]] = {}
    for row in rows:
        if row["agent_id"] not in own_agents and row["agent_id"] not in spoken.get(row["election_id"], ()):
            continue
        own = Entry(
            row["agent_id"], row["name"], row["agent_id"] == agents[0], row["class_key"], row["weight"], row["channel"],
            said.get((row["election_id"], row["agent_id"], row["class_key"])),
        )  # fmt: skip
        found.setdefault(row["election_id"], []).append(own)
    for several in found.values():
        several.sort(key=lambda one: (not one.is_self, one.agent_name, one.class_key))
    return found


@dataclass(frozen=True, slots=True)
class Batch:
    """Papers that a teller typed. `counts` is told once they are confirmed: until then only who typed them knows."""

    id: UUID
    class_key: str
    weight: int
    ballots: int
    entered_by: str
    entered_at: datetime
    is_mine: bool
    confirmed_by: str | None
    confirmed_at: datetime | None
    counts: list[dict[str, Any]] | None


async def batches(work: Work, viewer: Viewer, election_id: UUID) -> list[Batch] | None:
    """The paper of a vote, for tellers; None for everybody else."""
    if not await access.may(work, viewer, "ballots.tell"):
        return None
    me = await access.agent_of(work, viewer)
    rows = await work.rows(
        """SELECT b.id, b.class_key, b.weight, b.ballots, e.name AS entered_by, b.entered_at, b.entered_by = $3 AS is_mine,
               c.name AS confirmed_by, b.confirmed_at,
               CASE WHEN b.confirmed_at IS NOT NULL OR b.entered_by = $3 THEN b.counts END AS counts
           FROM paper_batch b JOIN agent e ON e.cooperative_id = b.cooperative_id AND e.id = b.entered_by
           LEFT JOIN agent c ON c.cooperative_id = b.cooperative_id AND c.id = b.confirmed_by
           WHERE b.cooperative_id = $1 AND b.election_id = $2 ORDER BY b.entered_at, b.id""",
        work.cooperative_id,
        election_id,
        me,
    )
    return [Batch(**dict(row)) for row in rows]


async def paper_given(work: Work, poll: Election) -> dict[tuple[str, int], int]:
    """Class and weight → how many voters were given paper."""
    return {
        (part.class_key, part.weight): await work.value(
            "SELECT box.paper_given($1, $2, $3)", poll.id, part.class_key, part.weight
        )
        for part in poll.roll
    }


async def waiting_for(work: Work, viewer: Viewer) -> list[Waiting]:
    """The ballots that the asker can still cast, those that close first first."""
    agents = await register.may_act_as(work, viewer)
    if not agents:
        return []
    own_agents = frozenset(agents)
    spoken = await ports.spoken_for(work, agents[0], None)
    agents = [*agents, *sorted({one for several in spoken.values() for one in several} - own_agents)]
    rows = await work.rows(
        """SELECT e.id, b.agent_id, b.class_key, e.title, e.closes_at FROM box.elections_of($2) b
           JOIN election e ON e.cooperative_id = $1 AND e.id = b.election_id
           WHERE b.channel = 'none' AND e.opens_at <= $3 AND e.closes_at > $3 AND NOT EXISTS (
               SELECT FROM election_cancelled c WHERE c.cooperative_id = e.cooperative_id AND c.election_id = e.id)
           ORDER BY e.closes_at, e.id, b.class_key""",
        work.cooperative_id,
        agents,
        work.now,
    )
    return [
        Waiting(row["id"], row["agent_id"], row["class_key"], Text.stored(row["title"]), row["closes_at"])
        for row in rows
        if row["agent_id"] in own_agents or row["agent_id"] in spoken.get(row["id"], ())
    ]


async def taken_part(work: Work, agent_id: UUID, election_id: UUID) -> bool:
    """Whether an agent voted, by whichever channel; never what."""
    rows = await work.rows("SELECT channel FROM box.entries($1, $2)", election_id, [agent_id])
    return any(row["channel"] != "none" for row in rows)


async def holds(work: Work, viewer: Viewer, election_id: UUID, tracking_code: str) -> bool | None:
    """Whether a ballot of this tracking code is in the box; None for who has no standing here."""
    if not await access.may(work, viewer, "ballots.see"):
        return None
    code = leaves.read_tracking_code(tracking_code)
    return code is not None and bool(await work.value("SELECT box.holds($1, $2)", election_id, code))


def numbers_of(found: Result, poll: Election) -> Sequence[str]:
    """The rows of a result's table in the order of the ballot: what could be said, or the options, then abstentions."""
    if choices.is_judged(poll.method):
        return choices.SAYINGS[poll.method]
    keys = [option.key for option in poll.options]
    abstained = found.overall.numbers is not None and "abstain" in found.overall.numbers
    return [*keys, "abstain"] if abstained else keys


def _election(row: asyncpg.Record, now: datetime) -> Election:
    options = tuple(
        Option(
            one["key"],
            Text.stored(one["label"]),
            Text.stored(one["description"]),
            UUID(one["picture_id"]) if one["picture_id"] else None,
            one["symbol"],
            one["cost_minor"],
        )
        for one in row["options"]
    )
    plain = (
        "id", "subject_kind", "subject_id", "topic", "assembly_id", "method", "seats", "budget_minor", "floor", "secret", "roll_size",
        "record_at", "announced_at", "opens_at", "closes_at", "cancelled_reason",
    )  # fmt: skip
    return Election(
        **{name: row[name] for name in plain},
        title=Text.stored(row["title"]),
        question=Text.stored(row["question"]),
        options=options,
        reserved=tuple((one["name"], tuple(one["options"]), one["seats"]) for one in row["reserved"]),
        bar=Bar.from_json(row["bar"]),
        roll=tuple(RollPart(**one) for one in row["roll"]),
        seed_commitment=bytes(row["seed_commitment"]),
        state=state_at(
            now, row["opens_at"], row["closes_at"], is_cancelled=row["is_cancelled"], is_counted=row["is_counted"]
        ),
    )
