"""Pictures without a camera: `draw("bowl", 7)` is always the same bowl.

The goods of the demo are drawn by the project itself, so that the first run looks inhabited and nothing has to be
downloaded or licensed. Kinds are listed in `KINDS`; a seed chooses colours, patterns and how things lie.
"""

from collections.abc import Mapping
from io import BytesIO
from random import Random
from typing import Final

from PIL import Image

from minga_infra.demo.drawn import clay, cloth, garden, orchard, pantry, people, plans, wicker, wood, workshop
from minga_infra.demo.drawn.canvas import GROUNDS, Canvas, Drawer

KINDS: Final[Mapping[str, Drawer]] = {
    **cloth.KINDS,
    **clay.KINDS,
    **wicker.KINDS,
    **wood.KINDS,
    **workshop.KINDS,
    **garden.KINDS,
    **orchard.KINDS,
    **pantry.KINDS,
    **people.KINDS,
    **plans.KINDS,
}
"""Every kind of picture, by the word that demo content uses."""

BANNERS: Final = frozenset(people.BANNERS)
"""Kinds that are four times as wide as high; all others are square."""

WIDTH: Final = 640
BANNER_WIDTH: Final = 1280
# Painted twice as large as shown.
_OVERSIZE: Final = 2


def draw(kind: str, seed: int, width: int | None = None) -> Image.Image:
    """The picture in RGB, 640 × 640 (banners 1280 × 320) or of another width. Unknown kinds raise KeyError."""
    drawer = KINDS[kind]
    # Seeded by words, not by hash(): the same on every machine and in every process.
    chance = Random(f"{kind}/{seed}")  # noqa: S311 - pictures, not secrets
    banner = kind in BANNERS
    shown = width or (BANNER_WIDTH if banner else WIDTH)
    units = (4000, 1000) if banner else (1000, 1000)
    canvas = Canvas(*units, shown * _OVERSIZE / units[0], chance.choice(GROUNDS))
    drawer(canvas, chance)
    return canvas.finished(shown)


def encode(picture: Image.Image, width: int | None = None, ceiling: int | None = None) -> bytes:
    """WebP, perhaps smaller, of at most `ceiling` bytes where a lower quality can reach that."""
    shown = picture
    if width is not None and width < picture.width:
        height = round(picture.height * width / picture.width)
        if picture.width % width == 0 and picture.height == height * (picture.width // width):
            shown = picture.reduce(picture.width // width)
        else:
            shown = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    packed = b""
    # Flat pictures need little; only dense weaves have to step down.
    for quality in (60, 44, 30, 18):
        paper = BytesIO()
        shown.save(paper, "WEBP", quality=quality, method=2)
        packed = paper.getvalue()
        if ceiling is None or len(packed) <= ceiling:
            break
    return packed


def renditions(kind: str, seed: int) -> dict[int, bytes]:
    """The sizes that pages ask for, by width in dots: 320 for cards (at most 5 kB), full for the thing's own page."""
    picture = draw(kind, seed)
    return {320: encode(picture, 320, ceiling=5000), picture.width: encode(picture)}
