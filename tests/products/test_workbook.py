"""The import of exhibitors and works from a workbook, as officials use it."""

import io
import re
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import Workbook, load_workbook

from accounts.models import StateChange
from events.models import Role
from exhibitors.models import ContactPoint, Exhibitor
from products.models import Product
from products.workbook import waiting
from products.workbook.reading import Words, names_of_places
from products.workbook.rows import ExhibitorRow, ProductRow
from products.workbook.template import XLSX
from tests.factories import CraftFactory, ExhibitorFactory, ParticipationFactory, PlaceFactory, ProductFactory, official

pytestmark = pytest.mark.django_db

SARA = {
    "نام کوتاه لاتین": "sara-ahmadi",
    "نوع": "هنرمند",
    "نام (فارسی)": "سارا احمدی",
    "نام (انگلیسی)": "Sara Ahmadi",
    "شهرستان": "ایوان",
    "رشته‌ها": "گلیم، جاجیم",
    "تلفن": "۰۹۱۸ ۱۲۳ ۴۵۶۷",
    "نمایش تلفن به همه": "بله",
}
KILIM = {
    "غرفه‌دار (نام کوتاه لاتین)": "sara-ahmadi",
    "رشته": "گلیم",
    "عنوان (فارسی)": "گلیم با نقش لوزی",
    "عنوان (انگلیسی)": "Kilim with lozenges",
    "نوع": "تک‌نسخه",
    "ابعاد (سانتی‌متر)": "۱۴۰×۲۲۰",
    "وزن (گرم)": "۴٫۲ کیلوگرم",
    "قیمت": "۲۵۰۰۰۰۰",
    "واحد پول": "تومان",
}


@pytest.fixture(autouse=True)
def private_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    storages._storages.clear()
    yield
    storages._storages.clear()


@pytest.fixture(autouse=True)
def words():
    PlaceFactory(slug="eyvan", kind="county", name_fa="ایوان", name_en="Eyvan")
    CraftFactory(slug="kilim", name_fa="گلیم", units="m2, piece")
    CraftFactory(slug="jajim", name_fa="جاجیم")


@pytest.fixture
def office(client):
    client.force_login(official())
    return client


def workbook(exhibitors=(), products=(), sheets=(ExhibitorRow.sheet, ProductRow.sheet), extra=()):
    """The bytes of a workbook whose rows are {heading: value}; ``extra`` headings stand in both sheets."""
    book = Workbook()
    book.remove(book.active)
    for name, row_class, rows in zip(sheets, (ExhibitorRow, ProductRow), (exhibitors, products), strict=False):
        sheet = book.create_sheet(name)
        headings = [*row_class.headings().values(), *extra]
        sheet.append(headings)
        for row in rows:
            sheet.append([row.get(heading) for heading in headings])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def send(client, content, language="en"):
    with translation.override(language):
        url = reverse("office:workbook_import")
    return client.post(url, {"file": SimpleUploadedFile("workbook.xlsx", content, XLSX)})


def token_of(response):
    return re.search(r'name="token" value="([^"]+)"', response.content.decode())[1]


def confirm(client, response, **data):
    return client.post(reverse("office:workbook_import"), {"token": token_of(response), **data})


def rows_of(response):
    """{(sheet's class, row): (status, {heading: [errors]})} of the preview."""
    return {
        (type(row).__name__, row.number): (
            row.status,
            {str(row.fields[name].label): list(errors) for name, errors in row.errors.items()},
        )
        for row in response.context["reading"].rows
    }


def refusal(response):
    assert response.status_code == 422
    return list(response.context["form"].errors["file"])


def waiting_files():
    try:
        return storages["default"].listdir(waiting.FOLDER)[1]
    except FileNotFoundError:
        return []


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


def test_old_waiting_workbooks_are_removed_by_the_next(office, monkeypatch):
    send(office, workbook([SARA]))
    old = waiting_files()
    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(waiting.timezone, "now", lambda: later)
    send(office, workbook([SARA]))
    assert len(waiting_files()) == 1 and waiting_files() != old


@pytest.mark.parametrize("kind", [Role.Kind.VIEWER, Role.Kind.JUROR, Role.Kind.DESK])
def test_other_roles_may_not_import(client, kind):
    client.force_login(official(kind))
    assert client.get(reverse("office:workbook_import")).status_code == 403
    assert send(client, workbook([SARA])).status_code == 403
    assert client.get(reverse("office:workbook_template")).status_code == 403


def test_an_official_of_one_exhibition_changes_only_its_exhibitors(client):
    mine = ParticipationFactory(exhibitor__slug="sara-ahmadi")
    ExhibitorFactory(slug="mina")
    client.force_login(official(exhibition=mine.exhibition))
    response = send(
        client,
        workbook(
            [
                {"نام کوتاه لاتین": "sara-ahmadi", "نام (عربی)": "سارة"},
                {"نام کوتاه لاتین": "mina", "نام (عربی)": "مينا"},
                SARA | {"نام کوتاه لاتین": "zari"},
            ],
            [KILIM, KILIM | {"غرفه‌دار (نام کوتاه لاتین)": "mina"}],
        ),
    )
    not_yours = ["This exhibitor takes part in none of the exhibitions you look after."]
    assert rows_of(response) == {
        ("ExhibitorRow", 2): ("changed", {}),
        ("ExhibitorRow", 3): ("wrong", {"نام کوتاه لاتین": not_yours}),
        ("ExhibitorRow", 4): (
            "wrong",
            {"نام کوتاه لاتین": ["Only officials of all exhibitions may enter a new exhibitor."]},
        ),
        ("ProductRow", 2): ("new", {}),
        ("ProductRow", 3): ("wrong", {"غرفه‌دار (نام کوتاه لاتین)": not_yours}),
    }


def test_the_empty_workbook_has_all_headings_and_words_to_choose_from(office):
    response = office.get(reverse("office:workbook_template"))
    assert response["Content-Type"] == XLSX
    book = load_workbook(io.BytesIO(response.content))
    assert [cell.value for cell in book["غرفه‌داران"][1]] == list(ExhibitorRow.headings().values())
    assert [cell.value for cell in book["آثار"][1]] == list(ProductRow.headings().values())
    assert len(book["آثار"].data_validations.dataValidation) == 3
    assert refusal(send(office, response.content)) == ["Both sheets are empty below their headings."]
    book["غرفه‌داران"].append([SARA.get(heading) for heading in ExhibitorRow.headings().values()])
    output = io.BytesIO()
    book.save(output)
    assert rows_of(send(office, output.getvalue())) == {("ExhibitorRow", 2): ("new", {})}


def test_places_are_counties_when_the_name_leaves_a_choice():
    PlaceFactory(slug="ilam", kind="province", name_fa="استان ایلام", also_written_fa="ایلام")
    county = PlaceFactory(slug="ilam-county", kind="county", name_fa="شهرستان ایلام")
    PlaceFactory(slug="ilam-city", kind="city", name_fa="ایلام")
    assert names_of_places()["ایلام"] == county
    assert Words.load(official(), []).terms["place"]["شهرستانایلام"] == county


def zipped(**parts):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return output.getvalue()


def with_part(content, name, change):
    """The workbook ``content`` with the text of one of its parts changed."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            data = old.read(entry)
            new.writestr(entry, change(data.decode()) if entry == name else data)
    return output.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
UNREADABLE = "This is not an Excel workbook (.xlsx) that can be read."
HOSTILE = {
    "text": (lambda: b"name,kind\n", UNREADABLE),
    "nul": (lambda: b"\x00" * 5000, UNREADABLE),
    "half": (lambda: workbook([SARA])[:3000], UNREADABLE),
    "another zip": (lambda: zipped(readme="x"), UNREADABLE),
    "no xml": (lambda: with_part(workbook([SARA]), SHEET, lambda text: text[:400]), UNREADABLE),
    "entities": (
        lambda: with_part(
            workbook([SARA]),
            SHEET,
            lambda text: '<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]>' + text.replace("sara", "&c;"),
        ),
        None,
    ),
    "bomb": (lambda: zipped(bomb=b"0" * 2**25), "The file is too large when unpacked."),
    "large": (lambda: b"PK" + b"0" * (5 * 2**20), "The file is larger than 5 MB."),
    "endless": (
        lambda: with_part(workbook([SARA]), SHEET, lambda text: text.replace('<row r="2"', '<row r="99999999999"')),
        "The sheet “غرفه‌داران” has more than 2,000 rows. Please split the workbook.",
    ),
    "long": (
        lambda: workbook([{"نام کوتاه لاتین": "a"}] * 2001),
        "The sheet “غرفه‌داران” has more than 2,000 rows. Please split the workbook.",
    ),
    "one sheet": (lambda: workbook([SARA], sheets=["غرفه‌داران"]), "The sheet “آثار” is missing."),
    "twice": (
        lambda: workbook([SARA], extra=["نوع"]),
        "In the sheet “غرفه‌داران” these headings stand twice: نوع.",
    ),
    "no headings": (
        lambda: with_part(
            workbook([SARA]), SHEET, lambda text: text.replace("<row ", "<gone ").replace("/row>", "/gone>")
        ),
        "In the sheet “غرفه‌داران” these headings are missing: نام کوتاه لاتین، نوع، نام (فارسی)، شهرستان.",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(office, name):
    make, sentence = HOSTILE[name]
    response = send(office, make())
    assert response.status_code in (200, 422)
    if sentence:
        assert refusal(response) == [sentence]
        assert sentence in response.content.decode()
    assert waiting_files() == [] or not sentence
    assert not Exhibitor.objects.exists()


def test_no_file_and_an_empty_file_are_said(office):
    url = reverse("office:workbook_import")
    assert refusal(office.post(url)) == ["This field is required."]
    assert refusal(send(office, b"")) == ["The submitted file is empty."]
    assert "Error:" in office.post(url).content.decode()


def test_odd_cells_become_text_and_odd_headings_are_named(office):
    odd = SARA | {
        "نام (انگلیسی)": "Sa_x000D_ra <script>",
        "درباره (فارسی)": "=1+1",
        "نام (عربی)": True,
        "نام (کردی)": timezone.now().replace(tzinfo=None),
        "ستاره": "x",
    }
    response = send(office, workbook([odd], extra=["ستاره"]))
    assert rows_of(response)["ExhibitorRow", 2] == ("new", {})
    assert response.context["reading"].exhibitors.unknown == ["ستاره"]
    page = response.content.decode()
    assert "Sara &lt;script&gt;" in page and "<script>" not in page.replace('<script type="module"', "")
    confirm(office, response)
    # A formula that was never calculated says nothing.
    assert Exhibitor.objects.get().story_fa in ("", None)


def test_two_thousand_rows_are_read_with_few_queries(office, django_assert_max_num_queries):
    content = workbook([SARA | {"نام کوتاه لاتین": f"maker-{number}"} for number in range(2000)])
    with django_assert_max_num_queries(25):
        response = send(office, content)
    assert response.context["reading"].statuses == {"new": 2000, "changed": 0, "same": 0, "wrong": 0}


def test_the_pages_are_persian_in_persian(office):
    with translation.override("fa"):
        url = reverse("office:workbook_import")
    page = office.get(url).content.decode()
    assert '<html lang="fa" dir="rtl">' in page
    assert send(office, workbook([SARA], [KILIM]), language="fa").status_code == 200
