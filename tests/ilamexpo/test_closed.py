"""While the site is worked on, a page says so; nothing here may touch a database."""

import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def closed_by_hand(settings, tmp_path):
    settings.VAR = tmp_path
    (tmp_path / "closed").touch()


@pytest.mark.parametrize("path", ["/en/", "/fa/", "/ar/", "/ckb/", "/", "/en/office/", "/en/works/", "/healthz/more"])
def test_every_page_says_that_the_site_is_being_worked_on(path):
    response = Client().get(path)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert response["Cache-Control"] == "no-store"


def test_whoever_sends_a_form_is_told_to_stay_on_the_page_which_sends_it_once_more():
    """The page of the form is kept by no browser: going back to it while the site is closed loses what was typed."""
    response = Client().post("/en/enquiry/", {"name": "Layla"})
    assert response.status_code == 503
    assert "reload it in a minute: then it is sent once more. Do not go back before that" in response.content.decode()


def test_the_process_still_says_that_it_lives(tmp_path):
    assert Client().get("/healthz").status_code == 200
    (tmp_path / "closed").unlink()
    assert Client().get("/healthz").status_code == 200
