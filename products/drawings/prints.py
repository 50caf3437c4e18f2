"""Cotton printed with blocks."""

from products.drawings import palette as p
from products.drawings.canvas import HEIGHT, WIDTH, Canvas, around, pairs, placed, smooth


def printed_cotton(rng):
    """Block print: rows of boteh and flowers on unbleached cotton, a border round them."""
    ground = rng.choice((p.CREAM, "#f1e3c6", "#ecd9b4", p.INDIGO, p.MADDER_DARK))
    inks = [p.CREAM, p.SAFFRON, p.COPPER] if p.is_dark(ground) else [p.MADDER, p.INDIGO, p.HENNA]
    rng.shuffle(inks)
    line = p.CREAM if p.is_dark(ground) else p.INK
    canvas = Canvas(ground)
    step = rng.randrange(140, 240, 5)
    shape, turn = rng.choice(("boteh", "boteh", "flower", "both")), rng.randint(-24, 24)
    for j, y in enumerate(range(-step // 2, HEIGHT + step, step)):
        for i, x in enumerate(range(-step, WIDTH + step, step)):
            x += step // 2 if j % 2 else 0
            boteh = shape == "boteh" or (shape == "both" and (i + j) % 2)
            if boteh:
                _boteh(canvas, x, y, step / 240, turn, inks, line, flip=bool(j % 2))
            else:
                _print_flower(canvas, x, y, step / 240, inks, line)
            _sprig(canvas, x + step / 2, y, step / 240, inks[2], line)
    if rng.random() < 0.6:
        _print_border(canvas, rng, ground, inks, line)
    return canvas


BOTEH = pairs("0,104 -62,84 -84,26 -66,-36 -24,-84 28,-112 74,-98 84,-58 62,-46 54,-68 30,-66 36,-34 68,8 76,48 52,88")


def _boteh(canvas, x, y, scale, turn, inks, line, flip):
    outer = smooth(BOTEH, steps=5)
    for size, ink in ((1.0, line), (0.93, inks[0]), (0.7, line), (0.65, inks[1])):
        canvas.polygon(placed(outer, x, y + 8 * scale * (1 - size) * 10, scale * size, turn, flip), ink)
    for px, py, _d in around(0, 22, 22, 6):
        canvas.circle(*placed([(px, py)], x, y, scale, turn, flip)[0], 9 * scale, inks[2])
    canvas.circle(*placed([(0, 22)], x, y, scale, turn, flip)[0], 10 * scale, line)
    for i in range(11):
        px, py = outer[(i * 5 + 2) % len(outer)]
        canvas.circle(*placed([(px * 1.14, py * 1.14)], x, y, scale, turn, flip)[0], 5 * scale, line)


def _print_flower(canvas, x, y, scale, inks, line):
    for px, py, _d in around(x, y, 52 * scale, 8):
        canvas.circle(px, py, 30 * scale, line)
        canvas.circle(px, py, 24 * scale, inks[0])
    canvas.circle(x, y, 42 * scale, line)
    canvas.circle(x, y, 36 * scale, inks[1])
    for px, py, _d in around(x, y, 22 * scale, 6):
        canvas.circle(px, py, 6 * scale, line)


def _sprig(canvas, x, y, scale, ink, line):
    canvas.line([(x, y - 34 * scale), (x, y + 40 * scale)], line, 3.5 * scale)
    for k, way in ((-18, 1), (-18, -1), (10, 1), (10, -1)):
        leaf = smooth([(0, 0), (12, -16), (34, -18), (22, 4)], steps=4)
        canvas.polygon(placed(leaf, x, y + k * scale, scale, flip=way < 0), ink)
    canvas.circle(x, y - 40 * scale, 9 * scale, ink)


def _print_border(canvas, rng, ground, inks, line):
    deep = rng.choice((110, 140))
    for y0, y1 in ((0, deep), (HEIGHT - deep, HEIGHT)):
        canvas.rectangle(0, y0, WIDTH, y1, inks[1])
        canvas.rectangle(0, y0 + 8, WIDTH, y0 + 16, ground)
        canvas.rectangle(0, y1 - 16, WIDTH, y1 - 8, ground)
        middle = (y0 + y1) / 2
        for i, x in enumerate(range(0, WIDTH + 80, 80)):
            canvas.polygon(placed([(0, -34), (34, 0), (0, 34), (-34, 0)], x, middle, deep / 120), ground)
            canvas.polygon(
                placed([(0, -20), (20, 0), (0, 20), (-20, 0)], x, middle, deep / 120), inks[0] if i % 2 else inks[2]
            )
            canvas.circle(x + 40, middle, 7, ground)
