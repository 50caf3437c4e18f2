"""Dolls and dress of the region, cloth shoes, and the black tent."""

import math

from products.drawings import palette as p
from products.drawings.canvas import HEIGHT, WIDTH, Canvas, arc, around, placed, smooth
from products.drawings.rooms import band, room, shadow
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
        leg = smooth([(0, -400), (side * 84, -400), (side * 150, -220), (side * 96, -30), (side * 40, -30), (side * 12, -190)], steps=7)
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
    rows = ((-160, 5, 98), (-230, 4, 88)) if kind == "bands" else ((-140, 4, 110), (-200, 3, 100), (-262, 3, 72), (-320, 2, 70))
    shape = rng.choice((DIAMOND, LEAF, STEPPED, TRIANGLE))
    for i, (y, count, spread) in enumerate(rows):
        for k in range(count):
            px = (k - (count - 1) / 2) * spread * 2 / count * (1.4 if kind == "strewn" else 1.28)
            size = 20 if kind == "bands" else 15
            canvas.polygon(on([(u * size + px, v * size + y + 14 * math.cos(px / 110)) for u, v in shape]), inks[i % 2])


def _head(canvas, rng, on, x, foot, scale, skin, scarf, man):
    centre = on([(0, -676)])[0]
    if not man:
        veil = smooth([(0, -800), (110, -740), (128, -600), (150, -400), (84, -440), (70, -590), (-70, -590), (-84, -440), (-150, -400), (-128, -600), (-110, -740)], steps=6)
        canvas.polygon(on(veil), p.mix(scarf, p.CREAM, 0.35) if p.is_dark(scarf) else p.darker(scarf, 0.25))
    else:
        canvas.ellipse(*centre, 84 * scale, 92 * scale, p.GOAT)
    canvas.polygon(on([(-26, -612), (26, -612), (30, -572), (0, -556), (-30, -572)]), p.darker(skin, 0.14))
    canvas.ellipse(centre[0], centre[1], 74 * scale, 86 * scale, skin)
    if not man:
        for side in (-1, 1):
            hair = smooth([(0, -752), (side * 52, -736), (side * 76, -670), (side * 66, -640), (side * 48, -700)], steps=6)
            canvas.polygon(on(hair), p.GOAT)
    for side in (-1, 1):
        canvas.ellipse(*on([(side * 28, -676)])[0], 7 * scale, 9 * scale, p.INK)
        canvas.line(on(arc(side * 28, -690, 17, 12, 200, 340, 8)), p.GOAT, 5 * scale)
        canvas.circle(*on([(side * 44, -646)])[0], 14 * scale, "#d98f78", 150)
    canvas.line(on(arc(0, -642, 18, 12, 20, 160, 8)), p.MADDER, 6 * scale)
    if man and rng.random() < 0.6:
        canvas.polygon(on(smooth([(0, -660), (34, -648), (44, -636), (0, -648), (-44, -636), (-34, -648)], steps=4)), p.GOAT)
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
        sleeve = [(800 + side * 110, 226), (800 + side * 200, 250), (800 + side * 452, 640), (800 + side * 480, 800), (800 + side * 350, 700), (800 + side * 140, 420)]
        canvas.polygon(smooth(sleeve, steps=6), p.darker(dress, 0.14))
        for share in (0.72, 0.8, 0.88):
            x, y = 800 + side * (200 + 256 * share), 250 + 470 * share
            canvas.line([(x - side * 96, y + 26), (x + side * 6, y - 30)], trim if share == 0.8 else p.SAFFRON, 12)
    skirt = smooth([(690, 470), (800, 460), (910, 470), (1010, 720), (1120, 1090), (960, 1112), (800, 1118), (640, 1112), (480, 1090), (590, 720)], steps=8)
    canvas.polygon(skirt, dress)
    for i in range(-3, 4):
        fold = smooth([(800 + i * 26, 480), (800 + i * 58, 760), (800 + i * 92, 1104)], closed=False)
        canvas.line(fold, p.darker(dress, 0.22), 6)
    _embroidery(canvas, rng, dress, trim)
    bodice = smooth([(684, 226), (760, 200), (800, 262), (840, 200), (916, 226), (932, 360), (914, 496), (800, 506), (686, 496), (668, 360)], steps=7)
    canvas.polygon(bodice, vest)
    canvas.polygon([(776, 236), (800, 262), (824, 236), (818, 504), (782, 504)], dress)
    for side in (-1, 1):
        edge = smooth([(800 + side * 40, 210), (800 + side * 30, 360), (800 + side * 26, 500)], closed=False)
        canvas.line(edge, p.SAFFRON, 12)
        for i in range(4):
            canvas.polygon(placed([(u * 26, v * 30) for u, v in rng.choice((LEAF, STEPPED))], 800 + side * 80, 270 + 62 * i), trim)
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


SOLE = [(0, -500), (110, -440), (150, -290), (128, -100), (108, 120), (116, 300), (70, 420), (0, 448), (-80, 420), (-124, 300), (-110, 120), (-150, -90), (-166, -280), (-110, -430)]


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
    body = smooth([(-360, -40), (-366, -150), (-330, -226), (-250, -236), (-160, -170), (-20, -176), (120, -150), (270, -110), (372, -62), (384, -34), (0, -26)], steps=8)
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


def black_tent(rng):
    """The black tent of goat hair on its poles, reed walls below, mountains behind."""
    sky, far, near, earth = rng.choice(
        [(p.CREAM, "#d9b98f", p.COPPER, p.SAND), (p.SAFFRON, p.COPPER, p.MADDER_DARK, "#b57c1c"), (p.INDIGO, "#2f4a72", "#182a45", "#8a7a5a"),
         ("#e9d3a8", p.MADDER, p.MADDER_DARK, "#c9a671"), (p.WOOL_2, "#9aa37a", p.HENNA, "#cdb683"), ("#cfd6c8", p.TEAL, "#2c4743", "#c2ad7d")]
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
    canvas.polygon([(left + 10, eave - 20), (right - 10, eave - 20), (right - 30, ground), (left + 30, ground)], p.darker(p.GOAT, 0.5))
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
