"""What an order cycle adds to an order: it must be open, has pickup points of its own, and takes fees by purpose."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.ledger.amounts import LineSplit
from minga_platform.market.cycles import taking
from minga_platform.market.cycles.amounts import Purposes, levy
from minga_platform.market.fulfilment.errors import PickupPointClosed, SlotNotOffered
from minga_platform.market.orders.commands import getting
from minga_platform.market.orders.quoting import Split


async def enter(
    work: Work,
    cycle_id: UUID,
    *,
    begun_at: datetime,
    pickup_point_id: UUID | None,
    slot: Mapping[str, str] | None = None,
) -> tuple[taking.Admission, dict[str, Any]]:
    """Let an order into its cycle; what its place is to keep of the pickup. What a cycle brings is fetched where the cycle says:
    the hub packs by these points, and nobody would be there to hand it over elsewhere. So a time that was chosen there (`slot`)
    must lie within the cycle's own: before it the goods are not there yet.

    Refuses: CycleClosed, PickupPointClosed, SlotNotOffered.
    """
    admission = await taking.admit(work, cycle_id, begun_at=begun_at, pickup_point_id=pickup_point_id)
    if admission.pickup is None:
        raise PickupPointClosed
    if slot is not None and not getting.fits(slot, admission.pickup):
        raise SlotNotOffered("unknown")
    return admission, {"cycle": dict(admission.pickup)}


async def levied(
    work: Work,
    admission: taking.Admission,
    parts: Sequence[Split],
    *,
    fee_tax_bps: int,
    order_fees_due: bool | None = None,
) -> list[Split]:
    """The parts of an order with the cycle's fees in them, and what each line's fee is for."""
    if not admission.fees:
        return list(parts)
    terms = await taking.levying(work, admission, order_fees_due=order_fees_due)
    taken = iter(levy([split for part in parts for split in part.splits], fee_tax_bps=fee_tax_bps, **terms))
    with_fees = []
    for part in parts:
        own: list[tuple[LineSplit, Purposes]] = [next(taken) for _ in part.splits]
        with_fees.append(replace(part, splits=tuple(one for one, _ in own), purposes=tuple(why for _, why in own)))
    return with_fees


def reasons(part: Split, line_ids: Sequence[UUID]) -> list[tuple[UUID, str, int]]:
    """(line, purpose, minor units) for `taking.write_line_fees`; `line_ids` in the order of the part's lines of goods."""
    return [
        (line_id, purpose, amount)
        for line_id, purposes in zip(line_ids, part.purposes, strict=False)
        for purpose, amount in purposes
    ]
