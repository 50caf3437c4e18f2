"""Two stands are swapped in at most four clicks, by mouse and by keyboard alone, at a desk in Persian."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.test_every_page import faults_here

pytestmark = pytest.mark.browser

STANDS = "/fa/office/stands/sample-kut-now/"


def enter(site, page, address=STANDS):
    page.goto(site.manage("sign_in_link", "official@example.org").strip().splitlines()[-1])
    page.locator("main form button[type=submit]").click()
    page.goto(site.url + address)


def taken(page):
    """The first two stands that somebody has: [(number, who)]."""
    found = page.locator("[data-stand-list] li:has(input)").evaluate_all(
        "rows => rows.map(row => [row.querySelector('input').dataset.number, row.querySelector(':scope > span').innerText.trim(),"
        " !row.querySelector(':scope > span > .meta:only-child')])"
    )
    return [(number, who) for number, who, is_taken in found if is_taken][:2]


def who_stands_at(page, number):
    return page.locator(f"[data-stand-list] li:has(input[data-number={number}]) > span").inner_text().strip()


def opened(page):
    for each in page.locator("[data-stand-list]").all():
        each.evaluate("list => { list.open = true; }")


def test_by_mouse_in_three_clicks(site, open_page):
    page = open_page(**DESK)
    enter(site, page)
    opened(page)
    (one, first), (other, second) = taken(page)
    page.locator(f"a[data-number={one}]").click()
    page.locator(f"a[data-number={other}]").click()
    expect(page.locator(f"a[data-number={other}]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-chosen]")).to_contain_text(one)
    page.locator("button[value=swap]").click()
    expect(page.locator(".message")).to_contain_text(one)
    opened(page)
    assert (who_stands_at(page, one), who_stands_at(page, other)) == (second, first)


def test_by_keyboard_alone(site, open_page):
    page = open_page(**DESK)
    enter(site, page)
    opened(page)
    (one, first), (other, second) = taken(page)
    reach(page, f"a[data-number={one}]")
    page.keyboard.press("Space")
    reach(page, f"a[data-number={other}]")
    page.keyboard.press("Enter")
    reach(page, "button[value=swap]")
    page.keyboard.press("Enter")
    expect(page.locator(".message")).to_contain_text(one)
    opened(page)
    assert (who_stands_at(page, one), who_stands_at(page, other)) == (second, first)


def reach(page, wanted):
    """Go there with the tabulator key alone."""
    for _press in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} is not reached")


def test_without_scripts_by_the_list(site, open_page):
    page = open_page(**DESK, java_script_enabled=False)
    enter(site, page)
    page.locator("[data-stand-list] summary").first.click()
    boxes = page.locator("[data-stand-list] input")
    one, other = boxes.nth(0).get_attribute("data-number"), boxes.nth(1).get_attribute("data-number")
    first, second = who_stands_at(page, one), who_stands_at(page, other)
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.locator("button[value=swap]").click()
    page.locator("[data-stand-list] summary").first.click()
    assert (who_stands_at(page, one), who_stands_at(page, other)) == (second, first)


def test_an_exhibitor_is_dropped_onto_a_stand(site, open_page):
    page = open_page(**DESK)
    enter(site, page)
    row = page.locator("[data-place]").last
    name = row.locator("b").inner_text()
    grip, free = row.locator("[data-grip]"), page.locator("a.stand-free").first
    number = free.get_attribute("data-number")
    grip.scroll_into_view_if_needed()
    grip.hover()
    page.mouse.down()
    box = free.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    expect(page.locator(".message")).to_contain_text(name)
    assert who_stands_at_after(page, number) == name


def who_stands_at_after(page, number):
    opened(page)
    return who_stands_at(page, number)


def test_a_stand_is_moved_by_arrows_and_by_mouse_and_a_new_one_is_drawn(site, open_page):
    page = open_page(**DESK)
    enter(site, page, f"{STANDS}halls/")
    stand = page.locator("a[data-stand]").first
    code, x = stand.get_attribute("data-stand"), int(stand.get_attribute("data-x"))
    with page.expect_response(lambda answer: answer.request.method == "POST") as saved:
        stand.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Shift+ArrowDown")
    assert saved.value.json() == {"error": "", "x": x + 1, "y": saved.value.json()["y"], "width": 6, "height": 7}
    stand.scroll_into_view_if_needed()
    box = stand.bounding_box()
    with page.expect_response(lambda answer: answer.request.method == "POST") as saved:
        page.mouse.move(box["x"] + 15, box["y"] + 15)
        page.mouse.down()
        page.mouse.move(box["x"] + 15, box["y"] + 15 + box["height"] / 7, steps=3)
        page.mouse.up()
    assert saved.value.json()["error"] == ""
    assert page.url.endswith("/halls/")
    page.reload()
    assert page.locator(f"a[data-stand={code}]").get_attribute("data-x") == str(x + 1)
    # Drawn on the empty ground
    plan = page.locator("svg[data-arrange]").first
    plan.scroll_into_view_if_needed()
    frame = plan.bounding_box()
    page.mouse.move(frame["x"] + frame["width"] - 60, frame["y"] + frame["height"] - 60)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] - 10, frame["y"] + frame["height"] - 10, steps=3)
    page.mouse.up()
    page.keyboard.type("Z1")
    page.keyboard.press("Enter")
    expect(page.locator("a[data-number=Z1]")).to_have_count(1)


@pytest.mark.parametrize("width", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_of_the_stands_hold_nothing_against_anybody(site, open_page, width):
    page = open_page(**width)
    enter(site, page)
    code = page.locator("a[data-stand]").first.get_attribute("data-stand")
    found = []
    for name in ("", "halls/", "history/", "release/", f"stand/{code}/"):
        page.goto(f"{site.url}{STANDS}{name}", wait_until="load")
        found += faults_here(page, name)
    for address in ("/fa/exhibitions/kut-2025-10/plan/?q=A1", "/en/exhibitions/kut-2025-10/plan/"):
        page.goto(site.url + address, wait_until="load")
        found += faults_here(page, address)
    assert found == []
