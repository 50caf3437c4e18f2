"""While the database does not answer, pages kept a moment ago do, and everything else says so at once."""

import errno
import os
import socket
import time

import psycopg2
import pytest
from django.db import OperationalError, connection
from psycopg2 import extensions

from ilamexpo import keeping
from lib import patience
from tests.factories import ProductFactory

WORDS = {
    "en": "The site cannot answer for the moment",
    "fa": "سایت فعلاً پاسخ نمی‌دهد",
    "ar": "الموقع لا يستطيع الردّ الآن",
    "ckb": "ماڵپەڕەکە ئێستا ناتوانێت وەڵام بداتەوە",
}


def fail(*_args):
    raise OperationalError("could not connect to server")


@pytest.fixture
def no_database(client):
    """A client whose errors are answered, and a database that refuses everything while the block lasts."""
    client.raise_request_exception = False
    return lambda error=fail: connection.execute_wrapper(error)


@pytest.fixture(autouse=True)
def nothing_kept(settings, tmp_path):
    settings.KEPT_PAGES = tmp_path / "kept"
    keeping.seen.clear()


@pytest.mark.django_db
@pytest.mark.parametrize("language", WORDS)
def test_a_page_nobody_asked_for_says_so_in_four_languages(client, no_database, language):
    with no_database():
        response = client.get(f"/{language}/products/")
    assert response.status_code == 503
    assert WORDS[language] in response.content.decode()
    assert (response.headers["Retry-After"], response.headers["Cache-Control"]) == ("30", "no-store")


@pytest.mark.django_db
def test_a_page_of_the_last_ten_minutes_still_answers(client, no_database):
    work = ProductFactory()
    address = f"/en/products/{work.code}-{work.slug}/"
    before = client.get(address)
    with no_database():
        kept = client.get(address)
        assert client.get("/ar/products/").status_code == 503
        assert client.get(f"{address}?at=other").status_code == 503
    assert (kept.status_code, kept.content) == (200, before.content)
    assert kept.headers["Content-Type"] == before.headers["Content-Type"]
    assert kept.headers["Cache-Control"] == before.headers["Cache-Control"]
    assert "Content-Security-Policy" in kept.headers


@pytest.mark.django_db
def test_a_page_older_than_ten_minutes_does_not(client, no_database):
    client.get("/en/about/")
    client.get("/en/products/")
    [*places] = keeping.settings.KEPT_PAGES.iterdir()
    long_ago = time.time() - keeping.GOOD - 1
    for place in places:
        os.utime(place, (long_ago, long_ago))
    with no_database():
        assert client.get("/en/products/").status_code == 503


@pytest.mark.django_db
def test_two_pages_that_share_a_place_never_answer_for_each_other(client, no_database, monkeypatch):
    monkeypatch.setattr(keeping, "PLACES", 1)
    client.get("/en/products/")
    client.get("/fa/products/")
    with no_database():
        assert client.get("/en/products/").status_code == 503
        assert client.get("/fa/products/").status_code == 200


@pytest.mark.django_db
def test_a_short_page_in_the_place_of_a_long_one_is_shown_as_it_was(client, no_database, monkeypatch):
    monkeypatch.setattr(keeping, "PLACES", 1)
    long, short = "/en/products/", "/en/crafts/"
    assert len(client.get(long).content) > len(shown := client.get(short).content)
    with no_database():
        assert client.get(long).status_code == 503
        assert client.get(short).content == shown


@pytest.mark.django_db
@pytest.mark.parametrize("end", [b"", b"?", bytes(5000)], ids=["cut off", "of another", "zeros"])
def test_a_page_that_was_written_by_halves_is_no_page(client, no_database, end):
    client.get("/en/products/")
    [place] = keeping.settings.KEPT_PAGES.iterdir()
    whole = place.read_bytes()
    place.write_bytes(whole[:-5000] + end)
    with no_database():
        assert client.get("/en/products/").status_code == 503


@pytest.mark.django_db
def test_what_belongs_to_one_person_is_never_kept(client):
    client.get("/en/enquiry/")
    client.get("/en/accounts/login/")
    client.get("/en/nothing-here/")
    assert not keeping.settings.KEPT_PAGES.exists() or not list(keeping.settings.KEPT_PAGES.iterdir())


@pytest.mark.django_db
def test_who_sent_something_is_told_how_to_send_it_again(client, no_database):
    with no_database():
        response = client.post("/en/enquiry/", {"name": "Sara"})
    assert response.status_code == 503
    assert "Leave this page open and reload it in a minute" in response.content.decode()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_line_that_was_cut_meanwhile_is_not_the_visitors_business(client):
    client.raise_request_exception = False
    for method in (client.get, client.post):
        connection.ensure_connection()
        with socket.socket(fileno=os.dup(connection.connection.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)
        assert method("/en/products/").status_code in {200, 405}
    assert client.get("/en/products/").status_code == 200


@pytest.mark.django_db
def test_a_full_disk_is_no_mistake_of_the_page(client, no_database):
    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    with no_database(full):
        assert client.get("/en/products/").status_code == 503


@pytest.mark.django_db
def test_what_cannot_be_kept_is_shown_all_the_same(client, settings, tmp_path):
    (tmp_path / "file").write_text("no folder")
    settings.KEPT_PAGES = tmp_path / "file"
    assert client.get("/en/products/").status_code == 200


@pytest.mark.django_db
def test_a_page_that_a_power_cut_left_broken_is_no_page_and_kept_anew(client, no_database):
    page = client.get("/en/products/").content
    [place] = keeping.settings.KEPT_PAGES.iterdir()
    place.write_bytes(bytes(4096))
    with no_database():
        assert client.get("/en/products/").status_code == 503
    assert client.get("/en/products/").content == page
    with no_database():
        assert client.get("/en/products/").content == page


@pytest.mark.django_db
def test_a_mistake_of_ours_stays_a_mistake(client, no_database):
    def wrong(*_args):
        raise ZeroDivisionError

    with no_database(wrong):
        assert client.get("/en/products/").status_code == 500


@pytest.mark.django_db
def test_the_process_answers_without_its_database(client, no_database):
    with no_database():
        assert client.get("/healthz").status_code == 200


@pytest.fixture
def waits_patiently(monkeypatch):
    monkeypatch.setattr(patience, "silent_until", 0.0)
    before = extensions.get_wait_callback()
    patience.install()
    yield
    extensions.set_wait_callback(before)


@pytest.fixture
def silent_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_silent_server_is_given_up_and_then_left_alone(waits_patiently, silent_port):
    for words in ("is silent", "a moment ago"):
        with pytest.raises(psycopg2.OperationalError, match=words):
            psycopg2.connect(host="127.0.0.1", port=silent_port, user="postgres")


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_long_query_of_a_living_server_is_waited_for(waits_patiently, monkeypatch):
    monkeypatch.setattr(patience, "SILENCE", 0.05)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 7 FROM pg_sleep(0.3)")
        assert cursor.fetchone() == (7,)


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_query_of_a_server_that_greets_nobody_is_given_up(waits_patiently, monkeypatch):
    monkeypatch.setattr(patience, "SILENCE", 0.05)
    monkeypatch.setattr(patience, "greets", lambda number: False)
    line = psycopg2.connect(**{k: v for k, v in connection.get_connection_params().items() if k != "cursor_factory"})
    with pytest.raises(psycopg2.OperationalError, match="is silent"):
        line.cursor().execute("SELECT pg_sleep(5)")
    assert line.closed
