"""Files that somebody might send as a picture, made here so that none has to lie in the repository.

``CASES`` names each: how its bytes are made, and what must become of it: the code of a refusal, CLEAN (a picture
without anything else), or both where decoders may decide. ``MARK`` is what must be found in nothing that is served.
"""

import io
import random
import struct
import zipfile
import zlib

from PIL import Image, ImageCms, ImageDraw

MARK = b"<script>steal()</script>"
CLEAN = "clean"
ORIENTATION, MAKE, GPS, EXIF, MAKER_NOTE = 0x0112, 0x010F, 0x8825, 0x8769, 0x927C
HELD_RIGHT = 6


def encoded(image, kind="JPEG", **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(size=(900, 600), seed=1):
    """A soft picture with light and colour everywhere, another one for each ``seed``."""
    draw = random.Random(seed)
    small = Image.new("RGB", (9, 6))
    small.putdata([tuple(draw.randrange(256) for _ in range(3)) for _ in range(54)])
    return small.resize(size, Image.Resampling.BICUBIC)


def photograph(size=(6000, 4000), seed=1, orientation=HELD_RIGHT, quality=90):
    """What a telephone makes: grain, the place, the device, how it was held, and a small picture of the same."""
    grain = Image.effect_noise((1500, 1000), 40).resize(size)
    image = Image.blend(photo(size, seed), Image.merge("RGB", [grain] * 3), 0.25)
    # Its upper left corner as the sensor saw it, so that the upright picture can be recognised.
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 4, size[1] // 4), fill=(200, 30, 30))
    return encoded(image, quality=quality, exif=telling_exif(orientation))


def telling_exif(orientation=HELD_RIGHT):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKE] = MARK.decode()
    exif.get_ifd(GPS)[1], exif.get_ifd(GPS)[2] = "N", (33.0, 38.0, 12.0)
    exif.get_ifd(EXIF)[MAKER_NOTE] = MARK * 20
    return exif


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width, height, *chunks, depth=8, colour=2, data=b""):
    """A PNG that says it is as large as that, whatever it holds."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [chunk(b"IHDR", header), *chunks, chunk(b"IDAT", zlib.compress(data, 9)), chunk(b"IEND", b"")]
    )


def png_of_zeros(width, height, *, depth=8, colour=2):
    """A true PNG of that size in few bytes."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    line = bytes(1 + (width * channels * depth + 7) // 8)
    packer = zlib.compressobj(6)
    packed = b"".join(packer.compress(line * 50) for _part in range(height // 50)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height // 50 * 50, depth, colour, 0, 0, 0)
    palette = [chunk(b"PLTE", bytes(768))] if colour == 3 else []
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [chunk(b"IHDR", header), *palette, chunk(b"IDAT", packed), chunk(b"IEND", b"")]
    )


def with_chunk(content, kind, body):
    """The PNG ``content`` with one more chunk behind its header."""
    return content[:33] + chunk(kind, body) + content[33:]


def with_chunks(content, number):
    return content[:33] + chunk(b"teST", b"") * number + content[33:]


def segments(content):
    """The parts of a JPEG as (marker, body with everything up to the next marker)."""
    at, parts = 2, []
    while at < len(content) - 1:
        marker = content[at + 1]
        if marker == 0xD9:
            break
        end = at + 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
        if marker == 0xDA:
            while content[end] != 0xFF or content[end + 1] in (0, *range(0xD0, 0xD8)):
                end += 1
        parts.append((marker, content[at:end]))
        at = end
    return parts


def jpeg(parts, *more):
    return b"\xff\xd8" + b"".join([*(body for _marker, body in parts), *more]) + b"\xff\xd9"


def claiming(content, width, height):
    """The JPEG ``content`` with another size in its header."""
    at = content.index(b"\xff\xc0") if b"\xff\xc0" in content else content.index(b"\xff\xc2")
    return content[: at + 5] + struct.pack(">HH", height, width) + content[at + 9 :]


def many_scans(size=(3000, 2000), times=3000):
    """A progressive JPEG whose last scans come again and again: few bytes, long work."""
    parts = segments(encoded(photo(size), progressive=True, quality=20))
    scans = [body for marker, body in parts if marker == 0xDA]
    shortest = min(scans[1:], key=len)
    return jpeg(parts, shortest * min(times, 18_000_000 // len(shortest)))


def with_segments(content, marker, name, payload):
    """The JPEG ``content`` with ``payload`` in as many application segments as it takes."""
    step, out = 65_000, b""
    pieces = [payload[at : at + step] for at in range(0, len(payload), step)][:255]
    for number, piece in enumerate(pieces, 1):
        body = name + (bytes([number, len(pieces)]) if name.startswith(b"ICC") else b"") + piece
        out += b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body
    return content[:2] + out + content[2:]


def animated(kind, size=(600, 400), frames=40):
    images = [photo(size, seed) for seed in range(frames)]
    return encoded(images[0], kind, save_all=True, append_images=images[1:], duration=50)


def zipped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("run.html", MARK)
    return out.getvalue()


def sixteen_bits(size=(800, 600)):
    """A PNG in colour with two bytes a channel, light on the right."""
    line = b"".join(struct.pack(">HHH", *[65535 * x // size[0]] * 3) for x in range(size[0]))
    return png(*size, depth=16, data=(b"\0" + line) * size[1])


def srgb():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def ifd(entries, after=0):
    body = struct.pack("<H", len(entries))
    for tag, kind, count, value in entries:
        body += struct.pack("<HHII", tag, kind, count, value)
    return b"Exif\0\0II*\0" + struct.pack("<I", 8) + body + struct.pack("<I", after)


def with_exif(raw):
    """A photograph whose EXIF block is exactly ``raw``."""
    return with_segments(encoded(photo()), 0xE1, raw, b"\0")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="steal()">' + MARK + b"</svg>"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(400)
FILM = b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + bytes(400)
TOO_MANY, TOO_MANY_PNG, TOO_MANY_WEBP = "too_many_pixels", "too_many_pixels_png", "too_many_pixels_webp"
DAMAGED, NONE, SMALL = "damaged", "not_a_picture", "too_small"

CASES = {
    # More than it looks: few bytes, much memory.
    "png of 2500 megapixels in its header": (lambda: png(50_000, 50_000, data=bytes(90)), TOO_MANY),
    "png of 4 billion pixels a side": (lambda: png(2**31 - 1, 2**31 - 1), (TOO_MANY, DAMAGED)),
    "true png of 900 megapixels": (lambda: png_of_zeros(30_000, 30_000, depth=1, colour=0), TOO_MANY),
    "jpeg of 4294 megapixels in its header": (lambda: claiming(encoded(photo()), 65_500, 65_500), TOO_MANY),
    "largest png with transparency": (lambda: png_of_zeros(6_300, 6_300, colour=6), CLEAN),
    "largest png of 16 bits": (lambda: png_of_zeros(6_300, 6_300, depth=16), CLEAN),
    "largest png of 16 bits with transparency": (
        lambda: png_of_zeros(6_300, 6_300, depth=16, colour=6),
        CLEAN,
    ),
    "largest png of 16 bits of grey": (lambda: png_of_zeros(6_300, 6_300, depth=16, colour=0), CLEAN),
    "largest png with a palette": (lambda: png_of_zeros(6_300, 6_300, colour=3), CLEAN),
    "png of 50 megapixels": (lambda: png_of_zeros(7_050, 7_050), TOO_MANY_PNG),
    "tallest png with transparency": (lambda: png_of_zeros(3_150, 12_600, colour=6), CLEAN),
    "largest webp": (lambda: encoded(Image.new("RGB", (12_000, 2_083)), "WEBP", lossless=True), CLEAN),
    "webp of 50 megapixels": (
        lambda: encoded(Image.new("RGB", (16_000, 3_100)), "WEBP", lossless=True),
        TOO_MANY_WEBP,
    ),
    "largest webp with transparency": (
        lambda: encoded(Image.new("RGBA", (5_000, 5_000), (9, 9, 9, 9)), "WEBP", lossless=True, quality=0),
        CLEAN,
    ),
    "largest progressive jpeg": (
        lambda: encoded(photo((7_200, 7_200)), progressive=True, subsampling=0),
        CLEAN,
    ),
    "largest progressive jpeg of four inks": (
        lambda: encoded(Image.new("CMYK", (7_200, 7_200), (9, 99, 9, 0)), progressive=True, subsampling=0),
        CLEAN,
    ),
    "longest and narrowest": (lambda: encoded(photo((2_540, 20_300)), quality=30), CLEAN),
    "jpeg of thousands of scans": (many_scans, DAMAGED),
    "jpeg of millions of parts": (lambda: jpeg([(0, b"\xff\xfe\0\2" * 4_900_000)]) + encoded(photo())[2:], DAMAGED),
    "png of a million parts": (lambda: with_chunks(encoded(photo(), "PNG"), 1_600_000), DAMAGED),
    "png with a bomb for a text": (
        lambda: with_chunk(encoded(photo(), "PNG"), b"zTXt", b"a\0\0" + zlib.compress(bytes(500_000_000), 9)),
        (DAMAGED, CLEAN),
    ),
    "png with a bomb for a profile": (
        lambda: with_chunk(encoded(photo(), "PNG"), b"iCCP", b"a\0\0" + zlib.compress(bytes(500_000_000), 9)),
        (DAMAGED, CLEAN),
    ),
    "jpeg with a profile of 16 megabytes": (
        lambda: with_segments(encoded(photo()), 0xE2, b"ICC_PROFILE\0", srgb() + MARK * 650_000),
        CLEAN,
    ),
    "jpeg with 16 megabytes of other data": (
        lambda: with_segments(encoded(photo()), 0xE1, b"http://ns.adobe.com/xap/1.0/\0", MARK * 680_000),
        CLEAN,
    ),
    "more bytes than may be sent": (lambda: encoded(photo()) + bytes(20_000_001), "too_many_bytes"),
    # It says what it is not.
    "png that is larger in its header": (lambda: png(4_000, 3_000, data=bytes(90)), DAMAGED),
    "png that is smaller in its header": (lambda: png(400, 300, data=bytes(400 * 3000 * 3)), (DAMAGED, CLEAN)),
    "png of no width": (lambda: png(0, 300), (NONE, DAMAGED, "too_narrow")),
    "png with a wrong sum": (
        lambda: png(400, 300, data=bytes(300 * 1201))[:-16] + b"abcd" + chunk(b"IEND", b""),
        (DAMAGED, CLEAN),
    ),
    "jpeg that is larger in its header": (lambda: claiming(encoded(photo()), 7_000, 7_000), (DAMAGED, CLEAN)),
    "jpeg that is smaller in its header": (lambda: claiming(encoded(photo()), 90, 70), (DAMAGED, CLEAN)),
    "jpeg of nothing": (lambda: claiming(encoded(photo()), 0, 0), (NONE, DAMAGED)),
    "webp that is longer in its header": (
        lambda: encoded(photo(), "WEBP")[:4] + b"\xff\xff\xff\x7f" + encoded(photo(), "WEBP")[8:],
        (NONE, DAMAGED, CLEAN),
    ),
    "jpeg cut in half": (lambda: encoded(photo())[:9_000], DAMAGED),
    "png cut in half": (lambda: encoded(photo(), "PNG")[:90_000], DAMAGED),
    "webp cut in half": (lambda: encoded(photo(), "WEBP")[:2_000], (NONE, DAMAGED)),
    "jpeg of a header alone": (lambda: b"\xff\xd8\xff\xe0" + bytes(300), (NONE, DAMAGED)),
    "nothing at all": (lambda: b"", "empty"),
    # Something else under the name of a picture.
    "svg": (lambda: SVG, "svg"),
    "svg behind a declaration": (lambda: b'\xef\xbb\xbf<?xml version="1.0"?>\n<!DOCTYPE svg>\n' + SVG, "svg"),
    "page": (lambda: b"<!doctype html><html>" + MARK, NONE),
    "script": (lambda: b"#!/bin/sh\nrm -rf /\n", NONE),
    "program": (lambda: b"MZ" + bytes(500), NONE),
    "archive": (zipped, NONE),
    "document": (lambda: b"%PDF-1.7\n" + bytes(500), "document"),
    "postscript": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n" + bytes(99), NONE),
    "picture of an iphone": (lambda: HEIC, "heic"),
    "film": (lambda: FILM, "film"),
    "gif": (lambda: encoded(photo((400, 300)), "GIF"), "gif"),
    "moving gif": (lambda: animated("GIF", (90, 60), 5), "gif"),
    "tiff": (lambda: encoded(photo((400, 300)), "TIFF"), NONE),
    "bmp": (lambda: encoded(photo((400, 300)), "BMP"), NONE),
    "icon": (lambda: encoded(photo((64, 64)), "ICO"), NONE),
    # Two things at once: only the pixels may be left.
    "jpeg and archive": (lambda: encoded(photo()) + zipped(), CLEAN),
    "jpeg and page": (lambda: encoded(photo(), comment=MARK) + MARK, CLEAN),
    "png and page": (lambda: with_chunk(encoded(photo(), "PNG"), b"tEXt", b"a\0" + MARK) + MARK, CLEAN),
    "webp and page": (lambda: encoded(photo(), "WEBP", xmp=MARK, exif=telling_exif()), CLEAN),
    "archive and jpeg": (lambda: zipped() + encoded(photo()), NONE),
    "gif and script": (lambda: b"GIF89a=0;" + MARK + bytes(300), "gif"),
    # Odd, but pictures.
    "moving webp": (lambda: animated("WEBP"), CLEAN),
    "moving png": (lambda: animated("PNG", frames=8), CLEAN),
    "jpeg of two pictures": (lambda: encoded(photo(), "MPO", save_all=True, append_images=[photo(seed=2)]), CLEAN),
    "jpeg of four inks": (lambda: encoded(photo().convert("CMYK")), CLEAN),
    "jpeg of four inks with a profile of three": (lambda: encoded(photo().convert("CMYK"), icc_profile=srgb()), CLEAN),
    "jpeg with a broken profile": (lambda: encoded(photo(), icc_profile=MARK * 50), CLEAN),
    "png of 16 bits": (sixteen_bits, CLEAN),
    "png of 16 bits of grey": (lambda: encoded(Image.new("I;16", (400, 300), 40_000), "PNG"), CLEAN),
    "png of one bit": (lambda: encoded(photo((400, 300)).convert("1"), "PNG"), CLEAN),
    "jpeg of grey": (lambda: encoded(photo((400, 300)).convert("L")), CLEAN),
    "held no way there is": (lambda: encoded(photo(), exif=telling_exif(orientation=99)), CLEAN),
    "exif that points to itself": (lambda: with_exif(ifd([(GPS, 4, 1, 8), (EXIF, 4, 1, 8)], after=8)), CLEAN),
    "exif that ends nowhere": (lambda: with_exif(ifd([(MAKE, 2, 2**32 - 1, 2**32 - 9)])), CLEAN),
    "exif of nonsense": (lambda: with_exif(b"Exif\0\0" + MARK), CLEAN),
    "too long and narrow": (lambda: encoded(Image.new("L", (10, 900)), "PNG"), "too_narrow"),
    "one dot": (lambda: encoded(Image.new("RGB", (1, 1)), "PNG"), SMALL),
    # As they come every day.
    "photograph of 24 megapixels": (photograph, CLEAN),
    "progressive photograph of 50 megapixels": (
        lambda: encoded(photo((8_160, 6_120)), progressive=True, exif=telling_exif()),
        CLEAN,
    ),
}
