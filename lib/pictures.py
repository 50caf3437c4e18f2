"""Turn whatever a maker uploads into the few pictures that pages show, and nothing else.

The original may carry a home's coordinates or a hidden payload, so it is never served: only pixels survive.
"""

import hashlib
import io
import re
import warnings
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from lib.numbers import number_words

WIDTHS = (320, 640, 1024, 1600)
# A tall picture is made no higher than four times the greatest width.
MOST_HEIGHT = 4 * WIDTHS[-1]
JPEG_SIDE = 1000
BYTES_LIMIT = 20 * 1000 * 1000
# What decoding takes decides: a JPEG is decoded at a half or a quarter, WebP holds the picture four times.
PIXELS_LIMITS = {"JPEG": 52 * 1000 * 1000, "PNG": 40 * 1000 * 1000, "WEBP": 25 * 1000 * 1000}
PIXELS_LIMIT = PIXELS_LIMITS["JPEG"]
SHORTEST_SIDE = 64
LONGEST_TO_SHORTEST = 8
FORMATS = ("JPEG", "PNG", "WEBP")
# Far more than any program writes; beyond it the parts are there to keep a decoder busy.
MOST_SCANS, MOST_SEGMENTS, MOST_CHUNKS = 64, 1000, 20_000
# What shows through a transparent picture: the site's paper.
PAPER = (255, 253, 248)
LEAST_CONTRAST = 8  # shades of grey, of 256
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ON_ITS_SIDE = {5, 6, 7, 8}
STRIP = 480  # rows converted at once: divisible by every factor a picture may be reduced by
JPEG_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)

in_words = lazy(number_words, str)
REASONS = {
    "unreadable": _("The file could not be read. Send it again."),
    "empty": _("The file is empty."),
    "too_many_bytes": format_lazy(
        _("The file is larger than {limit} MB. Send a smaller one."), limit=in_words(BYTES_LIMIT // 10**6)
    ),
    "too_many_pixels": format_lazy(
        # Translators: a megapixel is a million dots of a picture.
        _("The picture has more than {limit} megapixels. Send a smaller one."),
        limit=in_words(PIXELS_LIMIT // 10**6),
    ),
    "too_many_pixels_png": format_lazy(
        _("A PNG picture may have at most {limit} megapixels. Send it as JPEG, or smaller."),
        limit=in_words(PIXELS_LIMITS["PNG"] // 10**6),
    ),
    "too_many_pixels_webp": format_lazy(
        _("A WebP picture may have at most {limit} megapixels. Send it as JPEG, or smaller."),
        limit=in_words(PIXELS_LIMITS["WEBP"] // 10**6),
    ),
    "too_narrow": _("The picture is too long and narrow. Cut it to the work it shows."),
    "too_small": format_lazy(
        _("The picture is smaller than {least} dots a side. Send the photograph itself."), least=in_words(SHORTEST_SIDE)
    ),
    "damaged": _("The picture is damaged or incomplete. Send it again, or save it anew first."),
    "svg": _("This is an SVG drawing, which can hold programs. Send a photograph, or save it as PNG."),
    "gif": _("This is a GIF. Send a photograph as JPEG, PNG or WebP."),
    "heic": _("This is a HEIC picture, which few telephones can show. Set the camera to JPEG (“most compatible”)."),
    "film": _("This is a film. Only photographs can be shown."),
    "document": _("This is a PDF document. Send the photograph itself."),
    "not_a_picture": _("This is not a JPEG, PNG or WebP picture."),
}


class PictureRefused(ValueError):
    """An upload that cannot become a picture; ``code`` is for programs, ``message`` for the person who sent it."""

    def __init__(self, code, message=None):
        super().__init__(code)
        self.code = code
        self.message = message or REASONS[code]

    def __str__(self):
        return str(self.message)


@dataclass(frozen=True)
class Derived:
    """What one picture became: ``width`` × ``height`` of the largest, and ``files`` from storage name to bytes.

    ``likeness`` says its look in 16 hexadecimal digits, empty where there is hardly anything to see.
    """

    digest: str
    width: int
    height: int
    files: dict[str, bytes] = field(repr=False)
    likeness: str = ""


def derive(source):
    """Return the Derived of ``source``: a PIL image (a drawing) or a binary file. Raises PictureRefused only."""
    if isinstance(source, Image.Image):
        return _derived(_resized(_on_paper(source), WIDTHS[-1]), _drawing_bytes)
    return _derived(_decoded(_content(source)), _photo_bytes)


def cleaned_jpeg(source):
    """The bytes of the binary file ``source`` as one JPEG at most 1600 px wide, pixels only. Raises PictureRefused."""
    return _saved(_decoded(_content(source)), "JPEG", quality=88, optimize=True)


def check(source):
    """Look at a binary file as far as costs nothing: what it is and how large. Raises PictureRefused."""
    with _opened(_content(source)):
        pass


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
        raise PictureRefused("unreadable") from error
    if not content:
        raise PictureRefused("empty")
    if len(content) > BYTES_LIMIT:
        raise PictureRefused("too_many_bytes")
    return content


def _opened(content):
    """The picture inside ``content`` with nothing but its header read."""
    try:
        _check_parts(content)
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            # The name and the sent type are claims; only the content decides what this is.
            image = Image.open(io.BytesIO(content), formats=FORMATS)
    except PictureRefused:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise PictureRefused("too_many_pixels") from error
    except Image.UnidentifiedImageError as error:
        raise PictureRefused(_what_else(content)) from error
    except Exception as error:
        raise PictureRefused("damaged") from error
    _check_shape(image)
    return image


def _decoded(content):
    """Return the upright sRGB image inside ``content``, at most 1600 px wide."""
    with _opened(content) as image:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # of what EXIF says, which is thrown away
                # A JPEG can be decoded at a half, a quarter, an eighth: less memory for the same result.
                image.draft(None, (WIDTHS[-1], WIDTHS[-1]))
                image.load()  # before the orientation, whose errors are forgiven
                return _small_upright(image, _orientation(image))
        except Exception as error:
            # Decoders meet broken files with a dozen exception types; each means the same to the sender.
            raise PictureRefused("damaged") from error


def _what_else(content):
    """The code for a file that is no picture we take: people know by another word what they sent."""
    start, kind = content[:400].lstrip(b"\xef\xbb\xbf \t\r\n").lower(), content[4:12]
    if start.startswith((b"<svg", b"<?xml", b"<!doctype svg")) and b"<svg" in content[:2000].lower():
        return "svg"
    if content[:4] == b"GIF8":
        return "gif"
    if kind[:4] == b"ftyp":
        return "heic" if kind[4:] in {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif"} else "film"
    return "document" if start.startswith(b"%pdf") else "not_a_picture"


def _check_parts(content):
    """Refuse what has very many parts: each takes few bytes and long work."""
    at = segments = scans = chunks = 0
    if content[:2] == b"\xff\xd8":
        at = 2
        while (marker := JPEG_MARKER.search(content, at)) and content[marker.start() + 1] != 0xD9:
            segments += 1
            scans += content[marker.start() + 1] == 0xDA
            if scans > MOST_SCANS or segments > MOST_SEGMENTS:
                raise PictureRefused("damaged")
            at = marker.end() + max(2, int.from_bytes(content[marker.end() : marker.end() + 2], "big"))
    elif content[:4] == b"\x89PNG":
        at = 8
        while at < len(content):
            chunks += 1
            if chunks > MOST_CHUNKS:
                raise PictureRefused("damaged")
            at += 12 + int.from_bytes(content[at : at + 4], "big")


def _check_shape(image):
    kind = "JPEG" if image.format == "MPO" else image.format
    if image.width * image.height > PIXELS_LIMITS[kind]:
        is_huge = image.width * image.height > PIXELS_LIMIT or kind == "JPEG"
        raise PictureRefused("too_many_pixels" if is_huge else f"too_many_pixels_{kind.lower()}")
    if max(image.size) > LONGEST_TO_SHORTEST * min(image.size):
        raise PictureRefused("too_narrow")
    if min(image.size) < SHORTEST_SIDE:
        raise PictureRefused("too_small")


def _orientation(image):
    """How the camera was held, 1 to 8; what cannot be read means upright."""
    try:
        return image.getexif().get(ORIENTATION, 1)
    except Exception:
        return 1


def _small_upright(image, orientation):
    """``image`` (loaded) in sRGB as it was held, at most 1600 px wide; made small first, so that copies are small."""
    profile = image.info.get("icc_profile")
    width, height = image.size[::-1] if orientation in ON_ITS_SIDE else image.size
    scale = min(1, WIDTHS[-1] / width, MOST_HEIGHT / height)
    if image.mode not in ("RGB", "L", "CMYK") or "transparency" in image.info:
        image = _on_paper_in_strips(image, int(1 / scale))
    if scale < 1:
        size = max(1, round(width * scale)), max(1, round(height * scale))
        size = size[::-1] if orientation in ON_ITS_SIDE else size
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    image = _in_srgb(image, profile)
    image = image.transpose(TURNS[orientation]) if orientation in TURNS else image
    image.info = {}  # its comment would be written into every JPEG made of it
    return image


def _on_paper_in_strips(image, factor):
    """``image`` of any mode on paper, some rows at a time, each reduced by about ``factor`` where that is more than 1."""
    factor = max(each for each in (1, 2, 3, 4, 5, 6, 8) if each <= max(1, factor))
    size = -(-image.width // factor), -(-image.height // factor)
    plain = Image.new("RGB", size)
    for top in range(0, image.height, STRIP):
        strip = image.crop((0, top, image.width, min(top + STRIP, image.height)))
        strip.info = image.info
        strip = _on_paper(strip)
        plain.paste(strip.reduce(factor) if factor > 1 else strip, (0, top // factor))
    image.close()  # its memory is wanted for what comes next
    return plain


def _on_paper(image):
    """``image`` of any mode as RGB, on paper where it was transparent."""
    if image.mode.startswith("I"):
        # 16-bit grey: keep the upper eight bits, which convert() would clip instead.
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("P", "PA", "LA") or "transparency" in image.info:
        image = image.convert("RGBA")
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    plain = Image.new("RGB", image.size, PAPER)
    plain.paste(image.convert("RGB"), mask=alpha)
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


def likeness_of(image):
    """64 bits in 16 hexadecimal digits that say where ``image`` grows darker from left to right (a difference hash).

    Empty when hardly anything does: every plain ground would be like every other.
    """
    small = image.convert("L").resize((9, 8), Image.Resampling.BOX)
    grey = small.tobytes()
    bits = "".join(str(int(grey[y * 9 + x] > grey[y * 9 + x + 1])) for y in range(8) for x in range(8))
    is_plain = max(grey) - min(grey) < LEAST_CONTRAST
    return "" if is_plain else f"{int(bits, 2):016x}"


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
    return Derived(digest, image.width, image.height, files, likeness_of(small))


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
