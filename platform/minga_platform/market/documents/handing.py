"""What is to be handed over, as lists: a pick list per stall, a packing list per order, a run sheet per place.

All of them are made of the same lines, read by one statement, so they agree with each other whatever happens meanwhile.
Nothing is cut off: a list that misses its last page sends somebody home without her bread.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.market.orders.queries import TO_PAY


@dataclass(frozen=True, slots=True)
class HandLine:
    """One line of a part that waits. `quantity` in base units: what was packed, once it was weighed, before that what was ordered.
    `total_minor` with its tax; `cash_minor` is what is still to be taken for its part in cash, told with the part's first line.
    `at_most`: it is still to be weighed, and what it costs is the most that its buyer accepted. `title`, `variant_title`: as its buyer
    read them; `product_title`, `form_title`: in all languages, as the stall has them now. `container_id`: it is the deposit of that jar or crate."""

    order_id: UUID
    number: int
    contact: dict[str, Any]
    note: str
    fulfilment: str
    pickup_point_id: UUID | None
    place: dict[str, Any]
    stall_id: UUID
    stall_name: str
    state: str
    line_id: UUID
    variant_id: UUID
    container_id: UUID | None
    title: str
    variant_title: str
    product_title: dict[str, str]
    form_title: dict[str, str]
    sku: str
    slug: str
    unit: str
    quantity: int
    price_minor: int
    price_per: int
    currency: str
    total_minor: int
    cash_minor: int
    at_most: bool


@dataclass(slots=True)
class Pick:
    """So much of one thing, for so many orders."""

    line: HandLine
    quantity: int = 0
    total_minor: int = 0
    at_most: bool = False
    order_ids: set[UUID] = field(default_factory=set)


@dataclass(slots=True)
class PickList:
    """What a stall brings. One entry for each thing at one price."""

    stall_id: UUID
    stall_name: str
    items: list[Pick]


@dataclass(slots=True)
class Pack:
    """What one order gets."""

    first: HandLine
    lines: list[HandLine]

    @property
    def cash_minor(self) -> int:
        """What is still to be taken in cash."""
        return sum(line.cash_minor for line in self.lines)

    @property
    def total_minor(self) -> int:
        """What these lines cost."""
        return sum(line.total_minor for line in self.lines)

    @property
    def at_most(self) -> bool:
        """Whether something is still to be weighed."""
        return any(line.at_most for line in self.lines)

    @property
    def is_ready(self) -> bool:
        """Whether every stall has packed its part."""
        return all(line.state == "ready" for line in self.lines)


@dataclass(slots=True)
class Run:
    """What goes to one pickup point, or out for delivery (no point); of places with times, at one of them."""

    point_id: UUID | None
    packs: list[Pack]
    slot: dict[str, str] | None = None
    """{opens, closes} as the orders keep it."""


async def to_hand_over(
    work: Work,
    *,
    day: date | None = None,
    point_id: UUID | None = None,
    stall_id: UUID | None = None,
    cycle_id: UUID | None = None,
    slot_opens_at: datetime | None = None,
) -> list[HandLine]:
    """Every line that waits to be handed over, order by order: of one pickup point, one stall, or what can be fetched on a
    `day` of the co-op's calendar (at a chosen time or in a cycle on that very date; else on its weekday at a place's hours, and
    deliveries on every day), or of one order cycle, or of one time (`slot_opens_at`). One statement."""
    rows = await work.rows(
        f"""SELECT o.id AS order_id, o.number, o.contact, o.note, o.fulfilment, o.pickup_point_id, o.place, s.stall_id, s.stall_name, s.state,
            l.id AS line_id, l.variant_id, l.container_id, l.title, l.variant_title, g.title AS product_title, v.title AS form_title,
            l.sku, g.slug, l.unit, coalesce(l.packed, l.wished, l.quantity) AS quantity,
            l.price_minor, l.price_per,
            l.currency, CASE WHEN p.captured_minor = 0 THEN l.total_minor - l.packed_off_minor ELSE l.total_minor - l.refunded_minor END AS total_minor,
            CASE WHEN o.payment_method = 'pickup' AND p.captured_minor = 0
                AND l.position = min(l.position) OVER (PARTITION BY s.id) THEN {TO_PAY} ELSE 0 END AS cash_minor,
            l.wished IS NOT NULL AND l.packed IS NULL AS at_most
        FROM seller_order s
        JOIN cooperative c ON c.id = s.cooperative_id
        JOIN sale_order o ON o.cooperative_id = s.cooperative_id AND o.id = s.order_id AND o.state = 'placed'
        JOIN order_line l ON l.cooperative_id = s.cooperative_id AND l.seller_order_id = s.id
        JOIN product g ON g.cooperative_id = l.cooperative_id AND g.id = l.product_id
        JOIN variant v ON v.cooperative_id = l.cooperative_id AND v.id = l.variant_id
        JOIN portion p ON p.cooperative_id = s.cooperative_id AND p.seller_order_id = s.id
        WHERE s.cooperative_id = $1 AND s.state IN ('to_prepare', 'ready') AND l.packed IS DISTINCT FROM 0 AND ($2::uuid IS NULL OR o.pickup_point_id = $2)
            AND ($3::uuid IS NULL OR s.stall_id = $3)
            AND ($4::date IS NULL OR CASE
                WHEN o.place ? 'slot' THEN ((o.place -> 'slot' ->> 'opens')::timestamptz AT TIME ZONE c.zone)::date = $4
                WHEN o.place ? 'cycle' THEN EXISTS (SELECT FROM jsonb_array_elements(o.place -> 'cycle' -> 'windows') w
                    WHERE ((w ->> 'opens')::timestamptz AT TIME ZONE c.zone)::date = $4)
                ELSE o.fulfilment = 'delivery' OR EXISTS (SELECT FROM jsonb_array_elements(o.place -> 'hours') h
                    WHERE (h ->> 'weekday')::int = extract(isodow FROM $4) - 1) END)
            AND ($5::uuid IS NULL OR o.cycle_id = $5)
            AND ($6::timestamptz IS NULL OR (o.place -> 'slot' ->> 'opens')::timestamptz = $6)
        ORDER BY o.number, s.position, l.position""",
        work.cooperative_id,
        point_id,
        stall_id,
        day,
        cycle_id,
        slot_opens_at,
    )
    return [HandLine(**dict(row)) for row in rows]


def picks(lines: Sequence[HandLine]) -> list[PickList]:
    """By stall, what it brings; stalls and things by name. What buyers read in several languages is one thing. Pure."""
    found: dict[UUID, dict[tuple[Any, ...], Pick]] = {}
    names: dict[UUID, str] = {}
    for line in lines:
        names[line.stall_id] = line.stall_name
        key = (line.variant_id, line.container_id, line.unit, line.currency)
        pick = found.setdefault(line.stall_id, {}).setdefault(key, Pick(line))
        pick.quantity += line.quantity
        pick.total_minor += line.total_minor
        pick.at_most |= line.at_most
        pick.order_ids.add(line.order_id)
    return [
        PickList(
            stall_id,
            names[stall_id],
            sorted(found[stall_id].values(), key=lambda one: (one.line.title, one.line.variant_title)),
        )
        for stall_id in sorted(found, key=lambda one: (names[one], one))
    ]


def packs(lines: Sequence[HandLine]) -> list[Pack]:
    """By order, what it gets; by number. Pure."""
    found: dict[UUID, Pack] = {}
    for line in lines:
        found.setdefault(line.order_id, Pack(line, [])).lines.append(line)
    return list(found.values())


def runs(lines: Sequence[HandLine]) -> list[Run]:
    """By pickup point and time, which orders go there; deliveries last. Pure."""
    found: dict[tuple[UUID | None, str], Run] = {}
    for pack in packs(lines):
        point, slot = pack.first.pickup_point_id, pack.first.place.get("slot")
        found.setdefault((point, slot["opens"] if slot else ""), Run(point, [], slot)).packs.append(pack)
    return [found[key] for key in sorted(found, key=lambda key: (key[0] is None, str(key[0]), key[1]))]
