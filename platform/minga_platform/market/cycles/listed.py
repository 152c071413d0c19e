"""What the listing is told of order cycles: until when something can be had in one. Fill of `catalog.ports.Cycles`."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.market.catalog import listing
from minga_platform.market.catalog import ports as catalog
from minga_platform.market.catalog.ports import Held


class Cycles:
    """Cycles that were not ended by the rounds, whatever the hour: whoever asks compares the instant with her own."""

    async def holding(self, work: Work, product_ids: Sequence[UUID], /) -> Mapping[UUID, Held]:
        """As the port says, in one statement."""
        rows = await work.rows(
            """SELECT v.product_id, max(c.closes_at) AS until, array_agg(DISTINCT c.id) AS cycles FROM variant v
            JOIN cycle_good g ON g.cooperative_id = v.cooperative_id AND g.variant_id = v.id
            JOIN order_cycle c ON c.cooperative_id = g.cooperative_id AND c.id = g.cycle_id AND c.cancelled_at IS NULL AND c.closed_at IS NULL
            WHERE v.cooperative_id = $1 AND v.product_id = ANY($2) AND v.state = 'offered' GROUP BY v.product_id""",
            work.cooperative_id,
            list(product_ids),
        )
        return {row["product_id"]: (row["until"], row["cycles"]) for row in rows}


def join() -> None:
    """Safe to repeat."""
    if catalog.JOINED.cycles is None:
        catalog.JOINED.cycles = Cycles()


async def goods_of(work: Work, *cycle_ids: UUID) -> list[UUID]:
    """The products that these cycles hold by now."""
    rows = await work.rows(
        """SELECT DISTINCT v.product_id FROM cycle_good g JOIN variant v ON v.cooperative_id = g.cooperative_id AND v.id = g.variant_id
        WHERE g.cooperative_id = $1 AND g.cycle_id = ANY($2)""",
        work.cooperative_id,
        list(cycle_ids),
    )
    return [row["product_id"] for row in rows]


async def tell(work: Work, cycle_id: UUID, *, before: Iterable[UUID] = ()) -> None:
    """Tell the listing of what a cycle holds; `before`: what it held before its plan was changed. After the change."""
    await listing.note_cycles(work, sorted({*before, *await goods_of(work, cycle_id)}))
