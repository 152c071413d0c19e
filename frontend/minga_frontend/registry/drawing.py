"""A lineage drawn: who derives from whom, as SVG, from the left to the right. A table beside it tells the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

WIDE: Final = 176
HIGH: Final = 52
_GAP_X: Final = 48
_GAP_Y: Final = 18
MOST_DRAWN: Final = 40


@dataclass(frozen=True, slots=True)
class Box:
    """A release in the drawing."""

    node: Mapping[str, Any]
    x: int
    y: int
    title: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes and the ways between them, in the drawing's own units. `left_out`: how many had no room."""

    boxes: tuple[Box, ...]
    ways: tuple[str, ...]
    width: int
    height: int
    left_out: int


def draw(nodes: Sequence[Mapping[str, Any]], current: str) -> Drawing | None:
    """Nodes in the order of publication, each with `id`, `title`, `version`, `parents`; None where there is no lineage.

    A column per generation: one further than the furthest parent. Of many, those nearest to the current one are drawn.
    """
    if len(nodes) < 2:
        return None
    shown = _nearest(nodes, current)
    known = {str(node["id"]): node for node in shown}
    column: dict[str, int] = {}
    for name, node in known.items():  # Parents come first, for they were published first.
        column[name] = max((column[parent] + 1 for parent in node["parents"] if parent in column), default=0)
    row: dict[str, int] = {}
    used: dict[int, int] = {}
    for name, node in known.items():
        # As far up as the parents stand, so that a straight line of releases is drawn straight.
        wanted = min((row[parent] for parent in node["parents"] if parent in row), default=0)
        row[name] = max(wanted, used.get(column[name], 0))
        used[column[name]] = row[name] + 1
    boxes = tuple(
        Box(
            node,
            column[name] * (WIDE + _GAP_X) + 4,
            row[name] * (HIGH + _GAP_Y) + 4,
            _short(str(node["title"])),
        )
        for name, node in known.items()
    )
    at = {str(box.node["id"]): box for box in boxes}
    ways = tuple(_way(at[parent], box) for box in boxes for parent in box.node["parents"] if parent in at)
    return Drawing(
        boxes,
        ways,
        (max(column.values()) + 1) * (WIDE + _GAP_X) - _GAP_X + 8,
        max(used.values()) * (HIGH + _GAP_Y) - _GAP_Y + 8,
        len(nodes) - len(shown),
    )


def _nearest(nodes: Sequence[Mapping[str, Any]], current: str) -> list[Mapping[str, Any]]:
    if len(nodes) <= MOST_DRAWN:
        return list(nodes)
    near: dict[str, set[str]] = {str(node["id"]): set() for node in nodes}
    for node in nodes:
        for parent in node["parents"]:
            if parent in near:
                near[str(node["id"])].add(parent)
                near[parent].add(str(node["id"]))
    chosen, edge = [current], [current]
    seen = {current}
    while edge and len(chosen) < MOST_DRAWN:
        edge = [one for name in edge for one in sorted(near.get(name, ())) if not (one in seen or seen.add(one))]  # type: ignore[func-returns-value]
        chosen += edge
    kept = set(chosen[:MOST_DRAWN])
    return [node for node in nodes if str(node["id"]) in kept]


def _way(parent: Box, child: Box) -> str:
    x1, y1, x2, y2 = parent.x + WIDE, parent.y + HIGH // 2, child.x, child.y + HIGH // 2
    middle = (x1 + x2) // 2
    return f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"


def _short(title: str) -> str:
    return title if len(title) <= 22 else title[:21].rstrip() + "…"
