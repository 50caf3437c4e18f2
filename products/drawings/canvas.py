"""Drawing in units of a 1600 × 1200 picture at twice the size, so that the final halving smooths every edge."""

import itertools
import math

from PIL import Image, ImageDraw, ImageOps

from products.drawings.palette import rgb

WIDTH, HEIGHT = 1600, 1200
FINE = 2


class Canvas:
    """A picture being drawn. Colours with an ``alpha`` below 255 are laid over what is there."""

    def __init__(self, ground):
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), rgb(ground))
        self._solid = ImageDraw.Draw(self.image)
        self._glaze = ImageDraw.Draw(self.image, "RGBA")

    def _pen(self, colour, alpha):
        return (self._solid, rgb(colour)) if alpha == 255 else (self._glaze, (*rgb(colour), alpha))

    def polygon(self, points, colour, alpha=255, edge=None, width=0):
        pen, ink = self._pen(colour, alpha)
        scaled = [(x * FINE, y * FINE) for x, y in points]
        pen.polygon(scaled, fill=ink)
        if edge is not None:
            self._solid.line([*scaled, *scaled[:2]], fill=rgb(edge), width=round(width * FINE), joint="curve")

    def rectangle(self, x0, y0, x1, y1, colour, alpha=255):
        pen, ink = self._pen(colour, alpha)
        pen.rectangle([x0 * FINE, y0 * FINE, x1 * FINE - 1, y1 * FINE - 1], fill=ink)

    def rounded(self, x0, y0, x1, y1, radius, colour, alpha=255):
        pen, ink = self._pen(colour, alpha)
        pen.rounded_rectangle([x0 * FINE, y0 * FINE, x1 * FINE, y1 * FINE], radius * FINE, fill=ink)

    def ellipse(self, x, y, rx, ry, colour, alpha=255):
        pen, ink = self._pen(colour, alpha)
        pen.ellipse([(x - rx) * FINE, (y - ry) * FINE, (x + rx) * FINE, (y + ry) * FINE], fill=ink)

    def circle(self, x, y, radius, colour, alpha=255):
        self.ellipse(x, y, radius, radius, colour, alpha)

    def ring(self, x, y, radius, colour, width):
        box = [(x - radius) * FINE, (y - radius) * FINE, (x + radius) * FINE, (y + radius) * FINE]
        self._solid.ellipse(box, outline=rgb(colour), width=max(1, round(width * FINE)))

    def line(self, points, colour, width=4, alpha=255, closed=False):
        pen, ink = self._pen(colour, alpha)
        scaled = [(x * FINE, y * FINE) for x, y in points]
        if closed:
            scaled += scaled[:2]
        pen.line(scaled, fill=ink, width=max(1, round(width * FINE)), joint="curve")

    def stitches(self, points, colour, width=5, stitch=20, gap=12, closed=False):
        """A running seam along ``points``."""
        for start, end in dashes([*points, points[0]] if closed else points, stitch, gap):
            self.line([start, end], colour, width)

    def mask(self, points):
        """An "L" picture of the canvas, white inside ``points``."""
        mask = Image.new("L", self.image.size)
        ImageDraw.Draw(mask).polygon([(x * FINE, y * FINE) for x, y in points], fill=255)
        return mask

    def finished(self):
        return self.image.reduce(FINE)


def fitted(image, size):
    """``image`` filling ``size``, cut evenly at the sides where the proportions differ."""
    return image if image.size == tuple(size) else ImageOps.fit(image, size, Image.Resampling.LANCZOS)


def pairs(text):
    """Points written as "x,y x,y …", the way SVG has them."""
    return [tuple(float(number) for number in pair.split(",")) for pair in text.split()]


def smooth(points, closed=True, steps=8):
    """A Catmull-Rom curve through ``points``."""
    count = len(points)
    curve = []
    for i in range(count if closed else count - 1):
        around = [points[(i + k) % count] if closed else points[min(max(i + k, 0), count - 1)] for k in (-1, 0, 1, 2)]
        for step in range(steps):
            t = step / steps
            curve.append(tuple(_catmull(*(p[axis] for p in around), t) for axis in (0, 1)))
    return curve if closed else [*curve, points[-1]]


def _catmull(a, b, c, d, t):
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def placed(points, x=0, y=0, scale=1, angle=0, flip=False):
    """``points`` turned by ``angle`` degrees, scaled, moved; mirrored left to right first when ``flip``."""
    cos, sin = math.cos(math.radians(angle)) * scale, math.sin(math.radians(angle)) * scale
    return [
        (x + px * cos - py * sin, y + px * sin + py * cos) for px, py in ((-p if flip else p, q) for p, q in points)
    ]


def around(x, y, radius, count, start=0.0):
    """``count`` points on a circle, as (x, y, degrees)."""
    for i in range(count):
        degrees = start + 360 * i / count
        yield x + radius * math.cos(math.radians(degrees)), y + radius * math.sin(math.radians(degrees)), degrees


def arc(x, y, rx, ry, start, end, steps=40):
    """Points of an ellipse from ``start`` to ``end`` degrees."""
    degrees = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in degrees]


def rounded_box(x0, y0, x1, y1, radius):
    """Points of a rectangle with round corners."""
    return [
        *arc(x0 + radius, y0 + radius, radius, radius, 180, 270, 8),
        *arc(x1 - radius, y0 + radius, radius, radius, 270, 360, 8),
        *arc(x1 - radius, y1 - radius, radius, radius, 0, 90, 8),
        *arc(x0 + radius, y1 - radius, radius, radius, 90, 180, 8),
    ]


def dashes(points, stitch, gap):
    """Cut a line into (start, end) pairs of ``stitch`` length with ``gap`` between."""
    wait = 0.0
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        length = math.hypot(x1 - x0, y1 - y0)
        at = wait
        while length and at < length:
            end = min(at + stitch, length + stitch * 0.5)
            yield (
                (x0 + (x1 - x0) * at / length, y0 + (y1 - y0) * at / length),
                (x0 + (x1 - x0) * end / length, y0 + (y1 - y0) * end / length),
            )
            at += stitch + gap
        wait = at - length
