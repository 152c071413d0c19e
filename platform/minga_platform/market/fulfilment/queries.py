"""Where goods can be fetched, and where they are brought."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.market.fulfilment.amounts import fee
from minga_platform.market.fulfilment.nearness import Place


@dataclass(frozen=True, slots=True)
class PickupPoint:
    """A place where orders wait. `name`, `directions`: `{language: text}`; `hours`: [{weekday, from, until}]."""

    id: UUID
    name: dict[str, str]
    address: str
    directions: dict[str, str]
    hours: list[dict[str, object]]
    takes_cash: bool
    state: str
    version: int
    has_slots: bool
    slot_minutes: int | None
    slot_capacity: int | None
    cutoff_minutes: int
    latitude_microdegrees: int | None
    longitude_microdegrees: int | None

    @property
    def place(self) -> Place | None:
        """Where it is, where somebody said so."""
        if self.latitude_microdegrees is None or self.longitude_microdegrees is None:
            return None
        return Place(self.latitude_microdegrees, self.longitude_microdegrees)


@dataclass(frozen=True, slots=True)
class DeliveryZone:
    """Where the co-op delivers; `fee_minor` includes its tax, `fee_steps` as in `models`. No postcodes: everywhere."""

    id: UUID
    name: dict[str, str]
    postcodes: list[str]
    fee_minor: int
    currency: str
    tax_bps: int
    state: str
    fee_basis: str
    fee_steps: list[dict[str, int]]
    free_from_minor: int | None
    hours: list[dict[str, object]]
    has_slots: bool
    slot_minutes: int | None
    slot_capacity: int | None
    cutoff_minutes: int

    def fee(self, goods_minor: int, grams: int) -> int:
        """What bringing so much there costs, minor units with tax."""
        measure = goods_minor if self.fee_basis == "value" else grams
        return fee(self.fee_minor, self.fee_steps, measure, goods_minor, self.free_from_minor)


@dataclass(frozen=True, slots=True)
class Carrier:
    """Whoever brings parcels; `fee_steps` by grams."""

    id: UUID
    name: str
    about: dict[str, str]
    tracking_pattern: str
    fee_minor: int
    currency: str
    fee_steps: list[dict[str, int]]
    free_from_minor: int | None
    most_grams: int | None
    tax_bps: int
    state: str

    def fee(self, goods_minor: int, grams: int) -> int:
        """What it takes for so much, minor units with tax."""
        return fee(self.fee_minor, self.fee_steps, grams, goods_minor, self.free_from_minor)

    def takes(self, grams: int) -> bool:
        """Whether it takes a parcel now, and one so heavy."""
        return self.state == "open" and (self.most_grams is None or grams <= self.most_grams)


_SLOTS = "has_slots, slot_minutes, slot_capacity, cutoff_minutes"
_POINT = (
    f"SELECT id, name, address, directions, hours, takes_cash, state, version, {_SLOTS}, latitude_microdegrees, longitude_microdegrees "
    "FROM pickup_point WHERE cooperative_id = $1"
)
_ZONE = (
    "SELECT id, name, postcodes, fee_minor, currency, tax_bps, state, fee_basis, fee_steps, free_from_minor, hours, "
    f"{_SLOTS} FROM delivery_zone WHERE cooperative_id = $1"
)
_CARRIER = (
    "SELECT id, name, about, tracking_pattern, fee_minor, currency, fee_steps, free_from_minor, most_grams, tax_bps, state FROM carrier "
    "WHERE cooperative_id = $1"
)


async def pickup_points(work: Work, *, closed_too: bool = False) -> list[PickupPoint]:
    """The unit's co-op's pickup points, in its own order."""
    rows = await work.rows(
        f"{_POINT} AND (state = 'open' OR $2) ORDER BY position, id", work.cooperative_id, closed_too
    )
    return [PickupPoint(**dict(row)) for row in rows]


async def pickup_point(work: Work, point_id: UUID) -> PickupPoint | None:
    """One of them."""
    row = await work.row(f"{_POINT} AND id = $2", work.cooperative_id, point_id)
    return None if row is None else PickupPoint(**dict(row))


async def delivery_zones(work: Work, *, closed_too: bool = False) -> list[DeliveryZone]:
    """The unit's co-op's delivery zones, in its own order."""
    rows = await work.rows(f"{_ZONE} AND (state = 'open' OR $2) ORDER BY position, id", work.cooperative_id, closed_too)
    return [DeliveryZone(**dict(row)) for row in rows]


async def carriers(work: Work, *, closed_too: bool = False) -> list[Carrier]:
    """The unit's co-op's carriers, in its own order."""
    rows = await work.rows(
        f"{_CARRIER} AND (state = 'open' OR $2) ORDER BY position, id", work.cooperative_id, closed_too
    )
    return [Carrier(**dict(row)) for row in rows]


async def carrier(work: Work, carrier_id: UUID) -> Carrier | None:
    """One of them, whatever its state."""
    row = await work.row(f"{_CARRIER} AND id = $2", work.cooperative_id, carrier_id)
    return None if row is None else Carrier(**dict(row))


async def zone_for(work: Work, postcode: str) -> DeliveryZone | None:
    """The open zone of a postcode: the longest prefix wins, a zone without prefixes takes what no other does."""
    sought = plain_postcode(postcode)
    best: tuple[int, DeliveryZone] | None = None
    for zone in await delivery_zones(work):
        fits = [len(prefix) for prefix in map(plain_postcode, zone.postcodes) if sought.startswith(prefix)]
        length = max(fits, default=0 if not zone.postcodes else -1)
        if length >= 0 and (best is None or length > best[0]):
            best = (length, zone)
    return best[1] if best else None


def plain_postcode(text: str) -> str:
    """Without blanks and dashes, in capitals: `sw1a 1aa` is `SW1A1AA`."""
    return "".join(character for character in text.upper() if character.isalnum())
