"""Pictures that several crafts tell in their own material: birds, cypresses, the sun over the mountains, pomegranates.

A scene is a list of Parts, those behind first. What a part is made of is the craft's affair; here it only has a role.
"""

import math
from dataclasses import dataclass

from products.drawings.canvas import around, pairs, placed, smooth

GROUND, MAIN, SECOND, THIRD, LEAF, BRANCH, LIGHT = range(7)


@dataclass(frozen=True)
class Part:
    """A closed outline, its role, and the direction (degrees) in which its material lies."""

    points: list
    role: int
    angle: float = 0.0


def scene(rng):
    """One of the scenes, arranged by ``rng``."""
    return rng.choice((birds, cypress, mountains, pomegranates, vase, goat, birds, fish))(rng)


def sun(x, y, radius, rays, role=THIRD, core=SECOND):
    parts = []
    for px, py, degrees in around(x, y, radius * 1.02, rays):
        wide = radius * 2.3 / rays
        ray = [(-wide, 0), (0, -radius * 0.62), (wide, 0)]
        parts.append(Part(placed(ray, px, py, 1, degrees + 90), role, degrees))
    disc = [(px, py) for px, py, _d in around(x, y, radius * 0.92, 40)]
    heart = [(px, py) for px, py, _d in around(x, y, radius * 0.52, 30)]
    return [*parts, Part(disc, core, 30), Part(heart, role, 120)]


def leaf(x, y, length, degrees, role=LEAF, wide=0.27):
    outline = smooth([(0, 0), (length * 0.45, -length * wide), (length, 0), (length * 0.45, length * wide)], steps=6)
    return Part(placed(outline, x, y, 1, degrees), role, degrees)


def stem(points, width, role=BRANCH):
    """A branch along ``points``, thinner at its end."""
    path = smooth(points, closed=False, steps=8)
    left, right = [], []
    for i, (x, y) in enumerate(path):
        x1, y1 = path[min(i + 1, len(path) - 1)]
        x0, y0 = path[max(i - 1, 0)]
        length = math.hypot(x1 - x0, y1 - y0) or 1
        half = width / 2 * (1 - 0.55 * i / len(path))
        left.append((x - (y1 - y0) / length * half, y + (x1 - x0) / length * half))
        right.append((x + (y1 - y0) / length * half, y - (x1 - x0) / length * half))
    return Part([*left, *reversed(right)], role, 0)


BODY = pairs("-150,-62 -100,-92 -40,-40 60,-30 130,10 250,74 150,78 40,92 -60,70 -116,10")
WING = [(-30, -22), (50, -20), (130, 20), (206, 74), (90, 66), (10, 46)]
TAIL = [(150, 44), (300, 110), (392, 190), (280, 166), (170, 92)]


def bird(x, y, scale, flip, roles=(MAIN, SECOND, THIRD), crest=False):
    def part(points, role, angle, curved=True):
        outline = smooth(points, steps=6) if curved else points
        return Part(placed(outline, x, y, scale, 0, flip), role, -angle if flip else angle)

    parts = [part([(-140, -72), (-216, -48), (-138, -40)], roles[2], 10, curved=False)]
    for i, (dx, dy) in enumerate(((0, 0), (-14, 26), (-40, 48))):
        parts.append(part([(px + dx, py + dy) for px, py in TAIL], roles[(i + 1) % 3], 30 + 8 * i))
    parts.append(part(BODY, roles[0], 20))
    for size, role in ((1, roles[1]), (0.7, roles[2]), (0.42, roles[0])):
        parts.append(part([(px * size + 8, py * size + 6) for px, py in WING], role, 35))
    if crest:
        for degrees in (-130, -100, -70):
            parts.append(
                part(
                    [(-112, -84), *placed([(66, -13), (84, 0), (66, 13)], -112, -84, 1, degrees)],
                    roles[2],
                    degrees,
                    curved=False,
                )
            )
    parts.append(part([(px, py) for px, py, _d in around(-112, -58, 15, 12)], LIGHT, 0))
    parts.append(part([(px, py) for px, py, _d in around(-112, -58, 7, 10)], BRANCH, 0))
    return parts


def pomegranate(x, y, radius, degrees=0.0):
    fruit = smooth(
        [(0, -1), (0.72, -0.78), (1, 0), (0.7, 0.76), (0, 1), (-0.7, 0.76), (-1, 0), (-0.72, -0.78)], steps=6
    )
    crown = [(-0.3, -0.88), (-0.46, -1.48), (-0.16, -1.22), (0, -1.55), (0.16, -1.22), (0.46, -1.48), (0.3, -0.88)]
    split = smooth([(-0.05, -0.62), (0.4, -0.2), (0.36, 0.36), (0, 0.66), (-0.2, 0.3), (-0.26, -0.2)], steps=5)
    parts = [
        Part(placed(crown, x, y, radius, degrees), THIRD, 90),
        Part(placed(fruit, x, y, radius, degrees), MAIN, 60),
        Part(placed(split, x, y, radius, degrees), SECOND, 20),
    ]
    for sx, sy in ((-0.02, -0.3), (0.18, -0.08), (-0.06, 0.02), (0.16, 0.22), (-0.02, 0.36)):
        seed = [(sx + 0.1 * math.cos(a), sy + 0.13 * math.sin(a)) for a in (i / 8 * 2 * math.pi for i in range(8))]
        parts.append(Part(placed(seed, x, y, radius, degrees), MAIN, 100))
    return parts


def flower(x, y, radius, petals, roles=(MAIN, THIRD)):
    parts = []
    for _px, _py, degrees in around(x, y, 1, petals):
        parts.append(leaf(x, y, radius, degrees, roles[0], wide=min(0.34, 1.7 / petals)))
    heart = [(px, py) for px, py, _d in around(x, y, radius * 0.3, 20)]
    return [*parts, Part(heart, roles[1], 45)]


def birds(rng):
    """Two birds face to face, or one alone, on a branch."""
    pair = rng.random() < 0.6
    parts = (
        sun(800, rng.choice((330, 400)), rng.choice((130, 170)), rng.choice((12, 16, 20))) if rng.random() < 0.7 else []
    )
    parts.append(
        stem(
            [(120, 900), (500, 840), (900, 866), (1490, 760)]
            if not pair
            else [(100, 850), (500, 880), (800, 872), (1100, 880), (1500, 850)],
            44,
        )
    )
    for i in range(9):
        x = 200 + 150 * i
        parts.append(leaf(x, 862, rng.randint(130, 190), rng.choice((60, 110, -60, -120)) + rng.randint(-12, 12)))
    crest = rng.random() < 0.5
    if pair:
        parts += [*bird(1120, 700, 1.06, False, crest=crest), *bird(480, 700, 1.06, True, crest=crest)]
        parts += pomegranate(800, 690, 84) if rng.random() < 0.5 else flower(800, 690, 130, 8)
    else:
        flip = rng.random() < 0.5
        parts += bird(800 + (90 if flip else -90), 640, 1.7, flip, crest=crest)
        parts += pomegranate(1330 if not flip else 270, 960, 96, rng.randint(-20, 20))
    return parts


def tree(x, foot, height, half, rows=7):
    """A cypress of overlapping scales in a flame-shaped outline."""
    flame = smooth(
        [(0, -1), (0.55, -0.62), (0.96, -0.2), (0.8, 0.02), (0, 0.08), (-0.8, 0.02), (-0.96, -0.2), (-0.55, -0.62)],
        steps=7,
    )
    parts = [
        stem([(x, foot), (x, foot - height * 0.2)], half * 0.3),
        Part([(x + u * half, foot - height * 0.14 + v * height * 0.86) for u, v in flame], LEAF, 90),
    ]
    for row in range(rows):
        share = (row + 0.6) / rows
        wide = half * 0.84 * math.sin(math.pi * (0.12 + 0.8 * share)) ** 0.8
        y = foot - height * 0.96 + height * 0.78 * share
        for side in (-1, 1):
            parts.append(leaf(x + side * 4, y, wide, 90 - side * 62, (MAIN, THIRD, SECOND)[row % 3], wide=0.2))
    return parts


def cypress(rng):
    """A cypress between two smaller things."""
    parts = sun(800, 420, 250, rng.choice((16, 24)), SECOND, THIRD) if rng.random() < 0.6 else []
    parts.append(
        Part([(0, 1060), (400, 1010), (800, 1000), (1200, 1010), (1600, 1060), (1600, 1200), (0, 1200)], BRANCH, 0)
    )
    parts += tree(800, 1030, rng.randint(800, 880), rng.choice((170, 200)), rng.choice((6, 8)))
    beside = rng.choice(("birds", "trees", "flowers"))
    for x, flip in ((390, True), (1210, False)):
        if beside == "birds":
            parts += bird(x + (70 if flip else -70) * -1, 860, 0.86, flip)
        elif beside == "trees":
            parts += tree(x, 1050, 560, 120, 5)
        else:
            parts.append(stem([(x, 1060), (x + 20, 850), (x, 640)], 26))
            parts += [leaf(x, 900, 170, -30), leaf(x, 960, 170, 210), *flower(x, 620, 160, rng.choice((6, 8)))]
    return parts


def mountains(rng):
    """The sun over folded mountains, an oak before them."""
    x = rng.choice((520, 800, 1080))
    parts = sun(x, 420, rng.choice((170, 210)), rng.choice((16, 20, 24)))
    for level, (base, role) in enumerate(((620, MAIN), (790, SECOND), (930, LEAF))):
        points, at = [(0, 1200), (0, base)], 0
        while at < 1600:
            step = rng.randint(150, 300)
            points += [
                (at + step * 0.5, base - rng.randint(70, 210) + 40 * level),
                (at + step, base + rng.randint(-10, 30)),
            ]
            at += step
        parts.append(Part([*points, (1700, 1200)], role, (-35, 28, -14)[level]))
    tree_x = 1600 - x if x != 800 else rng.choice((420, 1180))
    parts.append(stem([(tree_x, 1130), (tree_x - 14, 930), (tree_x + 10, 760)], 80))
    for degrees in (-50, 0, 50):
        parts.append(stem([(tree_x, 860), *placed([(0, -150)], tree_x, 830, 1, degrees)], 40))
    for px, py, degrees in (*around(tree_x, 680, 190, 11, 8), *around(tree_x, 680, 100, 6, 20), (tree_x, 680, 0)):
        crown = [(qx, qy) for qx, qy, _d in around(px, py, 88, 8, degrees)]
        parts.append(Part(crown, (LEAF, THIRD, LEAF, SECOND)[round(px + py) % 4], degrees))
    return parts


def pomegranates(rng):
    """Branches with fruit and leaves."""
    parts = [
        stem([(60, 260), (480, 330), (900, 270), (1560, 380)], 48),
        stem([(480, 330), (620, 560), (560, 760)], 34),
        stem([(980, 285), (1100, 520), (1060, 700)], 34),
    ]
    for x, y, degrees in (
        (240, 280, 70),
        (330, 300, -70),
        (560, 440, 160),
        (600, 560, 20),
        (760, 290, -60),
        (820, 290, 90),
        (1040, 420, 170),
        (1100, 560, 30),
        (1260, 310, -80),
        (1340, 330, 60),
        (1440, 350, -50),
        (140, 270, -60),
        (700, 300, 75),
    ):
        parts.append(
            leaf(x, y, rng.randint(150, 210), degrees + rng.randint(-16, 16), rng.choice((LEAF, LEAF, SECOND)))
        )
    spots = [(330, 680, 150), (560, 860, 170), (1060, 830, 180), (1330, 640, 140), (820, 600, 120)]
    for x, y, radius in rng.sample(spots, rng.choice((3, 4, 5))):
        parts.append(stem([(x, y - radius - 190), (x, y - radius * 0.8)], 22))
        parts += pomegranate(x, y, radius, 180 + rng.randint(-14, 14))
    return parts


def vase(rng):
    """A vase of tall flowers between leaves."""
    parts = [Part([(0, 1010), (1600, 1010), (1600, 1200), (0, 1200)], BRANCH, 0)]
    heads = rng.sample(
        [(800, 240), (520, 330), (1080, 330), (340, 520), (1260, 520), (660, 470), (940, 470)], rng.choice((5, 6, 7))
    )
    for x, y in heads:
        parts.append(stem([(800, 800), ((800 + x) / 2 + (x - 800) * 0.2, (800 + y) / 2 + 60), (x, y)], 22))
        parts.append(
            leaf(
                (800 + x) / 2,
                (800 + y) / 2 + 50,
                130,
                math.degrees(math.atan2(y - 800, x - 800)) + rng.choice((-55, 55)),
            )
        )
    for i, (x, y) in enumerate(heads):
        parts += flower(
            x, y, rng.randint(110, 140), rng.choice((6, 8, 10)), ((MAIN, THIRD), (SECOND, MAIN), (THIRD, MAIN))[i % 3]
        )
    body = smooth(
        [(720, 740), (880, 740), (850, 800), (950, 920), (880, 1060), (720, 1060), (650, 920), (750, 800)], steps=7
    )
    parts.append(Part(body, MAIN, 80))
    for y, half, role in ((880, 132, SECOND), (936, 146, THIRD)):
        parts.append(
            Part([(800 - half, y), (800 + half, y), (800 + half - 6, y + 34), (800 - half + 6, y + 34)], role, 10)
        )
    return parts


def goat(rng):
    """The wild goat of the mountains under the sun."""
    parts = sun(800, 400, rng.choice((230, 270)), rng.choice((16, 20, 28)), SECOND, THIRD)
    ridge = pairs("0,980 260,900 520,950 800,880 1080,950 1340,890 1600,980 1600,1200 0,1200")
    parts.append(Part(ridge, LEAF, -20))

    return parts + _goat(rng.random() < 0.5)


def _goat(flip):
    """A goat whose horns are one great bow."""
    parts = []

    def part(points, role, angle, steps=7):
        return Part(
            placed(smooth(points, steps=steps) if steps else points, 800, 600, 1, 0, flip),
            role,
            -angle if flip else angle,
        )

    for x, bend in ((-230, -20), (-150, 26), (110, -20), (190, 24)):
        parts.append(
            part(
                [
                    (x - 30, 130),
                    (x + 34, 130),
                    (x + bend + 22, 250),
                    (x + 16, 372),
                    (x - 20, 372),
                    (x + bend - 14, 250),
                ],
                SECOND if x in (-150, 110) else MAIN,
                90,
                0,
            )
        )
    parts.append(
        part(
            pairs("-290,10 -180,-46 60,-40 190,-80 250,-30 236,110 120,176 -120,150 -270,150"),
            MAIN,
            10,
        )
    )
    parts.append(
        part([(150, -50), (236, -190), (330, -236), (424, -190), (416, -156), (330, -140), (270, 30)], MAIN, 60)
    )
    for size, role in ((1.0, THIRD), (0.8, BRANCH)):
        horn = pairs("300,-214 290,-330 180,-430 10,-440 -110,-360 -90,-340 20,-390 160,-370 226,-290 250,-204")
        parts.append(part([(275 + (x - 275) * size, -210 + (y + 210) * size) for x, y in horn], role, 20))
    parts += [
        part([(-280, 20), (-340, -36), (-318, 60)], SECOND, 40, 0),
        part([(330, -150), (316, -60), (360, -146)], BRANCH, 80, 0),
    ]
    parts.append(part([(px, py) for px, py, _d in around(346, -190, 10, 10)], LIGHT, 0, 0))
    for i in range(4):
        x = -200 + 110 * i
        parts.append(part([(x, -20), (x + 50, 50), (x, 120), (x - 50, 50)], (SECOND, THIRD)[i % 2], 45, 0))
    return parts


def fish(rng):
    """Fish round a flower, the old pattern of carpets and trays."""
    parts = []
    count = rng.choice((2, 3, 4))
    for x, y, degrees in around(800, 600, 330, count, rng.choice((0, 90))):
        lie = degrees + 90
        body = smooth([(-220, 0), (-110, -76), (60, -84), (210, 0), (60, 84), (-110, 76)], steps=7)
        parts.append(Part(placed([(-190, 0), (-330, -100), (-290, 0), (-330, 100)], x, y, 1, lie), THIRD, lie + 60))
        parts.append(Part(placed(body, x, y, 1, lie), MAIN, lie + 30))
        for i, px in enumerate((-110, -40, 30)):
            scale = smooth([(px - 34, 0), (px, -56 + 8 * i), (px + 40, 0), (px, 56 - 8 * i)], steps=4)
            parts.append(Part(placed(scale, x, y, 1, lie), (SECOND, THIRD, SECOND)[i], lie))
        parts.append(
            Part([(qx, qy) for qx, qy, _d in around(*placed([(132, -14)], x, y, 1, lie)[0], 17, 12)], LIGHT, 0)
        )
    parts += flower(800, 600, 190, rng.choice((8, 12)), (SECOND, THIRD))
    for x, y in ((170, 170), (1430, 170), (170, 1030), (1430, 1030)):
        for turn in (-40, 0, 40):
            parts.append(leaf(x, y, 230, math.degrees(math.atan2(600 - y, 800 - x)) + turn))
        parts += flower(x, y, 110, 6, (MAIN, THIRD))
    return parts
