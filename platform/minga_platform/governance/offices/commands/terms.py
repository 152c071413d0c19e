"""Terms: begun by an election or a turn, ended by time, by their holder or by a recall; and what is handed over."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.governance.offices.errors import (
    Incompatible,
    NobodyWilling,
    NotEligible,
    SeatsTaken,
    TermLimit,
)
from minga_platform.governance.offices.events import TermBegan, TermEnded
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotAllowed, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.membership.commands import roles
from minga_platform.membership.errors import HasRole
from minga_platform.register.queries import rights_at
from minga_platform.rules import queries as rules

_LONGEST_HANDOVER = 8000
_LONGEST_STATEMENT = 2000


async def stand(work: Work, viewer: Viewer, *, office_id: UUID, statement: str) -> UUID:
    """Say that one would take this office, and why; saying it again changes the words. The entry's id.

    Refuses: SignInNeeded, NotFound, NotEligible, InvalidInput.
    """
    agent_id = await access.agent_of(work, viewer)
    await _open_office(work, office_id)
    if "stand" not in await rights_at(work, agent_id, work.now):
        raise NotEligible
    if len(statement) > _LONGEST_STATEMENT:
        raise InvalidInput("statement", "length", maximum=str(_LONGEST_STATEMENT))
    entry: UUID = await work.value(
        """INSERT INTO office_willing (cooperative_id, id, office_id, agent_id, statement, since) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (cooperative_id, office_id, agent_id) WHERE ended_at IS NULL DO UPDATE SET statement = excluded.statement
           RETURNING id""",
        work.cooperative_id, ids.new(), office_id, agent_id, statement.strip(), work.now,
    )  # fmt: skip
    return entry


async def stand_no_more(work: Work, viewer: Viewer, *, office_id: UUID) -> None:
    """Take that back. Refuses: SignInNeeded, NotFound."""
    agent_id = await access.agent_of(work, viewer)
    found = await work.value(
        """UPDATE office_willing SET ended_at = $4 WHERE cooperative_id = $1 AND office_id = $2 AND agent_id = $3
           AND ended_at IS NULL RETURNING id""",
        work.cooperative_id, office_id, agent_id, work.now,
    )  # fmt: skip
    if found is None:
        raise NotFound


async def begin(
    work: Work, office_id: UUID, agent_id: UUID, *, decision_id: UUID | None = None, until: datetime | None = None
) -> UUID:
    """Put somebody into an office from now on; the term's id. Her role begins with it and ends with it.

    `until`: the rest of somebody else's term (a by-election); by default a whole term. Nobody's right is asked: an
    election or a turn in the rotation did.
    Refuses: NotFound, NotEligible, TermLimit, Incompatible, SeatsTaken. Announces: TermBegan.
    """
    office = await _open_office(work, office_id)
    if "stand" not in await rights_at(work, agent_id, work.now):
        raise NotEligible
    number = await _number(work, office, agent_id)
    ends_at = until or work.now + timedelta(days=office["term_days"])
    term_id = ids.new()
    await _room(work, office, agent_id)
    try:
        await work.execute(
            """INSERT INTO office_term (cooperative_id, id, office_id, agent_id, number, began_at, ends_at, decision_id)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
            work.cooperative_id, term_id, office_id, agent_id, number, work.now, ends_at, decision_id,
        )  # fmt: skip
    except asyncpg.CheckViolationError as violation:
        # Somebody was quicker between our look and the deed; the database says which limit it was.
        match violation.constraint_name:
            case "office_term_limit":
                raise TermLimit(office["most_terms"]) from violation
            case "office_term_incompatible":
                raise Incompatible("") from violation
        raise SeatsTaken(office["seats"], None) from violation
    except asyncpg.UniqueViolationError as violation:
        raise SeatsTaken(office["seats"], ends_at) from violation
    except asyncpg.ForeignKeyViolationError as violation:
        raise NotFound from violation
    await work.execute(
        "UPDATE office_willing SET ended_at = $4 WHERE cooperative_id = $1 AND office_id = $2 AND agent_id = $3 AND ended_at IS NULL",
        work.cooperative_id, office_id, agent_id, work.now,
    )  # fmt: skip
    if office["role"] is not None:
        await _grant(work, term_id, agent_id, office["role"], ends_at)
    work.emit(TermBegan(term_id=term_id))
    return term_id


async def next_turn(work: Work, viewer: Viewer, *, office_id: UUID) -> UUID:
    """Give a rotating office to whoever's turn it is among the willing: who held it least, then longest ago, then first to
    say she would. Everybody willing who may has a turn before anybody has a second. The term's id.

    Refuses: as `access.require` for `offices.edit`, NotFound, InvalidInput, NobodyWilling, SeatsTaken.
    """
    await access.require(work, viewer, "offices.edit")
    office = await _open_office(work, office_id)
    if office["filled_by"] != "rotation":
        raise InvalidInput("officeId", "filled_by_election")
    await _seat_free(work, office)
    for agent_id in await turns(work, office_id):
        try:
            await _room(work, office, agent_id)
            if "stand" not in await rights_at(work, agent_id, work.now):
                continue
            await _number(work, office, agent_id)
        except (TermLimit, Incompatible):
            continue
        return await begin(work, office_id, agent_id)
    raise NobodyWilling


async def turns(work: Work, office_id: UUID) -> list[UUID]:
    """The willing in the order of their turns."""
    rows = await work.rows(
        """SELECT w.agent_id FROM office_willing w
           LEFT JOIN LATERAL (SELECT count(*) AS held, max(t.began_at) AS last FROM office_term t
               WHERE t.cooperative_id = w.cooperative_id AND t.office_id = w.office_id AND t.agent_id = w.agent_id) h ON true
           WHERE w.cooperative_id = $1 AND w.office_id = $2 AND w.ended_at IS NULL
               AND NOT EXISTS (SELECT FROM office_term t WHERE t.cooperative_id = w.cooperative_id AND t.office_id = w.office_id
                   AND t.agent_id = w.agent_id AND t.ended_at IS NULL)
           ORDER BY h.held, h.last NULLS FIRST, w.since, w.id""",
        work.cooperative_id,
        office_id,
    )
    return [row["agent_id"] for row in rows]


async def resign(work: Work, viewer: Viewer, *, term_id: UUID) -> None:
    """Give an office back before its time. The holder herself only.

    Refuses: SignInNeeded, NotFound, InvalidTransition, and LastOfficer where nobody would be left to run the co-op.
    Announces: TermEnded.
    """
    agent_id = await access.agent_of(work, viewer)
    access.herself(viewer)
    term = await _term(work, term_id)
    if term["agent_id"] != agent_id:
        raise NotFound
    await end(work, term_id, because="resigned")


async def end(work: Work, term_id: UUID, *, because: str, decision_id: UUID | None = None) -> None:
    """End a term, and what it allowed. Refuses: NotFound, InvalidTransition. Announces: TermEnded."""
    term = await _term(work, term_id)
    if term["ended_at"] is not None:
        raise InvalidTransition("ended")
    await work.execute(
        """UPDATE office_term SET ended_at = $3, ended_because = $4, ended_by_decision_id = $5
           WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id, term_id, min(await work.fresh_now(), term["ends_at"]) if because == "term" else work.now, because,
        decision_id,
    )  # fmt: skip
    if term["grant_id"] is not None:
        await roles.end_grant(work, term["grant_id"])
    work.emit(TermEnded(term_id=term_id))


async def end_run_out(work: Work) -> None:
    """Terms whose time is over end; and those of members who left. Safe to repeat."""
    for row in await work.rows(
        """SELECT t.id, t.ends_at <= $2 AS over FROM office_term t WHERE t.cooperative_id = $1 AND t.ended_at IS NULL AND (t.ends_at <= $2
           OR NOT EXISTS (SELECT FROM membership m WHERE m.cooperative_id = t.cooperative_id AND m.agent_id = t.agent_id
               AND m.left_at IS NULL)) ORDER BY t.id FOR UPDATE""",
        work.cooperative_id,
        work.now,
    ):
        await end(work, row["id"], because="term" if row["over"] else "left")


async def hand_over(work: Work, viewer: Viewer, *, term_id: UUID, text: str, done: bool) -> None:
    """Write down what the next holder must know; `done` says that it is complete. The holder herself, also afterwards.

    Refuses: SignInNeeded, NotFound, InvalidInput, NotAllowed once it was handed over.
    """
    agent_id = await access.agent_of(work, viewer)
    term = await _term(work, term_id)
    if term["agent_id"] != agent_id:
        raise NotFound
    if term["handed_over_at"] is not None:
        raise NotAllowed("handover")
    if len(text) > _LONGEST_HANDOVER or (done and not text.strip()):
        raise InvalidInput("text", "length", minimum="1", maximum=str(_LONGEST_HANDOVER))
    await work.execute(
        "UPDATE office_term SET handover = $3, handed_over_at = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, term_id, text.strip(), work.now if done else None,
    )  # fmt: skip


async def _open_office(work: Work, office_id: UUID) -> Any:
    row = await work.row(
        """SELECT id, role, seats, term_days, most_terms, filled_by, ended_at FROM office
           WHERE cooperative_id = $1 AND id = $2 FOR UPDATE""",
        work.cooperative_id,
        office_id,
    )
    if row is None:
        raise NotFound
    if row["ended_at"] is not None:
        raise InvalidTransition("closed")
    return row


async def _term(work: Work, term_id: UUID) -> Any:
    row = await work.row(
        "SELECT id, agent_id, ends_at, ended_at, grant_id, handed_over_at FROM office_term WHERE cooperative_id = $1 AND id = $2 FOR UPDATE",
        work.cooperative_id,
        term_id,
    )
    if row is None:
        raise NotFound
    return row


async def _number(work: Work, office: Any, agent_id: UUID) -> int:
    """Which term in a row the next one would be. Refuses: TermLimit.

    A row of terms is broken by a pause as long as so many terms as the co-op's rule says.
    """
    pause = timedelta(days=office["term_days"]) * await rules.number_at(work, "offices.pause_terms")
    last = await work.row(
        """SELECT number, coalesce(ended_at, ends_at) AS until FROM office_term
           WHERE cooperative_id = $1 AND office_id = $2 AND agent_id = $3 ORDER BY began_at DESC, id DESC LIMIT 1""",
        work.cooperative_id, office["id"], agent_id,
    )  # fmt: skip
    # Without any pause nothing could ever break the row; then the limit would be a limit for life, which nobody means.
    number = 1 if last is None or work.now >= last["until"] + max(pause, timedelta(days=1)) else last["number"] + 1
    if office["most_terms"] and number > office["most_terms"]:
        raise TermLimit(office["most_terms"])
    return number


async def _room(work: Work, office: Any, agent_id: UUID) -> None:
    await _seat_free(work, office)
    other = await work.value(
        """SELECT o.key FROM office_incompatible i
           JOIN office_term t ON t.cooperative_id = i.cooperative_id
               AND t.office_id = CASE WHEN i.office_id = $2 THEN i.other_id ELSE i.office_id END
           JOIN office o ON o.cooperative_id = t.cooperative_id AND o.id = t.office_id
           WHERE i.cooperative_id = $1 AND $2 IN (i.office_id, i.other_id) AND t.agent_id = $3 AND t.ended_at IS NULL
               AND t.ends_at > $4 LIMIT 1""",
        work.cooperative_id, office["id"], agent_id, work.now,
    )  # fmt: skip
    if other is not None:
        raise Incompatible(other)


async def _seat_free(work: Work, office: Any) -> None:
    row = await work.row(
        """SELECT count(*) AS held, min(ends_at) AS free_at FROM office_term
           WHERE cooperative_id = $1 AND office_id = $2 AND ended_at IS NULL AND ends_at > $3""",
        work.cooperative_id, office["id"], work.now,
    )  # fmt: skip
    assert row is not None
    if row["held"] >= office["seats"]:
        raise SeatsTaken(office["seats"], row["free_at"])


async def _grant(work: Work, term_id: UUID, agent_id: UUID, role: str, until: datetime) -> None:
    """The office's role with its term. Who holds the role already, from the founding say, keeps it as it is."""
    try:
        grant_id = await roles.install_role(work, agent_id=agent_id, role=role, until=until)
    except HasRole:
        return
    await work.execute(
        "UPDATE office_term SET grant_id = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        term_id,
        grant_id,
    )
