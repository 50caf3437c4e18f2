"""What is made from the sources and kept out of the repository: messages, font subsets, one style sheet, icons.

Each is made again only when its inputs changed: ``var/stamps.json`` keeps a checksum of them by name.
"""

import hashlib
import io
import json
import os
import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

# What the site writes; a rarer letter in somebody's name is shown in the next family of the sheet. Arabic script:
# Persian, Arabic, Sorani and southern Kurdish letters, vowel signs, all digits, the joiners and the isolates.
LETTERS = {
    "ilam-arabic.woff2": (
        "060C,061B,061F,0621-063A,0640-0652,0654,0655,0660-066C,0670,0671,067E,0686,0695,0698,06A4,06A9,06AF,06B5,"
        "06BE,06C0,06C6,06CA,06CC,06CE,06D5,06F0-06F9,200C-200F,2066-2069,FDFC"
    ),
    "ilam-latin.woff2": "0020-007E,00A0-017F,2009-2027,202F,2030,2039,203A,20AC,2122,2212",
}
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BETWEEN = re.compile(r"\s*\n\s*")


class Stamps:
    """Checksums of what things were made from, kept in one small file."""

    def __init__(self, path=None):
        self.path = path or settings.VAR / "stamps.json"

    def read(self):
        try:
            return json.loads(self.path.read_text())
        except (OSError, ValueError):
            return {}

    def is_current(self, name, checksum, outputs):
        return self.read().get(name) == checksum and all(path.exists() for path in outputs)

    def set(self, name, checksum):
        write(self.path, json.dumps({**self.read(), name: checksum}, indent=1, sort_keys=True).encode())


def checksum_of(paths, *words):
    """One SHA-256 over names and contents of ``paths`` and over this file, which decides what is made of them."""
    total = hashlib.sha256(Path(__file__).read_bytes())
    for path in map(Path, paths):
        total.update(f"\0{path.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    total.update("\0".join(words).encode())
    return total.hexdigest()


def write(path, content):
    """Put ``content`` at ``path`` in one step, so that nobody reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(path)


def make_messages(stamps):
    """Compile every catalogue beside its source; return how many were made. ValueError names a broken one."""
    import polib

    made = 0
    for root in map(Path, settings.LOCALE_PATHS):
        for source in sorted(root.glob("*/LC_MESSAGES/*.po")):
            target, name = source.with_suffix(".mo"), f"messages/{source.relative_to(root).as_posix()}"
            checksum = checksum_of([source])
            if stamps.is_current(name, checksum, [target]):
                continue
            try:
                catalogue = polib.pofile(str(source))
            except OSError as error:
                raise ValueError(f"{source} cannot be read: {error}") from error
            write(target, catalogue.to_binary())
            stamps.set(name, checksum)
            made += 1
    return made


def make_fonts(stamps):
    """Cut the family to our letters, width fixed, weights 400 to 700; return how many files."""
    import fontpkg_noto_sans_arabic

    source = fontpkg_noto_sans_arabic.ROOT / "files" / "NotoSansArabic[wdth,wght].ttf"
    targets = {settings.VAR / "generated" / "fonts" / name: letters for name, letters in LETTERS.items()}
    checksum = checksum_of([source])
    if stamps.is_current("fonts", checksum, targets):
        return 0
    for target, letters in targets.items():
        write(target, subset(source, code_points(letters)))
    stamps.set("fonts", checksum)
    return len(targets)


def subset(source, points):
    """The WOFF2 bytes of ``source`` with only the letters at the code ``points``."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    narrowed = io.BytesIO()
    instantiateVariableFont(TTFont(source), {"wdth": 100, "wght": (400, 700)}, inplace=True).save(narrowed)
    font = TTFont(narrowed)  # read anew: the subsetter does not expect the tables that pinning leaves behind
    subsetter = Subsetter(Options(notdef_outline=True))
    subsetter.populate(unicodes=points)
    subsetter.subset(font)
    font.flavor = "woff2"
    content = io.BytesIO()
    font.save(content)
    return content.getvalue()


def code_points(ranges):
    """``"0600-06FF,200C"`` as a list of integers."""
    points = []
    for part in ranges.split(","):
        first, _, last = part.partition("-")
        points.extend(range(int(first, 16), int(last or first, 16) + 1))
    return points


def style_sources():
    """{name: the sheets joined under it, in the order of the cascade}: that of every page, what portal and office add."""
    css = settings.BASE_DIR / "static" / "css"
    components, portal, office = (sorted((css / folder).glob("*.css")) for folder in ("components", "portal", "office"))
    return {
        "site.css": [css / "tokens.css", css / "base.css", *components, css / "print.css"],
        "portal.css": portal,
        "office.css": office,
    }


def make_styles(stamps):
    """Join the sheets into one request each, without comments and indents; return how many were joined."""
    return sum(join_styles(stamps, name, sources) for name, sources in style_sources().items())


def join_styles(stamps, name, sources):
    target = settings.VAR / "generated" / "css" / name
    checksum = checksum_of(sources)
    if stamps.is_current(f"styles/{name}", checksum, [target]):
        return 0
    sheets = [BETWEEN.sub("\n", COMMENT.sub("", source.read_text("utf-8"))).strip() for source in sources]
    write(target, ("\n".join(sheets) + "\n").encode())
    stamps.set(f"styles/{name}", checksum)
    return len(sources)


def make_brand(stamps):
    """Draw the icons and the link preview; return how many files."""
    sources = [settings.BASE_DIR / "ilamexpo" / "brand.py", settings.BASE_DIR / "ilamexpo" / "motifs.py"]
    sources += sorted((settings.BASE_DIR / "products" / "drawings").glob("*.py"))
    folder, checksum = settings.VAR / "generated" / "img", checksum_of(sources)
    if stamps.is_current("brand", checksum, [folder / "favicon.ico", folder / "link-preview.jpg"]):
        return 0
    from ilamexpo.brand import brand_files

    files = brand_files()
    for name, content in files.items():
        write(folder / name, content)
    stamps.set("brand", checksum)
    return len(files)


def static_checksum():
    """One checksum over every static file of the project and of its packages."""
    total = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            total.update(f"{name}\0".encode() + hashlib.sha256(Path(storage.path(name)).read_bytes()).digest())
    return total.hexdigest()
