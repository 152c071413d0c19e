# ruff: noqa: E501 - an outline is one line of points, however long
"""What a loom makes: blankets, rugs, scarves, cushions, towels, yarn."""

import math
from random import Random

from minga_infra.demo.drawn.canvas import (
    Canvas,
    Colour,
    Drawer,
    Point,
    box,
    dark,
    light,
    moved,
    oval,
    smooth,
    vary,
    veil,
)

# Dye pots: each row is a set that hangs well together, the first the ground of the cloth.
_DYES: tuple[tuple[Colour, ...], ...] = (
    ((232, 222, 200), (154, 66, 42), (52, 66, 104), (205, 160, 84)),
    ((58, 74, 110), (226, 216, 192), (188, 98, 62), (128, 150, 160)),
    ((168, 78, 52), (238, 222, 194), (66, 58, 54), (214, 164, 92)),
    ((94, 112, 84), (230, 222, 198), (196, 150, 78), (64, 72, 62)),
    ((222, 206, 178), (120, 100, 80), (178, 160, 130), (88, 76, 66)),
    ((120, 62, 78), (228, 210, 196), (206, 150, 120), (70, 52, 66)),
    ((205, 166, 92), (242, 232, 206), (128, 74, 48), (84, 92, 84)),
    ((206, 202, 194), (96, 100, 106), (236, 232, 222), (150, 112, 92)),
    ((60, 96, 100), (224, 220, 200), (210, 130, 84), (150, 178, 172)),
)


def _bands(chance: Random) -> list[tuple[str, float]]:
    """A loom's plan: kinds of band and their heights, the middle mirrored as weavers like it."""
    kinds = ["plain", "stripe", "diamond", "zigzag", "steps", "dots", "check"]
    half = [(chance.choice(kinds), chance.uniform(40, 110)) for _ in range(chance.randint(2, 4))]
    return [*half, (chance.choice(kinds[2:]), chance.uniform(90, 150)), *reversed(half)]


def pattern(
    canvas: Canvas, chance: Random, left: float, top: float, right: float, bottom: float, dyes: tuple[Colour, ...]
) -> None:
    """Fill a rectangle with woven bands and the thread's own texture."""
    canvas.fill(box(left, top, right, bottom), dyes[0])
    bands = _bands(chance)
    factor = (bottom - top) / sum(height for _, height in bands)
    pairs = [(dyes[0], dyes[n % (len(dyes) - 1) + 1]) for n in range(len(bands))]
    pairs = [pairs[min(n, len(bands) - 1 - n)] for n in range(len(bands))]
    y = top
    for (kind, height), (ground, figure) in zip(bands, pairs, strict=True):
        _band(canvas, kind, left, y, right, y + height * factor, ground, figure)
        y += height * factor
    _threads(canvas, left, top, right, bottom)


def _band(
    canvas: Canvas, kind: str, left: float, top: float, right: float, bottom: float, ground: Colour, figure: Colour
) -> None:
    height = bottom - top
    if kind == "stripe":
        for part, width in ((0.2, 0.12), (0.5, 0.26), (0.8, 0.12)):
            canvas.fill(box(left, top + height * (part - width / 2), right, top + height * (part + width / 2)), figure)
        return
    if kind == "plain":
        canvas.fill(box(left, top, right, bottom), figure)
        canvas.fill(box(left, top + height * 0.46, right, top + height * 0.54), ground)
        return
    count = max(3, round((right - left) / height))
    cell = (right - left) / count
    for n in range(count):
        x = left + cell * n
        middle = (x + cell / 2, top + height / 2)
        if kind == "diamond":
            for part, paint in ((0.94, figure), (0.55, ground), (0.26, figure)):
                canvas.fill([(middle[0], middle[1] - height / 2 * part), (middle[0] + cell / 2 * part, middle[1]), (middle[0], middle[1] + height / 2 * part), (middle[0] - cell / 2 * part, middle[1])], paint)  # fmt: skip
        elif kind == "zigzag":
            thick = height * 0.3
            for shift in (0.05, 0.55):
                y = top + height * shift
                canvas.fill([(x, y + thick), (middle[0], y), (x + cell, y + thick), (x + cell, y + thick * 1.6), (middle[0], y + thick * 0.7), (x, y + thick * 1.6)], figure)  # fmt: skip
        elif kind == "steps":
            for step in range(4):
                inset = cell / 8 * step
                canvas.fill(
                    box(x + inset, bottom - height / 4 * (step + 1), x + cell - inset, bottom - height / 4 * step),
                    figure,
                )
        elif kind == "dots":
            canvas.fill(
                box(middle[0] - cell * 0.2, middle[1] - height * 0.2, middle[0] + cell * 0.2, middle[1] + height * 0.2),
                figure,
            )
        elif kind == "check" and n % 2 == 0:
            canvas.fill(box(x, top, x + cell, top + height / 2), figure)
            canvas.fill(box(x + cell, top + height / 2, min(right, x + cell * 2), bottom), figure)


def _threads(canvas: Canvas, left: float, top: float, right: float, bottom: float) -> None:
    y = top
    while y < bottom:
        canvas.line([(left, y), (right, y)], 2.4, (40, 30, 24, 20), round_ends=False)
        y += 7
    x = left
    while x < right:
        canvas.line([(x, top), (x, bottom)], 2, (255, 250, 236, 16), round_ends=False)
        x += 9


def _fringe(canvas: Canvas, chance: Random, along: list[Point], reach: Point, colour: Colour) -> None:
    for x, y in along:
        wave = chance.uniform(-6, 6)
        down = bool(reach[1])
        end = (x + reach[0] + (wave if down else 0), y + reach[1] + (0 if down else wave))
        canvas.line([(x, y), end], 5, vary(chance, colour, 12))
        canvas.disc(x + reach[0] * 0.25, y + reach[1] * 0.25, 6, dark(colour, 0.08))


def rug(canvas: Canvas, chance: Random) -> None:
    dyes = chance.choice(_DYES)
    canvas.fill(box(226, 112, 796, 912, 6), veil(dark(canvas.ground, 0.8), 34))
    for y, reach in ((118, -52), (884, 52)):
        _fringe(canvas, chance, [(226 + n * 12.2, y) for n in range(46)], (0, reach), light(dyes[0], 0.4))
    with canvas.inside(box(218, 112, 782, 890, 4)):
        pattern(canvas, chance, 218, 112, 782, 890, dyes)


def blanket(canvas: Canvas, chance: Random) -> None:
    dyes = chance.choice(_DYES)
    canvas.table(700)
    canvas.shadow(510, 796, 350, 40)
    top = 300.0
    layers = chance.randint(3, 4)
    height = 118.0
    top = 800 - layers * height
    for layer in range(layers - 1, -1, -1):
        y = top + layer * height
        inset = chance.uniform(-12, 10)
        outline = smooth([(190 + inset, y + 8), (500, y), (806, y + 6), (838, y + height / 2), (806, y + height), (500, y + height + 4), (190 + inset, y + height - 4), (182 + inset, y + height / 2)], steps=8)  # fmt: skip
        with canvas.inside(outline):
            # Folded cloth shows its bands end on: stripes that run round the fold.
            canvas.fill(box(150, y - 10, 860, y + height + 20), dyes[0])
            for n, x in enumerate(range(180, 860, 34)):
                paint = dyes[(n * 7 + (n // 3)) % len(dyes)]
                canvas.fill(box(x, y - 10, x + 18 + (n * 13) % 14, y + height + 20), paint)
            for line in range(int(y), int(y + height) + 10, 7):
                canvas.line([(150, line), (860, line)], 2.4, (40, 30, 24, 22), round_ends=False)
            canvas.fill(box(150, y + height * 0.72, 860, y + height + 20), (30, 20, 16, 44))
            canvas.fill(box(150, y - 10, 860, y + height * 0.16), (255, 250, 240, 40))
    _fringe(canvas, chance, [(204 + n * 13, top + 12) for n in range(3)], (-4, 60), light(dyes[0], 0.3))


def scarf(canvas: Canvas, chance: Random) -> None:
    dyes = chance.choice(_DYES)
    for left, bottom, shade in ((512, 700, 0.16), (316, 812, 0.0)):
        right = left + 190
        cloth = tuple(dark(dye, shade) for dye in dyes)
        canvas.fill(box(left + 12, 96, right + 16, bottom + 8), veil(dark(canvas.ground, 0.8), 30))
        _fringe(canvas, chance, [(left + 8 + n * 12.4, bottom) for n in range(15)], (0, 76), cloth[0])
        with canvas.inside(
            smooth(
                [(left + 16, 90), (right + 2, 90), (right, 400), (right - 4, bottom), (left, bottom), (left + 4, 400)],
                steps=4,
            )
        ):
            pattern(canvas, chance, left - 10, 60, right + 10, bottom + 4, cloth)
            canvas.fill([(left + 70, 60), (left + 96, 60), (left + 60, bottom), (left + 46, bottom)], (30, 20, 18, 34))
            canvas.fill(
                [(left + 130, 60), (left + 150, 60), (left + 150, bottom), (left + 124, bottom)], (255, 250, 240, 30)
            )
    canvas.line([(210, 92), (800, 92)], 20, (128, 92, 62))
    canvas.line([(210, 88), (800, 88)], 5, (168, 130, 94))
    with canvas.inside(smooth([(318, 76), (420, 58), (560, 58), (704, 78), (704, 150), (318, 150)], steps=5)):
        pattern(canvas, chance, 310, 50, 712, 150, dyes)


def cushion(canvas: Canvas, chance: Random) -> None:
    dyes = chance.choice(_DYES)
    canvas.table(640)
    canvas.shadow(508, 820, 330, 36)
    outline = smooth([(180, 196), (330, 222), (500, 228), (670, 222), (820, 196), (796, 350), (790, 500), (796, 650), (820, 812), (670, 788), (500, 784), (330, 788), (180, 812), (204, 650), (210, 500), (204, 350)], steps=6)  # fmt: skip
    canvas.fill(outline, dyes[0])
    with canvas.inside(outline):
        pattern(canvas, chance, 170, 186, 830, 820, dyes)
        canvas.fill(smooth([(600, 190), (840, 180), (840, 830), (420, 830), (700, 700), (760, 480)]), (36, 24, 20, 40))
        canvas.fill(oval(380, 380, 170, 140), (255, 252, 240, 26))
    for x, y in ((180, 196), (820, 196), (180, 812), (820, 812)):
        canvas.disc(x, y, 15, dyes[1])


def towel(canvas: Canvas, chance: Random) -> None:
    dyes = chance.choice(_DYES)
    cloth = light(dyes[0], 0.35)
    canvas.fill(box(272, 168, 748, 856, 10), veil(dark(canvas.ground, 0.8), 34))
    canvas.line(smooth([(470, 160), (484, 106), (516, 106), (530, 160)], closed=False), 9, dyes[1])
    outline = box(262, 156, 738, 844, 10)
    with canvas.inside(outline):
        canvas.fill(box(262, 156, 738, 844), cloth)
        for part in (0.08, 0.13, 0.3, 0.34, 0.38, 0.8, 0.84, 0.88, 0.93):
            y = 156 + 688 * part
            canvas.fill(box(262, y, 738, y + chance.choice((8, 14, 20))), dyes[1 + round(part * 10) % 3])
        if chance.random() < 0.5:
            for x in range(290, 738, 56):
                canvas.fill(box(x, 156, x + 12, 844), veil(dyes[1], 150))
        _threads(canvas, 262, 156, 738, 844)
        canvas.fill(box(500, 156, 512, 844), (30, 20, 18, 30))
        canvas.fill(box(512, 156, 738, 844), (30, 20, 18, 16))


def yarn(canvas: Canvas, chance: Random) -> None:
    dyes = chance.choice(_DYES)
    canvas.table(600)
    spots = [(360, 420, 180), (664, 470, 164), (500, 650, 196)]
    for (x, y, size), dye in zip(spots, (dyes[1], dyes[3], dyes[2]), strict=True):
        colour = vary(chance, dye)
        canvas.shadow(x, y + size * 0.96, size * 0.86, size * 0.2)
        outline = oval(x, y, size, size)
        canvas.round_thing(outline, colour, gloss=0, deep=0.22)
        with canvas.inside(outline):
            for bundle in range(5):
                angle = chance.uniform(0, 180)
                for thread in range(9):
                    reach = size * (0.25 + 0.09 * thread)
                    arc = [(x + reach * math.cos(math.radians(a)) * 0.55, y + size * 1.15 * math.sin(math.radians(a))) for a in range(-70, 71, 10)]  # fmt: skip
                    shade = dark(colour, 0.16) if (bundle + thread) % 2 else light(colour, 0.16)
                    canvas.line(moved(_turn(arc, angle, (x, y)), 0, 0), 5, veil(shade, 150), round_ends=False)
    canvas.line(smooth([(690, 720), (780, 800), (700, 850), (600, 868), (760, 900)], closed=False), 8, dyes[2])


def _turn(points: list[Point], degrees: float, about: Point) -> list[Point]:
    from minga_infra.demo.drawn.canvas import turned

    return turned(points, degrees, about)


def hat(canvas: Canvas, chance: Random) -> None:
    dyes = chance.choice(_DYES)
    canvas.table(680)
    canvas.shadow(508, 792, 300, 40)
    dome = smooth([(238, 700), (232, 560), (300, 360), (430, 258), (570, 258), (700, 360), (768, 560), (762, 700)])
    canvas.fill(dome, dyes[0])
    with canvas.inside(dome):
        pattern(canvas, chance, 220, 240, 780, 720, dyes)
        canvas.fill(smooth([(640, 240), (800, 300), (800, 720), (600, 720), (700, 520)]), (30, 20, 18, 40))
    brim = box(216, 650, 784, 790, 36)
    with canvas.inside(brim):
        canvas.fill(box(216, 650, 784, 790), dyes[1])
        for x in range(216, 790, 22):
            canvas.fill(box(x, 650, x + 9, 790), veil(dark(dyes[1], 0.5), 90))
    for n in range(60):
        angle = chance.uniform(0, 2 * math.pi)
        reach = chance.uniform(20, 64)
        canvas.line(
            [(500, 228), (500 + reach * math.cos(angle), 222 + reach * math.sin(angle))],
            6,
            vary(chance, dyes[2 if n % 3 else 1], 14),
        )


KINDS: dict[str, Drawer] = {
    "rug": rug, "blanket": blanket, "scarf": scarf, "cushion": cushion, "towel": towel, "yarn": yarn, "hat": hat,
}  # fmt: skip
