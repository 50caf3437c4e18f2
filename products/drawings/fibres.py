"""Warp-faced strips, knitting and felt."""

import math

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from products.drawings import palette as p
from products.drawings.canvas import HEIGHT, WIDTH, Canvas, around, placed, smooth
from products.drawings.cloth import Cloth, laid_out, tiled, woven


def jajim(rng):
    """Narrow warp-faced strips sewn together, stripes with chains of small motifs."""
    yarns = (*rng.choice(p.YARNS), rng.choice((p.SAFFRON, p.HENNA, p.COPPER, p.TEAL)))
    whole = rng.random() < 0.3
    cloth = Cloth(136, 96) if whole else Cloth(160, 120)
    strips = rng.choice((2, 3, 4))
    plan = _stripes(rng, cloth.width // strips)
    for number in range(strips):
        x = number * cloth.width // strips
        for width, kind, yarn, second in plan:
            _stripe(cloth, x, width, kind, yarn, second)
            x += width
        cloth.rectangle(x - 1, 0, x, cloth.height, 4)
    piece = woven(cloth.image(yarns), 10, _warp_texture(), rng, abrash=0)
    if not whole:
        return piece
    return laid_out(piece, rng.choice(["#b9a27f", "#c2a77c", "#a8926f", p.TEAL]), rng, "#fbf5e8")


def _stripes(rng, width):
    """(width, kind, yarn, second) of the stripes of a strip, the same from both its edges."""
    half, used = [], 0
    while used < width // 2 - 4:
        kind = rng.choice(("plain", "plain", "chain", "zigzag", "ladder", "arrow", "crosses"))
        wide = rng.choice((1, 2, 3, 5)) if kind == "plain" else rng.choice((7, 9))
        wide = min(wide, width // 2 - used)
        yarn, second = _two(rng)
        half.append((wide, kind if wide > 4 else "plain", yarn, second))
        used += wide
    middle = width - 2 * used
    yarn, second = _two(rng)
    return [*half, (middle, "chain" if middle > 4 else "plain", yarn, second), *reversed(half)]


def _two(rng):
    """Two yarns that can be told apart: the light one (1) or the bright one (3) is always with a dark one."""
    pair = [rng.choice((1, 3, 1)), rng.choice((0, 2, 4, 5, 0))]
    rng.shuffle(pair)
    return pair


def _stripe(cloth, x, width, kind, yarn, second):
    middle = x + (width - 1) / 2
    period = max(width + 1, 4) // 2 * 2

    def yarn_at(at, y):
        across, wave = abs(at - middle), abs(y % period - period / 2)
        if across > width / 2 - 1:
            return second if kind != "plain" else yarn
        if kind == "chain":
            return second if across + wave < width / 2 - 0.8 and across + wave > 0.9 else yarn
        if kind == "zigzag":
            return second if abs((at - x) - wave * 2 * (width - 1) / period) < 1.6 else yarn
        if kind == "ladder":
            return second if y % 4 < 2 else yarn
        if kind == "arrow":
            return second if int(y + across) % 6 < 3 else yarn
        if kind == "crosses":
            return second if (across < 1 or wave < 1) and wave < width / 2 - 1 else yarn
        return yarn

    cloth.paint(x, 0, x + width, cloth.height, yarn_at)


def _warp_texture():
    tile = Image.new("L", (10, 10), 252)
    pen = ImageDraw.Draw(tile)
    for x in (0, 5):
        pen.line([(x, 0), (x, 10)], fill=220)
        for y in range(0, 10, 5):
            pen.line([(x + 1, y + 2), (x + 4, y)], fill=238)
    return tile


def knitwear(rng):
    """Stitches of a jersey with bands of figures, as a knitter's chart comes out."""
    yarns = rng.choice(p.YARNS)
    cloth = Cloth(64, 60)
    w, h = 64, 60
    y = rng.randrange(-4, 1)
    while y < h:
        ground, figure, second = rng.choice([(0, 1, 3), (1, 0, 2), (2, 1, 3), (0, 3, 1), (4, 1, 3)])
        kind = rng.choice(("figures", "figures", "peaks", "dots", "plain", "stars"))
        depth = {"figures": 11, "stars": 13, "peaks": rng.choice((6, 8, 10)), "dots": 4, "plain": 3}[kind]
        cloth.rectangle(0, y, w, y + depth, ground)
        if kind in ("figures", "stars"):
            name = rng.choice(("star", "flower", "rhomb", "cross")) if kind == "figures" else "star"
            for x in range(-1, w + 8, 9):
                cloth.figure(name, x + 4, y + depth // 2, figure, second)
        elif kind == "peaks":
            cloth.paint(
                0,
                y,
                w,
                y + depth,
                lambda x, row, y=y, d=depth, f=figure: f if abs(x % (2 * d) - d) <= row - y else None,
            )
        elif kind == "dots":
            cloth.paint(0, y + 1, w, y + 3, lambda x, row, f=figure: f if (x // 2 + row) % 2 else None)
        y += depth
    image = cloth.image(yarns).resize((WIDTH, HEIGHT), Image.Resampling.NEAREST)
    return _stitched(image)


def _stitched(image):
    """Turn cells of 25 × 20 into the two leaning halves of a stitch, each reaching into the row below."""
    cell_w, cell_h = 25, 20
    fine = Image.new("L", (cell_w * 4, cell_h * 4), 96)
    pen = ImageDraw.Draw(fine)
    for shift in (-cell_h * 4, 0, cell_h * 4):
        for flip in (False, True):
            leaf = smooth([(4, -30), (26, -34), (49, 30), (49, 66), (40, 72), (20, 42), (3, 0)], steps=6)
            points = [((cell_w * 4 - x) if flip else x, y + shift + 14) for x, y in leaf]
            pen.polygon(points, fill=244)
            pen.line(
                [((cell_w * 4 - x) if flip else x, y + shift + 14) for x, y in ((12, -18), (30, 16), (42, 50))],
                fill=255,
                width=8,
            )
    tile = fine.resize((cell_w, cell_h), Image.Resampling.LANCZOS)
    wide = tiled(tile, (WIDTH, image.height))
    return ImageChops.multiply(image, wide.convert("RGB"))


def felt(rng):
    """A felt rug: wool laid in spirals, horns and leaves, its edges softened by the rolling."""
    ground, main, second = rng.choice(
        [
            (p.CREAM, p.WALNUT, p.MADDER),
            ("#8d7b68", p.CREAM, p.INDIGO),
            (p.GOAT, p.CREAM, p.SAFFRON),
            ("#e3d6bd", p.INDIGO, p.MADDER),
            (p.MADDER_DARK, p.CREAM, p.SAFFRON),
            ("#b9a68b", p.GOAT, p.MADDER),
            (p.HENNA, p.CREAM, p.SAFFRON),
            (p.INDIGO, p.CREAM, p.COPPER),
        ]
    )
    canvas = Canvas(ground)
    canvas.rectangle(50, 50, 1550, 1150, main)
    canvas.rectangle(78, 78, 1522, 1122, ground)
    _scallops(canvas, rng, main, second)
    _horns(canvas, rng, main, second)
    soft = canvas.finished().resize((800, 600), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(2.2))
    return _fulled(soft, rng)


def _scallops(canvas, rng, main, second):
    size = rng.choice((50, 62, 80))
    for x in range(int(800 % (2 * size)), 1600, 2 * size):
        for y in (78, 1122):
            canvas.circle(x, y, size * 0.72, main)
            canvas.circle(x, y, size * 0.34, second)
    for y in range(int(600 % (2 * size)), 1200, 2 * size):
        for x in (78, 1522):
            canvas.circle(x, y, size * 0.72, main)
            canvas.circle(x, y, size * 0.34, second)
    canvas.line([(50, 50), (1550, 50), (1550, 1150), (50, 1150)], main, 30, closed=True)


def _horn(radius):
    """A ram's horn that leaves a stem upwards and curls in on itself."""
    curl = [(radius * (1 - 0.72 * i / 40), math.radians(-90 + 430 * i / 40)) for i in range(41)]
    return [(away * math.cos(angle), radius + away * math.sin(angle)) for away, angle in curl]


def _horns(canvas, rng, main, second):
    """Pairs of ram's horns around a middle."""
    count, wide = rng.choice((4, 4, 6, 8)), rng.choice((26, 32))
    radius = {4: rng.choice((92, 112)), 6: 82, 8: 66}[count]
    stem, turn = {4: 200, 6: 235, 8: 255}[count], rng.choice((0, 0.5)) * 360 / count
    layout = rng.choice(("one", "three", "two"))
    centres = {
        "one": ((800, 1.18),),
        "two": ((465, 0.92), (1135, 0.92)),
        "three": ((318, 0.62), (800, 0.95), (1282, 0.62)),
    }
    leaves = rng.random() < 0.6
    for cx, scale in centres[layout]:
        for _x, _y, degrees in around(0, 0, 1, count, turn):
            for flip in (False, True):
                horn = [(stem + y * 0.2 + x, -y if flip else y) for x, y in _horn(radius)]
                canvas.line(placed(horn, cx, 600, scale, degrees), main, wide * scale)
            canvas.line(placed([(0, 0), (stem, 0)], cx, 600, scale, degrees), main, wide * scale)
            canvas.circle(*placed([(stem + 4, 0)], cx, 600, scale, degrees)[0], wide * 0.8 * scale, second)
            if leaves:
                leaf = smooth([(70, 0), (130, 34), (200, 0), (130, -34)], steps=4)
                canvas.polygon(placed(leaf, cx, 600, scale, degrees + 180 / count), second)
        for size, wool in ((92, main), (64, second), (34, main)):
            canvas.circle(cx, 600, size * scale, wool)


def _fulled(soft, rng):
    """Lay the fibres of felt over a small picture and enlarge it."""
    fibres = Image.new("L", (400, 300), 128)
    pen = ImageDraw.Draw(fibres)
    for _ in range(1500):
        x, y, turn = rng.randrange(400), rng.randrange(300), rng.uniform(0, math.pi)
        length = rng.uniform(5, 16)
        pen.line(
            [(x, y), (x + length * math.cos(turn), y + length * math.sin(turn))], fill=rng.choice((112, 120, 138, 146))
        )
    fibres = fibres.resize((800, 600), Image.Resampling.BICUBIC)
    return ImageChops.soft_light(soft, fibres.convert("RGB")).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
