"""The maker's spreadsheet: what is shown, what is saved when it is confirmed, and what is left alone."""

from datetime import date
from decimal import Decimal

import pytest
from auditlog.models import LogEntry

from accounts.models import Job
from exhibitors.models import Representative
from lib.languages import CODES
from products.models import OwnNumber, Picture, Product, SheetUpload
from products.sheet import jobs
from products.sheet.columns import WorkRow, headings
from products.views.sheets import Report
from tests.factories import CraftFactory, ProductFactory, RepresentativeFactory
from tests.products.sheets import (
    KILIM,
    address,
    book_of,
    confirm,
    do_jobs,
    heading,
    look,
    make_maker,
    packed,
    photograph,
    problem,
    rows_of,
    saved,
    send,
    send_and_look,
    sheet,
)
from vocabulary.models import Material

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker():
    return make_maker()


@pytest.fixture
def portal(client, maker):
    client.force_login(maker.user)
    return client


def work_of(maker, **fields):
    return ProductFactory(exhibitor=maker.exhibitor, **{"craft": CraftFactory(slug="kilim"), **fields})


def test_every_row_is_shown_and_nothing_stored_before_it_is_confirmed(portal):
    response = send_and_look(portal, sheet(KILIM, {**KILIM, "own_number": "1002", "craft": "lace"}))
    assert rows_of(response) == {
        2: ("new", {}),
        3: ("wrong", {"Craft": ["“lace” is not in the list of known words."]}),
    }
    page = response.content.decode()
    assert "Nothing is saved yet." in page and "lace" in page and "leave out 1 wrong row" in page
    assert response.context["rows"][0]["number"] == 3  # the wrong ones first
    assert not Product.objects.exists()


def test_confirmed_rows_become_drafts(portal, maker):
    send_and_look(portal, sheet(KILIM))
    response = confirm(portal)
    assert "1 new work is among your drafts." in response.content.decode()
    work = Product.objects.get()
    assert (work.exhibitor, work.state, work.title_en, work.craft.slug) == (
        maker.exhibitor,
        "draft",
        "Red kilim",
        "kilim",
    )
    assert (work.price_mode, work.price_amount, work.currency, work.unit) == ("fixed", Decimal(250), "USD", "m2")
    assert (work.width_mm, work.length_mm, work.height_mm, work.weight_g) == (1400, 2200, None, 4200)
    assert {material.slug for material in work.materials.all()} == {"wool", "cotton"}
    assert work.facts == {"warp": "wool", "dye": "natural"}
    assert work.own_number.number == "1001"
    assert "kilim" in work.search_text


@pytest.mark.parametrize("row", [KILIM, {name: KILIM[name] for name in KILIM if name != "own_number"}])
def test_the_same_sheet_twice_makes_no_second_work(portal, row):
    content = sheet(row, {"title_en": "Blue mat"})
    send_and_look(portal, content)
    confirm(portal)
    before = list(Product.objects.order_by("pk").values())
    response = send_and_look(portal, content)
    assert rows_of(response) == {2: ("same", {}), 3: ("same", {})}
    assert "Everything is stored already." in response.content.decode()
    confirm(portal)
    assert list(Product.objects.order_by("pk").values()) == before


def test_confirming_twice_saves_once(portal):
    send_and_look(portal, sheet(KILIM))
    confirm(portal)
    confirm(portal)
    upload = SheetUpload.objects.get()
    upload.state = "saving"  # as if the worker had been killed before it said that it was done
    upload.save()
    jobs.save_upload(upload.pk)
    assert (Product.objects.count(), SheetUpload.objects.get().state) == (1, "saved")


def test_a_row_finds_its_work_by_code_then_by_number_then_by_title(portal, maker):
    by_code, by_number, by_title = (work_of(maker, title_en=title, state="draft") for title in ("A", "B", "C"))
    OwnNumber.objects.create(product=by_number, exhibitor=maker.exhibitor, number="K-7", key="k-7")
    rows = [
        {"code": by_code.code.lower(), "title_en": "A2"},
        {"own_number": "K‑7".replace("‑", "-"), "title_en": "B2"},
        {"own_number": "K-8", "title_en": "C"},
    ]
    assert rows_of(send_and_look(portal, sheet(*rows))) == {2: ("changed", {}), 3: ("changed", {}), 4: ("changed", {})}
    confirm(portal)
    assert {work.code: work.title_en for work in Product.objects.all()} == {
        by_code.code: "A2",
        by_number.code: "B2",
        by_title.code: "C",
    }
    assert OwnNumber.objects.get(product=by_title).number == "K-8"


def test_a_number_that_stands_twice_is_said_beside_the_number(portal, maker):
    rows = [{"own_number": "7", "title_en": title} for title in ("Mat", "Bowl")]
    found = rows_of(send_and_look(portal, sheet(*rows)))
    assert list(found[3][1]) == ["Your own number"]


def test_two_works_of_one_title_need_two_numbers(portal, maker):
    rows = [{"own_number": number, "title_en": "Mat"} for number in ("1", "2")]
    send_and_look(portal, sheet(*rows))
    confirm(portal)
    assert Product.objects.count() == 2
    assert rows_of(send_and_look(portal, sheet(*rows))) == {2: ("same", {}), 3: ("same", {})}
    twice = "Row 2 speaks of this work already. Give each work a number of its own, or take one away."
    several = "Several of your works have this title. Write the code or your number of the one you mean."
    response = send_and_look(portal, sheet({"title_en": "Rug"}, {"title_en": "Rug"}, {"title_en": "Mat"}))
    assert rows_of(response) == {
        2: ("new", {}),
        3: ("wrong", {"Title in English": [twice]}),
        4: ("wrong", {"Title in English": [several]}),
    }


def test_the_code_of_another_maker_is_unknown(portal, maker):
    others = ProductFactory(title_en="Not mine")
    response = send_and_look(
        portal, sheet({"code": others.code, "title_en": "Mine now"}, {"code": "P1", "title_en": "x"})
    )
    assert rows_of(response) == {
        2: ("wrong", {"Code": ["None of your works has this code. Leave it empty for a new work."]}),
        3: ("wrong", {"Code": ["This is not the code of a work. Leave it empty for a new work."]}),
    }
    confirm(portal)
    others.refresh_from_db()
    assert others.title_en == "Not mine"


def test_a_public_work_changes_its_price_at_once_and_the_rest_on_its_revision(portal, maker):
    work = work_of(maker, title_en="Red kilim", price_mode="fixed", price_amount=100, currency="USD", price_unit="USD")
    row = {"code": work.code, "title_en": "Madder kilim", "price": 120, "availability": "sold", "capacity_per_month": 4}
    response = send_and_look(portal, sheet(row))
    assert rows_of(response) == {2: ("changed", {})}
    assert "An official looks at this change before it is public." in response.content.decode()
    confirm(portal)
    work.refresh_from_db()
    assert (work.title_en, work.price_amount, work.availability, work.capacity_per_month) == (
        "Red kilim",
        Decimal(120),
        "sold",
        4,
    )
    assert (work.revision.title_en, work.revision.state, work.state) == ("Madder kilim", "draft", "published")
    assert rows_of(send_and_look(portal, sheet(row))) == {2: ("same", {})}


def test_a_price_alone_makes_no_revision(portal, maker):
    work = work_of(maker, title_en="Red kilim")
    send_and_look(portal, sheet({"code": work.code, "price": 90, "price_unit": "Iraqi dinar"}))
    confirm(portal)
    work.refresh_from_db()
    assert (work.price_amount, work.currency) == (Decimal(90), "IQD")
    assert not Product.objects.filter(revises=work).exists()


def test_what_an_official_is_reading_changes_its_price_only(portal, maker):
    work = work_of(maker, title_en="Red kilim", state="sent", published_at=None)
    reading = "An official is reading this work. Take it back first if you want to change it."
    response = send_and_look(portal, sheet({"code": work.code, "title_en": "Other", "price": 90, "price_unit": "USD"}))
    assert rows_of(response) == {2: ("wrong", {"Title in English": [reading]})}
    response = send_and_look(portal, sheet({"code": work.code, "price": 90, "price_unit": "USD"}))
    assert rows_of(response) == {2: ("changed", {})}


def test_empty_cells_keep_and_a_dash_empties(portal, maker):
    work = work_of(maker, title_en="Red", state="draft", weight_g=900, width_mm=100, facts={"dye": "natural"})
    work.materials.add(*Material.objects.all())
    row = {"code": work.code, "width_mm": None, "weight_g": "-", "fact_dye": "–", "materials": "-", "title_en": ""}
    assert rows_of(send_and_look(portal, sheet(row))) == {2: ("changed", {})}
    confirm(portal)
    work.refresh_from_db()
    assert (work.width_mm, work.weight_g, work.facts, work.title_en) == (100, None, {}, "Red")
    assert not work.materials.exists()
    row = {"code": work.code, "title_en": "-", "title_fa": "-", "kind": "-"}
    assert rows_of(send_and_look(portal, sheet(row))) == {
        2: ("wrong", {"Title in English": ["A work needs a title."], "Kind": ["This cannot be emptied."]})
    }


def test_every_wrong_cell_says_why(portal):
    rows = [
        {
            "title_en": "A",
            "price": "dear",
            "kind": "?",
            "width_mm": "big",
            "minimum_quantity": 0,
            "fact_dye": "natural dye",
        },
        {"title_en": "B", "price": 5},
        {"title_en": "C", "price": 12.5, "price_unit": "Iraqi dinar"},
        {"title_en": "D", "minimum_quantity": 4},
        {"title_en": "E", "craft": "Pottery", "fact_warp": "wool"},
        {"own_number": "7"},
        {"title_en": "#REF!"},
        {"title_en": "G", "price_mode": "price from"},
    ]
    response = send_and_look(portal, sheet(*rows))
    assert rows_of(response) == {
        2: (
            "wrong",
            {
                "Price": ["This is not a number."],
                "Kind": [
                    "This word is not known here. Possible: one of a kind, can be repeated, made to order, sample piece."
                ],
                "Width (cm)": ["This is not a length. Write 140 (in cm)."],
                "Smallest order": ["This must be at least 1."],
                "Dye": ["Say the craft of the work first."],
            },
        ),
        3: ("wrong", {"Currency": ["Say the currency of the price: dinar, dollar, toman or rial."]}),
        4: ("wrong", {"Price": ["This currency has no such small parts."]}),
        5: ("wrong", {"Smallest order": ["A one-of-a-kind work is sold once: its minimum quantity is 1."]}),
        6: ("wrong", {"Warp": ["This is not asked of “Pottery”. Leave the cell empty."]}),
        7: ("wrong", {"Title in English": ["A work needs a title."]}),
        8: ("wrong", {"Title in English": ["This cell holds an error of the spreadsheet program, not a value."]}),
        9: ("wrong", {"Price": ["Write the amount, or choose price on request."]}),
    }
    page = response.content.decode()
    assert "No row can be saved" in page and "confirm-form" not in page


def test_a_sheet_in_persian_is_read_whatever_the_page_speaks(portal):
    row = {
        "own_number": "۱۰۰۱",
        "title_fa": "گليم سرخ",
        "craft": "گليم",
        "price": "۲٬۵۰۰٬۰۰۰",
        "price_unit": "تومان",
        "materials": "پشم، پنبه",
        "width_mm": "۱۴۰",
    }
    send_and_look(portal, sheet(row, language="fa"), language="ckb")
    confirm(portal)
    work = Product.objects.get()
    assert (work.title_fa, work.craft.slug, work.price_amount, work.price_unit, work.width_mm) == (
        "گليم سرخ",
        "kilim",
        Decimal(25_000_000),
        "IRT",
        1400,
    )
    assert work.materials.count() == 2
    assert rows_of(send_and_look(portal, sheet(row | {"own_number": 1001}, language="fa"))) == {2: ("same", {})}


@pytest.mark.parametrize("language", CODES)
def test_no_two_headings_of_a_sheet_are_the_same(language):
    names = [name for name in headings(language).values() if name]
    assert sorted(names) == sorted(WorkRow.base_fields)


@pytest.mark.parametrize("language", CODES)
def test_the_template_speaks_the_makers_language_and_its_example_is_no_work(portal, maker, language):
    maker.exhibitor.crafts.add(CraftFactory(slug="kilim"))
    response = portal.get(address("sheet_template", language))
    book = book_of(response)
    page, words = book.worksheets
    names = [cell.value for cell in page[1]]
    assert page.sheet_view.rightToLeft is (language != "en")
    assert heading(f"title_{language}", language) in names and heading("fact_dye", language) in names
    assert heading("fact_firing", language) not in names
    assert page.max_row == 2 and len(page.data_validations.dataValidation) == 11
    assert any(cell.comment for cell in page[1])
    assert "Kilim" in [cell.value for cell in words["A"]] or language != "en"
    send_and_look(portal, response.content, language="en")
    assert problem() == "The table is empty below its headings; the example row does not count."
    page.cell(2, names.index(heading(f"title_{language}", language)) + 1, "Mine")
    assert list(rows_of(send_and_look(portal, saved(book)))) == [2]


@pytest.mark.parametrize("language", CODES)
def test_an_export_read_again_changes_nothing(portal, maker, language):
    full = work_of(
        maker,
        title_en="=1+1",
        title_fa="گلیم سرخ",
        story_fa="یک\r\nدو\n\nسه",
        price_mode="from",
        price_amount=Decimal("99999999999.99"),
        currency="USD",
        price_unit="USD",
        width_mm=1405,
        height_mm=20,
        weight_g=4200,
        kind="repeatable",
        minimum_quantity=12,
        lead_time_days=0,
        facts={"dye": "natural", "knots": "40", "warp": "goat_hair"},
        season_ar="الربيع",
    )
    full.materials.add(*Material.objects.all())
    OwnNumber.objects.create(product=full, exhibitor=maker.exhibitor, number="007", key="007")
    work_of(maker, title_en="Draft", title_fa="", craft=None, state="draft", published_at=None)
    changed = work_of(
        maker, title_en="Old title", price_mode="fixed", price_amount=10, currency="IRR", price_unit="IRT"
    )
    ProductFactory(exhibitor=maker.exhibitor, title_en="New title", revises=changed, state="draft", published_at=None)
    work_of(maker, title_en="Put away", state="archived")
    ProductFactory(title_en="Not mine")
    response = portal.get(address("sheet_export", language))
    titles = [cell.value for column in book_of(response).active.iter_cols() for cell in column]
    assert "New title" in titles and "Put away" not in titles and "Not mine" not in titles
    assert rows_of(send_and_look(portal, response.content)) == {2: ("same", {}), 3: ("same", {}), 4: ("same", {})}


def test_more_works_than_a_sheet_may_hold_come_in_several_that_are_read_again(portal, maker, monkeypatch):
    for module in ("products.sheet.book", "products.views.sheets", "products.sheet.reading"):
        monkeypatch.setattr(f"{module}.MOST_ROWS", 2)
    assert "?part=" not in portal.get(address()).content.decode()
    for title in ("A", "B", "C"):
        work_of(maker, title_en=title, state="draft", published_at=None)
    page = portal.get(address()).content.decode()
    assert "Get my works 1 to 2" in page and "Get my works 3 to 3" in page
    assert "One spreadsheet is read up to 2 works: yours come in several files." in page
    for part, rows in ((1, {2: ("same", {}), 3: ("same", {})}), (2, {2: ("same", {})})):
        response = portal.get(address("sheet_export"), {"part": part})
        assert rows_of(send_and_look(portal, response.content)) == rows
    for wrong in ("3", "0", "x", "", "\x00", "9" * 400):
        assert portal.get(address("sheet_export"), {"part": wrong}).status_code == 404


def test_the_coloured_copy_says_why_and_is_read_like_the_sheet(portal, maker):
    work_of(maker, title_en="Same", state="draft", published_at=None)
    send_and_look(
        portal, sheet(KILIM, KILIM | {"own_number": "1002", "title_en": "B", "price": "dear"}, {"title_en": "Same"})
    )
    response = portal.get(address("sheet_copy"))
    book = book_of(response)
    page = book.active
    names = [cell.value for cell in page[1]]
    assert names[:2] == ["What this row is", "What is wrong"]
    price = page.cell(3, names.index("Price") + 1)
    assert [page.cell(row, 1).value for row in (2, 3, 4)] == ["new", "wrong", "same"]
    assert page.cell(3, 2).value == "Price: This is not a number."
    assert price.comment.text == "This is not a number." and price.fill.fgColor.rgb == "00F3D2CB"
    price.value = 99
    response = send_and_look(portal, saved(book))
    assert rows_of(response) == {2: ("new", {}), 3: ("new", {}), 4: ("same", {})}
    assert response.context["report"].notes == []


def test_a_row_whose_work_changed_since_the_preview_is_left_out(portal, maker):
    works = [work_of(maker, title_en=title, state="draft", published_at=None) for title in ("A", "B")]
    send_and_look(portal, sheet(*({"code": work.code, "weight_g": 500} for work in works)))
    Product.objects.filter(pk=works[0].pk).update(weight_g=900)
    page = confirm(portal).content.decode()
    assert "1 row was left out, because its work changed since you saw the list." in page
    assert [Product.objects.get(pk=work.pk).weight_g for work in works] == [900, 500]


def test_a_work_entered_meanwhile_is_not_entered_again(portal, maker):
    send_and_look(portal, sheet({"title_en": "A"}, {"title_en": "B"}))
    work_of(maker, title_en="A", state="draft", published_at=None)
    confirm(portal)
    assert sorted(Product.objects.values_list("title_en", flat=True)) == ["A", "B"]


def test_pictures_of_a_zip_find_their_work_and_are_added_once(portal, maker):
    public = work_of(maker, title_en="Public")
    files = {
        "1001.jpg": photograph(),
        "folder/1001-2.png": photograph(kind="PNG"),
        f"{public.code} (1).jpg": photograph(),
        "nobody.jpg": photograph(),
        "1001-3.jpg": b"no picture",
        "../../1001-4.jpg": photograph(),
        "/etc/1001-5.jpg": photograph(),
        "__MACOSX/._1001.jpg": b"x",
    }
    content = sheet(KILIM, {"code": public.code, "title_en": "Public"})
    response = send_and_look(portal, content, pictures=packed(files))
    assert rows_of(response) == {2: ("new", {}), 3: ("changed", {})}
    assert response.context["report"].notes == [
        "1001-4.jpg: its place in the ZIP is not permitted.",
        "1001-5.jpg: its place in the ZIP is not permitted.",
        "1001-3.jpg (row 2): This is not a JPEG, PNG or WebP picture.",
        "1 picture belongs to no row: nobody.jpg. Name it by your number of the work, or by its code.",
    ]
    confirm(portal)
    new = Product.objects.get(title_en="Red kilim")
    assert new.pictures.count() == 2
    assert public.pictures.count() == 0 and public.revision.pictures.count() == 1
    assert set(Picture.objects.values_list("state", flat=True)) == {"ready"}
    assert rows_of(send_and_look(portal, content, pictures=packed(files))) == {2: ("same", {}), 3: ("same", {})}


def test_pasted_pictures_belong_to_their_row_and_stay_in_the_copy(portal):
    first, second = photograph(), photograph()
    content = sheet(
        KILIM, {"own_number": "2", "title_en": "B"}, pictures=[(2, first), (3, second), (3, second), (40, first)]
    )
    response = send_and_look(portal, content)
    assert [row["pictures"] for row in response.context["rows"]] == [1, 1]
    assert response.context["report"].notes == [
        "1 picture belongs to no row: image4.jpeg. Name it by your number of the work, or by its code."
    ]
    copy = book_of(portal.get(address("sheet_copy")))
    assert len(copy.active._images) == 3
    confirm(portal)
    assert [work.pictures.count() for work in Product.objects.order_by("pk")] == [1, 1]
    assert rows_of(send_and_look(portal, content)) == {2: ("same", {}), 3: ("same", {})}


def test_a_zip_may_hold_the_sheet_and_its_pictures(portal):
    response = send_and_look(portal, packed({"آثار.xlsx": sheet(KILIM), "1001.jpg": photograph()}), "همه.zip")
    assert [(row["status"], row["pictures"]) for row in response.context["rows"]] == [("new", 1)]
    assert "همه.zip" in response.content.decode()


def test_a_later_file_takes_the_place_of_the_earlier_one(portal):
    send(portal, sheet(KILIM))
    send(portal, sheet({"title_en": "B"}))
    do_jobs()
    upload = SheetUpload.objects.get()
    assert [row["name"] for row in Report(upload.report).rows] == ["B"]
    response = portal.post(address("sheet_confirm"), {"upload": "another"}, follow=True)
    assert "Another spreadsheet was sent meanwhile. Please look at its rows." in response.content.decode()
    assert SheetUpload.objects.get().state == "read"
    portal.post(address("sheet_forget"), {"upload": upload.code})
    assert not SheetUpload.objects.exists()


def test_the_files_of_a_forgotten_upload_are_gone(portal, django_capture_on_commit_callbacks):
    send_and_look(portal, sheet(KILIM))
    upload = SheetUpload.objects.get()
    files = [upload.file.name, upload.copy.name]
    assert [upload.file.storage.exists(name) for name in files] == [True, True]
    job = Job.objects.get(kind="forget_sheet")
    assert (job.due_at.date() - date.today()).days in (29, 30)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.forget_upload(job.record)
    assert [upload.file.storage.exists(name) for name in files] == [False, False]
    assert look(portal).status_code == 200


def test_progress_is_told_and_a_page_without_scripts_has_a_link(portal):
    send(portal, sheet(KILIM))
    upload = SheetUpload.objects.get()
    assert portal.get(address("sheet_progress")).json() == {
        "code": upload.code,
        "state": "waiting",
        "done": 0,
        "total": 0,
    }
    page = look(portal).content.decode()
    assert "Your spreadsheet is being read." in page and "Look again" in page
    do_jobs()
    assert portal.get(address("sheet_progress")).json()["state"] == "read"


def test_a_job_that_never_ends_well_is_said(portal):
    send(portal, sheet(KILIM))
    jobs.set_aside(SheetUpload.objects.get().pk)
    assert "The office has been told." in look(portal).content.decode()


def test_who_only_answers_buyers_sends_no_sheet(client):
    helper = RepresentativeFactory(level=Representative.Level.ANSWERS)
    client.force_login(helper.user)
    assert send(client, sheet(KILIM)).status_code == 403
    for name in ("sheet", "sheet_template", "sheet_export", "sheet_copy", "sheet_progress"):
        assert client.get(address(name)).status_code == 403


def test_nobody_sees_or_confirms_the_sheet_of_another_maker(portal, client, django_user_model):
    send_and_look(portal, sheet(KILIM))
    code = SheetUpload.objects.get().code
    stranger = RepresentativeFactory().user
    client.force_login(stranger)
    assert "Red kilim" not in look(client).content.decode()
    for name in ("sheet_copy", "sheet_progress"):
        assert client.get(address(name)).status_code == 404
    for name in ("sheet_confirm", "sheet_forget"):
        assert client.post(address(name), {"upload": code}).status_code == 404
    assert SheetUpload.objects.get().state == "read"


def test_what_was_written_from_a_sheet_is_recorded_with_who_sent_it(portal, maker):
    send_and_look(portal, sheet(KILIM))
    confirm(portal)
    assert LogEntry.objects.get_for_object(Product.objects.get()).last().actor == maker.user


def test_two_thousand_rows_are_read_with_few_queries(portal, maker, django_assert_max_num_queries):
    content = sheet(*({"own_number": number, "title_en": f"Mat {number}", "craft": "kilim"} for number in range(2000)))
    send(portal, content)
    with django_assert_max_num_queries(90):  # twenty, and one for each word about the progress
        do_jobs()
    response = look(portal)
    assert response.context["report"].counts == {"new": 2000, "changed": 0, "same": 0, "wrong": 0}
    assert len(response.context["rows"]) == 40
