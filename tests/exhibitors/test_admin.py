"""Records of exhibitors and works, as officials use them."""

import io
import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image

from accounts.models import StateChange, User
from accounts.records.history import history_of
from events.models import Role
from exhibitors.actions import AlreadyTakesPart, StandFull, UnknownStand, add_participation
from exhibitors.models import Allocation, Exhibitor, Participation
from products.models import Picture, Product
from tests.factories import (
    AllocationFactory,
    CraftFactory,
    ExhibitionFactory,
    ExhibitorFactory,
    ParticipationFactory,
    PlaceFactory,
    ProductFactory,
    StandFactory,
    UserFactory,
    official,
)
from tests.records import errors, typed

pytestmark = pytest.mark.django_db
EXHIBITORS = "/en/office/records/exhibitors/exhibitor/"
PRODUCTS = "/en/office/records/products/product/"


@pytest.fixture
def officer(client):
    user = official()
    client.force_login(user)
    return user


def fill(client, url, **values):
    """Open the page, type ``values`` (double underscores stand for hyphens) and send it."""
    values = {name.replace("__", "-"): value for name, value in values.items()}
    return client.post(url, typed(client.get(url).content.decode()) | values)


def test_an_exhibitor_is_entered_published_and_withdrawn(client, officer):
    # Given
    craft, place = CraftFactory(), PlaceFactory(slug="eyvan", kind="county")
    # When
    response = fill(
        client, EXHIBITORS + "add/", name_fa="زهرا نمونه", name_en="Zahra Sample", kind="artist", place=place.pk,
        crafts=[craft.pk], contact_points__0__kind="phone", contact_points__0__value="۰۹۱۸۱۲۳۴۵۶۷",
        contact_points__0__is_shown="on",
    )  # fmt: skip
    # Then
    assert errors(response.content.decode()) == []
    exhibitor = Exhibitor.objects.get()
    assert (exhibitor.slug, exhibitor.publication) == ("zahra-sample", "draft")
    assert Exhibitor.objects.matching("زهرا").get() == exhibitor
    contact = exhibitor.contact_points.get()
    assert (contact.value, contact.consented_at is not None) == ("+989181234567", True)
    # When
    client.post(f"{EXHIBITORS}{exhibitor.pk}/publish/")
    client.post(f"{EXHIBITORS}{exhibitor.pk}/withdraw/")
    # Then
    assert list(StateChange.objects.order_by("pk").values_list("new", flat=True)) == ["published", "withdrawn"]


def test_a_phone_that_is_none_is_refused_beside_the_field(client, officer):
    exhibitor = ExhibitorFactory()
    url = f"{EXHIBITORS}{exhibitor.pk}/change/"
    response = fill(client, url, contact_points__0__kind="phone", contact_points__0__value="12")
    assert errors(response.content.decode()) == ["This is not a phone number. Write 0770 123 4567 or +98 918 123 4567."]


def test_the_list_is_searched_in_folded_letters(client, officer):
    fill(client, f"{EXHIBITORS}{ExhibitorFactory(name_fa='کریمی').pk}/change/")
    ExhibitorFactory(name_fa="رضایی")
    page = client.get(EXHIBITORS, {"q": "كريمي"}).content.decode()
    assert page.count('class="field-__str__"') == 1


def test_chosen_exhibitors_are_published_and_what_hinders_is_said(client, officer):
    ready, nowhere = ExhibitorFactory(publication="draft"), ExhibitorFactory(publication="draft", place=None)
    page = client.post(
        EXHIBITORS, {"action": "publish_selected", "_selected_action": [ready.pk, nowhere.pk]}, follow=True
    )
    said = [str(message) for message in page.context["messages"]]
    assert said == [f"{nowhere}: It has no county.", "1 record was changed."]
    assert Exhibitor.objects.published().get() == ready


def test_a_work_is_entered_as_people_say_sizes_and_prices(client, officer):
    # Given
    exhibitor, craft = ExhibitorFactory(name_fa="سازنده"), CraftFactory()
    # When
    response = fill(
        client, PRODUCTS + "add/", title_fa="گلیم", exhibitor=exhibitor.pk, craft=craft.pk, price_mode="fixed",
        amount="۱٬۲۰۰٬۰۰۰", price_unit="IRT", size="۱۴۰×۲۲۰", weight="۴٫۲ kg", minimum_quantity="۱",
    )  # fmt: skip
    # Then
    assert errors(response.content.decode()) == []
    product = Product.objects.get()
    assert (product.price_amount, product.currency, product.price_unit) == (Decimal(12_000_000), "IRR", "IRT")
    assert (product.width_mm, product.length_mm, product.weight_g) == (1400, 2200, 4200)
    assert Product.objects.matching("سازنده گليم").get() == product
    # When
    url = f"{PRODUCTS}{product.pk}/change/"
    values = typed(client.get(url).content.decode())
    assert (values["amount"], values["size"], values["weight"]) == ("1200000", "140 × 220", "4.2 kg")
    client.post(url, values)
    # Then
    product.refresh_from_db()
    assert (product.price_amount, product.width_mm, product.length_mm, product.weight_g) == (
        12_000_000,
        1400,
        2200,
        4200,
    )


@pytest.mark.parametrize(
    ("price", "sentence"),
    [
        ({"price_mode": "fixed"}, ["Write the amount, or choose price on request.", "Choose the currency."]),
        (
            {"price_mode": "on_request", "amount": "5"},
            ["A price on request has no amount: choose fixed price, or empty this box."],
        ),
        ({"price_mode": "fixed", "amount": "5.5", "price_unit": "IQD"}, ["This currency has no such small parts."]),
    ],
)
def test_a_price_is_whole_or_it_is_refused(client, officer, price, sentence):
    response = fill(client, f"{PRODUCTS}{ProductFactory().pk}/change/", **price)
    assert errors(response.content.decode()) == sentence


def png(size=(600, 400)):
    out = io.BytesIO()
    Image.new("RGB", size, "#9b2d20").save(out, "PNG")
    return SimpleUploadedFile("carpet.png", out.getvalue(), content_type="image/png")


def test_a_picture_is_derived_at_once_and_its_original_stays_private(client, officer):
    product = ProductFactory()
    response = fill(client, f"{PRODUCTS}{product.pk}/change/", pictures__0__upload=png())
    assert errors(response.content.decode()) == []
    picture = Picture.objects.get()
    product.refresh_from_db()
    assert product.cover == picture
    assert (picture.width, picture.height) == (600, 400)
    assert "private" in picture.original.path


def test_what_is_no_picture_is_refused_beside_the_field(client, officer):
    product = ProductFactory()
    fake = SimpleUploadedFile("carpet.png", b"no picture at all", content_type="image/png")
    response = fill(client, f"{PRODUCTS}{product.pk}/change/", pictures__0__upload=fake)
    assert errors(response.content.decode()) == ["This is not a JPEG, PNG or WebP picture."]
    assert Picture.objects.count() == 0


def test_a_work_is_published_after_its_maker(client, officer):
    product = ProductFactory(state="draft", published_at=None, exhibitor__publication="draft")
    page = client.post(f"{PRODUCTS}{product.pk}/publish/", follow=True)
    assert [str(message) for message in page.context["messages"]] == ["The page of its maker is not public yet."]
    client.post(f"{EXHIBITORS}{product.exhibitor_id}/publish/")
    client.post(f"{PRODUCTS}{product.pk}/publish/")
    assert Product.objects.published().get() == product


def test_works_are_found_by_the_new_name_of_their_maker(client, officer):
    product = ProductFactory()
    fill(client, f"{EXHIBITORS}{product.exhibitor_id}/change/", name_en="Shirin")
    assert Product.objects.matching("shirin").get() == product


def test_the_history_says_who_changed_what(client, officer):
    # Given
    exhibitor = ExhibitorFactory(name_en="Before")
    fill(client, f"{EXHIBITORS}{exhibitor.pk}/change/", name_en="After")
    client.post(f"{EXHIBITORS}{exhibitor.pk}/withdraw/")
    # When
    page = client.get(f"{EXHIBITORS}{exhibitor.pk}/history/").content.decode()
    # Then
    for words in ("Before", "After", "withdrawn", str(officer)):
        assert words in page
    fields = [name for entry in LogEntry.objects.get_for_object(exhibitor) for name in entry.changes_dict]
    assert "name" not in fields
    assert "search_text" not in fields


def test_the_office_lets_an_exhibitor_take_part():
    # Given
    actor, stand = official(), StandFactory(code="A1")
    exhibition = stand.hall.exhibition
    # When
    participation = add_participation(exhibition, ExhibitorFactory(), stand_codes=["A1"], actor=actor)
    # Then
    assert participation.state == "confirmed"
    assert Allocation.objects.get().stand == stand
    for exhibitor, codes, refusal in [
        (participation.exhibitor, [], AlreadyTakesPart),
        (ExhibitorFactory(), ["A1"], StandFull),
        (ExhibitorFactory(), ["Z9"], UnknownStand),
    ]:
        with pytest.raises(refusal):
            add_participation(exhibition, exhibitor, stand_codes=codes, actor=actor)
    assert Participation.objects.count() == 1


def test_a_read_only_official_publishes_nothing(client):
    exhibitor, product = ExhibitorFactory(publication="draft"), ProductFactory(state="draft", published_at=None)
    client.force_login(official(kind=Role.Kind.VIEWER))
    for url in (f"{EXHIBITORS}{exhibitor.pk}", f"{PRODUCTS}{product.pk}"):
        assert client.get(f"{url}/change/").status_code == 200
        assert client.post(f"{url}/publish/").status_code == 403
        assert client.post(f"{url}/change/", {}).status_code == 403
    assert 'value="publish_selected"' not in client.get(EXHIBITORS).content.decode()


def test_a_juror_sees_no_private_numbers(client):
    exhibitor = ExhibitorFactory()
    exhibitor.contact_points.create(kind="phone", value="+989181234567")
    client.force_login(official(kind=Role.Kind.JUROR))
    page = client.get(f"{EXHIBITORS}{exhibitor.pk}/change/")
    assert page.status_code == 200
    assert "1234567" not in re.sub(r"\D", "", page.content.decode())


def test_an_official_of_one_exhibition_touches_only_its_exhibitors_and_works(client):
    # Given
    own = ExhibitionFactory()
    mine = ParticipationFactory(exhibition=own).exhibitor
    theirs = AllocationFactory().participation.exhibitor
    ProductFactory(exhibitor=mine)
    other_work = ProductFactory(exhibitor=theirs)
    client.force_login(official(exhibition=own))
    # Then
    assert client.get(f"{PRODUCTS}{other_work.pk}/change/").status_code == 302
    assert client.post(f"{PRODUCTS}{other_work.pk}/withdraw/").status_code == 404
    assert client.post(f"{EXHIBITORS}{theirs.pk}/withdraw/").status_code == 404
    options = client.get(
        "/en/office/records/autocomplete/",
        {"app_label": "events", "model_name": "exhibition", "field_name": "x", "term": ""},
    )
    assert options.status_code == 403
    choices = client.get(
        "/en/office/records/autocomplete/",
        {"app_label": "exhibitors", "model_name": "participation", "field_name": "exhibitor", "term": ""},
    ).json()
    assert [row["id"] for row in choices["results"]] == [str(mine.pk)]
    assert client.get(EXHIBITORS + "add/").status_code == 403


def test_an_official_does_not_touch_the_account_of_another_official(client, officer):
    # Given
    colleague, buyer = official(), UserFactory()
    users = "/en/office/records/accounts/user/"
    # Then
    assert client.post(f"{users}{colleague.pk}/change/", {"name": "x", "email": "taken@example.org"}).status_code == 403
    assert fill(client, f"{users}{buyer.pk}/change/", name="New name").status_code == 302
    assert set(User.objects.values_list("name", flat=True)) == {officer.name, colleague.name, "New name"}


@pytest.mark.parametrize(
    "model",
    [
        "events/series", "events/claim", "events/stand", "vocabulary/craft", "vocabulary/place", "vocabulary/material",
        "vocabulary/technique", "products/exchangerate", "enquiries/enquiry", "exhibitors/participation",
        "accounts/message", "accounts/statechange", "accounts/user", "auditlog/logentry",
    ],
)  # fmt: skip
def test_every_list_opens_and_is_searched(client, officer, model):
    assert client.get(f"/fa/office/records/{model}/").status_code == 200
    assert client.get(f"/fa/office/records/{model}/", {"q": "کوت"}).status_code in {200, 302}


def test_the_history_writes_numbers_and_moments_as_the_page_does():
    exhibitor = ExhibitorFactory()
    product = ProductFactory(exhibitor=exhibitor, weight_g=850)
    product.weight_g, product.sent_at = 1200, datetime(2025, 10, 10, 8, 5, tzinfo=UTC)
    product.save()
    for language, weight, moment in (
        ("fa", "۱۲۰۰", "۱۸ مهر ۱۴۰۴ · ۱۱:۳۵"),
        ("ar", "١٢٠٠", "١١:٣٥"),
        ("en", "1200", "11:35"),
    ):
        with translation.override(language):
            changes = {str(new) for row in history_of(product) for _name, _old, new in row["changes"]}
        assert weight in changes
        assert any(each.endswith(moment) for each in changes)
