"""Round things seen from the side: pots, turned wood and blown glass, painted as if their skin were unrolled."""

import math

from products.drawings import palette as p
from products.drawings.canvas import Canvas, around, placed, smooth
from products.drawings.rooms import room, shadow

# Half-widths from the foot (0) to the rim (1), as (height, half-width) of a body one unit high.
PROFILES = {
    "jar": ((0, 0.2), (0.1, 0.27), (0.35, 0.42), (0.6, 0.44), (0.8, 0.28), (0.9, 0.2), (1, 0.25)),
    "vase": ((0, 0.17), (0.08, 0.19), (0.3, 0.33), (0.5, 0.3), (0.7, 0.16), (0.85, 0.12), (1, 0.2)),
    "bottle": ((0, 0.22), (0.06, 0.26), (0.25, 0.34), (0.42, 0.3), (0.55, 0.14), (0.75, 0.075), (0.94, 0.075), (1, 0.12)),
    "bowl": ((0, 0.3), (0.1, 0.32), (0.25, 0.5), (0.5, 0.74), (0.8, 0.9), (1, 0.95)),
    "cup": ((0, 0.3), (0.06, 0.32), (0.14, 0.2), (0.24, 0.18), (0.4, 0.4), (0.7, 0.52), (1, 0.5)),
    "crock": ((0, 0.32), (0.08, 0.36), (0.4, 0.46), (0.7, 0.44), (0.86, 0.36), (1, 0.4)),
    "amphora": ((0, 0.12), (0.08, 0.15), (0.3, 0.34), (0.55, 0.42), (0.72, 0.34), (0.82, 0.17), (0.93, 0.15), (1, 0.2)),
}
TILT = 0.15


class Vessel:
    """A turned body on ``canvas``; points of its skin are (angle in degrees, height 0–1)."""

    def __init__(self, canvas, profile, x, foot, height, colour, stretch=1.0):
        curve = smooth([(t, half * stretch) for t, half in profile], closed=False, steps=10)
        self.canvas, self.x, self.foot, self.height = canvas, x, foot, height
        self.heights = [t for t, _ in curve]
        self.halves = [half * height for _, half in curve]
        self.colour = colour

    def half(self, t):
        """Half-width in pixels at height ``t``."""
        for i, height in enumerate(self.heights):
            if height >= t:
                if i == 0:
                    return self.halves[0]
                low = self.heights[i - 1]
                share = (t - low) / (height - low or 1)
                return self.halves[i - 1] + (self.halves[i] - self.halves[i - 1]) * share
        return self.halves[-1]

    def at(self, degrees, t):
        half = self.half(t)
        angle = math.radians(degrees)
        return self.x + half * math.sin(angle), self.foot - t * self.height + TILT * half * math.cos(angle)

    def outline(self, low=0.0, high=1.0):
        """The skin between two heights, its upper and lower edges curved as we look down on it."""
        inner = [t for t in self.heights if low < t < high]
        left = [self.at(-90, t) for t in (low, *inner, high)]
        right = [self.at(90, t) for t in (high, *reversed(inner), low)]
        upper = [self.at(d, high) for d in range(-90, 91, 6)]
        lower = [self.at(d, low) for d in range(90, -91, -6)]
        return [*left, *upper, *right, *lower]

    def body(self):
        shadow(self.canvas, self.x + 20, self.foot + 8, self.halves[0] * 1.5 + 30)
        self.canvas.polygon(self.outline(), self.colour)

    def stripe(self, low, high, colour):
        self.canvas.polygon(self.outline(low, high), colour)

    def row(self, t, depth, count, shape, colour, turn=0.0):
        """Repeat ``shape`` (points within ±1, y down) round the body at height ``t``, ``depth`` of the height high."""
        wide = 180 / count
        for i in range(count):
            middle = (turn + 360 * i / count + 180) % 360 - 180
            if abs(middle) < 90 + wide:
                points = [(min(max(middle + u * wide, -90), 90), t - v * depth / 2) for u, v in shape]
                if max(a for a, _ in points) - min(a for a, _ in points) > 0.5:
                    self.canvas.polygon([self.at(*point) for point in points], colour)

    def light(self, strength=60):
        """Shade at the right, a gleam at the left, following the profile."""
        for degrees, alpha in ((28, strength // 3), (48, strength // 2), (66, strength)):
            right = [self.at(90, t) for t in self.heights]
            inner = [self.at(degrees, t) for t in reversed(self.heights)]
            self.canvas.polygon([*right, *inner], p.INK, alpha)
        left = [self.at(-58, t) for t in self.heights if 0.06 < t < 0.95]
        inner = [self.at(-46, t) for t in reversed(self.heights) if 0.06 < t < 0.95]
        self.canvas.polygon([*left, *inner], "#fff8ea", strength + 10)

    def mouth(self, inside, rim):
        """The open top."""
        half, y = self.halves[-1], self.foot - self.height
        self.canvas.ellipse(self.x, y, half, half * TILT, rim)
        self.canvas.ellipse(self.x, y + 2, half * 0.9, half * TILT * 0.78, inside)


DIAMOND = [(-1, 0), (0, -1), (1, 0), (0, 1)]
STEPPED = [(-1, 0.2), (-1, -0.2), (-0.6, -0.2), (-0.6, -0.55), (-0.2, -0.55), (-0.2, -1), (0.2, -1), (0.2, -0.55), (0.6, -0.55), (0.6, -0.2),
           (1, -0.2), (1, 0.2), (0.6, 0.2), (0.6, 0.55), (0.2, 0.55), (0.2, 1), (-0.2, 1), (-0.2, 0.55), (-0.6, 0.55), (-0.6, 0.2)]
TRIANGLE = [(-1, 1), (0, -1), (1, 1)]
TEETH = [(-1, 1), (-1, -1), (0, 1), (1, -1), (1, 1)]
CHEVRON = [(-1, 1), (0, -0.3), (1, 1), (1, 0.3), (0, -1), (-1, 0.3)]
DOT = [(math.cos(a / 12 * 2 * math.pi) * 0.6, math.sin(a / 12 * 2 * math.pi) * 0.6) for a in range(12)]
LEAF = smooth([(0, 1), (-0.75, 0.1), (0, -1), (0.75, 0.1)], steps=4)
FISH = [(-1, 0.5), (-0.75, 0), (-1, -0.5), (-0.6, -0.15), (0, -0.6), (0.9, 0), (0, 0.6), (-0.6, 0.15)]
# The goat with great horns of the painted pots found in these valleys.
GOAT = [(-0.8, 0.25), (-0.62, -0.05), (0.3, -0.05), (0.42, -0.4), (0.2, -0.62), (-0.15, -0.74), (-0.45, -0.62), (-0.62, -0.34),
        (-0.74, -0.4), (-0.56, -0.76), (-0.18, -0.96), (0.24, -0.88), (0.52, -0.62), (0.82, -0.42), (0.8, -0.26), (0.56, -0.22),
        (0.5, 0.2), (0.54, 0.95), (0.44, 0.95), (0.32, 0.32), (-0.44, 0.32), (-0.56, 0.95), (-0.66, 0.95), (-0.66, 0.3)]
SHAPES = (DIAMOND, STEPPED, TRIANGLE, TEETH, CHEVRON, DOT, LEAF)


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
    ground, inks = rng.choice([("#ead3ab", (p.INK, p.MADDER, p.WALNUT)), (p.CREAM, (p.INDIGO, p.MADDER, p.SAFFRON)), (p.MADDER, (p.CREAM, p.INK, p.SAFFRON)),
                               (p.INDIGO, (p.CREAM, p.SAFFRON, p.COPPER)), ("#e2b98c", (p.INK, p.MADDER_DARK, p.CREAM)), (p.TEAL, (p.CREAM, p.SAFFRON, p.INK))])
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
    places = [(580, 940, 680), (1040, 1000, 500)] if count == 2 else [(420, 940, 540), (830, 950, 730), (1215, 1000, 460)]
    if rng.random() < 0.5:
        places = [(1600 - x, foot, height) for x, foot, height in places]
    group = [(name, x, foot, height * (0.5 if name == "bowl" else 1), 0.95) for name, (x, foot, height) in zip((first, *others), places, strict=False)]
    return sorted(group, key=lambda each: each[2])


def _handles(vessel, rng, name, colour):
    if name not in ("amphora", "jar", "bottle") or (name != "amphora" and rng.random() < 0.55):
        return
    for side in (-1, 1) if name == "amphora" or rng.random() < 0.4 else (1,):
        top, bottom = vessel.at(side * 90, 0.9), vessel.at(side * 90, 0.58)
        bulge = vessel.height * 0.15
        loop = smooth([top, (top[0] + side * bulge, top[1] + 4), (bottom[0] + side * bulge * 0.75, (top[1] + bottom[1]) / 2 + 30), bottom], closed=False)
        vessel.canvas.line(loop, p.darker(colour, 0.3), vessel.height * 0.06)
        vessel.canvas.line(loop, colour, vessel.height * 0.045)


def _run_down(vessel, rng, glaze):
    """Glaze from the rim to an uneven line."""
    low = rng.uniform(0.28, 0.55)
    edge = [(d, low + 0.035 * math.sin(d / 17 + low * 50) + 0.02 * math.sin(d / 7)) for d in range(90, -91, -3)]
    inner = [t for t in vessel.heights if t > low + 0.05]
    points = [*(vessel.at(-90, t) for t in inner), *(vessel.at(90, t) for t in reversed(inner)), *(vessel.at(d, t) for d, t in edge)]
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
            vessel.row(t + 0.012 + depth / 2, depth * 0.84, count, [(u * 0.8, v) for u, v in shape], inks[0], 180 / count)
            if shape in (STEPPED, LEAF):
                vessel.row(t + 0.012 + depth / 2, depth * 0.4, count, [(u * 0.4, v) for u, v in shape], inks[-1], 180 / count)
        elif depth > 0.06:
            vessel.row(t + 0.012 + depth / 2, depth * 0.7, count, rng.choice(SHAPES), inks[-1])
        else:
            vessel.stripe(t + 0.02, t + 0.02 + depth * 0.5, inks[-1])
        t += depth + 0.024
        vessel.stripe(t - 0.012, t, inks[0])
        t += rng.uniform(0.1, 0.2) if few else rng.choice((0, 0.02, 0.05))


def _plate(rng):
    """A plate from above: a figure in the middle, rings of brushwork round it."""
    ground, inks = rng.choice([(p.CREAM, [p.INDIGO, p.MADDER, p.SAFFRON]), ("#ead3ab", [p.INK, p.MADDER, p.WALNUT]), (p.INDIGO, [p.CREAM, p.SAFFRON, p.COPPER]), (p.CREAM, [p.TEAL, p.COPPER, p.INDIGO])])
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
                canvas.polygon(placed([(u * radius * 0.9 / petals * 2.6 * size, v * radius * 0.42 * size) for u, v in LEAF], x, y, 1, degrees + 90), ink)
        canvas.circle(800, 600, radius * 0.14, inks[0])
    else:
        shape = GOAT if middle == "goat" else FISH
        canvas.polygon(placed(shape, 800, 600, radius * 0.72, 0, rng.random() < 0.5), inks[0])
        for x, y, _d in around(800, 600, radius * 0.86, 16):
            canvas.circle(x, y, 9, inks[1])
    return canvas


def woodturning(rng):
    """Turned wood: many beads and grooves between a foot and a top."""
    wood = rng.choice((p.OAK, p.WALNUT, p.PEAR, "#8a5a36", "#c08a55"))
    canvas = room(rng, avoid=("#d9b98f",))
    count = rng.choice((1, 2, 3))
    kind = rng.choice(("stand", "stand", "bowl", "mill"))
    for i in range(count if kind != "bowl" else min(count, 2)):
        x = 800 + (i - (count - 1) / 2) * (360 if kind != "bowl" else 0) if count > 1 else 800
        tone = p.mix(wood, p.INK, 0.12 * (i % 2))
        height = rng.randint(780, 840) - 60 * (count - 1) - 130 * (i % 2)
        if kind == "bowl":
            vessel = Vessel(canvas, PROFILES[("bowl", "cup")[i]], 800 + (i * 2 - 1) * (330 if count > 1 else 0), 960 + 30 * i, 430 + 40 * i, tone, 0.95 - 0.1 * (count > 1))
        else:
            vessel = Vessel(canvas, _spindle(rng, kind), x, 960 + 12 * i, height, tone)
        vessel.body()
        _grain(vessel, rng, tone)
        vessel.light(70)
        vessel.mouth(p.darker(tone, 0.6 if kind != "mill" else 0.05), p.lighter(tone, 0.25))
    return canvas


# Parts of a turned post from below, each as (share of its length, half-width).
PARTS = {
    "ring": (0.035, ((0, 0.06), (0.2, 0.115), (0.8, 0.115), (1, 0.06))),
    "ball": (0.15, ((0, 0.055), (0.2, 0.11), (0.5, 0.14), (0.8, 0.11), (1, 0.055))),
    "vase": (0.27, ((0, 0.06), (0.12, 0.1), (0.34, 0.145), (0.6, 0.085), (0.85, 0.055), (1, 0.06))),
    "cove": (0.1, ((0, 0.11), (0.3, 0.06), (0.7, 0.06), (1, 0.1))),
    "long": (0.24, ((0, 0.06), (0.5, 0.085), (1, 0.055))),
}


def _spindle(rng, kind):
    """A profile of rings, balls and coves on a broad foot; a mill is stouter and ends in a knob."""
    points, t, last = [(0, 0.235), (0.035, 0.24), (0.055, 0.2), (0.08, 0.09)], 0.09, ""
    while t < 0.8:
        name = rng.choice([n for n in ("ring", "ball", "vase", "cove", "long") if n != last])
        length, profile = PARTS[name]
        if t + length > 0.93:
            break
        points += [(t + share * length, half) for share, half in profile]
        t, last = t + length + 0.012, name
    stout = 1.5 if kind == "mill" else 1.0
    points = [(at * 0.9 / t, half if at < 0.06 else half * stout) for at, half in points]
    top = [(0.915, 0.05), (0.94, 0.075), (0.975, 0.06), (1, 0.012)] if kind == "mill" else [(0.92, 0.11), (0.95, 0.16), (1, 0.165)]
    return tuple([*points, *top])


def _grain(vessel, rng, tone):
    """Growth rings as lines up the body, and the grooves of the lathe round it."""
    dark = p.darker(tone, 0.3)
    for _ in range(9):
        degrees, sway = rng.uniform(-80, 60), rng.uniform(3, 9)
        vessel.canvas.line([vessel.at(degrees + sway * math.sin(t * 6 + degrees), t) for t in vessel.heights if t < 0.985], dark, 3, alpha=110)
    lows = [vessel.heights[i] for i in range(1, len(vessel.halves) - 1) if vessel.halves[i] < vessel.halves[i - 1] and vessel.halves[i] <= vessel.halves[i + 1]]
    for t in lows:
        if 0.03 < t < 0.97:
            vessel.stripe(t - 0.006, t + 0.006, dark)


def glass(rng):
    """Blown glass, one colour seen through another."""
    canvas = room(rng, avoid=(p.INDIGO, p.MADDER, p.TEAL, p.HENNA, p.SAFFRON))
    colours = rng.sample(["#2f6f8f", p.TEAL, p.INDIGO, p.HENNA, "#8a3b52", p.SAFFRON, "#3d8a80", p.COPPER], 3)
    names = rng.sample(["vase", "bottle", "jar", "cup", "bowl"], 3)
    places = rng.choice([((500, 960, 740), (850, 1000, 560), (1180, 975, 420)), ((800, 990, 780),), ((610, 960, 760), (980, 1000, 540))])
    for name, colour, (x, foot, height) in zip(names, colours, places, strict=False):
        height *= 0.6 if name == "bowl" else 1
        vessel = Vessel(canvas, PROFILES[name], x, foot, height, colour)
        shadow(canvas, x + 14, foot + 8, vessel.halves[0] * 1.3 + 20)
        canvas.polygon(vessel.outline(), colour, 178)
        inner = Vessel(canvas, PROFILES[name], x, foot - height * 0.05, height * 0.95, colour, 0.86)
        canvas.polygon(inner.outline(0, 0.985), p.lighter(colour, 0.55), 64)
        if rng.random() < 0.6:
            for i in range(-4, 5):
                twist = rng.choice((0, 26))
                canvas.line([vessel.at(i * 20 + twist * t, t) for t in vessel.heights], p.lighter(colour, 0.5), 4, alpha=120)
        else:
            for t in (0.3, 0.36, 0.42, 0.7):
                canvas.line([vessel.at(d, t) for d in range(-90, 91, 6)], p.CREAM, 5, alpha=170)
        _gleam(vessel)
    return canvas


def _gleam(vessel):
    for low, high, left, wide in ((0.2, 0.62, -62, 16), (0.68, 0.72, -60, 12), (0.2, 0.5, 55, 7)):
        edge = [t / 40 for t in range(round(low * 40), round(high * 40) + 1)]
        points = [*(vessel.at(left, t) for t in edge), *(vessel.at(left + wide, t) for t in reversed(edge))]
        if len(points) > 3:
            vessel.canvas.polygon(points, "#ffffff", 150)
    half, y = vessel.halves[-1], vessel.foot - vessel.height
    vessel.canvas.ellipse(vessel.x, y, half, half * TILT, p.lighter(vessel.colour, 0.6), 150)
    vessel.canvas.ellipse(vessel.x, y + 1, half * 0.86, half * TILT * 0.74, p.darker(vessel.colour, 0.2), 200)

