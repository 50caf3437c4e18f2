"""Logs are read by many: who did something, and what signs somebody in, is not in them; what happened is."""

import json
import logging
import re
import sys

import pytest

from ilamexpo.logs import Json, Line, hide, request_id, spoken
from ilamexpo.middleware import RequestIdentity


def record_of(message, *values, trace=None, name="django.request"):
    return logging.LogRecord(name, logging.WARNING, "", 0, message, values, trace)


@pytest.fixture
def in_a_request():
    token = request_id.set("12345678")
    yield
    request_id.reset(token)


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("Forbidden (why): /fa/accounts/link/WzEsIiJd:1xVq8R:S4dp/", "Forbidden (why): /fa/accounts/link/…/"),
        ("/ar/accounts/invitation/h4Xk-3_kq/", "/ar/accounts/invitation/…/"),
        ("/ar/accounts/password/reset/key/1-set-abc/", "/ar/accounts/password/reset/key/…/"),
        ("/ar/enquiry/G3sbHCRYYts5_MtcXiAHuz82PEpql2OH/proof/", "/ar/enquiry/…/proof/"),
        ("/ar/accounts/login/", "/ar/accounts/login/"),
        ("Not Found: /en/search/?q=Mrs+Karimi&page=2", "Not Found: /en/search/?…"),
        ("Is it there? Yes.", "Is it there? Yes."),
        ("550 <leila.k+x@mail.example.org>: no such person", "550 <…@…>: no such person"),
        ("no answer from smtp://office:se:cret@mail.example.org:587", "no answer from smtp://…@mail.example.org:587"),
        ("Invalid request from ip=203.0.113.9: bad", "Invalid request from ip=… bad"),
        ("number +964 770 123 4567 is taken", "number … is taken"),
        ("07701234567 and 9647701234567", "… and …"),
        ("نام سپیده کریمی was refused", "… was refused"),
        ("duplicate key\nDETAIL:  Key (name)=(Leila) already exists.\nnext", "duplicate key\nDETAIL: …\nnext"),
        (
            "100 % full, 3 of 12345678 bytes, port 5432, line 204",
            "100 % full, 3 of 12345678 bytes, port 5432, line 204",
        ),
        (
            "Job picture 1234567 failed at 2026-11-28 20:37:54,955",
            "Job picture 1234567 failed at 2026-11-28 20:37:54,955",
        ),
    ],
)
def test_what_signs_in_or_names_somebody_is_not_logged_and_the_rest_is(said, logged):
    assert hide(said) == logged
    assert json.loads(Json().format(record_of("%s", said)))["message"] == logged


def test_a_line_of_json_says_when_what_and_in_which_request(in_a_request):
    line = Json().format(record_of("100 %% of %s", "it"))
    assert "\n" not in line
    found = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", found.pop("time"))
    assert found == {
        "level": "WARNING",
        "logger": "django.request",
        "message": "100 % of it",
        "request": "12345678",
        "code": "12345678",
    }


def test_outside_a_request_a_line_names_none():
    assert "request" not in json.loads(Json().format(record_of("Started")))


def test_an_error_is_traced_without_the_values_it_met(in_a_request):
    password = "correct horse"
    try:
        raise ValueError("leila@example.org is no number")
    except ValueError:
        record = record_of("Internal Server Error: %s", "/en/", trace=sys.exc_info())
    found = json.loads(Json().format(record))
    assert found["trace"].startswith("Traceback (most recent call last):\n")
    assert "test_logs.py" in found["trace"] and "ValueError: …@… is no number" in found["trace"]
    assert password not in found["trace"].replace('password = "correct horse"', "")
    assert "leila" not in Line().format(record).replace('"leila@', "")
    assert Line().format(record).endswith("[12345678]")


def ask(rf, handle, **words):
    def get_response(request):
        return handle(request)

    request = rf.get("/en/somewhere/", {"q": "Leila"}, **words)
    return RequestIdentity(get_response)(request), request


@pytest.fixture
def answered(rf):
    from django.http import HttpResponse

    def answer(status, **words):
        return ask(rf, lambda request: HttpResponse(status=status), **words)

    return answer


def test_the_id_of_a_trusted_front_server_is_kept(answered, settings):
    settings.TRUSTED_PROXIES = ["10.0.0.1"]
    given = "3f0c9a2b3f0c9a2b3f0c9a2b3f0c9a2b"
    for address, identity, is_kept in [
        ("10.0.0.1", given, True),
        ("10.0.0.2", given, False),
        ("10.0.0.1", "x", False),
        ("10.0.0.1", "line\nbreak-in-it", False),
        ("10.0.0.1", "a" * 65, False),
    ]:
        response, request = answered(404, REMOTE_ADDR=address, headers={"x-request-id": identity})
        assert (request.identity == identity) is is_kept
        assert response.headers["X-Request-ID"] == request.identity
        assert is_kept or re.fullmatch(r"\d{8}", request.identity)
    assert re.fullmatch(r"\d{8}", spoken(given))
    assert spoken(given) == spoken(given) != spoken(given.upper())


def test_a_page_that_is_well_says_nothing_about_its_request_and_is_not_logged(answered, caplog):
    response, _request = answered(200)
    assert "X-Request-ID" not in response.headers
    assert caplog.records == []
    assert request_id.get() == ""


def test_what_failed_is_one_line_without_what_was_asked(answered, caplog):
    answered(503)
    [record] = [each for each in caplog.records if each.name == "ilamexpo.requests"]
    assert record.getMessage() == "GET /en/somewhere/ was answered 503 after 0.0 s"


def test_what_took_long_is_logged(rf, caplog, monkeypatch):
    from django.http import HttpResponse

    monkeypatch.setattr("ilamexpo.middleware.SLOW", -1)
    ask(rf, lambda request: HttpResponse())
    assert [each.getMessage() for each in caplog.records] == ["GET /en/somewhere/ was answered 200 after 0.0 s"]


def test_the_page_of_an_error_tells_the_number_by_which_it_is_found(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("ilamexpo.views.technical.Robots.get", lambda *args: 1 / 0)
    response = client.get("/robots.txt", headers={"accept-language": "en"})
    identity = response.headers["X-Request-ID"]
    assert response.status_code == 500
    shown = response.content.decode().translate(
        {ord(old): new for old, new in zip("۰۱۲۳۴۵۶۷۸۹", "0123456789", strict=True)}
    )
    assert f"{identity[:4]} \u200e{identity[4:]}" in shown
