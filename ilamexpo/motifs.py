"""Little woven signs on a grid: the mark of the site, its selvedge and one sign for each craft.

The files in ``static/img`` are these grids as SVG, written by ``python -m ilamexpo.motifs``; a test keeps them equal.
"""

import math
from collections import Counter
from itertools import groupby
from pathlib import Path

COLOURS = {
    "m": "#9b2d20",
    "i": "#22395b",
    "s": "#d99a2b",
    "c": "#b5643c",
    "h": "#5d6b3a",
    "k": "#211c17",
    "w": "#f3e9d7",
    "b": "#5b3a26",
    "o": "#a9764a",
    "t": "#d8b566",
    "d": "#dcc59c",
    "g": "#aaa497",
    "p": "#e8c39c",
    "a": "#3d8a80",
}
SIDE = 17


def _mark(x, y):
    """The nested diamond of the mark, 16 cells a side so that small icons are sharp."""
    across, down = abs(x - 7.5), abs(y - 7.5)
    if across > 5 and down > 5:
        return "s" if max(across, down) < 7 and (across > 6 or down > 6) else "m"
    ring = across + down
    return "m" if ring < 2 else "s" if ring < 4 else "i" if ring < 6 else "w" if ring < 8 else "m"


def _selvedge(x, y):
    ring = abs(x - 5.5) + abs(y - 2.5)
    between = 6 - abs(x - 5.5) + abs(y - 2.5)
    return "s" if ring < 2 else "i" if ring < 3 else "w" if ring < 4 else "k" if between < 2 else "m"


def _mat(x, y):
    return "t" if (abs(x - 8) + abs(y - 8)) % 4 < 2 else "o"


def _marquetry(x, y):
    across, down = abs(x - 8), abs(y - 8)
    if max(across, down) == 8:
        return "b"
    if across + down < 3:
        return "s"
    if max(across, down) < 5 or across + down < 8:
        return "t" if across == down or 0 in (across, down) else "c"
    return "d" if across + down < 11 else "o"


def _tray(x, y):
    away, angle = math.hypot(x - 8, y - 8), math.degrees(math.atan2(y - 8, x - 8))
    if away > 8.3:
        return "."
    if away > 7 or 4.2 < away < 5:
        return "b"
    if away > 5:
        return "w" if round(angle / 22.5) % 2 else "c"
    return "c" if away > 3 else "w" if away > 2 or away < 1 else "b"


def _biscuit(x, y):
    away, angle = math.hypot(x - 8, y - 8), math.degrees(math.atan2(y - 8, x - 8))
    if away > 8.2:
        return "."
    if away > 6.8:
        return "o" if round(angle / 18) % 2 else "c"
    if away < 1.2:
        return "m"
    return "o" if away < 5.6 and round(angle / 45) % 2 == 0 and away > 2 else "t"


# Nine columns are mirrored to the right, nine rows downwards.
CRAFTS = {
    "kilim": "kkkkkkkkk kmmmmmmmm kmsmmmmmw kmmmmmmww kmmmmmwwi kmmmmwwii kmmmwwiis kmmwwiiss kmwwiissm",
    "embossed-kilim": "ttttttttt twwwwwwww twiiiwwww twiwwwwwm twiwwwwmm twwwwwmms twwwwmmsi twwwmmsii twwmmsiim",
    "jajim": "mkwkiiiis mkskiiiss mkwkiissw mkskiiiss " * 4 + "mkwkiiiis",
    "leather-bag": "......bbb .....b... ....b.... ....b.... ..ccccccc .cwcwcwcw .cccccccc .cccccccc .cccccccc "
    ".bccccccc .cbcccccs .ccbbccss .ccccbbss .cccccccb .cwcwcwcw ..ccccccc .........",
    "leather-goods": "......... ......... bbbbbbbbb bcccccccc bcwcwcwcw bcccccccc bbbcccccc bccbbcccc bccccbbcc "
    "bcccccbbs "
    "bccccccss bcccccccc bcwcwcwcw bcccccccc bbbbbbbbb ......... .........",
    "leather-mosaic": "bbbbbbbbb biiwiiiis bimiiiiis bwimiisis biiimiscs biiiimccm biisicmmc biiiscmsm bssssmcms",
    "mat": _mat,
    "chit": "m.m.m.m.m t.t.t.t.t t.t.t.t.t t.t.t.t.m t.t.t.m.m t.t.m.m.s t.m.m.s.s m.m.s.s.i m.s.s.i.i",
    "printed-cotton": "iiiiiiiiiiiiiiiii iwiwiwiwiwiwiwiwi iiiiiiiiiiiiiiiii wwwwwwwwwwmmmmwww wwwwwwwwwmmwwmmww "
    "wwwwwwwwwmwwwwmww wwwwwwwwmmwwmmmww wwwwwwwmmmwwwwwww wwwwwwmmsmmwwwwww wwwwwmmsssmmwwwww wwwwwmsshssmwwwww "
    "wwwwwmshhhsmwwwww wwwwwmsshssmwwwww wwwwwmmsssmmwwwww wwwwwwmmmmmwwwwww wwwwwwwwhwwwwwwww wwwwwwwhhhwwwwwww",
    "doll": "......mmm .....mmmm .....mppp .....kpkp .....kppp ......ppm ....iiisw ...iiiisw ...ii.isw ..pi.ssss "
    ".....mmmm ....mmmmm ....msmms ...mmmmmm ...wwwwww ..mmmmmmm ......kk.",
    "knitwear": "......... ....mmkkk ...mmmmkk ..mmmmmmm .mmmmmmmm .mmwmwmwm mmmmwmwmw mmmmiiiii mmm.iwiwi mmm.iiwii "
    "mwm.iwiwi mmm.iiiii www.mmmmm ....mmmmm ....wmwmw ....mwmwm .........",
    "pottery": ".....cccc ......ccc ......kkk .....cccc ...cccccc ..ccccccc .ccwcwcwc .cwcwcwcw .cccccccc .iiiiiiii "
    ".cccccccc .ccwcwcwc ..ccccccc ..ccccccc ...cccccc ....ccccc ....ccccc",
    "painted-pottery": "......mmm ...mmmwww ..mmwwwiw .mmwwiwww .mwwwwwsm .mwiwsmmm mwwwwmmss mwiwsmssw mwwwmmsws",
    "basket": "......ttt ....ttt.. ...tt.... ...t..... ...t..... ..tt..... mmmmmmmmm mwmwmwmwm .bttbttbt .tbttbttb "
    ".ttbttbtt .bttbttbt .tbttbttb ..tbttbtt ..bttbttb ..ttttttt .........",
    "jewellery": ".g....... .g....... .s....... ..g...... ..m...... ..g...... ...s..... ...g..... ....m.... .....gs.g "
    ".....gggg .....gmmm .....gmss .....gmmm ......ggg .....s.gg .......i.",
    "gemstone": "......... ......... ....iiiii ...iggiii ..iggiigg .iggiiggg iiiiiiiii .igiiiigg .iigiiiig ..iigiiii "
    "...iigiii ....iigii .....iigi ......iig .......ii ........i .........",
    "wheat-straw": "bbbbbbbbb bkkkkkkkk bkkkkkkkt bkkkkktkt bkkkkkttt bkkkktkst bkkkkkttt bkkkktkst bkkkkkttt "
    "bkkkktkst "
    "bkkkkkttt bkkkkkkkt bkkkkkkkt bkkktkkkt bkkkkttkt bkkkkkkkt bbbbbbbbb",
    "wood": "......ooo .....oobb .....obbb .....obbb .....obbb .....oobb ......ooo .......oo ........o ........o "
    "........o ........o .......oo ........o .......oo ......obb .......oo",
    "wood-marquetry": _marquetry,
    "woodcarving": "bbbbbbbbb boooooooo bobboooob bobobooob boobbbobb booobbobb boooooobo booobboos boobbbbss",
    "woodturning": ".....oooo .....bbbb ......ooo .......oo ......ooo .....oooo .....bbbb .......oo .......oo "
    "......ooo "
    ".....oooo ......ooo .......oo ......bbb ....ooooo ...oooooo ...bbbbbb",
    "copper": _tray,
    "felt": ".bbbbbbbb bbddddddd bdddddddd bddmmmddd bdmdddmdd bdmdmdmdm bdmdmmdmm bdddddmmm bddddmmms",
    "giveh": "................. ................. ................. .mm.............. .dmm............. "
    ".dddm...mm......."
    " .dwddmmmddmm..... .ddddddwddddmm... .dwddwddddwdddmm. .ddddddwddddddddm .dwddwddddwddwddm mmmmmmmmmmmmmmmmm"
    " bwbwbwbwbwbwbwbwb ................. ................. ................. .................",
    "black-tent": "......... ......... ...s....s ...b....b ...kk..kk ..kkkkkkk .kkkkkkkk kkkkkkkkk kmwmwmwmw b.titikkk "
    "b.tmtmkkk b.titikkk b.tttikkk hhhhhhhhh ......... ......... .........",
    "carpet": "iiiiiiiii iwiwiwiwi iimmmmmmm iwmssmmmm iimsmmmmw iwmmmmwwi iimmmwwii iwmmmwiis iimmwwisw",
    "ehrami": "..k.k.k.k ..iiiiiii ..wwwwwww ..iiiiiii ..iiiiiis ..iiiiiss ..iiiisss ..iiisssm ..iissssm ..iisssmm "
    "..iissssm ..iisssss ..iisssss ..iisssss ..wwwwwww ..mmmmmmm ..k.k.k.k",
    "local-dress": "......mmw .....mmms ....immms ...iimmms ..iiimmms .iii.mmms iii..mmms ssi..ssss .i...iiii "
    ".....isii "
    "....iiiis ....iisii ...iiiiii ...isiisi ...iiiiii ..mmmmmmm ..smsmsms",
    "glass": "......aaa .......aa .......aa .......aa .......aa ......aaa .....aaaa ....aaaaa ...awaaaa ...awaaaa "
    "...awaaaa ...aaaaaa ...aaaaaa ....aaaaa .....aaaa ....iiiii .........",
    "food-souvenir": _biscuit,
}


def grid(motif, width=SIDE, height=SIDE):
    """Rows of colour letters of a motif: a function of (x, y), or rows in one string, whole or by halves."""
    if callable(motif):
        return ["".join(motif(x, y) for x in range(width)) for y in range(height)]
    rows = [row + row[-2::-1] if len(row) == 9 else row for row in motif.split()]
    return rows + rows[-2::-1] if len(rows) == 9 else rows


def paths(rows, dx=0, dy=0):
    """One <path> for each colour: filled rectangles or, when that is shorter, strokes one cell high.

    The commonest colour comes first and lies under the others too, which saves cutting it up.
    """
    filled, stroked = {}, {}
    base = Counter("".join(rows).replace(".", "")).most_common(1)[0][0]
    below = ["".join("." if letter == "." else base for letter in row) for row in rows]
    above = [row.replace(base, ".") for row in rows]
    for letter, x, width, top, bottom in [*_rectangles(below), *_rectangles(above)]:
        filled.setdefault(letter, []).append(f"M{x + dx} {top + dy}h{width}v{bottom - top}h-{width}z")
        for y in range(top, bottom):
            stroked.setdefault(letter, []).append(f"M{x + dx} {y + dy}.5h{width}")
    return "".join(
        min(
            f'<path fill="{COLOURS[letter]}" d="{"".join(filled[letter])}"/>',
            f'<path stroke="{COLOURS[letter]}" d="{"".join(stroked[letter])}"/>',
            key=len,
        )
        for letter in filled
    )


def _rectangles(rows):
    """(letter, x, width, top, bottom) of equal runs standing on each other, by letter from above."""
    open_runs, done = {}, []
    for y, row in enumerate([*rows, "." * len(rows[0])]):
        x, runs = 0, set()
        for letter, cells in groupby(row):
            width = len(list(cells))
            if letter != ".":
                runs.add((letter, x, width))
            x += width
        done += [(*run, open_runs.pop(run), y) for run in list(open_runs) if run not in runs]
        for run in runs:
            open_runs.setdefault(run, y)
    return sorted(done, key=lambda run: (run[0], run[3], run[1]))


def _svg(width, height, content, more=""):
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"{more} shape-rendering="crispEdges">'
        f"{content}</svg>\n"
    )


def mark():
    return grid(_mark, 16, 16)


def crafts_svg():
    """The sheet of craft signs, to be shown as ``<use href="…/crafts.svg#kilim">``."""
    symbols = (
        f'<symbol id="{slug}" viewBox="0 0 {SIDE} {SIDE}">{paths(grid(motif))}</symbol>\n'
        for slug, motif in CRAFTS.items()
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" shape-rendering="crispEdges">\n{"".join(symbols)}</svg>\n'


HERO_BANDS = (
    # depth, period, ground, colours from the middle outwards, what is counted
    (2, 12, "k", "", "plain"),
    (1, 12, "w", "", "plain"),
    (8, 12, "s", "mwik", "zigzag"),
    (1, 12, "w", "", "plain"),
    (2, 12, "k", "", "plain"),
    (1, 12, "w", "", "plain"),
    (17, 24, "m", "sswwiis", "diamond"),
    (1, 12, "w", "", "plain"),
    (1, 12, "k", "", "plain"),
    (5, 8, "i", "msw", "lozenge"),
    (1, 12, "k", "", "plain"),
    (1, 12, "w", "", "plain"),
    (12, 24, "w", "mmsiiww", "half"),
)


def _hero_cell(band, x, y):
    depth, period, ground, colours, kind = band
    across = abs(x % period - (period - 1) / 2)
    if kind == "plain":
        return ground
    if kind == "zigzag":
        return (ground + colours)[int(across + y) // 2 % 5] if across < period else ground
    if kind == "lozenge":
        ring = int(across + abs(y - (depth - 1) / 2))
        return colours[ring] if ring < len(colours) else ground
    down = depth - 1 - y if kind == "half" else abs(y - (depth - 1) / 2)
    ring = int(across // 1.999 * 2 * (depth if kind == "half" else depth / 2) / (period / 2 + 0.5) + down)
    if kind == "half" and (period - 1) / 2 - across + abs(y - 3) < 2.6:
        return "m" if (period - 1) / 2 - across + abs(y - 3) < 1.6 else "s"
    steps = ring * len(colours) // (depth + 1 if kind == "half" else (depth + 1) // 2)
    if kind == "diamond" and depth > 9 and across > period / 2 - 2 and down < 3:
        return "w" if down < 1 or across > period / 2 - 1 else ground
    return colours[steps] if steps < len(colours) else ground


def hero_svg(width=144):
    """A wide weaving, the lower half the mirror of the upper: bands of repeated motifs."""
    parts, top = [], 0
    for number, band in enumerate(HERO_BANDS):
        depth, period, ground = band[:3]
        if band[4] == "plain":
            parts.append(f'<path fill="{COLOURS[ground]}" d="M0 {top}h{width}v{depth}H0z"/>')
        else:
            rows = ["".join(_hero_cell(band, x, y) for x in range(period)) for y in range(depth)]
            uses = "".join(f'<use href="#b{number}" x="{x}"/>' for x in range(period, width, period))
            parts.append(f'<g id="b{number}">{paths(rows, 0, top)}</g>{uses}')
        top += depth
    content = f'<g id="u">{"".join(parts)}</g><use href="#u" transform="matrix(1 0 0 -1 0 {2 * top})"/>'
    return _svg(width, 2 * top, content, ' preserveAspectRatio="xMidYMid slice"')


def files():
    """Name → text of every SVG of the brand."""
    return {
        "mark.svg": _svg(16, 16, paths(mark())),
        "favicon.svg": _svg(16, 16, paths(mark())),
        "selvedge.svg": _svg(12, 6, paths(grid(_selvedge, 12, 6)), ' width="24" height="12"'),
        "weave-hero.svg": hero_svg(),
        "crafts.svg": crafts_svg(),
    }


if __name__ == "__main__":
    folder = Path(__file__).resolve().parent.parent / "static" / "img"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8")
