"""How far somebody is from where goods can be fetched: great circles between a place and a few points, worked out once for a list.

Source of the formula: R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984). On a ball the size of the Earth it is
wrong by half a percent at most, which is less than a road winds.
"""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Final

from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.work import Work
from minga_platform.market.catalog.queries.listings import Nearness

_EARTH_METRES: Final = 6_371_000
"""The mean radius of the Earth (IUGG)."""

_COARSE: Final = 10_000
"""A hundredth of a degree, about a kilometre: nobody's house can be told from it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the Earth, in millionths of a degree; north and east are positive."""

    latitude_microdegrees: int
    longitude_microdegrees: int

    def check(self) -> None:
        """Refuses: InvalidInput for what is no place."""
        for field, value, most in (
            ("latitude", self.latitude_microdegrees, 90_000_000),
            ("longitude", self.longitude_microdegrees, 180_000_000),
        ):
            if not -most <= value <= most:
                raise InvalidInput(f"place.{field}", "range", minimum=str(-most), maximum=str(most))

    def coarse(self) -> "Place":
        """The same to about a kilometre."""
        return Place(
            *(round(one / _COARSE) * _COARSE for one in (self.latitude_microdegrees, self.longitude_microdegrees))
        )

    def metres_to(self, other: "Place") -> int:
        """As the crow flies."""
        here, there = radians(self.latitude_microdegrees / 1e6), radians(other.latitude_microdegrees / 1e6)
        east = radians((other.longitude_microdegrees - self.longitude_microdegrees) / 1e6)
        half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(east / 2) ** 2
        return round(2 * _EARTH_METRES * asin(min(1.0, sqrt(half))))


async def nearness(work: Work, place: Place) -> Nearness:
    """The distances from a place to the points where the co-op's goods are fetched, in one statement: points are few."""
    rows = await work.rows(
        """SELECT p.latitude_microdegrees, p.longitude_microdegrees, ARRAY(
            SELECT c.id FROM cycle_pickup k JOIN order_cycle c ON c.cooperative_id = k.cooperative_id AND c.id = k.cycle_id
            WHERE k.cooperative_id = p.cooperative_id AND k.pickup_point_id = p.id AND c.cancelled_at IS NULL AND c.closes_at > $2) AS cycles
        FROM pickup_point p WHERE p.cooperative_id = $1 AND p.state = 'open' AND p.latitude_microdegrees IS NOT NULL""",
        work.cooperative_id,
        work.now,
    )
    far = [(place.metres_to(Place(row[0], row[1])), row["cycles"]) for row in rows]
    cycles: dict[object, int] = {}
    for metres, held in far:
        for cycle_id in held:
            cycles[cycle_id] = min(metres, cycles.get(cycle_id, metres))
    return Nearness(min((metres for metres, _ in far), default=None), cycles)  # type: ignore[arg-type]  # ids come as they are
