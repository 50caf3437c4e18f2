"""Where an object stands: a wall, a floor and, behind it, an arch, a sun or a hanging."""

from products.drawings import palette as p
from products.drawings.canvas import HEIGHT, WIDTH, Canvas, arc, placed


def room(rng, avoid=(), floor=880):
    """A canvas with a place to stand at ``floor``, its wall none of the colours of ``avoid``."""
    wall, ground, quiet = rng.choice([r for r in p.ROOMS if not set(r[:1]) & set(avoid)])
    canvas = Canvas(wall)
    shape = rng.choice(("arch", "sun", "plain", "arch", "hanging", "niche"))
    if shape == "arch":
        half = rng.choice((330, 400, 480))
        canvas.polygon([(800 - half, floor), *arc(800, floor - 330, half, half, 180, 360), (800 + half, floor)], quiet)
    elif shape == "sun":
        canvas.circle(800, floor - 330, rng.choice((330, 390)), quiet)
    elif shape == "hanging":
        canvas.rectangle(800 - 470, 0, 800 + 470, floor, quiet)
        band(canvas, rng, 800 - 470, 800 + 470, 60, 60, wall, ground)
    elif shape == "niche":
        for half, colour in ((470, quiet), (400, p.mix(wall, quiet, 0.4))):
            steps = [(800 - half + 40 * i, floor - 420 - (half - 400) - 60 * i) for i in range(6)]
            left = [pt for i, (x, y) in enumerate(steps) for pt in ((x, y), (x + 40, y))]
            right = [(1600 - x, y) for x, y in reversed(left)]
            canvas.polygon([(800 - half, floor), *left, *right, (800 + half, floor)], colour)
    canvas.rectangle(0, floor, WIDTH, HEIGHT, ground)
    if rng.random() < 0.7:
        runner(canvas, rng, ground, floor)
    return canvas


def runner(canvas, rng, ground, floor):
    """A woven edge along the front of the floor."""
    pair = [c for c in (p.MADDER, p.CREAM, p.INDIGO, p.SAFFRON) if p.rgb(c) != p.rgb(ground)]
    y = rng.choice((1084, 1110))
    canvas.rectangle(0, y - 14, WIDTH, y, pair[1])
    band(canvas, rng, 0, WIDTH, y, HEIGHT - y, pair[0], pair[1])


def band(canvas, rng, x0, x1, y, depth, ground, figure):
    """A row of stepped diamonds or teeth."""
    canvas.rectangle(x0, y, x1, y + depth, ground)
    step = depth * rng.choice((1, 1.4))
    kind = rng.choice(("diamond", "teeth"))
    x = x0 + ((x1 - x0) / 2) % step - step
    while x < x1 + step:
        if kind == "teeth":
            shape = [(-0.5, 1), (-0.5, 0.7), (-0.3, 0.7), (-0.3, 0.4), (-0.1, 0.4), (-0.1, 0.1)]
        else:
            shape = [(-0.42, 0.6), (-0.42, 0.4), (-0.24, 0.4), (-0.24, 0.22), (-0.07, 0.22), (-0.07, 0.08)]
        shape = [*shape, *[(-u, v) for u, v in reversed(shape)]]
        if kind == "diamond":
            shape = [*shape, *[(-u, 1 - v) for u, v in shape]]
        points = placed([(u * depth, v * depth) for u, v in shape], x, y)
        canvas.polygon([(min(max(px, x0), x1), py) for px, py in points], figure)
        x += step


def shadow(canvas, x, y, rx, ry=26):
    canvas.ellipse(x, y, rx, ry, p.INK, 70)
    canvas.ellipse(x, y, rx * 0.86, ry * 0.66, p.INK, 60)
