"""An enquiry that came again is the same enquiry, and the page says what became of it."""

import threading
import time

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts import limits
from accounts.models import Message
from enquiries.models import Enquiry, Line
from tests.enquiries.asking import by_mail, typed
from tests.factories import ProductFactory, official

pytestmark = pytest.mark.django_db
LIMIT, NETWORK_LIMIT = 10, 60  # an hour from one contact, from one network


@pytest.fixture
def clock(monkeypatch):
    """The hour in which limits are counted does not end by itself during a test."""
    now = [1_800_000_000.0]
    monkeypatch.setattr(limits.time, "time", lambda: now[0])
    return now


def test_what_is_stored_is_confirmed_again_however_often_it_is_sent(client, settings):
    settings.LIMITS_FACTOR = 1
    form = typed()

    answers = [client.post("/ckb/enquiry/", form) for _time in range(LIMIT + 2)]

    assert {answer.status_code for answer in answers} == {302}
    assert Enquiry.objects.count() == 1


WAIT = {
    "en": "Very many enquiries came from your network. Please wait an hour, or call us.",
    "fa": "از شبکه شما استعلام‌های بسیاری رسیده است. لطفاً یک ساعت صبر کنید یا با ما تماس بگیرید.",
    "ar": "وصلت استفسارات كثيرة جدًا من شبكتك. انتظر ساعة أو اتصل بنا.",
    "ckb": "لە تۆڕەکەتەوە پرسیاری زۆر هاتووە. تکایە کاتژمێرێک چاوەڕێ بکە، یان پەیوەندیمان پێوە بکە.",
}


@pytest.mark.parametrize("language", WAIT)
def test_another_enquiry_after_too_many_is_told_to_wait_in_the_language_of_the_page(client, clock, language):
    for _time in range(LIMIT):
        client.post(f"/{language}/enquiry/", typed())

    answer = client.post(f"/{language}/enquiry/", typed())

    assert answer.status_code == 429
    assert answer["Retry-After"] == "3600"
    assert f"<li>{WAIT[language]}</li>" in answer.content.decode()
    assert Enquiry.objects.count() == LIMIT


def test_what_was_typed_is_kept_for_who_must_wait_and_can_be_sent_an_hour_later(client, clock):
    # Given
    for _time in range(LIMIT):
        client.post("/en/enquiry/", by_mail())
    work = ProductFactory(title_en="Red kilim")
    form = by_mail(work, message="For a hotel", name="Zaynab", city="Kut", may_pass_on="on")
    form[f"quantity_{work.code}"] = "7"
    # When
    page = client.post("/en/enquiry/", form)
    # Then
    assert page.status_code == 429
    kept = page.context["form"]
    assert {name: kept[name].value() for name in form if name not in {"add", "may_pass_on"}} == {
        name: form[name] for name in form if name not in {"add", "may_pass_on"}
    }
    assert kept["may_pass_on"].value() is True
    assert f'<input type="hidden" name="add" value="{work.code}">' in page.content.decode()
    # When
    clock[0] += int(page["Retry-After"])
    later = client.post("/en/enquiry/", form)
    # Then
    assert later.status_code == 302
    assert Line.objects.get().quantity == 7


def test_enquiries_from_another_phone_are_not_kept_waiting(client, clock):
    for _time in range(LIMIT + 1):
        client.post("/en/enquiry/", typed())

    assert client.post("/en/enquiry/", typed(contact="0770 765 4321")).status_code == 302


def test_one_network_is_told_to_wait_whatever_phones_it_names(client, clock):
    for number in range(NETWORK_LIMIT):
        client.post("/en/enquiry/", typed(contact=f"0770 123 {number:04}"), REMOTE_ADDR="192.0.2.1")

    assert client.post("/en/enquiry/", by_mail(), REMOTE_ADDR="192.0.2.1").status_code == 429
    assert client.post("/en/enquiry/", by_mail(), REMOTE_ADDR="192.0.2.2").status_code == 302


@pytest.mark.parametrize("key", ["", "not signed"])
def test_a_page_without_its_key_says_so_above_the_form_and_can_be_sent_once_more(client, key):
    answer = client.post("/en/enquiry/", typed(key=key))

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<li>The page was too old. Please send it once more.</li>" in html
    assert "Two kilims" in html
    assert client.post("/en/enquiry/", typed(key=answer.context["form"]["key"].value())).status_code == 302


def wait_for_two_writers():
    """Until two others stand before the lock on the enquiries."""
    for _time in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks"
                " WHERE relation = 'enquiries_enquiry'::regclass AND mode = 'RowExclusiveLock' AND NOT granted"
            )
            if cursor.fetchone()[0] == 2:
                return
        time.sleep(0.1)
    raise AssertionError("the two never met")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_what_is_sent_twice_at_the_same_moment_is_stored_and_mailed_once():
    # Given
    official(email="office@example.org")
    form = by_mail(ProductFactory())
    answers = []

    def send():
        answers.append(Client().post("/ar/enquiry/", form, REMOTE_ADDR="192.0.2.1"))
        connection.close()

    senders = [threading.Thread(target=send) for _time in range(2)]
    # When
    with transaction.atomic():
        # It lets both look whether the key is known, and neither store it, until both have looked.
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE enquiries_enquiry IN SHARE MODE")
        for sender in senders:
            sender.start()
        try:
            wait_for_two_writers()
        finally:
            # Ends the lock also where they never met.
            transaction.set_rollback(True)
    for sender in senders:
        sender.join(20)
    # Then
    enquiry = Enquiry.objects.get()
    pages = [Client().get(answer.url) for answer in answers]
    assert [page.context["enquiry"] for page in pages] == [enquiry, enquiry]
    assert Line.objects.count() == 1
    assert sorted(Message.objects.values_list("address", flat=True)) == ["buyer@example.org", "office@example.org"]
