"""Cloth shoes with knotted uppers."""

import math

from products.drawings import palette as p
from products.drawings.canvas import Canvas, pairs, placed, smooth
from products.drawings.rooms import room, shadow
from products.drawings.vessels import STEPPED


def giveh(rng):
    """A pair of white knotted shoes from above or from the side."""
    ground = rng.choice((p.INDIGO, p.MADDER, p.TEAL, p.HENNA, "#d9b98f", p.COPPER, p.SAND))
    trim = rng.choice([c for c in (p.MADDER, p.INDIGO, p.SAFFRON, p.HENNA, p.WALNUT) if c != ground])
    upper = rng.choice(("#f4ecdc", "#f7f1e6", "#eadcc0"))
    if rng.random() < 0.5:
        canvas = Canvas(ground)
        for side, turn in ((-1, rng.randint(-10, 2)), (1, rng.randint(-2, 10))):
            _shoe_above(canvas, 800 + side * 235, 600, side, turn, upper, trim)
        return canvas
    canvas = room(rng, avoid=(p.CREAM, p.WOOL_2), floor=760)
    flip = rng.random() < 0.5
    _shoe_beside(canvas, 800 + (110 if flip else -110), 830, 1.2, flip, upper, trim)
    _shoe_beside(canvas, 800 + (-40 if flip else 40), 1010, 1.45, flip, upper, trim)
    return canvas


SOLE = pairs(
    "0,-500 110,-440 150,-290 128,-100 108,120 116,300 70,420 0,448 -80,420 -124,300 -110,120 "
    "-150,-90 -166,-280 -110,-430"
)


def _shoe_above(canvas, x, y, side, turn, upper, trim):
    def on(points, scale=1.0):
        return placed([(px * scale, py * scale) for px, py in points], x, y, 1.1, turn, side < 0)

    outline = smooth(SOLE)
    canvas.polygon([(px + 14, py + 22) for px, py in on(outline)], p.INK, 80)
    canvas.polygon(on(outline, 1.03), p.WALNUT)
    canvas.polygon(on(outline), trim)
    canvas.polygon(on(outline, 0.955), upper)
    knots = p.darker(upper, 0.16)
    for row in range(26):
        py = -440 + row * 26
        half = 112 * math.sqrt(max(0.0, 1 - ((py + 120) / 350) ** 2)) if py < -120 else 106
        for k in range(-5, 6):
            px = k * 23 + (11 if row % 2 else 0) - 6
            if abs(px) < half:
                canvas.line(on([(px - 9, py + 6), (px, py - 6), (px + 9, py + 6)]), knots, 4)
    opening = smooth([(0, -40), (74, 10), (84, 160), (70, 320), (0, 372), (-74, 320), (-90, 160), (-78, 10)])
    canvas.polygon(on(opening), trim)
    canvas.polygon(on([(px * 0.9 - 0, py * 0.94 + 8) for px, py in opening]), p.darker(upper, 0.62))
    canvas.polygon(on([(px * 0.74, py * 0.82 + 52) for px, py in opening]), "#a9825a")
    canvas.line(on([(0, -480), (0, -300)]), trim, 12)
    for i in range(3):
        canvas.polygon(on([(u * 24, v * 30 - 250 + 62 * i) for u, v in STEPPED]), trim)


BESIDE = pairs(
    "-318,-40 -336,-120 -318,-206 -306,-268 -282,-286 -256,-262 -196,-222 -120,-214 -70,-238 -44,-270 -16,-262 "
    "10,-214 80,-176 170,-146 250,-112 304,-70 312,-36 0,-26"
)


def _shoe_beside(canvas, x, foot, scale, flip, upper, trim):
    def on(points):
        return placed(points, x, foot, scale, 0, flip)

    shadow(canvas, x + 10, foot + 4, 350 * scale, 24)
    opening = smooth(pairs("-282,-284 -170,-262 -44,-268 -70,-236 -120,-212 -196,-220 -256,-260"), steps=6)
    canvas.polygon(on(opening), p.darker(upper, 0.66))
    canvas.line(on(smooth(pairs("-282,-284 -170,-266 -44,-268"), closed=False)), p.darker(upper, 0.25), 9 * scale)
    body = smooth(BESIDE, steps=8)
    canvas.polygon(on(body), p.darker(upper, 0.32))
    canvas.polygon(on([(px * 0.988 - 2, py * 0.988) for px, py in body]), upper)
    for row in range(8):
        for k in range(26):
            px, py = -296 + k * 23 + (11 if row % 2 else 0), -50 - row * 22
            top = -196 if px < -60 else -214 + (px + 60) * 0.4
            if py > top + 12 and px < 270:
                canvas.line(on([(px - 9, py + 6), (px, py - 6), (px + 9, py + 6)]), p.darker(upper, 0.18), 4)
    collar = smooth(
        pairs("-312,-232 -304,-270 -282,-286 -256,-262 -196,-222 -120,-214 -70,-238 -44,-270"), closed=False
    )
    canvas.line(on(collar), trim, 15 * scale)
    for end in (collar[0], collar[-1]):
        canvas.circle(*on([end])[0], 7.5 * scale, trim)
    for i in range(3):
        canvas.polygon(on([(u * 15 + 62 + 62 * i, v * 17 - 148 + 26 * i) for u, v in STEPPED]), trim)
    sole = smooth(
        pairs("-336,-48 -200,-36 0,-32 200,-36 300,-48 338,-76 348,-58 326,-20 240,0 0,4 -330,0 -348,-22"), steps=6
    )
    canvas.polygon(on(sole), trim)
    canvas.polygon(on([(px, py * 0.42) for px, py in sole if py > -50]), p.WALNUT)
    for k in range(20):
        canvas.line(on([(-300 + k * 31, -32), (-288 + k * 31, -20)]), p.lighter(trim, 0.5), 5)
