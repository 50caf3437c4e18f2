"""Dolls and dress of the region."""

import math

from products.drawings import palette as p
from products.drawings.canvas import arc, around, pairs, placed, smooth
from products.drawings.rooms import room, shadow
from products.drawings.vessels import DIAMOND, LEAF, STEPPED, TRIANGLE

CLOTHS = (p.MADDER, p.INDIGO, p.HENNA, p.SAFFRON, p.TEAL, p.COPPER, p.MADDER_DARK, "#8a3b52", p.CREAM)
SKIN = ("#e8c39c", "#dcb087", "#efd0ad")


def doll(rng):
    """One to three dolls in long dresses, waistcoats and turbans."""
    canvas = room(rng, floor=930)
    wall = canvas.image.getpixel((20, 20))
    cloths = [c for c in CLOTHS if p.rgb(c) != wall]
    count = rng.choice((1, 2, 2, 3))
    for i in range(count):
        scale = (1.12, 0.98, 0.84)[count - 1] * (1 if i % 2 == 0 else 0.9)
        x = 800 + (i - (count - 1) / 2) * (0, 520, 450)[count - 1]
        dress, vest, scarf = rng.sample(cloths, 3)
        _doll(canvas, rng, x, 1020, scale, dress, vest, scarf, man=count > 1 and i == 1 and rng.random() < 0.6)
    return canvas


def _doll(canvas, rng, x, foot, scale, dress, vest, scarf, man):
    skin = rng.choice(SKIN)

    def on(points):
        return placed(points, x, foot, scale)

    shadow(canvas, x + 14, foot + 6, 240 * scale, 26)
    for side in (-1, 1):
        canvas.ellipse(x + side * 62 * scale, foot - 4, 46 * scale, 20 * scale, p.INK)
    if man:
        _trousers(canvas, on, dress)
    else:
        skirt = [(-66, -400), (66, -400), (120, -250), (214, -14), *arc(0, -14, 214, 20, 0, 180, 24), (-120, -250)]
        canvas.polygon(on(skirt), dress)
        canvas.polygon(on([(40, -400), (66, -400), (120, -250), (214, -14), (150, 0)]), p.INK, 44)
        _hem(canvas, rng, on, dress)
    for side in (-1, 1):
        arm = smooth([(side * 60, -566), (side * 130, -520), (side * 176, -380), (side * 150, -300)], closed=False)
        canvas.line(on(arm), p.darker(dress, 0.22), 62 * scale)
        canvas.line(on(arm), dress, 52 * scale)
        hand = on([(side * 146, -276)])[0]
        canvas.circle(*hand, 26 * scale, skin)
        canvas.line(on([(side * 124, -316), (side * 182, -304)]), p.lighter(dress, 0.5), 14 * scale)
    canvas.polygon(on([(-86, -590), (86, -590), (104, -500), (76, -380), (-76, -380), (-104, -500)]), vest)
    canvas.polygon(on([(-24, -590), (24, -590), (14, -380), (-14, -380)]), p.CREAM)
    for i in range(5):
        for side in (-1, 1):
            canvas.circle(*on([(side * (38 - i * 2), -560 + 36 * i)])[0], 7 * scale, p.SAFFRON)
    sash = rng.choice([c for c in (p.SAFFRON, p.CREAM, p.MADDER) if c not in (vest, dress)])
    canvas.polygon(on([(-82, -412), (82, -412), (86, -362), (-86, -362)]), sash)
    for i in range(-3, 4):
        canvas.polygon(on([(u * 11 + i * 24, v * 15 - 387) for u, v in DIAMOND]), p.darker(sash, 0.5))
    _head(canvas, rng, on, x, foot, scale, skin, scarf, man)


def _trousers(canvas, on, cloth):
    """Wide trousers gathered at the ankle."""
    for side in (-1, 1):
        leg = smooth(
            [(0, -400), (side * 84, -400), (side * 150, -220), (side * 96, -30), (side * 40, -30), (side * 12, -190)],
            steps=7,
        )
        canvas.polygon(on(leg), p.darker(cloth, 0.08 if side < 0 else 0.18))
        canvas.line(on([(side * 60, -360), (side * 86, -200), (side * 70, -60)]), p.darker(cloth, 0.3), 5)


def _hem(canvas, rng, on, dress):
    """Bands sewn round the skirt, or figures strewn over it."""
    inks = [c for c in (p.CREAM, p.SAFFRON, p.MADDER, p.INDIGO) if c != dress]
    kind = rng.choice(("bands", "strewn", "bands"))
    for low, depth, ink in ((-46, 26, inks[0]), (-92, 14, inks[1])):
        half = 120 + (214 - 120) * (low + 250) / 236
        wide = half + (214 - 120) * depth / 236
        canvas.polygon(on([*arc(0, low, half, 18, 180, 0, 20), *arc(0, low + depth, wide, 18, 0, 180, 20)]), ink)
    rows = (
        ((-160, 5, 98), (-230, 4, 88))
        if kind == "bands"
        else ((-140, 4, 110), (-200, 3, 100), (-262, 3, 72), (-320, 2, 70))
    )
    shape = rng.choice((DIAMOND, LEAF, STEPPED, TRIANGLE))
    for i, (y, count, spread) in enumerate(rows):
        for k in range(count):
            px = (k - (count - 1) / 2) * spread * 2 / count * (1.4 if kind == "strewn" else 1.28)
            size = 20 if kind == "bands" else 15
            canvas.polygon(on([(u * size + px, v * size + y + 14 * math.cos(px / 110)) for u, v in shape]), inks[i % 2])


def _head(canvas, rng, on, x, foot, scale, skin, scarf, man):
    centre = on([(0, -676)])[0]
    if not man:
        veil = smooth(
            pairs("0,-800 110,-740 128,-600 150,-400 84,-440 70,-590 -70,-590 -84,-440 -150,-400 -128,-600 -110,-740"),
            steps=6,
        )
        canvas.polygon(on(veil), p.mix(scarf, p.CREAM, 0.35) if p.is_dark(scarf) else p.darker(scarf, 0.25))
    else:
        canvas.ellipse(*centre, 84 * scale, 92 * scale, p.GOAT)
    canvas.polygon(on([(-26, -612), (26, -612), (30, -572), (0, -556), (-30, -572)]), p.darker(skin, 0.14))
    canvas.ellipse(centre[0], centre[1], 74 * scale, 86 * scale, skin)
    if not man:
        for side in (-1, 1):
            hair = smooth(
                [(0, -752), (side * 52, -736), (side * 76, -670), (side * 66, -640), (side * 48, -700)], steps=6
            )
            canvas.polygon(on(hair), p.GOAT)
    for side in (-1, 1):
        canvas.ellipse(*on([(side * 28, -676)])[0], 7 * scale, 9 * scale, p.INK)
        canvas.line(on(arc(side * 28, -690, 17, 12, 200, 340, 8)), p.GOAT, 5 * scale)
        canvas.circle(*on([(side * 44, -646)])[0], 14 * scale, "#d98f78", 150)
    canvas.line(on(arc(0, -642, 18, 12, 20, 160, 8)), p.MADDER, 6 * scale)
    if man and rng.random() < 0.6:
        canvas.polygon(
            on(smooth([(0, -660), (34, -648), (44, -636), (0, -648), (-44, -636), (-34, -648)], steps=4)), p.GOAT
        )
    turban = [(-92, -724), (-84, -800), (0, -836), (84, -800), (92, -724), (0, -748)]
    canvas.polygon(on(smooth(turban, steps=7)), scarf)
    light, dark = p.lighter(scarf, 0.3), p.darker(scarf, 0.3)
    for i in range(4):
        fold = smooth([(-88 + 10 * i, -738 - 14 * i), (0, -772 - 12 * i), (86 - 14 * i, -752 - 16 * i)], closed=False)
        canvas.line(on(fold), light if i % 2 else dark, 7 * scale)
    for i in range(-4, 5):
        at = on([(i * 20, -742 + abs(i) * 2.4 - 4)])[0]
        canvas.circle(*at, 8 * scale, p.SAFFRON if not man else dark)


def local_dress(rng):
    """A dress hung on its rod: long skirt, waistcoat, embroidery and sequins."""
    canvas = room(rng, floor=1030)
    wall = canvas.image.getpixel((20, 20))
    dress, vest, trim = rng.sample([c for c in CLOTHS if p.rgb(c) != wall], 3)
    canvas.line([(330, 150), (1270, 150)], p.WALNUT, 20)
    for x in (330, 1270):
        canvas.circle(x, 150, 22, p.OAK)
    canvas.line(smooth([(800, 104), (836, 120), (820, 150), (800, 190)], closed=False), p.INK, 8)
    for side in (-1, 1):
        sleeve = [
            (800 + side * 110, 226),
            (800 + side * 200, 250),
            (800 + side * 452, 640),
            (800 + side * 480, 800),
            (800 + side * 350, 700),
            (800 + side * 140, 420),
        ]
        canvas.polygon(smooth(sleeve, steps=6), p.darker(dress, 0.14))
        for share in (0.72, 0.8, 0.88):
            x, y = 800 + side * (200 + 256 * share), 250 + 470 * share
            canvas.line([(x - side * 96, y + 26), (x + side * 6, y - 30)], trim if share == 0.8 else p.SAFFRON, 12)
    skirt = smooth(
        pairs("690,470 800,460 910,470 1010,720 1120,1090 960,1112 800,1118 640,1112 480,1090 590,720"),
        steps=8,
    )
    canvas.polygon(skirt, dress)
    for i in range(-3, 4):
        fold = smooth([(800 + i * 26, 480), (800 + i * 58, 760), (800 + i * 92, 1104)], closed=False)
        canvas.line(fold, p.darker(dress, 0.22), 6)
    _embroidery(canvas, rng, dress, trim)
    bodice = smooth(
        pairs("684,226 760,200 800,262 840,200 916,226 932,360 914,496 800,506 686,496 668,360"),
        steps=7,
    )
    canvas.polygon(bodice, vest)
    canvas.polygon([(776, 236), (800, 262), (824, 236), (818, 504), (782, 504)], dress)
    for side in (-1, 1):
        edge = smooth([(800 + side * 40, 210), (800 + side * 30, 360), (800 + side * 26, 500)], closed=False)
        canvas.line(edge, p.SAFFRON, 12)
        for i in range(4):
            canvas.polygon(
                placed([(u * 26, v * 30) for u, v in rng.choice((LEAF, STEPPED))], 800 + side * 80, 270 + 62 * i), trim
            )
    for i in range(-6, 7):
        canvas.circle(800 + i * 19, 508 + 4 * math.cos(i), 11, p.SAFFRON)
        canvas.circle(800 + i * 19 - 2, 505 + 4 * math.cos(i), 5, "#f0d48c")
    return canvas


def _embroidery(canvas, rng, dress, trim):
    """Sequins and flowers over the skirt, a broad hem."""
    light = p.SAFFRON if dress != p.SAFFRON else p.CREAM
    for row in range(6):
        y = 590 + 74 * row
        half = 120 + (y - 470) * 0.36
        count = 3 + row
        for k in range(count):
            x = 800 + (k - (count - 1) / 2) * half * 1.7 / count
            if (row + k) % 2 and row > 1:
                for px, py, _d in around(x, y, 15, 6):
                    canvas.circle(px, py, 9, trim)
                canvas.circle(x, y, 9, light)
            else:
                canvas.circle(x, y, 8, light)
    shape = rng.choice((STEPPED, DIAMOND, LEAF))
    for i in range(-6, 7):
        x = 800 + i * 46
        y = 1062 - abs(i) ** 2 * 0.5
        canvas.polygon(placed([(u * 21, v * 25) for u, v in shape], x, y), light if i % 2 else trim)
