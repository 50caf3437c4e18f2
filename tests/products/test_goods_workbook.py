"""Goods and sales as workbooks: what they hold, what is read back, and what a file sent twice does."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from openpyxl import Workbook, load_workbook

from products.goods.actions import enter_sale
from products.goods.rows import GoodsRow, SaleRow
from products.models import Exhibit, Sale
from products.workbook.template import XLSX
from tests.factories import ExhibitFactory, ExhibitionFactory, ParticipationFactory, ProductFactory, official

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_media")]
TODAY = timezone.localdate()


@pytest.fixture
def running():
    exhibition = ExhibitionFactory(
        slug="kut-now", starts_on=TODAY - timedelta(days=2), ends_on=TODAY + timedelta(days=4), status="running"
    )
    return ParticipationFactory(exhibition=exhibition)


@pytest.fixture
def line(running):
    return ExhibitFactory(participation=running, quantity=10, product__title_fa="گلیم", product__title_en="Kilim")


@pytest.fixture
def office(client):
    client.force_login(official(), backend="accounts.backends.Backend")
    return client


def address(kind, language="en", slug="kut-now"):
    return f"/{language}/office/exhibitions/{slug}/{kind}"


def sheet_of(office, kind, language="en"):
    response = office.get(address(f"{kind}.xlsx", language))
    assert response.status_code == 200 and response.headers["Content-Type"] == XLSX
    return load_workbook(io.BytesIO(response.content)).worksheets[0]


def rows_of(sheet):
    """[{column: value}] below the headings, by the names of the columns."""
    row_class = GoodsRow if len(sheet[1]) == len(GoodsRow.order) else SaleRow
    return [dict(zip(row_class.order, values, strict=True)) for values in sheet.iter_rows(min_row=2, values_only=True)]


def book_of(row_class, rows, language="en"):
    """The bytes of a workbook of ``rows`` ({column: value}) with the headings of ``language``."""
    book = Workbook()
    with translation.override(language):
        words = row_class.headings() | {name: str(label) for name, label in row_class.shown.items()}
        book.active.append([words[name] for name in row_class.order])
    for row in rows:
        book.active.append([row.get(name) for name in row_class.order])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def send(office, kind, content, language="en"):
    file = SimpleUploadedFile("book.xlsx", content, content_type=XLSX)
    return office.post(address(f"{kind}/import/", language), {"file": file})


def confirm(office, kind, response):
    return office.post(address(f"{kind}/import/"), {"token": response.context["token"]}, follow=True)


def statuses(response):
    return {name: count for name, count in response.context["reading"].statuses.items() if count}


def faults(response):
    """{(row, column): reasons}."""
    return {
        (row.number, name): " ".join(words)
        for row in response.context["reading"].rows
        for name, words in row.errors.items()
    }


def goods(line, **values):
    return {"exhibitor": line.participation.exhibitor.code, "work": line.product.code, **values}


def sale_row(running, **values):
    usual = {
        "exhibitor": running.exhibitor.code,
        "title": "A spindle",
        "quantity": 1,
        "amount": 20,
        "price_unit": "USD",
    }
    return usual | {"sold_on": TODAY} | values


def enter(participation, **values):
    usual = {"quantity": 1, "amount": 10, "unit": "USD", "channel": "direct", "sold_on": TODAY, "actor": None}
    return enter_sale(participation, **usual | values)[0]


def test_the_workbook_of_goods_is_written_from_the_right_with_codes(office, running, line):
    enter(running, product=line.product, quantity=2)
    sheet = sheet_of(office, "goods", "fa")
    [row] = rows_of(sheet)
    assert (row["exhibitor"], row["work"], row["title"]) == (running.exhibitor.code, line.product.code, "گلیم")
    assert (row["quantity"], row["sold"], row["returned"], row["difference"]) == (10, 2, 0, 8)
    assert sheet.sheet_view.rightToLeft
    title = sheet.cell(2, GoodsRow.order.index("title") + 1)
    assert (title.alignment.horizontal, title.alignment.readingOrder) == ("right", 2)
    assert not sheet_of(office, "goods").sheet_view.rightToLeft


@pytest.mark.parametrize("words", ["=1+1", "+HYPERLINK(1)", "@SUM(A1)", "-2+3"])
def test_no_text_starts_a_formula(words, office, running, line):
    line.product.title_en = line.signed_reason = words
    line.product.save()
    Exhibit.objects.update(signed_reason=words, signed_at=timezone.now())
    enter(running, title={"en": words})
    for kind in ("goods", "sales"):
        cells = [cell for row in sheet_of(office, kind).iter_rows() for cell in row]
        assert words in [cell.value for cell in cells]
        assert "f" not in {cell.data_type for cell in cells}


def test_what_is_written_is_read_back_as_the_same(office, running, line):
    enter(running, product=line.product)
    enter(running, title={"fa": "دوک"}, amount=2500, unit="IRT", channel="passenger")
    for language in ("fa", "en"):
        for kind, same in (("goods", 1), ("sales", 2)):
            content = office.get(address(f"{kind}.xlsx", language)).content
            response = send(office, kind, content)
            assert statuses(response) == {"same": same}, (kind, language)
            assert "Everything is stored already" in response.content.decode()


def test_a_title_like_an_error_of_the_spreadsheet_program_is_read_back(office, running, line):
    line.product.title_en = "#REF!"
    line.product.save()
    enter(running, title={"en": "#REF!"})
    for kind in ("goods", "sales"):
        assert statuses(send(office, kind, office.get(address(f"{kind}.xlsx", "en")).content)) == {"same": 1}, kind
    new = send(office, "sales", book_of(SaleRow, [sale_row(running, title="#REF!")]))
    assert list(faults(new)) == [(2, "title")]


def test_counts_are_shown_before_they_are_saved(office, running, line):
    content = book_of(GoodsRow, [goods(line, returned=7, given="۱", damaged="", missing=None)])
    response = send(office, "goods", content)
    assert statuses(response) == {"changed": 1}
    assert response.context["reading"].rows[0].cells == [("Returned", "7", "0", None), ("Given away", "۱", "0", None)]
    line.refresh_from_db()
    assert line.returned == 0
    confirm(office, "goods", response)
    line.refresh_from_db()
    assert (line.quantity, line.returned, line.given, line.damaged) == (10, 7, 1, 0)
    assert line.counted_at is not None
    assert statuses(send(office, "goods", content)) == {"same": 1}


def test_a_new_line_needs_its_pieces_and_a_work_of_the_exhibitor(office, running, line):
    own, foreign = ProductFactory(exhibitor=running.exhibitor), ProductFactory()
    code = running.exhibitor.code
    rows = [
        {"exhibitor": code, "work": own.code.lower(), "quantity": 3},
        {"exhibitor": code, "work": foreign.code, "quantity": 3},
        {"exhibitor": foreign.exhibitor.code, "work": foreign.code, "quantity": 3},
        {"exhibitor": code, "work": "Kilim", "quantity": "many"},
        goods(line, returned=-1, damaged="#REF!"),
        {"exhibitor": code, "work": own.code, "quantity": 4},
    ]
    response = send(office, "goods", book_of(GoodsRow, rows))
    assert statuses(response) == {"new": 1, "wrong": 5}
    assert faults(response) == {
        (3, "work"): "This exhibitor has no work with this code.",
        (4, "exhibitor"): "Nobody with this code takes part in this exhibition.",
        (5, "work"): "This is not a code.",
        (5, "quantity"): "This is not a number.",
        (6, "returned"): "This must be at least 0.",
        (6, "damaged"): "This is not a number. This cell holds an error of the spreadsheet program, not a value.",
        (7, "exhibitor"): "This is in row 2 already.",
    }
    html = confirm(office, "goods", response).content.decode()
    assert "1 row saved." in html and "5 wrong rows were left out." in html
    assert Exhibit.objects.get(product=own).quantity == 3


def test_what_somebody_counted_meanwhile_is_shown_again_first(office, running, line):
    response = send(office, "goods", book_of(GoodsRow, [goods(line, returned=7)]))
    Exhibit.objects.update(returned=5)
    again = confirm(office, "goods", response)
    assert again.status_code == 409
    line.refresh_from_db()
    assert line.returned == 5
    confirm(office, "goods", again)
    line.refresh_from_db()
    assert line.returned == 7


def test_new_sales_are_entered_once_however_often_the_file_is_sent(office, running, line):
    rows = [
        sale_row(running),
        sale_row(running),  # two of the same are two
        sale_row(
            running, key="7", work=line.product.code, title=None, quantity=2, amount="۴۵۰۰۰", price_unit="دینار عراق"
        ),
        sale_row(running, key="8", amount=100, price_unit="IRT", channel="customs export"),
    ]
    content = book_of(SaleRow, rows)
    response = send(office, "sales", content)
    assert statuses(response) == {"new": 4}
    confirm(office, "sales", response)
    before = Sale.objects.count()
    again = send(office, "sales", content)
    assert statuses(again).get("new", 0) == 0
    assert "confirm-form" not in again.content.decode()
    assert Sale.objects.count() == before
    assert sorted(Sale.objects.filter(currency__in=["USD"]).values_list("amount", flat=True)) == [20, 20]
    toman = Sale.objects.get(currency="IRR")
    assert (toman.amount, toman.price_unit, toman.channel) == (1000, "IRT", "customs")


def test_rows_of_the_export_have_their_keys_already(office, running):
    enter(running, title={"en": "A spindle"})
    sheet = sheet_of(office, "sales")
    rows = rows_of(sheet)
    empty = [row for row in rows if not row["exhibitor"]]
    assert len(empty) == 40 and len({row["key"] for row in rows}) == len(rows)
    rows = [rows[0], empty[0] | sale_row(running, title="A basket"), *empty[1:]]
    response = send(office, "sales", book_of(SaleRow, rows))
    assert statuses(response) == {"same": 1, "new": 1}
    confirm(office, "sales", response)
    sale = Sale.objects.order_by("pk").last()
    assert (str(sale.request_key), sale.title) == (empty[0]["key"], {"en": "A basket"})


def test_every_fault_of_a_sale_is_said_by_row_and_column(office, running, line):
    known = enter(running, title={"en": "A spindle"}, amount=20)
    key = str(known.request_key)
    rows = [
        sale_row(running, key=key, amount=25),
        sale_row(running, title=None),
        sale_row(running, amount=0),
        sale_row(running, amount=5.55, price_unit="IQD"),
        sale_row(running, price_unit="euro"),
        sale_row(running, channel="by mule"),
        sale_row(running, sold_on="soon"),
        sale_row(running, sold_on=TODAY + timedelta(days=2)),
        sale_row(running, quantity=None),
        sale_row(running, work=ProductFactory().code),
    ]
    response = send(office, "sales", book_of(SaleRow, rows))
    assert statuses(response) == {"wrong": 10}
    found = {place: words.partition(".")[0] for place, words in faults(response).items()}
    assert found == {
        (2, "amount"): "Entered already as 20",
        (3, "title"): "Choose a work, or write what it was",
        (4, "amount"): "Write what was paid",
        (5, "amount"): "This currency has no such small parts",
        (6, "price_unit"): "This word is not known here",
        (7, "channel"): "This word is not known here",
        (8, "sold_on"): "This is not a day",
        (9, "sold_on"): "This day has not come yet",
        (10, "quantity"): "This field is required",
        (11, "work"): "This exhibitor has no work with this code",
    }
    assert "No row can be saved" in response.content.decode()


REFUSED = {
    "no workbook": (b"Kilim, 3", "The file is damaged or incomplete."),
    "nothing": (b"", "The submitted file is empty."),
    "too large": (b"PK" + b"0" * (5 * 2**20), "The file is larger than 5 MB."),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_in_words(case, office, running):
    content, words = REFUSED[case]
    response = send(office, "goods", content)
    assert response.status_code == 422 and words in response.content.decode()


def test_other_headings_and_empty_tables_are_refused(office, running):
    assert "No sheet has these headings" in send(office, "sales", book_of(GoodsRow, [])).content.decode()
    assert "There is nothing below the headings." in send(office, "goods", book_of(GoodsRow, [])).content.decode()


def test_a_token_is_good_for_its_own_exhibition_and_person(office, running, line):
    response = send(office, "goods", book_of(GoodsRow, [goods(line, returned=7)]))
    other = ExhibitionFactory(slug="elsewhere", starts_on=TODAY, ends_on=TODAY)
    token = {"token": response.context["token"]}
    for where in (address("goods/import/", slug=other.slug), address("sales/import/")):
        assert "waited too long" in office.post(where, token, follow=True).content.decode()
    colleague = Client()
    colleague.force_login(official(), backend="accounts.backends.Backend")
    assert "waited too long" in colleague.post(address("goods/import/"), token, follow=True).content.decode()
    line.refresh_from_db()
    assert line.returned == 0


def test_closed_books_read_nothing(office, running, line):
    response = send(office, "goods", book_of(GoodsRow, [goods(line, returned=7)]))
    running.exhibition.status = "closed"
    running.exhibition.save()
    assert "The books of this exhibition are closed." in confirm(office, "goods", response).content.decode()
    line.refresh_from_db()
    assert line.returned == 0


ROLES = {
    "official": (200, 200, 200), "desk": (200, 403, 200), "viewer": (200, 403, 403), "juror": (403, 403, 403),
    "host": (403, 403, 403),
}  # fmt: skip


@pytest.mark.parametrize("kind", ROLES)
def test_who_may_take_along_and_read_in(kind, client, running):
    client.force_login(official(kind), backend="accounts.backends.Backend")
    pages = ("goods.xlsx", "goods/import/", "sales/import/")
    assert tuple(client.get(address(page)).status_code for page in pages) == ROLES[kind]


def asked(office, kind, content):
    with CaptureQueriesContext(connection) as queries:
        assert send(office, kind, content).status_code == 200
    return len(queries.captured_queries)


def test_a_preview_costs_the_same_for_few_rows_and_many(office, running, line):
    rows = [goods(line, returned=1)]
    few = asked(office, "goods", book_of(GoodsRow, rows))
    for _number in range(3):
        rows.append(goods(ExhibitFactory(participation=running), returned=1))
    rows.append(goods(ExhibitFactory(participation__exhibition=running.exhibition), returned=1))
    assert asked(office, "goods", book_of(GoodsRow, rows)) == few <= 12
    sales = asked(office, "sales", book_of(SaleRow, [sale_row(running)]))
    assert asked(office, "sales", book_of(SaleRow, [sale_row(running)] * 4)) == sales <= 12
