"""What somebody with several roles may do: each role reaches as far as it was given, and no further."""

import pytest

from events.models import Role
from exhibitors.models import Exhibitor
from products.models import Product
from tests.factories import (
    ClaimFactory,
    EnquiryFactory,
    ExhibitFactory,
    ExhibitionFactory,
    ParticipationFactory,
    ProductFactory,
    RoleFactory,
    official,
)
from tests.records import typed

pytestmark = pytest.mark.django_db
RECORDS = "/en/office/records"


@pytest.fixture
def own():
    return ExhibitionFactory(name_en="Own one")


@pytest.fixture
def theirs():
    """A work of somebody who takes part elsewhere only."""
    return ProductFactory(exhibitor=ParticipationFactory().exhibitor)


@pytest.fixture
def user(client, own):
    """An official of one exhibition who may read all of them."""
    user = official(exhibition=own)
    RoleFactory(user=user, kind=Role.Kind.VIEWER)
    client.force_login(user)
    return user


def test_an_official_of_one_exhibition_who_reads_all_changes_nothing_of_others(user, own, theirs):
    mine = ProductFactory(exhibitor=ParticipationFactory(exhibition=own).exhibitor)

    for act in ("change", "delete"):
        assert user.has_perm(f"products.{act}_product", mine)
        assert user.has_perm(f"exhibitors.{act}_exhibitor", mine.exhibitor)
        assert not user.has_perm(f"products.{act}_product", theirs)
        assert not user.has_perm(f"exhibitors.{act}_exhibitor", theirs.exhibitor)
    assert user.has_perm("products.view_product", theirs)
    assert user.has_perm("exhibitors.view_exhibitor", theirs.exhibitor)


@pytest.mark.parametrize(
    "permission", ["exhibitors.add_exhibitor", "products.add_product", "products.change_exchangerate"]
)
def test_what_all_exhibitions_share_is_not_changed_by_who_only_reads_all(user, permission):
    assert not user.has_perm(permission)


def test_a_figure_about_the_whole_is_only_read(user, own):
    about_the_whole, about_own = ClaimFactory(), ClaimFactory(exhibition=own)

    assert not user.has_perm("events.change_claim", about_the_whole)
    assert user.has_perm("events.change_claim", about_own)


def test_the_records_show_the_work_of_others_and_refuse_to_change_it(client, user, theirs):
    product, exhibitor = (
        f"{RECORDS}/products/product/{theirs.pk}",
        f"{RECORDS}/exhibitors/exhibitor/{theirs.exhibitor.pk}",
    )

    for page in (product, exhibitor):
        assert client.get(f"{page}/change/").status_code == 200
        for step in ("change", "delete", "withdraw"):
            assert client.post(f"{page}/{step}/", {"post": "yes"}).status_code == 403
    for name in ("products/product", "exhibitors/exhibitor"):
        assert client.get(f"{RECORDS}/{name}/add/").status_code == 403
        action = {"action": "withdraw_selected", "_selected_action": [theirs.pk, theirs.exhibitor.pk]}
        client.post(f"{RECORDS}/{name}/", action)
    assert Product.objects.published().filter(pk=theirs.pk).exists()
    assert Exhibitor.objects.published().filter(pk=theirs.exhibitor.pk).exists()


def test_an_own_work_is_not_moved_to_the_exhibitor_of_another_exhibition(client, user, own, theirs):
    mine = ExhibitFactory(participation__exhibition=own).product
    url = f"{RECORDS}/products/product/{mine.pk}/change/"
    values = typed(client.get(url).content.decode())

    refused = client.post(url, values | {"exhibitor": theirs.exhibitor.pk})
    saved = client.post(url, values | {"title_en": "Renamed"})

    mine.refresh_from_db()
    assert (refused.status_code, saved.status_code) == (200, 302)
    assert mine.exhibitor != theirs.exhibitor
    assert mine.title_en == "Renamed"


@pytest.mark.parametrize("reads_all", [False, True])
def test_a_work_that_others_show_too_is_saved_and_stays_theirs_too(client, own, reads_all):
    shown = ExhibitFactory(participation__exhibition=own)
    elsewhere = ExhibitFactory(
        participation=ParticipationFactory(exhibitor=shown.product.exhibitor), product=shown.product
    )
    user = official(exhibition=own)
    if reads_all:
        RoleFactory(user=user, kind=Role.Kind.VIEWER)
    client.force_login(user)
    url = f"{RECORDS}/products/product/{shown.product.pk}/change/"

    page = client.get(url).content.decode()
    response = client.post(url, typed(page) | {"title_en": "Renamed"})

    assert response.status_code == 302
    shown.product.refresh_from_db()
    assert shown.product.title_en == "Renamed"
    assert set(shown.product.exhibits.all()) == {shown, elsewhere}


def test_a_desk_of_one_exhibition_that_judges_all_reads_its_own_enquiries_only(client, own):
    user = official(Role.Kind.DESK, exhibition=own)
    RoleFactory(user=user, kind=Role.Kind.JUROR)
    EnquiryFactory(name="From here", exhibition=own)
    EnquiryFactory(name="From another", exhibition=ExhibitionFactory())
    client.force_login(user)

    page = client.get(f"{RECORDS}/enquiries/enquiry/").content.decode()

    assert "From here" in page
    assert "From another" not in page
