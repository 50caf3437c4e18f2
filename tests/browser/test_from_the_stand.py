"""From the code on a card to a sent enquiry: on a phone with a weak line, with scripts and without."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.test_portal_journeys import Finger, come_in, weaken

pytestmark = pytest.mark.browser
MOST_TAPS, MOST_SECONDS = 5, 20
LANGUAGES = {"ar": "ar-IQ", "ckb": "ckb-IQ", "fa": "fa-IR", "en": "en-GB"}


@pytest.fixture(scope="module")
def card(site):
    """The code of a work shown at the exhibition that runs now, and the printed code of its stand."""
    program = (
        "from products.models import Exhibit; "
        "e = Exhibit.objects.filter(participation__exhibition__slug='sample-kut-now',"
        " product__state='published', participation__allocations__isnull=False)"
        ".order_by('product__code').first(); "
        "print('card', e.product.code, e.participation.allocations.first().stand.public_code)"
    )
    said = site.manage("shell", "-c", program)
    return next(line for line in said.splitlines() if line.startswith("card ")).split()[1:]


@pytest.mark.parametrize(
    ("language", "scripts"),
    [("ar", True), ("ar", False), ("ckb", True), ("ckb", False), ("fa", True), ("en", False)],
)
def test_a_scanned_card_becomes_an_enquiry_in_five_taps_and_twenty_seconds(site, open_page, card, language, scripts):
    code, stand = card
    page = open_page(**PHONE, locale=LANGUAGES[language], java_script_enabled=scripts)
    weaken(page)
    started = time.monotonic()
    page.goto(f"{site.url}/q/{code}?at={stand}")
    finger = Finger(page)
    assert f"/{language}/products/{code}-" in page.url
    width_is_kept(page, scripts)
    finger.tap(f'[data-add="{code}"]')
    if scripts:
        # The first tap puts it on the list, the second opens the list.
        finger.tap(f'[data-add="{code}"]')
    page.wait_for_url("**/enquiry/?**")
    expect(page.locator('#enquiry-form [name="exhibition"]')).to_have_value("sample-kut-now")
    expect(page.locator('#enquiry-form [name="stand"]')).to_have_value(stand)
    width_is_kept(page, scripts)
    name = f"Scanned {language} {scripts}"
    finger.tap("#id_name")
    page.locator("#id_name").fill(name)
    finger.tap("#id_contact")
    page.locator("#id_contact").fill("٠٧٧٠١٢٣٤٥٦٧")
    # A person types for longer than a robot.
    page.wait_for_timeout(2500)
    finger.tap("#enquiry-form [type=submit]")
    page.wait_for_url("**/enquiry/?sent=**")
    expect(page.locator(".sent-code")).to_be_visible()
    assert finger.taps <= MOST_TAPS
    assert time.monotonic() - started <= MOST_SECONDS
    width_is_kept(page, scripts)
    program = f"from enquiries.models import Enquiry; print('at', Enquiry.objects.get(name={name!r}).stand.public_code)"
    assert f"at {stand}" in site.manage("shell", "-c", program).splitlines()


def width_is_kept(page, scripts):
    if scripts:
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_stand_is_remembered_on_the_device_for_works_found_later(site, open_page, card):
    code, stand = card
    page = open_page(**PHONE, locale="ar-IQ")
    page.goto(f"{site.url}/q/{code}?at={stand}")
    expect(page.locator("[data-visit]")).to_be_visible()
    page.goto(f"{site.url}/ar/products/")
    page.locator(f'.card:not([data-code="{code}"]) h3 a').first.tap()
    other = page.locator("[data-add]")
    other.tap()
    expect(page.locator("[data-enquiry-count]")).to_be_visible()
    other.tap()
    page.wait_for_url("**/enquiry/?**")
    expect(page.locator('#enquiry-form [name="exhibition"]')).to_have_value("sample-kut-now")
    expect(page.locator('#enquiry-form [name="stand"]')).to_have_value(stand)


def test_the_office_finds_the_prints_of_an_exhibition(site, open_page):
    page = open_page(**DESK)
    come_in(site, page, "fa", "official@example.org")
    page.goto(f"{site.url}/fa/office/")
    page.locator('a[href$="/prints/"]').first.click()
    expect(page.locator("#cards-form")).to_be_visible()
    for form in ("cards", "signs"):
        address = page.locator(f"#{form}-form").get_attribute("action")
        answer = page.request.get(f"{site.url}{address}?lang=ckb&size=a6")
        assert answer.headers["content-type"] == "application/pdf"
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
