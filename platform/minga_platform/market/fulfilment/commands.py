"""Keeping pickup points and delivery zones."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import Conflict, InvalidInput, NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.fulfilment.hours import checked_hours
from minga_platform.market.fulfilment.nearness import Place
from minga_platform.market.fulfilment.planning import fit_slots
from minga_platform.market.fulfilment.queries import plain_postcode
from minga_platform.membership import access

_LARGEST_FEE = 1_000_000


async def add_pickup_point(
    work: Work,
    viewer: Viewer,
    *,
    name: Mapping[str, str],
    address: str,
    directions: Mapping[str, str],
    hours: Sequence[Mapping[str, Any]],
    takes_cash: bool,
    place: Place | None = None,
) -> UUID:
    """A new place where orders wait. Needs `pickup_points.edit`. Refuses: InvalidInput."""
    await access.require(work, viewer, "pickup_points.edit")
    point_id = ids.new()
    await work.execute(
        "INSERT INTO pickup_point (cooperative_id, id, name, address, directions, hours, takes_cash, state, position, "
        "latitude_microdegrees, longitude_microdegrees) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', (SELECT count(*) FROM pickup_point WHERE cooperative_id = $1), $8, $9)",
        work.cooperative_id, point_id, *_checked(name, address, directions, hours), takes_cash, *_place(place),
    )  # fmt: skip
    return point_id


async def edit_pickup_point(
    work: Work,
    viewer: Viewer,
    *,
    point_id: UUID,
    expected_version: int,
    name: Mapping[str, str],
    address: str,
    directions: Mapping[str, str],
    hours: Sequence[Mapping[str, Any]],
    takes_cash: bool,
    is_open: bool,
    place: Place | None = None,
    sets_place: bool = False,
) -> UUID:
    """Change or close a pickup point; orders placed for it keep what they were told. `place` is written with `sets_place`,
    so that a program that knows nothing of places leaves it as it is. Refuses: NotFound, Conflict, InvalidInput."""
    await access.require(work, viewer, "pickup_points.edit")
    version = await work.value(
        "SELECT version FROM pickup_point WHERE cooperative_id = $1 AND id = $2 FOR UPDATE",
        work.cooperative_id,
        point_id,
    )
    if version is None:
        raise NotFound
    if version != expected_version:
        raise Conflict(version)
    await work.execute(
        "UPDATE pickup_point SET name = $3, address = $4, directions = $5, hours = $6, takes_cash = $7, state = $8, version = version + 1, "
        "latitude_microdegrees = CASE WHEN $11 THEN $9 ELSE latitude_microdegrees END, "
        "longitude_microdegrees = CASE WHEN $11 THEN $10 ELSE longitude_microdegrees END WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, point_id, *_checked(name, address, directions, hours), takes_cash, "open" if is_open else "closed",
        *_place(place), sets_place,
    )  # fmt: skip
    await fit_slots(work, "pickup_point", point_id)
    return point_id


async def set_delivery_zone(
    work: Work,
    viewer: Viewer,
    *,
    zone_id: UUID | None,
    name: Mapping[str, str],
    postcodes: Sequence[str],
    fee: Money,
    tax_bps: int,
    is_open: bool,
) -> UUID:
    """Add a delivery zone, or change it where `zone_id` names one. Needs `delivery.edit`. Refuses: NotFound, InvalidInput."""
    await access.require(work, viewer, "delivery.edit")
    currency = await work.value("SELECT currency FROM cooperative WHERE id = $1", work.cooperative_id)
    if fee.currency != currency:
        raise InvalidInput("fee", "currency")
    if not 0 <= fee.minor <= _LARGEST_FEE:
        raise InvalidInput("fee", "range", minimum="0", maximum=str(_LARGEST_FEE))
    if not 0 <= tax_bps <= 5000:
        raise InvalidInput("taxBps", "range", minimum="0", maximum="5000")
    prefixes = sorted({plain for plain in map(plain_postcode, postcodes) if plain})
    if len(prefixes) > 500 or any(len(prefix) > 12 for prefix in prefixes):
        raise InvalidInput("postcodes", "length", maximum="500")
    values = (
        dict(Text.checked(name, field="name", longest=120, one_line=True)),
        prefixes,
        fee.minor,
        currency,
        tax_bps,
    )
    state = "open" if is_open else "closed"
    if zone_id is None:
        zone_id = ids.new()
        await work.execute(
            "INSERT INTO delivery_zone (cooperative_id, id, name, postcodes, fee_minor, currency, tax_bps, state, position) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, (SELECT count(*) FROM delivery_zone WHERE cooperative_id = $1))",
            work.cooperative_id, zone_id, *values, state,
        )  # fmt: skip
        return zone_id
    changed = await work.execute(
        "UPDATE delivery_zone SET name = $3, postcodes = $4, fee_minor = $5, currency = $6, tax_bps = $7, state = $8 "
        "WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, zone_id, *values, state,
    )  # fmt: skip
    if not changed:
        raise NotFound
    return zone_id


def _place(place: Place | None) -> tuple[int | None, int | None]:
    if place is None:
        return None, None
    place.check()
    return place.latitude_microdegrees, place.longitude_microdegrees


def _checked(
    name: Mapping[str, str], address: str, directions: Mapping[str, str], hours: Sequence[Mapping[str, Any]]
) -> tuple[dict[str, str], str, dict[str, str], list[dict[str, Any]]]:
    where = address.strip()
    if not 3 <= len(where) <= 300:
        raise InvalidInput("address", "length", minimum="3", maximum="300")
    return (
        dict(Text.checked(name, field="name", longest=120, one_line=True)),
        where,
        dict(Text.checked(directions, field="directions", longest=2000, shortest=0)),
        checked_hours(hours),
    )
