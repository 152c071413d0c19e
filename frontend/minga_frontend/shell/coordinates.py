"""Places on the Earth as people type or paste them: `45.4215, -75.6972`, as every map shows them; kept in millionths of a degree."""

import re
from typing import Final

_NUMBER: Final = r"(-?\d{1,3}(?:\.\d+)?)\s*°?\s*"
_PAIR: Final = re.compile(rf"\s*(?:geo:)?\(?{_NUMBER}([NS]?)\s*[,;\s/]\s*{_NUMBER}([EWO]?)\)?\s*", re.IGNORECASE)
_MICRO: Final = 1_000_000

Place = dict[str, int]


def read(text: str) -> Place | None:
    """`{latitudeMicrodegrees, longitudeMicrodegrees}`, as the API takes a place; None for what names none."""
    found = _PAIR.fullmatch(text[:80].replace("−", "-"))
    if found is None:
        return None
    north, pole, east, side = found.groups()
    latitude, longitude = (round(float(one) * _MICRO) for one in (north, east))
    if pole.upper() == "S":
        latitude = -abs(latitude)
    if side.upper() in ("W", "O"):  # Ouest, oeste.
        longitude = -abs(longitude)
    if abs(latitude) > 90 * _MICRO or abs(longitude) > 180 * _MICRO:
        return None
    return {"latitudeMicrodegrees": latitude, "longitudeMicrodegrees": longitude}


def write(place: Place | None) -> str:
    """For a field, so that it can be read again."""
    if place is None:
        return ""
    return ", ".join(
        f"{place[name] / _MICRO:.6f}".rstrip("0").rstrip(".")
        for name in ("latitudeMicrodegrees", "longitudeMicrodegrees")
    )
