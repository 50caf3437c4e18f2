"""Warp-faced strips, wrapped reeds, plaited mats, knitting, felt and printed cotton."""

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


def chit(rng):
    """A screen of upright reeds, each wrapped in yarn so that all together show zigzags and lozenges."""
    yarns = [rng.choice((p.STRAW, "#cfb07a", "#c8a56a")), *rng.choice(p.YARNS)]
    cloth = Cloth(80, 80)
    w, h = 80, 80
    cx, cy = w / 2 - 0.5, h / 2 - 0.5
    period, stretch = rng.choice((14, 20, 27, 40)), rng.choice((1.2, 1.6, 2))
    ring, kind = rng.choice((3, 4, 6)), rng.choice(("lozenge", "lozenge", "zigzag", "bands"))
    order = rng.choice([(1, 2, 3, 4, 0), (3, 2, 1, 4, 0), (2, 0, 1, 0, 3), (1, 4, 2, 3, 0)])

    def yarn_at(x, y):
        if y < 5 or y > h - 6:
            return 5 if y % 4 == 0 else (1, 2, 3)[(x // 2 + y) % 3]
        across = abs((x - cx + period / 2) % period - period / 2)
        if kind == "bands":
            across, part = abs((x - cx + 5) % 10 - 5), int(abs(y - cy) // 15)
            if part % 2:
                return 0 if abs(y - cy) % 15 > 3 else order[3]
            return order[int(abs(abs(y - cy) % 30 - 8) + across) // 3 % 4]
        if kind == "zigzag":
            return order[int((abs(y - cy) + across * stretch) // ring) % 5]
        depth = int((across * stretch + abs((y - cy + period) % (2 * period) - period)) // ring)
        return order[depth % 5] if depth < period // ring * 1.6 else 0

    cloth.paint(0, 0, w // 2, h, yarn_at)
    cloth.mirror(down=False)
    image = cloth.image(yarns).resize((WIDTH, HEIGHT), Image.Resampling.NEAREST)
    return _round_reeds(image, cloth, rng)


def _round_reeds(image, cloth, rng):
    """Give every reed its roundness, its wrapping threads or knots, and the dark gap beside it."""
    reed = Image.new("L", (20, 15))
    for x in range(20):
        light = 0.52 if x in (0, 19) else 0.74 + 0.26 * math.cos((x - 7) / 10.5 * 1.35)
        for y in range(15):
            reed.putpixel((x, y), min(255, round(255 * light * (0.88 if y % 5 == 0 else 1))))
    bare = tiled(reed.crop((0, 1, 20, 2)), (WIDTH, HEIGHT))
    knots = ImageDraw.Draw(bare)
    for x in range(0, WIDTH, 20):
        for y in range(rng.randrange(40, 260, 5), HEIGHT, 260):
            knots.line([(x + 1, y), (x + 18, y)], fill=140, width=3)
    shade = tiled(reed, (WIDTH, HEIGHT))
    shade.paste(bare, mask=cloth.mask(0).resize(shade.size))
    return ImageChops.multiply(image, shade.convert("RGB"))


def mat(rng):
    """Plaited strands over and under; dyed strands and turns of the twill make the pattern."""
    base = rng.choice(("#dcbf86", "#d3b67e", "#e2cb98", "#c9ab72"))
    dyes = rng.sample([p.MADDER, p.INDIGO, p.HENNA, p.WALNUT, p.COPPER, p.SAFFRON], 2)
    columns, rows = 54, 40
    repeat, kind = rng.choice((12, 16, 20, 24, 54)), rng.choice(("diamond", "diamond", "diamond", "waves", "checks"))
    over, stripes = Cloth(columns, rows), rng.choice((0, 0, 7, 11))
    cx, cy = columns / 2 - 0.5, rows / 2 - 0.5

    def is_over(x, y):
        ax = abs((x - cx + repeat / 2) % repeat - repeat / 2)
        ay = abs((y - cy + repeat / 2) % repeat - repeat / 2)
        if kind == "checks":
            return ((x // 4 + y // 4) % 2 * 2 + x + y) % 4 < 2 if (x // 8 + y // 8) % 2 else (x - y) % 4 < 2
        value = {"diamond": ax + ay, "twill": x + y, "waves": ax + y}[kind]
        return int(value) % 4 < 2

    over.paint(0, 0, columns, rows, lambda x, y: 1 if is_over(x, y) else 0)

    def strand(i, middle, each, tone):
        tone = p.mix(tone, rng.choice((p.WALNUT, "#fff3d0")), rng.uniform(0, 0.13))
        return p.mix(dyes[1], tone, 0.1) if each and abs(i - middle) % each in (0.5, 1.5) else tone

    zone = rng.choice((0, 0, 8, 12))
    under = [rng.choice((dyes[0], dyes[0], p.darker(base, 0.28)))] * 2
    if zone:
        under[1] = p.darker(base, 0.22)
    lying = [strand(i, cy, stripes, base) for i in range(rows)]
    standing = [strand(i, cx, 0, under[int(abs(i - cx) / zone) % 2 if zone else 0]) for i in range(columns)]
    return _plait(over, lying, standing)


def _plait(over, lying, standing):
    cell = 30
    size = (over.width * cell, over.height * cell)
    row, column = Image.new("RGB", (1, over.height)), Image.new("RGB", (over.width, 1))
    row.putdata(lying)
    column.putdata(standing)
    across = Image.new("L", (cell, cell), 255)
    pen = ImageDraw.Draw(across)
    for y, tone in ((0, 150), (1, 205), (cell // 3, 238), (cell // 2 + 3, 240), (cell - 2, 215), (cell - 1, 150)):
        pen.line([(0, y), (cell, y)], fill=tone)
    flat = [
        ImageChops.multiply(strands.resize(size, Image.Resampling.NEAREST), tiled(tile, size).convert("RGB"))
        for strands, tile in ((row, across), (column, across.transpose(Image.Transpose.ROTATE_90)))
    ]
    mask = over.mask(1).resize(size, Image.Resampling.NEAREST)
    plait = Image.composite(flat[0], flat[1], mask)
    # Where a strand dives under its neighbour it darkens.
    ends = ImageChops.difference(mask, ImageChops.offset(mask, 5, 0)), ImageChops.difference(mask, ImageChops.offset(mask, 0, 5))
    dim = ImageChops.lighter(*ends).filter(ImageFilter.BoxBlur(2)).point([v * 70 // 255 for v in range(256)])
    plait.paste((60, 38, 20), mask=dim)
    return plait.crop((10, 0, WIDTH + 10, HEIGHT))


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
            cloth.paint(0, y, w, y + depth, lambda x, row, y=y, d=depth, f=figure: f if abs(x % (2 * d) - d) <= row - y else None)
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
            pen.line([((cell_w * 4 - x) if flip else x, y + shift + 14) for x, y in ((12, -18), (30, 16), (42, 50))], fill=255, width=8)
    tile = fine.resize((cell_w, cell_h), Image.Resampling.LANCZOS)
    wide = tiled(tile, (WIDTH, image.height))
    return ImageChops.multiply(image, wide.convert("RGB"))


def felt(rng):
    """A felt rug: wool laid in spirals, horns and leaves, its edges softened by the rolling."""
    ground, main, second = rng.choice(
        [(p.CREAM, p.WALNUT, p.MADDER), ("#8d7b68", p.CREAM, p.INDIGO), (p.GOAT, p.CREAM, p.SAFFRON), ("#e3d6bd", p.INDIGO, p.MADDER),
         (p.MADDER_DARK, p.CREAM, p.SAFFRON), ("#b9a68b", p.GOAT, p.MADDER), (p.HENNA, p.CREAM, p.SAFFRON), (p.INDIGO, p.CREAM, p.COPPER)]
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
    centres = {"one": ((800, 1.18),), "two": ((465, 0.92), (1135, 0.92)), "three": ((318, 0.62), (800, 0.95), (1282, 0.62))}
    for number, (cx, scale) in enumerate(centres[layout]):
        leaves = rng.random() < 0.6 if number == 0 else leaves
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
        pen.line([(x, y), (x + length * math.cos(turn), y + length * math.sin(turn))], fill=rng.choice((112, 120, 138, 146)))
    fibres = fibres.resize((800, 600), Image.Resampling.BICUBIC)
    return ImageChops.soft_light(soft, fibres.convert("RGB")).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)


def printed_cotton(rng):
    """Block print: rows of boteh and flowers on unbleached cotton, a border round them."""
    ground = rng.choice((p.CREAM, "#f1e3c6", "#ecd9b4", p.INDIGO, p.MADDER_DARK))
    inks = [p.CREAM, p.SAFFRON, p.COPPER] if p.is_dark(ground) else [p.MADDER, p.INDIGO, p.HENNA]
    rng.shuffle(inks)
    line = p.CREAM if p.is_dark(ground) else p.INK
    canvas = Canvas(ground)
    step = rng.choice((150, 180, 220))
    shape, turn = rng.choice(("boteh", "boteh", "flower", "both")), rng.choice((0, 0, 18, -18))
    for j, y in enumerate(range(-step // 2, HEIGHT + step, step)):
        for i, x in enumerate(range(-step, WIDTH + step, step)):
            x += step // 2 if j % 2 else 0
            boteh = shape == "boteh" or shape == "both" and (i + j) % 2
            if boteh:
                _boteh(canvas, x, y, step / 240, turn, inks, line, flip=bool(j % 2))
            else:
                _print_flower(canvas, x, y, step / 240, inks, line)
            _sprig(canvas, x + step / 2, y, step / 240, inks[2], line)
    if rng.random() < 0.6:
        _print_border(canvas, rng, ground, inks, line)
    return canvas


BOTEH = [(0, 104), (-62, 84), (-84, 26), (-66, -36), (-24, -84), (28, -112), (74, -98), (84, -58), (62, -46), (54, -68), (30, -66),
         (36, -34), (68, 8), (76, 48), (52, 88)]


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
            canvas.polygon(placed([(0, -20), (20, 0), (0, 20), (-20, 0)], x, middle, deep / 120), inks[0] if i % 2 else inks[2])
            canvas.circle(x + 40, middle, 7, ground)


