"""What a commons shares: a loom, a drying rack, a press, a hive, pots of dye, seen as in a workshop's drawing."""

from random import Random

from minga_infra.demo.drawn.canvas import Canvas, Colour, Drawer, box, dark, light, oval, turned, vary, veil

_WOODS: tuple[Colour, ...] = ((212, 174, 130), (190, 146, 88), (220, 192, 148), (172, 104, 70))
_YARNS: tuple[Colour, ...] = (
    (74, 92, 140),
    (186, 88, 64),
    (214, 170, 84),
    (92, 116, 74),
    (150, 70, 92),
    (222, 210, 186),
)
_STEEL: Colour = (120, 126, 130)


def _beam(canvas: Canvas, left: float, top: float, right: float, bottom: float, wood: Colour) -> None:
    """A piece of wood with an edge in shade and a few lines of grain."""
    canvas.fill(box(left + 8, top + 10, right + 8, bottom + 10, 6), veil((40, 30, 20), 40))
    canvas.fill(box(left, top, right, bottom, 6), wood)
    upright = bottom - top > right - left
    for part in (0.25, 0.55, 0.8):
        if upright:
            x = left + (right - left) * part
            canvas.line([(x, top + 8), (x, bottom - 8)], 3, veil(dark(wood, 0.25), 110), round_ends=False)
        else:
            y = top + (bottom - top) * part
            canvas.line([(left + 8, y), (right - 8, y)], 3, veil(dark(wood, 0.25), 110), round_ends=False)
    canvas.line([(left + 3, top + 3), (right - 3, top + 3)], 4, veil(light(wood, 0.4), 150), round_ends=False)


def loom(canvas: Canvas, chance: Random) -> None:
    """A frame loom, half woven."""
    canvas.table(800)
    wood = chance.choice(_WOODS)
    yarns = chance.sample(_YARNS, 4)
    canvas.shadow(500, 900, 360, 40)
    _beam(canvas, 180, 130, 250, 900, wood)
    _beam(canvas, 750, 130, 820, 900, wood)
    for x in range(275, 735, 14):
        canvas.line([(x, 190), (x, 820)], 4, (232, 224, 206), round_ends=False)
    at, band = 800.0, 0
    while at > 430:
        high = chance.choice((18, 26, 40, 58))
        canvas.fill(box(272, at - high, 732, at), vary(chance, yarns[band % len(yarns)], 8))
        for y in range(int(at - high), int(at), 9):
            canvas.line([(272, y), (732, y)], 2, veil((30, 24, 20), 46), round_ends=False)
        at -= high
        band += 1
    _beam(canvas, 150, 150, 850, 200, wood)
    _beam(canvas, 150, 815, 850, 865, wood)
    _beam(canvas, 225, 330, 775, 372, light(wood, 0.2))
    canvas.fill(turned(oval(640, 410, 120, 22), -9, (640, 410)), dark(wood, 0.3))
    canvas.fill(turned(oval(640, 410, 70, 11), -9, (640, 410)), yarns[0])


def rack(canvas: Canvas, chance: Random) -> None:
    """A drying rack: trays of herbs and slices in a frame."""
    canvas.table(820)
    wood = chance.choice(_WOODS)
    canvas.shadow(500, 910, 380, 36)
    levels = chance.choice((4, 5))
    for n in range(levels):
        top = 210 + n * (600 / levels)
        canvas.fill(box(205, top + 34, 795, top + 60, 4), (236, 226, 200))
        kind = chance.choice(((170, 66, 54), (206, 148, 62), (112, 132, 74), (222, 190, 120)))
        for _ in range(34):
            x, y = chance.uniform(230, 770), top + chance.uniform(14, 44)
            canvas.disc(x, y, chance.uniform(14, 24), vary(chance, kind, 18), chance.uniform(7, 11))
        _beam(canvas, 190, top + 50, 810, top + 78, light(wood, 0.1))
    _beam(canvas, 165, 130, 215, 920, wood)
    _beam(canvas, 785, 130, 835, 920, wood)
    _beam(canvas, 130, 110, 870, 158, dark(wood, 0.1))


def press(canvas: Canvas, chance: Random) -> None:
    """A screw press over a slatted basket, and what runs out of it."""
    canvas.table(840)
    wood = chance.choice(_WOODS)
    canvas.shadow(500, 925, 380, 36)
    _beam(canvas, 170, 150, 235, 900, wood)
    _beam(canvas, 765, 150, 830, 900, wood)
    _beam(canvas, 140, 150, 860, 230, dark(wood, 0.12))
    canvas.fill(box(476, 90, 524, 470), _STEEL)
    for y in range(100, 465, 22):
        canvas.line([(472, y), (528, y + 12)], 6, veil(light(_STEEL, 0.5), 170), round_ends=False)
    _beam(canvas, 300, 96, 700, 128, light(wood, 0.25))
    _beam(canvas, 330, 460, 670, 516, dark(wood, 0.05))
    apple = chance.choice(((186, 66, 54), (198, 178, 80), (150, 164, 78)))
    for _ in range(26):
        canvas.disc(chance.uniform(330, 670), chance.uniform(530, 700), 34, vary(chance, apple, 16))
    for x in range(310, 700, 44):
        _beam(canvas, x, 510, x + 26, 770, wood)
    for y in (555, 715):
        canvas.fill(box(298, y, 706, y + 20), dark(_STEEL, 0.25))
    _beam(canvas, 200, 770, 800, 824, dark(wood, 0.15))
    canvas.fill(box(486, 824, 514, 872), (206, 148, 62))
    canvas.fill(oval(500, 902, 96, 22), (196, 206, 208))
    canvas.fill(oval(500, 898, 80, 15), (206, 148, 62))


def hive(canvas: Canvas, chance: Random) -> None:
    """A top-bar hive on legs, a few bees before it."""
    canvas.table(830)
    wood = chance.choice(_WOODS)
    canvas.shadow(500, 900, 360, 34)
    for x in (250, 720):
        _beam(canvas, x, 560, x + 36, 900, dark(wood, 0.1))
    canvas.fill([(160, 360), (840, 360), (760, 640), (240, 640)], wood)
    for n in range(4):
        y = 410 + n * 56
        canvas.line([(170 + n * 18, y), (830 - n * 18, y)], 4, veil(dark(wood, 0.3), 120), round_ends=False)
    for x in range(150, 850, 54):
        _beam(canvas, x, 326, x + 44, 368, light(wood, 0.25))
    _beam(canvas, 120, 268, 880, 318, dark(wood, 0.15))
    for n in range(3):
        canvas.disc(430 + n * 70, 590, 13, (40, 30, 26))
    for _ in range(9):
        across, down = chance.uniform(300, 860), chance.uniform(420, 780)
        canvas.fill(oval(across, down, 15, 9), (206, 158, 58))
        canvas.line([(across - 4, down - 8), (across - 4, down + 8)], 4, (50, 38, 28), round_ends=False)
        canvas.fill(oval(across + 2, down - 12, 12, 7, -25), veil((240, 240, 240), 190))


def dyes(canvas: Canvas, chance: Random) -> None:
    """Skeins on a rail above the pots that they came out of."""
    canvas.table(640)
    wood = chance.choice(_WOODS)
    yarns = chance.sample(_YARNS, 4)
    for n, yarn in enumerate(yarns):
        x = 190 + n * 207
        for k in range(9):
            sway = chance.uniform(-10, 10)
            line = [(x - 44 + k * 11, 150), (x - 44 + k * 11 + sway, 330), (x - 40 + k * 10, 470)]
            canvas.line(line, 13, vary(chance, yarn, 16))
        canvas.fill(box(x - 52, 286, x + 54, 314, 8), dark(yarn, 0.25))
    _beam(canvas, 90, 128, 910, 166, wood)
    for n, yarn in enumerate(yarns[:3]):
        x = 240 + n * 260
        canvas.shadow(x + 8, 880, 130, 30)
        canvas.fill([(x - 112, 690), (x + 112, 690), (x + 92, 880), (x - 92, 880)], vary(chance, (128, 92, 72), 14))
        canvas.fill(oval(x, 690, 116, 34), (92, 66, 52))
        canvas.fill(oval(x, 692, 98, 25), dark(yarn, 0.1))
        canvas.fill(oval(x - 26, 686, 30, 7), veil(light(yarn, 0.4), 160))


KINDS: dict[str, Drawer] = {"loom": loom, "rack": rack, "press": press, "hive": hive, "dyes": dyes}
