"""Knotted carpets and woven prayer cloths."""

import math

from products.drawings import palette as p
from products.drawings.cloth import Cloth, knot_texture, laid_out, weft_texture, woven
from products.drawings.kilims import ACCENT, DARK, GROUND, LIGHT, SECOND


def carpet(rng):
    """A knotted carpet: a petalled medallion, quarter medallions in the corners, a flowered border."""
    yarns = rng.choice(p.YARNS)
    cloth = Cloth(160, 120)
    w, h = 160, 120
    cx, cy = w / 2 - 0.5, h / 2 - 0.5
    petals, turn = rng.choice((8, 12, 16)), rng.choice((0.0, math.pi))
    size, corner = rng.uniform(30, 38), rng.uniform(34, 44)
    order = rng.choice([(SECOND, ACCENT, LIGHT, DARK), (LIGHT, SECOND, ACCENT, DARK), (DARK, LIGHT, SECOND, ACCENT)])
    lace = rng.choice((3, 5, 7))

    def rosette(dx, dy, radius):
        away, angle = math.hypot(dx, dy), math.atan2(dy, dx)
        edge = radius * (1 + 0.09 * math.cos(petals * angle + turn))
        if away > edge:
            return None
        ring = away / edge
        if ring > 0.94 or 0.5 < ring < 0.54:
            return LIGHT if order[0] != LIGHT else DARK
        if ring > 0.54:
            return order[0] if math.cos(petals * angle + turn) * math.sin(ring * 14) < 0.55 else order[1]
        if ring > 0.24:
            return order[1] if math.cos(petals * angle / 2) ** 2 > ring * 1.2 else order[3]
        return order[2] if ring > 0.1 else order[0]

    def yarn_at(x, y):
        edge = min(x, y)
        if edge < 17:
            return _carpet_border(x if y <= x else y, edge)
        yarn = rosette((x - cx) * 0.8, y - cy, size)
        if yarn is None:
            yarn = rosette((x - 17) * 0.9, y - 17, corner)
        if yarn is None and (x * 5 + y * 3) % 17 < 2 and (x // lace + y // lace) % 2:
            return LIGHT
        if yarn is None and abs(math.sin(x / lace) * math.cos(y / lace) - 0.72) < 0.12:
            return ACCENT
        return yarn

    cloth.paint(0, 0, w // 2, h // 2, yarn_at)
    for x, y in ((28, 48), (48, 28)):
        cloth.figure("flower", x, y, LIGHT, ACCENT)
    cloth.mirror()
    return woven(cloth.image(yarns), 10, knot_texture(10), rng, abrash=10)


def _carpet_border(along, across):
    if across in (0, 4, 5, 13, 16):
        return DARK if across != 4 else LIGHT
    if across < 4:
        return ACCENT if (along + across) % 6 < 3 else SECOND
    if across > 13:
        return LIGHT if along % 4 < 2 else SECOND
    ring = math.hypot(along % 14 - 6.5, across - 9)
    if ring < 3.6:
        return LIGHT if ring < 1.2 else ACCENT if ring < 2.4 else GROUND
    return LIGHT if abs(math.sin(along * math.pi / 14) * 3 + across - 10) < 0.7 else SECOND


def ehrami(rng):
    """A prayer cloth: fine stripes at the ends and a stepped niche in the quiet middle."""
    yarns = rng.choice([y for y in p.YARNS if y[0] in (p.CREAM, p.INDIGO, p.MADDER_DARK, p.HENNA, p.WOOL_2, p.TEAL)])
    cloth = Cloth(90, 60)
    cy, x = cloth.height / 2 - 0.5, 0
    while x < 17:
        width, yarn = rng.choice(((1, LIGHT), (1, DARK), (2, ACCENT), (3, SECOND), (4, GROUND)))
        cloth.rectangle(x, 0, x + width, cloth.height, yarn)
        x += width
    cloth.mirror(down=False)
    depth, step = rng.choice((18, 20, 22)), rng.choice((2, 3))
    for wide, yarn in ((3, DARK), (2, LIGHT), (1, SECOND), (0, rng.choice((GROUND, SECOND, ACCENT)))):
        _niche(cloth, cy, depth + wide, step, 62 + wide, yarn)
    lamp = rng.choice(("flower", "star", "tree", "cross"))
    cloth.figure(lamp, 48, round(cy), LIGHT, ACCENT)
    for x in range(27, 42, 10):
        cloth.figure(rng.choice(("rhomb", "star")), x, round(cy), DARK if p.is_dark(yarns[1]) else LIGHT, ACCENT)
    piece = woven(cloth.image(yarns), 15, weft_texture(15), rng, abrash=12)
    floor = rng.choice(["#cbb08a", p.SAND, p.WOOL_2, "#b9a27f"])
    return laid_out(piece, floor, rng, "#fbf5e8")


def _niche(cloth, cy, half, step, tip, yarn):
    """A niche lying on its side: straight to two thirds, then stepped to a point at the right."""

    def yarn_at(x, y):
        narrow = max(0, x - 49) // step * step * half / (tip - 47)
        return yarn if x >= 23 - half // 10 and abs(y - cy) <= half - narrow else None

    cloth.paint(20, 0, min(tip + 8, cloth.width), cloth.height, yarn_at)
