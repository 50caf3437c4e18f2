"""A buyer with a telephone accepts a quotation and takes its paper along; whoever is shown it checks it."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import PHONE
from tests.browser.test_buyer import OFFER, width_is_kept, works  # noqa: F401
from tests.browser.test_portal_journeys import Finger

pytestmark = pytest.mark.browser
MOST_TAPS = 4


def send(site, page, language, work):
    """An enquiry about ``work`` sent from this browser, and its quotation: the address of the private page."""
    page.goto(f"{site.url}/{language}/enquiry/?add={work}")
    page.locator("#id_name").fill("أبو علي")
    page.locator("#id_contact").fill("٠٧٧٠١٢٣٤٥٦٧")
    page.wait_for_timeout(2100)
    page.locator("#enquiry-form [type=submit]").tap()
    page.wait_for_url("**/enquiry/?sent=**")
    code = page.locator(".sent-code").get_attribute("data-code")
    address = page.locator(".private-address .copy-text").inner_text()
    site.manage("shell", "-c", OFFER.format(code=code))
    return f"{site.url}/{address.split('/', 3)[3]}"


@pytest.mark.parametrize(("language", "scripts"), [("ar", True), ("ckb", True), ("ckb", False), ("fa", False)])
def test_a_buyer_accepts_takes_the_paper_along_and_a_stranger_checks_it(site, open_page, works, language, scripts):  # noqa: F811
    page = open_page(**PHONE, java_script_enabled=scripts)
    page.goto(send(site, page, language, works[0]))
    finger = Finger(page)
    finger.tap("[data-accept]")
    finger.tap("[id^=accept-form] [type=submit]")
    expect(page.locator(".pill-accepted")).to_have_count(1)
    with page.expect_download() as waiting:
        finger.tap("[data-paper-of]")
    assert finger.taps <= MOST_TAPS
    width_is_kept(page, scripts)
    code = page.locator("[data-paper-of]").get_attribute("data-paper-of")
    assert waiting.value.suggested_filename == f"ilamexpo-{code}-v1.pdf"
    reader = PdfReader(BytesIO(Path(waiting.value.path()).read_bytes()))
    text = reader.pages[0].extract_text()
    assert code in text
    signs = re.search("(?:[0-9a-f]{4} ?){16}", text)[0]

    # Elsewhere: the code is typed, then the first groups of the fingerprint.
    other = open_page(**PHONE, java_script_enabled=scripts)
    other.goto(f"{site.url}/{language}/check/")
    other.locator("#id_code").fill(code.lower())
    other.locator("#check-form [type=submit]").tap()
    other.wait_for_url(f"**/check/{code}/")
    expect(other.locator("[data-result=genuine]")).to_be_visible()
    expect(other.locator("[data-state=accepted]")).to_be_visible()
    expect(other.locator(".offer")).to_have_count(0)
    width_is_kept(other, scripts)
    other.locator("#id_f").fill(signs[:14])
    other.locator("#signs-form [type=submit]").tap()
    expect(other.locator("[data-result=right]")).to_be_visible()
    expect(other.locator(".offer [data-total]")).to_be_visible()
    expect(other.locator("main")).not_to_contain_text("أبو علي")
    width_is_kept(other, scripts)
