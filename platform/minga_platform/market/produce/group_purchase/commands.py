"""Buying together: opened, asked for, closed, received. Each member's part becomes an order of hers at the end."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog.amounts import LARGEST_QUANTITY, Terms, quantity_problem
from minga_platform.market.catalog.commands.stalls import found_stall
from minga_platform.market.catalog.errors import QuantityNotSold
from minga_platform.market.cycles.errors import CycleClosed
from minga_platform.market.law import queries as law
from minga_platform.market.produce.group_purchase.amounts import Wish, cases_of, divide, lot_of
from minga_platform.market.produce.group_purchase.errors import PurchaseClosed, PurchaseStillOpen
from minga_platform.market.produce.group_purchase.events import GroupPurchaseClosed
from minga_platform.membership import access

CLOSES = "coalesce(c.closes_at, g.closes_at)"
"""SQL: when purchase `g` closes: with its order cycle `c`, however often that one is moved, or by itself."""
_WITH_CYCLE = "group_purchase g LEFT JOIN order_cycle c ON c.cooperative_id = g.cooperative_id AND c.id = g.cycle_id"
_LONGEST = timedelta(days=366)
_LONGEST_NOTE = 500


async def open_supplier(work: Work, viewer: Viewer, *, name: Mapping[str, str], place: str = "") -> UUID:
    """A stall for a supplier from outside, who never signs in: coordinators keep her goods and pay her. Needs `stall.admit`.

    Refuses: NotAllowed, InvalidInput. Announces: StallOpened. The stall's id.
    """
    await access.require(work, viewer, "stall.admit")
    called = Text.checked(dict(name), field="name", longest=80, shortest=1, one_line=True)
    agent_id = ids.new()
    home = await work.value("SELECT language FROM cooperative WHERE id = $1", work.cooperative_id)
    await work.execute(
        "INSERT INTO agent (cooperative_id, id, kind, name, created_at) VALUES ($1, $2, 'organisation', $3, $4)",
        work.cooperative_id, agent_id, called.read(home), work.now,
    )  # fmt: skip
    return await found_stall(work, agent_id, name=name, place=place)


async def open_purchase(
    work: Work,
    viewer: Viewer,
    *,
    variant_id: UUID,
    pickup_point_id: UUID,
    case_size: int,
    least_cases: int,
    closes_at: datetime | None = None,
    cycle_id: UUID | None = None,
    note: str = "",
) -> UUID:
    """Let members ask for a variant that is bought by the case. Its price is announced with it. Needs `cycles.edit`.

    `case_size` base units, a whole number of the variant's steps. `cycle_id`: an order cycle that is still to close: it closes with it,
    is fetched at one of its pickups, and what came stands on its lists; else `closes_at`, never both. Refuses: NotAllowed, NoLegalBasis, NotFound,
    InvalidInput, CycleClosed.
    """
    agent_id = await access.require(work, viewer, "cycles.edit")
    await law.require(work, "group_purchase")
    row = await work.row(
        """SELECT v.step, v.price_minor, v.price_per, v.currency, v.weighed, p.stall_id FROM variant v
        JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id
        WHERE v.cooperative_id = $1 AND v.id = $2 AND p.state <> 'archived'""",
        work.cooperative_id,
        variant_id,
    )
    point = await work.value(
        "SELECT id FROM pickup_point WHERE cooperative_id = $1 AND id = $2 AND state = 'open'",
        work.cooperative_id,
        pickup_point_id,
    )
    if row is None or point is None:
        raise NotFound
    if row["weighed"]:
        raise InvalidInput("variantId", "weighed")
    if not 1 <= case_size <= LARGEST_QUANTITY or case_size % row["step"]:
        raise InvalidInput("caseSize", "step", minimum=str(row["step"]), step=str(row["step"]))
    if not 1 <= least_cases <= 10_000:
        raise InvalidInput("leastCases", "range", minimum="1", maximum="10000")
    if cycle_id is not None and closes_at is not None:
        raise InvalidInput("closesAt", "cycle_or_instant")
    if cycle_id is not None:
        closes_at = await _closing_of_cycle(work, cycle_id, pickup_point_id)
    elif closes_at is None or not work.now < closes_at <= work.now + _LONGEST:
        raise InvalidInput("closesAt", "future")
    if len(note) > _LONGEST_NOTE:
        raise InvalidInput("note", "length", maximum=str(_LONGEST_NOTE))
    purchase_id = ids.new()
    await work.execute(
        "INSERT INTO group_purchase (cooperative_id, id, variant_id, stall_id, pickup_point_id, case_size, least_cases, price_minor, price_per, "
        "currency, closes_at, state, note, opened_by, opened_at, cycle_id) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open', $12, $13, $14, $15)",
        work.cooperative_id, purchase_id, variant_id, row["stall_id"], pickup_point_id, case_size, least_cases, row["price_minor"],
        row["price_per"], row["currency"], closes_at, note.strip(), agent_id, work.now, cycle_id,
    )  # fmt: skip
    return purchase_id


async def _closing_of_cycle(work: Work, cycle_id: UUID, pickup_point_id: UUID) -> datetime:
    row = await work.row(
        """SELECT c.closes_at, c.cancelled_at, EXISTS (SELECT FROM cycle_pickup p
            WHERE p.cooperative_id = c.cooperative_id AND p.cycle_id = c.id AND p.pickup_point_id = $3) AS is_fetched_there
        FROM order_cycle c WHERE c.cooperative_id = $1 AND c.id = $2 FOR SHARE OF c""",
        work.cooperative_id,
        cycle_id,
        pickup_point_id,
    )
    if row is None:
        raise NotFound
    if row["cancelled_at"] is not None or row["closes_at"] <= work.now:
        raise CycleClosed(row["closes_at"], None)
    if not row["is_fetched_there"]:
        raise InvalidInput("pickupPointId", "one_of")
    closes_at: datetime = row["closes_at"]
    return closes_at


async def ask(work: Work, viewer: Viewer, *, purchase_id: UUID, quantity: int, tolerance: int = 0) -> UUID:
    """A member asks for so much, and up to `tolerance` more where that fills a case; asking again replaces it.

    Asking for more takes its place in time anew; asking for less keeps it. Refuses: SignInNeeded, NotFound, QuantityNotSold,
    InvalidInput, PurchaseClosed. The purchase's id.
    """
    agent_id = await access.agent_of(work, viewer)
    person_id = viewer.for_person_id or viewer.person_id
    row = await _open(work, purchase_id)
    variant = await work.row(
        "SELECT unit, step, least, most, price_minor, price_per, draws FROM variant WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        row["variant_id"],
    )
    assert variant is not None
    terms = Terms(**dict(variant))
    problem = quantity_problem(terms, quantity)
    if problem is not None:
        raise QuantityNotSold(problem.rule, terms.unit, problem.step, problem.least, problem.most)
    if not 0 <= tolerance <= row["case_size"] or tolerance % terms.step:
        raise InvalidInput("tolerance", "step", minimum="0", maximum=str(row["case_size"]), step=str(terms.step))
    contact = await work.row(
        """SELECT p.name, p.language,
            coalesce((SELECT i.value FROM identifier i WHERE i.person_id = p.id AND i.kind = 'mail' AND i.proven_at IS NOT NULL
                ORDER BY i.proven_at LIMIT 1), '') AS mail,
            coalesce((SELECT i.value FROM identifier i WHERE i.person_id = p.id AND i.kind = 'phone' AND i.proven_at IS NOT NULL
                ORDER BY i.proven_at LIMIT 1), '') AS phone
        FROM person p WHERE p.id = $1""",
        person_id,
    )
    assert contact is not None
    await work.execute(
        "INSERT INTO group_wish (cooperative_id, id, purchase_id, agent_id, person_id, quantity, tolerance, wished_at, contact, language) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (cooperative_id, purchase_id, agent_id) DO UPDATE SET "
        "wished_at = CASE WHEN excluded.quantity > group_wish.quantity OR excluded.tolerance > group_wish.tolerance "
        "THEN excluded.wished_at ELSE group_wish.wished_at END, quantity = excluded.quantity, tolerance = excluded.tolerance, "
        "contact = excluded.contact, language = excluded.language",
        work.cooperative_id, ids.new(), purchase_id, agent_id, person_id, quantity, tolerance, await work.fresh_now(),
        {"name": contact["name"], "mail": contact["mail"], "phone": contact["phone"]}, contact["language"],
    )  # fmt: skip
    return purchase_id


async def take_back(work: Work, viewer: Viewer, *, purchase_id: UUID) -> UUID:
    """She asks for nothing after all. Safe to repeat. Refuses: SignInNeeded, NotFound, PurchaseClosed."""
    agent_id = await access.agent_of(work, viewer)
    await _open(work, purchase_id)
    await work.execute(
        "DELETE FROM group_wish WHERE cooperative_id = $1 AND purchase_id = $2 AND agent_id = $3",
        work.cooperative_id, purchase_id, agent_id,
    )  # fmt: skip
    return purchase_id


async def close(work: Work, viewer: Viewer, *, purchase_id: UUID) -> UUID:
    """Order it now, or see that too few cases came together. Needs `cycles.edit`. Refuses: NotAllowed, NotFound,
    InvalidTransition, PurchaseStillOpen (members were told that they can ask until then). Announces: GroupPurchaseClosed."""
    await access.require(work, viewer, "cycles.edit")
    row = await locked(work, purchase_id)
    if row["state"] != "open":
        raise InvalidTransition(row["state"])
    await refuse_ended(work, row)
    if await work.fresh_now() < row["closes"]:
        raise PurchaseStillOpen(row["closes"])
    await close_locked(work, row)
    return purchase_id


async def close_locked(work: Work, row: asyncpg.Record) -> None:
    """The closing itself, for an open purchase whose row is locked and whose time is over. Announces: GroupPurchaseClosed."""
    wishes = await wishes_of(work, row["id"])
    cases = cases_of(wishes, row["case_size"])
    lot = lot_of(row["id"], wishes)
    enough = cases >= row["least_cases"]
    await work.execute(
        "UPDATE group_purchase SET state = $3, lot = $4, cases = $5, closed_at = $6 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, row["id"], "ordered" if enough else "failed", lot, cases if enough else None, work.now,
    )  # fmt: skip
    allotted, _ = divide(wishes, cases * row["case_size"] if enough else 0, lot)
    await write_allotted(work, allotted)
    work.emit(GroupPurchaseClosed(purchase_id=row["id"]))


async def call_off(work: Work, viewer: Viewer, *, purchase_id: UUID) -> UUID:
    """It does not come: nobody is charged, everybody is told. Needs `cycles.edit`. Refuses: NotAllowed, NotFound,
    InvalidTransition. Announces: GroupPurchaseClosed."""
    await access.require(work, viewer, "cycles.edit")
    row = await locked(work, purchase_id)
    if row["state"] not in ("open", "ordered"):
        raise InvalidTransition(row["state"])
    await _call_off(work, purchase_id)
    return purchase_id


async def call_off_with_cycle(work: Work, *, cycle_id: UUID) -> None:
    """What members were to buy together in a cycle that does not take place. Safe to repeat. Announces: GroupPurchaseClosed for each."""
    rows = await work.rows(
        "SELECT id FROM group_purchase WHERE cooperative_id = $1 AND cycle_id = $2 AND state IN ('open', 'ordered') ORDER BY id FOR UPDATE",
        work.cooperative_id,
        cycle_id,
    )
    for row in rows:
        await _call_off(work, row["id"])


async def _call_off(work: Work, purchase_id: UUID) -> None:
    await work.execute(
        "UPDATE group_purchase SET state = 'cancelled', cases = NULL, closed_at = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, purchase_id, work.now,
    )  # fmt: skip
    await work.execute(
        "UPDATE group_wish SET allotted = 0 WHERE cooperative_id = $1 AND purchase_id = $2",
        work.cooperative_id,
        purchase_id,
    )
    work.emit(GroupPurchaseClosed(purchase_id=purchase_id))


async def locked(work: Work, purchase_id: UUID) -> asyncpg.Record:
    """The purchase's row, locked; `closes`: when it closes. Refuses: NotFound."""
    row = await work.row(
        f"SELECT g.*, {CLOSES} AS closes FROM {_WITH_CYCLE} WHERE g.cooperative_id = $1 AND g.id = $2 FOR UPDATE OF g",
        work.cooperative_id,
        purchase_id,
    )
    if row is None:
        raise NotFound
    return row


async def refuse_ended(work: Work, row: asyncpg.Record) -> None:
    """For a locked purchase: its cycle takes place, and is not called off before this unit ends. Where it is, its purchases end with it a
    moment later (`call_off_with_cycle`); until then nothing is ordered or sold of them. Refuses: InvalidTransition."""
    if row["cycle_id"] is not None and await work.value(
        "SELECT cancelled_at IS NOT NULL FROM order_cycle WHERE cooperative_id = $1 AND id = $2 FOR SHARE",
        work.cooperative_id, row["cycle_id"],
    ):  # fmt: skip
        raise InvalidTransition("cancelled")


async def due(work: Work) -> list[asyncpg.Record]:
    """Open purchases whose time is over, at most fifty, locked; not those that end with a cycle that does not take place. Nor are their
    cycles' closings moved before this unit ends."""
    now = await work.fresh_now()
    rows = await work.rows(
        f"SELECT g.* FROM {_WITH_CYCLE} WHERE g.cooperative_id = $1 AND g.state = 'open' AND {CLOSES} <= $2 AND c.cancelled_at IS NULL "
        "ORDER BY g.id LIMIT 50 FOR UPDATE OF g SKIP LOCKED",
        work.cooperative_id, now,
    )  # fmt: skip
    closed = await work.rows(
        "SELECT id FROM order_cycle WHERE cooperative_id = $1 AND id = ANY($3) AND closes_at <= $2 AND cancelled_at IS NULL "
        "ORDER BY id FOR SHARE",
        work.cooperative_id, now, [row["cycle_id"] for row in rows if row["cycle_id"] is not None],
    )  # fmt: skip
    over = {None, *(row["id"] for row in closed)}
    return [row for row in rows if row["cycle_id"] in over]


async def wishes_of(work: Work, purchase_id: UUID) -> list[Wish]:
    """What everybody asks for."""
    rows = await work.rows(
        "SELECT id, quantity, tolerance, wished_at FROM group_wish WHERE cooperative_id = $1 AND purchase_id = $2",
        work.cooperative_id,
        purchase_id,
    )
    return [Wish(**dict(row)) for row in rows]


async def write_allotted(work: Work, allotted: dict[UUID, int]) -> None:
    """What each is to receive."""
    await work.execute(
        "UPDATE group_wish w SET allotted = a.quantity FROM unnest($2::uuid[], $3::bigint[]) AS a (id, quantity) "
        "WHERE w.cooperative_id = $1 AND w.id = a.id",
        work.cooperative_id, list(allotted), list(allotted.values()),
    )  # fmt: skip


async def _open(work: Work, purchase_id: UUID) -> asyncpg.Record:
    """A purchase that still takes wishes, locked for sharing: who closes it waits. Refuses: NotFound, PurchaseClosed."""
    row = await work.row(
        f"SELECT g.*, {CLOSES} AS closes, c.cancelled_at FROM {_WITH_CYCLE} WHERE g.cooperative_id = $1 AND g.id = $2 FOR SHARE OF g",
        work.cooperative_id,
        purchase_id,
    )
    if row is None:
        raise NotFound
    if row["state"] != "open" or row["cancelled_at"] is not None or await work.fresh_now() >= row["closes"]:
        raise PurchaseClosed(row["closed_at"] or row["cancelled_at"] or row["closes"])
    return row
