"""The tally at a gate, on a phone in Persian: whatever becomes of the line, each tap counts, and once."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.test_every_page import faults_here
from tests.browser.test_signed_in_pages import faults_at_both

pytestmark = pytest.mark.browser
PAGE = "/fa/office/exhibitions/sample-kut-now/visitors/count/"
COUNTED = """
from events.models import Gate, VisitorCount
gate = Gate.objects.filter(exhibition__slug="sample-kut-now").order_by("pk")[{gate} - 1]
rows = VisitorCount.objects.filter(gate=gate)
print(rows.total(), rows.count())
"""
DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")


def come_in(site, page, gate=1):
    page.goto(site.manage("sign_in_link", "desk@example.org").strip().splitlines()[-1])
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state("domcontentloaded")
    page.goto(f"{site.url}{PAGE}?gate={gate}")


def counted(site, gate=1):
    """(visitors at that gate, rows that say so) in the database."""
    said = site.manage("shell", "-v0", "-c", COUNTED.format(gate=gate)).strip().splitlines()[-1]
    return tuple(map(int, said.split()))


def tap(page, *steps):
    for step in steps:
        page.locator(f"button[name=tap][value='{step}']").tap()


def shown(page, name="today"):
    return int(page.locator(f"[data-shown={name}]").inner_text().translate(DIGITS))


def state(page):
    return page.locator("[data-state]")


def kept(page):
    """How many taps are kept on the phone."""
    return page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('tally ')).length")


def all_is_sent(page):
    expect(state(page)).to_have_text("همه فرستاده شد", timeout=20_000)


def test_taps_without_a_line_are_kept_and_count_once_when_it_is_back(site, open_page):
    page = open_page(**PHONE)
    come_in(site, page)
    (before, rows), began = counted(site), shown(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for button in page.locator("button[name=tap]").all():
        box = button.bounding_box()
        assert box["height"] >= 80 and box["y"] + box["height"] <= 740
    tap(page, 1, 5)
    all_is_sent(page)

    page.context.set_offline(True)
    tap(page, 5, 1, -1, 1)
    expect(state(page)).to_have_text("هنوز فرستاده نشده: ۸")
    assert shown(page) == began + 12
    assert counted(site) == (before + 6, rows + 2)
    page.context.set_offline(False)

    all_is_sent(page)
    assert counted(site) == (before + 12, rows + 6)
    assert shown(page) == began + 12
    page.reload()
    assert shown(page) == began + 12
    assert kept(page) == 0


def test_an_answer_that_got_lost_a_reload_and_a_second_tab_double_nothing(site, open_page):
    page = open_page(**PHONE)
    come_in(site, page)
    before, rows = counted(site)

    def lose_answer(route):
        if route.request.method != "POST":
            return route.continue_()
        route.fetch()
        return route.abort()

    page.route(re.compile("/visitors/count/"), lose_answer)
    with page.expect_event("requestfailed"):
        tap(page, 5, 1)
    expect(state(page)).to_have_text("هنوز فرستاده نشده: ۶")
    assert counted(site) == (before + 6, rows + 2)
    page.unroute_all()
    second = page.context.new_page()
    second.goto(page.url)
    page.reload()
    tap(second, 1)
    tap(page, 1)

    for each in (page, second):
        all_is_sent(each)
    assert counted(site) == (before + 8, rows + 4)
    # What the other tab sent is asked after a moment; until then one of them is behind.
    for _look in range(100):
        shown = {each.locator("[data-shown=today]").inner_text() for each in (page, second)}
        if len(shown) == 1:
            break
        page.wait_for_timeout(100)
    assert len(shown) == 1


def test_who_was_signed_out_loses_nothing(site, open_page):
    page = open_page(**PHONE)
    come_in(site, page)
    before, rows = counted(site)
    page.context.clear_cookies()
    tap(page, 5)
    expect(state(page)).to_contain_text("دیگر وارد حساب نیستید")
    come_in(site, page)
    all_is_sent(page)
    assert counted(site) == (before + 5, rows + 1)


def test_what_the_server_refuses_is_said_and_given_up_by_hand(site, open_page):
    page = open_page(**PHONE)
    come_in(site, page)
    before = counted(site)
    page.evaluate(
        "localStorage.setItem('tally sample-kut-now ' + '0'.repeat(31) + '7',"
        " JSON.stringify({gate: '999999999', count: 5, at: Date.now()}))"
    )
    page.reload()
    expect(page.locator("[data-refused-words]")).to_have_text("این ورودی برداشته شده است. (۵)")
    assert faults_here(page, "with taps that were refused") == []
    page.locator("[data-again]").tap()
    expect(page.locator("[data-refused-words]")).to_have_text("این ورودی برداشته شده است. (۵)")
    page.locator("[data-drop]").tap()
    expect(page.locator("[data-refused]")).to_be_hidden()
    assert (counted(site), kept(page)) == (before, 0)


def test_without_scripts_each_button_posts_and_comes_back(site, open_page):
    page = open_page(**PHONE, java_script_enabled=False)
    come_in(site, page, gate=2)
    (before, rows), began = counted(site, 2), shown(page)
    for step in (5, -1):
        with page.expect_navigation():
            tap(page, step)
    assert page.url.endswith("/count/?gate=2")
    assert (counted(site, 2), shown(page)) == ((before + 4, rows + 2), began + 4)


@pytest.mark.parametrize("language", ["fa", "ckb", "en"])
def test_pages_of_visitors_hold_nothing_against_anybody(site, open_page, language):
    page = open_page(**PHONE)
    come_in(site, page)
    found = []
    for path in ("visitors/", "visitors/count/", "visitors/count/?gate=1", "visitors/sheet/"):
        page.goto(f"{site.url}/{language}/office/exhibitions/sample-kut-now/{path}")
        for fold in page.locator("main details").all():
            fold.evaluate("fold => { fold.open = true; }")
        found += faults_at_both(page)
    assert found == []
