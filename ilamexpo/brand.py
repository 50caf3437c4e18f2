"""The pictures of the brand that are not SVG, drawn when the site is prepared."""

import io
from pathlib import Path

from PIL import Image, ImageOps

from ilamexpo.motifs import COLOURS, mark
from products.drawings import draw

# Chosen by eye: broad bands of madder, cream and indigo that bear being cut to a link preview.
LINK_PREVIEW_SEED = 31
LINK_PREVIEW_SIZE = (1200, 630)


def write_brand(folder):
    """Write touch icon, large icon, favicon and link preview into ``folder``; unchanged files are left alone."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in brand_files().items():
        path = folder / name
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)


def brand_files():
    """Name → bytes. The mark is 16 cells a side, so each size shows whole pixels."""
    large = _mark(512)
    sizes = [(16, 16), (32, 32), (48, 48)]
    return {
        # Phones round the corners off: the ground of the mark runs on round it.
        "touch-icon.png": _saved(ImageOps.expand(_mark(176), 2, COLOURS["m"]), "PNG", optimize=True),
        "icon-512.png": _saved(large, "PNG", optimize=True),
        "favicon.ico": _saved(_mark(48), "ICO", sizes=sizes, append_images=[_mark(side) for side, _ in sizes[:2]]),
        "link-preview.jpg": _saved(_link_preview(), "JPEG", quality=84, optimize=True, progressive=True),
    }


def _mark(side):
    rows = mark()
    image = Image.new("P", (16, 16))
    letters = sorted(set("".join(rows)))
    image.putpalette([int(COLOURS[letter][i : i + 2], 16) for letter in letters for i in (1, 3, 5)])
    image.putdata([letters.index(letter) for row in rows for letter in row])
    return image.convert("RGB").resize((side, side), Image.Resampling.NEAREST)


def _link_preview():
    """The middle of a kilim, the mark set into it."""
    kilim = ImageOps.fit(draw("kilim", LINK_PREVIEW_SEED), LINK_PREVIEW_SIZE, Image.Resampling.LANCZOS)
    sign = ImageOps.expand(ImageOps.expand(_mark(256), 16, COLOURS["w"]), 8, COLOURS["k"])
    kilim.paste(sign, ((kilim.width - sign.width) // 2, (kilim.height - sign.height) // 2))
    return kilim


def _saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
