"""An enquiry that came again is the same enquiry, and the page says what became of it."""

import uuid

import pytest
from django.core import signing

from enquiries.models import Enquiry

pytestmark = pytest.mark.django_db
LIMIT = 10


def typed(**others):
    key = signing.dumps([str(uuid.uuid4()), 1_700_000_000], salt="enquiry")
    answers = {"kind": "other", "message": "Two kilims", "name": "Ako", "contact": "0770 123 4567", "country": "IQ"}
    return answers | {"channel": "call", "key": key} | others


def test_what_is_stored_is_confirmed_again_however_often_it_is_sent(client, settings):
    settings.LIMITS_FACTOR = 1
    form = typed()

    answers = [client.post("/ckb/enquiry/", form) for _time in range(LIMIT + 2)]

    assert {answer.status_code for answer in answers} == {302}
    assert Enquiry.objects.count() == 1


def test_another_enquiry_after_too_many_is_told_to_wait(client, settings):
    settings.LIMITS_FACTOR = 1
    for _time in range(LIMIT):
        client.post("/ar/enquiry/", typed())

    assert client.post("/ar/enquiry/", typed()).status_code == 429
    assert Enquiry.objects.count() == LIMIT


@pytest.mark.parametrize("key", ["", "not signed"])
def test_a_page_without_its_key_says_so_above_the_form_and_can_be_sent_once_more(client, key):
    answer = client.post("/en/enquiry/", typed(key=key))

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<li>The page was too old. Please send it once more.</li>" in html
    assert "Two kilims" in html
    assert client.post("/en/enquiry/", typed(key=answer.context["form"]["key"].value())).status_code == 302
