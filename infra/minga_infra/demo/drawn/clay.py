# ruff: noqa: E501 - an outline is one line of points, however long
"""What comes from the wheel and the kiln: bowls, mugs, plates, vases, jugs, planters, tiles."""

import math
from random import Random

from minga_infra.demo.drawn.canvas import (
    Canvas,
    Colour,
    Drawer,
    Point,
    blob,
    box,
    dark,
    light,
    oval,
    smooth,
    turned,
    vary,
    veil,
)

_CLAY: tuple[Colour, ...] = ((176, 112, 78), (198, 150, 112), (206, 184, 152), (120, 84, 66), (222, 208, 186))
_GLAZES: tuple[Colour, ...] = (
    (64, 98, 138), (98, 140, 134), (232, 226, 210), (62, 78, 72), (186, 108, 66), (142, 158, 118), (120, 138, 158), (204, 168, 106), (88, 60, 58), (176, 188, 182), (44, 60, 92), (214, 186, 170),
)  # fmt: skip


def _profile(cx: float, top: float, bottom: float, radii: tuple[float, ...]) -> tuple[list[Point], list[Point]]:
    """The right edge of a turned body from rim to foot, and the whole outline."""
    count = len(radii) - 1
    right = smooth([(cx + radius, top + (bottom - top) * n / count) for n, radius in enumerate(radii)], closed=False)
    return right, right + [(2 * cx - x, y) for x, y in reversed(right)]


def _belt(edge: list[Point], cx: float, y: float, sag: float) -> list[Point]:
    """A ring round the body at height y, as seen a little from above."""
    radius = min(edge, key=lambda point: abs(point[1] - y))[0] - cx
    return [
        (cx + radius * math.cos(math.radians(a)), y + radius * sag * math.sin(math.radians(a)))
        for a in range(0, 181, 9)
    ]


def _body(
    canvas: Canvas, chance: Random, cx: float, top: float, bottom: float, radii: tuple[float, ...], *, sag: float = 0.2
) -> tuple[Colour, Colour, list[Point]]:
    clay, glaze = vary(chance, chance.choice(_CLAY), 8), vary(chance, chance.choice(_GLAZES), 8)
    edge, outline = _profile(cx, top, bottom, radii)
    foot = radii[-1]
    base = [
        (cx + foot * math.cos(math.radians(a)), bottom + foot * sag * 0.8 * math.sin(math.radians(a)))
        for a in range(0, 181, 9)
    ]
    whole = edge + base + [(2 * cx - x, y) for x, y in reversed(edge)]
    canvas.fill(whole, clay)
    style = chance.choice(("dipped", "whole", "rings", "leaves", "dots", "whole", "drips"))
    height = bottom - top
    with canvas.inside(whole):
        if style in {"whole", "rings", "dots", "leaves"}:
            canvas.fill(outline, glaze)
            canvas.fill(
                [*_belt(edge, cx, bottom - height * 0.06, sag), (cx - 600, bottom + 200), (cx + 600, bottom + 200)],
                clay,
            )
        else:
            line = top + height * chance.uniform(0.4, 0.65)
            ring = _belt(edge, cx, line, sag)
            if style == "drips":
                ring = [
                    (x, y + (chance.uniform(0, 60) if 0 < n < len(ring) - 1 else 0)) for n, (x, y) in enumerate(ring)
                ]
            canvas.fill([(cx + 600, top - 60), *smooth(ring, closed=False), (cx - 600, top - 60)], glaze)
        figure = light(glaze, 0.6) if sum(glaze) < 420 else dark(glaze, 0.5)
        if style == "rings":
            for part in (0.2, 0.27, 0.62):
                canvas.line(
                    _belt(edge, cx, top + height * part, sag), chance.choice((7, 12, 18)), figure, round_ends=False
                )
        elif style == "dots":
            for row in range(2, 6):
                ring = _belt(edge, cx, top + height * row * 0.13, sag)
                for x, y in ring[1 + row % 2 : -1 : 2]:
                    canvas.disc(x, y, 10, figure, 8)
        elif style == "leaves":
            ring = _belt(edge, cx, top + height * 0.42, sag)
            canvas.line(ring, 5, figure, round_ends=False)
            for n, (x, y) in enumerate(ring[1:-1]):
                canvas.fill(oval(x + 8, y - 22 if n % 2 else y + 22, 11, 26, 28 if n % 2 else -28, 20), figure)
        for _ in range(46):
            # Iron in the clay speaks through the glaze.
            canvas.disc(
                chance.uniform(cx - 400, cx + 400),
                chance.uniform(top, bottom),
                chance.uniform(1.6, 4),
                veil(dark(clay, 0.6), 92),
            )
        left, right = cx - max(radii), cx + max(radii)
        canvas.fill(smooth([(right + 40, top - 40), (right + 40, bottom + 120), (cx + max(radii) * 0.1, bottom + 120), (cx + max(radii) * 0.58, (top + bottom) / 2)]), (34, 22, 22, 46))  # fmt: skip
        canvas.fill(smooth([(left + max(radii) * 0.2, top + height * 0.1), (left + max(radii) * 0.42, top + height * 0.12), (left + max(radii) * 0.5, top + height * 0.62), (left + max(radii) * 0.34, top + height * 0.6)]), (255, 253, 246, 54))  # fmt: skip
    return clay, glaze, edge


def _mouth(canvas: Canvas, cx: float, top: float, radius: float, sag: float, rim: Colour, within: Colour) -> None:
    canvas.fill(oval(cx, top, radius, radius * sag), rim)
    canvas.fill(oval(cx, top + 3, radius * 0.93, radius * sag * 0.86), dark(within, 0.28))
    with canvas.inside(oval(cx, top + 3, radius * 0.93, radius * sag * 0.86)):
        canvas.fill(oval(cx + radius * 0.1, top + radius * sag * 0.7, radius * 0.95, radius * sag), within)


def bowl(canvas: Canvas, chance: Random) -> None:
    canvas.table()
    canvas.shadow(510, 772, 250, 34)
    wide = chance.uniform(270, 330)
    top = chance.uniform(390, 450)
    radii = (wide, wide * 0.98, wide * 0.86, wide * 0.6, wide * 0.4)
    clay, glaze, _ = _body(canvas, chance, 500, top, 752, radii, sag=0.24)
    _mouth(canvas, 500, top, wide, 0.24, light(clay, 0.1), light(glaze, 0.12))


def mug(canvas: Canvas, chance: Random) -> None:
    canvas.table()
    wide = chance.uniform(172, 200)
    cx = 452
    canvas.shadow(cx + 30, 792, wide * 1.2, 32)
    handle = smooth(
        [
            (cx + wide - 20, 430),
            (cx + wide + 120, 440),
            (cx + wide + 140, 560),
            (cx + wide + 70, 660),
            (cx + wide - 30, 672),
        ],
        closed=False,
    )
    state = chance.getstate()
    tint = vary(chance, chance.choice(_CLAY), 8)
    chance.setstate(state)
    canvas.line(handle, 40, dark(tint, 0.22))
    canvas.line([(x - 5, y - 5) for x, y in handle], 28, tint)
    shape = chance.choice(((1, 1, 1, 1, 0.96), (0.92, 0.98, 1.04, 1.04, 0.9), (1.06, 1, 0.95, 0.92, 0.86)))
    clay, glaze, _ = _body(canvas, chance, cx, 350, 772, tuple(wide * part for part in shape), sag=0.2)
    _mouth(canvas, cx, 350, wide * shape[0], 0.2, light(clay, 0.1), light(glaze, 0.16))


def vase(canvas: Canvas, chance: Random) -> None:
    canvas.table()
    canvas.shadow(510, 830, 190, 30)
    shape = chance.choice(
        ((0.42, 0.34, 0.66, 1, 0.92, 0.55), (0.3, 0.26, 0.3, 0.8, 1, 0.62), (0.6, 0.5, 0.62, 0.8, 0.86, 0.6))
    )
    top, wide = 330.0, 218.0
    if chance.random() < 0.7:
        for n in range(chance.randint(4, 7)):
            lean = chance.uniform(-150, 150)
            end = (500 + lean, chance.uniform(70, 190))
            stem = smooth([(500 + lean * 0.1, 350), (500 + lean * 0.4, 240), end], closed=False)
            green = vary(chance, (118, 132, 88), 14)
            canvas.line(stem, 6, green)
            head = vary(chance, chance.choice(((206, 160, 84), (178, 92, 74), (222, 206, 178), (140, 112, 146))), 10)
            if n % 2:
                canvas.disc(*end, 24, head)
                canvas.disc(end[0] - 5, end[1] - 6, 10, light(head, 0.3))
            else:
                for x, y in stem[6::3]:
                    canvas.fill(oval(x + 14, y - 8, 8, 20, 46, 16), head)
                    canvas.fill(oval(x - 14, y - 8, 8, 20, -46, 16), head)
    clay, glaze, _ = _body(canvas, chance, 500, top, 806, tuple(wide * part for part in shape), sag=0.18)
    _mouth(canvas, 500, top, wide * shape[0], 0.24, light(clay, 0.1), dark(glaze, 0.3))


def jug(canvas: Canvas, chance: Random) -> None:
    canvas.table()
    canvas.shadow(500, 826, 220, 32)
    state = chance.getstate()
    tint = vary(chance, chance.choice(_CLAY), 8)
    chance.setstate(state)
    handle = smooth([(580, 300), (730, 290), (780, 420), (740, 560), (660, 620)], closed=False)
    canvas.line(handle, 40, dark(tint, 0.22))
    canvas.line([(x - 5, y - 5) for x, y in handle], 27, tint)
    clay, glaze, _ = _body(canvas, chance, 470, 262, 806, (124, 112, 152, 214, 210, 150), sag=0.2)
    lip = smooth([(352, 262), (300, 226), (420, 238), (590, 250), (594, 268), (470, 292)])
    canvas.fill(lip, light(clay, 0.12))
    canvas.fill(smooth([(366, 258), (330, 238), (420, 246), (574, 256), (470, 282)]), dark(glaze, 0.32))


def planter(canvas: Canvas, chance: Random) -> None:
    canvas.table()
    canvas.shadow(508, 840, 210, 30)
    for n in range(26):
        turn = -82 + n * 6.6 + chance.uniform(-8, 8)
        length = chance.uniform(200, 330) * (1 - abs(turn) / 220)
        green = vary(chance, chance.choice(((86, 120, 78), (110, 140, 88), (70, 100, 74))), 12)
        from minga_infra.demo.drawn.canvas import leaf

        shape = leaf(500 + turn * 1.1, 470, length, 54, turn, 0.1)
        canvas.fill(shape, green)
        canvas.line([shape[0], shape[len(shape) // 2]], 3, veil(light(green, 0.4), 150), round_ends=False)
    clay, _, _ = _body(canvas, chance, 500, 470, 820, (226, 214, 196, 176, 158), sag=0.18)
    canvas.fill(oval(500, 470, 226, 40), light(clay, 0.12))
    canvas.fill(oval(500, 474, 206, 32), (74, 56, 46))


def plate(canvas: Canvas, chance: Random) -> None:
    clay, glaze = vary(chance, chance.choice(_CLAY), 8), vary(chance, chance.choice(_GLAZES), 8)
    figure = light(glaze, 0.65) if sum(glaze) < 420 else dark(glaze, 0.45)
    canvas.fill(oval(522, 526, 372, 368), veil(dark(canvas.ground, 0.8), 44))
    canvas.fill(oval(500, 500, 370, 370), clay)
    canvas.fill(oval(500, 500, 360, 360), glaze)
    canvas.fill(oval(506, 506, 252, 252), dark(glaze, 0.09))
    canvas.fill(oval(500, 500, 246, 246), light(glaze, 0.08))
    style = chance.choice(("sun", "rings", "leaves", "plain", "dots"))
    count = chance.choice((12, 16, 20, 24))
    for n in range(count if style in {"sun", "leaves", "dots"} else 0):
        angle = 360 / count * n
        if style == "sun":
            canvas.fill(turned([(490, 258), (510, 258), (500, 158)], angle, (500, 500)), figure)
        elif style == "dots":
            canvas.fill(turned(oval(500, 196, 15, 15, corners=20), angle, (500, 500)), figure)
        else:
            canvas.fill(turned(oval(500, 200, 13, 40, 24, 20), angle, (500, 500)), figure)
    if style == "rings":
        for radius in (330, 306, 220, 120, 100):
            canvas.line(
                [*oval(500, 500, radius, radius), (500 + radius, 500)], chance.choice((6, 10)), figure, round_ends=False
            )
    elif style != "plain":
        canvas.line([*oval(500, 500, 262, 262), (762, 500)], 6, figure, round_ends=False)
    for _ in range(60):
        canvas.disc(chance.gauss(500, 150), chance.gauss(500, 150), chance.uniform(1.6, 3.6), veil(dark(clay, 0.6), 90))
    canvas.fill(smooth([(250, 380), (330, 270), (440, 216), (360, 300), (290, 390)]), (255, 253, 246, 60))


def tile(canvas: Canvas, chance: Random) -> None:
    ground, figure, third = (vary(chance, glaze, 6) for glaze in chance.sample(_GLAZES, 3))
    ground = light(ground, 0.45)
    turn = chance.choice((0, 45))
    for row in range(2):
        for column in range(2):
            left, top = 142 + column * 362, 142 + row * 362
            cx, cy = left + 177, top + 177
            canvas.fill(box(left + 8, top + 10, left + 364, top + 366, 10), veil(dark(canvas.ground, 0.8), 50))
            outline = box(left, top, left + 354, top + 354, 10)
            canvas.fill(outline, ground)
            with canvas.inside(outline):
                for x, y in ((left, top), (left + 354, top), (left, top + 354), (left + 354, top + 354)):
                    canvas.disc(x, y, 112, figure)
                    canvas.disc(x, y, 82, ground)
                    canvas.disc(x, y, 48, third)
                for n in range(8):
                    canvas.fill(
                        turned(oval(cx, cy - 78, 24, 64, 0, 24), n * 45 + turn, (cx, cy)), figure if n % 2 else third
                    )
                canvas.disc(cx, cy, 30, ground)
                canvas.disc(cx, cy, 16, figure)
                canvas.fill(blob(chance, left + 90, top + 90, 90, 60), (255, 253, 246, 34))


KINDS: dict[str, Drawer] = {
    "bowl": bowl, "mug": mug, "vase": vase, "jug": jug, "planter": planter, "plate": plate, "tile": tile,
}  # fmt: skip
