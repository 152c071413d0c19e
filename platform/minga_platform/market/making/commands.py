"""What makers say: how much they make a week, and that something will be later than promised."""

from datetime import date
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import rights
from minga_platform.market.making import promising
from minga_platform.market.making.errors import MakingFull, WeekFull
from minga_platform.market.making.events import PromisePutOff
from minga_platform.market.making.weeks import WEEKS_AHEAD
from minga_platform.membership import access

_MOST = 100_000
_REASON = range(3, 501)


async def set_making_capacity(
    work: Work,
    viewer: Viewer,
    *,
    stall_id: UUID,
    product_id: UUID | None = None,
    per_week: int | None,
    not_before: date | None = None,
) -> UUID:
    """Say how many pieces a week a stall makes to order, or of one product of it; None: that is not counted any more.

    What was promised stays promised, even where it is more than she can make from now on: the next order sees it.
    Refuses: SignInNeeded, NotFound, NotAllowed (`product.edit`), InvalidInput.
    """
    await rights.for_stall(work, viewer, stall_id, "product.edit")
    if product_id is not None and (await rights.for_product(work, viewer, product_id)).row["stall_id"] != stall_id:
        raise NotFound
    if per_week is not None and not 1 <= per_week <= _MOST:
        raise InvalidInput("perWeek", "range", minimum="1", maximum=str(_MOST))
    which = "cooperative_id = $1 AND stall_id = $2 AND product_id IS NOT DISTINCT FROM $3::uuid"
    if per_week is None:
        await work.execute(
            f"UPDATE making_capacity SET is_counted = false WHERE {which}", work.cooperative_id, stall_id, product_id
        )
        return stall_id
    changed = await work.execute(
        f"UPDATE making_capacity SET per_week = $4, not_before = $5, is_counted = true WHERE {which}",
        work.cooperative_id, stall_id, product_id, per_week, not_before,
    )  # fmt: skip
    if not changed:
        await work.execute(
            "INSERT INTO making_capacity (cooperative_id, id, stall_id, product_id, per_week, not_before) VALUES ($1, $2, $3, $4, $5, $6)",
            work.cooperative_id, ids.new(), stall_id, product_id, per_week, not_before,
        )  # fmt: skip
    return stall_id


_LINE = """SELECT l.id, l.variant_id, l.quantity, s.stall_id, s.state, s.order_id FROM order_line l
    JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
    WHERE l.cooperative_id = $1 AND l.id = $2 AND EXISTS (SELECT FROM promise p
        WHERE p.cooperative_id = l.cooperative_id AND p.order_line_id = l.id)"""


async def put_off_promise(work: Work, viewer: Viewer, *, order_line_id: UUID, promised_for: date, reason: str) -> UUID:
    """Promise a line for another day, and tell the buyer why; its pieces move to weeks that have room by then.

    Refuses: SignInNeeded, NotFound, NotAllowed (`orders.fulfil`), InvalidTransition (handed over or cancelled), InvalidInput
    (a day that is past, no reason), WeekFull. Announces: PromisePutOff.
    """
    row = await work.row(_LINE, work.cooperative_id, order_line_id)
    if row is None:
        await access.agent_of(work, viewer)
        raise NotFound
    agent_id = await _may_fulfil(work, viewer, row["stall_id"])
    if row["state"] not in ("waiting", "to_prepare", "ready"):
        raise InvalidTransition(row["state"])
    said = " ".join(reason.split())
    if len(said) not in _REASON:
        raise InvalidInput("reason", "length", minimum=str(_REASON.start), maximum=str(_REASON.stop - 1))
    if promised_for <= work.now.date():
        raise InvalidInput("promisedFor", "future")
    wish = promising.Wish(row["variant_id"], row["quantity"])
    await promising.lock(work, [wish])
    planned = await promising.replan(work, order_line_id, wish, ready_by=promised_for)
    if planned is None:
        raise MakingFull(WEEKS_AHEAD)
    earliest = planned.plan.ready_by
    assert earliest is not None
    if earliest > promised_for:
        raise WeekFull(earliest)
    planned.plan.ready_by = promised_for
    promise_id = await promising.write(work, order_line_id, planned, reason=said, said_by=agent_id)
    work.emit(PromisePutOff(order_id=row["order_id"], order_line_id=order_line_id, promise_id=promise_id))
    return order_line_id


async def _may_fulfil(work: Work, viewer: Viewer, stall_id: UUID) -> UUID:
    """What a stall has to make is nobody else's: never NotAllowed, always NotFound."""
    agent_id = await access.agent_of(work, viewer)
    if not await access.may(work, viewer, "orders.fulfil", stall_id=stall_id):
        raise NotFound
    return agent_id
