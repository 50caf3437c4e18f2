"""The colours of the site, and the few made from them that wood, clay and straw need."""

WOOL = "#f7f1e6"
WOOL_2 = "#efe5d2"
CREAM = "#f3e9d7"
INK = "#211c17"
MADDER = "#9b2d20"
MADDER_DARK = "#7a2118"
INDIGO = "#22395b"
SAFFRON = "#d99a2b"
COPPER = "#b5643c"
HENNA = "#5d6b3a"
SAND = "#dcc59c"
STRAW = "#d8b566"
WALNUT = "#5b3a26"
OAK = "#a9764a"
PEAR = "#c99a68"
CLAY = "#c98d62"
TEAL = "#3b5d58"
GOAT = "#2b2521"
SILVER = "#cfcabf"

# Yarns of one piece: ground, then the others by how often they are used; the last is the dark line.
YARNS = (
    (MADDER, CREAM, INDIGO, SAFFRON, INK),
    (INDIGO, CREAM, MADDER, SAFFRON, INK),
    (MADDER_DARK, SAND, INDIGO, COPPER, INK),
    (CREAM, MADDER, INDIGO, SAFFRON, GOAT),
    (HENNA, CREAM, MADDER, SAFFRON, INK),
    (COPPER, CREAM, INDIGO, SAFFRON, MADDER_DARK),
    (INDIGO, SAND, COPPER, CREAM, INK),
    (GOAT, CREAM, MADDER, SAFFRON, MADDER_DARK),
    (SAFFRON, MADDER, CREAM, INDIGO, INK),
    (TEAL, CREAM, MADDER, SAFFRON, INK),
    (WOOL_2, INDIGO, MADDER, HENNA, GOAT),
)

# What objects stand before: wall, floor, and the quiet shape between them.
ROOMS = (
    (WOOL_2, SAND, CREAM),
    ("#e6d3b1", "#cfb388", "#efe1c6"),
    (INDIGO, "#182a45", "#2f4a72"),
    (MADDER, MADDER_DARK, "#ad4030"),
    (HENNA, "#48542c", "#6f7f48"),
    ("#d9b98f", COPPER, "#e5cba6"),
    (TEAL, "#2c4743", "#4d736d"),
    (CREAM, MADDER, "#e9d9bb"),
    (SAFFRON, "#b57c1c", "#e3b152"),
    (WOOL_2, INDIGO, "#e2d2b4"),
)


def rgb(colour):
    """(r, g, b) of "#rrggbb" or of such a triple."""
    if not isinstance(colour, str):
        return tuple(colour[:3])
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(one, other, share):
    """Colour between two: ``share`` 0 is the first, 1 the other."""
    return tuple(round(a + (b - a) * share) for a, b in zip(rgb(one), rgb(other), strict=True))


def darker(colour, share=0.2):
    return mix(colour, INK, share)


def lighter(colour, share=0.2):
    return mix(colour, "#fff8ea", share)


def is_dark(colour):
    red, green, blue = rgb(colour)
    return 0.3 * red + 0.59 * green + 0.11 * blue < 120
