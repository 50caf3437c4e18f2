"""Bags, baskets, wooden kitchen things, shoes and sweets."""

import math

from products.drawings import palette as p
from products.drawings.canvas import Canvas, arc, around, placed, smooth
from products.drawings.fibres import BOTEH
from products.drawings.rooms import room, shadow
from products.drawings.vessels import LEAF, STEPPED, Vessel

LEATHERS = ("#8a4f2c", "#a8653a", "#6b3a22", p.MADDER_DARK, "#4a2c1e", "#b98249", p.INDIGO, p.HENNA)
THREADS = (p.CREAM, p.SAFFRON, "#e8cf9f")


def leather_bag(rng):
    """A satchel, a round bag, a tote or a saddle bag, sewn and tooled."""
    hide = rng.choice(LEATHERS)
    thread = rng.choice(THREADS)
    canvas = room(rng, avoid=(hide,), floor=920)
    rng.choice((_satchel, _round_bag, _tote, _satchel))(canvas, rng, hide, thread)
    return canvas


def _sewn(canvas, points, colour, thread, inset=0.95, middle=None):
    """A piece of leather with a seam just inside its edge."""
    x, y = middle or (sum(q[0] for q in points) / len(points), sum(q[1] for q in points) / len(points))
    canvas.polygon(points, p.darker(colour, 0.34))
    canvas.polygon([(x + (px - x) * 0.99, y + (py - y) * 0.988) for px, py in points], colour)
    canvas.stitches([(x + (px - x) * inset, y + (py - y) * inset) for px, py in points], thread, 5, 17, 11, closed=True)


def _box(x0, y0, x1, y1, radius):
    return [*arc(x0 + radius, y0 + radius, radius, radius, 180, 270, 8), *arc(x1 - radius, y0 + radius, radius, radius, 270, 360, 8),
            *arc(x1 - radius, y1 - radius, radius, radius, 0, 90, 8), *arc(x0 + radius, y1 - radius, radius, radius, 90, 180, 8)]


def _satchel(canvas, rng, hide, thread):
    shadow(canvas, 815, 1012, 400, 30)
    strap = smooth([(470, 640), (520, 300), (800, 150), (1080, 300), (1130, 640)], closed=False)
    canvas.line(strap, p.darker(hide, 0.4), 46)
    canvas.line(strap, p.darker(hide, 0.1), 36)
    canvas.stitches(strap, thread, 4, 16, 12)
    _sewn(canvas, _box(440, 470, 1160, 1010, 70), p.darker(hide, 0.12), thread)
    depth, shape = rng.choice((330, 390)), rng.choice(("round", "straight", "point"))
    low = 450 + depth
    flap = {
        "round": [(420, 500), *arc(800, low - 180, 384, 190, 180, 0, 30), (1180, 500), *arc(1110, 500, 70, 60, 0, -90, 8), *arc(490, 500, 70, 60, 270, 180, 8)],
        "straight": _box(420, 440, 1180, low, 64),
        "point": [(420, 500), (420, low - 130), (800, low + 30), (1180, low - 130), (1180, 500), *arc(1110, 500, 70, 60, 0, -90, 8), *arc(490, 500, 70, 60, 270, 180, 8)],
    }[shape]
    canvas.polygon([(x + 4, y + 14) for x, y in flap], p.INK, 90)
    _sewn(canvas, flap, hide, thread, 0.945)
    _tooling(canvas, rng, 800, 450 + depth * 0.46, depth / 400, hide, thread)
    for x in (600, 1000) if shape == "straight" else (800,):
        canvas.rounded(x - 34, low - 70, x + 34, low + 84, 14, p.darker(hide, 0.36))
        canvas.rounded(x - 28, low - 70, x + 28, low + 78, 12, p.darker(hide, 0.05))
        canvas.rounded(x - 42, low - 6, x + 42, low + 52, 10, "#c9a45a")
        canvas.rounded(x - 28, low + 8, x + 28, low + 38, 6, p.darker(hide, 0.3))
        canvas.rectangle(x - 4, low - 2, x + 4, low + 44, "#e0c27e")


def _round_bag(canvas, rng, hide, thread):
    shadow(canvas, 815, 1018, 250, 28)
    strap = smooth([(505, 640), (470, 300), (800, 60), (1130, 300), (1095, 640)], closed=False)
    canvas.line(strap, p.darker(hide, 0.4), 34)
    canvas.line(strap, p.lighter(hide, 0.08), 24)
    disc = arc(800, 680, 334, 334, 0, 360, 80)[:-1]
    canvas.polygon([(x, y + 12) for x, y in disc], p.darker(hide, 0.5))
    _sewn(canvas, disc, hide, thread, 0.93)
    canvas.ring(800, 680, 258, p.darker(hide, 0.4), 8)
    second = rng.choice([c for c in (*LEATHERS, p.SAFFRON, p.CREAM) if c != hide])
    count = rng.choice((12, 16, 20))
    for i, (x, y, degrees) in enumerate(around(800, 680, 282, count)):
        canvas.polygon(placed([(u * 15, v * 24) for u, v in LEAF], x, y, 1, degrees + (90 if i % 2 else 0)), second)
    _tooling(canvas, rng, 800, 680, 1.15, hide, second)
    for x in (505, 1095):
        canvas.ring(x, 640, 30, "#c9a45a", 9)


def _tote(canvas, rng, hide, thread):
    shadow(canvas, 815, 1012, 390, 30)
    for way, tone in ((0.3, 0.45), (0, 0.16)):
        handle = smooth([(620, 500), (640 + way * 60, 250 - way * 60), (800, 180 - way * 90), (960 - way * 60, 250 - way * 60), (980, 500)], closed=False)
        canvas.line(handle, p.darker(hide, tone + 0.2), 40)
        canvas.line(handle, p.darker(hide, tone), 30)
    body = smooth([(430, 440), (800, 452), (1170, 440), (1196, 700), (1130, 990), (800, 1010), (470, 990), (404, 700)], steps=8)
    _sewn(canvas, body, hide, thread)
    woven = rng.choice(p.YARNS)
    canvas.rectangle(424, 610, 1176, 830, woven[0])
    for y in (610, 814):
        canvas.rectangle(424, y, 1176, y + 16, woven[4])
        canvas.rectangle(424, y + (16 if y == 610 else -12), 1176, y + (28 if y == 610 else 0), woven[1])
    step = rng.choice((125.3, 188, 94))
    for i in range(-4, 5):
        x = 800 + i * step
        if 424 + step * 0.4 < x < 1176 - step * 0.4:
            for size, yarn in ((1, woven[1]), (0.66, woven[2]), (0.3, woven[3])):
                canvas.polygon(placed([(u * min(step / 2, 84) * size, v * 84 * size) for u, v in STEPPED], x, 720), yarn)
    for x in (620, 980):
        canvas.rounded(x - 30, 480, x + 30, 580, 10, p.darker(hide, 0.24))
        canvas.stitches([(x - 20, 490), (x + 20, 490), (x + 20, 570), (x - 20, 570)], thread, 4, 12, 8, closed=True)


def _tooling(canvas, rng, x, y, scale, hide, second):
    """A figure pressed into the leather: dark lines, a lit lower edge."""
    dark, light = p.darker(hide, 0.45), p.lighter(hide, 0.28)
    kind = rng.choice(("boteh", "rosette", "stepped", "sprays"))
    for (dx, dy), ink in (((2, 3), light), ((0, 0), dark)):
        if kind == "boteh":
            for size in (1.0, 0.72, 0.42):
                canvas.line(placed(smooth(BOTEH), x + dx, y + dy + 14 * scale * (1 - size), 1.05 * scale * size), ink, 6, closed=True)
            for px, py, _d in around(x, y + 30 * scale, 150 * scale, 18):
                canvas.circle(px + dx, py + dy, 6, ink)
        elif kind == "rosette":
            for size, count in ((1, 12), (0.55, 8)):
                for px, py, degrees in around(x, y, 88 * scale * size, count):
                    canvas.line(placed([(u * 24 * scale * size * 12 / count, v * 56 * scale * size) for u, v in LEAF], px + dx, py + dy, 1, degrees + 90), ink, 5, closed=True)
            canvas.ring(x + dx, y + dy, 150 * scale, ink, 5)
        elif kind == "stepped":
            for size in (1.0, 0.7, 0.4):
                canvas.line(placed([(u * 170 * scale * size, v * 130 * scale * size) for u, v in STEPPED], x + dx, y + dy), ink, 7, closed=True)
        else:
            for way in (-1, 1):
                for i in range(4):
                    canvas.line(placed([(u * 18 * scale, v * 44 * scale) for u, v in LEAF], x + dx + way * (44 + 52 * i) * scale, y + dy - 12 * i * scale, 1, way * (50 + 8 * i)), ink, 5, closed=True)
            canvas.ring(x + dx, y + dy, 30 * scale, ink, 7)
    if kind in ("rosette", "stepped", "sprays"):
        canvas.circle(x, y, 17 * scale, second)


def leather_goods(rng):
    """A wallet, a coiled belt and a case from above, two or three of them."""
    ground = rng.choice((p.WOOL_2, p.SAND, p.TEAL, p.INDIGO, "#d9b98f", p.HENNA, "#e6d3b1", p.MADDER))
    canvas = Canvas(ground)
    hides = rng.sample([h for h in LEATHERS if h != ground], 3)
    thread = rng.choice(THREADS)
    order = rng.choice((("wallet", "belt"), ("belt", "case"), ("wallet", "case", "belt"), ("wallet",), ("belt",), ("case", "wallet")))
    spots = {1: [(800, 540, 1.3, -8)], 2: [(490, 560, 1.05, -12), (1130, 680, 1.05, 9)], 3: [(390, 420, 0.85, -10), (1190, 390, 0.8, 10), (800, 850, 0.78, 0)]}
    for name, hide, (x, y, scale, turn) in zip(order, hides, spots[len(order)], strict=False):
        turn += rng.randint(-6, 6)
        {"wallet": _wallet, "belt": _belt, "case": _case}[name](canvas, rng, x, y, scale, turn, hide, thread)
    return canvas


def _flat_piece(canvas, outline, x, y, scale, turn, hide, thread):
    points = placed(outline, x, y, scale, turn)
    canvas.polygon([(px + 12, py + 20) for px, py in points], p.INK, 80)
    _sewn(canvas, points, hide, thread, 0.93, (x, y))


def _wallet(canvas, rng, x, y, scale, turn, hide, thread):
    _flat_piece(canvas, _box(-290, -200, 290, 200, 30), x, y, scale, turn, hide, thread)
    canvas.line(placed([(0, -198), (0, 198)], x, y, scale, turn), p.darker(hide, 0.36), 7)
    _tooling(canvas, rng, *placed([(145, 0)], x, y, scale, turn)[0], 0.66 * scale, hide, thread)


def _belt(canvas, rng, x, y, scale, turn, hide, thread):
    coil = [(away * math.cos(a), away * math.sin(a)) for away, a in ((90 + 26 * i / 40, i / 40 * 2 * math.pi) for i in range(258))]
    for shift, ink, wide in ((18, p.darker(hide, 0.66), 24), (0, p.darker(hide, 0.4), 25), (-3, hide, 17)):
        canvas.line([(px + shift * 0.4, py + shift) for px, py in placed(coil, x, y, scale, turn)], ink, wide * scale)
    end = coil[-1]
    strap = placed([(end[0], end[1]), (end[0] + 30, end[1] + 130), (end[0] + 10, end[1] + 250)], x, y, scale, turn)
    canvas.line(strap, p.darker(hide, 0.4), 62 * scale)
    canvas.line(strap, hide, 54 * scale)
    canvas.stitches(strap, thread, 4, 14, 10)
    at = strap[-1]
    for size, ink in ((64, "#a8823c"), (56, "#d9b86c"), (38, p.darker(hide, 0.3))):
        canvas.polygon(placed(_box(-size, -size * 0.8, size, size * 0.8, 16), *at, scale, turn), ink)


def _case(canvas, rng, x, y, scale, turn, hide, thread):
    _flat_piece(canvas, _box(-150, -270, 150, 270, 40), x, y, scale, turn, hide, thread)
    flap = [(-152, -236), (-152, -60), (0, 60), (152, -60), (152, -236), *arc(110, -230, 42, 42, 0, -90, 6), *arc(-110, -230, 42, 42, 270, 180, 6)]
    canvas.polygon(placed([(px + 2, py + 10) for px, py in flap], x, y, scale, turn), p.INK, 80)
    _sewn(canvas, placed(flap, x, y, scale, turn), p.lighter(hide, 0.07), thread, 0.9)
    canvas.circle(*placed([(0, 10)], x, y, scale, turn)[0], 20 * scale, "#d9b86c")
    _tooling(canvas, rng, *placed([(0, 160)], x, y, scale, turn)[0], 0.46 * scale, hide, thread)


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
                "rays": wave > 0.55 and 4 < ring < 13 or ring == 14,
            }[kind]
            ink = dyes[(ring // 4) % 2] if dyed else p.mix(straw, p.WALNUT if (i + ring) % 2 else "#fff3d0", 0.07 if (i * 7 + ring) % 3 else 0.16)
            a0, a1 = 360 * i / sectors + ring * 1.5, 360 * (i + 0.86) / sectors + ring * 1.5
            inner, outer = radius - 526 / rings + 4, radius - 3
            canvas.polygon([*arc(800, 600, inner, inner, a0, a1, 2), *arc(800, 600, outer, outer, a1 + 2.2, a0 + 2.2, 2)], ink)
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
        handle = smooth([body.at(-90, 0.97), (800 - body.halves[-1] * 0.8, 985 - height * 1.42), (800, 985 - height * 1.6), (800 + body.halves[-1] * 0.8, 985 - height * 1.42), body.at(90, 0.97)], closed=False)
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
            dyed = {"diamonds": wave + abs(row - 7) < 4.2, "bands": row in (3, 4, 10, 11), "steps": row < 9 and wave > 0.5 + row / 2.4}[kind]
            ink = dyes[row // 5 % 2] if dyed else p.mix(straw, "#fff3d0" if (i + row) % 3 else p.WALNUT, 0.1)
            lean = [(degrees - 3.5, t + 0.004), (degrees + 3, t + 0.012), (degrees + 4.4, t + 0.056), (degrees - 2.2, t + 0.05)]
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
        edge.append((800 + half * 1.04 * math.sin(math.radians(degrees)), y + half * 0.16 * math.cos(math.radians(degrees)) + drop))
    upper = [(800 + half * 1.03 * math.sin(math.radians(d)), y + half * 0.15 * math.cos(math.radians(d))) for d in range(90, -91, -5)]
    canvas.polygon([*edge, *upper], cloth)
    canvas.line(edge, p.darker(cloth, 0.3), 5)
    for i in range(1, 16):
        degrees = math.radians(-90 + 180 * i / 16)
        canvas.circle(800 + half * 1.03 * math.sin(degrees), y + half * 0.16 * math.cos(degrees) + 36 + 12 * (i % 2), 9, dots)


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
    outline = arc(0, 40, 330, 330, -84, 264, 60) if shape == "round" else [*_box(-270, -260, 270, 400, 70)]
    outline = [*outline, (-46, -240), (-52, -400), *arc(0, -400, 52, 60, 180, 360, 12), (46, -240)] if shape == "round" else outline
    points = placed(outline, x, y, 1.15)
    canvas.polygon([(px + 12, py + 22) for px, py in points], p.INK, 80)
    canvas.polygon(points, p.darker(tone, 0.3))
    canvas.polygon([(x + (px - x) * 0.985, y + (py - y) * 0.985) for px, py in points], tone)
    cx, cy = x, y + 46
    for i, radius in enumerate(range(30, 250, 20)):
        canvas.line([(cx + radius * (1.15 + 0.05 * math.sin(a / 9 + i)) * math.cos(math.radians(a)), cy + radius * math.sin(math.radians(a))) for a in range(0, 361, 12)], p.darker(tone, 0.2), 4, alpha=130)
    count = rng.choice((12, 16, 24))
    for px, py, degrees in around(cx, cy, 318 if shape == "round" else 262, count):
        canvas.polygon(placed([(u * 20, v * 34) for u, v in LEAF], px, py, 1, degrees + 90), p.darker(tone, 0.45))
    canvas.circle(x, y - 460 if shape == "round" else y - 250, 26, p.darker(tone, 0.7))


def _spoon(canvas, rng, x, tone):
    wide, length = rng.randint(78, 98), rng.randint(520, 600)
    top, turn = rng.choice(("knob", "leaf", "eye")), rng.uniform(-4, 4)
    bowl = smooth([(0, -wide * 1.5), (wide, -wide * 0.3), (wide * 0.75, wide * 0.9), (0, wide * 1.3), (-wide * 0.75, wide * 0.9), (-wide, -wide * 0.3)], steps=7)
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
        canvas.polygon(placed([(u * 15, v * 17) for u, v in ((-1, 0), (0, -1), (1, 0), (0, 1))], *notch, 1, turn), p.darker(tone, 0.5))
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
    spots = [(800, 600), *((x, y) for x, y, _d in around(800, 600, 305, 6, 30 * rng.randint(0, 1)))]
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
            canvas.line(placed([(u * radius * 0.2, v * radius * 0.3) for u, v in LEAF], px, py, 1, degrees + 90), line, 6, closed=True)
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

