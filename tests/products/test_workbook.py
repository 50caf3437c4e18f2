"""The import of exhibitors and works from a workbook: what is shown, stored, and left alone."""

import os
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import StateChange
from exhibitors.models import ContactPoint, Exhibitor
from products.models import Product
from products.workbook import waiting
from tests.factories import ExhibitorFactory, ProductFactory, official
from tests.products.workbooks import KILIM, SARA, confirm, enter_words, rows_of, send, waiting_files, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_media")]


@pytest.fixture
def office(client):
    """An official's browser, and the words the workbooks use."""
    enter_words()
    client.force_login(official())
    return client


def test_the_preview_shows_every_row_and_stores_nothing(office):
    response = send(office, workbook([SARA], [KILIM]))
    assert response.status_code == 200
    assert rows_of(response) == {("ExhibitorRow", 2): ("new", {}), ("ProductRow", 2): ("new", {})}
    page = response.content.decode()
    assert "سارا احمدی" in page and "گلیم با نقش لوزی" in page and "۱۴۰×۲۲۰" in page
    assert "Save all 2 rows" in page
    assert not Exhibitor.objects.exists() and not Product.objects.exists()


def test_confirming_stores_what_the_rows_say(office):
    response = confirm(office, send(office, workbook([SARA], [KILIM])))
    assert response.status_code == 302
    assert response["Location"] == reverse("records:exhibitors_exhibitor_changelist")
    sara = Exhibitor.objects.get()
    assert (sara.slug, sara.kind, sara.name_fa, sara.name_en) == ("sara-ahmadi", "artist", "سارا احمدی", "Sara Ahmadi")
    assert (sara.place.slug, sara.publication) == ("eyvan", "draft")
    assert {craft.slug for craft in sara.crafts.all()} == {"kilim", "jajim"}
    phone = sara.contact_points.get()
    assert (phone.kind, phone.value, phone.is_shown) == ("phone", "+989181234567", True)
    assert phone.consented_at is not None
    kilim = Product.objects.get()
    assert (kilim.exhibitor, kilim.craft.slug, kilim.kind, kilim.state) == (sara, "kilim", "one_off", "draft")
    assert (kilim.width_mm, kilim.length_mm, kilim.height_mm, kilim.weight_g) == (1400, 2200, None, 4200)
    assert (kilim.price_mode, kilim.price_amount, kilim.currency, kilim.price_unit) == (
        "fixed",
        Decimal(25_000_000),
        "IRR",
        "IRT",
    )
    assert (kilim.unit, kilim.slug, kilim.minimum_quantity) == ("m2", "kilim-with-lozenges", 1)
    assert "احمدی" in sara.search_text and "سارا" in kilim.search_text and "لوزی" in kilim.search_text
    assert waiting_files() == []


def test_the_same_workbook_twice_changes_nothing(office):
    content = workbook([SARA], [KILIM])
    confirm(office, send(office, content))
    before = list(Product.objects.values()), list(Exhibitor.objects.values()), list(ContactPoint.objects.values())
    response = send(office, content)
    assert rows_of(response) == {("ExhibitorRow", 2): ("same", {}), ("ProductRow", 2): ("same", {})}
    confirm(office, response)
    assert before == (
        list(Product.objects.values()),
        list(Exhibitor.objects.values()),
        list(ContactPoint.objects.values()),
    )


def test_a_row_whose_records_are_public_already_needs_no_saving(office):
    confirm(office, send(office, workbook([SARA], [KILIM])), is_public="on")
    page = send(office, workbook([SARA], [KILIM])).content.decode()
    assert "Everything is stored already" in page and "confirm-form" not in page


def test_changed_cells_show_what_is_stored_and_empty_ones_keep_it(office):
    confirm(office, send(office, workbook([SARA], [KILIM])))
    changed = {
        "غرفه‌دار (نام کوتاه لاتین)": "sara-ahmadi",
        # Arabic letters, no zero-width joiner: the same work.
        "عنوان (فارسی)": "گليم با نقش لوزي",
        "قیمت": 180.0,
        "واحد پول": "دلار",
    }
    response = send(office, workbook([{"نام کوتاه لاتین": "Sara Ahmadi", "نام (کردی)": "سارا"}], [changed]))
    assert rows_of(response) == {("ExhibitorRow", 2): ("changed", {}), ("ProductRow", 2): ("changed", {})}
    rows = response.context["reading"].products.rows
    assert [cell[:3] for cell in rows[0].cells] == [
        ("عنوان (فارسی)", "گليم با نقش لوزي", "گلیم با نقش لوزی"),
        ("قیمت", "180", "2500000"),
        ("واحد پول", "دلار", "تومان"),
    ]
    confirm(office, response)
    kilim, sara = Product.objects.get(), Exhibitor.objects.get()
    assert (kilim.price_amount, kilim.currency, kilim.width_mm, kilim.title_en) == (
        Decimal(180),
        "USD",
        1400,
        "Kilim with lozenges",
    )
    assert (sara.name_ckb, sara.name_fa, sara.kind, sara.crafts.count()) == ("سارا", "سارا احمدی", "artist", 2)


def test_a_new_name_of_the_maker_finds_works_that_are_not_in_the_workbook(office):
    work = ProductFactory(exhibitor__slug="sara-ahmadi")
    confirm(office, send(office, workbook([{"نام کوتاه لاتین": "sara-ahmadi", "نام (فارسی)": "شیرین"}])))
    work.refresh_from_db()
    assert "شیرین" in work.search_text


def test_every_wrong_cell_says_why(office):
    exhibitors = [
        SARA | {"نوع": "خواننده", "شهرستان": "پاریس", "تلفن": "12"},
        {"نام کوتاه لاتین": "سارا", "نام (فارسی)": "سارا"},
        {"نام کوتاه لاتین": "reza", "نام (فارسی)": "#REF!", "نوع": "گروه", "شهرستان": "ایوان"},
        {"نام کوتاه لاتین": "mina", "نام (فارسی)": "مینا"},
        {
            "نام کوتاه لاتین": "zari",
            "نام (فارسی)": "زری",
            "نوع": "گروه",
            "شهرستان": "ایوان",
            "نمایش تلفن به همه": "بله",
        },
    ]
    products = [
        KILIM,
        KILIM | {"غرفه‌دار (نام کوتاه لاتین)": "nobody", "قیمت": "گران", "ابعاد (سانتی‌متر)": "بزرگ"},
    ]
    response = send(office, workbook(exhibitors, products))
    assert rows_of(response) == {
        ("ExhibitorRow", 2): (
            "wrong",
            {
                "نوع": ["This word is not known here. Possible: هنرمند، تولیدکننده، گروه."],
                "شهرستان": ["“پاریس” is not in the list of known words."],
                "تلفن": ["This is not a phone number. Write 0770 123 4567 or +98 918 123 4567."],
            },
        ),
        ("ExhibitorRow", 3): (
            "wrong",
            {"نام کوتاه لاتین": ["Write it with Latin letters, such as sara-ahmadi."]},
        ),
        ("ExhibitorRow", 4): (
            "wrong",
            {"نام (فارسی)": ["This cell holds an error of the spreadsheet program, not a value."]},
        ),
        ("ExhibitorRow", 5): ("wrong", {"نوع": ["A new row needs this."], "شهرستان": ["A new row needs this."]}),
        ("ExhibitorRow", 6): ("wrong", {"تلفن": ["Write the number that may be shown."]}),
        ("ProductRow", 2): (
            "wrong",
            {"غرفه‌دار (نام کوتاه لاتین)": ["The row of this exhibitor in the first sheet is wrong."]},
        ),
        ("ProductRow", 3): (
            "wrong",
            {
                "غرفه‌دار (نام کوتاه لاتین)": [
                    "No exhibitor has this short name, neither in the first sheet nor in the records."
                ],
                "قیمت": ["This is not a number."],
                "ابعاد (سانتی‌متر)": ["This is not a size. Write 140×220 (in cm)."],
            },
        ),
    }
    page = response.content.decode()
    assert "پاریس" in page and "No row can be saved" in page and "confirm-form" not in page


def test_prices_and_quantities_that_cannot_be_are_wrong(office):
    ExhibitorFactory(slug="sara-ahmadi")
    products = [
        KILIM | {"عنوان (فارسی)": "یک", "واحد پول": None},
        KILIM | {"عنوان (فارسی)": "دو", "قیمت": 12.5, "واحد پول": "دینار"},
        KILIM | {"عنوان (فارسی)": "سه", "حداقل سفارش": "۵"},
        KILIM | {"عنوان (فارسی)": "چهار", "حداقل سفارش": "۰"},
        KILIM | {"عنوان (فارسی)": "چهار"},
        KILIM | {"عنوان (فارسی)": "چهار", "قیمت": "استعلام"},
    ]
    rows = rows_of(send(office, workbook([], products)))
    assert [rows["ProductRow", number] for number in range(2, 8)] == [
        ("wrong", {"واحد پول": ["Say the currency of the price: dinar, dollar, toman or rial."]}),
        ("wrong", {"قیمت": ["This currency has no such small parts."]}),
        ("wrong", {"حداقل سفارش": ["A one-of-a-kind work is sold once: its minimum quantity is 1."]}),
        ("wrong", {"حداقل سفارش": ["This must be at least 1."]}),
        ("new", {}),
        ("wrong", {"عنوان (فارسی)": ["This is in row 6 already."]}),
    ]


def test_a_row_and_its_record_must_not_become_wrong_together(office):
    ProductFactory(exhibitor__slug="sara-ahmadi", title_fa="گلیم", kind="repeatable", minimum_quantity=10)
    row = {"غرفه‌دار (نام کوتاه لاتین)": "sara-ahmadi", "عنوان (فارسی)": "گلیم", "نوع": "تک‌نسخه"}
    assert rows_of(send(office, workbook([], [row]))) == {
        ("ProductRow", 2): ("wrong", {"نوع": ["A one-of-a-kind work is sold once: its minimum quantity is 1."]})
    }


def test_two_works_of_one_title_are_left_to_the_records(office):
    maker = ExhibitorFactory(slug="sara-ahmadi")
    ProductFactory.create_batch(2, exhibitor=maker, title_fa="گلیم")
    row = {"غرفه‌دار (نام کوتاه لاتین)": "sara-ahmadi", "عنوان (فارسی)": "گلیم", "وزن (گرم)": 5}
    assert rows_of(send(office, workbook([], [row])))["ProductRow", 2] == (
        "wrong",
        {"عنوان (فارسی)": ["Several works of this exhibitor have this title. Please change them in the records."]},
    )


def test_right_rows_are_saved_and_wrong_ones_left_out_when_the_button_says_so(office):
    response = send(office, workbook([SARA, SARA | {"نام کوتاه لاتین": "mina", "نوع": "؟"}], [KILIM]))
    assert "Save the right rows, leave out 1 wrong row" in response.content.decode()
    response = confirm(office, response)
    assert Exhibitor.objects.get().slug == "sara-ahmadi"
    assert Product.objects.count() == 1
    page = office.get(reverse("office:workbook_import")).content.decode()
    assert "1 exhibitor was saved." in page and "1 work was saved." in page and "1 wrong row was left out." in page


def test_a_price_on_request_takes_the_amount_away(office):
    ProductFactory(
        exhibitor__slug="sara-ahmadi",
        title_fa="گلیم",
        price_mode="from",
        price_amount=5,
        currency="USD",
        price_unit="USD",
    )
    row = {"غرفه‌دار (نام کوتاه لاتین)": "sara-ahmadi", "عنوان (فارسی)": "گلیم"}
    confirm(office, send(office, workbook([], [row | {"قیمت": 7, "واحد پول": "دلار"}])))
    assert list(Product.objects.values_list("price_mode", "price_amount")) == [("from", Decimal(7))]
    confirm(office, send(office, workbook([], [row | {"قیمت": "استعلام", "واحد پول": "دلار"}])))
    assert list(Product.objects.values_list("price_mode", "price_amount", "currency")) == [("on_request", None, "")]


def test_consent_is_given_kept_and_taken_back(office):
    row = {"نام کوتاه لاتین": "sara-ahmadi", "تلفن": 9181234567}
    ExhibitorFactory(slug="sara-ahmadi")
    for consent, is_shown in ((None, False), ("بله", True), (None, True), ("خیر", False)):
        # The name changes each time, so that there is something to save.
        name = {"نام (عربی)": f"{consent} {is_shown}"}
        confirm(office, send(office, workbook([row | name | {"نمایش تلفن به همه": consent}])))
        point = ContactPoint.objects.get()
        assert (point.value, point.is_shown, point.consented_at is not None) == ("+989181234567", is_shown, is_shown)


def test_publishing_at_once_publishes_drafts_through_their_own_steps(office):
    withdrawn = ExhibitorFactory(slug="mina", publication="withdrawn")
    bare = ExhibitorFactory(slug="zari", publication="draft", published_at=None, place=None)
    rows = [SARA, {"نام کوتاه لاتین": "mina", "نام (عربی)": "مينا"}, {"نام کوتاه لاتین": "zari", "نام (عربی)": "زري"}]
    confirm(office, send(office, workbook(rows, [KILIM])), is_public="on")
    withdrawn.refresh_from_db()
    bare.refresh_from_db()
    assert Exhibitor.objects.published().get().slug == "sara-ahmadi"
    assert (withdrawn.publication, bare.publication) == ("withdrawn", "draft")
    assert Product.objects.published().count() == 1
    assert StateChange.objects.count() == 2
    assert "1 page stays a draft: it lacks something." in office.get(reverse("office:workbook_import")).content.decode()


def test_records_that_changed_since_the_preview_are_shown_again(office):
    response = send(office, workbook([SARA], [KILIM]))
    ExhibitorFactory(slug="sara-ahmadi", name_fa="سارا")
    again = confirm(office, response)
    assert again.status_code == 409
    assert rows_of(again)["ExhibitorRow", 2] == ("changed", {})
    assert Exhibitor.objects.get().name_fa == "سارا" and not Product.objects.exists()
    confirm(office, again)
    assert Exhibitor.objects.get().name_fa == "سارا احمدی" and Product.objects.count() == 1


def test_a_confirmation_is_good_once_for_its_sender_for_a_day(office, client):
    response = send(office, workbook([SARA]))
    confirm(office, response)
    assert confirm(office, response)["Location"] == reverse("office:workbook_import")
    assert Exhibitor.objects.count() == 1
    response = send(office, workbook([SARA | {"نام کوتاه لاتین": "mina"}]))
    client.force_login(official())
    assert confirm(client, response)["Location"] == reverse("office:workbook_import")
    for token in ("", "forged", "\x00", "a:b:c"):
        answer = client.post(reverse("office:workbook_import"), {"token": token})
        assert answer["Location"] == reverse("office:workbook_import")
    assert Exhibitor.objects.count() == 1


def test_old_waiting_workbooks_are_removed_by_the_next(office):
    send(office, workbook([SARA]))
    old = waiting_files()
    long_ago = (timezone.now() - timedelta(days=2)).timestamp()
    os.utime(storages["default"].path(f"{waiting.FOLDER}/{old[0]}"), (long_ago, long_ago))
    send(office, workbook([SARA]))
    assert len(waiting_files()) == 1 and waiting_files() != old


def test_the_pages_are_persian_in_persian(office):
    with translation.override("fa"):
        url = reverse("office:workbook_import")
    page = office.get(url).content.decode()
    assert '<html lang="fa" dir="rtl">' in page
    assert send(office, workbook([SARA], [KILIM]), language="fa").status_code == 200
