"""After the count: the certificate, what follows from it, and from when. Done by the worker, whose login alone may write
certificates; the database holds each against the election itself."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from minga_platform.governance.ballots.queries import result as result_of
from minga_platform.governance.ballots.tally import Result, result_as_json
from minga_platform.governance.proposals import changes, kinds
from minga_platform.governance.proposals.asking import FACILITATE, Proposal, locked, must_be, seen
from minga_platform.governance.proposals.commands.drafting import end
from minga_platform.governance.proposals.events import DecisionCertified, DecisionInForce
from minga_platform.governance.proposals.judging import Terms
from minga_platform.governance.proposals.ports import EARLIEST, EFFECTS, Carried, NotYet
from minga_platform.kernel import ids, jobs
from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.rules import commands as adopting
from minga_platform.rules import queries as rules
from minga_platform.rules.statutes import sha256

_DAY = timedelta(hours=24)
_READERS_KEEP = timedelta(seconds=61)
"""Processes keep rules for half a minute, so the database takes no change that holds within one."""
_CHANGES_RULES = ("rule_change", "statutes_amendment")


async def ask_certificate(work: Work, viewer: Viewer, *, proposal_id: UUID) -> UUID:
    """A facilitator asks for the certificate of a counted vote; it also comes by itself. The proposal's id.

    Refuses: as `access.require` for `proposals.facilitate`, NotFound, InvalidTransition.
    """
    agent_id = await access.require(work, viewer, FACILITATE)
    found = await seen(work, viewer, proposal_id)
    must_be(found, "noticed", "voting")
    await jobs.enqueue(work, "proposals.certify", {"proposal_id": str(proposal_id), "by_agent_id": str(agent_id)})
    return proposal_id


async def certify(work: Work, proposal_id: UUID, by_agent_id: UUID | None = None) -> UUID | None:
    """Write the certificate and what follows; the decision's id. None while there is no count, or an earlier vote on
    the same rule waits for its own. Safe to repeat. Announces: DecisionCertified.

    Of two passed changes on the same ground the later one is void: it was voted on as a change of something that no
    longer is (invariant 15).
    """
    # Everything that adopts comes through here one by one, so the ground cannot move while it is looked at.
    await adopting.lock(work)
    found = await locked(work, proposal_id)
    if found.state not in ("noticed", "voting") or found.election_id is None:
        return None
    counted = await result_of(work, found.election_id)
    # No outcome: the ballots did not stay as they were cast, and a person must look.
    if counted is None or counted.passed is None or await _waits_for_another(work, found):
        return None
    assert found.terms is not None
    assert found.closes_at is not None
    ground = changes.moved(found.base, await changes.base_of(work, found.kind, found.changes))
    void = "base_changed" if counted.passed and ground is not None else ""
    effective_at = None
    if counted.passed and not void:
        deferral = Terms.from_json(found.terms).deferral_days * _DAY
        instants = [found.closes_at + deferral, work.now + _READERS_KEEP]
        if found.kind in EARLIEST:
            instants.append(await EARLIEST[found.kind](work))
        effective_at = max([*instants, found.stated_at] if found.stated_at else instants)
    decision_id = await _write(work, found, counted, void, effective_at, by_agent_id)
    if effective_at is not None and found.kind in _CHANGES_RULES:
        await adopting.adopt_decision(
            work,
            decision_id,
            values=found.changes.get("rules", {}),
            text=found.changes.get("statutes"),
            effective_at=effective_at,
        )
    if effective_at is not None:
        await work.execute(
            """UPDATE proposal SET state = 'deferred', effective_at = $3, changed_at = $4
               WHERE cooperative_id = $1 AND id = $2""",
            work.cooperative_id, proposal_id, effective_at, work.now,
        )  # fmt: skip
    else:
        await end(work, proposal_id, "lapsed" if void else "failed", void)
        await _turn_down(work, await carried(work, decision_id), found.kind)
    work.emit(DecisionCertified(decision_id=decision_id, proposal_id=proposal_id, passed=bool(counted.passed)))
    return decision_id


async def _waits_for_another(work: Work, found: Proposal) -> bool:
    """Whether a vote that closed before, on the same rule or on the statutes, has no certificate yet."""
    if found.kind not in _CHANGES_RULES:
        return False
    rows = await work.rows(
        """SELECT base FROM proposal WHERE cooperative_id = $1 AND kind = $2 AND state IN ('noticed', 'voting')
           AND (closes_at, number) < ($3, $4::bigint)""",
        work.cooperative_id, found.kind, found.closes_at, found.number,
    )  # fmt: skip
    return any(row["base"].keys() & found.base.keys() for row in rows)


async def _write(
    work: Work,
    found: Proposal,
    counted: Result,
    void: str,
    effective_at: Any,
    by_agent_id: UUID | None,
) -> UUID:
    decision_id = ids.new()
    board = await work.value(
        "SELECT board_sha256 FROM election_result WHERE cooperative_id = $1 AND election_id = $2",
        work.cooperative_id, found.election_id,
    )  # fmt: skip
    number = 1 + await work.value(
        "SELECT coalesce(max(number), 0) FROM decision WHERE cooperative_id = $1", work.cooperative_id
    )
    assert found.text_sha256 is not None
    assert found.closes_at is not None
    document = {
        "decision": number,
        "proposal": found.number,
        "kind": found.kind,
        "title": found.title,
        "text": found.text,
        "text_sha256": found.text_sha256.hex(),
        "changes": found.changes,
        "method": found.method,
        "options": found.options,
        "terms": found.terms,
        "result": result_as_json(counted),
        "board_sha256": bytes(board).hex(),
        "passed": counted.passed,
        "void_because": void,
        "closed_at": found.closes_at.isoformat(),
        "certified_at": work.now.isoformat(),
        "effective_at": effective_at and effective_at.isoformat(),
        "review_on": found.review_on and found.review_on.isoformat(),
        "measure": found.measure,
    }
    is_public = bool(await rules.at(work, "governance.public_decisions")) and not kinds.KINDS[found.kind].about_somebody
    await work.execute(
        """INSERT INTO decision (cooperative_id, id, number, proposal_id, election_id, kind, passed, void_because, changes,
               closed_at, certified_at, effective_at, by_agent_id, result_sha256, document, document_sha256, is_public)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)""",
        work.cooperative_id, decision_id, number, found.id, found.election_id, found.kind, counted.passed, void,
        found.changes, found.closes_at, work.now, effective_at, by_agent_id, board, document, sha256(document), is_public,
    )  # fmt: skip
    return decision_id


async def carried(work: Work, decision_id: UUID) -> Carried:
    """A decision as its effect sees it."""
    row = await work.row(
        "SELECT proposal_id, election_id, changes, document FROM decision WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, decision_id,
    )  # fmt: skip
    assert row is not None
    return Carried(
        decision_id,
        row["proposal_id"],
        row["election_id"],
        row["changes"],
        tuple(row["document"]["result"]["winners"]),
        tuple(row["document"]["options"]),
    )


async def _turn_down(work: Work, decision: Carried, kind: str) -> None:
    effect = EFFECTS.get(kind)
    if effect is None:
        return
    try:
        async with work.attempt():
            await effect.turn_down(work, decision)
    except Refusal:
        return  # Nothing is left to be told no: the applicant withdrew, the office was given otherwise.


async def bring_into_force(work: Work, proposal_id: UUID) -> bool:
    """Let a passed decision take effect, once, when its date has come; whether it did now. By the worker.

    An effect that became impossible (the applicant withdrew) changes nothing and is kept with its reason.
    Announces: DecisionInForce.
    """
    found = await locked(work, proposal_id)
    if found.state != "deferred" or found.effective_at is None or await work.fresh_now() < found.effective_at:
        return False
    decision_id: UUID = await work.value(
        "SELECT id FROM decision WHERE cooperative_id = $1 AND proposal_id = $2", work.cooperative_id, proposal_id
    )
    outcome, detail = "in_force", dict[str, Any]()
    effect = EFFECTS.get(found.kind)
    if effect is not None:
        try:
            async with work.attempt():
                detail = await effect.carry_out(work, await carried(work, decision_id))
        except NotYet:
            return False
        except Refusal as refusal:
            outcome, detail = "impossible", {"refusal": refusal.code()}
    await work.execute(
        "INSERT INTO decision_effect (cooperative_id, id, decision_id, outcome, detail, at) VALUES ($1, $2, $3, $4, $5, $6)",
        work.cooperative_id, ids.new(), decision_id, outcome, detail, work.now,
    )  # fmt: skip
    if outcome == "impossible":
        await end(work, proposal_id, "lapsed", "impossible")
        return True
    await work.execute(
        "UPDATE proposal SET state = 'in_force', ended_at = $3, changed_at = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, proposal_id, work.now,
    )  # fmt: skip
    work.emit(DecisionInForce(decision_id=decision_id, proposal_id=proposal_id))
    return True
