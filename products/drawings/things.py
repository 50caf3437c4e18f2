"""Baskets, wooden kitchen things and sweets."""

import math

from products.drawings import palette as p
from products.drawings.canvas import Canvas, arc, around, placed, rounded_box, smooth
from products.drawings.rooms import room
from products.drawings.vessels import LEAF, Vessel


def basket(rng):
    """A coiled tray from above, or a standing basket, perhaps lined with cloth."""
    straw = rng.choice(("#dcb978", "#d2aa66", "#e0c48c", "#c99d5c"))
    dyes = rng.sample([p.MADDER, p.INDIGO, p.HENNA, p.WALNUT, p.COPPER], 2)
    return _coiled_tray(rng, straw, dyes) if rng.random() < 0.5 else _standing_basket(rng, straw, dyes)


def _coiled_tray(rng, straw, dyes):
    canvas = Canvas(rng.choice((p.WOOL_2, p.INDIGO, p.TEAL, p.MADDER_DARK, "#e6d3b1", p.HENNA)))
    canvas.circle(812, 626, 526, p.INK, 80)
    rings, sectors = 15, rng.choice((72, 84, 96))
    repeat = sectors // rng.choice((6, 8, 12))
    kind = rng.choice(("star", "whirl", "steps", "rays"))
    for ring in range(rings, 0, -1):
        radius = 526 * ring / rings
        canvas.circle(800, 600, radius, p.darker(straw, 0.4))
        for i in range(sectors):
            along = i % repeat
            wave = abs(along - repeat / 2) / (repeat / 2)
            dyed = {
                "star": abs(wave * 7 + 5 - ring) < 1.4 or ring in (3, 14),
                "whirl": (along + ring) % repeat < repeat * 0.36 and 3 < ring < 14,
                "steps": wave * 6 > abs(ring - 9) and ring > 3,
                "rays": (wave > 0.55 and 4 < ring < 13) or ring == 14,
            }[kind]
            ink = (
                dyes[(ring // 4) % 2]
                if dyed
                else p.mix(straw, p.WALNUT if (i + ring) % 2 else "#fff3d0", 0.07 if (i * 7 + ring) % 3 else 0.16)
            )
            a0, a1 = 360 * i / sectors + ring * 1.5, 360 * (i + 0.86) / sectors + ring * 1.5
            inner, outer = radius - 526 / rings + 4, radius - 3
            canvas.polygon(
                [*arc(800, 600, inner, inner, a0, a1, 2), *arc(800, 600, outer, outer, a1 + 2.2, a0 + 2.2, 2)], ink
            )
    return canvas


BASKETS = (
    ((0, 0.36), (0.1, 0.42), (0.5, 0.54), (0.85, 0.58), (1, 0.57)),
    ((0, 0.34), (0.2, 0.5), (0.5, 0.6), (0.8, 0.5), (1, 0.42)),
    ((0, 0.5), (0.3, 0.52), (0.7, 0.56), (1, 0.6)),
)


def _standing_basket(rng, straw, dyes):
    canvas = room(rng, avoid=("#d9b98f", p.SAFFRON))
    height = rng.randint(520, 600)
    body = Vessel(canvas, rng.choice(BASKETS), 800, 985, height, p.darker(straw, 0.42))
    if rng.random() < 0.6:
        handle = smooth(
            [
                body.at(-90, 0.97),
                (800 - body.halves[-1] * 0.8, 985 - height * 1.42),
                (800, 985 - height * 1.6),
                (800 + body.halves[-1] * 0.8, 985 - height * 1.42),
                body.at(90, 0.97),
            ],
            closed=False,
        )
        canvas.line(handle, p.darker(straw, 0.5), 36)
        canvas.stitches(handle, straw, 27, 12, 4)
    body.body()
    rows, count = 15, 46
    kind, repeat = rng.choice(("diamonds", "bands", "steps")), rng.choice((8, 12))
    for row in range(rows):
        t = 0.02 + 0.96 * row / rows
        for i in range(count):
            degrees = (360 * (i + 0.5 * (row % 2)) / count) % 360 - 180
            if abs(degrees) > 88:
                continue
            wave = abs((i + (row % 2) * 0.5) % repeat - repeat / 2)
            dyed = {
                "diamonds": wave + abs(row - 7) < 4.2,
                "bands": row in (3, 4, 10, 11),
                "steps": row < 9 and wave > 0.5 + row / 2.4,
            }[kind]
            ink = dyes[row // 5 % 2] if dyed else p.mix(straw, "#fff3d0" if (i + row) % 3 else p.WALNUT, 0.1)
            lean = [
                (degrees - 3.5, t + 0.004),
                (degrees + 3, t + 0.012),
                (degrees + 4.4, t + 0.056),
                (degrees - 2.2, t + 0.05),
            ]
            canvas.polygon([body.at(max(-90, min(90, a)), h) for a, h in lean], ink)
    body.light(56)
    half, y = body.halves[-1], 985 - height
    canvas.ellipse(800, y, half * 1.03, half * 0.17, p.darker(straw, 0.3))
    canvas.ellipse(800, y, half * 0.95, half * 0.14, p.darker(straw, 0.66))
    if rng.random() < 0.6:
        _lining(canvas, rng, half, y)
    return canvas


def _lining(canvas, rng, half, y):
    """Cloth folded over the rim."""
    cloth, dots = rng.choice(((p.MADDER, p.CREAM), (p.CREAM, p.MADDER), (p.INDIGO, p.SAFFRON), (p.SAFFRON, p.INDIGO)))
    canvas.ellipse(800, y, half * 0.95, half * 0.14, p.darker(cloth, 0.45))
    count = 10
    edge = []
    for i in range(count * 6 + 1):
        degrees = -90 + 180 * i / (count * 6)
        drop = 62 + 26 * abs(math.sin(math.radians(i * 30)))
        edge.append(
            (
                800 + half * 1.04 * math.sin(math.radians(degrees)),
                y + half * 0.16 * math.cos(math.radians(degrees)) + drop,
            )
        )
    upper = [
        (800 + half * 1.03 * math.sin(math.radians(d)), y + half * 0.15 * math.cos(math.radians(d)))
        for d in range(90, -91, -5)
    ]
    canvas.polygon([*edge, *upper], cloth)
    canvas.line(edge, p.darker(cloth, 0.3), 5)
    for i in range(1, 16):
        degrees = math.radians(-90 + 180 * i / 16)
        canvas.circle(
            800 + half * 1.03 * math.sin(degrees), y + half * 0.16 * math.cos(degrees) + 36 + 12 * (i % 2), 9, dots
        )


def wood(rng):
    """Spoons, a board and a bowl, hand-carved."""
    ground = rng.choice((p.WOOL_2, p.INDIGO, p.TEAL, p.MADDER, "#e6d3b1", p.HENNA, p.SAND))
    canvas = Canvas(ground)
    woods = rng.sample([p.OAK, p.WALNUT, p.PEAR, "#8a5a36", "#c08a55"], 3)
    layout = rng.choice(("spoons", "board", "both"))
    if layout != "spoons":
        _board(canvas, rng, 800 if layout == "board" else 500, 620, woods[0])
    spots = {"spoons": (320, 560, 800, 1040, 1280), "board": (), "both": (1010, 1200, 1390)}[layout]
    for i, x in enumerate(spots):
        _spoon(canvas, rng, x, woods[i % 3])
    return canvas


def _board(canvas, rng, x, y, tone):
    shape = rng.choice(("round", "long"))
    outline = arc(0, 40, 330, 330, -84, 264, 60) if shape == "round" else [*rounded_box(-270, -260, 270, 400, 70)]
    outline = (
        [*outline, (-46, -240), (-52, -400), *arc(0, -400, 52, 60, 180, 360, 12), (46, -240)]
        if shape == "round"
        else outline
    )
    points = placed(outline, x, y, 1.15)
    canvas.polygon([(px + 12, py + 22) for px, py in points], p.INK, 80)
    canvas.polygon(points, p.darker(tone, 0.3))
    canvas.polygon([(x + (px - x) * 0.985, y + (py - y) * 0.985) for px, py in points], tone)
    cx, cy = x, y + 46
    for i, radius in enumerate(range(30, 250, 20)):
        canvas.line(
            [
                (
                    cx + radius * (1.15 + 0.05 * math.sin(a / 9 + i)) * math.cos(math.radians(a)),
                    cy + radius * math.sin(math.radians(a)),
                )
                for a in range(0, 361, 12)
            ],
            p.darker(tone, 0.2),
            4,
            alpha=130,
        )
    count = rng.choice((12, 16, 24))
    for px, py, degrees in around(cx, cy, 318 if shape == "round" else 262, count):
        canvas.polygon(placed([(u * 20, v * 34) for u, v in LEAF], px, py, 1, degrees + 90), p.darker(tone, 0.45))
    canvas.circle(x, y - 460 if shape == "round" else y - 250, 26, p.darker(tone, 0.7))


def _spoon(canvas, rng, x, tone):
    wide, length = rng.randint(78, 98), rng.randint(520, 600)
    top, turn = rng.choice(("knob", "leaf", "eye")), rng.uniform(-4, 4)
    bowl = smooth(
        [
            (0, -wide * 1.5),
            (wide, -wide * 0.3),
            (wide * 0.75, wide * 0.9),
            (0, wide * 1.3),
            (-wide * 0.75, wide * 0.9),
            (-wide, -wide * 0.3),
        ],
        steps=7,
    )
    neck = [(-20, wide), (-26, wide + length), (26, wide + length), (20, wide)]
    for dx, dy, ink, alpha in ((12, 18, p.INK, 80), (0, 0, tone, 255)):
        for piece in (bowl, neck):
            canvas.polygon(placed(piece, x + dx, 330 + dy, 1, turn), ink, alpha)
        end = placed([(0, wide + length)], x + dx, 330 + dy, 1, turn)[0]
        if top == "leaf":
            canvas.polygon(placed([(u * 52, v * 84) for u, v in LEAF], *end, 1, turn), ink, alpha)
        else:
            canvas.circle(*end, 46, ink, alpha)
    canvas.polygon(placed([(px * 0.8, py * 0.82) for px, py in bowl], x, 330, 1, turn), p.darker(tone, 0.34))
    canvas.polygon(placed([(px * 0.72 + 5, py * 0.74 + 8) for px, py in bowl], x, 330, 1, turn), p.darker(tone, 0.18))
    for i in range(5):
        notch = placed([(0, wide + length * 0.3 + 46 * i)], x, 330, 1, turn)[0]
        canvas.polygon(
            placed([(u * 15, v * 17) for u, v in ((-1, 0), (0, -1), (1, 0), (0, 1))], *notch, 1, turn),
            p.darker(tone, 0.5),
        )
    canvas.circle(*end, 16, p.darker(tone, 0.5))


def food_souvenir(rng):
    """Round stamped sweets on a tray, drops of resin beside them."""
    ground = rng.choice((p.WOOL_2, p.TEAL, p.INDIGO, p.MADDER, p.HENNA, "#e6d3b1"))
    canvas = Canvas(ground)
    tray = rng.choice((p.SILVER, "#c8744a", p.CREAM, "#7a4526"))
    canvas.circle(812, 628, 535, p.INK, 80)
    canvas.circle(800, 600, 535, p.darker(tray, 0.25))
    canvas.circle(800, 600, 522, p.lighter(tray, 0.15))
    canvas.circle(800, 600, 470, p.darker(tray, 0.1))
    crust = rng.choice(("#d9a054", "#c98a42", "#e2b56b"))
    spots = [(800, 600), *((x, y) for x, y, _d in around(800, 600, 305, 6, rng.randrange(60)))]
    kinds = rng.sample(("rose", "comb", "cut", "resin"), 2)
    for i, (x, y) in enumerate(spots):
        kind = kinds[i % 2] if i else rng.choice(kinds)
        if kind == "resin":
            for px, py, _d in (*around(x, y, 66, 6), (x, y, 0)):
                _drop(canvas, px, py)
        else:
            _biscuit(canvas, x, y, 132, crust, kind)
    return canvas


def _drop(canvas, x, y):
    canvas.circle(x + 6, y + 10, 36, p.INK, 80)
    canvas.circle(x, y, 36, "#8f9a5a")
    canvas.circle(x - 2, y - 3, 31, "#b9bd7c")
    canvas.ellipse(x - 11, y - 14, 10, 7, "#eef0cf")


def _biscuit(canvas, x, y, radius, crust, kind):
    canvas.circle(x + 8, y + 14, radius, p.INK, 80)
    for px, py, _d in around(x, y, radius * 0.93, 24):
        canvas.circle(px, py, radius * 0.13, p.darker(crust, 0.24))
    canvas.circle(x, y, radius * 0.95, p.darker(crust, 0.12))
    canvas.circle(x - 2, y - 4, radius * 0.88, crust)
    line = p.darker(crust, 0.34)
    if kind == "rose":
        for px, py, degrees in around(x, y, radius * 0.48, 8):
            canvas.line(
                placed([(u * radius * 0.2, v * radius * 0.3) for u, v in LEAF], px, py, 1, degrees + 90),
                line,
                6,
                closed=True,
            )
        canvas.circle(x, y, radius * 0.14, p.MADDER)
    elif kind == "comb":
        for px, py, degrees in around(x, y, radius * 0.62, 16):
            canvas.line(placed([(-16, 0), (16, 0)], px, py, 1, degrees), line, 7)
        canvas.ring(x, y, radius * 0.34, line, 6)
        canvas.circle(x, y, radius * 0.16, p.HENNA)
    else:
        for shift in (-0.4, 0, 0.4):
            canvas.line([(x - radius * 0.6, y + shift * radius), (x + radius * 0.6, y + shift * radius)], line, 6)
            canvas.line([(x + shift * radius, y - radius * 0.6), (x + shift * radius, y + radius * 0.6)], line, 6)
        for px, py, _d in around(x, y, radius * 0.28, 4, 45):
            canvas.ellipse(px, py, radius * 0.1, radius * 0.07, p.CREAM)
