from io import BytesIO

import pytest
import typst
from pypdf import PdfReader

from lib import pdf

TEMPLATE = """
#import "/house.typ": *
#show: house.with(lang: "fa")
#selvedge()
#data.name

#words(data.sorani, "ckb")

#plain(data.code)

#code-image(data.qr, alt: data.code)
"""


@pytest.fixture
def template(tmp_path, monkeypatch):
    """A template of its own beside the shared ones."""
    (tmp_path / "house.typ").write_text((pdf.ROOT / "house.typ").read_text())
    (tmp_path / "paper.typ").write_text(TEMPLATE)
    monkeypatch.setattr(pdf, "ROOT", tmp_path)
    return "paper.typ"


def test_a_paper_copies_out_what_was_put_in_and_reads_nothing_as_markup(template):
    data = {"name": "*گلیم* #x", "sorani": "ڕێکخەر", "code": "P2345678", "qr": pdf.qr_svg("https://example.org/q/1")}
    made = pdf.make_pdf(template, data)
    text = PdfReader(BytesIO(made)).pages[0].extract_text()
    assert made.startswith(b"%PDF-")
    assert all(word in text for word in ("گلیم", "*", "#", "ڕێکخەر", "P2345678"))


def test_a_paper_is_tagged_and_in_our_family_alone(template):
    data = {"name": "گلیم", "sorani": "ڕێکخەر", "code": "P2", "qr": pdf.qr_svg("x")}
    reader = PdfReader(BytesIO(pdf.make_pdf(template, data)))
    fonts = {font["/BaseFont"] for font in reader.pages[0]["/Resources"]["/Font"].values()}
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert {font.partition("+")[2].partition("-")[0] for font in fonts} == {"IBMPlexSansArabic"}


def test_a_template_reaches_no_file_outside_its_folder(template):
    (pdf.ROOT / template).write_text('#read("../secret")')
    with pytest.raises(typst.TypstError):
        pdf.make_pdf(template, {})


def test_a_code_has_the_border_that_scanners_need():
    small, large = (pdf.qr_svg(text) for text in ("x", "x" * 80))
    # 21 and 37 modules of the code itself (versions 1 and 5), four on each side.
    assert 'viewBox="0 0 29 29"' in small
    assert 'viewBox="0 0 45 45"' in large
