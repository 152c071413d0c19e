# ruff: noqa: E501 - an outline is one line of points, however long
"""What is plaited: baskets, trays, hampers, lampshades, of willow, esparto and cane."""

import math
from random import Random

from minga_infra.demo.drawn.canvas import Canvas, Colour, Drawer, box, dark, light, oval, smooth, vary, veil

_RODS: tuple[Colour, ...] = ((198, 156, 98), (176, 132, 82), (212, 180, 126), (150, 108, 70), (186, 160, 112))


def _weave(
    canvas: Canvas, chance: Random, left: float, top: float, right: float, bottom: float, rod: Colour, other: Colour
) -> None:
    """Rows of rods over and under, each its own shade."""
    canvas.fill(box(left, top, right, bottom), dark(rod, 0.5))
    high = 30.0
    wide = 58.0
    row = 0
    y = top
    while y < bottom:
        band = other if row % 7 in {3, 4} else rod
        x = left - (wide / 2 if row % 2 else 0)
        while x < right:
            shade = vary(chance, band, 12)
            canvas.fill(oval(x + wide / 2, y + high / 2, wide * 0.56, high * 0.5, 0, 18), shade)
            canvas.fill(oval(x + wide / 2 - 3, y + high * 0.34, wide * 0.36, high * 0.16, 0, 12), light(shade, 0.28))
            x += wide
        y += high * 0.9
        row += 1


def _rim(
    canvas: Canvas,
    chance: Random,
    cx: float,
    y: float,
    rx: float,
    ry: float,
    rod: Colour,
    start: int = 0,
    end: int = 360,
) -> None:
    for angle in range(start, end, 7):
        x, level = cx + rx * math.cos(math.radians(angle)), y + ry * math.sin(math.radians(angle))
        canvas.fill(oval(x, level, 30, 17, -24 if math.sin(math.radians(angle)) > 0 else 24, 14), vary(chance, rod, 14))


def basket(canvas: Canvas, chance: Random) -> None:
    rod = chance.choice(_RODS)
    other = chance.choice((dark(rod, 0.34), light(rod, 0.3), rod, (126, 74, 56)))
    canvas.table()
    canvas.shadow(508, 806, 300, 40)
    top, wide = chance.uniform(440, 490), chance.uniform(270, 310)
    handle = chance.choice(("arch", "ears", "arch"))
    if handle == "arch":
        arch = smooth([(500 - wide * 0.92, top + 10), (500 - wide * 0.8, 260), (500, 150), (500 + wide * 0.8, 260), (500 + wide * 0.92, top + 10)], closed=False)  # fmt: skip
        canvas.line(arch, 36, dark(rod, 0.3))
        for n in range(len(arch) - 1):
            x, y = arch[n]
            canvas.fill(oval(x, y, 20, 12, n * 4.5 - 60, 14), vary(chance, rod, 12))
    canvas.fill(oval(500, top, wide, wide * 0.2), dark(rod, 0.62))
    _rim(canvas, chance, 500, top, wide, wide * 0.2, dark(rod, 0.1), 180, 360)
    body = smooth([(500 - wide, top), (500 - wide * 0.98, top + 120), (500 - wide * 0.82, 800), (500, 832), (500 + wide * 0.82, 800), (500 + wide * 0.98, top + 120), (500 + wide, top)], closed=False)  # fmt: skip
    belly = [
        (500 + wide * math.cos(math.radians(a)), top + wide * 0.2 * math.sin(math.radians(a)))
        for a in range(0, 181, 12)
    ]
    with canvas.inside(body + belly):
        _weave(canvas, chance, 500 - wide - 20, top - 20, 500 + wide + 20, 850, rod, other)
        canvas.fill(
            smooth([(500 + wide * 0.5, top), (820, top), (820, 850), (480, 850), (500 + wide * 0.44, 700)]),
            (36, 22, 14, 62),
        )
        canvas.fill(oval(500 - wide * 0.5, top + 160, wide * 0.24, 150), (255, 248, 226, 36))
    _rim(canvas, chance, 500, top, wide, wide * 0.2, rod, 0, 181)
    if handle == "ears":
        for side in (-1, 1):
            ear = smooth([(500 + side * (wide - 20), top + 40), (500 + side * (wide + 70), top + 10), (500 + side * (wide + 60), top + 110), (500 + side * (wide - 24), top + 120)], closed=False)  # fmt: skip
            canvas.line(ear, 26, dark(rod, 0.26))
            canvas.line([(x - 3, y - 4) for x, y in ear], 15, light(rod, 0.1))


def tray(canvas: Canvas, chance: Random) -> None:
    """Coils from the middle outward, as with esparto."""
    rod = chance.choice(_RODS)
    dyes = [rod, chance.choice(((150, 64, 44), (62, 82, 92), (92, 104, 66), dark(rod, 0.4)))]
    canvas.fill(oval(520, 524, 384, 380), veil(dark(canvas.ground, 0.8), 44))
    canvas.fill(oval(500, 500, 382, 382), dark(rod, 0.5))
    rings = 13
    motif = chance.choice((6, 8, 10))
    for ring in range(rings, 0, -1):
        radius = 380 * ring / rings
        count = max(6, int(radius / 8.4))
        for n in range(count):
            angle = 2 * math.pi * n / count
            # A star grows from ring to ring where the dyed strands are.
            phase = (n / count * motif) % 1
            dyed = ring == 12 or (3 < ring < 11 and abs(phase - 0.5) < 0.06 * (11 - ring))
            shade = vary(chance, dyes[1] if dyed else rod, 9)
            x, y = 500 + (radius - 14) * math.cos(angle), 500 + (radius - 14) * math.sin(angle)
            canvas.fill(oval(x, y, 17, 12, math.degrees(angle) + 70, 12), shade)
    canvas.fill(smooth([(560, 800), (800, 700), (850, 480), (760, 700), (640, 790)]), (36, 22, 14, 40))


def hamper(canvas: Canvas, chance: Random) -> None:
    rod = chance.choice(_RODS)
    other = light(rod, 0.2)
    canvas.table()
    canvas.shadow(508, 812, 350, 40)
    body = box(170, 500, 830, 806, 34)
    with canvas.inside(body):
        _weave(canvas, chance, 160, 490, 840, 820, rod, other)
        canvas.fill(box(640, 480, 840, 820), (36, 22, 14, 40))
    lid = smooth([(158, 508), (170, 430), (300, 396), (500, 386), (700, 396), (830, 430), (842, 508)], closed=False)
    with canvas.inside(lid):
        _weave(canvas, chance, 150, 380, 850, 520, light(rod, 0.08), other)
    canvas.line([(156, 508), (844, 508)], 26, dark(rod, 0.22))
    for x in range(160, 850, 26):
        canvas.fill(oval(x, 506, 19, 12, 26, 14), vary(chance, rod, 12))
    leather = (122, 74, 48)
    for x in (310, 690):
        canvas.fill(box(x - 19, 470, x + 19, 640, 10), leather)
        canvas.fill(box(x - 27, 566, x + 27, 604, 8), (206, 176, 110))
        canvas.fill(box(x - 14, 576, x + 14, 594, 4), leather)
    grip = smooth([(430, 400), (440, 330), (500, 312), (560, 330), (570, 400)], closed=False)
    canvas.line(grip, 26, dark(leather, 0.2))
    canvas.line([(x, y - 3) for x, y in grip], 16, light(leather, 0.12))


def lampshade(canvas: Canvas, chance: Random) -> None:
    rod = chance.choice(_RODS)
    canvas.line([(500, 0), (500, 262)], 7, (70, 60, 54), round_ends=False)
    canvas.fill(oval(500, 800, 330, 70), veil((255, 236, 180), 70))
    shade = smooth(
        [(420, 262), (330, 340), (236, 520), (196, 700), (500, 760), (804, 700), (764, 520), (670, 340), (580, 262)],
        closed=False,
    )
    with canvas.inside(shade):
        _weave(canvas, chance, 180, 250, 820, 770, light(rod, 0.2), light(rod, 0.42))
        for x in range(-9, 10):
            canvas.line(
                smooth([(500 + x * 8, 250), (500 + x * 24, 480), (500 + x * 34, 780)], closed=False),
                6,
                veil(dark(rod, 0.5), 120),
                round_ends=False,
            )
        canvas.fill(oval(500, 620, 210, 150), (255, 240, 190, 60))
        canvas.fill(smooth([(640, 260), (840, 400), (840, 780), (660, 780), (700, 560)]), (36, 22, 14, 50))
    canvas.fill(oval(500, 262, 82, 18), dark(rod, 0.3))


KINDS: dict[str, Drawer] = {"basket": basket, "tray": tray, "hamper": hamper, "lampshade": lampshade}
