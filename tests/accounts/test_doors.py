import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    ExhibitionFactory,
    ExhibitorFactory,
    RepresentativeFactory,
    RoleFactory,
    UserFactory,
    official,
)

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.door_urls")]


def test_a_public_page_is_the_same_for_everybody_and_sets_no_cookie(client):
    stranger = client.get("/en/doors/public/")
    client.force_login(official())
    known = client.get("/en/doors/public/")

    assert stranger.content == known.content
    for response in (stranger, known):
        assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert "Cookie" not in response.get("Vary", "")
        assert not response.cookies


def test_a_public_page_asks_the_database_nothing_about_the_visitor(client):
    client.force_login(official())
    with CaptureQueriesContext(connection) as queries:
        client.get("/en/doors/public/")
    assert len(queries) == 0


def test_a_public_page_with_a_form_is_kept_by_nobody(client):
    response = client.get("/en/doors/public/form/")
    assert response["Cache-Control"] == "private, no-store"
    assert "csrftoken" in response.cookies


def test_an_unpublished_row_is_not_found_in_public(client):
    ExhibitionFactory(slug="open")
    ExhibitionFactory(slug="draft", publication="draft")
    assert client.get("/en/doors/public/open/").status_code == 200
    assert client.get("/en/doors/public/draft/").status_code == 404


@pytest.mark.parametrize("address", ["/en/doors/portal/", "/en/doors/office/"])
def test_a_stranger_is_asked_to_sign_in(client, address):
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"] == f"/en/accounts/login/?next={address}"
    assert response["Cache-Control"] == "private, no-store"


def test_the_portal_is_only_for_those_who_represent_an_exhibitor(client):
    client.force_login(official())
    assert client.get("/en/doors/portal/").status_code == 403

    client.force_login(RepresentativeFactory().user)
    response = client.get("/en/doors/portal/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


def test_the_exhibitor_of_somebody_else_is_not_found_in_the_portal(client):
    own = RepresentativeFactory()
    other = ExhibitorFactory()
    client.force_login(own.user)
    assert client.get(f"/en/doors/portal/{own.exhibitor.slug}/").status_code == 200
    assert client.get(f"/en/doors/portal/{other.slug}/").status_code == 404


def test_the_office_is_only_for_officials(client):
    client.force_login(RepresentativeFactory().user)
    assert client.get("/en/doors/office/").status_code == 403

    client.force_login(official())
    response = client.get("/en/doors/office/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


def test_a_read_only_official_does_not_pass_where_changes_are_made(client):
    exhibition = ExhibitionFactory()
    client.force_login(official("viewer"))
    assert client.get("/en/doors/office/").status_code == 200
    assert client.get(f"/en/doors/office/{exhibition.slug}/").status_code == 403


def test_an_official_of_one_exhibition_does_not_find_another(client):
    own, other = ExhibitionFactory(), ExhibitionFactory()
    client.force_login(official(exhibition=own))
    assert client.get(f"/en/doors/office/{own.slug}/").status_code == 200
    assert client.get(f"/en/doors/office/{other.slug}/").status_code == 404


def test_an_official_of_one_exhibition_changes_nothing_that_all_of_them_share():
    own, other = ExhibitionFactory(), ExhibitionFactory()
    scoped, general = official(exhibition=own), official()
    assert scoped.has_perm("events.change_exhibition", own)
    assert not scoped.has_perm("events.change_exhibition", other)
    for permission in ("events.add_exhibition", "vocabulary.change_craft", "events.change_series"):
        assert not scoped.has_perm(permission)
        assert general.has_perm(permission)


def test_an_official_without_a_second_factor_is_led_to_set_it_up(client):
    role = RoleFactory(user=UserFactory(is_sample=False))
    client.force_login(role.user)
    response = client.get("/en/doors/office/")
    assert response.status_code == 302
    assert response["Location"] == "/en/accounts/two-factor/totp/activate/"


def test_an_office_view_that_names_no_permission_opens_to_nobody(client):
    client.force_login(official())
    with pytest.raises(ImproperlyConfigured):
        client.get("/en/doors/office/unguarded/")


def test_a_closed_account_loses_its_pages_at_once(client):
    user = official()
    client.force_login(user)
    user.is_active = False
    user.save()
    assert client.get("/en/doors/office/").status_code == 302
