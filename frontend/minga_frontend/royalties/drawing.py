"""The way of an income drawn: from the sales that left it, through the work, to everybody who had a part. Tables tell the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDE: Final = 176
HIGH: Final = 52
_GAP_X: Final = 96
_GAP_Y: Final = 18
_EDGE: Final = 4
_THICKEST: Final = 30
MOST: Final = 10
"""So many stand in a column; the smallest of more are one together."""


@dataclass(frozen=True, slots=True)
class End:
    """Where money comes from or goes to. `weight`: how much of it; `note`: a second line, `href`: where more is told."""

    label: str
    weight: int
    note: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """An end with its place, its label short enough for it."""

    end: End
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Flow:
    """A way, as thick as what went along it."""

    path: str
    thick: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """In the drawing's own units."""

    boxes: tuple[Box, ...]
    flows: tuple[Flow, ...]
    width: int
    height: int


def draw(sources: Sequence[End], through: End, targets: Sequence[End], *, others: str) -> Drawing | None:
    """None where nothing flowed. `others`: what the smallest of a long column are called together."""
    left, right = _few(sources, others), _few(targets, others)
    if not left or not right:
        return None
    rows = max(len(left), len(right))
    height = rows * (HIGH + _GAP_Y) - _GAP_Y + 2 * _EDGE
    columns = [_EDGE + place * (WIDE + _GAP_X) for place in range(3)]
    middle = Box(through, columns[1], (height - HIGH) // 2)
    boxes = [*_stacked(left, columns[0], height), middle, *_stacked(right, columns[2], height)]
    flows = [
        *(_flow(box, middle, sum(one.weight for one in left)) for box in boxes[: len(left)]),
        *(_flow(middle, box, sum(one.weight for one in right), of=box) for box in boxes[len(left) + 1 :]),
    ]
    return Drawing(tuple(boxes), tuple(flows), columns[2] + WIDE + _EDGE, height)


def short(label: str) -> str:
    """As much of a name as a box has room for."""
    return label if len(label) <= 22 else label[:21].rstrip() + "…"


def _few(ends: Sequence[End], others: str) -> list[End]:
    """Those that something flowed along, the largest first."""
    sorted_ends = sorted((one for one in ends if one.weight > 0), key=lambda one: -one.weight)
    if len(sorted_ends) <= MOST:
        return sorted_ends
    rest = sorted_ends[MOST - 1 :]
    return [*sorted_ends[: MOST - 1], End(others, sum(one.weight for one in rest))]


def _stacked(ends: Sequence[End], x: int, height: int) -> list[Box]:
    top = (height - len(ends) * (HIGH + _GAP_Y) + _GAP_Y) // 2
    return [Box(one, x, top + place * (HIGH + _GAP_Y)) for place, one in enumerate(ends)]


def _flow(start: Box, end: Box, whole: int, *, of: Box | None = None) -> Flow:
    x1, y1, x2, y2 = start.x + WIDE, start.y + HIGH // 2, end.x, end.y + HIGH // 2
    middle = (x1 + x2) // 2
    thick = max(1, round(_THICKEST * (of or start).end.weight / whole))
    return Flow(f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}", thick)
