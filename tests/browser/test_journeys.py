"""Whole journeys as people make them, on a phone, by keyboard, and with scripts off."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE

pytestmark = pytest.mark.browser


def send_enquiry(page, name, contact):
    page.locator("#id_name").fill(name)
    page.locator("#id_contact").fill(contact)
    # A person takes longer than this; a robot does not, and is kept apart.
    page.wait_for_timeout(2100)
    page.locator("#enquiry-form [type=submit]").click()


def test_a_buyer_in_kut_finds_copper_and_asks_in_arabic(site, open_page):
    page = open_page(**PHONE)
    page.goto(f"{site.url}/ar/products/")
    page.locator("#q").fill("صفر")
    page.locator(".search button").click()
    page.locator(".product-card a", has_text="صينية نحاس منقوشة").click()
    page.locator("[data-add]").first.click()
    page.locator("[data-add]").first.click()
    send_enquiry(page, "أبو علي", "٠٧٧٠١٢٣")
    # The mistake is said once more at the top, and what was typed is still there.
    expect(page.locator("[role=alert] a")).to_have_count(1)
    expect(page).to_have_title(re.compile("^خطأ:"))
    expect(page.locator("#id_name")).to_have_value("أبو علي")
    expect(page.locator("#id_contact")).to_have_value("٠٧٧٠١٢٣")
    send_enquiry(page, "أبو علي", "٠٧٧٠ ١٢٣ ٤٥٦٧")
    expect(page.locator(".sent-code")).to_have_text(re.compile(r"^E[2-9A-Z]{7}$"))


def test_a_buyer_in_sulaymaniyah_asks_with_scripts_off(site, open_page):
    page = open_page(**PHONE, java_script_enabled=False)
    page.goto(f"{site.url}/ckb/crafts/jajim/")
    page.locator(".product-card a").first.click()
    page.locator("[data-add]").first.click()
    send_enquiry(page, "نەسرین", "07501234567")
    expect(page.locator(".sent-code")).to_be_visible()


@pytest.mark.parametrize(("language", "width"), [("ar", 412), ("fa", 410), ("en", 1040), ("ckb", 1280)])
def test_a_work_on_the_enquiry_list_moves_nothing_on_the_page(site, open_page, language, width):
    page = open_page(viewport={"width": width, "height": 740})
    page.goto(f"{site.url}/{language}/products/")
    page.locator(".product-card a").first.click()
    before = page.locator(".masthead").bounding_box()["height"]
    page.locator("[data-add]").first.click()
    expect(page.locator("[data-enquiry-count]")).to_be_visible()
    assert page.locator(".masthead").bounding_box()["height"] == before


def test_a_work_is_taken_off_the_list_only_where_a_script_can(site, open_page):
    page = open_page(**PHONE)
    page.goto(f"{site.url}/en/products/")
    page.locator(".product-card a").first.click()
    address = page.locator("[data-add]").first.evaluate("link => link.href")
    page.goto(address)
    expect(page.locator("[data-remove]")).to_be_visible()
    plain = open_page(**PHONE, java_script_enabled=False)
    plain.goto(address)
    expect(plain.locator("[data-remove]")).to_be_hidden()
    for _look in range(50):  # until both have the letters they are drawn with
        boxes = [each.locator("#id_message").bounding_box() for each in (plain, page)]
        if boxes[0] == boxes[1]:
            break
        page.wait_for_timeout(100)
    assert boxes[0] == boxes[1]


def test_an_enquiry_is_written_with_the_keyboard_alone(site, open_page):
    page = open_page(**DESK)
    page.goto(f"{site.url}/en/enquiry/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    words = {"message": "Forty mats for a courtyard, please.", "name": "Layla", "contact": "layla@example.org"}
    for name, text in words.items():
        for _step in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.name") == name:
                break
        page.keyboard.type(text)
    page.locator("#id_channel").focus()
    page.keyboard.type("e-mail")
    page.wait_for_timeout(2100)
    page.locator("#enquiry-form [type=submit]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".sent-code")).to_be_visible()


def test_the_language_switch_keeps_page_and_filters(site, open_page):
    page = open_page(**PHONE)
    page.goto(f"{site.url}/en/products/?craft=kilim&q=star")
    count = page.locator(".result-count output").get_attribute("data-count")
    page.locator('.language-switch a[hreflang="ckb"]').click()
    assert page.url == f"{site.url}/ckb/products/?craft=kilim&q=star"
    assert page.locator(".result-count output").get_attribute("data-count") == count


def test_an_official_reads_and_marks_an_enquiry_in_persian(site, open_page):
    link = site.manage("sign_in_link", "official@example.org").strip().splitlines()[-1]
    page = open_page(**DESK)
    page.goto(link)
    page.locator("main form button[type=submit]").click()
    page.goto(f"{site.url}/fa/office/enquiries/?state=new&q=الواسطي")
    page.locator("[data-code] a").first.click()
    mark = page.locator('form[action$="/see/"] button')
    mark.click()
    expect(page.locator(".message-success")).to_be_visible()
    expect(mark).to_have_count(0)
    # The page goes on at the thread; what became of the note is read there.
    note = page.locator('details:has(form[action$="/note/"])').first
    note.locator("summary").click()
    note.locator("textarea").fill("فردا زنگ بزنید")
    note.locator("button").click()
    expect(page.locator(".thread:target")).to_be_in_viewport()
    expect(page.locator(".message-success")).to_be_in_viewport()
