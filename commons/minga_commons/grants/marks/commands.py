"""Marks of quality: a standard is written and voted, a mark is asked for, peers visit, it runs out, and there is an appeal."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from minga_commons.attestation import errors as attestation_errors
from minga_commons.attestation.commands import claims
from minga_commons.grants.commands.certificates import today
from minga_commons.grants.marks import errors
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership.access import require
from minga_platform.rules import queries as rules

APPEAL_DAYS: Final = 30
SUBJECTS: Final = ("stall", "product", "release")


def text_sha256(name: dict[str, str], text: dict[str, str], points: Sequence[dict[str, str]]) -> bytes:
    """The hash that the members' proposal cites, so that they vote on this very text."""
    whole = {"name": name, "text": text, "points": list(points)}
    return hashlib.sha256(
        json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).digest()


async def draft_standard(
    work: Work, viewer: Viewer, *, name: Text, text: Text, points: Sequence[Text], days: int
) -> UUID:
    """Write a standard with its checklist; it counts once the members voted it. `days`: how long its mark holds.

    Refuses: NotAllowed, InvalidInput.
    """
    by = await require(work, viewer, "commons.write")
    if not 1 <= len(points) <= 40:
        raise InvalidInput("points", "number", minimum="1", maximum="40")
    if not 30 <= days <= 3660:
        raise InvalidInput("days", "range", minimum="30", maximum="3660")
    made = ids.new()
    plain = [dict(one.by_language) for one in points]
    await work.execute(
        """INSERT INTO quality_standard (cooperative_id, id, name, text, points, days, text_sha256, drafted_at,
               drafted_by_agent_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        work.cooperative_id, made, dict(name.by_language), dict(text.by_language), plain, days,
        text_sha256(dict(name.by_language), dict(text.by_language), plain), work.now, by,
    )  # fmt: skip
    return made


async def adopt_standard(work: Work, viewer: Viewer, *, standard_id: UUID, decision_id: UUID) -> None:
    """Put a standard in force by the decision that voted it: passed, in force, and citing its hash. Needs `commons.keep`.

    Refuses: NotAllowed, NotFound, InvalidTransition (adopted or ended), NotVoted.
    """
    await require(work, viewer, "commons.keep")
    standard = await work.row(
        "SELECT * FROM quality_standard WHERE cooperative_id = $1 AND id = $2 FOR UPDATE",
        work.cooperative_id,
        standard_id,
    )
    if standard is None:
        raise NotFound
    if standard["adopted_at"] is not None or standard["ended_at"] is not None:
        raise InvalidTransition("adopted" if standard["adopted_at"] else "ended")
    decision = await work.row(
        """SELECT d.passed, d.void_because, d.effective_at, p.text FROM decision d
           JOIN proposal p ON p.cooperative_id = d.cooperative_id AND p.id = d.proposal_id
           WHERE d.cooperative_id = $1 AND d.id = $2 AND d.kind = 'free'""",
        work.cooperative_id,
        decision_id,
    )
    digest = bytes(standard["text_sha256"]).hex()
    if decision is None or not decision["passed"] or decision["void_because"]:
        raise errors.NotVoted
    if decision["effective_at"] > work.now or not all(digest in one for one in decision["text"].values()):
        raise errors.NotVoted
    await work.execute(
        "UPDATE quality_standard SET decision_id = $3, adopted_at = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, standard_id, decision_id, work.now,
    )  # fmt: skip


async def end_standard(work: Work, viewer: Viewer, *, standard_id: UUID) -> None:
    """No new marks by it; those that are held run out by their date. Needs `commons.keep`. Refuses: NotAllowed, NotFound."""
    await require(work, viewer, "commons.keep")
    ended = await work.execute(
        "UPDATE quality_standard SET ended_at = $3 WHERE cooperative_id = $1 AND id = $2 AND ended_at IS NULL",
        work.cooperative_id, standard_id, work.now,
    )  # fmt: skip
    if not ended:
        raise NotFound


async def ask_mark(
    work: Work,
    viewer: Viewer,
    *,
    standard_id: UUID,
    subject: str,
    subject_id: UUID,
    statement: str = "",
    evidence: Sequence[dict[str, Any]] = (),
) -> UUID:
    """Ask for a mark for one's stall, a product of it, or a release that one maintains. Returns the mark.

    Refuses: NotAllowed, NotFound, InvalidInput, InvalidTransition (no standard in force), MarkOpen.
    """
    by = await require(work, viewer, "commons.write")
    if subject not in SUBJECTS:
        raise InvalidInput("subject", "choice")
    about = await _responsible(work, subject, subject_id)
    if about is None:
        raise NotFound
    if subject == "release":
        kept = about == by or await work.value(
            """SELECT true FROM release r JOIN asset_maintainer m ON m.cooperative_id = r.cooperative_id
               AND m.asset_id = r.asset_id WHERE r.cooperative_id = $1 AND r.id = $2 AND m.agent_id = $3""",
            work.cooperative_id, subject_id, by,
        )  # fmt: skip
        if not kept:
            raise NotFound
    else:
        stall_id = subject_id if subject == "stall" else await work.value(
            "SELECT stall_id FROM product WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, subject_id
        )  # fmt: skip
        await require(work, viewer, "stall.edit", stall_id=stall_id)
    standard = await work.row(
        "SELECT adopted_at, ended_at, days FROM quality_standard WHERE cooperative_id = $1 AND id = $2 FOR SHARE",
        work.cooperative_id,
        standard_id,
    )
    if standard is None:
        raise NotFound
    if standard["adopted_at"] is None or standard["ended_at"] is not None:
        raise InvalidTransition("draft" if standard["adopted_at"] is None else "ended")
    return await _ask(work, viewer, standard_id, standard["days"], subject, subject_id, about, statement, evidence)


async def _ask(
    work: Work, viewer: Viewer, standard_id: UUID, days: int, subject: str, subject_id: UUID, about: UUID,
    statement: str, evidence: Sequence[dict[str, Any]],
) -> UUID:  # fmt: skip
    await work.value(
        "SELECT id FROM agent WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, about
    )
    column = f"{subject}_id"
    taken = await work.value(
        f"""SELECT true FROM quality_mark m JOIN claim c ON c.cooperative_id = m.cooperative_id AND c.id = m.claim_id
            WHERE m.cooperative_id = $1 AND m.{column} = $2 AND m.standard_id = $3
              AND c.state IN ('open', 'recognised', 'disputed') AND c.expires_at > $4 LIMIT 1""",
        work.cooperative_id, subject_id, standard_id, work.now + timedelta(days=60),
    )  # fmt: skip
    if taken:
        raise errors.MarkOpen
    made = ids.new()
    claim_id = await claims.claim(
        work, viewer, subject_kind="mark", subject_id=made, about_agent_id=about,
        needs=await rules.number_at(work, "marks.visits", work.now),
        expires_at=work.now + timedelta(days=days), statement=statement, evidence=evidence,
    )  # fmt: skip
    await work.execute(
        f"""INSERT INTO quality_mark (cooperative_id, id, standard_id, agent_id, {column}, claim_id, asked_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)""",
        work.cooperative_id, made, standard_id, about, subject_id, claim_id, work.now,
    )  # fmt: skip
    return made


async def visit(
    work: Work, viewer: Viewer, *, mark_id: UUID, visited_on: date, answers: Sequence[bool], note: str = ""
) -> UUID:
    """Note what one saw, point by point. All points met is a word for the mark; one missing is told, and is none.

    Refuses: NotAllowed, NotFound, InvalidInput, VisitedBefore, ClaimEnded, OwnCase. Announces: ClaimRecognised.
    """
    by = await require(work, viewer, "commons.write")
    mark = await work.row(
        """SELECT m.claim_id, m.agent_id, m.asked_at, s.points FROM quality_mark m
           JOIN quality_standard s ON s.cooperative_id = m.cooperative_id AND s.id = m.standard_id
           WHERE m.cooperative_id = $1 AND m.id = $2""",
        work.cooperative_id,
        mark_id,
    )
    if mark is None:
        raise NotFound
    if by == mark["agent_id"]:
        raise attestation_errors.OwnCase
    if len(answers) != len(mark["points"]):
        raise InvalidInput("answers", "number", minimum=str(len(mark["points"])), maximum=str(len(mark["points"])))
    if visited_on > await today(work):
        raise InvalidInput("visited_on", "past")
    if len(note) > 2000:
        raise InvalidInput("note", "too_long", maximum="2000")
    # The claim's row is the lock for visits, as it is for words.
    state = await work.value(
        "SELECT state FROM claim WHERE cooperative_id = $1 AND id = $2 FOR UPDATE",
        work.cooperative_id,
        mark["claim_id"],
    )
    if state not in ("open", "recognised", "disputed"):
        raise attestation_errors.ClaimEnded(state)
    before = await work.value(
        "SELECT true FROM mark_visit WHERE cooperative_id = $1 AND mark_id = $2 AND by_agent_id = $3 AND met",
        work.cooperative_id, mark_id, by,
    )  # fmt: skip
    if before:
        raise errors.VisitedBefore
    made = ids.new()
    await work.execute(
        """INSERT INTO mark_visit (cooperative_id, id, mark_id, by_agent_id, visited_on, answers, met, note, at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        work.cooperative_id, made, mark_id, by, visited_on, list(answers), all(answers), note.strip(), work.now,
    )  # fmt: skip
    if all(answers):
        told = [{"point": place, "met": met} for place, met in enumerate(answers)]
        await claims.attest(work, viewer, claim_id=mark["claim_id"], note=note, answers=told)
    return made


async def appeal(work: Work, viewer: Viewer, *, mark_id: UUID, reason: str) -> UUID:
    """Ask for another look at a mark that was refused or revoked, within 30 days. By whom it is about.

    Refuses: NotAllowed, NotFound, InvalidTransition (not refused or revoked, too late, or appealed before), InvalidInput.
    """
    by = await require(work, viewer, "commons.write")
    mark = await work.row(
        """SELECT m.agent_id, c.claimed_by_agent_id, c.state, c.ended_at FROM quality_mark m
           JOIN claim c ON c.cooperative_id = m.cooperative_id AND c.id = m.claim_id
           WHERE m.cooperative_id = $1 AND m.id = $2""",
        work.cooperative_id,
        mark_id,
    )
    if mark is None or by not in (mark["agent_id"], mark["claimed_by_agent_id"]):
        raise NotFound
    if mark["state"] not in ("refused", "revoked") or mark["ended_at"] < work.now - timedelta(days=APPEAL_DAYS):
        raise InvalidTransition(mark["state"])
    if not reason.strip():
        raise InvalidInput("reason", "required")
    if len(reason) > 4000:
        raise InvalidInput("reason", "too_long", maximum="4000")
    made = ids.new()
    written = await work.execute(
        """INSERT INTO mark_appeal (cooperative_id, id, mark_id, by_agent_id, reason, opened_at)
           VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING""",
        work.cooperative_id, made, mark_id, by, reason.strip(), work.now,
    )  # fmt: skip
    if not written:
        raise InvalidTransition("appealed")
    return made


async def decide_appeal(work: Work, viewer: Viewer, *, mark_id: UUID, grant: bool, explanation: str) -> UUID | None:
    """Decide an appeal: granted, a new round of visits begins (its mark is returned). Needs `commons.keep`; not by who ended
    the mark, nor by who appeals. Refuses: NotAllowed, NotFound, InvalidInput, OwnCase, MarkOpen."""
    by = await require(work, viewer, "commons.keep")
    row = await work.row(
        """SELECT p.id, p.by_agent_id, m.standard_id, m.agent_id, m.stall_id, m.product_id, m.release_id,
               c.ended_by_agent_id, c.statement, c.evidence, s.days
           FROM mark_appeal p JOIN quality_mark m ON m.cooperative_id = p.cooperative_id AND m.id = p.mark_id
           JOIN quality_standard s ON s.cooperative_id = m.cooperative_id AND s.id = m.standard_id
           JOIN claim c ON c.cooperative_id = m.cooperative_id AND c.id = m.claim_id
           WHERE p.cooperative_id = $1 AND p.mark_id = $2 AND p.decided_at IS NULL FOR UPDATE OF p""",
        work.cooperative_id,
        mark_id,
    )
    if row is None:
        raise NotFound
    if by in (row["by_agent_id"], row["agent_id"], row["ended_by_agent_id"]):
        raise attestation_errors.OwnCase
    if not explanation.strip():
        raise InvalidInput("explanation", "required")
    if len(explanation) > 4000:
        raise InvalidInput("explanation", "too_long", maximum="4000")
    await work.execute(
        """UPDATE mark_appeal SET decided_at = $3, decided_by_agent_id = $4, granted = $5, explanation = $6
           WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id, row["id"], work.now, by, grant, explanation.strip(),
    )  # fmt: skip
    if not grant:
        return None
    subject = next(one for one in SUBJECTS if row[f"{one}_id"] is not None)
    return await _ask(
        work, viewer, row["standard_id"], row["days"], subject, row[f"{subject}_id"], row["agent_id"],
        row["statement"], row["evidence"],
    )  # fmt: skip


async def _responsible(work: Work, subject: str, subject_id: UUID) -> UUID | None:
    """Whom a mark for this is about: the stall's maker, or who started the work."""
    statement = {
        "stall": "SELECT agent_id FROM stall WHERE cooperative_id = $1 AND id = $2",
        "product": "SELECT s.agent_id FROM product p JOIN stall s ON s.cooperative_id = p.cooperative_id AND s.id = p.stall_id"
        " WHERE p.cooperative_id = $1 AND p.id = $2",
        "release": "SELECT a.started_by FROM release r JOIN asset a ON a.cooperative_id = r.cooperative_id AND a.id = r.asset_id"
        " WHERE r.cooperative_id = $1 AND r.id = $2 AND r.state <> 'draft'",
    }[subject]
    found: UUID | None = await work.value(statement, work.cooperative_id, subject_id)
    return found
