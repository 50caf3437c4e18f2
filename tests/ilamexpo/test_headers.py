"""Every kind of answer carries the policy, also a file that a browser may open as a page, such as a drawing."""

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db
PAGES = ["/", "/en/", "/en/office/", "/en/nothing/", "/en/a%00b/", "/en", "/media/none.webp", "/robots.txt"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_redirects_and_errors_carry_the_policy(client, path):
    headers = client.get(path).headers

    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


def test_the_way_to_https_carries_the_policy(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    response = client.get("/en/")

    assert response.status_code == 301
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]


def test_static_files_carry_the_policy():
    order = [name.rpartition(".")[2] for name in settings.MIDDLEWARE]

    assert order.index("ContentPolicy") < order.index("WhiteNoiseMiddleware")


def test_the_policy_is_the_same_text_in_every_process(client):
    policy = client.get("/en/").headers["Content-Security-Policy"]
    assert policy == (
        "base-uri 'none'; default-src 'self'; form-action 'self'; frame-ancestors 'none'; img-src 'self' data: blob:; "
        "object-src 'none'; script-src 'self'; style-src 'self'; worker-src 'self' blob:"
    )
