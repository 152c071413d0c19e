# ruff: noqa: E501 - an outline is one line of points, however long
"""Dairy, bread, and what stands in jars and bottles."""

import math
from random import Random

from minga_infra.demo.drawn.canvas import (
    Canvas,
    Colour,
    Drawer,
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

_RINDS: tuple[tuple[Colour, Colour], ...] = (
    ((206, 166, 96), (240, 218, 158)), ((150, 110, 74), (234, 206, 146)), ((222, 214, 198), (244, 236, 214)), ((120, 116, 108), (238, 226, 196)), ((186, 108, 66), (238, 206, 140)),
)  # fmt: skip
_CRUSTS: tuple[Colour, ...] = ((186, 128, 72), (160, 102, 58), (204, 154, 94), (136, 88, 54))


def cheese(canvas: Canvas, chance: Random) -> None:
    rind, paste = chance.choice(_RINDS)
    canvas.table(600)
    canvas.shadow(512, 772, 350, 50)
    holes = chance.random() < 0.4
    side = [(500 + 330 * math.cos(math.radians(a)), 640 + 120 * math.sin(math.radians(a))) for a in range(0, 181, 6)]
    canvas.fill([(830, 480), *side, (170, 480)], rind)
    with canvas.inside([(830, 480), *side, (170, 480)]):
        canvas.fill(box(640, 400, 860, 800), (40, 24, 14, 40))
        for n in range(20):
            x = 180 + n * 34
            canvas.line([(x, 480), (x, 790)], 4, veil(dark(rind, 0.5), 40), round_ends=False)
    canvas.fill(oval(500, 480, 330, 120), light(rind, 0.24))
    canvas.line([*oval(500, 480, 316, 112), (816, 480)], 6, veil(dark(rind, 0.3), 90), round_ends=False)
    # A wedge is out: one sees what it is like within.
    canvas.fill([(500, 476), (600, 594), (600, 758), (500, 640)], paste)
    canvas.fill([(500, 476), (742, 560), (742, 722), (500, 640)], dark(paste, 0.08))
    canvas.fill([(500, 476), (600, 594), (742, 560), (640, 420)], canvas.ground)
    canvas.fill([(500, 476), (600, 594), (600, 758), (500, 640)], paste)
    canvas.fill([(500, 476), (640, 524), (742, 560), (742, 722), (600, 758), (600, 594)], dark(canvas.ground, 0.05))
    canvas.fill([(500, 476), (742, 560), (742, 722), (500, 640)], dark(paste, 0.1))
    canvas.fill([(500, 476), (600, 594), (600, 758), (500, 640)], light(paste, 0.2))
    for _ in range(10 if holes else 4):
        canvas.disc(
            chance.uniform(516, 590),
            chance.uniform(600, 640),
            chance.uniform(5, 15) if holes else 4,
            veil(dark(paste, 0.4), 130),
        )
        canvas.disc(
            chance.uniform(560, 730),
            chance.uniform(590, 640),
            chance.uniform(5, 15) if holes else 4,
            veil(dark(paste, 0.4), 120),
        )
    canvas.fill(oval(330, 446, 74, 42), (246, 238, 220))
    canvas.fill(oval(330, 446, 58, 31), (126, 74, 52))
    canvas.fill(turned(box(300, 440, 360, 450), 0, (330, 446)), (246, 238, 220))


def wedge(canvas: Canvas, chance: Random) -> None:
    rind, paste = chance.choice(_RINDS)
    canvas.table(600)
    for x, y, size in ((600, 450, 0.84), (430, 640, 1.0)):
        canvas.shadow(x + 10, y + 128 * size, 250 * size, 36)
        top = [(x - 250 * size, y + 6), (x + 130 * size, y - 120 * size), (x + 250 * size, y - 6)]
        front = [
            (x - 250 * size, y + 6),
            (x + 250 * size, y - 6),
            (x + 250 * size, y + 134 * size),
            (x - 250 * size, y + 140 * size),
        ]
        canvas.fill(front, paste)
        canvas.fill(top, light(paste, 0.3))
        canvas.fill(
            [
                (x + 216 * size, y - 5),
                (x + 250 * size, y - 6),
                (x + 250 * size, y + 134 * size),
                (x + 216 * size, y + 135 * size),
            ],
            rind,
        )
        canvas.fill(
            [
                (x + 130 * size, y - 120 * size),
                (x + 250 * size, y - 6),
                (x + 226 * size, y - 5),
                (x + 116 * size, y - 114 * size),
            ],
            light(rind, 0.2),
        )
        for _ in range(11):
            canvas.fill(
                oval(
                    x + chance.uniform(-220, 190) * size,
                    y + chance.uniform(30, 118) * size,
                    chance.uniform(5, 20),
                    chance.uniform(4, 14),
                    0,
                    20,
                ),
                veil(dark(paste, 0.34), 130),
            )


def freshcheese(canvas: Canvas, chance: Random) -> None:
    canvas.table(600)
    canvas.fill(oval(510, 730, 360, 90), veil(dark(canvas.ground, 0.8), 50))
    canvas.fill(oval(500, 716, 356, 88), (226, 216, 198))
    canvas.fill(oval(500, 706, 310, 66), (206, 194, 172))
    white = (246, 241, 230)
    side = [(500 + 230 * math.cos(math.radians(a)), 690 + 66 * math.sin(math.radians(a))) for a in range(0, 181, 6)]
    body = [(716, 470), *side, (284, 470)]
    canvas.fill(body, white)
    with canvas.inside(body):
        for n in range(14):
            canvas.line([(280 + n * 34, 440), (270 + n * 36, 780)], 5, veil((196, 184, 162), 90), round_ends=False)
        for n in range(5):
            y = 520 + n * 46
            canvas.line(
                [(500 + 240 * math.cos(math.radians(a)), y + 62 * math.sin(math.radians(a))) for a in range(0, 181, 9)],
                5,
                veil((196, 184, 162), 80),
                round_ends=False,
            )
        canvas.fill(box(600, 400, 760, 800), (90, 70, 50, 26))
    canvas.fill(oval(500, 470, 216, 62), (252, 249, 242))
    if chance.random() < 0.6:
        for n in range(6):
            canvas.fill(leaf(500, 476, 76, 20, n * 60 + 20, 0.1), vary(chance, (104, 126, 84), 12))


def _glass(canvas: Canvas, cx: float, top: float, bottom: float, wide: float, content: Colour, level: float, *, lid: Colour | None, label: Colour | None, chance: Random) -> None:  # fmt: skip
    neck = wide * 0.8
    outline = smooth([(cx - neck, top), (cx - wide, top + 70), (cx - wide, bottom - 60), (cx - wide * 0.86, bottom), (cx + wide * 0.86, bottom), (cx + wide, bottom - 60), (cx + wide, top + 70), (cx + neck, top)], steps=6)  # fmt: skip
    canvas.shadow(cx + 12, bottom - 4, wide * 1.06, 24)
    canvas.fill(outline, light(canvas.ground, 0.55))
    with canvas.inside(outline):
        canvas.fill(box(cx - wide, level, cx + wide, bottom + 20), dark(content, 0.12))
        canvas.fill(box(cx - wide * 0.92, level, cx + wide * 0.56, bottom + 10), content)
        canvas.fill(oval(cx, level, wide, 13), light(content, 0.26))
        canvas.fill(box(cx - wide * 0.8, level + 20, cx - wide * 0.58, bottom - 30, 12), veil((255, 253, 244), 96))
    if label:
        paper = (246, 240, 226)
        high = (bottom - level) * 0.5
        y = level + (bottom - level) * 0.3
        canvas.fill(box(cx - wide * 0.78, y, cx + wide * 0.78, y + high, 8), paper)
        canvas.line(
            [(cx - wide * 0.66, y + high * 0.16), (cx + wide * 0.66, y + high * 0.16)], 4, label, round_ends=False
        )
        canvas.line(
            [(cx - wide * 0.66, y + high * 0.84), (cx + wide * 0.66, y + high * 0.84)], 4, label, round_ends=False
        )
        mark = chance.choice(("flower", "leaf", "sun"))
        for n in range(6 if mark == "flower" else 10 if mark == "sun" else 2):
            middle = (cx, y + high * 0.44)
            reach = high * 0.15
            turn = n * (60 if mark == "flower" else 36) if mark != "leaf" else 40 - n * 80
            shape = oval(
                cx,
                middle[1] - reach,
                reach * (0.5 if mark == "flower" else 0.16 if mark == "sun" else 0.5),
                reach * 0.8,
                0,
                18,
            )
            canvas.fill(turned(shape, turn, middle), label)
        for part in (0.66, 0.74):
            canvas.line(
                [(cx - wide * 0.34, y + high * part), (cx + wide * 0.34, y + high * part)],
                5,
                veil((90, 80, 70), 150),
                round_ends=False,
            )
    if lid:
        canvas.fill(box(cx - neck * 1.08, top - 62, cx + neck * 1.08, top + 14, 10), lid)
        canvas.fill(box(cx - neck * 1.08, top - 62, cx - neck * 0.5, top + 14, 10), light(lid, 0.2))
        canvas.fill(oval(cx, top - 60, neck * 1.04, 17), light(lid, 0.3))


def jar(canvas: Canvas, chance: Random, contents: tuple[Colour, ...] | None = None) -> None:
    canvas.table(640)
    colours = contents or (
        (214, 148, 44),
        (156, 92, 40),
        (230, 186, 96),
        (132, 40, 48),
        (206, 106, 44),
        (84, 50, 70),
        (222, 158, 62),
    )
    content = vary(chance, chance.choice(colours), 8)
    label = chance.choice(((156, 63, 38), (58, 102, 51), (44, 70, 121), (124, 87, 16)))
    lid = chance.choice(((196, 170, 110), (156, 63, 38), (226, 220, 206), (74, 84, 72)))
    if chance.random() < 0.5:
        _glass(canvas, 660, 420, 770, 140, vary(chance, content, 10), 470, lid=lid, label=None, chance=chance)
        _glass(canvas, 420, 380, 830, 192, content, 440, lid=lid, label=label, chance=chance)
    else:
        _glass(canvas, 500, 320, 826, 226, content, 390, lid=lid, label=label, chance=chance)


def _kept(*colours: Colour) -> Drawer:
    def drawer(canvas: Canvas, chance: Random) -> None:
        jar(canvas, chance, colours)

    return drawer


def yoghurt(canvas: Canvas, chance: Random) -> None:
    canvas.table(640)
    blue = chance.choice(((44, 70, 121), (58, 102, 51), (156, 63, 38)))
    for cx, top, bottom, wide in ((650, 440, 770, 130), (420, 400, 826, 168)):
        _glass(canvas, cx, top, bottom, wide, (246, 242, 232), top + 46, lid=(238, 232, 218), label=blue, chance=chance)
        canvas.line([(cx - wide * 0.9, top + 6), (cx + wide * 0.9, top + 6)], 7, blue, round_ends=False)


def bottle(canvas: Canvas, chance: Random) -> None:
    canvas.table(640)
    content = vary(chance, chance.choice(((178, 160, 54), (150, 140, 44), (92, 44, 48), (206, 150, 62))), 8)
    label = chance.choice(((156, 63, 38), (58, 102, 51), (44, 70, 121)))
    for cx, size, shade in ((640, 0.84, 0.1), (440, 1.0, 0.0)):
        top, bottom, wide = 840 - 640 * size, 830.0, 118 * size
        canvas.shadow(cx + 10, bottom, wide * 1.2, 24)
        outline = smooth([(cx - 34 * size, top), (cx - 36 * size, top + 150 * size), (cx - wide, top + 270 * size), (cx - wide, bottom - 30), (cx - wide * 0.84, bottom), (cx + wide * 0.84, bottom), (cx + wide, bottom - 30), (cx + wide, top + 270 * size), (cx + 36 * size, top + 150 * size), (cx + 34 * size, top)], steps=7)  # fmt: skip
        canvas.fill(outline, dark(content, 0.26 + shade))
        with canvas.inside(outline):
            canvas.fill(box(cx - wide, top, cx + wide * 0.5, bottom), dark(content, shade))
            canvas.fill(box(cx - wide * 0.76, top, cx - wide * 0.5, bottom - 30), veil((255, 252, 236), 80))
        canvas.fill(box(cx - 40 * size, top - 46 * size, cx + 40 * size, top + 20 * size, 8), (196, 160, 112))
        canvas.fill(box(cx - wide * 0.84, top + 350 * size, cx + wide * 0.84, bottom - 90 * size, 6), (246, 240, 226))
        canvas.fill(oval(cx, top + 430 * size, 30 * size, 46 * size, 24, 24), label)
        canvas.line(
            [(cx - wide * 0.5, bottom - 124 * size), (cx + wide * 0.5, bottom - 124 * size)], 6, label, round_ends=False
        )


def milk(canvas: Canvas, chance: Random) -> None:
    canvas.table(640)
    _glass(canvas, 500, 360, 836, 178, (248, 245, 238), 420, lid=None, label=None, chance=chance)
    canvas.fill(box(420, 190, 580, 380, 20), light(canvas.ground, 0.5))
    canvas.fill(box(432, 270, 568, 440, 16), (248, 245, 238))
    canvas.fill(box(404, 150, 596, 216, 16), chance.choice(((44, 70, 121), (156, 63, 38), (58, 102, 51))))
    canvas.fill(oval(500, 650, 70, 70), (44, 70, 121, 34))


def butter(canvas: Canvas, chance: Random) -> None:
    canvas.table(560)
    yellow = vary(chance, (236, 206, 122), 8)
    canvas.fill(turned(box(180, 340, 830, 830, 10), -5, (500, 580)), (244, 240, 230))
    canvas.fill(turned(box(180, 340, 830, 830, 10), -5, (500, 580)), veil(dark(canvas.ground, 0.4), 16))
    canvas.shadow(520, 742, 290, 30)
    canvas.fill([(250, 500), (660, 452), (790, 520), (380, 576)], light(yellow, 0.34))
    canvas.fill([(250, 500), (380, 576), (380, 736), (250, 652)], dark(yellow, 0.08))
    canvas.fill([(380, 576), (790, 520), (790, 676), (380, 736)], yellow)
    for n in range(6):
        canvas.line(
            [(400 + n * 66, 592 - n * 9), (400 + n * 66, 718 - n * 9)], 4, veil(dark(yellow, 0.3), 90), round_ends=False
        )
    for n in range(4):
        canvas.fill(oval(520 + n * 26, 514 - n * 3, 11, 30, 40 + n * 20, 20), veil(dark(yellow, 0.4), 90))


def eggs(canvas: Canvas, chance: Random) -> None:
    canvas.table(560)
    card = (176, 170, 158)
    canvas.shadow(512, 800, 370, 40)
    canvas.fill(box(140, 470, 860, 810, 40), dark(card, 0.14))
    shells = ((222, 182, 144), (238, 222, 200), (196, 146, 108), (206, 214, 200))
    for row in range(2):
        for n in range(5):
            x, y = 212 + n * 144, 470 + row * 160
            canvas.fill(oval(x, y + 50, 76, 66), dark(card, 0.36))
            shape = smooth(
                [(x, y - 92), (x + 50, y - 40), (x + 62, y + 24), (x, y + 78), (x - 62, y + 24), (x - 50, y - 40)]
            )
            canvas.round_thing(shape, vary(chance, chance.choice(shells), 8), gloss=0.3)
            front = [
                (x - 76, y + 30),
                (x - 40, y + 52),
                (x, y + 60),
                (x + 40, y + 52),
                (x + 76, y + 30),
                (x + 76, y + 110),
                (x - 76, y + 110),
            ]
            canvas.fill(front, card if row else dark(card, 0.06))
    canvas.fill(box(140, 740, 860, 812, 24), light(card, 0.1))


def loaf(canvas: Canvas, chance: Random) -> None:
    canvas.table(600)
    crust = vary(chance, chance.choice(_CRUSTS), 8)
    canvas.shadow(512, 766, 350, 44)
    body = smooth(
        [
            (160, 660),
            (180, 500),
            (320, 392),
            (500, 366),
            (680, 392),
            (820, 500),
            (840, 660),
            (780, 748),
            (500, 776),
            (220, 748),
        ]
    )
    canvas.round_thing(body, crust, gloss=0, deep=0.3)
    with canvas.inside(body):
        style = chance.choice(("slash", "cross", "ear", "leaf"))
        cuts = {
            "slash": [[(250 + n * 130, 420), (330 + n * 130, 640)] for n in range(4)],
            "cross": [[(330, 400), (670, 700)], [(670, 400), (330, 700)]],
            "ear": [[(220, 600), (420, 470), (780, 500)]],
            "leaf": [
                [(500, 390), (500, 740)],
                *[[(500, 470 + n * 80), (500 + s * 180, 420 + n * 80)] for n in range(3) for s in (-1, 1)],
            ],
        }[style]
        for cut in cuts:
            line = smooth(cut, closed=False) if len(cut) > 2 else cut
            canvas.line(line, 44, light(crust, 0.44))
            canvas.line([(x - 7, y - 9) for x, y in line], 17, light(crust, 0.7))
            canvas.line([(x + 16, y + 16) for x, y in line], 7, dark(crust, 0.3))
        for _ in range(80):
            # Flour from the basket in which it rose.
            canvas.fill(blob(chance, chance.gauss(460, 150), chance.gauss(500, 90), 13, 8, 0.3, 6), (255, 248, 232, 60))


def baguette(canvas: Canvas, chance: Random) -> None:
    canvas.table(560)
    for n in range(3):
        crust = vary(chance, chance.choice(_CRUSTS[:3]), 8)
        turn = -24 + n * 6 + chance.uniform(-3, 3)
        y = 420 + n * 130
        about = (500.0, float(y))
        canvas.shadow(510, y + 70, 370, 34)
        body = turned(
            smooth(
                [
                    (90, y),
                    (180, y - 56),
                    (500, y - 72),
                    (820, y - 56),
                    (910, y),
                    (820, y + 56),
                    (500, y + 70),
                    (180, y + 56),
                ]
            ),
            turn,
            about,
        )
        canvas.round_thing(body, crust, gloss=0, deep=0.24)
        for k in range(6):
            cut = turned([(196 + k * 110, y + 22), (280 + k * 110, y - 40)], turn, about)
            canvas.line(cut, 30, light(crust, 0.5))
            canvas.line([(a + 6, b + 10) for a, b in cut], 6, dark(crust, 0.24))


def rolls(canvas: Canvas, chance: Random) -> None:
    seeds = chance.choice((None, (240, 226, 190), (60, 52, 50)))
    from minga_infra.demo.drawn.garden import heap

    def one(sheet: Canvas, dice: Random, x: float, y: float, size: float) -> None:
        crust = vary(dice, dice.choice(_CRUSTS[:3]), 8)
        body = blob(dice, x, y, size * 1.06, size * 0.8, 0.03)
        sheet.round_thing(body, crust, gloss=0.15, deep=0.24)
        if seeds:
            for _ in range(46):
                sheet.fill(
                    oval(
                        x + dice.gauss(0, 0.36) * size,
                        y - size * 0.2 + dice.gauss(0, 0.22) * size,
                        8,
                        5,
                        dice.uniform(0, 180),
                        10,
                    ),
                    seeds,
                )
        else:
            sheet.line(
                [(x - size * 0.6, y - size * 0.1), (x + size * 0.6, y - size * 0.24)], size * 0.16, light(crust, 0.5)
            )

    heap(canvas, chance, one, 178)


def biscuits(canvas: Canvas, chance: Random) -> None:
    dough = vary(chance, chance.choice(((214, 166, 100), (186, 128, 74), (226, 190, 130), (124, 82, 56))), 8)
    topping = chance.choice(((96, 60, 42), (236, 222, 190), (186, 136, 86)))
    canvas.fill(oval(516, 530, 390, 380), veil(dark(canvas.ground, 0.8), 38))
    canvas.fill(oval(500, 512, 386, 376), (238, 230, 214))
    canvas.fill(oval(500, 508, 330, 320), (226, 216, 198))
    for x, y in ((360, 350), (590, 320), (700, 500), (320, 560), (500, 520), (420, 730), (640, 690)):
        body = blob(chance, x, y, 118, 112, 0.035)
        canvas.fill(moved(body, 8, 13), veil((70, 50, 34), 70))
        canvas.round_thing(body, vary(chance, dough, 10), gloss=0, deep=0.18)
        for _ in range(9):
            canvas.fill(
                blob(chance, x + chance.uniform(-72, 72), y + chance.uniform(-72, 72), 14, 11, 0.2, 6),
                vary(chance, topping, 12),
            )


def cake(canvas: Canvas, chance: Random) -> None:
    crumb = vary(chance, chance.choice(((226, 184, 110), (196, 142, 84), (112, 72, 52), (232, 200, 140))), 8)
    top = chance.choice(((246, 238, 222), dark(crumb, 0.3), (206, 146, 70)))
    canvas.table(600)
    canvas.fill(oval(508, 770, 390, 84), veil(dark(canvas.ground, 0.8), 50))
    canvas.fill(oval(500, 756, 386, 80), (238, 232, 218))
    side = [(500 + 300 * math.cos(math.radians(a)), 700 + 78 * math.sin(math.radians(a))) for a in range(0, 181, 6)]
    body = [(800, 500), *side, (200, 500)]
    canvas.fill(body, crumb)
    with canvas.inside(body):
        canvas.fill(box(640, 400, 860, 800), (60, 34, 20, 40))
        for _ in range(70):
            canvas.disc(
                chance.uniform(200, 800), chance.uniform(540, 780), chance.uniform(3, 7), veil(dark(crumb, 0.3), 90)
            )
        drip = (
            [(200, 540)]
            + [(200 + n * 40, 560 + chance.uniform(0, 60) + 70 * math.sin(n / 15 * math.pi)) for n in range(16)]
            + [(800, 540)]
        )
        canvas.fill([(820, 420), *reversed(smooth(drip, closed=False)), (180, 420)], top)
    canvas.fill(oval(500, 500, 300, 78), light(top, 0.14))
    for n in range(9):
        x, y = 500 + 220 * math.cos(n * 0.7), 494 + 50 * math.sin(n * 0.7)
        canvas.fill(oval(x, y, 26, 13, n * 40, 20), vary(chance, (196, 146, 92), 14))


def flatbread(canvas: Canvas, chance: Random) -> None:
    crust = vary(chance, chance.choice(_CRUSTS[:3]), 8)
    canvas.fill(blob(chance, 520, 526, 380, 330, 0.03), veil(dark(canvas.ground, 0.8), 60))
    body = blob(chance, 500, 500, 380, 330, 0.04)
    canvas.round_thing(body, light(crust, 0.2), gloss=0, deep=0.3)
    topping = chance.choice(((178, 62, 46), (92, 122, 74), (120, 62, 86), (214, 178, 106)))
    with canvas.inside(body):
        canvas.fill(blob(chance, 500, 496, 316, 270, 0.05), light(crust, 0.4))
        for _ in range(34):
            x, y = chance.gauss(500, 130), chance.gauss(496, 110)
            canvas.fill(
                blob(chance, x, y, chance.uniform(20, 40), chance.uniform(12, 30), 0.2, 7), vary(chance, topping, 16)
            )
        for _ in range(40):
            canvas.fill(
                oval(chance.gauss(500, 150), chance.gauss(496, 130), 14, 6, chance.uniform(0, 180), 12),
                vary(chance, (86, 112, 72), 14),
            )
        for _ in range(20):
            canvas.fill(
                blob(chance, chance.gauss(500, 190), chance.gauss(500, 160), 22, 16, 0.2, 7), veil((96, 58, 34), 80)
            )


def honeycomb(canvas: Canvas, chance: Random) -> None:
    honey = vary(chance, (222, 160, 56), 10)
    outline = turned(box(200, 240, 800, 780, 14), chance.uniform(-8, 8), (500, 500))
    canvas.fill(moved(outline, 16, 26), veil(dark(canvas.ground, 0.8), 70))
    canvas.fill(moved(outline, 4, 16), dark(honey, 0.3))
    canvas.fill(outline, dark(honey, 0.2))
    with canvas.inside(outline):
        for row in range(12):
            for n in range(13):
                x, y = 170 + n * 56 + (28 if row % 2 else 0), 210 + row * 50
                capped = chance.random() < 0.4
                shade = vary(chance, (238, 206, 140) if capped else honey, 12)
                canvas.fill(oval(x, y, 29, 29, 30, 6), dark(shade, 0.16))
                canvas.fill(oval(x, y, 24, 24, 30, 6), shade)
                if not capped:
                    canvas.fill(oval(x - 6, y - 8, 8, 5, -30, 10), (255, 244, 206, 150))
    for x in (330, 470):
        canvas.fill(smooth([(x - 20, 760), (x + 20, 760), (x + 24, 850), (x, 884), (x - 24, 850)]), honey)
        canvas.fill(oval(x - 8, 840, 6, 15, 0, 14), (255, 246, 216, 170))


KINDS: dict[str, Drawer] = {
    "cheese": cheese, "wedge": wedge, "freshcheese": freshcheese, "yoghurt": yoghurt, "milk": milk, "butter": butter,
    "eggs": eggs, "loaf": loaf, "baguette": baguette, "rolls": rolls, "biscuits": biscuits, "cake": cake,
    "flatbread": flatbread, "honeycomb": honeycomb, "bottle": bottle, "jar": jar,
    "honey": _kept((222, 158, 48), (176, 104, 40), (236, 196, 110), (140, 82, 40)),
    "jam": _kept((132, 40, 48), (206, 106, 44), (84, 50, 70), (176, 60, 50), (214, 140, 60)),
    "preserve": _kept((178, 62, 44), (120, 132, 70), (206, 170, 96), (150, 96, 60)),
}  # fmt: skip
