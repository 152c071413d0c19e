"""Who holds which office, who held it, who would take it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access


@dataclass(frozen=True, slots=True)
class Term:
    """One member's time in an office. `handover` is empty for who may not read it."""

    id: UUID
    office_id: UUID
    agent_id: UUID
    name: str
    number: int
    began_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    ended_because: str
    decision_id: UUID | None
    ended_by_decision_id: UUID | None
    handover: str
    handed_over_at: datetime | None
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Willing:
    """Somebody who would take an office."""

    agent_id: UUID
    name: str
    statement: str
    is_me: bool


@dataclass(frozen=True, slots=True)
class Office:
    """An office with its holders, those before them (newest first) and the willing in the order of their turns."""

    id: UUID
    key: str
    name: dict[str, str]
    duties: dict[str, str]
    role: str | None
    seats: int
    term_days: int
    most_terms: int
    filled_by: str
    ended_at: datetime | None
    not_beside: tuple[UUID, ...]
    holders: tuple[Term, ...]
    former: tuple[Term, ...]
    willing: tuple[Willing, ...]


_MOST_FORMER = 100


async def offices(work: Work, viewer: Viewer) -> list[Office]:
    """All offices in their order, four statements whatever their number. Members see who would take one and what was
    handed over is read by who holds the office now, held it then, or looks after all of them; everybody else sees who
    holds what. Closed offices come last."""
    present = await access.standing(work, viewer)
    me = None if present is None else present.agent_id
    is_member = present is not None and bool(present.classes or present.roles)
    edits = await access.may(work, viewer, "offices.edit")
    rows = await work.rows(
        """SELECT o.id, o.key, o.name, o.duties, o.role, o.seats, o.term_days, o.most_terms, o.filled_by, o.ended_at,
               ARRAY(SELECT CASE WHEN i.office_id = o.id THEN i.other_id ELSE i.office_id END FROM office_incompatible i
                   WHERE i.cooperative_id = o.cooperative_id AND o.id IN (i.office_id, i.other_id)) AS not_beside
           FROM office o WHERE o.cooperative_id = $1 ORDER BY o.ended_at IS NOT NULL, o.place, o.id""",
        work.cooperative_id,
    )
    terms = await work.rows(
        """SELECT * FROM (SELECT t.id, t.office_id, t.agent_id, a.name, t.number, t.began_at, t.ends_at, t.ended_at, t.ended_because,
               t.decision_id, t.ended_by_decision_id, t.handover, t.handed_over_at,
               row_number() OVER (PARTITION BY t.office_id ORDER BY t.ended_at IS NULL DESC, t.began_at DESC, t.id) AS place
           FROM office_term t JOIN agent a ON a.cooperative_id = t.cooperative_id AND a.id = t.agent_id
           WHERE t.cooperative_id = $1) t WHERE place <= $2 ORDER BY t.began_at DESC, t.id""",
        work.cooperative_id,
        _MOST_FORMER,
    )
    willing = (
        await work.rows(
            """SELECT w.office_id, w.agent_id, a.name, w.statement FROM office_willing w
               JOIN agent a ON a.cooperative_id = w.cooperative_id AND a.id = w.agent_id
               WHERE w.cooperative_id = $1 AND w.ended_at IS NULL ORDER BY w.since, w.id""",
            work.cooperative_id,
        )
        if is_member
        else []
    )
    holding = {(row["office_id"], row["agent_id"]) for row in terms if row["ended_at"] is None}
    found = []
    for row in rows:
        own = []
        for term in terms:
            if term["office_id"] != row["id"]:
                continue
            reads = edits or (me is not None and (me == term["agent_id"] or (row["id"], me) in holding))
            values = {name: term[name] for name in Term.__slots__ if name != "is_mine"}
            values["handover"] = term["handover"] if reads else ""
            own.append(Term(**values, is_mine=me == term["agent_id"]))
        found.append(
            Office(
                **{
                    name: row[name]
                    for name in ("id", "key", "name", "duties", "role", "seats", "term_days", "most_terms")
                },
                filled_by=row["filled_by"],
                ended_at=row["ended_at"],
                not_beside=tuple(row["not_beside"]),
                holders=tuple(term for term in own if term.ended_at is None and term.ends_at > work.now),
                former=tuple(term for term in own if term.ended_at is not None or term.ends_at <= work.now),
                willing=tuple(
                    Willing(one["agent_id"], one["name"], one["statement"], me == one["agent_id"])
                    for one in willing
                    if one["office_id"] == row["id"]
                ),
            )
        )
    return found


async def handovers_due(work: Work, viewer: Viewer) -> list[UUID]:
    """Ended terms of the asker's whose handover is not written yet."""
    present = await access.standing(work, viewer)
    if present is None:
        return []
    rows = await work.rows(
        "SELECT id FROM office_term WHERE cooperative_id = $1 AND agent_id = $2 AND ended_at IS NOT NULL AND handed_over_at IS NULL"
        " AND ended_because <> 'recalled' ORDER BY ended_at",
        work.cooperative_id,
        present.agent_id,
    )
    return [row["id"] for row in rows]
