"""Where goods can be fetched, and where they are brought."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.work import Work


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


@dataclass(frozen=True, slots=True)
class DeliveryZone:
    """Where the co-op delivers; `fee_minor` includes its tax. No postcodes: everywhere."""

    id: UUID
    name: dict[str, str]
    postcodes: list[str]
    fee_minor: int
    currency: str
    tax_bps: int
    state: str


_POINT = "SELECT id, name, address, directions, hours, takes_cash, state, version FROM pickup_point WHERE cooperative_id = $1"
_ZONE = "SELECT id, name, postcodes, fee_minor, currency, tax_bps, state FROM delivery_zone WHERE cooperative_id = $1"


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
