"""Round things seen from the side: pots, turned wood and blown glass, painted as if their skin were unrolled."""

import math

from products.drawings import palette as p
from products.drawings.canvas import pairs, smooth
from products.drawings.rooms import shadow

# Half-widths from the foot (0) to the rim (1), as (height, half-width) of a body one unit high.
PROFILES = {
    "jar": ((0, 0.2), (0.1, 0.27), (0.35, 0.42), (0.6, 0.44), (0.8, 0.28), (0.9, 0.2), (1, 0.25)),
    "vase": ((0, 0.17), (0.08, 0.19), (0.3, 0.33), (0.5, 0.3), (0.7, 0.16), (0.85, 0.12), (1, 0.2)),
    "bottle": (
        (0, 0.22),
        (0.06, 0.26),
        (0.25, 0.34),
        (0.42, 0.3),
        (0.55, 0.14),
        (0.75, 0.075),
        (0.94, 0.075),
        (1, 0.12),
    ),
    "bowl": ((0, 0.3), (0.1, 0.32), (0.25, 0.5), (0.5, 0.74), (0.8, 0.9), (1, 0.95)),
    "cup": ((0, 0.3), (0.06, 0.32), (0.14, 0.2), (0.24, 0.18), (0.4, 0.4), (0.7, 0.52), (1, 0.5)),
    "crock": ((0, 0.32), (0.08, 0.36), (0.4, 0.46), (0.7, 0.44), (0.86, 0.36), (1, 0.4)),
    "amphora": ((0, 0.12), (0.08, 0.15), (0.3, 0.34), (0.55, 0.42), (0.72, 0.34), (0.82, 0.17), (0.93, 0.15), (1, 0.2)),
}
TILT = 0.15


class Vessel:
    """A turned body on ``canvas``; points of its skin are (angle in degrees, height 0–1)."""

    def __init__(self, canvas, profile, x, foot, height, colour, stretch=1.0):
        curve = smooth([(t, half * stretch) for t, half in profile], closed=False, steps=10)
        self.canvas, self.x, self.foot, self.height = canvas, x, foot, height
        self.heights = [t for t, _ in curve]
        self.halves = [half * height for _, half in curve]
        self.colour = colour

    def half(self, t):
        """Half-width in pixels at height ``t``."""
        for i, height in enumerate(self.heights):
            if height >= t:
                if i == 0:
                    return self.halves[0]
                low = self.heights[i - 1]
                share = (t - low) / (height - low or 1)
                return self.halves[i - 1] + (self.halves[i] - self.halves[i - 1]) * share
        return self.halves[-1]

    def at(self, degrees, t):
        half = self.half(t)
        angle = math.radians(degrees)
        return self.x + half * math.sin(angle), self.foot - t * self.height + TILT * half * math.cos(angle)

    def outline(self, low=0.0, high=1.0):
        """The skin between two heights, its upper and lower edges curved as we look down on it."""
        inner = [t for t in self.heights if low < t < high]
        left = [self.at(-90, t) for t in (low, *inner, high)]
        right = [self.at(90, t) for t in (high, *reversed(inner), low)]
        upper = [self.at(d, high) for d in range(-90, 91, 6)]
        lower = [self.at(d, low) for d in range(90, -91, -6)]
        return [*left, *upper, *right, *lower]

    def body(self):
        shadow(self.canvas, self.x + 20, self.foot + 8, self.halves[0] * 1.5 + 30)
        self.canvas.polygon(self.outline(), self.colour)

    def stripe(self, low, high, colour):
        self.canvas.polygon(self.outline(low, high), colour)

    def row(self, t, depth, count, shape, colour, turn=0.0):
        """Repeat ``shape`` (points within ±1, y down) round the body at height ``t``, ``depth`` of the height high."""
        wide = 180 / count
        for i in range(count):
            middle = (turn + 360 * i / count + 180) % 360 - 180
            if abs(middle) < 90 + wide:
                points = [(min(max(middle + u * wide, -90), 90), t - v * depth / 2) for u, v in shape]
                if max(a for a, _ in points) - min(a for a, _ in points) > 0.5:
                    self.canvas.polygon([self.at(*point) for point in points], colour)

    def light(self, strength=60):
        """Shade at the right, a gleam at the left, following the profile."""
        for degrees, alpha in ((28, strength // 3), (48, strength // 2), (66, strength)):
            right = [self.at(90, t) for t in self.heights]
            inner = [self.at(degrees, t) for t in reversed(self.heights)]
            self.canvas.polygon([*right, *inner], p.INK, alpha)
        left = [self.at(-58, t) for t in self.heights if 0.06 < t < 0.95]
        inner = [self.at(-46, t) for t in reversed(self.heights) if 0.06 < t < 0.95]
        self.canvas.polygon([*left, *inner], "#fff8ea", strength + 10)

    def mouth(self, inside, rim):
        """The open top."""
        half, y = self.halves[-1], self.foot - self.height
        self.canvas.ellipse(self.x, y, half, half * TILT, rim)
        self.canvas.ellipse(self.x, y + 2, half * 0.9, half * TILT * 0.78, inside)


DIAMOND = [(-1, 0), (0, -1), (1, 0), (0, 1)]
STEPPED = pairs(
    "-1,0.2 -1,-0.2 -0.6,-0.2 -0.6,-0.55 -0.2,-0.55 -0.2,-1 0.2,-1 0.2,-0.55 0.6,-0.55 0.6,-0.2 "
    "1,-0.2 1,0.2 0.6,0.2 0.6,0.55 0.2,0.55 0.2,1 -0.2,1 -0.2,0.55 -0.6,0.55 -0.6,0.2"
)
TRIANGLE = [(-1, 1), (0, -1), (1, 1)]
TEETH = [(-1, 1), (-1, -1), (0, 1), (1, -1), (1, 1)]
CHEVRON = [(-1, 1), (0, -0.3), (1, 1), (1, 0.3), (0, -1), (-1, 0.3)]
DOT = [(math.cos(a / 12 * 2 * math.pi) * 0.6, math.sin(a / 12 * 2 * math.pi) * 0.6) for a in range(12)]
LEAF = smooth([(0, 1), (-0.75, 0.1), (0, -1), (0.75, 0.1)], steps=4)
FISH = [(-1, 0.5), (-0.75, 0), (-1, -0.5), (-0.6, -0.15), (0, -0.6), (0.9, 0), (0, 0.6), (-0.6, 0.15)]
# The goat with great horns of the painted pots found in these valleys.
GOAT = pairs(
    "-0.8,0.25 -0.62,-0.05 0.3,-0.05 0.42,-0.4 0.2,-0.62 -0.15,-0.74 -0.45,-0.62 -0.62,-0.34 "
    "-0.74,-0.4 -0.56,-0.76 -0.18,-0.96 0.24,-0.88 0.52,-0.62 0.82,-0.42 0.8,-0.26 0.56,-0.22 "
    "0.5,0.2 0.54,0.95 0.44,0.95 0.32,0.32 -0.44,0.32 -0.56,0.95 -0.66,0.95 -0.66,0.3"
)
SHAPES = (DIAMOND, STEPPED, TRIANGLE, TEETH, CHEVRON, DOT, LEAF)
