"""What people see of cash boxes: which till is held by whom, what moved, and, once two have counted, whether it agrees."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.cashbox.amounts import faces
from minga_platform.market.cashbox.rights import may_see
from minga_platform.market.cashbox.sweeping import LOOSE, till_account
from minga_platform.membership import access


@dataclass(frozen=True, slots=True)
class Till:
    """A till whose box the asker may use. `shift_id`: the running shift; `name`: `{language: text}`."""

    kind: str
    id: UUID
    name: dict[str, str]
    shift_id: UUID | None
    keeper_name: str
    state: str


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of a till. `kind`: the journal's. Above zero it came in."""

    kind: str
    amount_minor: int
    at: datetime
    order_number: int | None


@dataclass(frozen=True, slots=True)
class Count:
    """One person's count of the last finished round."""

    name: str
    pieces: dict[int, int]
    total_minor: int
    counted_at: datetime


@dataclass(frozen=True, slots=True)
class Slip:
    """Cash between the box and the bank."""

    slip: str
    direction: str
    amount_minor: int
    state: str


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift as its people see it. `expected_minor`, `counted_minor`, `difference_minor` and `counts` are told once two have counted
    the same; `counted_by` names who has counted in the running round."""

    id: UUID
    till_kind: str
    till_id: UUID
    till_name: dict[str, str]
    number: int
    state: str
    currency: str
    keeper_name: str
    on_paper: bool
    opened_at: datetime
    float_minor: int
    float_difference_minor: int
    float_reason: str
    expected_minor: int | None
    counted_minor: int | None
    difference_minor: int | None
    reason: str
    banked_minor: int | None
    left_minor: int | None
    next_keeper: str
    closed_at: datetime | None
    round: int
    has_counted: bool
    movements: tuple[Movement, ...]
    counts: tuple[Count, ...]
    counted_by: tuple[str, ...]
    slips: tuple[Slip, ...]
    faces: tuple[int, ...]


_TILL_NAME = """coalesce((SELECT name FROM pickup_point WHERE cooperative_id = {b}.cooperative_id AND id = {b}.till_id),
    (SELECT name FROM stall WHERE cooperative_id = {b}.cooperative_id AND id = {b}.till_id))"""


async def tills(work: Work, viewer: Viewer) -> list[Till] | None:
    """The tills whose boxes the asker may use or whose books she reads: pickup points that take cash, stalls that
    are tills. None for who may see none."""
    rows = await work.rows(
        """SELECT t.kind, t.id, t.name, s.id AS shift_id, coalesce(s.keeper_name, '') AS keeper_name, coalesce(s.state, 'closed') AS state
           FROM (SELECT 'point' AS kind, id, name, position AS place FROM pickup_point WHERE cooperative_id = $1 AND takes_cash
                 UNION ALL SELECT 'stall', id, name, 1000 FROM stall WHERE cooperative_id = $1 AND is_till) t
           LEFT JOIN cash_box b ON b.cooperative_id = $1 AND b.till_id = t.id
           LEFT JOIN cash_shift s ON s.cooperative_id = $1 AND s.box_id = b.id AND s.state <> 'closed' ORDER BY t.place, t.id""",
        work.cooperative_id,
    )
    sees_all = await access.may(work, viewer, "books.see")
    uses_points = sees_all or await access.may(work, viewer, "till.use")
    found = []
    for row in rows:
        own = row["kind"] == "stall" and await access.may(work, viewer, "orders.fulfil", stall_id=row["id"])
        if sees_all or own or (row["kind"] == "point" and uses_points):
            found.append(Till(**dict(row)))
    return found if found or uses_points else None


async def shifts(
    work: Work, viewer: Viewer, *, till_id: UUID, before: int | None, first: int
) -> list[dict[str, Any]] | None:
    """The shifts of a till, newest first, one more than `first` where there are more; None for who may not see it."""
    box = await work.row(
        "SELECT * FROM cash_box WHERE cooperative_id = $1 AND till_id = $2", work.cooperative_id, till_id
    )
    if box is None or not await may_see(work, viewer, box):
        return None
    rows = await work.rows(
        "SELECT id, number, state, keeper_name, opened_at, closed_at, counted_minor, difference_minor, currency FROM cash_shift "
        "WHERE cooperative_id = $1 AND box_id = $2 AND ($3::int IS NULL OR number < $3) ORDER BY number DESC LIMIT $4",
        work.cooperative_id, box["id"], before, first + 1,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def shift(work: Work, viewer: Viewer, shift_id: UUID) -> Shift | None:
    """One shift with all that belongs to it; None for who may not see its box."""
    row = await work.row(
        f"""SELECT s.*, b.till_kind, b.till_id, {_TILL_NAME.format(b="b")} AS till_name FROM cash_shift s
            JOIN cash_box b ON b.cooperative_id = s.cooperative_id AND b.id = s.box_id WHERE s.cooperative_id = $1 AND s.id = $2""",
        work.cooperative_id,
        shift_id,
    )
    if row is None or not await may_see(work, viewer, row):
        return None
    known = row["state"] in ("counted", "closed")
    counts = await work.rows(
        "SELECT c.round, c.counted_by, a.name, c.pieces, c.total_minor, c.counted_at FROM cash_count c JOIN agent a ON a.cooperative_id = c.cooperative_id "
        "AND a.id = c.counted_by WHERE c.cooperative_id = $1 AND c.shift_id = $2 ORDER BY c.id",
        work.cooperative_id,
        shift_id,
    )
    present = await access.standing(work, viewer)
    running = [one for one in counts if one["round"] == row["round"]]
    slips = await work.rows(
        "SELECT slip, direction, amount_minor, state FROM cash_deposit WHERE cooperative_id = $1 AND shift_id = $2 ORDER BY id",
        work.cooperative_id,
        shift_id,
    )
    hidden = dict.fromkeys(("expected_minor", "counted_minor", "difference_minor")) if not known else {}
    told = {name: row[name] for name in Shift.__slots__ if name in row.keys()} | hidden  # noqa: SIM118 - a record iterates over values
    return Shift(
        **told,
        has_counted=present is not None and any(one["counted_by"] == present.agent_id for one in running),
        movements=tuple(await _movements(work, row)) if known or row["state"] == "open" else (),
        counts=tuple(
            Count(
                one["name"], {int(face): n for face, n in one["pieces"].items()}, one["total_minor"], one["counted_at"]
            )
            for one in running
        )
        if known
        else (),
        counted_by=tuple(one["name"] for one in running),
        slips=tuple(Slip(**dict(one)) for one in slips),
        faces=faces(row["currency"]),
    )


async def _movements(work: Work, row: Any) -> list[Movement]:
    """Of a running shift what has moved so far, else what belongs to it; the newest 500."""
    about = """SELECT j.kind, m.amount_minor, m.at, coalesce(o.number, r.number) AS order_number FROM ({moved}) m
        JOIN transfer t ON t.cooperative_id = $1 AND t.id = m.id
        JOIN journal j ON j.cooperative_id = t.cooperative_id AND j.id = t.journal_id
        LEFT JOIN seller_order p ON p.cooperative_id = t.cooperative_id AND p.id = coalesce(t.seller_order_id,
            CASE j.subject_kind WHEN 'seller_order' THEN j.subject_id END)
        LEFT JOIN sale_order o ON o.cooperative_id = p.cooperative_id AND o.id = p.order_id
        LEFT JOIN refund f ON f.cooperative_id = t.cooperative_id AND j.subject_kind = 'refund' AND f.id = j.subject_id
        LEFT JOIN sale_order r ON r.cooperative_id = f.cooperative_id AND r.id = f.order_id
        ORDER BY m.id DESC LIMIT 500"""
    if row["state"] == "open":
        rows = await work.rows(
            about.format(moved=LOOSE), work.cooperative_id, till_account(work, row["till_id"], row["currency"])
        )
    else:
        rows = await work.rows(
            about.format(
                moved="SELECT transfer_id AS id, amount_minor, at FROM cash_entry WHERE cooperative_id = $1 AND shift_id = $2 AND phase <> 'before'"
            ),
            work.cooperative_id,
            row["id"],
        )
    return [Movement(**dict(one)) for one in rows]


@dataclass(frozen=True, slots=True)
class Absence:
    """An order not fetched, or money kept for a buyer: what the desk still has to settle."""

    seller_order_id: UUID
    order_id: UUID
    order_number: int
    stall_name: str
    kind: str
    """`fee` (owed by the buyer) or `overpaid` (hers)."""
    amount_minor: int
    currency: str
    at: datetime


async def unsettled(work: Work, viewer: Viewer) -> list[Absence] | None:
    """Fees that are owed for orders not fetched, and what buyers gave too much; None without `till.use` and `books.see`."""
    if not (await access.may(work, viewer, "till.use") or await access.may(work, viewer, "books.see")):
        return None
    return await _absences(work, None)


async def unsettled_of(work: Work, person_id: UUID) -> list[Absence]:
    """The same of one person's orders."""
    return await _absences(work, person_id)


async def _absences(work: Work, person_id: UUID | None) -> list[Absence]:
    rows = await work.rows(
        """SELECT x.seller_order_id, o.id AS order_id, o.number AS order_number, p.stall_name, x.kind, x.amount_minor, x.currency, x.at
           FROM (SELECT seller_order_id, 'fee' AS kind, fee_minor AS amount_minor, currency, marked_at AS at FROM no_show
                 WHERE cooperative_id = $1 AND fee_state = 'owed'
                 UNION ALL SELECT seller_order_id, 'overpaid', amount_minor, currency, taken_at FROM overpayment
                 WHERE cooperative_id = $1 AND returned_at IS NULL) x
           JOIN seller_order p ON p.cooperative_id = $1 AND p.id = x.seller_order_id
           JOIN sale_order o ON o.cooperative_id = $1 AND o.id = p.order_id AND ($2::uuid IS NULL OR o.person_id = $2)
           ORDER BY x.at DESC LIMIT 200""",
        work.cooperative_id,
        person_id,
    )
    return [Absence(**dict(row)) for row in rows]
