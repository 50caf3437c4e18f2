"""Sizes as buyers speak of them: by the longer side."""

from django.utils.translation import gettext_lazy as _

# {name in addresses: (longest in mm, words)}
SIZES = {
    "to-50": (500, _("up to 50 cm")),
    "to-100": (1000, _("51–100 cm")),
    "to-200": (2000, _("101–200 cm")),
    "over-200": (float("inf"), _("over 200 cm")),
}


def size_of(work):
    """The name of its size; nothing where no side was measured."""
    longest = max(filter(None, (work.width_mm, work.length_mm, work.height_mm)), default=0)
    return next(name for name, (limit, _words) in SIZES.items() if longest <= limit) if longest else ""
