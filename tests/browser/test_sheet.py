"""A workshop sends thirty works in a spreadsheet from a telephone: two rows are wrong, seen, put right and confirmed."""

import subprocess
import sys

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.conftest import BASE, PHONE

pytestmark = pytest.mark.browser
SLOW = 60_000
# What a maker types: (craft, the same with a slip, no number, currency), and how each of thirty titles begins.
WORDS = {
    "fa": ("جاجیم", "جاجیک", "گران", "تومان", "جاجیم راه‌راه"),
    "ckb": ("جاجم", "جاجک", "گران", "تمەن", "جاجمی هێڵدار"),
}


@pytest.fixture
def worker(site):
    process = subprocess.Popen([sys.executable, "manage.py", "run_worker"], cwd=BASE, env=site.environment)
    yield process
    process.terminate()
    process.wait(20)


def sign_in(site, page, language, account="artist@example.org"):
    page.goto(site.manage("sign_in_link", account).strip().splitlines()[-1])
    page.locator("main form button[type=submit]").click()
    page.goto(f"{site.url}/{language}/portal/")


def weak_line(page):
    """400 kbit/s and 400 ms, as in a village."""
    session = page.context.new_cdp_session(page)
    line = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", line)


class Taps:
    """Counts the taps of a person."""

    def __init__(self, page):
        self.page, self.number = page, 0

    def __call__(self, selector, **options):
        self.number += 1
        self.page.locator(selector, **options).first.click(timeout=SLOW)

    def download(self, selector, path):
        with self.page.expect_download(timeout=SLOW) as waiting:
            self(selector)
        waiting.value.save_as(path)
        return path


def column(page, text):
    """The number of the column whose heading begins so, from 1."""
    headings = [str(cell.value or "") for cell in page[1]]
    return next(number for number, heading in enumerate(headings, 1) if heading == text)


def fill_in(path, headings, words):
    """Thirty works below the example; the fifth has no such craft, the ninth no number as its price."""
    right, wrong, no_number, currency, named = words
    book = load_workbook(path)
    page = book.worksheets[0]
    own, title, craft, price, unit = (column(page, heading) for heading in headings)
    for number in range(30):
        row = number + 3
        page.cell(row, own, f"K{number + 1}")
        page.cell(row, title, f"{named} {number + 1}")
        page.cell(row, craft, wrong if number == 4 else right)
        page.cell(row, price, no_number if number == 8 else 1_250_000 + number)
        page.cell(row, unit, currency)
    book.save(path)


def put_right(path, headings, words):
    """Correct the two cells in the coloured copy, where the rows say that they are wrong."""
    right, wrong, no_number, *_others = words
    book = load_workbook(path)
    page = book.worksheets[0]
    _own, _title, craft, price, _unit = (column(page, heading) for heading in headings)
    for row in range(2, page.max_row + 1):
        if page.cell(row, craft).value == wrong:
            page.cell(row, craft, right)
        if page.cell(row, price).value == no_number:
            page.cell(row, price, 1_250_000)
    book.save(path)


# Two makers, so that neither finds the other's works in the own numbers.
@pytest.mark.parametrize(("language", "account"), [("fa", "artist"), ("ckb", "group")])
def test_thirty_rows_with_two_wrong_ones_are_confirmed_in_at_most_eight_taps(
    site, open_page, worker, tmp_path, language, account
):
    words = WORDS[language]
    page = open_page(**PHONE, accept_downloads=True)
    sign_in(site, page, language, f"{account}@example.org")
    weak_line(page)
    tap = Taps(page)
    tap("a[href$='/portal/products/']")
    tap("a[href$='/portal/products/sheet/']")
    path = tap.download("a[href$='template.xlsx']", tmp_path / "works.xlsx")
    headings = site.manage(
        "shell",
        "-v0",
        "-c",
        f"from django.utils.translation import activate; activate({language!r})\n"
        "from products.sheet.columns import WorkRow\n"
        f"for name in ('own_number', 'title_{language}', 'craft', 'price', 'price_unit'):\n"
        "    print(WorkRow.base_fields[name].label)",
    ).strip().splitlines()[-5:]  # fmt: skip
    fill_in(path, headings, words)
    page.locator("#id_file").set_input_files(path)
    tap("#sheet-form [type=submit]")
    wrong = page.locator(".sheet-row[data-status=wrong]")
    expect(wrong).to_have_count(2, timeout=SLOW)
    expect(wrong.first).to_contain_text(words[1])
    expect(wrong.last).to_contain_text(words[2])
    expect(page.locator(".sheet-row[data-status=new]")).to_have_count(28)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    path = tap.download("a[href$='coloured.xlsx']", tmp_path / "coloured.xlsx")
    put_right(path, headings, words)
    page.locator("#id_file").set_input_files(path)
    tap("#sheet-form [type=submit]")
    expect(page.locator(".sheet-row[data-status=new]")).to_have_count(30, timeout=SLOW)
    expect(wrong).to_have_count(0)
    tap("#confirm-form button")
    expect(page.locator("#saved")).to_be_visible(timeout=SLOW)
    assert tap.number <= 8
    page.goto(f"{site.url}/{language}/portal/products/?state=draft")
    assert int(page.locator("[data-count]").get_attribute("data-count")) >= 30


def test_a_sheet_is_sent_with_scripts_off(site, open_page, worker, tmp_path):
    page = open_page(**PHONE, java_script_enabled=False, accept_downloads=True)
    sign_in(site, page, "fa")
    page.goto(f"{site.url}/fa/portal/products/sheet/")
    path = Taps(page).download("a[href$='works.xlsx']", tmp_path / "works.xlsx")
    page.locator("#id_file").set_input_files(path)
    page.locator("#sheet-form [type=submit]").click()
    for _look in range(30):
        if page.locator(".sheet-row").count():
            break
        page.wait_for_timeout(500)
        page.locator(".sheet-upload a[href$='/sheet/'], .sheet-upload .btn").first.click()
    expect(page.locator(".sheet-row").first).to_be_visible()
    expect(page.locator(".sheet-row[data-status=wrong], .sheet-row[data-status=new]")).to_have_count(0)
