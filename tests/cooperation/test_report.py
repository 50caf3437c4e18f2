"""Writing, signing and printing the report of an exhibition: what is signed off stays, and may be read in four languages."""

import json
import re
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import StateChange
from cooperation.models import ExhibitionReport
from cooperation.report.writing import sign_report
from events.models import VisitorCount
from exhibitors.models import Participation
from ilamexpo.sample import forget_samples
from products.models import ExchangeRate, Sale
from tests.cooperation.fairs import make_fair
from tests.factories import ClaimFactory, ExhibitionFactory, ParticipationFactory, official
from tests.records import parse

pytestmark = pytest.mark.django_db
DIGITS = {"fa": "۰۱۲۳۴۵۶۷۸۹", "ar": "٠١٢٣٤٥٦٧٨٩", "ckb": "٠١٢٣٤٥٦٧٨٩", "en": "0123456789"}


def client_of(user):
    client = Client()
    client.force_login(user, backend="accounts.backends.Backend")
    return client


def signer(**more):
    return client_of(official("governorate", name="Abbas", **more))


def page(fair, rest="", language="en"):
    return f"/{language}/office/exhibitions/{fair.slug}/report/{rest}"


@pytest.fixture
def fair():
    exhibition = ExhibitionFactory(
        slug="kut-then", name_fa="نمایشگاه کوت", name_ar="معرض الكوت", name_ckb="پێشانگای کووت"
    )
    for gender in ("woman", "man", "man"):
        ParticipationFactory(exhibition=exhibition, exhibitor__gender=gender, exhibitor__name_fa="سپیده")
    VisitorCount.objects.create(exhibition=exhibition, day=exhibition.starts_on, count=1234)
    return exhibition


def sold(fair, amount=5000):
    participation = Participation.objects.filter(exhibition=fair).first()
    return Sale.objects.create(
        participation=participation, title={"en": "Kilim"}, amount=amount, currency="IQD", price_unit="IQD",
        sold_on=fair.starts_on,
    )  # fmt: skip


def typed_form(client, address):
    form = next(
        form for form in parse(client.get(address).content.decode()).iter("form") if form.get("id") == "report-form"
    )
    return {
        field.get("name"): "".join(field.itertext()) if field.tag == "textarea" else field.get("value", "")
        for field in form.iter()
        if field.tag in {"input", "textarea"} and field.get("name")
    }


def test_a_claim_stands_beside_what_the_records_say_with_the_reason_an_official_wrote(fair):
    ClaimFactory(exhibition=fair, number=15, note_en="Groups counted singly", certainty="disputed")
    client = signer()
    form = typed_form(client, page(fair, "texts/"))
    form |= {"problems_fa": "برق قطع بود", "reason_exhibitors": "The report counts members of groups."}
    assert client.post(page(fair, "texts/"), form).status_code == 302

    shown = client.get(page(fair)).content.decode()
    assert "The records say 3, this source says 15." in shown
    assert "15 artists and producers" in shown
    assert "sources disagree" in shown
    assert "Groups counted singly" in shown
    assert "The report counts members of groups." in shown
    assert "برق قطع بود" in shown


def test_who_writes_second_is_told_and_loses_nothing(fair):
    client = signer()
    client.post(page(fair, "texts/"), typed_form(client, page(fair, "texts/")) | {"problems_fa": "پیش"})
    form = typed_form(client, page(fair, "texts/"))
    ExhibitionReport.objects.update(problems_fa="نخست")
    answer = client.post(page(fair, "texts/"), form | {"problems_fa": "دوم"})
    assert answer.status_code == 422
    assert "دوم" in answer.content.decode()
    assert ExhibitionReport.objects.get().problems_fa == "نخست"


def test_what_is_signed_off_stays_whatever_becomes_of_the_records(fair):
    client = signer()
    sold(fair)
    answer = client.post(page(fair, "sign/"))
    assert answer["Location"] == page(fair, "1/")
    signed = ExhibitionReport.objects.get()
    assert (signed.state, signed.number, signed.signed_as) == ("signed", 1, "Abbas")
    assert StateChange.objects.filter(field="state", new="signed").exists()

    before = client.get(page(fair, "1/")).content.decode()
    assert f'href="{page(fair, "report.pdf")}?lang=ckb&amp;number=1"' in before
    sold(fair, 70_000)
    Participation.objects.filter(exhibitor__gender="woman").update(state="withdrawn")
    after = client.get(page(fair, "1/")).content.decode()
    assert re.findall(r"<bdi>(.*?)</bdi>", before) == re.findall(r"<bdi>(.*?)</bdi>", after)


@pytest.mark.parametrize("change", ["figures", "problems_fa", "state", "number", "signed_as", "delete"])
def test_the_database_refuses_to_change_or_delete_a_signed_report(change, fair):
    report = sign_report(fair, actor=official("governorate"))
    rows = ExhibitionReport.objects.filter(pk=report.pk)
    new = {"figures": {}, "problems_fa": "x", "state": "draft", "number": 7, "signed_as": "x"}
    with pytest.raises(DatabaseError), transaction.atomic():
        if change == "delete":
            rows.delete()
        else:
            rows.update(**{change: new[change]})
    assert rows.get().figures == report.figures


def test_the_account_of_the_signer_may_go_and_the_name_stays(fair):
    signed_by = official("governorate", name="Abbas")
    report = sign_report(fair, actor=signed_by)
    signed_by.delete()
    report.refresh_from_db()
    assert (report.signed_by, report.signed_as) == (None, "Abbas")


def test_no_maker_is_named_in_what_can_never_be_changed(fair):
    _reader, draft = text_of(signer().get(page(fair, "report.pdf?lang=fa")).content)
    assert "سپیده" in draft
    report = sign_report(fair, actor=official("governorate"))
    assert "سپیده" not in json.dumps(report.figures, ensure_ascii=False)
    _reader, signed = text_of(signer().get(page(fair, "report.pdf?lang=fa&number=1")).content)
    assert "سپیده" not in signed


def test_a_signed_report_of_a_sample_is_forgotten_with_it():
    sign_report(ExhibitionFactory(is_sample=True), actor=official("governorate"))
    forget_samples()
    assert not ExhibitionReport.objects.exists()


def test_the_next_report_has_the_next_number_and_lists_what_changed(fair):
    client = signer()
    sold(fair)
    client.post(page(fair, "sign/"))
    sold(fair, 70_000)
    client.post(page(fair, "sign/"))

    changes = client.get(page(fair, "2/")).context["changes"]
    said = {(each.table, each.label, each.column): (each.old, each.new) for each in changes}
    assert said["By currency", "Iraqi dinar", "Amount"] == ("IQD 5,000", "IQD 75,000")
    assert said["By currency", "Iraqi dinar", "Sales"] == ("1", "2")
    assert not [label for table, label, _column in said if table == "Who came"]


def test_of_two_who_sign_the_same_report_the_second_is_told(fair):
    client = signer()
    number = client.get(page(fair)).context["report"].number
    for _tap in range(2):
        answer = client.post(page(fair, "sign/"), {"number": number}, follow=True)

    assert answer.status_code == 200
    assert "somebody else may have been faster" in answer.content.decode()
    assert [each.number for each in ExhibitionReport.objects.all()] == [number]


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        ("aims/targets", "x||"),
        ("works/pieces", "pk"),
        ("exhibitors/who", "x"),
        ("sales/day", "x|y"),
        ("visitors/hour", "x"),
    ],
)
def test_a_number_that_was_guessed_has_no_records(rows, key, fair):
    sold(fair)
    answer = signer().get(page(fair, f"rows/{rows}/"), {"key": key, "column": "pieces"})
    assert answer.status_code in (200, 404)
    assert answer.status_code == 404 or not answer.context["page"].object_list


def test_the_next_report_goes_on_from_the_texts_of_the_last(fair):
    ExhibitionReport.objects.create(exhibition=fair, number=1, problems_fa="برق قطع بود")
    sign_report(fair, actor=official("governorate"))
    assert "برق قطع بود" in signer().get(page(fair, "texts/")).content.decode()


@pytest.mark.parametrize(
    ("kind", "expected"), [("governorate", 302), ("admin", 302), ("official", 403), ("viewer", 403)]
)
def test_the_governorate_signs(kind, expected, fair):
    assert client_of(official(kind)).post(page(fair, "sign/")).status_code == expected
    assert ExhibitionReport.objects.signed().exists() == (expected == 302)


def test_a_role_elsewhere_signs_nothing_here(fair):
    elsewhere = client_of(official("governorate", exhibition=ExhibitionFactory()))
    assert elsewhere.post(page(fair, "sign/")).status_code == 404
    assert not ExhibitionReport.objects.exists()


def text_of(content):
    reader = PdfReader(BytesIO(content))
    return reader, "".join(each.extract_text() for each in reader.pages)


@pytest.mark.parametrize("language", ["fa", "ar", "ckb", "en"])
def test_the_paper_is_tagged_and_copies_out_in_each_language(language, fair):
    sold(fair, 123_000)
    client = signer()
    client.post(page(fair, "sign/"))
    answer = client.get(page(fair, f"report.pdf?lang={language}&number=1"))
    reader, text = text_of(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert reader.root_object["/Lang"].startswith(language)
    assert {each.get_object()["/BaseFont"].partition("+")[2].partition("-")[0] for page_ in reader.pages
            for each in page_["/Resources"]["/Font"].values()} == {"IBMPlexSansArabic"}  # fmt: skip
    words = {"fa": "نمایشگاه", "ar": "معرض", "ckb": "پێشانگای", "en": "Exhibition"}
    assert words[language] in text
    # Readers of PDF may give numbers between Arabic letters backwards.
    number = "1234".translate(str.maketrans("0123456789", DIGITS[language]))
    squeezed = re.sub(r"[٬,\s]", "", text)
    assert number in squeezed or number[::-1] in squeezed
    others = set("".join(DIGITS.values())) - set(DIGITS[language])
    assert not others & set(text)
    own_calendar = {"fa": "مهر", "ar": "تشرين", "ckb": "تشرینی", "en": "October"}
    assert own_calendar[language] in text


def test_the_paper_of_a_draft_says_so(fair):
    _reader, text = text_of(signer().get(page(fair, "report.pdf?lang=en")).content)
    assert "not signed off" in text
    assert "Not recorded" in text


def test_nothing_in_a_text_is_markup_or_reaches_a_file(fair):
    ExhibitionReport.objects.create(exhibition=fair, number=1, problems_en='#read("/etc/passwd") *bold* _x_')
    _reader, text = text_of(signer().get(page(fair, "report.pdf?lang=en")).content)
    assert '#read("/etc/passwd") *bold* _x_' in text


def test_the_workbook_holds_numbers_as_numbers_and_texts_never_as_formulas(fair):
    sold(fair, 123_000)
    ExhibitionReport.objects.create(exhibition=fair, number=1, problems_en="=1+1")
    book = load_workbook(BytesIO(signer().get(page(fair, "report.xlsx")).content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert 123_000 in [cell.value for cell in cells]
    assert "Iraqi dinar" in [cell.value for cell in cells]
    formula = next(cell for cell in cells if cell.value == "=1+1")
    assert formula.data_type == "s"
    assert "Traders met" in [row[0].value for row in book["Not recorded"].iter_rows()]


def test_currencies_are_added_only_where_every_rate_is_known():
    fair = make_fair(1)
    client = signer()
    dinars = rows_in(client, fair, "dinars")
    assert "Together" in dinars
    ExchangeRate.objects.filter(currency="USD").delete()
    assert "Together" not in rows_in(client, fair, "dinars")
    assert any("market" in label for label in rows_in(client, fair, "dinars"))


def rows_in(client, fair, key):
    sections = client.get(page(fair)).context["sections"]
    return [
        row.label for section, *_rest in sections for table in section.tables if table.key == key for row in table.rows
    ]


def test_an_answer_that_is_no_number_of_a_report_is_not_found(fair):
    client = signer()
    for address in ("rows/nothing/all/", "rows/exhibitors/nothing/", "rows/exhibitors/who/?key=nobody", "9/"):
        assert client.get(page(fair, address)).status_code == 404
    assert client.get(page(fair, "report.pdf?number=9")).status_code == 404
    for address in (
        "rows/sales/day/?key=nonsense|IQD",
        "rows/visitors/hour/?key=x",
        "rows/visitors/day/?key=2025-99-99",
    ):
        assert client.get(page(fair, address)).context["page"].paginator.count == 0
