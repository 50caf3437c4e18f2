"""The search box by keyboard and finger, right to left on a phone, with the line cut, and with scripts off."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.test_every_page import faults_here

pytestmark = pytest.mark.browser


def active_words(page):
    """The words of the option that the box says is the active one, which alone is marked as chosen."""
    active = page.locator("#q").get_attribute("aria-activedescendant")
    chosen = page.locator('[role=option][aria-selected="true"]')
    if active is None:
        expect(chosen).to_have_count(0)
        return None
    expect(chosen).to_have_count(1)
    assert chosen.get_attribute("id") == active
    return chosen.locator("bdi").inner_text()


@pytest.mark.parametrize("path", ["/", "/search/"])
def test_words_are_offered_and_chosen_with_the_keyboard_in_sorani(site, open_page, path):
    page = open_page(**PHONE)
    page.goto(f"{site.url}/ckb{path}")
    box, options = page.locator("#q"), page.locator("[role=option]")
    expect(box).to_have_attribute("role", "combobox")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.focus()
    page.keyboard.type("بەڕ")
    page.keyboard.type("ە")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    assert page.locator(f"#{box.get_attribute('aria-controls')}").get_attribute("role") == "listbox"
    assert options.first.locator("bdi").inner_text().startswith("بەڕە")
    assert 1 <= options.count() <= 10
    # Under the box, as wide as it and its button, from right to left, in reach of a finger.
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert options.first.bounding_box()["height"] >= 44
    assert options.first.evaluate("option => getComputedStyle(option).direction") == "rtl"
    assert faults_here(page, "suggestions") == []

    assert active_words(page) is None
    page.keyboard.press("ArrowDown")
    first = active_words(page)
    assert first == options.first.locator("bdi").inner_text()
    page.keyboard.press("ArrowUp")
    assert active_words(page) == options.last.locator("bdi").inner_text()
    page.keyboard.press("ArrowDown")
    assert active_words(page) == first
    expect(box).to_be_focused()
    expect(box).to_have_value("بەڕە")

    page.keyboard.press("Escape")
    expect(page.locator(".suggestions")).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("بەڕە")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/ckb/crafts/[a-z-]*kilim/$"))


def test_enter_without_a_choice_searches_what_was_typed(site, open_page):
    page = open_page(**DESK)
    page.goto(f"{site.url}/en/")
    page.locator("#q").focus()
    page.keyboard.type("kilim")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search/?q=kilim")
    expect(page.locator("#works .product-card").first).to_be_visible()
    # Whoever goes on by Tab leaves the list behind.
    page.locator("#q").focus()
    page.keyboard.type("s")
    page.keyboard.press("Tab")
    expect(page.locator(".suggestions")).to_be_hidden()


def test_a_finger_chooses_and_old_answers_are_dropped(site, open_page):
    page = open_page(**PHONE)
    page.goto(f"{site.url}/fa/search/")
    asked = []
    page.on(
        "request",
        lambda request: "suggestions" in request.url and ".js" not in request.url and asked.append(request.url),
    )
    page.locator("#q").press_sequentially("گلیم", delay=20)
    expect(page.locator("[role=option]").first).to_be_visible()
    assert len(asked) < 4  # letters typed at once are one question
    page.locator("[role=option]").first.tap()
    page.wait_for_url("**/fa/crafts/kilim/")


def test_a_line_that_is_cut_offers_nothing_and_stops_nobody(site, open_page):
    page = open_page(**PHONE)
    page.goto(f"{site.url}/ar/search/")
    page.route("**/search/suggestions/**", lambda route: route.abort())
    page.locator("#q").fill("بساط")
    page.wait_for_timeout(400)
    expect(page.locator(".suggestions")).to_be_hidden()
    page.locator("#q").press("Enter")
    page.wait_for_url("**/ar/search/?q=*")
    expect(page.locator("#works .product-card").first).to_be_visible()


def test_whoever_finds_nothing_tells_the_office_with_scripts_off(site, open_page):
    page = open_page(**PHONE, java_script_enabled=False)
    page.goto(f"{site.url}/ckb/")
    page.locator(".masthead-search").click()
    page.wait_for_url("**/ckb/search/")
    expect(page.locator("[role=combobox]")).to_have_count(0)
    page.locator("#q").fill("شمشێری زێڕین")
    page.locator(".search button").click()
    expect(page.locator('output[data-count="0"]')).to_be_visible()
    page.locator('a[href*="wanted="]').click()
    expect(page.locator("#id_message")).to_have_value("شمشێری زێڕین")
    page.locator("#id_name").fill("نەسرین")
    page.locator("#id_contact").fill("07501234567")
    page.wait_for_timeout(2100)
    page.locator("#enquiry-form [type=submit]").click()
    expect(page.locator(".sent-code")).to_be_visible()


@pytest.mark.parametrize("path", ["/products/", "/exhibitors/"])
def test_on_a_phone_the_whole_line_of_a_filter_ticks_its_box(site, open_page, path):
    page = open_page(**PHONE)
    page.goto(f"{site.url}/ckb{path}#facets")
    label = page.locator(".facets label:has(input[type=checkbox]:enabled)").first
    line = label.bounding_box()
    assert line["height"] >= 44
    assert line["width"] > 250
    page.touchscreen.tap(24, line["y"] + line["height"] / 2)  # where the number stands, right to left
    expect(label.locator("input")).to_be_checked()
    assert page.url.endswith("#facets")


def test_at_a_desk_a_number_leads_to_its_works(site, open_page):
    page = open_page(**DESK)
    page.goto(f"{site.url}/en/products/")
    number = page.locator(".facets a.count").first
    count = number.get_attribute("data-count")
    number.click()
    expect(page.locator(".result-count output")).to_have_attribute("data-count", count)
    expect(page.locator(".chips a")).to_have_count(1)
