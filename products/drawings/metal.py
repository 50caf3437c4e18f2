"""Engraved copper, beads and filigree, cut stones."""

import math

from PIL import Image, ImageChops, ImageDraw

from products.drawings import palette as p
from products.drawings.canvas import Canvas, arc, around, dashes, placed, smooth
from products.drawings.rooms import room
from products.drawings.vessels import LEAF, SHAPES, Vessel

METALS = (
    ("#c8744a", "#5a2a16"),
    ("#bd6a3f", "#4f2412"),
    ("#d08a5c", "#6a3520"),
    ("#c9a45a", "#5f4316"),
    ("#b9b3a6", "#4b463e"),
)
EWERS = (
    (
        (0, 0.2),
        (0.05, 0.22),
        (0.1, 0.1),
        (0.16, 0.1),
        (0.3, 0.3),
        (0.45, 0.34),
        (0.6, 0.22),
        (0.72, 0.09),
        (0.88, 0.07),
        (0.96, 0.11),
        (1, 0.12),
    ),
    ((0, 0.26), (0.06, 0.3), (0.3, 0.38), (0.5, 0.34), (0.66, 0.17), (0.8, 0.14), (0.95, 0.22), (1, 0.23)),
    ((0, 0.3), (0.15, 0.45), (0.45, 0.52), (0.75, 0.44), (0.9, 0.4), (1, 0.47)),
)


def copper(rng):
    """An engraved tray from above, or a ewer and a pot from the side."""
    return _ewers(rng) if rng.random() < 0.36 else _tray(rng)


def _tray(rng):
    metal, cut = rng.choice(METALS[:4])
    ground = rng.choice((p.INDIGO, p.TEAL, p.MADDER_DARK, p.INK, p.WOOL_2, p.HENNA, p.SAND))
    canvas = Canvas(ground)
    lobes = rng.choice((0, 0, 12, 16, 24))
    radius = 520
    edge = [
        _polar(radius * (1 + (0.02 * abs(math.sin(lobes * a / 360 * math.pi)) if lobes else 0)), a)
        for a in range(0, 360, 2)
    ]
    canvas.polygon([(x + 14, y + 24) for x, y in edge], p.INK, 90)
    canvas.polygon(edge, p.darker(metal, 0.35))
    canvas.polygon(placed(edge, 800 * 0.012, 600 * 0.012, 0.988), p.lighter(metal, 0.12))
    canvas.circle(800, 600, 452, p.darker(metal, 0.16))
    canvas.circle(800, 600, 440, metal)
    _rim(canvas, rng, metal, cut)
    _engraving(canvas, rng, metal, cut)
    return _sheen(canvas, 800, 600, 536, rng)


def _polar(radius, degrees, x=800, y=600):
    return x + radius * math.cos(math.radians(degrees)), y + radius * math.sin(math.radians(degrees))


def _rim(canvas, rng, metal, cut):
    count, kind = rng.choice((36, 48, 60)), rng.choice(("dots", "leaves", "chevrons"))
    for i, (x, y, degrees) in enumerate(around(800, 600, 484, count)):
        if kind == "dots":
            canvas.circle(x, y, 15, p.darker(metal, 0.3))
            canvas.circle(x - 2, y - 3, 11, p.lighter(metal, 0.3))
        elif kind == "leaves":
            canvas.polygon(
                placed([(u * 13, v * 26) for u, v in LEAF], x, y, 1, degrees + 90),
                cut if i % 2 else p.lighter(metal, 0.4),
            )
        else:
            canvas.line([_polar(466, degrees - 3), _polar(502, degrees), _polar(466, degrees + 3)], cut, 5)


def _engraving(canvas, rng, metal, cut):
    """Rings of ornament from the rim to a rosette; what is punched is dark, what is raised is light."""
    light, radius = p.lighter(metal, 0.34), 428
    while radius > 190:
        depth = min(rng.choice((44, 58, 78, 98)), radius - 150)
        kind = rng.choice(("petals", "arcs", "shapes", "braid", "rays", "scales"))
        count = rng.choice((16, 18, 20, 24)) if radius > 280 else rng.choice((12, 16))
        canvas.ring(800, 600, radius, cut, 4)
        canvas.ring(800, 600, radius - 9, cut, 2)
        if kind in ("petals", "shapes"):
            canvas.circle(800, 600, radius - 12, p.mix(metal, cut, 0.62))
            canvas.circle(800, 600, radius - depth, metal)
        _ring_of(canvas, rng, kind, radius - 10, depth - 12, count, (metal, light, cut))
        radius -= depth + 6
    canvas.ring(800, 600, radius, cut, 5)
    canvas.circle(800, 600, radius - 8, p.mix(metal, cut, 0.62))
    petals = rng.choice((8, 12, 16))
    for size, ink in ((1.0, light), (0.66, metal), (0.5, cut), (0.44, light)):
        for x, y, degrees in around(800, 600, radius * 0.5 * size, petals if size > 0.5 else petals // 2):
            wide = radius * size * (2.6 / petals if size > 0.5 else 4.4 / petals)
            canvas.polygon(placed([(u * wide, v * radius * 0.44 * size) for u, v in LEAF], x, y, 1, degrees + 90), ink)
    canvas.circle(800, 600, radius * 0.13, cut)
    canvas.circle(800, 600, radius * 0.08, light)


def _ring_of(canvas, rng, kind, radius, depth, count, colours):
    metal, light, cut = colours
    middle, wide = radius - depth / 2, math.pi * (radius - depth / 2) / count
    shape = rng.choice(SHAPES)
    for i, (x, y, degrees) in enumerate(around(800, 600, middle, count)):
        half = 180 / count
        if kind == "petals":
            canvas.polygon(placed([(u * wide * 0.92, v * depth * 0.5) for u, v in LEAF], x, y, 1, degrees + 90), light)
            canvas.line([_polar(middle - depth * 0.3, degrees), _polar(middle + depth * 0.3, degrees)], cut, 3)
        elif kind == "shapes":
            canvas.polygon(placed([(u * wide * 0.8, v * depth * 0.42) for u, v in shape], x, y, 1, degrees + 90), light)
        elif kind == "arcs":
            for size in (0.95, 0.7, 0.45):
                fan = [
                    _polar(
                        radius - depth + depth * size * math.sin(math.radians(a)),
                        degrees - half * size * math.cos(math.radians(a)),
                    )
                    for a in range(0, 181, 15)
                ]
                canvas.line(fan, cut, 4)
        elif kind == "braid":
            for way in (1, -1):
                wave = [
                    _polar(middle + way * depth * 0.4 * math.sin(math.radians(a * 3.6)), degrees + half * 2 * a / 100)
                    for a in range(0, 101, 10)
                ]
                canvas.line(wave, cut if way > 0 else light, 6)
            canvas.circle(x, y, 5, cut)
        elif kind == "rays":
            for share in (-0.66, 0, 0.66):
                canvas.line(
                    [_polar(radius - depth, degrees + half * share), _polar(radius, degrees + half * share)],
                    cut if share else light,
                    4 if share else 7,
                )
        else:
            for row, size in ((0.25, 0), (0.75, half)):
                at = _polar(radius - depth * row, degrees + size)
                canvas.circle(*at, min(wide * 0.8, depth * 0.26), cut)
                canvas.circle(*at, min(wide * 0.8, depth * 0.26) - 4, light if (i + (row > 0.5)) % 2 else metal)


def _sheen(canvas, x, y, radius, rng):
    """Light turning round the metal as it does on a spun disc."""
    image = canvas.finished()
    cone = Image.new("L", (360, 1))
    turn = rng.uniform(0, 360)
    cone.putdata(
        [
            round(214 + 41 * math.cos(math.radians((a - turn) * 2)) * abs(math.cos(math.radians(a - turn))))
            for a in range(360)
        ]
    )
    small = Image.new("L", (160, 160), 255)
    tones = list(cone.tobytes())
    small.putdata([tones[int(math.degrees(math.atan2(j - 80, i - 80))) % 360] for j in range(160) for i in range(160)])
    light = small.resize((2 * radius, 2 * radius), Image.Resampling.BICUBIC)
    box = (x - radius, y - radius, x + radius, y + radius)
    disc = Image.new("L", light.size)
    ImageDraw.Draw(disc).ellipse([0, 0, 2 * radius - 1, 2 * radius - 1], fill=255)
    image.paste(ImageChops.multiply(image.crop(box), light.convert("RGB")), box, disc)
    return image


def _ewers(rng):
    metal, cut = rng.choice(METALS)
    canvas = room(rng, avoid=(p.COPPER, "#d9b98f", p.SAFFRON))
    first = rng.randrange(3)
    places = rng.choice([[(800, 985, 780)], [(590, 960, 760), (1040, 1000, 520)]])
    for number, (x, foot, height) in enumerate(places):
        which = (first + number) % 3
        vessel = Vessel(canvas, EWERS[which], x, foot, height * (0.66 if which == 2 else 1), metal)
        if which < 2:
            _spout(vessel, which, metal)
        vessel.body()
        light = p.lighter(metal, 0.32)
        for low, high in ((0.2, 0.34), (0.38, 0.56)) if which < 2 else ((0.3, 0.5), (0.56, 0.68)):
            vessel.stripe(low, high, p.mix(metal, cut, 0.55))
            count = max(6, round(10 * vessel.half((low + high) / 2) / 160))
            vessel.row((low + high) / 2, (high - low) * 0.82, count, rng.choice((LEAF, *SHAPES)), light)
            for t in (low - 0.012, high + 0.006):
                vessel.stripe(t, t + 0.006, cut)
        for t in (0.02, 0.7, 0.86):
            vessel.stripe(t, t + 0.008, cut)
        vessel.light(74)
        vessel.mouth(p.darker(metal, 0.7), light)
    return canvas


def _spout(vessel, which, metal):
    canvas, height = vessel.canvas, vessel.height
    for side, top, bottom, swing in ((1, 0.86, 0.46, 0.24),) if which else ((1, 0.86, 0.5, 0.22), (-1, 0.5, 0.3, 0)):
        upper, lower = vessel.at(90 * side, top), vessel.at(90 * side, bottom)
        if swing:
            path = smooth(
                [
                    upper,
                    (upper[0] + height * swing * 0.7, upper[1] - 20),
                    (upper[0] + height * swing, upper[1] + height * 0.18),
                    (lower[0] + 10, lower[1]),
                ],
                closed=False,
            )
            canvas.line(path, p.darker(metal, 0.4), height * 0.052)
            canvas.line(path, p.darker(metal, 0.08), height * 0.036)
        else:
            path = smooth(
                [
                    (lower[0] + 70, lower[1] + 20),
                    (lower[0] - height * 0.08, lower[1] - 20),
                    (lower[0] - height * 0.16, lower[1] - height * 0.22),
                    (lower[0] - height * 0.24, lower[1] - height * 0.5),
                ],
                closed=False,
            )
            for i, (x, y) in enumerate(path):
                canvas.circle(x, y, height * (0.062 - 0.045 * i / len(path)), p.darker(metal, 0.14))


def jewellery(rng):
    """A necklace of beads with a filigree pendant, or a pair of earrings."""
    ground = rng.choice((p.INDIGO, p.MADDER_DARK, p.INK, p.TEAL, p.WOOL_2, p.HENNA, "#e6d3b1"))
    canvas = Canvas(ground)
    metal = rng.choice((p.SILVER, p.SILVER, "#d9b15a"))
    stones = rng.sample(
        [c for c in (p.MADDER, p.SAFFRON, "#2f7f86", p.INDIGO, p.COPPER, p.HENNA, p.CREAM) if c != ground], 3
    )
    kind = rng.choice(("round", "crescent", "leaf"))
    if rng.random() < 0.3:
        for x in (480, 1120):
            canvas.ring(x, 190, 54, metal, 13)
            canvas.circle(x, 250, 20, metal)
            _pendant(canvas, kind, x, 470, 1.12, metal, stones)
        return canvas
    strands = rng.choice((1, 2, 3))
    for number in range(strands):
        drop = 560 - 135 * number
        path = [
            (800 + 620 * math.sin(a) * (1 - 0.13 * number), -60 + (drop + 180) * (1 - abs(a / 1.5) ** 2.4))
            for a in (i / 60 * 1.5 for i in range(-60, 61))
        ]
        _strand(canvas, rng, path, metal, stones, 30 - 5 * number)
    _pendant(canvas, kind, 800, 850, 0.98, metal, stones)
    canvas.line([(800, 664), (800, 700)], metal, 12)
    return canvas


def _strand(canvas, rng, path, metal, stones, size):
    canvas.line(path, p.darker(metal, 0.5), 5)
    pattern = [rng.choice(("bead", "bead", "disc", "small", "long")) for _ in range(rng.choice((3, 4, 5)))]
    spots = [start for start, _end in dashes(path, 2, size * 1.72)]
    for i, (x, y) in enumerate(spots):
        away = min(abs(i - (len(spots) - 1) / 2), len(spots))
        kind, stone = pattern[int(away) % len(pattern)], stones[int(away) // len(pattern) % 3]
        radius = {"bead": size, "disc": size * 0.8, "small": size * 0.56, "long": size * 0.86}[kind]
        _bead(canvas, x, y, radius, metal if kind in ("disc", "small") else stone, ridged=kind == "disc")


def _bead(canvas, x, y, radius, colour, ridged=False):
    canvas.circle(x + 5, y + 9, radius, p.INK, 90)
    canvas.circle(x, y, radius, p.darker(colour, 0.34))
    canvas.circle(x - radius * 0.06, y - radius * 0.08, radius * 0.88, colour)
    if ridged:
        for px, py, _d in around(x, y, radius * 0.55, 8):
            canvas.circle(px, py, radius * 0.16, p.darker(colour, 0.4))
    canvas.ellipse(x - radius * 0.32, y - radius * 0.4, radius * 0.26, radius * 0.18, p.lighter(colour, 0.75))


def _pendant(canvas, kind, x, y, scale, metal, stones):
    """Filigree: wire curls between two rims round a stone, drops hanging below."""
    dark, light = p.darker(metal, 0.45), p.lighter(metal, 0.4)
    if kind == "crescent":
        shape = [*arc(0, -40, 190, 190, -20, 200), *arc(0, -110, 165, 150, 200, -20)]
    elif kind == "leaf":
        shape = smooth([(0, -170), (110, -70), (150, 50), (70, 140), (0, 180), (-70, 140), (-150, 50), (-110, -70)])
    else:
        shape = arc(0, 0, 165, 165, 0, 360, 60)
    low = max(py for _x, py in shape)
    for i in (-3, -2, -1, 0, 1, 2, 3):
        px, top = x + i * 50 * scale, y + (low - abs(i) ** 2 * (11 if kind != "leaf" else 14)) * scale
        canvas.line([(px, top - 14), (px, top + 62 * scale)], metal, 5)
        _bead(canvas, px, top + 40 * scale, 11 * scale, metal)
        drop = smooth([(0, -24), (17, 14), (0, 32), (-17, 14)], steps=5)
        canvas.polygon(placed(drop, px, top + 84 * scale, scale), stones[abs(i) % 2 + 1])
        canvas.circle(px - 5 * scale, top + 90 * scale, 4 * scale, light)
    canvas.polygon(placed(shape, x + 7, y + 12, scale), p.INK, 90)
    canvas.polygon(placed(shape, x, y, scale), p.mix(metal, p.INK, 0.62))
    middle = (0, 62) if kind == "crescent" else (0, 0)
    for reach, count in ((128, 16), (84, 10)) if kind != "crescent" else ((0, 0),):
        for px, py, degrees in around(0, 0, reach if kind == "round" else reach * 0.86, count):
            _curl(canvas, placed([(px, py)], x, y, scale)[0], 21 * scale, degrees, metal)
    if kind == "crescent":
        for degrees in range(-5, 190, 15):
            at = placed(
                [(168 * math.cos(math.radians(degrees)), -58 + 150 * math.sin(math.radians(degrees)))], x, y, scale
            )[0]
            _curl(canvas, at, 16 * scale, degrees, metal)
    canvas.line(placed(shape, x, y, scale), dark, 15 * scale, closed=True)
    canvas.line(placed(shape, x, y, scale), light, 8 * scale, closed=True)
    at = placed([middle], x, y, scale)[0]
    canvas.circle(*at, 58 * scale, light)
    _bead(canvas, *at, 48 * scale, stones[0])


def _curl(canvas, at, radius, degrees, metal):
    curl = [(radius * (1 - i / 22) * math.cos(i / 3.2), radius * (1 - i / 22) * math.sin(i / 3.2)) for i in range(20)]
    canvas.line(placed(curl, *at, 1, degrees), p.lighter(metal, 0.2), max(2.5, radius * 0.17))


def gemstone(rng):
    """Cut stones on a turned or plain board of wood, some set into it."""
    wood = rng.choice((p.WALNUT, p.OAK, "#7a4a2c", p.PEAR))
    canvas = Canvas(wood)
    for i in range(9):
        y = i * 140 + rng.randint(-30, 30)
        sway = rng.uniform(14, 44)
        for k in range(4):
            grain = [(x, y + k * 26 + sway * math.sin(x / 260 + i * 1.3)) for x in range(0, 1640, 40)]
            canvas.line(grain, p.darker(wood, 0.18), 4, alpha=150)
    colours = [p.MADDER, "#2f7f86", p.SAFFRON, p.INDIGO, p.HENNA, "#8a3b52", p.COPPER, "#3d8a80"]
    rng.shuffle(colours)
    layout = rng.choice(("one", "three", "six", "ring"))
    spots = {
        "one": [(800, 600, 390)],
        "three": [(300, 640, 200), (800, 560, 250), (1300, 640, 200)],
        "six": [(330 + 470 * (i % 3), 330 + 540 * (i // 3), 185) for i in range(6)],
        "ring": [(800, 600, 240), *((x, y, 104) for x, y, _d in around(800, 600, 440, 8))],
    }[layout]
    for i, (x, y, radius) in enumerate(spots):
        inlaid = rng.random() < 0.4
        _stone(canvas, rng, x, y, radius, colours[i % len(colours)], p.SAFFRON if inlaid else None)
    return canvas


def _stone(canvas, rng, x, y, radius, colour, setting):
    sides = rng.choice((6, 8, 8, 10, 12))
    squash = rng.choice((1.0, 1.0, 0.78))
    turn = 180 / sides
    rings = [
        [(x + (px - x) * squash, py) for px, py, _d in around(x, y, radius * size, sides, start)]
        for size, start in ((1, turn), (0.78, 0), (0.5, turn))
    ]
    rim = 1.13 if setting else 1.0
    for away, alpha in ((0.05, 60), (0.1, 60)):
        fallen = [(x + (px - x) * rim + radius * away, y + (py - y) * rim + radius * away * 1.4) for px, py in rings[0]]
        canvas.polygon(fallen, p.INK, alpha)
    if setting:
        canvas.polygon(
            [(x + (px - x) * squash, py) for px, py, _d in around(x, y, radius * 1.13, sides, turn)], setting
        )
    for outer, inner, ahead in ((rings[0], rings[1], 1), (rings[1], rings[2], 0)):
        for i in range(sides):
            for triangle, lean in (
                ((outer[i], outer[(i + 1) % sides], inner[(i + ahead) % sides]), 0),
                ((inner[i], inner[(i + 1) % sides], outer[(i + 1 - ahead) % sides]), 0.16),
            ):
                cx, cy = sum(q[0] for q in triangle) / 3, sum(q[1] for q in triangle) / 3
                facing = math.cos(math.atan2(cy - y, cx - x) - math.radians(235)) + lean * (1 if i % 2 else -1) * 2
                tone = p.lighter(colour, 0.5 * facing) if facing > 0 else p.darker(colour, -0.5 * facing)
                canvas.polygon(triangle, tone)
    canvas.polygon(rings[2], p.lighter(colour, 0.24))
    canvas.polygon([rings[2][i] for i in range(sides // 2 + 1)], p.lighter(colour, 0.1))
