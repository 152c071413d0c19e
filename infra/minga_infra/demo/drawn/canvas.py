# ruff: noqa: E501 - an outline is one line of points, however long
"""Paper and brush: flat shapes with a little light, in units of which the short side has a thousand.

Everything is painted larger than it is shown and shrunk once at the end: that is all the smoothing there is.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from random import Random

from PIL import Image, ImageDraw

Point = tuple[float, float]
Points = Sequence[Point]
Colour = tuple[int, int, int]
# With a fourth number the colour lets through what lies below: 0 nothing of it is seen, 255 nothing of the ground.
Paint = tuple[int, int, int] | tuple[int, int, int, int]
Drawer = Callable[["Canvas", Random], None]

GROUNDS: tuple[Colour, ...] = (
    (236, 228, 212), (228, 219, 203), (226, 229, 218), (215, 221, 209), (220, 226, 229), (236, 221, 208), (232, 224, 226), (224, 216, 206), (238, 232, 214), (210, 217, 218),
)  # fmt: skip
"""Wall and table colours: pale, so that the goods are what is seen."""


def mix(one: Colour, other: Colour, part: float) -> Colour:
    """`part` of the other in the one."""
    return (
        round(one[0] + (other[0] - one[0]) * part),
        round(one[1] + (other[1] - one[1]) * part),
        round(one[2] + (other[2] - one[2]) * part),
    )


def light(colour: Colour, part: float = 0.2) -> Colour:
    return mix(colour, (255, 250, 238), part)


def dark(colour: Colour, part: float = 0.2) -> Colour:
    return mix(colour, (38, 28, 26), part)


def veil(colour: Colour, opacity: int) -> Paint:
    return (*colour, opacity)


def vary(chance: Random, colour: Colour, by: int = 10) -> Colour:
    """The same colour from another batch."""
    shift = chance.randint(-by, by)
    return (
        max(0, min(255, colour[0] + shift + chance.randint(-by, by) // 2)),
        max(0, min(255, colour[1] + shift + chance.randint(-by, by) // 2)),
        max(0, min(255, colour[2] + shift + chance.randint(-by, by) // 2)),
    )


def smooth(points: Points, *, closed: bool = True, steps: int = 10) -> list[Point]:
    """A round line through all points (Catmull–Rom)."""
    count = len(points)
    line: list[Point] = []
    for number in range(count if closed else count - 1):
        if closed:
            a, b, c, d = (points[(number + shift) % count] for shift in (-1, 0, 1, 2))
        else:
            a, b, c, d = (points[max(0, min(count - 1, number + shift))] for shift in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            line.append((_between(a[0], b[0], c[0], d[0], t), _between(a[1], b[1], c[1], d[1], t)))
    if not closed:
        line.append(points[-1])
    return line


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)


def oval(x: float, y: float, rx: float, ry: float, turn: float = 0, corners: int = 64) -> list[Point]:
    """An ellipse, turned by degrees."""
    points = [
        (x + rx * math.cos(2 * math.pi * n / corners), y + ry * math.sin(2 * math.pi * n / corners))
        for n in range(corners)
    ]
    return turned(points, turn, (x, y)) if turn else points


def blob(
    chance: Random, x: float, y: float, rx: float, ry: float, wobble: float = 0.06, corners: int = 9
) -> list[Point]:
    """Almost an ellipse, as things that grow are."""
    start = chance.random() * math.pi
    points = []
    for n in range(corners):
        angle = start + 2 * math.pi * n / corners
        reach = 1 + chance.uniform(-wobble, wobble)
        points.append((x + rx * reach * math.cos(angle), y + ry * reach * math.sin(angle)))
    return smooth(points)


def box(left: float, top: float, right: float, bottom: float, round_by: float = 0) -> list[Point]:
    """A rectangle with round corners."""
    if round_by <= 0:
        return [(left, top), (right, top), (right, bottom), (left, bottom)]
    points: list[Point] = []
    for x, y, start in (
        (right - round_by, top + round_by, -90), (right - round_by, bottom - round_by, 0), (left + round_by, bottom - round_by, 90), (left + round_by, top + round_by, 180),
    ):  # fmt: skip
        for n in range(9):
            angle = math.radians(start + n * 11.25)
            points.append((x + round_by * math.cos(angle), y + round_by * math.sin(angle)))
    return points


def turned(points: Points, degrees: float, about: Point) -> list[Point]:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [
        (about[0] + (x - about[0]) * cos - (y - about[1]) * sin, about[1] + (x - about[0]) * sin + (y - about[1]) * cos)
        for x, y in points
    ]


def moved(points: Points, dx: float, dy: float) -> list[Point]:
    return [(x + dx, y + dy) for x, y in points]


def leaf(x: float, y: float, length: float, width: float, turn: float, bend: float = 0.12) -> list[Point]:
    """A leaf that starts at (x, y) and points up before it is turned."""
    points = smooth(
        [(x, y), (x + width * 0.5, y - length * 0.35), (x + width * 0.32 + bend * length * 0.4, y - length * 0.75), (x + bend * length, y - length), (x - width * 0.3 + bend * length * 0.4, y - length * 0.72), (x - width * 0.5, y - length * 0.32)],
        steps=6,
    )  # fmt: skip
    return turned(points, turn, (x, y))


class Canvas:
    """A sheet of `width` × `height` units, painted at `scale` dots a unit."""

    def __init__(self, width: int, height: int, scale: float, ground: Colour) -> None:
        self.width, self.height, self.scale = width, height, scale
        self.ground = ground
        self.image = Image.new("RGB", (round(width * scale), round(height * scale)), ground)
        # Where the piece of paper that is painted on lies on the sheet, in dots; see `inside`.
        self._left, self._top = 0, 0
        self._pen = ImageDraw.Draw(self.image, "RGBA")

    def _dots(self, points: Points) -> list[Point]:
        scale, left, top = self.scale, self._left, self._top
        return [(x * scale - left, y * scale - top) for x, y in points]

    def fill(self, points: Points, paint: Paint) -> None:
        self._pen.polygon(self._dots(points), fill=paint)

    def disc(self, x: float, y: float, rx: float, paint: Paint, ry: float | None = None) -> None:
        down = rx if ry is None else ry
        corners = self._dots([(x - rx, y - down), (x + rx, y + down)])
        self._pen.ellipse(corners, fill=paint)

    def line(self, points: Points, width: float, paint: Paint, *, round_ends: bool = True) -> None:
        self._pen.line(self._dots(points), fill=paint, width=max(1, round(width * self.scale)), joint="curve")
        # Round ends only where the paint covers: two layers of a veil would show.
        if round_ends and len(paint) == 3:
            for x, y in (points[0], points[-1]):
                self.disc(x, y, width / 2, paint)

    def table(self, top: float = 660, by: float = 0.055) -> None:
        """Where standing things stand: the lower part a shade deeper."""
        self.fill(box(0, top, self.width, self.height), dark(self.ground, by))

    def shadow(self, x: float, y: float, rx: float, ry: float, opacity: int = 46) -> None:
        """What a thing leaves on the table, away from the light at the upper left."""
        for part in (1.0, 0.86):
            self.fill(oval(x + rx * 0.08, y, rx * part, ry * part), veil(dark(self.ground, 0.75), opacity // 2))

    @contextmanager
    def inside(self, outline: Points) -> Iterator[None]:
        """What is painted meanwhile stays within the outline."""
        dots = self._dots(outline)
        xs, ys = [x for x, _ in dots], [y for _, y in dots]
        frame = (
            max(0, math.floor(min(xs))),
            max(0, math.floor(min(ys))),
            min(self.image.width, math.ceil(max(xs)) + 1),
            min(self.image.height, math.ceil(max(ys)) + 1),
        )
        if frame[2] <= frame[0] or frame[3] <= frame[1]:
            # Off the sheet: whatever is painted there is painted on a scrap.
            frame = (0, 0, 1, 1)
        # A piece as large as the outline is cut out, painted, and put back: copying the whole sheet took half the time.
        sheet, pen = self.image, self._pen
        self.image = sheet.crop(frame)
        self._pen = ImageDraw.Draw(self.image, "RGBA")
        self._left, self._top = self._left + frame[0], self._top + frame[1]
        yield
        mask = Image.new("1", self.image.size)
        ImageDraw.Draw(mask).polygon([(x - frame[0], y - frame[1]) for x, y in dots], fill=1)
        sheet.paste(self.image, frame[:2], mask)
        self.image, self._pen = sheet, pen
        self._left, self._top = self._left - frame[0], self._top - frame[1]

    def round_thing(self, outline: Points, colour: Colour, *, gloss: float = 0.5, deep: float = 0.16) -> None:
        """A body with its own shade below right and light above left."""
        xs, ys = [x for x, _ in outline], [y for _, y in outline]
        x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        rx, ry = (max(xs) - min(xs)) / 2, (max(ys) - min(ys)) / 2
        self.fill(outline, dark(colour, deep))
        with self.inside(outline):
            self.disc(x - rx * 0.14, y - ry * 0.14, rx * 0.99, colour, ry * 0.99)
            self.disc(x - rx * 0.28, y - ry * 0.3, rx * 0.62, veil(light(colour, 0.5), 62), ry * 0.58)
        if gloss > 0:
            self.fill(
                oval(x - rx * 0.4, y - ry * 0.45, rx * 0.17, ry * 0.1, -32, 24),
                veil((255, 253, 246), round(190 * gloss)),
            )

    def finished(self, width: int) -> Image.Image:
        """The picture, `width` dots wide."""
        height = round(self.height * width / self.width)
        factor = self.image.width // width
        # Whole numbers of dots make one: the quick way, and as good.
        if factor >= 2 and self.image.width == width * factor and self.image.height == height * factor:
            return self.image.reduce(factor)
        return self.image.resize((width, height), Image.Resampling.BOX, reducing_gap=2.0)
