"""The call list: who waits to be told, by whom it may be read, and mails that come back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from post_office.models import STATUS, Email

from accounts.messages import send
from accounts.models import Message, StateChange
from tests.factories import EnquiryFactory, ExhibitionFactory, official

pytestmark = pytest.mark.django_db
LIST = "/en/office/messages/"


def to_tell(about="", **fields):
    given = {"subject": "Your enquiry", "text": "شكرًا & «سلام»", "language": "ar", "phone": "+9647701234567"}
    return send(name="Abu Ali", about=about, **(given | fields))


def given_up(about=""):
    message = to_tell(about, email="a@example.org")
    Email.objects.filter(pk=message.mail_id).update(status=STATUS.failed, number_of_retries=3)
    return message


def test_a_text_stands_in_its_own_direction_one_tap_from_whatsapp(client):
    message = to_tell()
    client.force_login(official("desk"))
    html = client.get(LIST).content.decode()
    assert 'lang="ar" dir="rtl"' in html
    assert "https://wa.me/9647701234567?text=%D8%B4" in html
    assert 'href="tel:+9647701234567"' in html

    client.post(LIST, {"message": message.pk, "act": "told"})
    assert Message.objects.get().state == "done"
    assert StateChange.objects.get(new="done").actor.roles.get().kind == "desk"
    assert "Nobody waits for a call." in client.get(LIST).content.decode()


def test_of_two_who_tell_it_the_second_is_told_so(client):
    message = to_tell()
    client.force_login(official("desk"))
    client.post(LIST, {"message": message.pk, "act": "told"})
    page = client.post(LIST, {"message": message.pk, "act": "told"}, follow=True)
    assert "this is done already" in page.content.decode()
    assert StateChange.objects.filter(new="done").count() == 1


def test_an_official_sees_what_concerns_the_own_exhibition(client):
    own, other = ExhibitionFactory(), ExhibitionFactory()
    mine = to_tell(EnquiryFactory(exhibition=own).code, subject="Mine")
    hidden = [to_tell(EnquiryFactory(exhibition=other).code), to_tell("X2345678"), to_tell(), given_up()]
    client.force_login(official("desk", exhibition=own))
    assert [each.pk for each in client.get(LIST).context["to_tell"]] == [mine.pk]
    assert not client.get(LIST).context["failed"]
    for message in hidden:
        assert client.post(LIST, {"message": message.pk, "act": "told"}).status_code == 404
    assert client.post(LIST, {"message": mine.pk, "act": "told"}).status_code == 302


@pytest.mark.parametrize("kind", ["viewer", "juror"])
def test_who_only_reads_sees_no_text_of_it(client, kind):
    message = to_tell()
    client.force_login(official(kind))
    assert client.get(LIST).status_code == 403
    assert client.post(LIST, {"message": message.pk, "act": "told"}).status_code == 403
    assert LIST not in client.get("/en/office/").content.decode()


def test_a_mail_that_failed_is_seen_and_sent_once_more_under_its_own_number(client):
    message = given_up()
    number = message.mail.message_id
    client.force_login(official("desk"))
    assert "a@example.org" in client.get(LIST).content.decode()

    client.post(LIST, {"message": message.pk, "act": "again"})
    mail = Email.objects.get()
    assert (mail.status, mail.message_id) == (STATUS.queued, number)
    page = client.post(LIST, {"message": message.pk, "act": "again"}, follow=True)
    assert "this is done already" in page.content.decode()


@pytest.mark.parametrize("typed", [{}, {"message": "x"}, {"message": "9" * 40}, {"message": "\x00", "act": "told"}])
def test_no_input_breaks_it(client, typed):
    client.force_login(official("desk"))
    assert client.post(LIST, typed).status_code == 404


def test_a_mail_is_not_told_and_a_call_not_sent(client):
    mail, call = given_up(), to_tell()
    client.force_login(official("desk"))
    client.post(LIST, {"message": mail.pk, "act": "told"})
    client.post(LIST, {"message": call.pk, "act": "again"})
    assert {each.pk: each.state for each in Message.objects.all()} == {mail.pk: "handed_over", call.pk: "waiting"}


def test_the_list_costs_the_same_for_three_as_for_one(client, django_assert_num_queries):
    client.force_login(official("desk"))
    to_tell(), given_up()
    client.get(LIST)
    with CaptureQueriesContext(connection) as first:
        client.get(LIST)
    number = len(first)
    for _number in range(3):
        to_tell(), given_up()
    with django_assert_num_queries(number):
        client.get(LIST)
