"""A sale at the stand, on a phone: two taps from the page, and one to take it back."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser


def come_in(site, page, language):
    page.goto(site.manage("sign_in_link", "artist@example.org").strip().splitlines()[-1])
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state("domcontentloaded")
    page.goto(f"{site.url}/{language}/portal/exhibitions/")


def open_sales(page):
    """The running exhibition is the one that takes sales."""
    places = [link.get_attribute("href") for link in page.locator("main a[href*='/portal/exhibitions/']").all()]
    for address in dict.fromkeys(places):
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + address.rstrip("/") + "/sales/")
        if page.locator("[data-sell] a").count():
            return
    raise AssertionError("no exhibition takes sales")


def tap_a_priced_work(page):
    """One on request asks for the amount first."""
    address = page.url
    for number in range(page.locator("[data-sell] li").count()):
        page.locator("[data-sell] li a").nth(number).tap()
        page.wait_for_url("**work=*")
        if page.locator(".sell-button").count():
            return
        page.goto(address)
    raise AssertionError("no work has a price")


@pytest.mark.parametrize("language", ["fa", "ckb"])
def test_a_sale_takes_two_taps_and_is_taken_back_with_one(site, open_page, language):
    page = open_page(**PHONE)
    come_in(site, page, language)
    open_sales(page)
    address, before = page.url, page.locator("[data-sale]").count()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    tap_a_priced_work(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    box = page.locator(".sell-button").bounding_box()
    assert box["y"] + box["height"] <= 740 and box["height"] >= 44
    page.locator(".sell-button").tap()
    page.wait_for_url(address)
    expect(page.locator("[data-sale]")).to_have_count(before + 1)
    page.locator("[data-sale] button[name=take_back]").first.tap()
    expect(page.locator("[data-sale] del").first).to_be_visible()


def test_the_amount_follows_the_number_of_pieces_until_it_is_typed(site, open_page):
    page = open_page(**PHONE)
    come_in(site, page, "fa")
    open_sales(page)
    tap_a_priced_work(page)
    page.locator("[data-fields] summary").tap()
    each = page.locator("input[name=each]").input_value()
    page.locator("#id_quantity").fill("۳")
    digits = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
    assert float(page.locator("#id_amount").input_value().translate(digits)) == 3 * float(each)
    page.locator("#id_amount").fill("۷")
    page.locator("#id_quantity").fill("۴")
    assert page.locator("#id_amount").input_value() == "۷"
