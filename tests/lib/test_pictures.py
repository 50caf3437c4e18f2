"""What a maker may upload, and what is left of it."""

import io
import random
import zlib

import pytest
from django.core.files.storage import InMemoryStorage
from django.utils.translation import override
from PIL import Image, ImageCms

from lib import pictures
from lib.pictures import REASONS, PictureRefused, derive, jpeg_name, srcset_names, store


def file_of(image, kind="JPEG", **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    out.seek(0)
    return out


def photo(size=(1800, 1200), seed=1):
    """A soft picture with light and colour everywhere."""
    draw = random.Random(seed)
    small = Image.new("RGB", (9, 6))
    small.putdata([tuple(draw.randrange(256) for _ in range(3)) for _ in range(54)])
    return small.resize(size, Image.Resampling.BICUBIC)


def opened(derived, name):
    return Image.open(io.BytesIO(derived.files[name]))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_webp_at_four_widths_and_one_jpeg(kind):
    derived = derive(file_of(photo(), kind))
    assert (derived.width, derived.height) == (1600, 1067)
    names = [f"pictures/{derived.digest}-{width}.webp" for width in (320, 640, 1024, 1600)]
    assert list(derived.files) == [*names, f"pictures/{derived.digest}-1000.jpg"]
    for width, name in srcset_names(derived.digest, derived.width):
        assert opened(derived, name).format == "WEBP"
        assert opened(derived, name).width == width
    jpeg = opened(derived, jpeg_name(derived.digest))
    assert (jpeg.format, jpeg.size) == ("JPEG", (1000, 667))


def test_no_width_is_larger_than_the_source():
    derived = derive(file_of(photo((700, 900))))
    assert [width for width, _ in srcset_names(derived.digest, derived.width)] == [320, 640]
    assert opened(derived, jpeg_name(derived.digest)).size == (700, 900)


def test_a_small_picture_keeps_its_own_width():
    derived = derive(file_of(photo((200, 150))))
    assert srcset_names(derived.digest, 200) == [(200, f"pictures/{derived.digest}-200.webp")]
    assert opened(derived, f"pictures/{derived.digest}-200.webp").size == (200, 150)


def test_where_and_with_what_it_was_taken_is_gone_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # held a quarter turn to the right
    exif[0x010F] = "Phone of a maker"
    exif.get_ifd(0x8825)[2] = (33.0, 38.0, 12.0)
    derived = derive(file_of(photo((900, 600)), exif=exif))
    assert (derived.width, derived.height) == (600, 900)
    for name, content in derived.files.items():
        assert b"Phone of a maker" not in content
        assert dict(opened(derived, name).getexif()) == {}
        assert "icc_profile" not in opened(derived, name).info


def test_the_same_pixels_have_the_same_names_and_other_pixels_others():
    assert derive(file_of(photo(), "PNG")).digest == derive(file_of(photo(), "PNG", compress_level=1)).digest
    assert derive(file_of(photo(seed=1), "PNG")).digest != derive(file_of(photo(seed=2), "PNG")).digest


def test_a_transparent_picture_lies_on_paper():
    derived = derive(file_of(Image.new("RGBA", (400, 300), (0, 0, 0, 0)), "PNG"))
    red, green, blue = opened(derived, f"pictures/{derived.digest}-320.webp").convert("RGB").getpixel((9, 9))
    assert min(red, green, blue) > 240


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_png_is_taken(mode):
    image = Image.new("I;16", (400, 300), 40000) if mode == "I;16" else photo((400, 300)).convert(mode)
    assert derive(file_of(image, "PNG")).width == 400


def test_a_grey_of_sixteen_bits_keeps_its_tone():
    derived = derive(file_of(Image.new("I;16", (400, 300), 128 << 8), "PNG"))
    assert abs(opened(derived, jpeg_name(derived.digest)).getpixel((9, 9))[0] - 128) <= 2


def test_a_print_picture_and_its_profile_become_srgb():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert derive(file_of(photo((400, 300)).convert("CMYK"))).width == 400
    assert derive(file_of(photo((400, 300)), icc_profile=srgb)).width == 400
    assert derive(file_of(photo((400, 300)).convert("CMYK"), icc_profile=srgb)).width == 400
    assert derive(file_of(photo((400, 300)), icc_profile=b"not a profile")).width == 400


def truncated():
    content = file_of(photo()).getvalue()
    return io.BytesIO(content[: len(content) // 2])


def broken_png():
    content = bytearray(file_of(photo((400, 300)), "PNG").getvalue())
    content[60:400] = bytes(340)
    return io.BytesIO(bytes(content))


def claiming(width, height):
    """A PNG of a few bytes that says it is as large as that."""
    content = b"\x89PNG\r\n\x1a\n"
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(90)))):
        content += len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
    return io.BytesIO(content)


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (lambda: io.BytesIO(b""), "empty"),
        (lambda: io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "svg"),
        (lambda: io.BytesIO(b"%PDF-1.7 and so on"), "document"),
        (lambda: file_of(photo((400, 300)), "GIF"), "gif"),
        (lambda: file_of(photo((400, 300)), "TIFF"), "not_a_picture"),
        (lambda: io.BytesIO(b"\xff\xd8\xff\xe0" + bytes(300)), "not_a_picture"),
        (truncated, "damaged"),
        (broken_png, "damaged"),
        (lambda: claiming(50_000, 50_000), "too_many_pixels"),
        (lambda: claiming(10_000, 10_000), "too_many_pixels"),
        (lambda: claiming(4_000, 3_000), "damaged"),
        (lambda: file_of(Image.new("L", (8000, 7600)), "PNG"), "too_many_pixels"),
        (lambda: file_of(Image.new("L", (10, 900)), "PNG"), "too_narrow"),
        (lambda: io.BytesIO(bytes(pictures.BYTES_LIMIT + 1)), "too_many_bytes"),
    ],
)
def test_a_bad_file_is_refused_with_a_reason(file, code):
    with pytest.raises(PictureRefused) as refused:
        derive(file())
    assert refused.value.code == code
    assert str(refused.value).endswith(".")


def test_a_file_that_cannot_be_read_is_refused():
    closed = file_of(photo((400, 300)))
    closed.close()
    with pytest.raises(PictureRefused) as refused:
        derive(closed)
    assert refused.value.code == "unreadable"


def test_any_scrap_of_a_picture_is_refused_or_taken_but_never_breaks():
    noise = random.Random(4)
    for kind in ("JPEG", "PNG", "WEBP"):
        whole = file_of(photo((120, 90)), kind).getvalue()
        for _ in range(40):
            content = bytearray(whole)
            for _ in range(noise.randrange(1, 9)):
                content[noise.randrange(len(content))] = noise.randrange(256)
            try:
                derive(io.BytesIO(bytes(content)))
            except PictureRefused as refused:
                assert refused.code


def test_storing_twice_stores_once():
    storage = InMemoryStorage()
    derived = derive(file_of(photo((700, 500))))
    assert store(derived, storage) == list(derived.files)
    assert store(derived, storage) == []
    assert sorted(storage.listdir("pictures")[1]) == sorted(name.removeprefix("pictures/") for name in derived.files)
    with storage.open(jpeg_name(derived.digest)) as file:
        assert file.read() == derived.files[jpeg_name(derived.digest)]


def test_a_missing_file_is_put_back():
    storage = InMemoryStorage()
    derived = derive(file_of(photo((700, 500))))
    store(derived, storage)
    storage.delete(jpeg_name(derived.digest))
    assert store(derived, storage) == [jpeg_name(derived.digest)]


def test_a_tall_picture_is_made_no_higher_than_four_times_the_greatest_width():
    derived = derive(file_of(photo((1600, 9600))))
    assert (derived.width, derived.height) == (1067, 6400)
    derived = derive(file_of(photo((9600, 1600)), exif=held(6)))
    assert (derived.width, derived.height) == (1067, 6400)


def held(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_however_the_camera_was_held(orientation):
    """The mark in the upper left corner of the upright picture is found there again."""
    upright = Image.new("RGB", (400, 300), "white")
    upright.paste((200, 0, 0), (0, 0, 100, 75))
    undo = {5: 5, 6: 2, 7: 6, 8: 4, 2: 0, 3: 3, 4: 1}  # of PIL's transpositions, those that lay it as it was held
    sensor = upright.transpose(undo[orientation]) if orientation > 1 else upright
    derived = derive(file_of(sensor, exif=held(orientation), quality=95))
    assert (derived.width, derived.height) == (400, 300)
    picture = opened(derived, jpeg_name(derived.digest))
    assert [picture.getpixel(at)[1] < 90 for at in ((20, 20), (380, 20), (20, 280), (380, 280))] == [
        True,
        False,
        False,
        False,
    ]


def test_pictures_of_the_same_look_have_the_same_likeness_whatever_was_done_to_the_file():
    first = derive(file_of(photo((1800, 1200)))).likeness
    assert len(first) == 16
    for other in (file_of(photo((1800, 1200)), quality=60), file_of(photo((900, 600)), "PNG")):
        assert (int(first, 16) ^ int(derive(other).likeness, 16)).bit_count() <= 3
    assert derive(file_of(photo(seed=2))).likeness != first


def test_a_plain_ground_is_like_nothing():
    assert derive(file_of(Image.new("RGB", (600, 400), "white"))).likeness == ""


def test_limits_are_said_in_the_digits_of_the_reader():
    with override("fa"):
        assert "۵۲" in str(REASONS["too_many_pixels"]) and "۲۰" in str(REASONS["too_many_bytes"])
