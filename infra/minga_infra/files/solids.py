"""A model of triangles (STL) as a picture: lit from the upper left, seen from its front right and a little above.

Runs in the decoder's process alone, under its limits, without a library for numbers: a server does without one, and a
hundred thousand triangles take two seconds of plain Python. Of larger models every n-th triangle is drawn, each grown so
that together they still cover the surface. Painted from far to near; where triangles cut through each other the picture is
a little wrong, which a look at it can bear. Format: 3D Systems, StereoLithography Interface Specification (1988).
"""

import math
import os
import re
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_DRAWN = 60_000
MOST_TEXT_BYTES = 24 * 1024 * 1024
"""Of a model written as text; a longer one takes more time to read than a look at it is worth."""
HEIGHT = 0.75
"""Of the picture, in parts of its width."""
_CLAY = (196, 128, 92)
_MARGIN = 0.06
_TRIANGLE = struct.Struct("<12x9f2x")
_NUMBER = rb"\s+([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)"
_VERTEX = re.compile(rb"vertex" + _NUMBER + _NUMBER + _NUMBER)
_LARGEST = 1e9

Corners = tuple[float, ...]
"""Three corners, nine numbers."""


class Costly(Exception):
    """More than a look at it may take."""

    problem = "costly"


class Solid:
    """Draws what stands at file descriptor 0. Made before the process gives up its rights, so that all it needs is loaded."""

    def __init__(self, width: int) -> None:
        from PIL import Image, ImageDraw

        self._image, self._drawing = Image, ImageDraw
        self._width, self._height = width, int(width * HEIGHT)
        _VERTEX.search(b"vertex 1 1 1")

    def draw(self) -> "Image":
        """Raises ValueError where there is nothing to be seen, Costly where it would take too long."""
        triangles, every = read(0, os.fstat(0).st_size)
        faces = _turned([one for one in triangles if all(-_LARGEST < number < _LARGEST for number in one)])
        if not faces:
            raise ValueError("nothing to be seen")
        image = self._image.new("RGBA", (self._width, self._height), (0, 0, 0, 0))
        brush = self._drawing.Draw(image)
        for _, light, points in _placed(
            faces, self._width, self._height, math.sqrt(every) * (1.3 if every > 1 else 1.0)
        ):
            colour = tuple(min(255, int(part * light)) for part in _CLAY)
            brush.polygon(points, fill=(*colour, 255))
        return image


def piece(descriptor: int, size: int, begins: int) -> bytes:
    """As `os.pread`, which is not among the calls that the process may still make."""
    os.lseek(descriptor, begins, os.SEEK_SET)
    return os.read(descriptor, size)


def read(descriptor: int, size: int) -> tuple[list[Corners], int]:
    """Corners of at most MOST_DRAWN triangles, and of how many each stands for."""
    head = piece(descriptor, 84, 0)
    if len(head) == 84 and size == 84 + 50 * int.from_bytes(head[80:84], "little"):
        count = int.from_bytes(head[80:84], "little")
        every = -(-count // MOST_DRAWN) or 1
        found: list[Corners] = []
        step = 50 * max(1, 1_000_000 // 50)
        for begins in range(84, size, step):
            block = piece(descriptor, step, begins)
            first = (begins - 84) // 50
            skipped = -first % every
            found += [_TRIANGLE.unpack_from(block, place * 50) for place in range(skipped, len(block) // 50, every)]
        return found, every
    if size > MOST_TEXT_BYTES:
        raise Costly
    text = b"".join(piece(descriptor, 1 << 20, begins) for begins in range(0, size, 1 << 20))
    numbers = [float(number) for vertex in _VERTEX.finditer(text) for number in vertex.groups()]
    count = len(numbers) // 9
    every = -(-count // MOST_DRAWN) or 1
    return [tuple(numbers[place * 9 : place * 9 + 9]) for place in range(0, count, every)], every


def _turned(triangles: list[Corners]) -> list[Corners]:
    """As the eye sees them: x to the right, y upwards, z towards the eye. Models stand on the plane of x and y."""
    around, above = math.radians(-35), math.radians(25)
    ca, sa, cb, sb = math.cos(around), math.sin(around), math.cos(above), math.sin(above)
    turned: list[Corners] = []
    for corners in triangles:
        seen: list[float] = []
        for place in (0, 3, 6):
            x, y, z = corners[place : place + 3]
            right, back = x * ca - y * sa, x * sa + y * ca
            seen += (right, z * cb + back * sb, z * sb - back * cb)
        turned.append(tuple(seen))
    return turned


def _placed(
    faces: list[Corners], width: int, height: int, grown: float
) -> list[tuple[float, float, list[tuple[float, float]]]]:
    """(depth, light, corners on the picture), from far to near."""
    xs = [number for face in faces for number in face[0::3]]
    ys = [number for face in faces for number in face[1::3]]
    left, right, low, high = min(xs), max(xs), min(ys), max(ys)
    room = 1 - 2 * _MARGIN
    scale = room * min(width / max(right - left, 1e-9), height / max(high - low, 1e-9))
    middle_x, middle_y = (left + right) / 2, (low + high) / 2
    found = []
    for ax, ay, az, bx, by, bz, cx, cy, cz in faces:
        ux, uy, uz, vx, vy, vz = bx - ax, by - ay, bz - az, cx - ax, cy - ay, cz - az
        nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
        length = math.sqrt(nx * nx + ny * ny + nz * nz)
        if length == 0:
            continue
        # Either side is lit: many models in the wild have faces that look inwards.
        turn = 1 if nz >= 0 else -1
        light = 0.45 + 0.55 * max(0.0, turn * (-0.35 * nx + 0.55 * ny + 0.76 * nz) / length)
        gx, gy = (ax + bx + cx) / 3, (ay + by + cy) / 3
        points = [
            (
                width / 2 + (gx + (x - gx) * grown - middle_x) * scale,
                height / 2 - (gy + (y - gy) * grown - middle_y) * scale,
            )
            for x, y in ((ax, ay), (bx, by), (cx, cy))
        ]
        found.append((az + bz + cz, light, points))
    found.sort(key=lambda one: one[0])
    return found
