# ruff: noqa: E501 - an outline is one line of points, however long
"""Fruit and nuts."""

import math
from random import Random

from minga_infra.demo.drawn.canvas import (
    Canvas,
    Colour,
    Drawer,
    blob,
    dark,
    leaf,
    light,
    mix,
    oval,
    smooth,
    turned,
    vary,
    veil,
)
from minga_infra.demo.drawn.garden import heap

_LEAF: Colour = (92, 122, 70)


def _stem(canvas: Canvas, chance: Random, x: float, y: float, size: float, *, with_leaf: bool = True) -> None:
    canvas.line(
        smooth([(x, y), (x + size * 0.04, y - size * 0.2), (x + size * 0.14, y - size * 0.36)], closed=False, steps=5),
        size * 0.08,
        (104, 78, 56),
    )
    if with_leaf and chance.random() < 0.6:
        turn = chance.uniform(40, 90) * chance.choice((-1, 1))
        shape = leaf(x + size * 0.04, y - size * 0.14, size * 0.62, size * 0.28, turn, 0.1)
        canvas.fill(shape, vary(chance, _LEAF, 12))
        canvas.line([shape[0], shape[len(shape) // 2]], 3, veil((220, 226, 190), 120), round_ends=False)


def _round_fruit(colours: tuple[Colour, ...], *, blush: Colour | None = None, flat: float = 0.94, gloss: float = 0.5, dots: bool = False, leafy: bool = True, cleft: bool = False, size: float = 176) -> Drawer:  # fmt: skip
    def drawer(canvas: Canvas, chance: Random) -> None:
        colour = chance.choice(colours)

        def one(sheet: Canvas, dice: Random, x: float, y: float, reach: float) -> None:
            body = vary(dice, colour, 10)
            shape = blob(dice, x, y, reach, reach * flat, 0.03)
            sheet.round_thing(shape, body, gloss=gloss)
            with sheet.inside(shape):
                if blush:
                    side = dice.choice((-0.5, 0.5))
                    for part in (0.9, 0.7, 0.5):
                        sheet.fill(oval(x + side * reach, y + reach * 0.1, reach * part, reach * part), veil(blush, 54))
                if dots:
                    for _ in range(44):
                        sheet.disc(
                            x + dice.uniform(-1, 1) * reach,
                            y + dice.uniform(-1, 1) * reach,
                            3,
                            veil(dark(body, 0.4), 74),
                        )
                if cleft:
                    sheet.line(
                        smooth(
                            [(x, y - reach), (x + reach * 0.24, y - reach * 0.1), (x + reach * 0.1, y + reach)],
                            closed=False,
                        ),
                        7,
                        veil(dark(body, 0.5), 80),
                        round_ends=False,
                    )
            if gloss > 0:
                sheet.fill(
                    oval(x - reach * 0.4, y - reach * 0.44, reach * 0.15, reach * 0.09, -32, 20),
                    veil((255, 253, 246), 110),
                )
            sheet.fill(oval(x, y - reach * flat * 0.78, reach * 0.2, reach * 0.07), veil(dark(body, 0.6), 110))
            _stem(sheet, dice, x, y - reach * flat * 0.76, reach, with_leaf=leafy)

        heap(canvas, chance, one, size)

    return drawer


def pear(canvas: Canvas, chance: Random) -> None:
    colour = chance.choice(((186, 178, 92), (206, 184, 104), (166, 126, 82)))

    def one(sheet: Canvas, dice: Random, x: float, y: float, size: float) -> None:
        body = vary(dice, colour, 10)
        turn = dice.uniform(-14, 14)
        shape = turned(smooth([(x, y - size * 1.2), (x + size * 0.34, y - size * 0.94), (x + size * 0.44, y - size * 0.4), (x + size * 0.82, y + size * 0.2), (x + size * 0.62, y + size * 0.78), (x, y + size * 0.9), (x - size * 0.62, y + size * 0.78), (x - size * 0.82, y + size * 0.2), (x - size * 0.44, y - size * 0.4), (x - size * 0.34, y - size * 0.94)]), turn, (x, y))  # fmt: skip
        sheet.round_thing(shape, body, gloss=0.3)
        with sheet.inside(shape):
            sheet.fill(oval(x + size * 0.5, y + size * 0.2, size * 0.5, size * 0.7), veil((190, 96, 64), 66))
            for _ in range(36):
                sheet.disc(
                    x + dice.uniform(-0.9, 0.9) * size, y + dice.uniform(-1, 0.9) * size, 3, veil(dark(body, 0.5), 90)
                )
        _stem(sheet, dice, *turned([(x, y - size * 1.14)], turn, (x, y))[0], size)

    heap(canvas, chance, one, 164, many=chance.choice((3, 4)))


def lemon(canvas: Canvas, chance: Random) -> None:
    def one(sheet: Canvas, dice: Random, x: float, y: float, size: float) -> None:
        body = vary(dice, (226, 190, 70), 8)
        turn = dice.uniform(-40, 40)
        shape = turned(smooth([(x - size * 1.16, y), (x - size * 0.9, y - size * 0.2), (x - size * 0.4, y - size * 0.68), (x + size * 0.4, y - size * 0.68), (x + size * 0.9, y - size * 0.2), (x + size * 1.1, y), (x + size * 0.9, y + size * 0.22), (x + size * 0.4, y + size * 0.68), (x - size * 0.4, y + size * 0.68), (x - size * 0.9, y + size * 0.2)]), turn, (x, y))  # fmt: skip
        sheet.round_thing(shape, body, gloss=0.5)
        with sheet.inside(shape):
            for _ in range(40):
                sheet.disc(
                    x + dice.uniform(-1, 1) * size, y + dice.uniform(-0.7, 0.7) * size, 3, veil(dark(body, 0.3), 70)
                )
        if dice.random() < 0.5:
            end = turned([(x - size * 1.14, y)], turn, (x, y))[0]
            sheet.fill(leaf(*end, size * 0.8, size * 0.32, turn - 60, 0.1), vary(dice, _LEAF, 12))

    heap(canvas, chance, one, 160)


def fig(canvas: Canvas, chance: Random) -> None:
    skin = chance.choice(((92, 66, 88), (130, 142, 92), (78, 58, 76)))
    cut = chance.randint(0, 2)
    seen = [0]

    def one(sheet: Canvas, dice: Random, x: float, y: float, size: float) -> None:
        body = vary(dice, skin, 8)
        shape = smooth([(x, y - size * 1.1), (x + size * 0.2, y - size * 0.8), (x + size * 0.76, y), (x + size * 0.62, y + size * 0.66), (x, y + size * 0.84), (x - size * 0.62, y + size * 0.66), (x - size * 0.76, y), (x - size * 0.2, y - size * 0.8)])  # fmt: skip
        sheet.round_thing(shape, body, gloss=0)
        if seen[0] == cut:
            with sheet.inside(shape):
                sheet.fill(oval(x, y + size * 0.12, size * 0.64, size * 0.64), (232, 214, 190))
                sheet.fill(oval(x, y + size * 0.14, size * 0.52, size * 0.54), (176, 76, 74))
                for _ in range(60):
                    angle, reach = dice.uniform(0, 6.3), dice.uniform(0.08, 0.48) * size
                    sheet.fill(
                        oval(
                            x + reach * math.cos(angle),
                            y + size * 0.14 + reach * math.sin(angle),
                            7,
                            4,
                            math.degrees(angle),
                            10,
                        ),
                        (226, 176, 130),
                    )
        else:
            for n in (-2, -1, 0, 1, 2):
                sheet.line(
                    smooth(
                        [(x, y - size * 0.9), (x + n * size * 0.24, y), (x + n * size * 0.1, y + size * 0.8)],
                        closed=False,
                        steps=6,
                    ),
                    5,
                    veil(light(body, 0.4), 70),
                    round_ends=False,
                )
        seen[0] += 1

    heap(canvas, chance, one, 172)


def pomegranate(canvas: Canvas, chance: Random) -> None:
    def one(sheet: Canvas, dice: Random, x: float, y: float, size: float) -> None:
        body = vary(dice, (176, 62, 58), 10)
        for n in range(5):
            sheet.fill(leaf(x, y - size * 0.8, size * 0.42, size * 0.16, -50 + n * 25, 0), dark(body, 0.1))
        sheet.round_thing(blob(dice, x, y, size, size * 0.94, 0.035), body, gloss=0.4)
        sheet.fill(oval(x + size * 0.4, y + size * 0.2, size * 0.36, size * 0.46), veil((222, 176, 104), 60))

    heap(canvas, chance, one, 178, many=chance.choice((3, 4)))


def grapes(canvas: Canvas, chance: Random) -> None:
    colour = chance.choice(((86, 56, 86), (166, 172, 92), (128, 58, 74), (62, 58, 92)))
    canvas.fill(blob(chance, 530, 570, 270, 330, 0.05), veil(dark(canvas.ground, 0.8), 36))
    canvas.line(smooth([(500, 210), (506, 130), (560, 70)], closed=False), 22, (126, 96, 64))
    for turn in (-76, 68):
        canvas.fill(leaf(500, 190, 250, 190, turn, 0.08), vary(chance, _LEAF, 10))
    for row in range(8):
        count = (3, 5, 6, 6, 5, 4, 3, 1)[row]
        for n in range(count):
            x = 500 + (n - (count - 1) / 2) * 90 + chance.uniform(-10, 10)
            y = 260 + row * 80 + chance.uniform(-10, 10)
            canvas.round_thing(oval(x, y, 56, 58, corners=36), vary(chance, colour, 12), gloss=0.6, deep=0.24)


def cherry(canvas: Canvas, chance: Random) -> None:
    colour = chance.choice(((140, 34, 44), (178, 46, 44), (96, 28, 42)))
    spots = [(330, 560), (520, 640), (690, 540), (420, 770), (620, 790)]
    join = (470 + chance.uniform(-60, 60), 160)
    for x, y in spots[:4]:
        canvas.line(smooth([(x, y - 80), (x + (join[0] - x) * 0.3, y - 240), join], closed=False), 8, (120, 132, 76))
    canvas.fill(leaf(*join, 290, 140, 66, 0.1), vary(chance, _LEAF, 10))
    canvas.fill(leaf(*join, 250, 120, -74, 0.1), vary(chance, _LEAF, 10))
    for x, y in spots:
        canvas.shadow(x + 10, y + 106, 96, 22)
        body = vary(chance, colour, 8)
        canvas.round_thing(blob(chance, x, y, 112, 106, 0.03), body, gloss=0.9)
        canvas.fill(oval(x, y - 84, 36, 12), veil(dark(body, 0.6), 140))


def strawberry(canvas: Canvas, chance: Random) -> None:
    def one(sheet: Canvas, dice: Random, x: float, y: float, size: float) -> None:
        body = vary(dice, (196, 50, 50), 8)
        turn = dice.uniform(-40, 40)
        shape = turned(smooth([(x - size * 0.5, y - size * 0.74), (x + size * 0.5, y - size * 0.74), (x + size * 0.8, y - size * 0.2), (x + size * 0.4, y + size * 0.64), (x, y + size * 0.94), (x - size * 0.4, y + size * 0.64), (x - size * 0.8, y - size * 0.2)]), turn, (x, y))  # fmt: skip
        sheet.round_thing(shape, body, gloss=0.4)
        with sheet.inside(shape):
            for row in range(7):
                for n in range(6):
                    place = turned(
                        [(x + (n - 2.5 + row % 2 / 2) * size * 0.28, y - size * 0.6 + row * size * 0.23)], turn, (x, y)
                    )[0]
                    sheet.fill(oval(*place, 5, 7, turn, 10), (236, 206, 130))
        top = turned([(x, y - size * 0.72)], turn, (x, y))[0]
        for n in range(6):
            sheet.fill(leaf(*top, size * 0.48, size * 0.2, turn - 100 + n * 40, 0.06), vary(dice, (104, 142, 74), 12))

    heap(canvas, chance, one, 150)


def melon(canvas: Canvas, chance: Random) -> None:
    canvas.table(600)
    canvas.shadow(512, 800, 320, 46)
    rind, flesh = chance.choice(
        (((150, 160, 100), (228, 168, 104)), ((196, 176, 120), (214, 222, 170)), ((70, 108, 72), (206, 74, 66)))
    )
    body = oval(440, 540, 300, 270)
    canvas.round_thing(body, rind, gloss=0.3)
    with canvas.inside(body):
        for n in range(-4, 5):
            canvas.line(
                smooth([(440, 270), (440 + n * 84, 540), (440, 812)], closed=False),
                16,
                veil(dark(rind, 0.35), 74),
                round_ends=False,
            )
    wedge = smooth([(560, 560), (720, 640), (900, 560), (870, 720), (720, 800), (590, 720)], steps=8)
    canvas.shadow(740, 800, 170, 20)
    canvas.fill(wedge, dark(rind, 0.1))
    canvas.fill(
        smooth([(570, 556), (720, 632), (890, 556), (852, 690), (720, 766), (604, 690)], steps=8), light(rind, 0.6)
    )
    inner = smooth([(582, 556), (720, 626), (878, 556), (836, 672), (720, 740), (620, 672)], steps=8)
    canvas.fill(inner, flesh)
    for n in range(12):
        x = 620 + n * 19
        canvas.fill(
            oval(x, 600 + 26 * math.sin((x - 620) / 210 * math.pi), 5, 9, 20, 12), mix(flesh, (70, 40, 30), 0.7)
        )


def nuts(canvas: Canvas, chance: Random) -> None:
    shell = chance.choice(((186, 136, 86), (150, 104, 66), (206, 166, 116)))
    almond = chance.random() < 0.5
    spots = [(chance.gauss(500, 170), chance.gauss(540, 150)) for _ in range(30)]
    for x, y in sorted(spots, key=lambda spot: spot[1]):
        turn = chance.uniform(0, 180)
        body = vary(chance, shell, 14)
        shape = turned(
            smooth([(x, y - 92), (x + 50, y - 10), (x + 40, y + 60), (x, y + 82), (x - 40, y + 60), (x - 50, y - 10)])
            if almond
            else oval(x, y, 68, 62),
            turn,
            (x, y),
        )
        canvas.fill([(a + 9, b + 14) for a, b in shape], veil(dark(canvas.ground, 0.8), 50))
        canvas.round_thing(shape, body, gloss=0.15 if almond else 0.4, deep=0.2)
        if almond:
            with canvas.inside(shape):
                for n in (-1, 0, 1):
                    canvas.line(
                        turned([(x + n * 20, y - 80), (x + n * 24, y + 70)], turn, (x, y)),
                        4,
                        veil(dark(body, 0.5), 90),
                        round_ends=False,
                    )
        else:
            canvas.fill(turned(oval(x, y + 40, 40, 20), turn, (x, y)), veil(light(body, 0.5), 150))


def olives(canvas: Canvas, chance: Random) -> None:
    canvas.fill(oval(520, 560, 350, 300), veil(dark(canvas.ground, 0.8), 40))
    canvas.fill(oval(500, 530, 346, 300), (222, 208, 184))
    canvas.fill(oval(500, 526, 310, 262), (198, 180, 150))
    colours = chance.choice(
        (((104, 116, 58), (128, 136, 72)), ((66, 48, 56), (92, 62, 66)), ((104, 116, 58), (92, 62, 66)))
    )
    spots = [(500 + chance.uniform(-1, 1) * 230, 516 + chance.uniform(-1, 1) * 190) for _ in range(52)]
    for x, y in sorted(spots, key=lambda spot: spot[1]):
        if ((x - 500) / 270) ** 2 + ((y - 516) / 220) ** 2 < 1:
            canvas.round_thing(
                oval(x, y, 52, 42, chance.uniform(-50, 50), 30), vary(chance, chance.choice(colours), 10), gloss=0.7
            )
    for turn in (-30, 14):
        canvas.fill(leaf(610, 330, 220, 46, 60 + turn, 0.1), vary(chance, (126, 136, 100), 8))


KINDS: dict[str, Drawer] = {
    "apple": _round_fruit(((178, 58, 48), (166, 172, 82), (206, 160, 80)), blush=(176, 50, 44), gloss=0.6),
    "orange": _round_fruit(((226, 136, 48), (222, 150, 62)), dots=True, gloss=0.3),
    "peach": _round_fruit(((226, 160, 104), (222, 138, 96)), blush=(190, 66, 62), gloss=0, cleft=True),
    "plum": _round_fruit(((92, 60, 100), (166, 76, 74), (120, 70, 92)), gloss=0.2, flat=1.06, cleft=True, leafy=False, size=160),
    "apricot": _round_fruit(((226, 158, 82), (230, 172, 98)), blush=(204, 92, 62), gloss=0, cleft=True, leafy=False, size=158),
    "quince": _round_fruit(((214, 190, 92), (206, 186, 104)), gloss=0.2, flat=1.08),
    "persimmon": _round_fruit(((214, 104, 48), (206, 92, 44)), gloss=0.6, flat=0.84),
    "pear": pear, "lemon": lemon, "fig": fig, "pomegranate": pomegranate, "grapes": grapes, "cherry": cherry,
    "strawberry": strawberry, "melon": melon, "nuts": nuts, "olives": olives,
}  # fmt: skip
