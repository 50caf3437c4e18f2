"""Thrown pots, glazed, and pots and plates painted all over."""

import math

from products.drawings import palette as p
from products.drawings.canvas import Canvas, around, placed, smooth
from products.drawings.rooms import room
from products.drawings.vessels import CHEVRON, FISH, GOAT, LEAF, PROFILES, SHAPES, STEPPED, Vessel


def pottery(rng):
    """One to three pots, thrown and glazed or left plain, with a few painted bands."""
    clay = rng.choice((p.CLAY, "#b9764e", "#d8ab82", "#a8603f", "#e3c7a2"))
    canvas = room(rng, avoid=(p.COPPER, "#d9b98f"))
    glaze = rng.choice((None, None, p.INDIGO, p.TEAL, p.HENNA, p.CREAM, p.SAFFRON, "#3f6f78"))
    for name, x, foot, height, stretch in _group(rng, ("jar", "vase", "crock", "amphora", "bowl", "bottle", "cup")):
        vessel = Vessel(canvas, PROFILES[name], x, foot, height, clay, stretch)
        _handles(vessel, rng, name, p.darker(clay, 0.08))
        vessel.body()
        if glaze:
            _run_down(vessel, rng, glaze)
        else:
            _painted(vessel, rng, rng.sample([p.WALNUT, p.CREAM, p.MADDER_DARK, p.INK], 2), few=True)
        for t in (0.12, 0.2):
            vessel.stripe(t, t + 0.006, p.darker(clay, 0.25))
        vessel.light()
        vessel.mouth(p.darker(clay, 0.72), glaze or p.lighter(clay, 0.2))
    return canvas


def painted_pottery(rng):
    """A pot with bands of figures all over, or a painted plate."""
    if rng.random() < 0.4:
        return _plate(rng)
    ground, inks = rng.choice(
        [
            ("#ead3ab", (p.INK, p.MADDER, p.WALNUT)),
            (p.CREAM, (p.INDIGO, p.MADDER, p.SAFFRON)),
            (p.MADDER, (p.CREAM, p.INK, p.SAFFRON)),
            (p.INDIGO, (p.CREAM, p.SAFFRON, p.COPPER)),
            ("#e2b98c", (p.INK, p.MADDER_DARK, p.CREAM)),
            (p.TEAL, (p.CREAM, p.SAFFRON, p.INK)),
        ]
    )
    canvas = room(rng, avoid=(ground,))
    for name, x, foot, height, stretch in _group(rng, ("jar", "amphora", "vase", "crock", "bowl", "cup")):
        vessel = Vessel(canvas, PROFILES[name], x, foot, height, ground, stretch)
        _handles(vessel, rng, name, ground)
        vessel.body()
        _painted(vessel, rng, list(inks), few=False)
        vessel.light(48)
        vessel.mouth(p.darker(ground, 0.7), inks[0])
    return canvas


def _group(rng, names):
    """(profile, x, foot, height, stretch) of one large vessel, or of two or three, those in front last."""
    count, first = rng.choice((1, 1, 2, 3)), rng.choice(names)
    if count == 1:
        height = 430 if first == "bowl" else rng.randint(700, 780)
        return [(first, 800, 985, height, rng.uniform(0.92, 1.12))]
    others = [name for name in names if name != first]
    rng.shuffle(others)
    places = (
        [(580, 940, 680), (1040, 1000, 500)] if count == 2 else [(420, 940, 540), (830, 950, 730), (1215, 1000, 460)]
    )
    if rng.random() < 0.5:
        places = [(1600 - x, foot, height) for x, foot, height in places]
    group = [
        (name, x, foot, height * (0.5 if name == "bowl" else 1), 0.95)
        for name, (x, foot, height) in zip((first, *others), places, strict=False)
    ]
    return sorted(group, key=lambda each: each[2])


def _handles(vessel, rng, name, colour):
    if name not in ("amphora", "jar", "bottle") or (name != "amphora" and rng.random() < 0.55):
        return
    for side in (-1, 1) if name == "amphora" or rng.random() < 0.4 else (1,):
        top, bottom = vessel.at(side * 90, 0.9), vessel.at(side * 90, 0.58)
        bulge = vessel.height * 0.15
        loop = smooth(
            [
                top,
                (top[0] + side * bulge, top[1] + 4),
                (bottom[0] + side * bulge * 0.75, (top[1] + bottom[1]) / 2 + 30),
                bottom,
            ],
            closed=False,
        )
        vessel.canvas.line(loop, p.darker(colour, 0.3), vessel.height * 0.06)
        vessel.canvas.line(loop, colour, vessel.height * 0.045)


def _run_down(vessel, rng, glaze):
    """Glaze from the rim to an uneven line."""
    low = rng.uniform(0.28, 0.55)
    edge = [(d, low + 0.035 * math.sin(d / 17 + low * 50) + 0.02 * math.sin(d / 7)) for d in range(90, -91, -3)]
    inner = [t for t in vessel.heights if t > low + 0.05]
    points = [
        *(vessel.at(-90, t) for t in inner),
        *(vessel.at(90, t) for t in reversed(inner)),
        *(vessel.at(d, t) for d, t in edge),
    ]
    vessel.canvas.polygon(points, glaze)
    count = rng.choice((9, 12, 16))
    vessel.row(min(low + 0.22, 0.8), 0.09, count, rng.choice(SHAPES), p.lighter(glaze, 0.35))
    vessel.stripe(0.9, 0.915, p.darker(glaze, 0.3))


def _painted(vessel, rng, inks, few):
    t = rng.uniform(0.16, 0.24)
    while t < 0.86:
        rng.shuffle(inks)
        depth = rng.choice((0.05, 0.09, 0.15, 0.2))
        if t + depth > 0.92:
            break
        vessel.stripe(t, t + 0.012, inks[0])
        wide = vessel.half(t + depth / 2)
        count = max(4, round(2 * math.pi * wide / (depth * vessel.height) * rng.choice((0.7, 1.0))))
        if depth > 0.12:
            shape = rng.choice((GOAT, GOAT, STEPPED, LEAF, FISH, CHEVRON))
            if shape is GOAT:
                count = max(4, round(count * 0.8))
            vessel.row(
                t + 0.012 + depth / 2, depth * 0.84, count, [(u * 0.8, v) for u, v in shape], inks[0], 180 / count
            )
            if shape in (STEPPED, LEAF):
                vessel.row(
                    t + 0.012 + depth / 2, depth * 0.4, count, [(u * 0.4, v) for u, v in shape], inks[-1], 180 / count
                )
        elif depth > 0.06:
            vessel.row(t + 0.012 + depth / 2, depth * 0.7, count, rng.choice(SHAPES), inks[-1])
        else:
            vessel.stripe(t + 0.02, t + 0.02 + depth * 0.5, inks[-1])
        t += depth + 0.024
        vessel.stripe(t - 0.012, t, inks[0])
        t += rng.uniform(0.1, 0.2) if few else rng.choice((0, 0.02, 0.05))


def _plate(rng):
    """A plate from above: a figure in the middle, rings of brushwork round it."""
    ground, inks = rng.choice(
        [
            (p.CREAM, [p.INDIGO, p.MADDER, p.SAFFRON]),
            ("#ead3ab", [p.INK, p.MADDER, p.WALNUT]),
            (p.INDIGO, [p.CREAM, p.SAFFRON, p.COPPER]),
            (p.CREAM, [p.TEAL, p.COPPER, p.INDIGO]),
        ]
    )
    canvas = Canvas(rng.choice([r[0] for r in p.ROOMS if r[0] != ground]))
    canvas.circle(812, 622, 520, p.INK, 80)
    canvas.circle(800, 600, 520, p.darker(ground, 0.12))
    canvas.circle(800, 600, 508, ground)
    radius = 480
    while radius > 250:
        depth = rng.choice((36, 60, 84))
        shape, ink = rng.choice(SHAPES), rng.choice(inks)
        count = rng.choice((16, 20, 24, 32))
        canvas.ring(800, 600, radius, inks[0], 5)
        for x, y, degrees in around(800, 600, radius - depth / 2 - 6, count):
            wide = math.pi * (radius - depth) / count * 0.86
            canvas.polygon(placed([(u * wide, v * depth * 0.42) for u, v in shape], x, y, 1, degrees + 90), ink)
        radius -= depth + 12
    canvas.ring(800, 600, radius, inks[0], 10)
    middle = rng.choice(("goat", "flower", "flower", "fish"))
    if middle == "flower":
        petals = rng.choice((6, 8, 12))
        for size, ink in ((1, inks[1]), (0.62, inks[2]), (0.32, inks[0])):
            for x, y, degrees in around(800, 600, radius * 0.48 * size, petals):
                canvas.polygon(
                    placed(
                        [(u * radius * 0.9 / petals * 2.6 * size, v * radius * 0.42 * size) for u, v in LEAF],
                        x,
                        y,
                        1,
                        degrees + 90,
                    ),
                    ink,
                )
        canvas.circle(800, 600, radius * 0.14, inks[0])
    else:
        shape = GOAT if middle == "goat" else FISH
        canvas.polygon(placed(shape, 800, 600, radius * 0.72, 0, rng.random() < 0.5), inks[0])
        for x, y, _d in around(800, 600, radius * 0.86, 16):
            canvas.circle(x, y, 9, inks[1])
    return canvas
