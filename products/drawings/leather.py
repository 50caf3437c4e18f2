"""Bags, wallets, belts and cases: leather cut, tooled and sewn."""

import math

from products.drawings import palette as p
from products.drawings.canvas import Canvas, arc, around, placed, rounded_box, smooth
from products.drawings.prints import BOTEH
from products.drawings.rooms import room, shadow
from products.drawings.vessels import LEAF, STEPPED

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


def _satchel(canvas, rng, hide, thread):
    shadow(canvas, 815, 1012, 400, 30)
    strap = smooth([(470, 640), (520, 300), (800, 150), (1080, 300), (1130, 640)], closed=False)
    canvas.line(strap, p.darker(hide, 0.4), 46)
    canvas.line(strap, p.darker(hide, 0.1), 36)
    canvas.stitches(strap, thread, 4, 16, 12)
    _sewn(canvas, rounded_box(440, 470, 1160, 1010, 70), p.darker(hide, 0.12), thread)
    depth, shape = rng.choice((330, 390)), rng.choice(("round", "straight", "point"))
    low = 450 + depth
    flap = {
        "round": [
            (420, 500),
            *arc(800, low - 180, 384, 190, 180, 0, 30),
            (1180, 500),
            *arc(1110, 500, 70, 60, 0, -90, 8),
            *arc(490, 500, 70, 60, 270, 180, 8),
        ],
        "straight": rounded_box(420, 440, 1180, low, 64),
        "point": [
            (420, 500),
            (420, low - 130),
            (800, low + 30),
            (1180, low - 130),
            (1180, 500),
            *arc(1110, 500, 70, 60, 0, -90, 8),
            *arc(490, 500, 70, 60, 270, 180, 8),
        ],
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
        handle = smooth(
            [
                (620, 500),
                (640 + way * 60, 250 - way * 60),
                (800, 180 - way * 90),
                (960 - way * 60, 250 - way * 60),
                (980, 500),
            ],
            closed=False,
        )
        canvas.line(handle, p.darker(hide, tone + 0.2), 40)
        canvas.line(handle, p.darker(hide, tone), 30)
    body = smooth(
        [(430, 440), (800, 452), (1170, 440), (1196, 700), (1130, 990), (800, 1010), (470, 990), (404, 700)], steps=8
    )
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
                canvas.polygon(
                    placed([(u * min(step / 2, 84) * size, v * 84 * size) for u, v in STEPPED], x, 720), yarn
                )
    for x in (620, 980):
        canvas.rounded(x - 30, 480, x + 30, 580, 10, p.darker(hide, 0.24))
        canvas.stitches([(x - 20, 490), (x + 20, 490), (x + 20, 570), (x - 20, 570)], thread, 4, 12, 8, closed=True)


def _tooling(canvas, rng, x, y, scale, hide, second):
    """A figure pressed into the leather: dark lines, a lit lower edge."""
    kind = rng.choice(("boteh", "rosette", "stepped", "sprays"))
    for shift, ink in ((3, p.lighter(hide, 0.28)), (0, p.darker(hide, 0.45))):
        for outline in _figure(kind):
            canvas.line(placed(outline, x + shift * 0.7, y + shift, scale), ink, 6, closed=True)
    if kind != "boteh":
        canvas.circle(x, y, 17 * scale, second)


def _figure(kind):
    """Closed outlines of a tooled figure, some 300 units wide."""
    if kind == "boteh":
        dots = [arc(px, py, 5, 5, 0, 360, 8) for px, py, _d in around(0, 30, 150, 18)]
        return dots + [placed(smooth(BOTEH), 0, 14 * (1 - size), 1.05 * size) for size in (1.0, 0.72, 0.42)]
    if kind == "stepped":
        return [[(u * 170 * size, v * 130 * size) for u, v in STEPPED] for size in (1.0, 0.7, 0.4)]
    if kind == "rosette":
        petals = [
            placed([(u * 288 / count * size, v * 56 * size) for u, v in LEAF], px, py, 1, degrees + 90)
            for size, count in ((1, 12), (0.55, 8))
            for px, py, degrees in around(0, 0, 88 * size, count)
        ]
        return [*petals, arc(0, 0, 150, 150, 0, 360, 60)]
    leaf = [(u * 18, v * 44) for u, v in LEAF]
    sprays = [placed(leaf, way * (44 + 52 * i), -12 * i, 1, way * (50 + 8 * i)) for way in (-1, 1) for i in range(4)]
    return [*sprays, arc(0, 0, 30, 30, 0, 360, 24)]


def leather_goods(rng):
    """A wallet, a coiled belt and a case from above, two or three of them."""
    ground = rng.choice((p.WOOL_2, p.SAND, p.TEAL, p.INDIGO, "#d9b98f", p.HENNA, "#e6d3b1", p.MADDER))
    canvas = Canvas(ground)
    hides = rng.sample([h for h in LEATHERS if h != ground], 3)
    thread = rng.choice(THREADS)
    order = rng.choice(
        (("wallet", "belt"), ("belt", "case"), ("wallet", "case", "belt"), ("wallet",), ("belt",), ("case", "wallet"))
    )
    spots = {
        1: [(800, 540, 1.3, -8)],
        2: [(490, 560, 1.05, -12), (1130, 680, 1.05, 9)],
        3: [(390, 420, 0.85, -10), (1190, 390, 0.8, 10), (800, 850, 0.78, 0)],
    }
    for name, hide, (x, y, scale, turn) in zip(order, hides, spots[len(order)], strict=False):
        turn += rng.randint(-6, 6)
        {"wallet": _wallet, "belt": _belt, "case": _case}[name](canvas, rng, x, y, scale, turn, hide, thread)
    return canvas


def _flat_piece(canvas, outline, x, y, scale, turn, hide, thread):
    points = placed(outline, x, y, scale, turn)
    canvas.polygon([(px + 12, py + 20) for px, py in points], p.INK, 80)
    _sewn(canvas, points, hide, thread, 0.93, (x, y))


def _wallet(canvas, rng, x, y, scale, turn, hide, thread):
    _flat_piece(canvas, rounded_box(-290, -200, 290, 200, 30), x, y, scale, turn, hide, thread)
    canvas.line(placed([(0, -198), (0, 198)], x, y, scale, turn), p.darker(hide, 0.36), 7)
    _tooling(canvas, rng, *placed([(145, 0)], x, y, scale, turn)[0], 0.66 * scale, hide, thread)


def _belt(canvas, rng, x, y, scale, turn, hide, thread):
    coil = [
        (away * math.cos(a), away * math.sin(a))
        for away, a in ((90 + 26 * i / 40, i / 40 * 2 * math.pi) for i in range(258))
    ]
    for shift, ink, wide in ((18, p.darker(hide, 0.66), 24), (0, p.darker(hide, 0.4), 25), (-3, hide, 17)):
        canvas.line([(px + shift * 0.4, py + shift) for px, py in placed(coil, x, y, scale, turn)], ink, wide * scale)
    end = coil[-1]
    strap = placed([(end[0], end[1]), (end[0] + 30, end[1] + 130), (end[0] + 10, end[1] + 250)], x, y, scale, turn)
    canvas.line(strap, p.darker(hide, 0.4), 62 * scale)
    canvas.line(strap, hide, 54 * scale)
    canvas.stitches(strap, thread, 4, 14, 10)
    at = strap[-1]
    for size, ink in ((64, "#a8823c"), (56, "#d9b86c"), (38, p.darker(hide, 0.3))):
        canvas.polygon(placed(rounded_box(-size, -size * 0.8, size, size * 0.8, 16), *at, scale, turn), ink)


def _case(canvas, rng, x, y, scale, turn, hide, thread):
    _flat_piece(canvas, rounded_box(-150, -270, 150, 270, 40), x, y, scale, turn, hide, thread)
    flap = [
        (-152, -236),
        (-152, -60),
        (0, 60),
        (152, -60),
        (152, -236),
        *arc(110, -230, 42, 42, 0, -90, 6),
        *arc(-110, -230, 42, 42, 270, 180, 6),
    ]
    canvas.polygon(placed([(px + 2, py + 10) for px, py in flap], x, y, scale, turn), p.INK, 80)
    _sewn(canvas, placed(flap, x, y, scale, turn), p.lighter(hide, 0.07), thread, 0.9)
    canvas.circle(*placed([(0, 10)], x, y, scale, turn)[0], 20 * scale, "#d9b86c")
    _tooling(canvas, rng, *placed([(0, 160)], x, y, scale, turn)[0], 0.46 * scale, hide, thread)
