"""What a browser, a proxy and a log are told: nothing that helps whoever means harm."""

import logging
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.middleware import TrustedProxies
from accounts.passwords import OwnWordsValidator
from ilamexpo.logs import Line
from tests.factories import RepresentativeFactory, UserFactory, official
from tests.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
PASSWORD = "rose water 1404"


def settings_read(**environment):
    """The last line of starting with that environment, or what ``ilamexpo.settings`` says then."""
    code = (
        "from ilamexpo import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, "
        "s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.TRUSTED_PROXIES)"
    )
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=kept | {"SECRET_KEY": "x" * 50} | environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    return (run.stdout or run.stderr).strip().rpartition("\n")[2]


def test_over_https_cookies_are_of_this_host_alone_and_go_over_tls_alone():
    told = settings_read(SITE_URL="https://expo.example.org")
    assert told == "__Host-sessionid __Host-csrftoken True True 31536000 True []"


def test_on_a_local_machine_cookies_need_no_tls():
    assert settings_read(SITE_URL="http://127.0.0.1:8000") == "sessionid csrftoken False False 0 False []"


def test_a_malformed_proxy_stops_the_start_in_one_line():
    told = settings_read(TRUSTED_PROXIES="127.0.0.1,10.0.0.0/8,10.0.0.1/8")
    assert told.startswith("django.core.exceptions.ImproperlyConfigured: TRUSTED_PROXIES is malformed:")
    assert "10.0.0.1/8" in told


def test_addresses_and_networks_of_proxies_are_read():
    told = settings_read(TRUSTED_PROXIES="127.0.0.1, 10.0.0.0/8, fd00::/8")
    assert told.endswith("['127.0.0.1', '10.0.0.0/8', 'fd00::/8']")


@pytest.mark.parametrize(
    ("remote", "is_heard"), [("10.1.2.3", True), ("::ffff:10.1.2.3", True), ("11.1.2.3", False), ("", False)]
)
def test_what_a_proxy_says_is_heard_from_a_trusted_one_alone(settings, remote, is_heard):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    request = RequestFactory().get(
        "/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_PROTO="https", HTTP_X_FORWARDED_FOR="192.0.2.9"
    )
    TrustedProxies(lambda request: None)(request)
    assert ("HTTP_X_FORWARDED_PROTO" in request.META) is is_heard
    assert ("HTTP_X_FORWARDED_FOR" in request.META) is is_heard


def test_the_cookies_of_a_sign_in_are_closed_to_scripts_and_other_sites(client):
    user = UserFactory()
    user.set_password(PASSWORD)
    user.save()
    client.get("/en/accounts/login/")
    response = client.post("/en/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert response.status_code == 302
    for cookie in client.cookies.values():
        assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/" and not cookie["domain"], (
            cookie
        )


@pytest.mark.parametrize("path", ["/en/", "/en/accounts/login/", "/en/nothing/", "/media/none.webp", "/robots.txt"])
def test_every_answer_says_what_a_page_may_not_do(client, path):
    headers = client.get(path).headers
    assert "camera=()" in headers["Permissions-Policy"] and "geolocation=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "GETX"])
def test_odd_methods_are_refused_wherever_they_knock(client, method):
    client.force_login(official(), backend="accounts.backends.Backend")
    for path in ("/en/", "/en/office/records/", "/en/accounts/login/", "/robots.txt"):
        assert client.generic(method, path).status_code == 405, path


@pytest.mark.parametrize("path", ["/en/", "/en/products/", "/robots.txt", "/sitemap.xml", "/calendar.ics"])
def test_head_says_what_get_says_without_a_body(client, path):
    make_world()
    known, head = client.get(path), client.head(path)
    assert head.status_code == known.status_code and head.content == b""
    assert head.headers["Content-Type"] == known.headers["Content-Type"]


OUTSIDE = (
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "/\\elsewhere.example/",
    "javascript:alert(1)",
    "https:elsewhere.example",
)


@pytest.mark.parametrize("address", OUTSIDE)
def test_no_page_sends_anybody_to_another_site(address):
    user = official()
    user.set_password(PASSWORD)
    user.save()
    typed = {"login": user.email, "password": PASSWORD, "next": address, "email": user.email, "code": "12345678"}
    pages = [
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_request_login_code",
        "mfa_authenticate",
    ]
    pages += [
        "account_confirm_login_code",
        "phone_login",
        "invitation",
        "mfa_reauthenticate",
        "records:login",
        "portal:switch",
    ]
    for name in pages:
        for is_in in (False, True):
            client = Client()
            if is_in:
                client.force_login(user, backend="accounts.backends.Backend")
            for response in (client.get(reverse(name), {"next": address}), client.post(f"{reverse(name)}", typed)):
                assert not re.match(r"(?i)(https?:|[/\\\\]{2}|javascript:)", response.get("Location", "/")), name


def test_a_value_given_twice_is_read_once_and_one_of_the_address_is_not_that_of_the_form(client):
    user = UserFactory()
    user.set_password(PASSWORD)
    user.save()
    twice = {"login": ["nobody@example.org", user.email], "password": ["wrong", PASSWORD]}
    assert client.post("/en/accounts/login/", twice).status_code == 302
    client = Client()
    response = client.post(f"/en/accounts/login/?login={user.email}&password={PASSWORD}", {})
    assert response.status_code == 200 and "_auth_user_id" not in client.session


def test_a_form_without_its_token_is_refused():
    client = Client(enforce_csrf_checks=True)
    for path in ("/en/accounts/login/", "/en/enquiry/", "/en/accounts/password/reset/"):
        assert client.post(path, {}).status_code == 403, path


def test_an_error_in_the_middle_of_a_form_tells_no_secret(monkeypatch, caplog, settings):
    secret, token = "walnut and saffron 77", "G3sbHCRYYts5_MtcXiAHuz82PEpql2OH"

    def fail(self, *args, **kwargs):
        local = secret  # a name in a frame, which a careless page of errors would print
        raise RuntimeError(f"it broke after {len(local)} letters")

    monkeypatch.setattr("accounts.backends.Backend._authenticate", fail)
    client = Client(raise_request_exception=False)
    with caplog.at_level(logging.DEBUG):
        response = client.post("/en/accounts/login/", {"login": "a@example.org", "password": secret})
    assert response.status_code == 500
    page = response.content.decode()
    assert secret not in page and "RuntimeError" not in page and "Traceback" not in page
    assert "it broke" in caplog.text
    assert secret not in caplog.text and "a@example.org" not in caplog.text
    monkeypatch.setattr("enquiries.views.buyer.BuyerPage.dispatch", fail)
    with caplog.at_level(logging.DEBUG):
        assert client.get(f"/en/enquiry/{token}/").status_code == 500
    lines = "\n".join(Line().format(record) for record in caplog.records)
    assert "it broke" in lines and "/en/enquiry/…" in lines
    assert token not in lines


def test_a_failed_sign_in_is_logged_without_what_was_typed(client, caplog):
    with caplog.at_level(logging.INFO):
        client.post("/en/accounts/login/", {"login": "somebody@example.org", "password": "walnut and saffron"})
    assert "a sign-in was refused" in caplog.text
    assert "somebody" not in caplog.text and "walnut" not in caplog.text


@pytest.mark.parametrize("password", ["IlamExpo1404", "ilam-kilim-2025", "kut2025kut", "ایلام۱۴۰۴۱۴۰۴"])
def test_a_password_of_our_own_words_is_refused(password):
    with pytest.raises(ValidationError):
        OwnWordsValidator().validate(password)


@pytest.mark.parametrize("password", ["rose water 1404", "ilam walnut saffron", "گل محمدی و زعفران", "x" * 64])
def test_any_other_password_is_taken_whatever_it_is_made_of(password):
    OwnWordsValidator().validate(password)


def test_admin_has_no_door_of_its_own():
    """The records ask for the site's own sign-in, second factor and all."""
    response = Client().get("/en/office/records/login/")
    assert response.status_code == 302 and "/accounts/login/" in response["Location"]
    newcomer = official()
    newcomer.is_sample = False
    newcomer.save()
    client = Client()
    client.force_login(newcomer, backend="accounts.backends.Backend")
    assert client.get("/en/office/records/")["Location"] == "/en/accounts/two-factor/totp/activate/"
    client.force_login(RepresentativeFactory().user, backend="accounts.backends.Backend")
    assert client.get("/en/office/records/").status_code in {302, 403}


def test_pages_of_persons_are_kept_and_indexed_by_nobody():
    world = make_world()
    for account, path in (
        (world.exhibitor, "/fa/portal/"),
        (world.official, "/fa/office/"),
        (world.official, "/fa/office/records/"),
    ):
        client = Client()
        client.force_login(account, backend="accounts.backends.Backend")
        response = client.get(path)
        assert "no-store" in response["Cache-Control"]
        assert re.search(r'<meta name="robots" content="(noindex|NONE)', response.content.decode()), path


SCRIPTS = sorted((settings.BASE_DIR / "static" / "js").glob("*.js"))


def test_scripts_write_no_markup_and_run_no_text():
    assert len(SCRIPTS) > 8
    for path in SCRIPTS:
        found = re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setTimeout\(['\"`]|postMessage"
            r"|__proto__|createContextualFragment",
            path.read_text(),
        )
        assert found is None, (path.name, found)


def test_scripts_keep_nothing_about_persons():
    kept = set()
    for path in SCRIPTS:
        text = path.read_text()
        assert "sessionStorage" not in text and "document.cookie" not in text, path.name
        kept |= {(path.name, place) for place in ("localStorage", "indexedDB") if place in text}
    # Codes of works one looked at; pictures on their way to the site, on the device they were chosen on; how many came in
    # at a gate, until the site has counted them.
    assert kept == {("enquiry-list.js", "localStorage"), ("pictures.js", "indexedDB"), ("tally.js", "localStorage")}


@pytest.mark.parametrize(
    "path", ["/en/", "/robots.txt", "/healthz", "/sitemap.xml", "/calendar.ics", "/feeds/products.xml", "/en/nothing/"]
)
def test_every_text_says_its_letters(client, path):
    assert "charset=utf-8" in client.get(path).headers["Content-Type"].lower()


def test_every_page_of_persons_leads_out():
    world = make_world()
    for account, path in (
        (world.exhibitor, "/en/accounts/"),
        (world.official, "/en/office/"),
        (world.official, "/en/office/records/"),
    ):
        client = Client()
        client.force_login(account, backend="accounts.backends.Backend")
        assert 'href="/en/accounts/logout/"' in client.get(path).content.decode(), path


def test_passwords_are_kept_by_a_slow_hash():
    code = (
        "import django; django.setup(); from django.contrib.auth.hashers import make_password; "
        "print(*make_password('walnut and saffron').split('$')[1:4:2])"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "ilamexpo.settings", "DATABASE_URL": "sqlite://:memory:"}
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    assert run.stdout.split() == ["argon2id", "m=19456,t=2,p=1"]


def test_what_is_refused_is_logged(caplog):
    client = Client(enforce_csrf_checks=True)
    client.force_login(RepresentativeFactory().user, backend="accounts.backends.Backend")
    client.get("/en/office/")
    client.post("/en/accounts/login/", {})
    client.get("/en/", headers={"host": "evil.example"})
    for logger in ("django.request", "django.security.csrf", "django.security.DisallowedHost"):
        assert any(record.name == logger for record in caplog.records), logger


def test_no_request_writes_a_line_of_the_log(client, caplog):
    client.get("/en/nothing%0a2026-11-28 ERROR forged/%0d%0a/")
    client.get("/en/nothing%e2%80%a82026-11-28 ERROR forged/")
    assert caplog.records
    for record in caplog.records:
        assert len(record.getMessage().splitlines()) == 1, record


@pytest.mark.parametrize(("name", "is_attached"), [("pictures/sandbox.webp", False), ("papers/sandbox.pdf", True)])
def test_a_public_file_runs_nothing_where_it_is_opened(client, name, is_attached):
    name = storages["public"].save(name, ContentFile(b"<script>alert(1)</script>"))
    response = client.get(f"/media/{name}")
    b"".join(response.streaming_content)
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.get("Content-Disposition", "").startswith("attachment") is is_attached
