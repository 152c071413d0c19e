"""Portraits of makers and the land around them. Faces are drawn as in a woodcut: nobody in particular."""

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
    mix,
    moved,
    oval,
    smooth,
    vary,
    veil,
)

_SKINS: tuple[Colour, ...] = (
    (238, 206, 178),
    (222, 178, 142),
    (196, 146, 108),
    (164, 114, 82),
    (120, 80, 60),
    (92, 62, 50),
)
_HAIR: tuple[Colour, ...] = (
    (52, 40, 38),
    (92, 62, 44),
    (146, 100, 60),
    (196, 192, 186),
    (132, 128, 124),
    (40, 34, 38),
    (160, 80, 50),
)
_SHIRTS: tuple[Colour, ...] = (
    (156, 63, 38),
    (58, 102, 51),
    (44, 70, 121),
    (120, 48, 90),
    (196, 150, 70),
    (96, 112, 112),
    (226, 216, 196),
    (70, 66, 72),
)


def portrait(canvas: Canvas, chance: Random) -> None:
    skin, hair, shirt = (
        vary(chance, chance.choice(_SKINS), 6),
        vary(chance, chance.choice(_HAIR), 6),
        vary(chance, chance.choice(_SHIRTS), 8),
    )
    canvas.fill(box(0, 0, 1000, 1000), mix(canvas.ground, shirt, 0.18))
    long = chance.random() < 0.5
    style = (
        chance.choice(("bun", "long", "curls", "scarf"))
        if long
        else chance.choice(("short", "bald", "cap", "curls", "short"))
    )
    if style == "long":
        canvas.fill(
            smooth(
                [
                    (300, 360),
                    (320, 220),
                    (500, 150),
                    (680, 220),
                    (700, 360),
                    (730, 720),
                    (640, 800),
                    (360, 800),
                    (270, 720),
                ]
            ),
            hair,
        )
    if style == "bun":
        canvas.disc(500, 150, 92, hair)
    body = smooth(
        [(120, 1040), (150, 850), (330, 770), (420, 740), (580, 740), (670, 770), (850, 850), (880, 1040)], closed=False
    )
    canvas.fill(body, shirt)
    with canvas.inside(body):
        canvas.fill(smooth([(620, 740), (900, 840), (900, 1040), (600, 1040)]), (24, 16, 16, 34))
        if chance.random() < 0.6:
            # An apron: hands were busy a moment ago.
            apron = light(shirt, 0.6) if sum(shirt) < 420 else dark(shirt, 0.5)
            canvas.fill([(350, 860), (650, 860), (690, 1040), (310, 1040)], apron)
            canvas.line([(360, 866), (410, 742)], 18, apron)
            canvas.line([(640, 866), (590, 742)], 18, apron)
    canvas.fill(smooth([(420, 640), (580, 640), (590, 760), (500, 812), (410, 760)]), dark(skin, 0.16))
    for x in (312, 688):
        canvas.fill(oval(x, 470, 34, 54), dark(skin, 0.08))
    face = smooth(
        [
            (500, 216),
            (640, 262),
            (690, 420),
            (664, 580),
            (580, 694),
            (500, 720),
            (420, 694),
            (336, 580),
            (310, 420),
            (360, 262),
        ]
    )
    canvas.fill(face, skin)
    with canvas.inside(face):
        canvas.fill(smooth([(620, 220), (720, 300), (720, 700), (520, 740), (640, 560)]), (70, 30, 20, 26))
        for x in (392, 608):
            canvas.fill(oval(x, 556, 50, 36), (206, 92, 70, 44))
        if not long and chance.random() < 0.45:
            canvas.fill(
                smooth([(300, 520), (400, 610), (500, 596), (600, 610), (700, 520), (680, 760), (320, 760)]), hair
            )
            canvas.fill(oval(500, 640, 62, 20), dark(skin, 0.2))
    ink = (48, 36, 36)
    for x in (412, 588):
        canvas.fill(oval(x, 462, 19, 24, 0, 24), ink)
        canvas.disc(x - 6, 454, 6, (255, 252, 246))
        canvas.line(
            smooth([(x - 46, 408), (x, 392), (x + 46, 408)], closed=False),
            13,
            dark(hair, 0.1) if style != "bald" else (120, 104, 96),
        )
    canvas.line(smooth([(500, 460), (516, 536), (490, 550)], closed=False), 10, dark(skin, 0.24))
    canvas.line(smooth([(430, 622), (500, 656), (570, 622)], closed=False), 13, (150, 66, 58))
    if chance.random() < 0.3:
        for x in (412, 588):
            canvas.line([*oval(x, 464, 66, 60), (x + 66, 464)], 10, ink, round_ends=False)
        canvas.line([(478, 456), (522, 456)], 10, ink)
    _hairdo(canvas, chance, style, hair)


def _hairdo(canvas: Canvas, chance: Random, style: str, hair: Colour) -> None:
    fringe = {
        "short": [
            (300, 440),
            (306, 270),
            (400, 170),
            (560, 156),
            (680, 240),
            (702, 440),
            (660, 330),
            (560, 286),
            (420, 300),
            (344, 340),
        ],
        "bun": [
            (296, 470),
            (306, 280),
            (420, 180),
            (580, 180),
            (694, 280),
            (704, 470),
            (660, 330),
            (500, 250),
            (340, 330),
        ],
        "long": [
            (290, 520),
            (300, 280),
            (420, 170),
            (580, 170),
            (700, 280),
            (710, 520),
            (670, 360),
            (520, 260),
            (400, 300),
            (330, 380),
        ],
    }.get(style)
    if fringe:
        canvas.fill(smooth(fringe), hair)
    elif style == "curls":
        for n in range(26):
            angle = math.pi * (0.94 + 1.12 * n / 25)
            canvas.disc(
                500 + 196 * math.cos(angle), 400 + 216 * math.sin(angle), chance.uniform(52, 74), vary(chance, hair, 6)
            )
    elif style in {"cap", "scarf"}:
        cloth = vary(chance, chance.choice(_SHIRTS), 8)
        canvas.fill(
            smooth([(286, 400), (300, 250), (420, 150), (580, 150), (700, 250), (714, 400), (600, 320), (400, 320)]),
            cloth,
        )
        if style == "cap":
            canvas.fill(
                smooth([(280, 388), (500, 320), (720, 388), (700, 424), (500, 372), (300, 424)]), dark(cloth, 0.24)
            )
        else:
            for n in range(12):
                canvas.disc(330 + n * 31, 290 - 60 * math.sin(n / 11 * math.pi), 11, light(cloth, 0.6))


def _sky(canvas: Canvas, chance: Random) -> tuple[Colour, Colour]:
    top, low = chance.choice(
        (
            ((206, 220, 226), (240, 226, 202)),
            ((190, 208, 216), (232, 226, 206)),
            ((226, 210, 190), (244, 230, 206)),
            ((200, 212, 206), (238, 230, 208)),
        )
    )
    steps = 16
    for n in range(steps):
        canvas.fill(box(0, 620 / steps * n, canvas.width, 620 / steps * (n + 1) + 2), mix(top, low, n / (steps - 1)))
    canvas.disc(chance.uniform(0.15, 0.85) * canvas.width, chance.uniform(150, 330), 90, (252, 238, 206))
    return top, low


def landscape(canvas: Canvas, chance: Random) -> None:
    """Hills, terraces and a village: the valley."""
    top, _ = _sky(canvas, chance)
    far = chance.choice(((120, 138, 116), (134, 140, 128), (150, 134, 112)))
    near = chance.choice(((104, 124, 74), (142, 128, 78), (120, 130, 84)))
    for layer in range(4):
        base = 360 + layer * 120
        colour = mix(mix(far, top, 0.5 - layer * 0.16 if layer < 3 else 0), near, layer / 3)
        wave = chance.uniform(600, 1100)
        shift = chance.uniform(0, 6)
        line = [
            (x, base - 90 * math.sin(x / wave * 2 + shift) - 46 * math.sin(x / 310 + shift * 2))
            for x in range(-20, canvas.width + 60, 40)
        ]
        outline = [*line, (canvas.width + 40, 1010), (-20, 1010)]
        canvas.fill(outline, colour)
        with canvas.inside(outline):
            if layer >= 2:
                for row in range(10):
                    drop = 26 + row * 40
                    canvas.line(
                        [(x, y + drop + 10 * math.sin(x / 130)) for x, y in line],
                        6 + row,
                        veil(dark(colour, 0.3) if row % 2 else light(colour, 0.3), 56),
                        round_ends=False,
                    )
        if layer == 1:
            x0 = chance.uniform(0.2, 0.7) * canvas.width
            for n in range(9):
                x, wide, high = x0 + n * 74 + chance.uniform(-16, 16), chance.uniform(60, 96), chance.uniform(50, 100)
                y = base - 90 * math.sin(x / wave * 2 + shift) - 46 * math.sin(x / 310 + shift * 2)
                wall = vary(chance, (238, 226, 206), 10)
                canvas.fill(box(x, y - high, x + wide, y + 90), wall)
                canvas.fill(box(x + wide * 0.6, y - high, x + wide, y + 90), dark(wall, 0.1))
                canvas.fill(
                    [(x - 8, y - high), (x + wide / 2, y - high - 36), (x + wide + 8, y - high)],
                    vary(chance, (176, 104, 74), 12),
                )
                canvas.fill(box(x + 16, y - high + 20, x + 32, y - high + 48), dark(wall, 0.5))
        if layer in {2, 3}:
            for _ in range(13 if layer == 2 else 9):
                x = chance.uniform(0, canvas.width)
                y = (
                    base
                    - 90 * math.sin(x / wave * 2 + shift)
                    - 46 * math.sin(x / 310 + shift * 2)
                    + chance.uniform(10, 120)
                )
                size = chance.uniform(26, 50) * (1 + (layer - 2) * 0.6)
                green = vary(chance, (84, 106, 66), 14)
                canvas.line([(x, y), (x, y - size)], size * 0.2, (104, 82, 62))
                crown = (
                    oval(x, y - size * 1.8, size * 0.36, size * 1.5)
                    if chance.random() < 0.3
                    else blob(chance, x, y - size * 1.4, size, size * 0.86, 0.08)
                )
                canvas.round_thing(crown, green, gloss=0, deep=0.24)


def workbench(canvas: Canvas, chance: Random) -> None:
    """A wall of the workshop: cloth, bowls and tools on shelves."""
    wall = vary(chance, chance.choice(((226, 214, 194), (206, 212, 204), (222, 200, 184), (196, 202, 206))), 6)
    canvas.fill(box(0, 0, canvas.width, 1000), wall)
    plank = (150, 108, 72)
    for y in (470, 900):
        canvas.fill(box(0, y + 26, canvas.width, y + 58), veil(dark(wall, 0.7), 50))
        canvas.fill(box(0, y, canvas.width, y + 30), plank)
        canvas.fill(box(0, y, canvas.width, y + 9), light(plank, 0.2))
        x = 60.0
        while x < canvas.width - 160:
            colour = vary(chance, chance.choice((*_SHIRTS, (176, 112, 78), (206, 184, 152), (98, 140, 134))), 12)
            kind = chance.choice(("bowl", "jar", "cloth", "vase", "basket"))
            wide = chance.uniform(120, 220)
            if kind == "bowl":
                for n in range(chance.randint(1, 3)):
                    level = y - n * 44
                    canvas.round_thing(
                        smooth(
                            [
                                (x, level - 110),
                                (x + wide, level - 110),
                                (x + wide * 0.8, level - 20),
                                (x + wide * 0.5, level),
                                (x + wide * 0.2, level - 20),
                            ]
                        ),
                        vary(chance, colour, 8),
                        gloss=0.3,
                    )
            elif kind == "jar":
                canvas.round_thing(box(x, y - 200, x + wide * 0.7, y, 20), colour, gloss=0.3)
                canvas.fill(box(x + 10, y - 232, x + wide * 0.7 - 10, y - 190, 8), dark(colour, 0.4))
            elif kind == "cloth":
                for n in range(5):
                    canvas.fill(
                        box(x, y - 46 * (n + 1), x + wide * 1.2, y - 46 * n - 5, 14),
                        vary(chance, chance.choice(_SHIRTS), 12),
                    )
                x += wide * 0.3
            elif kind == "vase":
                canvas.round_thing(
                    smooth(
                        [
                            (x + wide * 0.3, y - 270),
                            (x + wide * 0.5, y - 270),
                            (x + wide * 0.52, y - 190),
                            (x + wide * 0.8, y - 90),
                            (x + wide * 0.6, y),
                            (x + wide * 0.2, y),
                            (x, y - 90),
                            (x + wide * 0.28, y - 190),
                        ]
                    ),
                    colour,
                    gloss=0.4,
                )
            else:
                outline = smooth([(x, y - 150), (x + wide, y - 150), (x + wide * 0.9, y), (x + wide * 0.1, y)], steps=5)
                canvas.fill(outline, (150, 108, 66))
                with canvas.inside(outline):
                    for row in range(7):
                        for n in range(9):
                            canvas.fill(
                                oval(x + n * 30 - (15 if row % 2 else 0), y - 160 + row * 24, 17, 11, 0, 12),
                                vary(chance, (198, 156, 98), 14),
                            )
            x += wide + chance.uniform(40, 130)


def fields(canvas: Canvas, chance: Random) -> None:
    """Beds in rows, running to the hills."""
    top, _ = _sky(canvas, chance)
    hill = [(x, 470 - 70 * math.sin(x / 700 + 1) - 30 * math.sin(x / 240)) for x in range(-20, canvas.width + 60, 40)]
    canvas.fill([*hill, (canvas.width + 40, 1010), (-20, 1010)], mix((110, 130, 100), top, 0.36))
    canvas.fill(box(0, 530, canvas.width, 1000), (150, 116, 82))
    vanish = (chance.uniform(0.3, 0.7) * canvas.width, 500.0)
    greens = [(104, 138, 76), (62, 98, 66), (150, 168, 84), (128, 164, 84), (122, 60, 72), (196, 150, 70)]
    for n in range(-12, 13):
        x = canvas.width / 2 + n * 300
        colour = vary(chance, chance.choice(greens), 10)
        bed = [
            (vanish[0] + (x - vanish[0]) * 0.06 - 6, 530),
            (vanish[0] + (x - vanish[0]) * 0.06 + 6, 530),
            (x + 100, 1010),
            (x - 100, 1010),
        ]
        canvas.fill(bed, colour)
        for row in range(12):
            t = (row / 12) ** 1.6
            y = 536 + 460 * t
            middle = vanish[0] + (x - vanish[0]) * (0.06 + 0.94 * t)
            canvas.fill(
                moved(blob(chance, middle, y, 6 + 92 * t, 4 + 26 * t, 0.1, 7), 0, 0),
                light(colour, 0.16) if row % 2 else dark(colour, 0.12),
            )


BANNERS: dict[str, Drawer] = {"landscape": landscape, "workbench": workbench, "fields": fields}
KINDS: dict[str, Drawer] = {"portrait": portrait, **BANNERS}
