"""Minutes: written while the meeting runs, adopted once, and then as they are for good; and who does what afterwards."""

import hashlib
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from minga_platform.governance.assemblies.commands.calling import RUN, in_state
from minga_platform.governance.assemblies.events import MinutesAdoptedNow
from minga_platform.governance.assemblies.room import room
from minga_platform.kernel import ids
from minga_platform.kernel.errors import Conflict, InvalidInput, InvalidTransition, NotAllowed, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

_LONGEST = 60_000


async def write_minutes(work: Work, viewer: Viewer, *, assembly_id: UUID, text: str, version: int) -> int:
    """Save the draft; its new version. By who runs assemblies, or this one's writer. `version`: the one that was read, 0 first.

    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput, InvalidTransition, MinutesAdopted, Conflict.
    """
    agent_id = await _writer(work, viewer, assembly_id)
    if len(text) > _LONGEST:
        raise InvalidInput("text", "length", maximum=str(_LONGEST))
    saved: int | None = await work.value(
        """INSERT INTO minutes_draft (cooperative_id, id, assembly_id, text, version, changed_at, by_agent_id)
           VALUES ($1, $2, $3, $4, 1, $5, $6)
           ON CONFLICT (cooperative_id, assembly_id) DO UPDATE SET text = excluded.text, version = minutes_draft.version + 1,
               changed_at = excluded.changed_at, by_agent_id = excluded.by_agent_id
           WHERE minutes_draft.version = $7 RETURNING version""",
        work.cooperative_id, ids.new(), assembly_id, text, work.now, agent_id, version,
    )  # fmt: skip
    if saved is None:
        raise Conflict(
            await work.value(
                "SELECT version FROM minutes_draft WHERE cooperative_id = $1 AND assembly_id = $2",
                work.cooperative_id,
                assembly_id,
            )
        )
    return saved


async def adopt_minutes(work: Work, viewer: Viewer, *, assembly_id: UUID, version: int) -> UUID:
    """Adopt the draft as it reads: from now on neither it, nor the attendance, nor any outcome changes. The minutes' id.

    By who runs assemblies, and not by who wrote them. Every vote in the room must be counted before.
    Refuses: as `access.require` for `assemblies.run`, NotFound, NotAllowed, InvalidTransition, MinutesAdopted, Conflict.
    Announces: MinutesAdoptedNow.
    """
    agent_id = await access.require(work, viewer, RUN)
    found = await in_state(work, assembly_id, "closed")
    draft = await work.row(
        "SELECT text, version, by_agent_id FROM minutes_draft WHERE cooperative_id = $1 AND assembly_id = $2 FOR UPDATE",
        work.cooperative_id,
        assembly_id,
    )
    if draft is None or not draft["text"].strip():
        raise InvalidInput("text", "required")
    if draft["version"] != version:
        raise Conflict(draft["version"])
    if draft["by_agent_id"] == agent_id:
        raise NotAllowed("minutes.own")
    record = await _record(work, found)
    if any(item["vote"] is not None and item["vote"]["result"] is None for item in record["items"]):
        raise InvalidTransition("counting")
    sealed = orjson.dumps({"text": draft["text"], "record": record}, option=orjson.OPT_SORT_KEYS)
    minutes_id = ids.new()
    # The draft goes first: the trigger that keeps adopted meetings as they are would hold it back afterwards.
    await work.execute(
        "DELETE FROM minutes_draft WHERE cooperative_id = $1 AND assembly_id = $2", work.cooperative_id, assembly_id
    )
    await work.execute(
        """INSERT INTO minutes (cooperative_id, id, assembly_id, text, record, record_sha256, adopted_at, adopted_by)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
        work.cooperative_id, minutes_id, assembly_id, draft["text"], record, hashlib.sha256(sealed).digest(), work.now, agent_id,
    )  # fmt: skip
    work.emit(MinutesAdoptedNow(assembly_id=assembly_id))
    return minutes_id


async def add_action(
    work: Work, viewer: Viewer, *, assembly_id: UUID, text: str, agent_id: UUID | None, due_on: date | None
) -> UUID:
    """Note what somebody is to do; its id. Refuses: as `write_minutes`."""
    await _writer(work, viewer, assembly_id)
    if not 1 <= len(text.strip()) <= 500:
        raise InvalidInput("text", "length", minimum="1", maximum="500")
    if agent_id is not None and not await work.value(
        "SELECT true FROM agent WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, agent_id
    ):
        raise NotFound
    action_id = ids.new()
    await work.execute(
        """INSERT INTO action_item (cooperative_id, id, assembly_id, text, agent_id, due_on, made_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7)""",
        work.cooperative_id, action_id, assembly_id, text.strip(), agent_id, due_on, work.now,
    )  # fmt: skip
    return action_id


async def finish_action(work: Work, viewer: Viewer, *, action_id: UUID) -> None:
    """It is done. By whom it was given to, or who runs assemblies. Refuses: SignInNeeded, NotFound, InvalidTransition."""
    agent_id = await access.agent_of(work, viewer)
    row = await work.row(
        "SELECT agent_id, done_at FROM action_item WHERE cooperative_id = $1 AND id = $2 FOR UPDATE",
        work.cooperative_id,
        action_id,
    )
    if row is None or not (row["agent_id"] == agent_id or await access.may(work, viewer, RUN)):
        raise NotFound
    if row["done_at"] is not None:
        raise InvalidTransition("done")
    await work.execute(
        "UPDATE action_item SET done_at = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        action_id,
        work.now,
    )


async def _writer(work: Work, viewer: Viewer, assembly_id: UUID) -> UUID:
    agent_id = await access.agent_of(work, viewer)
    found = await in_state(work, assembly_id, "open", "closed")
    if found["writer_id"] != agent_id and not await access.may(work, viewer, RUN):
        raise NotAllowed(RUN)
    return agent_id


async def _record(work: Work, found: Any) -> dict[str, Any]:
    """What the minutes rest on, as facts: who was there and for whom, the quorum, each point with its vote's result."""
    assembly_id = found["id"]
    here = await room(
        work,
        assembly_id,
        voters=found["voters"],
        quorum_bps=found["quorum_bps"],
        mandates_count=found["mandates_count"],
    )
    people = await work.rows(
        """SELECT t.agent_id, a.name, t.came_at, t.left_at, t.way, t.has_vote FROM attendance t
           JOIN agent a ON a.cooperative_id = t.cooperative_id AND a.id = t.agent_id
           WHERE t.cooperative_id = $1 AND t.assembly_id = $2 ORDER BY t.came_at, t.id""",
        work.cooperative_id,
        assembly_id,
    )
    mandates = await work.rows(
        """SELECT m.from_id, f.name AS from_name, m.to_id, t.name AS to_name FROM mandate m
           JOIN agent f ON f.cooperative_id = m.cooperative_id AND f.id = m.from_id
           JOIN agent t ON t.cooperative_id = m.cooperative_id AND t.id = m.to_id
           WHERE m.cooperative_id = $1 AND m.assembly_id = $2 AND m.ended_at IS NULL ORDER BY m.given_at, m.id""",
        work.cooperative_id,
        assembly_id,
    )
    items = await work.rows(
        """SELECT i.position, i.kind, i.title, i.outcome, i.hands, i.proposal_id,
               coalesce(i.election_id, p.election_id) AS election_id, d.id AS decision_id,
               r.result -> 'passed' AS passed, encode(r.board_sha256, 'hex') AS board_sha256, i.election_id IS NOT NULL AS in_room
           FROM agenda_item i
           LEFT JOIN proposal p ON p.cooperative_id = i.cooperative_id AND p.id = i.proposal_id
           LEFT JOIN decision d ON d.cooperative_id = p.cooperative_id AND d.proposal_id = p.id
           LEFT JOIN election_result r ON r.cooperative_id = i.cooperative_id
               AND r.election_id = coalesce(i.election_id, p.election_id)
           WHERE i.cooperative_id = $1 AND i.assembly_id = $2 ORDER BY i.position""",
        work.cooperative_id,
        assembly_id,
    )

    def told(value: Any) -> Any:
        return value.isoformat() if hasattr(value, "isoformat") else str(value) if isinstance(value, UUID) else value

    return {
        "opened_at": told(found["opened_at"]),
        "closed_at": told(found["closed_at"]),
        "chair_id": told(found["chair_id"]),
        "writer_id": told(found["writer_id"]),
        "quorum": {"voters": found["voters"], "needed": here.needed, "bps": found["quorum_bps"]},
        "present": [{name: told(row[name]) for name in row.keys()} for row in people],  # noqa: SIM118 - a record, no mapping
        "mandates": [{name: told(row[name]) for name in row.keys()} for row in mandates],  # noqa: SIM118
        "items": [
            {
                "position": row["position"],
                "kind": row["kind"],
                "title": row["title"],
                "outcome": row["outcome"],
                "hands": row["hands"],
                "proposal_id": told(row["proposal_id"]),
                "decision_id": told(row["decision_id"]),
                "vote": {
                    "election_id": told(row["election_id"]),
                    "result": {"passed": row["passed"], "board_sha256": row["board_sha256"]},
                }
                if row["board_sha256"] is not None
                else {"election_id": told(row["election_id"]), "result": None}
                if row["in_room"]
                else None,
            }
            for row in items
        ],
    }
