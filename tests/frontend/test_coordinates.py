"""A place is read as maps show it, and written so that it can be read again."""

import pytest

from minga_frontend.shell import coordinates


@pytest.mark.parametrize(
    ("typed", "north", "east"),
    [
        ("45.4215, -75.6972", 45_421_500, -75_697_200),
        ("45.4215,-75.6972", 45_421_500, -75_697_200),
        ("  (39.9117; −0.5703) ", 39_911_700, -570_300),
        ("45.4215° N, 75.6972° W", 45_421_500, -75_697_200),
        ("33.8688 S 151.2093 E", -33_868_800, 151_209_300),
        ("geo:48.8566,2.3522", 48_856_600, 2_352_200),
        ("0, 0", 0, 0),
        ("90, -180", 90_000_000, -180_000_000),
    ],
)
def test_what_maps_show_is_read(typed: str, north: int, east: int) -> None:
    place = {"latitudeMicrodegrees": north, "longitudeMicrodegrees": east}
    assert coordinates.read(typed) == place
    assert coordinates.read(coordinates.write(place)) == place


@pytest.mark.parametrize("typed", ["", "Mill lane 1", "45.4215", "91, 0", "0, 181", "45.4215, x", "1,2,3", "45,4215 7"])
def test_what_names_no_place_is_none(typed: str) -> None:
    found = coordinates.read(typed)
    assert found is None
