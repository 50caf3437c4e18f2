"""A maker's days with the portal, on a phone with a weak line: a work begun, left and finished; a price changed."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import BASE, DESK, PHONE
from tests.hostile_pictures import encoded, photo

pytestmark = pytest.mark.browser
SLOW = 90_000
# 400 kbit/s and 400 ms, as the villages have it.
WEAK_LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}


class Finger:
    """Counts what is tapped; typing, choosing from a list and the file picker are not taps, a box is."""

    def __init__(self, page):
        self.page, self.taps = page, 0
        page.set_default_timeout(SLOW)

    def tap(self, selector):
        self.taps += 1
        self.page.locator(selector).first.tap()
        self.page.wait_for_load_state("domcontentloaded")


@pytest.fixture
def worker(site):
    process = subprocess.Popen([sys.executable, "manage.py", "run_worker"], cwd=BASE, env=site.environment)
    yield process
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="module")
def camera(tmp_path_factory):
    folder = tmp_path_factory.mktemp("camera")
    paths = [folder / f"IMG_{number}.jpg" for number in range(5)]
    for number, path in enumerate(paths):
        path.write_bytes(encoded(photo((4000, 3000), number + 20), quality=90))
    return paths


def come_in(site, page, language, account="artist@example.org"):
    page.goto(site.manage("sign_in_link", account).strip().splitlines()[-1])
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state("domcontentloaded")
    page.goto(f"{site.url}/{language}/portal/")


def weaken(page):
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", WEAK_LINE)


@pytest.mark.parametrize("language", ["fa", "ckb"])
def test_a_work_with_five_pictures_is_left_at_step_two_resumed_elsewhere_and_sent(
    site, open_page, camera, worker, language
):
    page = open_page(**PHONE)
    come_in(site, page, language)
    weaken(page)
    finger = Finger(page)
    finger.tap('a[href$="/portal/products/new/"]')
    title = f"گلیم نو {language}"
    page.locator("#id_title").fill(title)
    finger.tap("#product-form button[type=submit]")
    page.locator("#id_files").set_input_files(camera)
    expect(page.locator("[data-key]")).to_have_count(5, timeout=SLOW)
    finger.tap('a.btn-primary[href$="/what/"], .sticky .btn-primary')
    expect(page).to_have_url(f"{page.url.split('/portal/')[0]}/portal/products/{code_of(page)}/what/")
    page.locator("#id_craft").select_option(option(page, "#id_craft", 1))
    # The choice saves itself; the page is simply closed.
    expect(page.locator("[data-autosave-status]")).to_contain_text(":", timeout=SLOW)
    code = code_of(page)
    page.context.close()

    other = open_page(**PHONE)
    come_in(site, other, language)
    weaken(other)
    resumed = Finger(other)
    resumed.tap(f'.tasks a[href$="/portal/products/{code}/"]')
    resumed.tap(f'.parts a[href$="{code}/what/"]')
    assert other.locator("#id_craft").input_value() != ""
    for name in other.locator("select[name^=fact_]").evaluate_all("boxes => boxes.map(box => box.name)"):
        other.locator(f"[name={name}]").select_option(index=1)
    resumed.tap(".sticky .btn-primary")
    other.locator("#id_weight").fill("۴٫۲ کیلوگرم")
    resumed.tap(".sticky .btn-primary")
    resumed.tap(".sticky .btn-primary")
    resumed.tap("#send-form button")
    expect(other.locator(".note")).to_be_visible()
    assert other.locator(".missing-list").count() == 0
    assert finger.taps + resumed.taps <= 14
    assert other.evaluate("document.documentElement.scrollWidth") == 360

    office = open_page(**DESK)
    come_in(site, office, "fa", "official@example.org")
    office.goto(f"{site.url}/fa/office/review/")
    row = office.locator(f'[data-review-row][data-code="{code}"]')
    row.locator("a").focus()
    office.keyboard.press("a")
    expect(office.locator("#confirm-form")).to_be_visible()
    office.locator("#confirm-form .btn-primary").click()
    office.wait_for_load_state("domcontentloaded")
    visitor = open_page(**PHONE)
    answer = visitor.goto(f"{site.url}/{language}/products/{code}/")
    assert answer.status == 200
    expect(visitor.locator("h1")).to_contain_text(title)
    assert visitor.locator(".gallery img").count() == 5


def code_of(page):
    return page.url.split("/portal/products/")[1].split("/")[0]


def option(page, box, place):
    return page.locator(f"{box} option").nth(place).get_attribute("value")


@pytest.mark.parametrize("language", ["fa", "ckb"])
def test_a_price_is_changed_and_public_in_four_taps(site, open_page, language):
    page = open_page(**PHONE)
    come_in(site, page, language)
    weaken(page)
    finger = Finger(page)
    finger.tap('.tabbar a[href$="/portal/products/"]')
    code = page.locator(".work-row:has(.work-row-taps)").first.get_attribute("data-code")
    finger.tap(f'[data-code="{code}"] a[href$="/price/"]')
    page.locator('[name=price_mode][value="fixed"]').check()
    finger.taps += 1
    page.locator("[name=amount]").fill("۴۵٬۰۰۰")
    page.locator("[name=price_unit]").select_option("IQD")
    finger.tap("#price-form button[type=submit]")
    expect(page.locator(".undo button")).to_be_visible()
    assert finger.taps <= 4
    visitor = open_page(**PHONE)
    visitor.goto(f"{site.url}/en/products/{code}/")
    expect(visitor.locator(".product-price")).to_contain_text("IQD 45,000")
    finger.tap(".undo button")
    expect(page.locator(".undo button")).to_have_count(0)
    visitor.reload()
    expect(visitor.locator(".product-price")).not_to_contain_text("IQD 45,000")
