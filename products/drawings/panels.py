"""Panels: leather and wood cut to a drawing and fitted, straw laid in facets, wood carved in relief."""

import math

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from products.drawings import palette as p
from products.drawings import scenes
from products.drawings.canvas import FINE, HEIGHT, WIDTH, Canvas, around, placed, smooth

# Colours by role: ground, main, second, third, leaf, branch, light.
LEATHERS = (
    ("#e2c79a", p.MADDER, p.COPPER, p.SAFFRON, p.HENNA, "#4a2a1a", p.CREAM),
    (p.INDIGO, p.MADDER, p.COPPER, p.SAFFRON, "#7d8a52", "#8a5a36", p.CREAM),
    ("#5a2f1d", "#c9824f", p.CREAM, p.SAFFRON, "#7d8a52", "#2c1710", p.CREAM),
    (p.TEAL, p.COPPER, p.CREAM, p.SAFFRON, "#86935a", "#3a2418", p.CREAM),
    ("#cfa878", p.INDIGO, p.MADDER, "#e3b56b", p.HENNA, "#4a2a1a", p.CREAM),
    (p.MADDER_DARK, p.SAFFRON, p.CREAM, p.COPPER, "#7d8a52", "#2a1510", p.CREAM),
)
WOODS = (
    ("#e0bd86", "#7a4526", "#a9643a", "#c98f52", "#6d5a34", "#3f2617", "#f1dcb4"),
    ("#6b4027", "#d9a866", "#e9cf9f", "#b0703f", "#8f7a48", "#3a2214", "#f1dcb4"),
    ("#3d2618", "#c98f52", "#e6c48d", "#9c5a32", "#84764a", "#7a4d2d", "#f4e3c1"),
    ("#c99a68", "#4a2c1a", "#8a4f2c", "#efd6a6", "#6d5a34", "#2f1c12", "#f6e6c6"),
)


def leather_mosaic(rng):
    """Coloured leathers cut to a drawing; every piece a little different, dark joints between."""
    roles = rng.choice(LEATHERS)
    joint = p.darker(roles[5], 0.3)
    canvas = Canvas(roles[0])
    parts = scenes.scene(rng)
    for part in parts:
        canvas.polygon(part.points, roles[part.role], edge=joint, width=7)
    canvas.image = ImageChops.multiply(canvas.image, _pieces(rng, joint).resize(canvas.image.size).convert("RGB"))
    return _framed(canvas.finished(), rng, p.darker(roles[5], 0.1), joint)


def _pieces(rng, _joint):
    """Tones of the fitted pieces: a bent net of four-sided cuts."""
    tones = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(tones)
    step = rng.choice((64, 80, 100))
    lean, bend = rng.uniform(-0.6, 0.6), rng.choice((0, 40, 80))
    columns, rows = WIDTH // step + 5, HEIGHT // step + 5

    def corner(i, j):
        x, y = (i - 2) * step, (j - 2) * step
        return (
            x + lean * (y - 600) * 0.3 + bend * math.sin(y / 190) + net[i][j][0],
            y + bend * math.sin(x / 230) + net[i][j][1],
        )

    reach = step * 0.26
    net = [
        [(rng.uniform(-reach, reach), rng.uniform(-reach, reach)) for _ in range(rows + 1)] for _ in range(columns + 1)
    ]
    for i in range(columns):
        for j in range(rows):
            quad = [corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)]
            pen.polygon(quad, fill=rng.randint(208, 255))
            pen.line([quad[1], quad[2], quad[3]], fill=120, width=3)
    return tones


def _framed(image, rng, wood, joint):
    """Put a panel into its frame."""
    if rng.random() < 0.3:
        return image
    canvas = Canvas(wood)
    deep = rng.choice((56, 72))
    canvas.rectangle(0, 0, WIDTH, 12, p.lighter(wood, 0.2))
    canvas.rectangle(0, 0, 12, HEIGHT, p.lighter(wood, 0.2))
    canvas.rectangle(0, HEIGHT - 12, WIDTH, HEIGHT, p.darker(wood, 0.4))
    canvas.rectangle(WIDTH - 12, 0, WIDTH, HEIGHT, p.darker(wood, 0.4))
    for x, y in ((0, 0), (WIDTH, 0), (0, HEIGHT), (WIDTH, HEIGHT)):
        canvas.line([(x, y), (abs(x - deep), abs(y - deep))], p.darker(wood, 0.45), 3)
    inner = 20
    canvas.rectangle(deep - inner, deep - inner, WIDTH - deep + inner, HEIGHT - deep + inner, joint)
    canvas.rectangle(
        deep - inner + 6,
        deep - inner + 6,
        WIDTH - deep + inner - 6,
        HEIGHT - deep + inner - 6,
        p.SAFFRON if rng.random() < 0.5 else p.lighter(wood, 0.3),
    )
    framed = canvas.finished()
    inside = image.resize((WIDTH - 2 * deep, HEIGHT - 2 * deep), Image.Resampling.BICUBIC)
    framed.paste(inside, (deep, deep))
    return framed


def wheat_straw(rng):
    """Split straw: every shape of strips that shine by the way they lie, on dark cloth."""
    cloth = rng.choice((p.INK, p.INDIGO, p.MADDER_DARK, "#20302c", "#2a1a14", p.INK))
    straws = ("#000000", "#e2b95f", "#c8923f", "#f0d48c", "#a98a3c", "#9a6a34", "#f8e6b0")
    canvas = Canvas(cloth)
    ridges = _Ridges(rng)
    for part in scenes.scene(rng):
        shine = math.cos(math.radians(2 * part.angle - 50))
        tone = straws[part.role]
        tone = p.lighter(tone, 0.34 * shine) if shine > 0 else p.darker(tone, -0.22 * shine)
        xs, ys = [x for x, _y in part.points], [y for _x, y in part.points]
        x0, y0 = max(0, int(min(xs) * FINE)), max(0, int(min(ys) * FINE))
        x1, y1 = min(WIDTH * FINE, int(max(xs) * FINE) + 2), min(HEIGHT * FINE, int(max(ys) * FINE) + 2)
        if x1 <= x0 or y1 <= y0:
            continue
        mask = Image.new("L", (x1 - x0, y1 - y0))
        ImageDraw.Draw(mask).polygon([(x * FINE - x0, y * FINE - y0) for x, y in part.points], fill=255)
        grain = ridges.at(part.angle, (x0, y0, x1, y1))
        colour = Image.merge("RGB", [grain.point([v * c // 255 for v in range(256)]) for c in p.rgb(tone)])
        canvas.image.paste(colour, (x0, y0), mask)
        canvas.line(part.points, p.darker(cloth, 0.2), 3.5, closed=True)
    return _framed(canvas.finished(), rng, rng.choice((p.WALNUT, p.OAK, "#3a2418")), p.INK)


class _Ridges:
    """Pictures of parallel straws, one for every fifteen degrees, drawn when first asked for."""

    def __init__(self, rng):
        self.tones = []
        while len(self.tones) < 64:
            tone = rng.randint(206, 255)
            self.tones += [tone * 2 // 3, *[tone] * rng.choice((3, 4, 5))]
        self.drawn = {}

    def at(self, degrees, box):
        """The straws lying at ``degrees`` inside ``box``, in pixels of a canvas."""
        number = round(degrees / 15) % 12
        if number not in self.drawn:
            self.drawn[number] = self._lying(number)
        image = self.drawn[number]
        return image.resize(
            (box[2] - box[0], box[3] - box[1]), Image.Resampling.BILINEAR, box=[side / 2 / FINE for side in box]
        )

    def _lying(self, number):
        slope = math.radians(number * 15 + 90)
        step_x, step_y = math.cos(slope), math.sin(slope)
        small = Image.new("L", (WIDTH // 2, HEIGHT // 2))
        pen = ImageDraw.Draw(small)
        for k in range(-260, 261):
            cx, cy = WIDTH // 4 + k * step_x * 2, HEIGHT // 4 + k * step_y * 2
            dx, dy = -step_y * 600, step_x * 600
            pen.line([(cx - dx, cy - dy), (cx + dx, cy + dy)], fill=self.tones[k % 64], width=3)
        return small


def wood_marquetry(rng):
    """Thin woods fitted into a picture or into a star pattern."""
    roles = rng.choice(WOODS)
    canvas = Canvas(roles[0])
    if rng.random() < 0.5:
        _stars(canvas, rng, roles)
    else:
        for part in scenes.scene(rng):
            canvas.polygon(part.points, roles[part.role], edge=p.darker(roles[part.role], 0.45), width=3)
    grained = ImageChops.multiply(canvas.finished(), _wood_grain(rng).convert("RGB"))
    return _framed(grained, rng, roles[5], p.darker(roles[5], 0.4))


def _wood_grain(rng):
    small = Image.new("L", (400, 300), 255)
    pen = ImageDraw.Draw(small)
    y, phase = -20.0, rng.uniform(0, 6)
    while y < 320:
        y += rng.uniform(2.2, 6)
        sway = rng.uniform(2, 7)
        pen.line(
            [(x, y + sway * math.sin(x / 70 + phase + y / 60)) for x in range(0, 408, 8)],
            fill=rng.randint(226, 246),
            width=1,
        )
    return small.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)


def _stars(canvas, rng, roles):
    """Eight-pointed stars touching at their tips, crosses between them."""
    step = rng.choice((320, 400, 533))
    star, cross, kite, second = rng.sample([1, 2, 3, 4], 4)
    edge = p.darker(roles[5], 0.2)
    tip = step / 2
    dent = tip * math.cos(math.radians(45)) / math.cos(math.radians(22.5))
    canvas.rectangle(0, 0, WIDTH, HEIGHT, roles[cross])
    rows, columns = HEIGHT // step + 2, WIDTH // step + 2
    for j in range(-rows // 2, rows // 2 + 2):
        for i in range(-columns // 2, columns // 2 + 2):
            x, y = 800 + i * step, 600 + j * step
            middle = (x + tip, y + tip)
            for turn in range(0, 360, 90):
                canvas.polygon(
                    [
                        _at(*middle, tip * 0.18, turn + 45),
                        _at(*middle, tip * 0.5, turn),
                        _at(*middle, tip * 0.18, turn - 45),
                        middle,
                    ],
                    roles[second],
                    edge=edge,
                    width=3,
                )
            outline = [q for k in range(8) for q in (_at(x, y, tip, k * 45), _at(x, y, dent, k * 45 + 22.5))]
            canvas.polygon(outline, roles[star], edge=edge, width=4)
            for k in range(8):
                shape = [
                    (x, y),
                    _at(x, y, tip * 0.56, k * 45 - 22.5),
                    _at(x, y, tip * 0.8, k * 45),
                    _at(x, y, tip * 0.56, k * 45 + 22.5),
                ]
                canvas.polygon(shape, roles[kite if k % 2 else 6], edge=edge, width=3)
            canvas.polygon([_at(x, y, tip * 0.22, k * 45) for k in range(8)], roles[second], edge=edge, width=3)


def _at(x, y, radius, degrees):
    return x + radius * math.cos(math.radians(degrees)), y + radius * math.sin(math.radians(degrees))


def woodcarving(rng):
    """Scrolls, leaves and a flower standing out of the wood, lit from the upper left."""
    wood = rng.choice((p.WALNUT, p.OAK, "#7a3f24", p.PEAR, "#8a5a36", "#3f2617", "#d2ab78"))
    mask = Image.new("L", (WIDTH, HEIGHT))
    _carved(ImageDraw.Draw(mask), rng)
    quarter = mask.crop((0, 0, 800, 600))
    for box, turn in (
        ((800, 0), Image.Transpose.FLIP_LEFT_RIGHT),
        ((0, 600), Image.Transpose.FLIP_TOP_BOTTOM),
        ((800, 600), Image.Transpose.ROTATE_180),
    ):
        mask.paste(quarter.transpose(turn), box)
    round_edge = mask.filter(ImageFilter.BoxBlur(7))
    slope = ImageChops.subtract(ImageChops.offset(round_edge, -7, -9), ImageChops.offset(round_edge, 7, 9), 4.2, 128)
    image = Image.composite(
        Image.new("RGB", mask.size, p.rgb(wood)), Image.new("RGB", mask.size, p.darker(wood, 0.42)), mask
    )
    image = ImageChops.multiply(image, _wood_grain(rng).convert("RGB"))
    # hard light through the slope: faces towards the light brighten, those away darken
    return ImageChops.hard_light(image, ImageChops.invert(slope).convert("RGB"))


def _carved(pen, rng):
    """Draw the upper left quarter of the relief."""
    pen.rectangle([0, 0, WIDTH, 36], fill=255)
    pen.rectangle([0, 0, 36, HEIGHT], fill=255)
    wide = rng.choice((62, 80))
    for x in range(36 + wide // 2, 840, wide):
        pen.ellipse([x - wide * 0.34, 50, x + wide * 0.34, 50 + wide * 0.68], fill=255)
    for y in range(50 + wide + wide // 2, 640, wide):
        pen.ellipse([50, y - wide * 0.34, 50 + wide * 0.68, y + wide * 0.34], fill=255)
    edge = 66 + wide
    pen.rectangle([edge, edge, WIDTH, edge + 14], fill=255)
    pen.rectangle([edge, edge, edge + 14, HEIGHT], fill=255)
    petals = rng.choice((8, 12, 16))
    _scrolls(pen, rng)
    for size in (1.0, 0.5):
        for x, y, degrees in around(800, 600, 130 * size, petals, 180 / petals):
            leaf = smooth(
                [(-104 * size, 0), (0, -270 / petals * size * 1.25), (112 * size, 0), (0, 270 / petals * size * 1.25)],
                steps=6,
            )
            pen.polygon(placed(leaf, x, y, 1, degrees), fill=255, outline=0, width=5)
    pen.ellipse([752, 552, 848, 648], fill=255, outline=0, width=6)


def _scrolls(pen, rng):
    """Vines curling in on a berry, leaves along them; one of three growths."""
    growth = rng.choice(
        (
            ((300, 310, 128, 20, 1), (555, 290, 96, 160, -1), (270, 520, 84, -60, -1)),
            ((330, 330, 150, -30, 1), (600, 262, 78, 200, 1), (262, 560, 74, 70, -1)),
            ((420, 340, 140, 110, -1), (250, 260, 62, 0, 1), (255, 500, 88, -80, 1), (640, 270, 66, 160, -1)),
        )
    )
    for x, y, radius, start, way in growth:
        radius *= rng.uniform(0.92, 1.08)
        turns, leaves = rng.choice((1.5, 1.75)), rng.choice((5, 7))
        curl = [(radius * (1 - i / 64), math.radians(start + way * 360 * turns * i / 60)) for i in range(58)]
        path = [(x + away * math.cos(a), y + away * math.sin(a)) for away, a in curl]
        pen.line(path, fill=255, width=max(14, round(radius * 0.18)), joint="curve")
        pen.ellipse([x - radius * 0.22, y - radius * 0.22, x + radius * 0.22, y + radius * 0.22], fill=255)
        for i in range(1, 30, leaves):
            angle = curl[i][1]
            leaf = smooth([(0, 0), (34, -24), (86, 0), (34, 24)], steps=5)
            pen.polygon(placed(leaf, *path[i], radius / 130, math.degrees(angle) + way * 40), fill=255)
