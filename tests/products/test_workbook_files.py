"""Who may import which workbook, and files nobody should be able to break the import with."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from openpyxl import load_workbook

from events.models import Role
from exhibitors.models import Exhibitor
from products.workbook.reading import Words, names_of_places
from products.workbook.rows import ExhibitorRow, ProductRow
from products.workbook.template import XLSX
from tests.factories import ExhibitorFactory, ParticipationFactory, PlaceFactory, RoleFactory, official
from tests.products.workbooks import (
    KILIM,
    SARA,
    confirm,
    enter_words,
    refusal,
    rows_of,
    send,
    waiting_files,
    with_part,
    workbook,
    zipped,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("empty_media")]


@pytest.fixture
def office(client):
    """An official's browser, and the words the workbooks use."""
    enter_words()
    client.force_login(official())
    return client


@pytest.mark.parametrize("kind", [Role.Kind.VIEWER, Role.Kind.JUROR, Role.Kind.DESK])
def test_other_roles_may_not_import(client, kind):
    client.force_login(official(kind))
    assert client.get(reverse("office:workbook_import")).status_code == 403
    assert send(client, workbook([SARA])).status_code == 403
    assert client.get(reverse("office:workbook_template")).status_code == 403


@pytest.mark.parametrize("reads_all", [False, True])
def test_an_official_of_one_exhibition_changes_only_its_exhibitors(client, reads_all):
    enter_words()
    mine = ParticipationFactory(exhibitor__slug="sara-ahmadi")
    ExhibitorFactory(slug="mina")
    user = official(exhibition=mine.exhibition)
    if reads_all:
        RoleFactory(user=user, kind=Role.Kind.VIEWER)
    client.force_login(user)
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


@override("en")
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
