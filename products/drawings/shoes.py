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
    canvas = room(rng, avoid=(p.CREAM, p.WOOL_2), floor=860)
    flip = rng.random() < 0.5
    _shoe_beside(canvas, 800 + (90 if flip else -90), 860, 1.0, flip, upper, trim)
    _shoe_beside(canvas, 800 + (-60 if flip else 60), 1000, 1.12, flip, upper, trim)
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


def _shoe_beside(canvas, x, foot, scale, flip, upper, trim):
    def on(points):
        return placed(points, x, foot, scale, 0, flip)

    shadow(canvas, x + 10, foot + 4, 380 * scale, 24)
    body = smooth(
        pairs("-360,-40 -366,-150 -330,-226 -250,-236 -160,-170 -20,-176 120,-150 270,-110 372,-62 384,-34 0,-26"),
        steps=8,
    )
    canvas.polygon(on(body), p.darker(upper, 0.3))
    canvas.polygon(on([(px * 0.985, py * 0.985) for px, py in body]), upper)
    for row in range(7):
        for k in range(30):
            px, py = -330 + k * 23 + (11 if row % 2 else 0), -52 - row * 22
            top = -160 - (px + 250) * 0.14 if px < -160 else -168 + max(0, px) * 0.24
            if py > top + 14 and px < 330:
                canvas.line(on([(px - 9, py + 6), (px, py - 6), (px + 9, py + 6)]), p.darker(upper, 0.17), 4)
    collar = smooth([(-338, -226), (-250, -236), (-160, -172), (-60, -178)], closed=False)
    canvas.line(on(collar), trim, 20 * scale)
    canvas.line(on([(-364, -60), (-360, -150), (-334, -220)]), trim, 16 * scale)
    sole = smooth([(-378, -46), (0, -34), (360, -46), (400, -40), (392, -6), (0, 4), (-370, 0)], steps=6)
    canvas.polygon(on(sole), trim)
    canvas.polygon(on([(px, py * 0.5) for px, py in sole]), p.WALNUT)
    for k in range(24):
        canvas.line(on([(-350 + k * 31, -36), (-338 + k * 31, -24)]), p.lighter(trim, 0.5), 5)
    canvas.polygon(on([(372, -62), (420, -96), (398, -36)]), trim)
