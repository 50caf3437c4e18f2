"""A weaving as a grid of cells, and how its cells become yarn."""

from PIL import Image, ImageChops, ImageDraw

from products.drawings.canvas import HEIGHT, WIDTH
from products.drawings.palette import darker, rgb

# Small figures of the region's flat weaves; "#" is the figure, "o" its second colour.
FIGURES = {
    "star": ("#..#..#", ".#.#.#.", "..#o#..", "##ooo##", "..#o#..", ".#.#.#.", "#..#..#"),
    "cross": ("..###..", "..#o#..", "###o###", "#ooooo#", "###o###", "..#o#..", "..###.."),
    "comb": ("#.#.#.#", "#.#.#.#", "#######", "...o...", "#######", "#.#.#.#", "#.#.#.#"),
    "hooks": ("###..##", "#.#..#.", "..#..#.", "..####.", ".#..#..", ".#..#.#", "##..###"),
    "rhomb": ("...#...", "..#o#..", ".#o.o#.", "#o...o#", ".#o.o#.", "..#o#..", "...#..."),
    "flower": (".##.##.", "##o.o##", "#o...o#", "...o...", "#o...o#", "##o.o##", ".##.##."),
    "ram": ("###.###", "#.#.#.#", "..#.#..", "...o...", "..#.#..", "#.#.#.#", "###.###"),
    "goat": ("..###....", ".#...#...", "#...###..", "....###..", ".#####...", "######...", "#.#..#...", "#.#..#..."),
    "bird": ("#...##...", "#..####..", "##.###.##", "######...", ".####....", "..##.....", "..#.#...."),
    "tree": (
        "....#....",
        "...###...",
        "..#.#.#..",
        ".#.###.#.",
        "..#.#.#..",
        ".#.###.#.",
        "#.#.#.#.#",
        "....#....",
        "..#####..",
    ),
}


# What never hangs head down, though the weaving around it is mirrored.
UPRIGHT = {"goat", "bird", "tree"}


class Cloth:
    """``width`` × ``height`` cells, each the number of a yarn."""

    def __init__(self, width, height, yarn=0):
        self.width, self.height = width, height
        self._waiting = []
        self.cells = bytearray([yarn]) * (width * height)

    def put(self, x, y, yarn):
        if 0 <= x < self.width and 0 <= y < self.height:
            self.cells[y * self.width + x] = yarn

    def rectangle(self, x0, y0, x1, y1, yarn):
        for y in range(max(y0, 0), min(y1, self.height)):
            if x1 > x0:
                self.cells[y * self.width + x0 : y * self.width + x1] = bytes([yarn]) * (x1 - x0)

    def paint(self, x0, y0, x1, y1, yarn_at):
        """Give every cell of the box the yarn ``yarn_at(x, y)``; None leaves it as it is."""
        for y in range(max(y0, 0), min(y1, self.height)):
            for x in range(max(x0, 0), min(x1, self.width)):
                yarn = yarn_at(x, y)
                if yarn is not None:
                    self.cells[y * self.width + x] = yarn

    def figure(self, name, x, y, yarn, second, flip=False):
        """Weave a small figure with its middle at cell (x, y); creatures wait for mirror()."""
        if name in UPRIGHT:
            self._waiting.append((name, x, y, yarn, second))
        else:
            self._figure(name, x, y, yarn, second, flip)

    def _figure(self, name, x, y, yarn, second, flip=False):
        rows = FIGURES[name]
        left, top = x - len(rows[0]) // 2, y - len(rows) // 2
        for j, row in enumerate(rows):
            for i, sign in enumerate(reversed(row) if flip else row):
                if sign != ".":
                    self.put(left + i, top + j, yarn if sign == "#" else second)

    def mirror(self, across=True, down=True):
        """Repeat the left half to the right, then the upper half below."""
        w, h = self.width, self.height
        if across:
            for y in range(h):
                half = self.cells[y * w : y * w + w // 2]
                self.cells[(y + 1) * w - w // 2 : (y + 1) * w] = half[::-1]
        if down:
            for y in range(h // 2):
                self.cells[(h - 1 - y) * w : (h - y) * w] = self.cells[y * w : (y + 1) * w]
        for name, x, y, yarn, second in self._waiting:
            even = 1 - len(FIGURES[name]) % 2
            for row in {y, h - 1 + even - y} if down else {y}:
                self._figure(name, x, row, yarn, second)
                if across and abs(x - w / 2) > 3:
                    self._figure(name, w - 1 - x, row, yarn, second, flip=True)

    def image(self, yarns):
        """One pixel for each cell."""
        image = Image.frombytes("P", (self.width, self.height), bytes(self.cells))
        image.putpalette([part for yarn in yarns for part in rgb(yarn)])
        return image.convert("RGB")

    def mask(self, *wanted):
        """White where a cell has one of the ``wanted`` yarns."""
        table = bytes(255 if yarn in wanted else 0 for yarn in range(256))
        return Image.frombytes("L", (self.width, self.height), bytes(self.cells).translate(table))


def woven(cells, cell, texture, rng, abrash=14):
    """Enlarge ``cells`` (an image) to ``cell`` pixels each and lay yarn over it.

    ``abrash`` is how much the dye changes from weft to weft, as hand-dyed wool does.
    """
    size = (cells.width * cell, cells.height * cell)
    rows, drift = [], 0
    for _ in range(cells.height):
        drift = min(max(drift + rng.choice((-5, -2, 0, 0, 2, 5)), 0), abrash)
        rows.append(255 - drift)
    shade = Image.frombytes("L", (1, cells.height), bytes(rows)).resize(cells.size)
    dyed = ImageChops.multiply(cells, shade.convert("RGB"))
    return ImageChops.multiply(dyed.resize(size, Image.Resampling.NEAREST), tiled(texture, size).convert("RGB"))


def tiled(tile, size):
    """Repeat ``tile`` over ``size``."""
    image = Image.new(tile.mode, size)
    image.paste(tile, (0, 0))
    x, y = tile.size
    while x < size[0]:
        image.paste(image.crop((0, 0, min(x, size[0] - x), y)), (x, 0))
        x *= 2
    while y < size[1]:
        image.paste(image.crop((0, 0, size[0], min(y, size[1] - y))), (0, y))
        y *= 2
    return image


def weft_texture(cell):
    """Flat weave: the weft covers the warp and lies in short ribs."""
    tile = Image.new("L", (cell, cell), 255)
    pen = ImageDraw.Draw(tile)
    half = cell // 2
    for column in range(2):
        x = column * half
        pen.line([(x, 0), (x, cell)], fill=228)
        for y in range(column * half // 2, cell, half):
            pen.line([(x + 1, y), (x + half - 1, y)], fill=236)
    return tile


def knot_texture(cell):
    """Pile: one knot a cell, lit from above."""
    tile = Image.new("L", (cell, cell), 250)
    pen = ImageDraw.Draw(tile)
    pen.line([(0, cell - 1), (cell, cell - 1)], fill=214)
    pen.line([(cell - 1, 0), (cell - 1, cell)], fill=226)
    pen.line([(1, 0), (cell - 2, 0)], fill=255)
    return tile


def laid_out(piece, ground, rng, fringe, margin=96):
    """Lay a woven ``piece`` on a floor, its warp ends knotted at the left and right."""
    image = Image.new("RGB", (WIDTH, HEIGHT), rgb(ground))
    pen = ImageDraw.Draw(image, "RGBA")
    left, top = (WIDTH - piece.width) // 2, (HEIGHT - piece.height) // 2
    right, bottom = left + piece.width, top + piece.height
    pen.rectangle([left + 10, top + 14, right + 10, bottom + 14], fill=(*darker(ground, 0.5), 70))
    length = min(margin, left) * 0.62
    for y in range(top + 5, bottom - 4, 12):
        for x, way in ((left, -1), (right, 1)):
            reach = length * rng.uniform(0.86, 1.06)
            end = (x + way * reach, y + rng.randint(-5, 5))
            pen.line([(x, y + 2), (end[0], end[1] + 3)], fill=(*darker(ground, 0.45), 90), width=5)
            pen.line([(x, y), end], fill=rgb(fringe), width=4)
            pen.ellipse([x + way * 16 - 6, y - 5, x + way * 16 + 6, y + 5], fill=rgb(fringe))
    image.paste(piece, (left, top))
    return image
