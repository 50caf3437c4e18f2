"""The office's whole walk in Persian: an exhibition from the first box to its withdrawal, then a filled-in workbook."""

import io
from collections import Counter

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from tests.browser.conftest import DESK

pytestmark = pytest.mark.browser

OFFICIAL = "official@example.org"
NAME = "نمایشگاه زمستانی ایلام در کوت"
# Written out, not taken from the code: officials have these headings in files of their own.
EXHIBITORS = ["نام کوتاه لاتین", "نوع", "نام (فارسی)", "شهرستان", "رشته‌ها", "تلفن", "نمایش تلفن به همه"]
WORKS = ["غرفه‌دار (نام کوتاه لاتین)", "رشته", "عنوان (فارسی)", "نوع", "ابعاد (سانتی‌متر)", "قیمت", "واحد پول"]
SARA = ["sara-walk", "هنرمند", "سارا احمدی", "ایوان", "گلیم، جاجیم", "۰۹۱۸ ۱۲۳ ۴۵۶۷", "بله"]
REZA = ["reza-walk", "تولیدکننده", "کارگاه رضا مرادی", "ایلام", "گلیم", None, None]
KILIM = ["sara-walk", "گلیم", "گلیم لوزی‌نشان", "تک‌نسخه", "۱۴۰×۲۲۰", "۲۵۰۰۰۰۰", "تومان"]
WRONG = ["reza-walk", "گلیم", "گلیم دیوارکوب", "تکرارپذیر", "۶۰×۹۰", "نود هزار", "دینار"]
RIGHT = [*WRONG[:5], "۹۰٬۰۰۰", "دینار"]


class Hand:
    """The official's hand: counts what it clicks, by part of the walk.

    Typing, choosing from a list and picking a file are not clicks here.
    """

    def __init__(self, page):
        self.page, self.part, self.clicks = page, "exhibition", Counter()

    def click(self, target):
        self.clicks[self.part] += 1
        target.click()

    def link(self, name):
        self.click(self.page.get_by_role("link", name=name, exact=True))

    def button(self, name):
        self.click(self.page.get_by_role("button", name=name, exact=True))

    def back(self):
        self.clicks[self.part] += 1
        self.page.go_back()

    def fill(self, boxes):
        for name, text in boxes.items():
            self.page.locator(f'[name="{name}"]').fill(text)

    def take_part(self, row, exhibitor, stands):
        """One line of who takes part; the exhibitor is found by typing, with the keyboard alone."""
        line = self.page.locator(f"#participations-{row}")
        line.get_by_role("combobox", name="غرفه‌دار").focus()
        self.page.keyboard.press("Enter")
        expect(self.page.locator(".select2-search__field")).to_be_focused()
        self.page.keyboard.type(exhibitor)
        expect(self.page.locator(".select2-results__option--highlighted")).to_have_text(exhibitor)
        self.page.keyboard.press("Enter")
        expect(line.locator(".select2-selection__rendered")).to_contain_text(exhibitor)
        self.fill({f"participations-{row}-stand_numbers": stands})

    def pick(self, content):
        file = {"name": "ilam.xlsx", "mimeType": "application/octet-stream", "buffer": content}
        self.page.locator("#id_file").set_input_files(file)


def workbook(exhibitors, works):
    book = Workbook()
    book.remove(book.active)
    for name, rows in (("غرفه‌داران", [EXHIBITORS, *exhibitors]), ("آثار", [WORKS, *works])):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def rows_of(page):
    """[(sheet, row, state, name)] of the preview, as it is read."""
    return [
        (sheet.locator("h2").inner_text(), *(row.locator("td").nth(column).inner_text() for column in range(3)))
        for sheet in page.locator("main section:has(table)").all()
        for row in sheet.locator("tbody tr").all()
    ]


def fill_in_exhibition(hand):
    boxes = {
        "name_fa": NAME,
        "starts_on": "۱۴۰۵/۱۰/۵",
        "ends_on": "۹ دی ۱۴۰۵",
        "opens_at": "۹",
        "closes_at": "۱۸:۳۰",
        "contact_phone": "۰۹۱۸ ۱۲۳ ۴۵۶۷",
        "venues-0-name_fa": "تالار کورنیش",
        "halls-0-name_fa": "سالن یک",
        "halls-0-stand_numbers": "A1-A4، B۱",
        "programme-0-day": "۵ دی ۱۴۰۵",
        "programme-0-title_fa": "آیین گشایش",
    }
    hand.fill(boxes)
    hand.page.locator("#id_venues-0-place").select_option("کوت – استان واسط")
    hand.take_part(0, "سیما رنجبر", "A1")
    hand.take_part(1, "کاظم درویشی", "A2، B1")


def test_an_official_makes_shows_and_withdraws_an_exhibition_and_imports_a_workbook(site, open_page):
    page, visitor = open_page(**DESK), open_page(**DESK)
    hand = Hand(page)
    asked = f"from accounts.models import User; print(User.objects.get(email={OFFICIAL!r}).is_superuser)"
    assert site.manage("shell", "-c", asked).split()[-1] == "False"

    # Signing in, and the empty page of an exhibition
    page.goto(site.manage("sign_in_link", OFFICIAL).strip().splitlines()[-1])
    hand.button("ورود")
    page.goto(f"{site.url}/fa/office/records/events/exhibition/")
    hand.link("اضافه‌کردن نمایشگاه")
    expect(page.locator("html")).to_have_attribute("lang", "fa")

    # One page makes it, and shows its days again in the calendar they were typed in
    fill_in_exhibition(hand)
    hand.button("ذخیره")
    expect(page.locator("#id_starts_on")).to_have_value("۱۴۰۵/۱۰/۰۵")
    expect(page.locator("#id_ends_on")).to_have_value("۱۴۰۵/۱۰/۰۹")
    expect(page.locator(".publication")).to_contain_text("فقط دبیرخانه می‌تواند این را ببیند.")

    # The preview shows the office alone what everybody will see
    hand.link("پیش‌نمایش")
    expect(page.locator("#preview-band")).to_be_visible()
    expect(page.locator("article.exhibition .exhibition-days")).to_contain_text("۵–۹ دی ۱۴۰۵")
    public = f"{site.url}/fa/exhibitions/{page.locator('article.exhibition').get_attribute('data-code')}/"
    assert visitor.goto(public).status == 404

    # Published, it is on the public site
    hand.button("انتشار")
    expect(page.locator(".message, .messagelist")).to_contain_text("نمایشگاه اکنون برای همه نمایش داده می‌شود.")
    hand.link("دیدن صفحه عمومی")
    expect(page).to_have_url(public)
    # Who stands where is everybody's once the plan is released
    plans = page.context.new_page()
    plans.goto(public.replace("/exhibitions/", "/office/stands/") + "release/")
    plans.locator("#release-form [type=submit]").click()
    visitor.goto(f"{site.url}/fa/exhibitions/")
    visitor.get_by_role("link", name=NAME).first.click()
    expect(visitor).to_have_url(public)
    expect(visitor.locator("h1")).to_have_text(NAME)
    article = visitor.locator("article.exhibition")
    expect(article.locator(".exhibition-days")).to_contain_text("۵–۹ دی ۱۴۰۵")
    expect(article.locator(".venues")).to_contain_text("تالار کورنیش")
    expect(article.locator(".plan-list li")).to_have_count(5)
    expect(article).to_contain_text("آیین گشایش")
    expect(article.locator(".exhibitor-card", has_text="سیما رنجبر").locator(".stand")).to_have_text(["A1"])
    expect(article.locator(".exhibitor-card", has_text="کاظم درویشی").locator(".stand")).to_have_text(["A2", "B1"])

    # Withdrawn, neither the page nor a link to it is left
    hand.back()
    hand.link("لغو انتشار…")
    hand.button("لغو انتشار نمایشگاه")
    expect(page.locator(".publication")).to_contain_text("فقط دبیرخانه می‌تواند این را ببیند.")
    assert visitor.goto(public).status == 404
    visitor.goto(f"{site.url}/fa/exhibitions/")
    expect(visitor.locator(f'main a[href*="{public.removeprefix(site.url)}"]')).to_have_count(0)

    # The import
    hand.part = "import"
    hand.link("دبیرخانه")
    hand.link("وارد کردن فایل اکسل")

    # A wrong cell is named with its reason, beside every other row
    hand.part = "mistake"
    hand.pick(workbook([SARA, REZA], [KILIM, WRONG]))
    hand.button("نمایش همه ردیف‌ها")
    seen = [
        ("غرفه‌داران", "۲", "جدید", "سارا احمدی"),
        ("غرفه‌داران", "۳", "جدید", "کارگاه رضا مرادی"),
        ("آثار", "۲", "جدید", "گلیم لوزی‌نشان"),
        ("آثار", "۳", "نادرست", "گلیم دیوارکوب"),
    ]
    expect(page.locator("tr[data-row]")).to_have_count(4)
    assert rows_of(page) == seen
    cell = page.locator('tr[data-status="wrong"] td').last
    expect(cell).to_have_text("قیمت: «نود هزار» این عدد نیست.")
    hand.link("انتخاب فایل دیگر")

    # The corrected file is saved and shown to everybody
    hand.part = "import"
    hand.pick(workbook([SARA, REZA], [KILIM, RIGHT]))
    hand.button("نمایش همه ردیف‌ها")
    expect(page.locator('tr[data-status="new"]')).to_have_count(4)
    assert rows_of(page) == [*seen[:3], ("آثار", "۳", "جدید", "گلیم دیوارکوب")]
    visitor.goto(f"{site.url}/fa/exhibitors/")
    expect(visitor.get_by_role("link", name="سارا احمدی")).to_have_count(0)
    hand.click(page.get_by_label("این صفحه‌ها بی‌درنگ منتشر شوند"))
    hand.button("ذخیره ۴ ردیف")
    expect(page.locator(".messagelist li")).to_have_text(["۲ غرفه‌دار ذخیره شد.", "۲ اثر ذخیره شد."])
    visitor.goto(f"{site.url}/fa/exhibitors/sara-walk/")
    expect(visitor.locator("h1")).to_have_text("سارا احمدی")
    expect(visitor.locator(".product-card")).to_contain_text("گلیم لوزی‌نشان")

    # Signing in, coming back from the public page and the tick for publishing count too.
    assert hand.clicks["exhibition"] + hand.clicks["import"] <= 15, hand.clicks
    assert hand.clicks["mistake"] == 2
