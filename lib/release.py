"""Which release of the site this is: a page kept by a browser is old as soon as another one answers."""

from functools import cache
from zlib import crc32

from django.conf import settings

SUFFIXES = {".py", ".html", ".jinja", ".mo"}
OURS = ("accounts", "events", "exhibitors", "ilamexpo", "lib", "locale", "products", "templates", "vocabulary")


@cache
def release_mark():
    """A number of everything that draws a public list, and of the names of its static files; the same in all processes."""
    files = [path for name in OURS for path in (settings.BASE_DIR / name).rglob("*") if path.suffix in SUFFIXES]
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    mark = 0
    for path in sorted([*files, *([manifest] if manifest.exists() else [])]):
        mark = crc32(path.read_bytes(), mark)
    return mark
