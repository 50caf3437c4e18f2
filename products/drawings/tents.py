"""The black tent, its poles, its reed walls and the land round it."""

from products.drawings import palette as p
from products.drawings.canvas import HEIGHT, WIDTH, Canvas, placed
from products.drawings.rooms import band
from products.drawings.vessels import STEPPED


def black_tent(rng):
    """The black tent of goat hair on its poles, reed walls below, mountains behind."""
    sky, far, near, earth = rng.choice(
        [
            (p.CREAM, "#d9b98f", p.COPPER, p.SAND),
            (p.SAFFRON, p.COPPER, p.MADDER_DARK, "#b57c1c"),
            (p.INDIGO, "#2f4a72", "#182a45", "#8a7a5a"),
            ("#e9d3a8", p.MADDER, p.MADDER_DARK, "#c9a671"),
            (p.WOOL_2, "#9aa37a", p.HENNA, "#cdb683"),
            ("#cfd6c8", p.TEAL, "#2c4743", "#c2ad7d"),
        ]
    )
    canvas = Canvas(sky)
    x = rng.choice((380, 1220, 800))
    canvas.circle(x, 300, rng.choice((110, 140)), p.CREAM if sky != p.CREAM and sky != p.WOOL_2 else p.MADDER)
    for base, colour, high in ((640, far, 300), (740, near, 170)):
        points, at = [(0, HEIGHT), (0, base - 40)], -40
        while at < WIDTH:
            step = rng.randint(180, 380)
            points += [(at + step / 2, base - rng.randint(high // 2, high)), (at + step, base - rng.randint(0, 50))]
            at += step
        canvas.polygon([*points, (WIDTH + 300, HEIGHT)], colour)
    canvas.rectangle(0, 760, WIDTH, HEIGHT, earth)
    canvas.polygon([(0, 930), (500, 880), (1100, 940), (1600, 890), (1600, 1200), (0, 1200)], p.darker(earth, 0.1))
    _tent(canvas, rng, rng.choice((3, 4, 5)))
    return canvas


def _tent(canvas, rng, poles):
    left, right, ridge, eave, ground = 250, 1350, 470, 690, 930
    span = (right - left) / poles
    tops = [left + span * (i + 0.5) for i in range(poles)]
    for side, x in ((-1, left), (1, right)):
        for k in (0, 1):
            canvas.line([(x + side * 20, eave + 16), (x + side * (170 + 50 * k), ground + 50 - 70 * k)], p.WALNUT, 6)
    canvas.polygon(
        [(left + 10, eave - 20), (right - 10, eave - 20), (right - 30, ground), (left + 30, ground)],
        p.darker(p.GOAT, 0.5),
    )
    _reed_wall(canvas, rng, left + 30, right - 30, eave + 60, ground, open_at=rng.choice((0.28, 0.5, 0.66)))
    roof = [(left - 60, eave + 30)]
    for i, x in enumerate(tops):
        roof += [(x, ridge + (24 if i in (0, poles - 1) else 0))]
        if i < poles - 1:
            roof += [(x + span * 0.25, ridge + 62), (x + span * 0.5, ridge + 76), (x + span * 0.75, ridge + 62)]
    roof.append((right + 60, eave + 30))
    under = [(left - 60 + (right - left + 120) * i / 24, eave + 40 + (26 if i % 2 else 0)) for i in range(24, -1, -1)]
    canvas.polygon([*roof, *under], p.GOAT)
    for k in range(1, 9):
        share = k / 9
        seam = [(left - 60 + (x - left + 60) * 1.0, y + (eave + 40 - y) * share) for x, y in roof]
        canvas.line(seam, p.lighter(p.GOAT, 0.14) if k % 2 else p.darker(p.GOAT, 0.4), 4)
    for x in tops:
        canvas.line([(x, ridge - 30), (x, ridge + 30)], p.OAK, 12)
        canvas.circle(x, ridge - 34, 12, rng.choice((p.MADDER, p.SAFFRON)))
        canvas.line([(x, eave + 50), (x, ground)], p.OAK, 12)
    band(canvas, rng, left - 40, right + 40, eave + 30, 36, p.MADDER, p.CREAM)
    for i in range(26):
        x = left - 30 + (right - left + 60) * i / 25
        canvas.line([(x, eave + 66), (x, eave + 92)], (p.SAFFRON, p.CREAM, p.MADDER)[i % 3], 9)


def _reed_wall(canvas, rng, x0, x1, top, bottom, open_at):
    """A reed screen with wrapped lozenges, open at the door."""
    dyes = rng.sample([p.MADDER, p.INDIGO, p.SAFFRON, p.CREAM, p.HENNA], 3)
    reed, door = 13, x0 + (x1 - x0) * open_at
    count = int((x1 - x0) // reed)
    for i in range(count):
        x = x0 + i * reed
        if abs(x - door) < 96:
            continue
        canvas.rectangle(x, top, x + reed - 2, bottom, p.STRAW if i % 3 else p.darker(p.STRAW, 0.1))
        wave = abs(i % 14 - 7)
        for k, depth in enumerate((6, 3.6, 1.6)):
            half = (depth - wave * 0.82) * 14
            if half > 0:
                middle = (top + bottom) / 2
                canvas.rectangle(x, middle - half, x + reed - 2, middle + half, dyes[k])
    canvas.rectangle(door - 92, top, door + 92, bottom, p.darker(p.GOAT, 0.3))
    canvas.polygon([(door - 96, top), (door - 20, top), (door - 70, bottom), (door - 96, bottom)], dyes[0])
    rug = [(door - 84, bottom - 12), (door + 84, bottom - 12), (door + 120, bottom + 60), (door - 120, bottom + 60)]
    canvas.polygon(rug, p.MADDER, edge=p.CREAM, width=8)
    for k in (-1, 0, 1):
        canvas.polygon(placed([(u * 26, v * 22) for u, v in STEPPED], door + k * 62, bottom + 24), p.SAFFRON)
