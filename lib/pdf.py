"""Papers: a template of Typst, filled with plain data, as the bytes of a tagged PDF.

Templates stand in ``templates/pdf/`` and may import ``house.typ`` beside them (pages, letters, languages, codes).
They read what ``make_pdf`` was given as ``data`` of that file, and reach no other file, font or host.
"""

import json
from functools import cache

import fontpkg_ibm_plex_sans_arabic
import segno
import typst
from django.conf import settings

ROOT = settings.BASE_DIR / "templates" / "pdf"
FONTS = fontpkg_ibm_plex_sans_arabic.ROOT / "files"
# What a scanner needs round a code, in modules; without it many find none.
BORDER = 4


@cache
def fonts():
    """The one family of our papers, found once in a process; its text copies out as it was written."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def make_pdf(template, data):
    """The PDF that ``template`` (such as "price_cards.typ") makes of ``data``, which is anything JSON can hold.

    Texts are shown as they are: nothing in them is markup. Raises ``typst.TypstError`` when the template is wrong.
    """
    written = json.dumps(data, ensure_ascii=False)
    return typst.compile(
        ROOT / template, root=ROOT, font_paths=fonts(), ignore_system_fonts=True, sys_inputs={"data": written}
    )


def qr_svg(text):
    """``text`` as a QR code with its border, for ``code-image`` of a template: an SVG without a size of its own."""
    # M mends a scratched or folded card; more would make the modules of a small code too fine.
    return segno.make(text, error="m", micro=False).svg_inline(border=BORDER, dark="#000", light="#fff", omitsize=True)
