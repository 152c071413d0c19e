"""A box of the demo co-op: two members take it, and one of them leaves the next date out."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from minga_infra.demo.deciding import Past
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.market.boxes.amounts import Content
from minga_platform.market.boxes.commands import offering, subscribing
from minga_platform.market.fulfilment.windows import read_hours

_COORDINATOR: Final = "marta"
_NAME: Final = {
    "en": "Box of the valley",
    "es": "Caja del valle",
    "fr": "Panier de la vallée",
    "ar": "صندوق الوادي",
}
_NOTE: Final = {
    "en": "What the gardens and workshops of the valley have that week.",
    "es": "Lo que dan esa semana las huertas y obradores del valle.",
    "fr": "Ce que donnent cette semaine-là les jardins et ateliers de la vallée.",
    "ar": "ما تقدّمه بساتين الوادي ومشاغله في ذلك الأسبوع.",
}


async def live_through(database: Database, app: Database, cooperative_id: UUID, people: Mapping[str, UUID]) -> None:
    """Offered, taken twice, skipped once; its first order is made at the cut-off."""
    past = Past(database, app, cooperative_id, people)
    async with database.read(Scope(cooperative_id)) as work:
        goods = await work.rows(
            """SELECT v.id, v.least FROM variant v
            JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id
            JOIN stock_item s ON s.cooperative_id = v.cooperative_id AND s.id = v.stock_item_id
            WHERE v.cooperative_id = $1 AND v.state = 'offered' AND p.state = 'published' AND NOT p.only_in_cycles AND NOT v.weighed
                AND s.counted AND s.on_hand - s.held > 8 * v.least * v.draws AND v.price_minor * v.least / v.price_per < 800
            ORDER BY v.price_minor * v.least / v.price_per DESC, v.id LIMIT 5""",
            cooperative_id,
        )
        point = await work.row(
            "SELECT id, hours FROM pickup_point WHERE cooperative_id = $1 AND state = 'open' AND takes_cash ORDER BY position LIMIT 1",
            cooperative_id,
        )
        soon = work.now.date() + timedelta(days=5)
    if len(goods) < 3 or point is None or not point["hours"]:
        return
    open_on = {one.weekday for one in read_hours(point["hours"])}
    first_on = next(day for ahead in range(7) if (day := soon + timedelta(days=ahead)).weekday() in open_on)
    last = goods[-1]
    inside = [Content(one["id"], one["least"], last["id"], last["least"]) for one in goods[:-1]]
    box = await past.do(
        _COORDINATOR, offering.offer_box, stall_id=None, name=_NAME, note=_NOTE, every_weeks=1, first_on=first_on, cutoff_hours=48,
        when_missing="substitute", contents={"small": inside[:2], "large": inside},
    )  # fmt: skip
    taken = None
    for member, size in (("ines", "large"), ("claire", "small")):
        wanted = subscribing.Wanted(size, point["id"], "pickup")
        taken = await past.do(member, subscribing.subscribe, box_id=box, wanted=wanted, starts_on=None)
    await past.do("claire", subscribing.skip, subscription_id=taken, comes_on=first_on, skipped=True)
