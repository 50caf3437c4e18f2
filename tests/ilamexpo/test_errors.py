"""Error pages wear the site's look, in the language of the address."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from ilamexpo import views
from ilamexpo.views import errors

LANGUAGES = ("en", "fa", "ar", "ckb")
HANDLERS = [
    (views.bad_request, 400),
    (views.permission_denied, 403),
    (views.csrf_failure, 403),
    (views.page_not_found, 404),
    (views.server_error, 500),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("handler", "status"), HANDLERS)
def test_an_error_needs_no_database(handler, status, language):
    request = RequestFactory().get(f"/{language}/somewhere/")

    response = handler(request) if handler is views.server_error else handler(request, PermissionDenied())

    html = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{language}"' in html
    assert response.headers["Cache-Control"] == "no-store"
    assert html.count("<h1") == 1
    assert 'class="masthead"' in html


def test_when_even_the_error_page_fails_there_are_words(monkeypatch):
    monkeypatch.setattr(errors, "page", lambda request: 1 / 0)

    response = views.server_error(RequestFactory().get("/en/"))

    assert response.status_code == 500
    assert response.headers["Cache-Control"] == "no-store"
    assert "Something went wrong" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/nothing/", "/en/products/PAAAAAA9-nothing/", "/media/none.webp", "/en/a%00b/"])
def test_nobody_keeps_what_was_not_there(client, path):
    response = client.get(path)

    assert response.status_code in {400, 404}
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_a_path_with_control_characters_is_refused_in_words(client):
    response = client.get("/en/products/a%00b/")

    assert response.status_code == 400
    assert b"This request cannot be read" in response.content
    assert "Content-Security-Policy" in response.headers


@pytest.mark.django_db
def test_a_wrong_host_is_refused_in_words(client):
    response = client.get("/fa/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert b'<html lang="fa"' in response.content
