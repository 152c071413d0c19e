# ruff: noqa: E501 - an outline is one line of points, however long
"""What a bench makes of a tree: boards, spoons, bowls, stools, tops, boxes, combs."""

import math
from random import Random

from minga_infra.demo.drawn.canvas import (
    Canvas,
    Colour,
    Drawer,
    Points,
    box,
    dark,
    light,
    oval,
    smooth,
    turned,
    vary,
    veil,
)

# Olive, walnut, beech, cherry, ash, pine.
_WOODS: tuple[Colour, ...] = (
    (190, 146, 88),
    (118, 80, 56),
    (212, 174, 130),
    (172, 104, 70),
    (220, 192, 148),
    (216, 172, 112),
)


def grain(
    canvas: Canvas, chance: Random, left: float, top: float, right: float, bottom: float, wood: Colour, turn: float = 0
) -> None:
    """Year rings cut along the trunk, some round a knot. Lines run down; `turn` lays them over."""
    middle = ((left + right) / 2, (top + bottom) / 2)
    reach = max(right - left, bottom - top) * 0.75
    knot = (chance.uniform(-0.5, 0.5) * (right - left), chance.uniform(-0.7, 0.7) * (bottom - top))
    canvas.fill(box(left - 20, top - 20, right + 20, bottom + 20), wood)
    at = -reach
    while at < reach:
        step = chance.uniform(9, 26)
        line = []
        for n in range(13):
            y = -reach + 2 * reach * n / 12
            away = at - knot[0]
            near = math.exp(-(((y - knot[1]) / 120) ** 2)) * math.exp(-((away / 150) ** 2))
            line.append(
                (middle[0] + at + (34 if away > 0 else -34) * near + 7 * math.sin(y / 170 + at / 90), middle[1] + y)
            )
        shade = dark(wood, chance.uniform(0.1, 0.3))
        canvas.line(
            turned(smooth(line, closed=False, steps=4), turn, middle),
            chance.uniform(2, step * 0.42),
            veil(shade, 120),
            round_ends=False,
        )
        at += step
    place = turned([(middle[0] + knot[0], middle[1] + knot[1])], turn, middle)[0]
    for size, part in ((24, 0.3), (15, 0.5), (7, 0.65)):
        canvas.fill(oval(*place, size * 0.7, size, turn, 24), veil(dark(wood, part), 170))


def _plank(canvas: Canvas, chance: Random, outline: Points, wood: Colour, turn: float = 0) -> None:
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    canvas.fill([(x + 12, y + 16) for x, y in outline], veil(dark(canvas.ground, 0.8), 62))
    canvas.fill([(x + 3, y + 8) for x, y in outline], dark(wood, 0.4))
    with canvas.inside(outline):
        grain(canvas, chance, min(xs), min(ys), max(xs), max(ys), wood, turn)
        canvas.fill(
            smooth(
                [
                    (min(xs), min(ys)),
                    (min(xs) + 70, min(ys)),
                    (min(xs) + 20, (min(ys) + max(ys)) / 2),
                    (min(xs), max(ys)),
                ]
            ),
            (255, 246, 226, 30),
        )


def board(canvas: Canvas, chance: Random) -> None:
    wood = vary(chance, chance.choice(_WOODS))
    shape = chance.choice(("round", "long", "paddle", "paddle"))
    if shape == "round":
        outline = oval(500, 540, 330, 330)
        tongue = box(440, 96, 560, 280, 40)
        canvas.fill([(x + 8, y + 16) for x, y in tongue], veil(dark(canvas.ground, 0.8), 62))
        _plank(canvas, chance, outline, wood)
        with canvas.inside(box(440, 96, 560, 300, 40)):
            grain(canvas, chance, 440, 96, 560, 300, wood)
        hole = (500, 150)
    elif shape == "long":
        outline = box(300, 110, 700, 890, 60)
        _plank(canvas, chance, outline, wood)
        hole = (500, 180)
    else:
        outline = smooth([(450, 96), (550, 96), (556, 250), (640, 320), (716, 380), (720, 600), (712, 850), (500, 886), (288, 850), (280, 600), (284, 380), (360, 320), (444, 250)], steps=8)  # fmt: skip
        _plank(canvas, chance, outline, wood)
        hole = (500, 150)
    canvas.disc(*hole, 24, dark(wood, 0.5))
    canvas.disc(hole[0] + 2, hole[1] + 4, 21, dark(canvas.ground, 0.12))
    cord = smooth(
        [
            (hole[0], hole[1] + 4),
            (hole[0] - 40, hole[1] - 60),
            (hole[0] + 10, hole[1] - 110),
            (hole[0] + 46, hole[1] - 50),
            (hole[0] + 4, hole[1]),
        ],
        closed=False,
    )
    canvas.line(cord, 8, (226, 210, 180))


def spoons(canvas: Canvas, chance: Random) -> None:
    count = chance.choice((2, 3, 3))
    lean = chance.uniform(6, 12)
    for n in range(count):
        wood = vary(chance, chance.choice(_WOODS))
        x = 500 + (n - (count - 1) / 2) * 205
        turn = (n - (count - 1) / 2) * lean
        slotted = chance.random() < 0.3
        wide = chance.uniform(78, 98)
        outline = smooth([(x, 130), (x + wide * 0.8, 180), (x + wide, 290), (x + wide * 0.6, 400), (x + 24, 470), (x + 20, 700), (x + 27, 850), (x, 884), (x - 27, 850), (x - 20, 700), (x - 24, 470), (x - wide * 0.6, 400), (x - wide, 290), (x - wide * 0.8, 180)], steps=8)  # fmt: skip
        outline = turned(outline, turn, (x, 640))
        _plank(canvas, chance, outline, wood, turn)
        if slotted:
            for shift in (-30, 0, 30):
                canvas.fill(
                    turned(box(x + shift - 9, 210, x + shift + 9, 360, 9), turn, (x, 640)), dark(canvas.ground, 0.2)
                )
        else:
            hollow = turned(oval(x, 286, wide * 0.74, 128), turn, (x, 640))
            canvas.fill(hollow, dark(wood, 0.24))
            with canvas.inside(hollow):
                canvas.fill(turned(oval(x + 14, 312, wide * 0.72, 124), turn, (x, 640)), light(wood, 0.1))
                canvas.fill(turned(oval(x + 22, 336, wide * 0.42, 80), turn, (x, 640)), veil(light(wood, 0.4), 80))
        canvas.fill(turned(oval(x, 846, 7, 7, corners=16), turn, (x, 640)), dark(wood, 0.5))


def woodbowl(canvas: Canvas, chance: Random) -> None:
    wood = vary(chance, chance.choice(_WOODS))
    canvas.table()
    canvas.shadow(508, 776, 270, 36)
    top, wide = 420, 322
    body = smooth([(500 - wide, top), (500 - wide * 0.93, top + 130), (500 - wide * 0.62, top + 270), (500 - wide * 0.36, 772), (500, 786), (500 + wide * 0.36, 772), (500 + wide * 0.62, top + 270), (500 + wide * 0.93, top + 130), (500 + wide, top)], closed=False)  # fmt: skip
    with canvas.inside(body):
        grain(canvas, chance, 170, 400, 830, 800, wood, 84)
        canvas.fill(smooth([(660, 400), (850, 400), (850, 800), (420, 800), (640, 680)]), (34, 20, 14, 66))
    canvas.fill(oval(500, top, wide, 84), light(wood, 0.2))
    inner = oval(500, top + 4, wide * 0.93, 72)
    with canvas.inside(inner):
        grain(canvas, chance, 170, 330, 830, 500, dark(wood, 0.22), 88)
        canvas.fill(oval(540, top + 52, wide * 0.8, 62), veil(light(wood, 0.25), 90))


def stool(canvas: Canvas, chance: Random) -> None:
    wood = vary(chance, chance.choice(_WOODS))
    canvas.table(720)
    canvas.shadow(500, 860, 270, 34)
    for (top_x, low_x), shade in (((560, 640), 0.36), ((400, 330), 0.2), ((640, 720), 0.26), ((500, 480), 0.1)):
        leg = [(top_x - 20, 400), (top_x + 20, 400), (low_x + 15, 862), (low_x - 15, 862)]
        canvas.fill(leg, dark(wood, shade))
        canvas.fill(
            [(top_x - 14, 400), (top_x - 4, 400), (low_x - 4, 862), (low_x - 10, 862)], light(dark(wood, shade), 0.16)
        )
    canvas.line([(366, 660), (690, 660)], 19, dark(wood, 0.24))
    canvas.fill(oval(500, 404, 290, 84), dark(wood, 0.36))
    seat = oval(500, 376, 290, 84)
    with canvas.inside(seat):
        grain(canvas, chance, 200, 280, 800, 470, wood, 86)
    if chance.random() < 0.5:
        with canvas.inside(oval(500, 376, 250, 68)):
            for n in range(-9, 10):
                canvas.line(
                    [(500 + n * 28 - 60, 300), (500 + n * 28 + 60, 450)],
                    13,
                    vary(chance, (210, 184, 132), 12),
                    round_ends=False,
                )
                canvas.line(
                    [(500 + n * 28 + 60, 300), (500 + n * 28 - 60, 450)], 6, veil((150, 118, 70), 170), round_ends=False
                )


def tops(canvas: Canvas, chance: Random) -> None:
    """Toys that turn."""
    canvas.table(560)
    paints = [(176, 74, 52), (62, 88, 122), (214, 168, 84), (104, 130, 92)]
    chance.shuffle(paints)
    for n, (x, y, size) in enumerate(((320, 480, 150), (680, 520, 160), (480, 730, 176))):
        wood = vary(chance, chance.choice(_WOODS[2:]))
        turn = chance.uniform(-16, 16)
        canvas.shadow(x + 12, y + size * 0.94, size * 0.66, size * 0.13)
        body = turned(smooth([(x - size, y - 20), (x - size * 0.8, y + size * 0.3), (x, y + size), (x + size * 0.8, y + size * 0.3), (x + size, y - 20), (x, y - size * 0.32)]), turn, (x, y))  # fmt: skip
        canvas.fill(body, dark(wood, 0.16))
        with canvas.inside(body):
            canvas.fill(turned(oval(x - 26, y, size, size * 0.8), turn, (x, y)), wood)
        canvas.fill(turned(oval(x, y - 24, size, size * 0.34), turn, (x, y)), light(wood, 0.2))
        for part, paint in (
            (0.86, paints[n]),
            (0.66, light(wood, 0.2)),
            (0.56, paints[(n + 1) % 4]),
            (0.3, light(wood, 0.2)),
        ):
            canvas.fill(turned(oval(x, y - 26, size * part, size * 0.34 * part), turn, (x, y)), paint)
        canvas.line(turned([(x, y - 26), (x, y - size * 0.95)], turn, (x, y)), 26, dark(wood, 0.2))
        canvas.line(turned([(x - 5, y - 30), (x - 5, y - size * 0.94)], turn, (x, y)), 9, light(wood, 0.2))


def chest(canvas: Canvas, chance: Random) -> None:
    wood = vary(chance, chance.choice(_WOODS))
    canvas.table()
    canvas.shadow(510, 780, 330, 40)
    front = box(196, 470, 800, 784, 8)
    with canvas.inside(front):
        grain(canvas, chance, 196, 470, 804, 790, wood, 88)
    lid = [(196, 470), (250, 372), (750, 372), (804, 470)]
    with canvas.inside(lid):
        grain(canvas, chance, 190, 360, 810, 480, light(wood, 0.18), 88)
    canvas.fill(box(188, 462, 812, 492, 6), dark(wood, 0.22))
    for x in range(210, 800, 100):
        for row in range(4):
            # Dovetails at both ends.
            if x in {210, 710}:
                y = 506 + row * 70
                side = 1 if x == 210 else -1
                edge = 196 if side > 0 else 800
                canvas.fill(
                    [(edge, y), (edge + side * 44, y + 8), (edge + side * 44, y + 34), (edge, y + 42)],
                    light(wood, 0.34),
                )
    canvas.disc(500, 520, 17, (196, 164, 96))
    canvas.disc(496, 515, 6, (240, 222, 170))


KINDS: dict[str, Drawer] = {
    "board": board, "spoons": spoons, "woodbowl": woodbowl, "stool": stool, "tops": tops, "chest": chest,
}  # fmt: skip
