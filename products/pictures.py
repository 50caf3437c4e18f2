"""The pictures of works. What turns any upload into clean pictures is in ``lib.pictures``: exhibitors need it too."""

from lib.pictures import (
    BYTES_LIMIT,
    FORMATS,
    JPEG_SIDE,
    LONGEST_TO_SHORTEST,
    PAPER,
    PIXELS_LIMIT,
    WIDTHS,
    Derived,
    PictureRefused,
    derive,
    jpeg_name,
    srcset_names,
    store,
)

__all__ = [
    "BYTES_LIMIT",
    "FORMATS",
    "JPEG_SIDE",
    "LONGEST_TO_SHORTEST",
    "PAPER",
    "PIXELS_LIMIT",
    "WIDTHS",
    "Derived",
    "PictureRefused",
    "derive",
    "jpeg_name",
    "srcset_names",
    "store",
]
