"""One sheet from the many small ones: ``static/css`` in, ``css/site.css`` out, for the set-up to write."""

import re
from pathlib import Path

from django.conf import settings

SOURCE = settings.BASE_DIR / "static" / "css"
FIRST, LAST = ("tokens.css", "base.css"), ("print.css",)


def bundle():
    """All of the public sheet, shortened: tokens, base, one file a component, print last."""
    components = sorted(path.relative_to(SOURCE) for path in (SOURCE / "components").glob("*.css"))
    return "".join(shorten((SOURCE / name).read_text(encoding="utf-8")) for name in (*FIRST, *components, *LAST))


def shorten(css):
    """Without comments and needless spaces; strings here hold none that matter."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};])\s*", r"\1", css)
    css = re.sub(r"([:,])\s+", r"\1", css)
    return css.replace(";}", "}").strip()


def write_bundle(folder: Path = settings.VAR / "generated"):
    """Write the sheet below ``folder`` when it differs; return its path."""
    path = folder / "css" / "site.css"
    path.parent.mkdir(parents=True, exist_ok=True)
    css = bundle()
    if not path.exists() or path.read_text(encoding="utf-8") != css:
        path.write_text(css, encoding="utf-8")
    return path
