"""Whatever is typed into an address, a form or a header answers below 500, in words."""

import pytest
from django.test import Client

from tests.factories import official
from tests.world import make_world

pytestmark = pytest.mark.django_db

QUERIES = (
    "q=%00", "q=%ff%fe", "q=%E2%80%AE", "q='\"%25_\\", f"q={'a' * 5000}", "craft=%00&craft=nothing", "page=0", "page=-1",
    "page=99999999999999999999", f"page={'9' * 4400}", "page=%D9%A1", "after=zzz.P2345678", "after=ffffffffffffffff.P2345678", "after=%00",
    "kind=&place=&exhibitor=", "exhibition=kut-now&exhibition=kut-now", "sort=;drop", "sent=nothing", "add=%00&add=P",
    "exhibitor=%00", "state=nothing&page=x",
)  # fmt: skip
LISTS = (
    "",
    "products/",
    "exhibitors/",
    "exhibitions/",
    "exhibitions/kut-now/products/",
    "enquiry/",
    "crafts/kilim/",
    "search/",
    "search/suggestions/",
)
PATHS = (
    "/fa/%00", "/fa/products/%ff/", "/fa/products/P2345678-%E2%80%AE/", "/xx/", "/fa/../../etc/passwd", "/media/../db.sqlite3",
    "/media/%2e%2e/%2e%2e/secret-key", "/fa/exhibitions/%00/", "/fa/office/enquiries/%00/", "/fa/accounts/link/%00/",
)  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_no_query_string_breaks_a_list(query):
    make_world()
    for path in LISTS:
        assert Client().get(f"/fa/{path}?{query}").status_code < 500, path


@pytest.mark.parametrize("path", PATHS)
def test_no_path_breaks_the_site(path, client):
    assert 300 <= client.get(path).status_code < 500


def test_no_query_string_breaks_the_office(client):
    client.force_login(official(), backend="accounts.backends.Backend")
    for query in QUERIES:
        assert client.get(f"/fa/office/enquiries/?{query}").status_code < 500, query


def test_a_wrong_host_is_refused_in_words(client):
    response = client.get("/fa/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert b"evil.example" not in response.content


@pytest.mark.parametrize("value", ["\x00", "\u202e", "a" * 100_000, "<script>", "۱" * 400])
def test_nothing_typed_into_the_enquiry_breaks_it(value, client):
    fields = ("kind", "message", "name", "contact", "channel", "city", "country", "key", "add", "exhibitor")
    response = client.post("/ar/enquiry/", dict.fromkeys(fields, value))
    assert 400 <= response.status_code < 500
    assert b"<script>" not in response.content
