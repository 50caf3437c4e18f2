"""Wood turned on the lathe and glass blown at the pipe."""

import math

from products.drawings import palette as p
from products.drawings.rooms import room, shadow
from products.drawings.vessels import PROFILES, TILT, Vessel


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
            vessel = Vessel(
                canvas,
                PROFILES[("bowl", "cup")[i]],
                800 + (i * 2 - 1) * (330 if count > 1 else 0),
                960 + 30 * i,
                430 + 40 * i,
                tone,
                0.95 - 0.1 * (count > 1),
            )
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
    top = (
        [(0.915, 0.05), (0.94, 0.075), (0.975, 0.06), (1, 0.012)]
        if kind == "mill"
        else [(0.92, 0.11), (0.95, 0.16), (1, 0.165)]
    )
    return (*points, *top)


def _grain(vessel, rng, tone):
    """Growth rings as lines up the body, and the grooves of the lathe round it."""
    dark = p.darker(tone, 0.3)
    for _ in range(9):
        degrees, sway = rng.uniform(-80, 60), rng.uniform(3, 9)
        vessel.canvas.line(
            [vessel.at(degrees + sway * math.sin(t * 6 + degrees), t) for t in vessel.heights if t < 0.985],
            dark,
            3,
            alpha=110,
        )
    lows = [
        vessel.heights[i]
        for i in range(1, len(vessel.halves) - 1)
        if vessel.halves[i] < vessel.halves[i - 1] and vessel.halves[i] <= vessel.halves[i + 1]
    ]
    for t in lows:
        if 0.03 < t < 0.97:
            vessel.stripe(t - 0.006, t + 0.006, dark)


def glass(rng):
    """Blown glass, one colour seen through another."""
    canvas = room(rng, avoid=(p.INDIGO, p.MADDER, p.TEAL, p.HENNA, p.SAFFRON))
    colours = rng.sample(["#2f6f8f", p.TEAL, p.INDIGO, p.HENNA, "#8a3b52", p.SAFFRON, "#3d8a80", p.COPPER], 3)
    names = rng.sample(["vase", "bottle", "jar", "cup", "bowl"], 3)
    places = rng.choice(
        [((500, 960, 740), (850, 1000, 560), (1180, 975, 420)), ((800, 990, 780),), ((610, 960, 760), (980, 1000, 540))]
    )
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
                canvas.line(
                    [vessel.at(i * 20 + twist * t, t) for t in vessel.heights], p.lighter(colour, 0.5), 4, alpha=120
                )
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
