"""The value equation as members write it and vote on it: one rule of the platform whose value is a list of lines. Pure.

    weight design 120                     points for an hour of it (or for one unit, where a quantity was given)
    weight material 1
    decay 10                              per cent that a contribution loses of its weight with each full year
    generation 50                         per cent that each further generation of ancestors counts of the one before
    floor 500                             least that a person gets of a bucket by points, minor units, while it suffices
    cap 40                                per cent of a bucket by points that one person gets at most
    percentages whole                     or `remaining`: of what the buckets before have left
    unused next                           or `wait`: what a bucket cannot use goes to the next one, or stays due
    bucket commons 5 fund commons         to a fund of the co-op
    bucket stewards 5 maintainers         equal parts to who looks after the design
    bucket advances 20 own oldest owed kinds material
    bucket origins 20 upstream points always
    bucket makers 50 own points always

Buckets are filled in the order of their lines. Their contributions are `own` (to this work), `upstream` (to what it was
made from) or `all`; the division is by `points` or `oldest` first; a claim is `once` (an event is paid once, ever),
`owed` (its weight in minor units is a debt that is paid off and then silent) or `always`. Structure: the ValueEquation of
Sensorica's NRP (bucket, sequence, percentage, filter, division, claim). No line holds a comma, so that a list of them can
be typed into one field.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.money import BPS, parse_decimal

Source = Literal["own", "upstream", "all", "maintainers", "fund"]
Division = Literal["points", "oldest"]
Claim = Literal["once", "owed", "always"]

KEY: Final = "commons.value_equation"
_WORD = re.compile(r"[a-z][a-z_]{0,39}")
_MOST_LINES = 60
_MOST_WEIGHT = 1_000_000
_MOST_FLOOR = 10**9
_SETTINGS = ("decay", "generation", "floor", "cap", "percentages", "unused")


@dataclass(frozen=True, slots=True)
class Bucket:
    """One part of an income: `bps` of it, for whom, by which division and claim. `kinds` empty: every kind with a
    weight. `fund`: the purpose of the fund it goes to, for source `fund`."""

    name: str
    bps: int
    source: Source
    division: Division = "points"
    claim: Claim = "always"
    kinds: tuple[str, ...] = ()
    fund: str = ""


@dataclass(frozen=True, slots=True)
class Equation:
    """A set of rules that can be applied. Rates in basis points, `floor` in minor units, `weights` in points."""

    buckets: tuple[Bucket, ...]
    weights: Mapping[str, int] = field(default_factory=dict)
    decay_bps: int = 0
    generation_bps: int = BPS
    floor_minor: int = 0
    cap_bps: int = BPS
    of_remaining: bool = False
    unused_waits: bool = False

    def kinds_of(self, bucket: Bucket) -> frozenset[str]:
        """The kinds of contributions that count in a bucket."""
        weighed = frozenset(kind for kind, weight in self.weights.items() if weight)
        return weighed & frozenset(bucket.kinds) if bucket.kinds else weighed


def read(lines: Sequence[str]) -> Equation:
    """The equation that these lines are. Refuses: InvalidInput whose rule names the line that cannot be read
    (`line 3`), or `buckets` (none, a name twice, or more than the whole)."""
    if not 1 <= len(lines) <= _MOST_LINES:
        raise InvalidInput(KEY, "lines", minimum="1", maximum=str(_MOST_LINES))
    weights: dict[str, int] = {}
    settings: dict[str, str] = {}
    buckets: list[Bucket] = []
    for place, line in enumerate(lines, 1):
        match line.split():
            case ["weight", kind, points] if _WORD.fullmatch(kind) and kind not in weights:
                weights[kind] = _number(points, _MOST_WEIGHT, place)
            case ["bucket", name, percent, *rest] if _WORD.fullmatch(name):
                buckets.append(_bucket(name, _bps(percent, place), rest, place))
            case [name, value] if name in _SETTINGS and name not in settings:
                settings[name] = value
                _check(name, value, place)
            case _:
                raise _unreadable(place)
    whole = sum(bucket.bps for bucket in buckets)
    remaining = settings.get("percentages") == "remaining"
    if not buckets or len({bucket.name for bucket in buckets}) != len(buckets) or (whole > BPS and not remaining):
        raise InvalidInput(KEY, "buckets", minimum="1", maximum="100 %")
    return Equation(
        buckets=tuple(buckets),
        weights=weights,
        decay_bps=_bps(settings.get("decay", "0"), 0),
        generation_bps=_bps(settings.get("generation", "100"), 0),
        floor_minor=int(settings.get("floor", "0")),
        cap_bps=_bps(settings.get("cap", "100"), 0),
        of_remaining=remaining,
        unused_waits=settings.get("unused") == "wait",
    )


def check(lines: list[str]) -> None:
    """What the rule asks of a value: lines that are an equation. Refuses: InvalidInput."""
    read(lines)


def _check(name: str, value: str, place: int) -> None:
    match name:
        case "floor":
            _number(value, _MOST_FLOOR, place)
        case "percentages" if value in ("whole", "remaining"):
            pass
        case "unused" if value in ("next", "wait"):
            pass
        case "decay" | "generation":
            _bps(value, place)
        case "cap":
            if _bps(value, place) == 0:
                raise _unreadable(place)
        case _:
            raise _unreadable(place)


def _bucket(name: str, bps: int, rest: list[str], place: int) -> Bucket:
    match rest:
        case ["fund", purpose] if _WORD.fullmatch(purpose):
            return Bucket(name, bps, "fund", fund=purpose)
        case ["maintainers"]:
            return Bucket(name, bps, "maintainers")
        case [
            ("own" | "upstream" | "all") as source,
            ("points" | "oldest") as division,
            ("once" | "owed" | "always") as claim,
            *kinds,
        ]:
            named = _kinds(kinds, place)
            # First come, first served needs an end to each claim: only what is owed has one.
            if division == "oldest" and claim != "owed":
                raise _unreadable(place)
            return Bucket(name, bps, source, division, claim, named)
        case _:
            raise _unreadable(place)


def _kinds(words: list[str], place: int) -> tuple[str, ...]:
    if not words:
        return ()
    kinds = tuple(words[1].split("+")) if len(words) == 2 and words[0] == "kinds" else ()
    if not kinds or len(set(kinds)) != len(kinds) or not all(_WORD.fullmatch(kind) for kind in kinds):
        raise _unreadable(place)
    return kinds


def _number(text: str, most: int, place: int) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > most:
        raise _unreadable(place)
    return int(text)


def _bps(text: str, place: int) -> int:
    found = parse_decimal(text, 2) if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", text) else None
    if found is None or found > BPS:
        raise _unreadable(place)
    return found


def _unreadable(place: int) -> InvalidInput:
    return InvalidInput(KEY, f"line {place}")
