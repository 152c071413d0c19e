# ruff: noqa: E501 - an outline is one line of points, however long
"""Soap and candles, leather, jewellery."""

import math
from random import Random

from minga_infra.demo.drawn.canvas import (
    Canvas,
    Colour,
    Drawer,
    blob,
    box,
    dark,
    light,
    moved,
    oval,
    smooth,
    turned,
    vary,
    veil,
)

_SOAPS: tuple[tuple[Colour, Colour], ...] = (
    ((226, 216, 196), (150, 130, 96)), ((196, 206, 178), (108, 128, 92)), ((222, 190, 180), (176, 110, 104)), ((206, 196, 218), (140, 120, 164)), ((74, 72, 74), (170, 166, 162)), ((230, 206, 150), (196, 146, 70)), ((196, 160, 130), (130, 90, 64)), ((190, 206, 210), (96, 130, 146)),
)  # fmt: skip
_HIDES: tuple[Colour, ...] = ((150, 92, 56), (110, 66, 44), (176, 122, 78), (84, 58, 48), (128, 54, 42), (66, 80, 70))
_BRASS = (204, 172, 106)
_METALS: tuple[Colour, ...] = ((200, 204, 206), (214, 184, 116), (196, 140, 110))
_STONES: tuple[Colour, ...] = (
    (62, 110, 122),
    (156, 66, 58),
    (92, 116, 74),
    (222, 210, 186),
    (70, 78, 122),
    (200, 150, 74),
    (120, 82, 116),
)


def soap(canvas: Canvas, chance: Random) -> None:
    canvas.table(600)
    count = chance.choice((2, 3))
    base, swirl = chance.choice(_SOAPS)
    spots = [(500, 700), (500, 560)] if count == 2 else [(352, 690), (660, 706), (500, 528)]
    for n, (x, y) in enumerate(spots):
        turn = chance.uniform(-9, 9)
        top = turned(box(x - 168, y - 108, x + 168, y + 72, 26), turn, (x, y))
        canvas.shadow(x + 14, y + 118, 186, 36)
        canvas.fill(moved(top, 0, 46), dark(base, 0.2))
        canvas.fill(moved(top, 0, 24), dark(base, 0.12))
        canvas.fill(top, base)
        with canvas.inside(top):
            for k in range(5):
                height = y - 96 + k * 36
                line = [(x - 190 + m * 48, height + 22 * math.sin(m * 1.3 + k + n)) for m in range(9)]
                canvas.line(
                    turned(smooth(line, closed=False, steps=5), turn, (x, y)),
                    chance.uniform(7, 17),
                    veil(swirl, 150),
                    round_ends=False,
                )
            for _ in range(34):
                canvas.fill(
                    oval(
                        x + chance.uniform(-160, 160), y + chance.uniform(-100, 64), 4, 2.2, chance.uniform(0, 180), 10
                    ),
                    dark(swirl, 0.2),
                )
        if n == count - 1:
            canvas.fill(turned(oval(x, y - 18, 62, 40), turn, (x, y)), veil(dark(base, 0.5), 44))
            canvas.fill(turned(oval(x - 2, y - 20, 56, 35), turn, (x, y)), base)
            canvas.line(
                turned([(x - 30, y - 16), (x, y - 34), (x + 28, y - 16)], turn, (x, y)),
                5,
                veil(dark(swirl, 0.2), 180),
                round_ends=False,
            )
    for _ in range(5):
        # A sprig of what it is scented with.
        sprig_x, sprig_y = chance.uniform(150, 300), chance.uniform(820, 900)
        canvas.fill(oval(sprig_x, sprig_y, 9, 30, chance.uniform(30, 120), 18), vary(chance, (126, 142, 104), 14))


def candle(canvas: Canvas, chance: Random) -> None:
    canvas.table(700)
    wax = vary(
        chance,
        chance.choice(
            ((232, 206, 138), (238, 226, 198), (206, 120, 92), (154, 166, 132), (148, 108, 120), (214, 170, 100))
        ),
    )
    spots = chance.choice(
        (((360, 90, 470), (560, 104, 330), (720, 66, 560)), ((420, 120, 400), (650, 84, 540)), ((500, 150, 380),))
    )
    for x, half, top in spots:
        canvas.shadow(x + 14, 832, half * 1.24, 24)
        outline = smooth(
            [
                (x - half, top + 14),
                (x - half, 640),
                (x - half, 816),
                (x, 838),
                (x + half, 816),
                (x + half, 640),
                (x + half, top + 14),
            ],
            closed=False,
            steps=8,
        )
        canvas.fill([*outline, (x, top)], dark(wax, 0.14))
        with canvas.inside(outline):
            canvas.fill(box(x - half, top, x + half * 0.42, 850), wax)
            canvas.fill(box(x - half * 0.72, top, x - half * 0.36, 850), light(wax, 0.34))
            if chance.random() < 0.6:
                # Rolled from a sheet of comb.
                for row in range(12):
                    for column in range(-4, 5):
                        canvas.line(
                            oval(x + column * 40 + (20 if row % 2 else 0), top + 50 + row * 38, 19, 19, 30, 6),
                            3,
                            veil(dark(wax, 0.4), 70),
                            round_ends=False,
                        )
        canvas.fill(oval(x, top + 12, half, half * 0.24), light(wax, 0.28))
        canvas.fill(oval(x, top + 16, half * 0.7, half * 0.14), veil(light(wax, 0.7), 120))
        canvas.line([(x, top + 12), (x + 2, top - 34)], 6, (70, 58, 50))
        canvas.disc(x + 2, top - 74, 74, (255, 226, 150, 34))
        canvas.fill(
            smooth(
                [
                    (x + 2, top - 142),
                    (x + 26, top - 82),
                    (x + 18, top - 38),
                    (x, top - 28),
                    (x - 17, top - 42),
                    (x - 20, top - 84),
                ]
            ),
            (244, 186, 84),
        )
        canvas.fill(
            smooth([(x + 2, top - 104), (x + 13, top - 68), (x + 1, top - 36), (x - 11, top - 66)]), (255, 240, 196)
        )


def tin(canvas: Canvas, chance: Random) -> None:
    """Balm in a flat tin, the lid beside it."""
    base, swirl = chance.choice(_SOAPS)
    metal = (196, 198, 196)
    for x, y, size, lid in ((610, 410, 236, True), (400, 600, 250, False)):
        canvas.fill(oval(x + 18, y + 24, size, size), veil(dark(canvas.ground, 0.8), 60))
        canvas.fill(oval(x, y, size, size), dark(metal, 0.24))
        canvas.fill(oval(x - 5, y - 6, size * 0.97, size * 0.97), light(metal, 0.3))
        canvas.fill(oval(x, y, size * 0.9, size * 0.9), metal if lid else dark(metal, 0.3))
        if lid:
            canvas.fill(oval(x, y, size * 0.74, size * 0.74), light(base, 0.3))
            canvas.line([*oval(x, y, size * 0.66, size * 0.66), (x + size * 0.66, y)], 5, swirl, round_ends=False)
            for n in range(8):
                canvas.fill(turned(oval(x, y - 70, 17, 46, 0, 20), n * 45, (x, y)), vary(chance, swirl, 12))
            canvas.disc(x, y, 20, base)
        else:
            canvas.fill(oval(x, y, size * 0.84, size * 0.84), light(base, 0.2))
            with canvas.inside(oval(x, y, size * 0.84, size * 0.84)):
                canvas.line(
                    smooth([(x - 120, y + 60), (x - 20, y - 30), (x + 70, y + 30), (x + 160, y - 40)], closed=False),
                    70,
                    veil(dark(base, 0.3), 60),
                )
                canvas.line(
                    smooth([(x - 130, y + 44), (x - 24, y - 46), (x + 66, y + 14), (x + 150, y - 60)], closed=False),
                    26,
                    veil((255, 255, 250), 90),
                )


def _stitch(canvas: Canvas, points: list[tuple[float, float]], thread: Colour) -> None:
    for n in range(0, len(points) - 1, 2):
        canvas.line([points[n], points[n + 1]], 5, thread, round_ends=False)


def _along(x1: float, y1: float, x2: float, y2: float, step: float = 13) -> list[tuple[float, float]]:
    count = max(2, int(math.hypot(x2 - x1, y2 - y1) / step))
    return [(x1 + (x2 - x1) * n / count, y1 + (y2 - y1) * n / count) for n in range(count + 1)]


def _hide(canvas: Canvas, chance: Random, outline: list[tuple[float, float]], hide: Colour) -> None:
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    canvas.fill(outline, hide)
    with canvas.inside(outline):
        for _ in range(30):
            canvas.fill(
                blob(chance, chance.uniform(min(xs), max(xs)), chance.uniform(min(ys), max(ys)), 60, 40, 0.3),
                veil(chance.choice((light(hide, 0.4), dark(hide, 0.4))), 13),
            )
        canvas.fill(box(min(xs), max(ys) - (max(ys) - min(ys)) * 0.2, max(xs), max(ys)), (30, 16, 12, 30))


def bag(canvas: Canvas, chance: Random) -> None:
    hide = vary(chance, chance.choice(_HIDES))
    thread = (232, 214, 176)
    canvas.table(700)
    canvas.shadow(510, 826, 310, 34)
    strap = smooth([(300, 430), (310, 220), (420, 110), (580, 110), (690, 220), (700, 430)], closed=False)
    canvas.line(strap, 34, dark(hide, 0.32))
    canvas.line([(x - 3, y - 4) for x, y in strap], 22, hide)
    body = smooth(
        [(226, 420), (774, 420), (796, 640), (800, 800), (760, 830), (240, 830), (200, 800), (204, 640)], steps=6
    )
    _hide(canvas, chance, body, dark(hide, 0.12))
    flap = smooth(
        [(214, 400), (500, 392), (786, 400), (776, 560), (640, 640), (500, 656), (360, 640), (224, 560)], steps=8
    )
    canvas.fill(moved(flap, 0, 12), veil((20, 10, 8), 70))
    _hide(canvas, chance, flap, hide)
    lower = smooth([(240, 552), (366, 624), (500, 638), (634, 624), (760, 552)], closed=False, steps=9)
    _stitch(canvas, lower, thread)
    _stitch(canvas, _along(228, 770, 772, 770), thread)
    canvas.fill(box(468, 600, 532, 700, 12), dark(hide, 0.3))
    canvas.fill(box(478, 650, 522, 690, 6), _BRASS)
    canvas.disc(500, 670, 8, dark(_BRASS, 0.4))


def wallet(canvas: Canvas, chance: Random) -> None:
    hide = vary(chance, chance.choice(_HIDES))
    thread = chance.choice(((232, 214, 176), (196, 110, 76), (220, 220, 214)))
    for turn, lift, shade in ((-9, 60, 0.2), (4, 0, 0.0)):
        outline = turned(box(210, 330 - lift, 790, 720 - lift, 30), turn, (500, 520))
        canvas.fill(moved(outline, 12, 20), veil(dark(canvas.ground, 0.8), 70))
        _hide(canvas, chance, outline, dark(hide, shade))
        for x1, y1, x2, y2 in ((236, 356, 764, 356), (236, 694, 764, 694), (236, 356, 236, 694), (764, 356, 764, 694)):
            _stitch(canvas, turned(_along(x1, y1 - lift, x2, y2 - lift), turn, (500, 520)), thread)
    flap = turned(smooth([(790, 440), (690, 430), (630, 525), (690, 620), (790, 610)], steps=6), 4, (500, 520))
    canvas.fill(moved(flap, -6, 8), veil((20, 10, 8), 60))
    _hide(canvas, chance, flap, light(hide, 0.08))
    snap = turned([(690, 525)], 4, (500, 520))[0]
    canvas.disc(*snap, 24, _BRASS)
    canvas.disc(snap[0] - 5, snap[1] - 6, 9, light(_BRASS, 0.6))


def belt(canvas: Canvas, chance: Random) -> None:
    hide = vary(chance, chance.choice(_HIDES))
    spiral = [
        (500 + (110 + n * 1.72) * math.cos(math.radians(n * 7)), 500 + (110 + n * 1.72) * math.sin(math.radians(n * 7)))
        for n in range(140)
    ]
    canvas.line([(x + 10, y + 18) for x, y in spiral], 74, dark(canvas.ground, 0.2))
    canvas.line(spiral, 72, dark(hide, 0.34))
    canvas.line([(x - 2, y - 4) for x, y in spiral], 60, hide)
    canvas.line([(x - 8, y - 12) for x, y in spiral], 12, light(hide, 0.16))
    x, y = spiral[-1]
    canvas.line([*oval(x, y, 70, 84), (x + 70, y)], 20, dark(_BRASS, 0.2))
    canvas.line([*oval(x - 2, y - 3, 70, 84), (x + 68, y - 3)], 12, light(_BRASS, 0.1))
    canvas.line([(x - 70, y), (x + 74, y + 10)], 13, _BRASS)


def notebook(canvas: Canvas, chance: Random) -> None:
    hide = vary(chance, chance.choice(_HIDES))
    turn = chance.uniform(-10, 6)
    about = (500, 500)
    canvas.fill(moved(turned(box(258, 150, 760, 860, 16), turn, about), 16, 24), veil(dark(canvas.ground, 0.8), 74))
    for n in range(4):
        canvas.fill(
            turned(box(270, 160 + n * 3, 756 - n * 4, 866 - n * 5, 8), turn, about),
            (238, 228, 206) if n % 2 else (218, 204, 178),
        )
    cover = turned(box(250, 140, 740, 846, 18), turn, about)
    _hide(canvas, chance, cover, hide)
    canvas.fill(turned(box(250, 140, 306, 846, 14), turn, about), dark(hide, 0.18))
    _stitch(canvas, turned(_along(320, 160, 320, 826), turn, about), (232, 214, 176))
    for n in range(6):
        canvas.fill(turned(turned(oval(536, 420, 15, 52, 0, 20), n * 60, (536, 480)), turn, about), dark(hide, 0.26))
    band = turned(box(660, 136, 684, 850), turn, about)
    canvas.fill(band, dark(hide, 0.5))


def sandals(canvas: Canvas, chance: Random) -> None:
    hide = vary(chance, chance.choice(_HIDES))
    sole = (206, 172, 122)
    for side, turn in ((-1, -7), (1, 7)):
        x = 500 + side * 178
        outline = smooth([(x - side * 60, 150), (x + side * 70, 170), (x + side * 128, 330), (x + side * 96, 540), (x + side * 104, 740), (x + side * 30, 866), (x - side * 74, 840), (x - side * 104, 700), (x - side * 84, 500), (x - side * 122, 310)])  # fmt: skip
        outline = turned(outline, turn, (x, 500))
        canvas.fill(moved(outline, 14, 22), veil(dark(canvas.ground, 0.8), 74))
        canvas.fill(moved(outline, 4, 10), (96, 66, 48))
        canvas.fill(outline, sole)
        with canvas.inside(outline):
            canvas.fill(turned(oval(x, 300, 92, 120), turn, (x, 500)), dark(sole, 0.08))
            canvas.fill(turned(oval(x, 750, 70, 84), turn, (x, 500)), dark(sole, 0.08))
        for y, wide, bow in ((280, 140, 40), (420, 128, 34), (690, 120, -30)):
            strap = turned(
                smooth([(x - wide, y + bow), (x, y - bow * 0.6), (x + wide, y + bow)], closed=False), turn, (x, 500)
            )
            canvas.line([(a + 4, b + 10) for a, b in strap], 56, dark(sole, 0.4))
            canvas.line(strap, 54, hide)
            canvas.line([(a, b - 16) for a, b in strap], 5, light(hide, 0.3), round_ends=False)
        buckle = turned([(x + side * 108, 700)], turn, (x, 500))[0]
        canvas.fill(box(buckle[0] - 20, buckle[1] - 34, buckle[0] + 20, buckle[1] + 30, 8), _BRASS)


def earrings(canvas: Canvas, chance: Random) -> None:
    metal, stone = vary(chance, chance.choice(_METALS), 6), vary(chance, chance.choice(_STONES), 8)
    shape = chance.choice(("drop", "hoop", "leaf", "disc"))
    canvas.fill(
        smooth([(250, 120), (750, 110), (770, 500), (752, 880), (246, 884), (236, 500)], steps=5),
        light(canvas.ground, 0.5),
    )
    for x in (382, 618):
        canvas.disc(x + 8, 590, 112, veil(dark(canvas.ground, 0.7), 40), 130)
        hook = smooth([(x, 380), (x + 4, 300), (x - 30, 246), (x - 60, 286), (x - 52, 330)], closed=False)
        canvas.line(hook, 9, metal)
        if shape == "hoop":
            canvas.line([*oval(x, 530, 104, 140), (x + 104, 530)], 22, dark(metal, 0.2))
            canvas.line([*oval(x - 2, 528, 104, 140), (x + 102, 528)], 12, light(metal, 0.3))
            canvas.round_thing(oval(x, 672, 34, 34), stone, gloss=0.9)
        elif shape == "leaf":
            for n in range(5):
                y = 400 + n * 62
                for side in (-1, 1):
                    canvas.fill(
                        oval(x + side * 40, y + 30, 20, 52, side * 48, 22),
                        metal if (n + side) % 2 else dark(metal, 0.12),
                    )
            canvas.line([(x, 380), (x, 740)], 9, dark(metal, 0.24))
        elif shape == "disc":
            canvas.round_thing(oval(x, 470, 74, 74), metal, gloss=0.5)
            canvas.round_thing(oval(x, 640, 104, 104), stone, gloss=0.8)
            canvas.line([*oval(x, 640, 104, 104), (x + 104, 640)], 10, metal, round_ends=False)
        else:
            drop = smooth([(x, 380), (x + 56, 540), (x + 78, 640), (x, 734), (x - 78, 640), (x - 56, 540)])
            canvas.round_thing(drop, stone, gloss=0.9)
            canvas.line([*drop, drop[0]], 9, metal, round_ends=False)


def ring(canvas: Canvas, chance: Random) -> None:
    metal, stone = vary(chance, chance.choice(_METALS), 6), vary(chance, chance.choice(_STONES), 8)
    canvas.table(640)
    canvas.shadow(510, 800, 230, 40)
    for width, shade, shift in ((70, dark(metal, 0.36), 6), (54, metal, 0), (18, light(metal, 0.6), -10)):
        canvas.line(
            [*oval(500 + shift * 0.4, 560 + shift, 216, 226), (716 + shift * 0.4, 560 + shift)],
            width,
            shade,
            round_ends=False,
        )
    if chance.random() < 0.7:
        canvas.fill(oval(500, 322, 128, 94), dark(metal, 0.2))
        canvas.round_thing(oval(500, 312, 108, 78), stone, gloss=1)
        for n in range(16):
            canvas.fill(
                oval(500 + 120 * math.cos(n * math.pi / 8), 316 + 88 * math.sin(n * math.pi / 8), 13, 13, 0, 14),
                light(metal, 0.2),
            )
    else:
        for n in range(30):
            angle = math.radians(n * 12)
            canvas.disc(500 + 216 * math.cos(angle), 560 + 226 * math.sin(angle), 11, dark(metal, 0.3))


def necklace(canvas: Canvas, chance: Random) -> None:
    metal, stone = vary(chance, chance.choice(_METALS), 6), vary(chance, chance.choice(_STONES), 8)
    chain = smooth(
        [(250, 80), (268, 330), (370, 560), (500, 640), (630, 560), (732, 330), (750, 80)], closed=False, steps=11
    )
    beads = chance.random() < 0.5
    for n, (x, y) in enumerate(chain):
        canvas.disc(x + 8, y + 14, 13, veil(dark(canvas.ground, 0.7), 40))
        if beads and 14 < n < len(chain) - 15:
            canvas.round_thing(
                oval(x, y, 25, 25, corners=28), vary(chance, stone if n % 3 else light(stone, 0.4), 8), gloss=0.7
            )
        else:
            canvas.disc(x, y, 9, dark(metal, 0.14) if n % 2 else light(metal, 0.14))
    if not beads:
        x, y = 500, 640
        canvas.line([(x, y), (x, y + 40)], 9, metal)
        drop = smooth(
            [(x, y + 30), (x + 70, y + 130), (x + 60, y + 210), (x, y + 250), (x - 60, y + 210), (x - 70, y + 130)]
        )
        canvas.round_thing(drop, stone, gloss=1)
        canvas.line([*drop, drop[0]], 10, metal, round_ends=False)


def bracelet(canvas: Canvas, chance: Random) -> None:
    metal, stone = vary(chance, chance.choice(_METALS), 6), vary(chance, chance.choice(_STONES), 8)
    canvas.line([*oval(512, 566, 300, 190), (812, 566)], 60, dark(canvas.ground, 0.1), round_ends=False)
    style = chance.choice(("cuff", "beads", "braid"))
    if style == "cuff":
        for width, shade, shift in ((96, dark(metal, 0.34), 8), (80, metal, 0), (24, light(metal, 0.5), -18)):
            canvas.line(
                [
                    (500 + 300 * math.cos(math.radians(a)), 520 + shift + 190 * math.sin(math.radians(a)))
                    for a in range(-66, 247, 6)
                ],
                width,
                shade,
            )
        for a in range(10, 172, 18):
            canvas.line(
                turned(
                    [
                        (500 + 300 * math.cos(math.radians(a)), 490 + 190 * math.sin(math.radians(a))),
                        (500 + 300 * math.cos(math.radians(a)) + 14, 540 + 190 * math.sin(math.radians(a))),
                    ],
                    0,
                    (0, 0),
                ),
                7,
                dark(metal, 0.4),
            )
        return
    order = sorted(range(0, 360, 12), key=lambda a: math.sin(math.radians(a)))
    for a in order:
        x, y = 500 + 300 * math.cos(math.radians(a)), 520 + 190 * math.sin(math.radians(a))
        if style == "beads":
            colour = metal if a % 60 == 0 else stone if a % 24 else light(stone, 0.4)
            canvas.round_thing(oval(x, y, 38, 38, corners=32), vary(chance, colour, 8), gloss=0.8)
        else:
            canvas.fill(oval(x, y, 40, 22, a + 60, 22), vary(chance, stone if a % 24 else (206, 184, 146), 10))
            canvas.fill(oval(x - 3, y - 5, 24, 7, a + 60, 16), veil((255, 250, 236), 70))


KINDS: dict[str, Drawer] = {
    "soap": soap, "candle": candle, "tin": tin, "bag": bag, "wallet": wallet, "belt": belt, "notebook": notebook,
    "sandals": sandals, "earrings": earrings, "ring": ring, "necklace": necklace, "bracelet": bracelet,
}  # fmt: skip
