"""Screens of wrapped reeds and plaited mats."""

import math

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from products.drawings import palette as p
from products.drawings.canvas import HEIGHT, WIDTH
from products.drawings.cloth import Cloth, tiled


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
    ends = (
        ImageChops.difference(mask, ImageChops.offset(mask, 5, 0)),
        ImageChops.difference(mask, ImageChops.offset(mask, 0, 5)),
    )
    dim = ImageChops.lighter(*ends).filter(ImageFilter.BoxBlur(2)).point([v * 70 // 255 for v in range(256)])
    plait.paste((60, 38, 20), mask=dim)
    return plait.crop((10, 0, WIDTH + 10, HEIGHT))
