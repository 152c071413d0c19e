# ruff: noqa: E501 - an outline is one line of points, however long
"""Vegetables and herbs, as they lie on the stall."""

import math
from collections.abc import Callable
from random import Random

from minga_infra.demo.drawn.canvas import (
    Canvas,
    Colour,
    Drawer,
    Points,
    blob,
    box,
    dark,
    leaf,
    light,
    moved,
    oval,
    smooth,
    turned,
    vary,
    veil,
)

_GREEN: Colour = (104, 138, 76)
_DEEP: Colour = (62, 98, 66)
One = Callable[[Canvas, Random, float, float, float], None]


def heap(canvas: Canvas, chance: Random, one: One, size: float, *, many: int | None = None) -> None:
    """Several of a kind, the far ones first."""
    canvas.table(540)
    layouts = (
        [(340, 520), (650, 500), (500, 690)],
        [(500, 420), (300, 590), (690, 580), (480, 720)],
        [(350, 440), (640, 430), (240, 640), (500, 650), (760, 630)],
        [(420, 400), (650, 460), (270, 560), (520, 620), (740, 680), (340, 740)],
    )
    spots = layouts[(many or chance.randint(3, 6)) - 3]
    reach = size * (1.16, 1.0, 0.86, 0.78)[len(spots) - 3]
    for x, y in sorted(spots, key=lambda spot: spot[1]):
        near = reach * (0.94 + chance.uniform(-0.05, 0.05))
        cx, cy = x + chance.uniform(-20, 20), y + chance.uniform(-14, 14)
        canvas.shadow(cx + near * 0.1, cy + near * 0.86, near * 0.9, near * 0.24)
        one(canvas, chance, cx, cy, near)


def _calyx(
    canvas: Canvas, chance: Random, x: float, y: float, size: float, colour: Colour = _GREEN, points: int = 5
) -> None:
    for n in range(points):
        turn = 360 / points * n + chance.uniform(-14, 14)
        canvas.fill(leaf(x, y, size, size * 0.34, turn, 0.2), vary(chance, colour, 10))
    canvas.line([(x, y), (x + size * 0.1, y - size * 0.5)], size * 0.16, dark(colour, 0.2))


def tomato(canvas: Canvas, chance: Random) -> None:
    colour = chance.choice(((196, 62, 44), (206, 92, 46), (170, 56, 58), (222, 158, 64), (120, 62, 56)))

    def one(sheet: Canvas, dice: Random, x: float, y: float, size: float) -> None:
        body = vary(dice, colour, 10)
        sheet.round_thing(blob(dice, x, y, size, size * 0.86, 0.04), body, gloss=0.7)
        for n in range(4):
            rib = [
                (x + (n - 1.5) * size * 0.16, y - size * 0.62),
                (x + (n - 1.5) * size * 0.46, y - size * 0.2),
                (x + (n - 1.5) * size * 0.5, y + size * 0.3),
            ]
            sheet.line(smooth(rib, closed=False, steps=6), size * 0.03, veil(dark(body, 0.5), 44), round_ends=False)
        _calyx(sheet, dice, x, y - size * 0.62, size * 0.42)

    heap(canvas, chance, one, 172)


def pepper(canvas: Canvas, chance: Random) -> None:
    colour = chance.choice(((186, 52, 40), (222, 168, 52), (86, 122, 64), (206, 104, 44)))

    def one(sheet: Canvas, dice: Random, x: float, y: float, size: float) -> None:
        body = vary(dice, colour, 10)
        turn = dice.uniform(-26, 26)
        shape = smooth([(x - size * 0.7, y - size * 0.6), (x - size * 0.2, y - size * 0.72), (x + size * 0.3, y - size * 0.74), (x + size * 0.74, y - size * 0.54), (x + size * 0.7, y + size * 0.2), (x + size * 0.4, y + size * 0.86), (x, y + size * 0.76), (x - size * 0.4, y + size * 0.9), (x - size * 0.72, y + size * 0.2)])  # fmt: skip
        sheet.round_thing(turned(shape, turn, (x, y)), body, gloss=0.8)
        for part in (-0.26, 0.24):
            rib = [
                (x + size * part * 0.6, y - size * 0.6),
                (x + size * part * 1.2, y),
                (x + size * part, y + size * 0.74),
            ]
            sheet.line(
                turned(smooth(rib, closed=False, steps=6), turn, (x, y)),
                size * 0.05,
                veil(dark(body, 0.5), 60),
                round_ends=False,
            )
        stem = turned([(x, y - size * 0.62), (x + size * 0.1, y - size * 0.98)], turn, (x, y))
        sheet.line(stem, size * 0.16, dark(_GREEN, 0.1))
        sheet.fill(turned(oval(x, y - size * 0.64, size * 0.3, size * 0.12), turn, (x, y)), _GREEN)

    heap(canvas, chance, one, 170)


def onion(canvas: Canvas, chance: Random) -> None:
    colour = chance.choice(((196, 140, 82), (126, 54, 78), (226, 216, 190)))

    def one(sheet: Canvas, dice: Random, x: float, y: float, size: float) -> None:
        body = vary(dice, colour, 8)
        turn = dice.uniform(-24, 24)
        shape = turned(smooth([(x, y - size * 1.06), (x + size * 0.16, y - size * 0.74), (x + size * 0.84, y - size * 0.2), (x + size * 0.7, y + size * 0.56), (x, y + size * 0.82), (x - size * 0.7, y + size * 0.56), (x - size * 0.84, y - size * 0.2), (x - size * 0.16, y - size * 0.74)]), turn, (x, y))  # fmt: skip
        sheet.round_thing(shape, body, gloss=0.4)
        with sheet.inside(shape):
            for n in range(-4, 5):
                rib = turned(
                    smooth([(x, y - size), (x + n * size * 0.2, y), (x, y + size * 0.84)], closed=False, steps=7),
                    turn,
                    (x, y),
                )
                sheet.line(rib, 4, veil(dark(body, 0.4), 66), round_ends=False)
        for n in range(5):
            root = turned([(x, y + size * 0.8), (x + (n - 2) * size * 0.1, y + size * 0.98)], turn, (x, y))
            sheet.line(root, 4, (176, 152, 112))

    heap(canvas, chance, one, 176)


def potato(canvas: Canvas, chance: Random) -> None:
    colour = chance.choice(((196, 160, 106), (172, 108, 92), (210, 184, 132)))

    def one(sheet: Canvas, dice: Random, x: float, y: float, size: float) -> None:
        body = vary(dice, colour, 12)
        shape = turned(blob(dice, x, y, size, size * 0.72, 0.09), dice.uniform(-40, 40), (x, y))
        sheet.round_thing(shape, body, gloss=0)
        with sheet.inside(shape):
            for _ in range(9):
                sheet.fill(
                    oval(
                        x + dice.uniform(-0.8, 0.8) * size,
                        y + dice.uniform(-0.6, 0.6) * size,
                        9,
                        5,
                        dice.uniform(0, 180),
                        12,
                    ),
                    veil(dark(body, 0.5), 110),
                )

    heap(canvas, chance, one, 178)


def aubergine(canvas: Canvas, chance: Random) -> None:
    colour = chance.choice(((70, 44, 74), (104, 62, 96), (58, 40, 60)))

    def one(sheet: Canvas, dice: Random, x: float, y: float, size: float) -> None:
        turn = dice.uniform(30, 70) * dice.choice((-1, 1))
        shape = smooth([(x, y - size * 1.1), (x + size * 0.36, y - size * 0.7), (x + size * 0.6, y + size * 0.3), (x + size * 0.4, y + size * 1.0), (x, y + size * 1.14), (x - size * 0.44, y + size * 0.96), (x - size * 0.58, y + size * 0.26), (x - size * 0.32, y - size * 0.7)])  # fmt: skip
        shape = turned(shape, turn, (x, y))
        sheet.round_thing(shape, vary(dice, colour, 8), gloss=0.4)
        sheet.line(
            turned(
                smooth(
                    [
                        (x - size * 0.26, y - size * 0.4),
                        (x - size * 0.36, y + size * 0.2),
                        (x - size * 0.28, y + size * 0.7),
                    ],
                    closed=False,
                ),
                turn,
                (x, y),
            ),
            size * 0.1,
            (255, 250, 250, 90),
            round_ends=False,
        )
        top = turned([(x, y - size * 1.06)], turn, (x, y))[0]
        for n in range(5):
            sheet.fill(leaf(*top, size * 0.52, size * 0.24, turn + 120 + n * 30, 0.1), vary(dice, (112, 128, 84), 8))
        sheet.line([top, turned([(x, y - size * 1.42)], turn, (x, y))[0]], size * 0.14, (96, 112, 72))

    heap(canvas, chance, one, 158, many=3)


def courgette(canvas: Canvas, chance: Random) -> None:
    canvas.table(540)
    colour = chance.choice((_DEEP, (96, 132, 72), (206, 178, 76)))
    for n in range(4):
        y, x = 380 + n * 118, 500 + chance.uniform(-30, 30)
        turn = chance.uniform(-16, 10)
        body = vary(chance, colour, 10)
        canvas.shadow(x, y + 60, 300, 26)
        shape = turned(smooth([(x - 330, y - 20), (x - 200, y - 48), (x + 120, y - 56), (x + 290, y - 50), (x + 326, y), (x + 290, y + 52), (x + 100, y + 60), (x - 200, y + 46), (x - 330, y + 22)]), turn, (x, y))  # fmt: skip
        canvas.round_thing(shape, body, gloss=0)
        with canvas.inside(shape):
            for k in range(-2, 3):
                canvas.line(
                    turned([(x - 330, y + k * 20), (x + 330, y + k * 26)], turn, (x, y)),
                    7,
                    veil(light(body, 0.4), 70),
                    round_ends=False,
                )
        canvas.fill(turned(box(x - 380, y - 20, x - 322, y + 22, 10), turn, (x, y)), (132, 146, 92))
        canvas.fill(turned(oval(x + 316, y, 15, 28), turn, (x, y)), dark(body, 0.4))


def pumpkin(canvas: Canvas, chance: Random) -> None:
    canvas.table(620)
    canvas.shadow(512, 800, 330, 50)
    colour = vary(chance, chance.choice(((206, 118, 52), (186, 142, 84), (120, 132, 100), (196, 92, 56))), 8)
    for reach, wide in ((300, 130), (-300, 130), (200, 150), (-200, 150), (96, 160), (-96, 160), (0, 150)):
        canvas.round_thing(
            oval(500 + reach * 0.8, 580, wide, 228 - abs(reach) * 0.12), vary(chance, colour, 5), gloss=0, deep=0.2
        )
    canvas.fill(oval(360, 450, 60, 26, -24), (255, 250, 236, 90))
    canvas.line(smooth([(500, 370), (496, 310), (530, 250)], closed=False), 54, (126, 116, 78))
    canvas.line(smooth([(490, 370), (486, 312), (520, 256)], closed=False), 16, (166, 154, 108))
    canvas.line(smooth([(530, 330), (640, 300), (690, 360), (660, 400)], closed=False), 9, (112, 128, 80))


def garlic(canvas: Canvas, chance: Random) -> None:
    tint = chance.choice(((236, 228, 212), (226, 206, 210)))

    def one(sheet: Canvas, dice: Random, x: float, y: float, size: float) -> None:
        body = vary(dice, tint, 5)
        turn = dice.uniform(-30, 30)
        shape = turned(smooth([(x - size * 0.1, y - size * 1.1), (x + size * 0.1, y - size * 1.1), (x + size * 0.2, y - size * 0.6), (x + size * 0.8, y + size * 0.1), (x + size * 0.6, y + size * 0.66), (x, y + size * 0.72), (x - size * 0.6, y + size * 0.66), (x - size * 0.8, y + size * 0.1), (x - size * 0.2, y - size * 0.6)]), turn, (x, y))  # fmt: skip
        sheet.round_thing(shape, body, gloss=0, deep=0.14)
        with sheet.inside(shape):
            for n in (-2, -1, 0, 1, 2):
                rib = turned(
                    smooth(
                        [
                            (x, y - size * 0.9),
                            (x + n * size * 0.26, y + size * 0.1),
                            (x + n * size * 0.1, y + size * 0.76),
                        ],
                        closed=False,
                        steps=7,
                    ),
                    turn,
                    (x, y),
                )
                sheet.line(rib, 5, veil((156, 120, 130), 90), round_ends=False)
        sheet.fill(turned(oval(x, y + size * 0.7, size * 0.2, size * 0.07), turn, (x, y)), (176, 152, 118))

    heap(canvas, chance, one, 168)


def _bunch(
    canvas: Canvas, chance: Random, root: Colour, shape: Callable[[float, float], Points], tops: Colour, rings: bool
) -> None:
    canvas.table(900, 0.0)
    count = chance.choice((4, 5))
    about = (500.0, 380.0)
    for n in range(count):
        turn = (n - (count - 1) / 2) * 15
        for k in range(4):
            lean = -turn * 0.8 + (k - 1.5) * 10 + chance.uniform(-5, 5)
            stem = turned(smooth([(500, 400), (506, 280), (500, 110)], closed=False, steps=6), lean, (500, 420))
            canvas.line(stem, 9, vary(chance, tops, 14))
            for m in range(5, len(stem), 2):
                for side in (-1, 1):
                    canvas.fill(
                        leaf(*stem[m], 58 + 26 * (not rings), 24 + 22 * (not rings), lean + side * 52, 0.1),
                        vary(chance, tops, 16),
                    )
    for n in range(count):
        turn = (n - (count - 1) / 2) * 17
        body = vary(chance, root, 8)
        outline = turned(list(shape(500, 390)), -turn, about)
        canvas.fill(moved(outline, 12, 16), veil(dark(canvas.ground, 0.8), 46))
        canvas.round_thing(outline, body, gloss=0.2, deep=0.18)
        if rings:
            with canvas.inside(outline):
                for _ in range(7):
                    x, y = 500 + chance.uniform(-50, 20), chance.uniform(430, 740)
                    canvas.line(
                        turned([(x, y), (x + 50, y + 4)], -turn, about), 4, veil(dark(body, 0.4), 100), round_ends=False
                    )
    canvas.line([(430, 372), (570, 372)], 20, (214, 190, 140))
    canvas.line([(432, 384), (568, 384)], 6, (178, 150, 100))


def carrot(canvas: Canvas, chance: Random) -> None:
    def shape(x: float, y: float) -> Points:
        return smooth(
            [
                (x - 46, y),
                (x, y - 14),
                (x + 46, y),
                (x + 38, y + 180),
                (x + 18, y + 380),
                (x + 2, y + 480),
                (x - 14, y + 380),
                (x - 36, y + 180),
            ]
        )

    _bunch(canvas, chance, chance.choice(((212, 118, 52), (222, 160, 76), (130, 70, 92))), shape, (96, 132, 74), True)


def beetroot(canvas: Canvas, chance: Random) -> None:
    def shape(x: float, y: float) -> Points:
        return smooth(
            [
                (x - 30, y),
                (x + 30, y),
                (x + 100, y + 110),
                (x + 70, y + 230),
                (x + 14, y + 310),
                (x, y + 420),
                (x - 12, y + 310),
                (x - 70, y + 230),
                (x - 100, y + 110),
            ]
        )

    _bunch(canvas, chance, chance.choice(((122, 44, 66), (206, 150, 66), (190, 70, 84))), shape, (92, 112, 66), False)


def radish(canvas: Canvas, chance: Random) -> None:
    def shape(x: float, y: float) -> Points:
        return smooth(
            [
                (x - 24, y),
                (x + 24, y),
                (x + 88, y + 106),
                (x + 56, y + 224),
                (x + 9, y + 294),
                (x, y + 434),
                (x - 9, y + 294),
                (x - 56, y + 224),
                (x - 88, y + 106),
            ]
        )

    _bunch(
        canvas, chance, chance.choice(((190, 58, 82), (226, 216, 206), (150, 60, 100))), shape, (110, 146, 80), False
    )


def lettuce(canvas: Canvas, chance: Random) -> None:
    base = chance.choice(((128, 164, 84), (110, 146, 78), (150, 80, 78), (96, 132, 84)))
    canvas.fill(oval(516, 540, 360, 330), veil(dark(canvas.ground, 0.8), 40))
    for reach, count, tone in ((330, 11, 0.22), (262, 9, 0.08), (190, 8, -0.12), (120, 6, -0.26)):
        for n in range(count):
            angle = 2 * math.pi * n / count + reach
            x, y = 500 + reach * 0.46 * math.cos(angle), 520 + reach * 0.46 * math.sin(angle)
            colour = dark(base, tone) if tone > 0 else light(base, -tone)
            outline = blob(chance, x, y, reach * 0.5, reach * 0.47, 0.1, 13)
            canvas.fill(moved(outline, 5, 8), veil(dark(base, 0.7), 60))
            canvas.fill(outline, vary(chance, colour, 10))
            canvas.line(
                [(500 + (x - 500) * 0.5, 520 + (y - 520) * 0.5), (x + (x - 500) * 0.5, y + (y - 520) * 0.5)],
                8,
                veil(light(colour, 0.6), 110),
                round_ends=False,
            )
    canvas.fill(blob(chance, 500, 520, 50, 46, 0.12), light(base, 0.5))


def chard(canvas: Canvas, chance: Random) -> None:
    stems = chance.choice((((206, 70, 80), (230, 176, 70), (236, 226, 206)), ((236, 228, 206),), ((190, 60, 84),)))
    green = chance.choice((_DEEP, (78, 112, 62)))
    for n in range(7):
        turn = (n - 3) * 13 + chance.uniform(-4, 4)
        length = chance.uniform(520, 620)
        outline = turned(
            smooth([(500, 520), (590, 420), (640, 260), (580, 110), (500, 70), (416, 110), (364, 260), (410, 420)]),
            turn,
            (500, 860),
        )
        canvas.fill(moved(outline, 8, 10), veil(dark(canvas.ground, 0.8), 50))
        canvas.fill(outline, vary(chance, green, 14))
        stem = stems[n % len(stems)]
        spine = turned([(500, 900), (500, 900 - length), (500, 130)], turn, (500, 860))
        canvas.line(spine[:2], 38, dark(stem, 0.12))
        canvas.line(spine[:2], 24, stem)
        canvas.line(spine[1:], 10, stem)
        for k in range(4):
            for side in (-1, 1):
                y = 190 + k * 80
                canvas.line(
                    turned([(500, y + 50), (500 + side * 84, y)], turn, (500, 860)),
                    5,
                    veil(light(stem, 0.2), 190),
                    round_ends=False,
                )
    canvas.fill(turned(box(396, 716, 604, 752, 10), 0, (500, 730)), (206, 182, 130))


def beans(canvas: Canvas, chance: Random) -> None:
    colour = chance.choice(((120, 152, 80), (206, 190, 110), (92, 76, 100), (104, 140, 74)))
    pods = chance.random() < 0.4
    for _ in range(24):
        x, y = chance.gauss(500, 120), chance.gauss(500, 130)
        turn = chance.uniform(-60, 60) + 90 * (chance.random() < 0.2)
        body = vary(chance, colour, 14)
        reach = chance.uniform(230, 290)
        line = turned(
            smooth(
                [(x - reach, y + 26), (x - reach * 0.4, y - 16), (x + reach * 0.4, y - 16), (x + reach, y + 30)],
                closed=False,
            ),
            turn,
            (x, y),
        )
        canvas.line([(a + 8, b + 13) for a, b in line], 30, veil(dark(canvas.ground, 0.8), 40), round_ends=False)
        canvas.line(line, 44 if pods else 30, dark(body, 0.18))
        canvas.line([(a - 2, b - 4) for a, b in line], 28 if pods else 18, body)
        if pods:
            for m in range(4, len(line) - 3, 4):
                canvas.disc(line[m][0], line[m][1] - 2, 15, light(body, 0.22))


def _herb(kind: str) -> Drawer:
    def drawer(canvas: Canvas, chance: Random) -> None:
        _bouquet(canvas, chance, kind)

    return drawer


def _bouquet(canvas: Canvas, chance: Random, kind: str) -> None:
    green = {"rosemary": (96, 120, 96), "basil": (92, 136, 70), "parsley": (84, 128, 64), "lavender": (126, 140, 112)}[
        kind
    ]
    for n in range(15):
        turn = (n - 7) * 6.4 + chance.uniform(-5, 5)
        top = chance.uniform(90, 220)
        stem = turned(
            smooth([(500, 880), (500 + chance.uniform(-20, 20), 520), (500, top)], closed=False, steps=12),
            turn * 0.62,
            (500, 740),
        )
        canvas.line(stem, 8, vary(chance, dark(green, 0.2), 10))
        for m in range(11, len(stem)):
            x, y = stem[m]
            for side in (-1, 1):
                if kind == "rosemary":
                    canvas.fill(leaf(x, y, 62, 12, turn * 0.6 + side * 42, 0.05), vary(chance, green, 18))
                elif kind == "lavender":
                    purple = m > 16
                    canvas.fill(
                        oval(x + side * 10, y, 15, 11, 0, 14) if purple else leaf(x, y, 70, 10, side * 28, 0),
                        vary(chance, (134, 112, 164) if purple else green, 16),
                    )
                elif kind == "basil" and m % 3 == 0:
                    canvas.fill(leaf(x, y, 112, 62, turn * 0.6 + side * 58, 0.12), vary(chance, green, 18))
                elif kind == "parsley" and m % 2 == 0:
                    for k in (-26, 0, 26):
                        canvas.fill(
                            leaf(x + side * 10, y, 60, 30, turn * 0.6 + side * 50 + k, 0.1), vary(chance, green, 20)
                        )
    canvas.line([(420, 742), (580, 742)], 24, (206, 182, 130))
    canvas.line([(422, 756), (578, 756)], 7, (166, 140, 92))
    canvas.line(smooth([(560, 745), (640, 700), (650, 780), (570, 752)], closed=False), 7, (206, 182, 130))


def crate(canvas: Canvas, chance: Random) -> None:
    """The week's box."""
    wood = (206, 172, 124)
    canvas.table(680)
    canvas.shadow(512, 850, 380, 40)
    canvas.fill(box(150, 500, 850, 640), dark(wood, 0.5))
    for n in range(7):
        turn = -60 + n * 20 + chance.uniform(-8, 8)
        for _ in range(2):
            canvas.fill(
                leaf(260 + n * 40, 560, chance.uniform(220, 330), 96, turn * 0.6 + chance.uniform(-10, 10), 0.1),
                vary(chance, chance.choice((_DEEP, _GREEN, (128, 164, 84))), 14),
            )
    things = [
        ((196, 62, 44), 82, 74),
        ((212, 118, 52), 66, 60),
        ((196, 140, 82), 78, 80),
        ((70, 44, 74), 92, 70),
        ((222, 168, 52), 84, 84),
        ((178, 60, 60), 74, 68),
        ((150, 168, 84), 80, 74),
        ((226, 216, 190), 66, 62),
    ]
    chance.shuffle(things)
    for n, (colour, rx, ry) in enumerate(things[:7]):
        x, y = 226 + (n % 4) * 180 + (92 if n > 3 else 0), 500 if n < 4 else 560
        canvas.round_thing(
            blob(chance, x, y + chance.uniform(-16, 16), rx * 1.2, ry * 1.2, 0.05), vary(chance, colour), gloss=0.5
        )
        _calyx(canvas, chance, x, y - ry * 0.8, 34)
    for n in range(3):
        top = 592 + n * 88
        canvas.fill(box(136, top, 864, top + 74, 5), vary(chance, wood, 6))
        canvas.fill(box(136, top + 60, 864, top + 74, 5), (60, 36, 20, 40))
        for _ in range(5):
            start = chance.uniform(150, 700)
            canvas.line(
                [
                    (start, top + chance.uniform(12, 58)),
                    (start + chance.uniform(60, 150), top + chance.uniform(12, 58)),
                ],
                3,
                veil(dark(wood, 0.4), 80),
                round_ends=False,
            )
    for x in (150, 790):
        canvas.fill(box(x, 576, x + 60, 856, 4), dark(wood, 0.14))
        for y in (628, 716, 804):
            canvas.disc(x + 30, y, 7, (96, 84, 74))


def seedling(canvas: Canvas, chance: Random) -> None:
    canvas.table(640)
    for n in range(3):
        x = 260 + n * 240
        canvas.shadow(x + 8, 824, 108, 20)
        green = vary(chance, chance.choice((_GREEN, (120, 154, 84), _DEEP)), 12)
        canvas.line(smooth([(x, 640), (x + 8, 520), (x, 400)], closed=False), 14, light(green, 0.2))
        for level, reach in ((0, 150), (1, 132), (2, 100)):
            for side in (-1, 1):
                canvas.fill(
                    leaf(
                        x + 4,
                        560 - level * 84,
                        reach,
                        68,
                        side * (66 - level * 16) + chance.uniform(-8, 8),
                        0.12 * side,
                    ),
                    vary(chance, green, 14),
                )
        canvas.fill([(x - 106, 634), (x + 106, 634), (x + 80, 822), (x - 80, 822)], (150, 98, 68))
        canvas.fill([(x + 30, 634), (x + 106, 634), (x + 80, 822), (x + 20, 822)], (128, 80, 56))
        canvas.fill(box(x - 116, 622, x + 116, 668, 6), (170, 114, 82))
        canvas.fill(oval(x, 624, 106, 15), (72, 54, 44))


KINDS: dict[str, Drawer] = {
    "tomato": tomato, "pepper": pepper, "onion": onion, "potato": potato, "aubergine": aubergine, "courgette": courgette,
    "pumpkin": pumpkin, "garlic": garlic, "carrot": carrot, "beetroot": beetroot, "radish": radish, "lettuce": lettuce,
    "chard": chard, "beans": beans, "crate": crate, "seedling": seedling,
    "rosemary": _herb("rosemary"), "basil": _herb("basil"), "parsley": _herb("parsley"), "lavender": _herb("lavender"),
}  # fmt: skip
