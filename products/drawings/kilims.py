"""Flat weaves: stepped diamonds, hooks and combs, mirrored both ways."""

from PIL import ImageChops, ImageFilter

from products.drawings import palette as p
from products.drawings.cloth import Cloth, knot_texture, laid_out, weft_texture, woven

FILLERS = ("star", "cross", "comb", "rhomb", "ram", "flower")
GROUND, LIGHT, SECOND, ACCENT, DARK = range(5)


def kilim(rng):
    """A kilim filling the picture, or whole with its fringe on a floor."""
    yarns = rng.choice(p.YARNS)
    whole = rng.random() < 0.35
    cloth = Cloth(94, 64) if whole else Cloth(108, 80)
    design(cloth, rng)
    piece = woven(cloth.image(yarns), 15, weft_texture(15), rng)
    if not whole:
        return piece.crop((10, 0, 1610, 1200))
    floor = rng.choice([p.WOOL_2, p.SAND, p.TEAL if yarns[0] != p.TEAL else p.SAND, "#cbb08a"])
    return laid_out(piece, floor, rng, p.CREAM if p.is_dark(floor) else "#fbf5e8")


def design(cloth, rng):
    """Weave one of the five old layouts into ``cloth``."""
    layout = rng.choice([bands, medallions, lattice, flames, medallions, bands, garden])
    layout(cloth, rng)
    cloth.mirror()


def bands(cloth, rng):
    """Broad bands of one motif between narrow lines, the same above and below."""
    y = 0
    while y < cloth.height // 2:
        for line in rng.choice([(DARK,), (DARK, LIGHT), (LIGHT, DARK, LIGHT)]):
            cloth.rectangle(0, y, cloth.width, y + 1, line)
            y += 1
        rest = cloth.height // 2 - y
        depth = rng.choice((9, 11, 13, 15, 17))
        if rest < depth + 7:
            depth = rest * 2  # the middle band, shared by both halves
        _band(cloth, rng, y, max(depth, 2))
        y += depth


def _band(cloth, rng, y, depth):
    ground, *others = rng.sample([GROUND, LIGHT, SECOND, ACCENT], 4)
    cloth.rectangle(0, y, cloth.width, y + depth, ground)
    if depth < 5:
        return
    middle, reach = y + (depth - 1) / 2, depth / 2
    period = max(6, round(depth * rng.choice((1.0, 1.2, 1.5)) / 2) * 2)
    kind = rng.choice(("diamond", "zigzag", "steps", "figures", "diamond", "arrows"))
    if kind == "figures" and depth >= 9:
        names = rng.choice([("star",), ("comb",), ("cross", "rhomb"), ("ram",), ("flower",), ("star", "comb")])
        for i in range(cloth.width // 22 + 1):
            x = cloth.width // 2 - 6 - i * 11
            cloth.figure(names[i % len(names)], x, round(middle), others[i % 2], others[2])
        return

    def yarn_at(x, row):
        across = abs((x - cloth.width / 2 + 0.5 + period / 2) % period - period / 2)
        down = abs(row - middle)
        if kind == "zigzag":
            return (ground, *others)[int(across + row - y) // 2 % 4]
        if kind == "steps":
            return others[0] if (across // 2) * 2 + 1 > (row - y) * period / (2 * depth) else others[1]
        if kind == "arrows":
            return (ground, others[0], ground, others[1])[int(across + down * 2) // 3 % 4]
        ring = int((reach + 0.5 - down - (across // 2) * 2 * depth / (period + 1)) // 2)
        return (others[0], others[1], others[2], ground)[min(ring, 3)] if ring >= 0 else None

    cloth.paint(0, y, cloth.width // 2, min(y + depth, cloth.height // 2), yarn_at)


def medallions(cloth, rng):
    """Hooked diamonds on a field with small figures, inside two borders."""
    depth = border(cloth, rng)
    w, h = cloth.width, cloth.height
    middle_x, middle_y = w / 2 - 0.5, h / 2 - 0.5
    count = rng.choice((1, 3, 3, 2))
    span = w - 2 * depth
    reach = min(h / 2 - depth - 1, span / (2 * count) - (0 if count == 1 else 1))
    stretch = 1.0 if count > 1 else rng.choice((1.0, 1.35))
    centres = [middle_x + (i - (count - 1) / 2) * span / count for i in range(count)]
    _fillers(cloth, rng, depth, centres, reach * stretch)
    ring = rng.choice((2, 3, 3, 4))
    order = rng.choice([(DARK, ACCENT, LIGHT, SECOND), (LIGHT, SECOND, ACCENT, DARK), (SECOND, LIGHT, DARK, ACCENT)])
    hooked = rng.random() < 0.75 and reach > 14
    inner = reach - 5 if hooked else reach
    for cx in centres:
        cloth.paint(0, 0, w // 2, h // 2, _diamond(cx, middle_y, inner, stretch, ring, order))
        if hooked:
            _hooks(cloth, cx, middle_y, inner, stretch, order[0])


def _diamond(cx, cy, reach, stretch, ring, order):
    def yarn_at(x, y):
        depth = reach - (abs(x - cx) // 2) * 2 / stretch - abs(y - cy)
        if depth < 0:
            return None
        number = int(depth // ring)
        if depth > reach - 1.5:
            return order[1]
        return order[number % 4] if number < 1 else (*order, GROUND)[number % 5]

    return yarn_at


def _hooks(cloth, cx, cy, reach, stretch, yarn):
    """Latch hooks along the upper left edge of a diamond; mirroring makes the rest."""
    at = 1.0
    while at < reach - 3:
        x, y = round(cx - (reach - at) * stretch) + 1, round(cy - at)
        for dx, dy in (
            (0, 0),
            (-1, 0),
            (-2, 0),
            (-3, 0),
            (-4, 0),
            (-4, -1),
            (-4, -2),
            (-4, -3),
            (-3, -3),
            (-2, -3),
            (-2, -2),
        ):
            if x + dx < cloth.width // 2:
                cloth.put(x + dx, y + dy, yarn)
        at += 6.0


def _fillers(cloth, rng, depth, centres, reach):
    """Small figures where the diamonds leave the field free."""
    names = rng.sample(FILLERS, 2)
    yarns = rng.choice([(LIGHT, ACCENT), (ACCENT, LIGHT), (SECOND, LIGHT)])
    middle = cloth.height / 2 - 0.5
    for j, y in enumerate(range(depth + 5, cloth.height // 2, 10)):
        for i, x in enumerate(range(depth + 5, cloth.width // 2, 10)):
            away = min(abs(x - cx) / reach + abs(y - middle) / reach for cx in centres)
            if away > 1.25:
                cloth.figure(names[(i + j) % 2], x, y, *yarns)


def lattice(cloth, rng):
    """Diamonds edge to edge, their colours running in diagonals."""
    depth = border(cloth, rng) if rng.random() < 0.7 else 0
    size = rng.choice((7, 9, 11))
    colours = rng.choice([(GROUND, SECOND, LIGHT, ACCENT), (GROUND, SECOND), (GROUND, LIGHT, SECOND)])
    cx, cy = cloth.width / 2 - 0.5, cloth.height / 2 - 0.5
    eye = rng.choice((1, 2, 3))

    def yarn_at(x, y):
        a, b = (x - cx) + (y - cy) + size, (x - cx) - (y - cy) + size
        i, j = int(a // (2 * size)), int(b // (2 * size))
        edge = min(a % (2 * size), 2 * size - a % (2 * size), b % (2 * size), 2 * size - b % (2 * size))
        if edge < 1.6:
            return DARK
        colour = colours[(abs(i) + abs(j)) % len(colours)]
        inside = LIGHT if colour != LIGHT else SECOND
        if size - edge < eye:
            return DARK if eye > 1 and size - edge < 1 else inside
        return ACCENT if colour != ACCENT and 4 < edge <= 5.5 and size > 7 else colour

    cloth.paint(depth, depth, cloth.width // 2, cloth.height // 2, yarn_at)


def flames(cloth, rng):
    """Nested, toothed diamonds from the middle to the edge."""
    depth = border(cloth, rng) if rng.random() < 0.6 else 0
    ring = rng.choice((2, 3, 4))
    order = [GROUND, LIGHT, SECOND, ACCENT, DARK]
    rng.shuffle(order)
    teeth, stretch = rng.choice((2, 3, 4)), rng.choice((1, 1, 1.5))
    cx, cy = cloth.width / 2 - 0.5, cloth.height / 2 - 0.5
    centres = rng.choice([(cx,), (cx - cloth.width * 0.25, cx + cloth.width * 0.25)])

    def yarn_at(x, y):
        across = min(abs(x - c) for c in centres)
        tooth = teeth if int(across // teeth) % 2 else 0
        return order[int(across / stretch + abs(y - cy) + tooth) // ring % 5]

    cloth.paint(depth, depth, cloth.width // 2, cloth.height // 2, yarn_at)


def garden(cloth, rng):
    """Compartments, each with a tree, a bird, a goat or a star."""
    depth = border(cloth, rng)
    w, h = (cloth.width - 2 * depth), (cloth.height - 2 * depth)
    columns, rows = max(2, round(w / 17)), max(2, round(h / 17))
    columns += columns % 2
    rows += rows % 2
    names = rng.sample(["tree", "bird", "goat", "star", "cross", "flower", "ram"], 4)
    turn = rng.randrange(4)
    for j in range(rows // 2):
        for i in range(columns // 2):
            x0, x1 = depth + w * i // columns, depth + w * (i + 1) // columns
            y0, y1 = depth + h * j // rows, depth + h * (j + 1) // rows
            number = (i + j * 2 + turn) % 4
            ground, figure, second = (
                (GROUND, LIGHT, ACCENT),
                (SECOND, LIGHT, ACCENT),
                (LIGHT, GROUND, SECOND),
                (ACCENT, DARK, LIGHT),
            )[number]
            cloth.rectangle(x0, y0, x1, y1, DARK)
            cloth.rectangle(x0 + 1, y0 + 1, x1, y1, ground)
            cloth.figure(names[(i * 3 + j) % 4], (x0 + x1) // 2, (y0 + y1) // 2, figure, second)


def border(cloth, rng):
    """Weave guard lines and a main border into the upper left; return how many cells they take."""
    ground, figure, third = rng.choice([(LIGHT, GROUND, SECOND), (DARK, ACCENT, LIGHT), (SECOND, LIGHT, ACCENT)])
    depth = rng.choice((6, 7, 9))
    kind = rng.choice(("zigzag", "triangles", "checks", "barber", "diamonds"))
    w, h = cloth.width, cloth.height

    def yarn_at(x, y):
        across = min(x, y)
        if across in (0, depth + 2):
            return DARK
        if across in (1, depth + 3):
            return LIGHT if ground != LIGHT else ACCENT
        if across > depth + 3:
            return None
        along = (x - w / 2 + 0.5) if y <= x else (y - h / 2 + 0.5)
        return (ground, figure, third)[_border_yarn(kind, abs(along), across - 2, depth)]

    cloth.paint(0, 0, w // 2, h // 2, yarn_at)
    return depth + 4


def _border_yarn(kind, along, across, depth):
    """0 ground, 1 figure, 2 third."""
    period = depth * 2 - 2
    wave = abs(along % period - period / 2)
    if kind == "zigzag":
        gap = abs(wave - across * period / 2 / depth)
        return 1 if gap < 1.3 else 2 if wave < 1 and across < 2 else 0
    if kind == "triangles":
        return 1 if wave > across * period / 2 / depth else (2 if wave < 1.5 and across > depth - 3 else 0)
    if kind == "checks":
        return (int(along // 3) + int(across // 3)) % 2
    if kind == "barber":
        return (0, 1, 0, 2)[int(along + across) // 3 % 4]
    ring = wave * depth / period + abs(across - (depth - 1) / 2)
    return 1 if ring < depth / 2 - 0.5 and ring > 1.4 else 2 if ring <= 1.4 else 0


def embossed_kilim(rng):
    """A plain flat ground with knotted motifs standing up from it, lit from the upper left."""
    ground = rng.choice((p.CREAM, p.SAND, p.MADDER_DARK, p.INDIGO, p.GOAT, p.HENNA, p.COPPER, "#cdbfa6"))
    pool = [c for c in (p.MADDER, p.INDIGO, p.SAFFRON, p.CREAM, p.HENNA, p.COPPER) if c != ground]
    rng.shuffle(pool)
    if not p.is_dark(ground):
        pool.sort(key=lambda c: not p.is_dark(c))
    elif p.is_dark(pool[0]):
        pool.sort(key=p.is_dark)
    yarns = (ground, *pool[:4])
    cloth = Cloth(80, 60)
    _raised(cloth, rng)
    cloth.mirror()
    flat = woven(Cloth(80, 60).image(yarns), 20, weft_texture(20), rng, abrash=18)
    pile = woven(cloth.image(yarns), 20, knot_texture(10), rng, abrash=8)
    return _stand_up(flat, pile, cloth.mask(1, 2, 3, 4).resize(flat.size))


def _raised(cloth, rng):
    w, h = cloth.width, cloth.height
    cx, cy = w / 2 - 0.5, h / 2 - 0.5
    cloth.paint(2, 2, w // 2, h // 2, lambda x, y: 1 if min(x, y) in (2, 3) else None)
    step = rng.choice((6, 8))
    tooth = rng.choice((2, 3))
    cloth.paint(
        5,
        5,
        w // 2,
        h // 2,
        lambda x, y: 2 if min(x, y) < 5 + tooth and (x if y < x else y) % step < step // 2 else None,
    )
    reach = rng.choice((15, 17, 19))
    stretch = rng.choice((1, 1.25, 1.6))
    gap = rng.choice((4, 5, 6))

    def yarn_at(x, y):
        depth = reach - (abs(x - cx) // 2) * 2 / stretch - abs(y - cy)
        if depth < 0 or depth % gap > gap - 2.2:
            return None
        return (1, 3, 2, 4)[int(depth // gap) % 4]

    cloth.paint(0, 0, w // 2, h // 2, yarn_at)
    if rng.random() < 0.7:
        _hooks(cloth, cx, cy, reach, stretch, 1)
    name = rng.choice(("star", "flower", "ram", "tree", "bird", "goat", "comb"))
    cloth.figure(name, 15, 14, 3, 2)
    if stretch < 1.5:
        cloth.figure(rng.choice(("cross", "rhomb", "comb")), 13, 27 if h > 56 else 24, 4, 1)


def _stand_up(flat, pile, mask):
    """Lay ``pile`` on ``flat`` with a shadow below and light on its upper edges."""
    shadow = ImageChops.offset(mask, 9, 12).filter(ImageFilter.BoxBlur(5)).point([v * 130 // 255 for v in range(256)])
    flat.paste((20, 14, 10), mask=shadow)
    flat.paste(pile, mask=mask)
    lit = ImageChops.subtract(mask, ImageChops.offset(mask, 4, 4)).point([v * 110 // 255 for v in range(256)])
    flat.paste((255, 246, 226), mask=lit)
    dim = ImageChops.subtract(mask, ImageChops.offset(mask, -4, -5)).point([v * 90 // 255 for v in range(256)])
    flat.paste((20, 14, 10), mask=dim)
    return flat
