"""Turn whatever a maker uploads into the few pictures that pages show, and nothing else.

The original may carry a home's coordinates or a hidden payload, so it is never served: only pixels survive.
"""

import hashlib
import io
import warnings
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

WIDTHS = (320, 640, 1024, 1600)
JPEG_SIDE = 1000
BYTES_LIMIT = 20 * 1000 * 1000
PIXELS_LIMIT = 60 * 1000 * 1000
# WebP ends at 16383 px a side: a picture 1600 wide and eight times as high still fits.
LONGEST_TO_SHORTEST = 8
FORMATS = ("JPEG", "PNG", "WEBP")
# What shows through a transparent picture: the site's paper.
PAPER = (255, 253, 248)


class PictureRefused(ValueError):
    """An upload that cannot become a picture; ``code`` is for programs, ``message`` for the person who sent it."""

    def __init__(self, code, message):
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self):
        return str(self.message)


@dataclass(frozen=True)
class Derived:
    """What one picture became: ``width`` × ``height`` of the largest, and ``files`` from storage name to bytes."""

    digest: str
    width: int
    height: int
    files: dict[str, bytes] = field(repr=False)


def derive(source):
    """Return the Derived of ``source``: a PIL image (a drawing) or a binary file. Raises PictureRefused only."""
    if isinstance(source, Image.Image):
        return _derived(_resized(_upright_rgb(source), WIDTHS[-1]), _drawing_bytes)
    return _derived(_decoded(_content(source)), _photo_bytes)


def store(derived, storage):
    """Save the files ``storage`` does not hold yet; return their names. Names carry the content, so twice is once."""
    saved = []
    for name, content in derived.files.items():
        if storage.exists(name):
            continue
        stored_as = storage.save(name, ContentFile(content))
        if stored_as == name:
            saved.append(name)
        else:
            # Another worker saved the same picture meanwhile; ours got a name nobody will ask for.
            storage.delete(stored_as)
    return saved


def srcset_names(digest, width):
    """List (width, name) of the WebP files of a picture whose largest is ``width`` wide, narrowest first."""
    return [(each, f"pictures/{digest}-{each}.webp") for each in _widths(width)]


def jpeg_name(digest):
    """Name of the one JPEG, at most 1000 px a side, for catalogues and link previews."""
    return f"pictures/{digest}-{JPEG_SIDE}.jpg"


def _widths(width):
    """The fixed widths a picture can fill, or its own when it is narrower than all of them."""
    return [each for each in WIDTHS if each <= width] or [width]


def _content(file):
    """Read ``file`` from its start, one byte further than allowed at most."""
    try:
        file.seek(0)
        content = file.read(BYTES_LIMIT + 1)
    except (OSError, ValueError) as error:
        raise PictureRefused("unreadable", _("The file could not be read. Send it again.")) from error
    if not content:
        raise PictureRefused("empty", _("The file is empty."))
    if len(content) > BYTES_LIMIT:
        message = format_lazy(_("The file is larger than {limit} MB. Send a smaller one."), limit=BYTES_LIMIT // 10**6)
        raise PictureRefused("too_many_bytes", message)
    return content


def _decoded(content):
    """Return the upright sRGB image inside ``content``, at most 1600 px wide."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            # The name and the sent type are claims; only the content decides what this is.
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                _check_shape(*image.size)
                # A JPEG can be decoded at a half, a quarter, an eighth: less memory for the same result.
                image.draft(None, (WIDTHS[-1], WIDTHS[-1]))
                image.load()
                return _resized(_upright_rgb(image), WIDTHS[-1])
    except PictureRefused:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _too_many_pixels() from error
    except Image.UnidentifiedImageError as error:
        raise PictureRefused("not_a_picture", _("This is not a JPEG, PNG or WebP picture.")) from error
    except Exception as error:
        # Decoders meet broken files with a dozen exception types; each means the same to the sender.
        message = _("The picture is damaged or incomplete. Send it again, or save it anew first.")
        raise PictureRefused("damaged", message) from error


def _check_shape(width, height):
    if width * height > PIXELS_LIMIT:
        raise _too_many_pixels()
    if max(width, height) > LONGEST_TO_SHORTEST * min(width, height):
        raise PictureRefused("too_narrow", _("The picture is too long and narrow. Cut it to the work it shows."))


def _too_many_pixels():
    message = format_lazy(
        # Translators: a megapixel is a million dots of a picture.
        _("The picture has more than {limit} megapixels. Send a smaller one."),
        limit=PIXELS_LIMIT // 10**6,
    )
    return PictureRefused("too_many_pixels", message)


def _upright_rgb(image):
    """Turn ``image`` the way it was held, into sRGB, on paper where it was transparent; no metadata is left."""
    profile = image.info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):
        # 16-bit grey: keep the upper eight bits, which convert() would clip instead.
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("P", "PA", "LA") or "transparency" in image.info:
        image = image.convert("RGBA")
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = _in_srgb(image.convert("RGB") if alpha else image, profile)
    plain = Image.new("RGB", image.size, PAPER)
    plain.paste(colours, mask=alpha)
    return plain


def _in_srgb(image, profile):
    """Convert ``image`` from its own colour ``profile`` (bytes or None) to sRGB."""
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            # A broken profile, or one for another kind of picture: the plain numbers are the best guess left.
            pass
    return image.convert("RGB")


def _resized(image, width, resampling=Image.Resampling.LANCZOS):
    """``image`` at ``width`` pixels, or as it is when it is no wider."""
    if image.width <= width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), resampling, reducing_gap=3.0)


def _derived(image, encoded):
    """Re-encode ``image`` at every width with ``encoded(image, width) -> bytes``, and once as JPEG."""
    size = f"{image.width}x{image.height}:".encode()
    digest = hashlib.sha256(size + image.tobytes()).hexdigest()[:16]
    files = {name: encoded(image, width) for width, name in srcset_names(digest, image.width)}
    fits = max(image.size) <= JPEG_SIDE
    small = image if fits else ImageOps.contain(image, (JPEG_SIDE, JPEG_SIDE))
    files[jpeg_name(digest)] = _saved(small, "JPEG", quality=86, optimize=True, progressive=True)
    return Derived(digest, image.width, image.height, files)


def _photo_bytes(image, width):
    return _saved(_resized(image, width), "WEBP", quality=80, method=4)


def _drawing_bytes(image, width):
    """The smaller of two: exact, its cells averaged so that flat colours stay flat, or nearly exact."""
    cells = _resized(image, width, Image.Resampling.BOX)
    exact = _saved(cells, "WEBP", lossless=True, quality=0, method=0)
    close = _saved(_resized(image, width), "WEBP", quality=76 if width <= 640 else 84, method=2)
    return min(exact, close, key=len)


def _saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
