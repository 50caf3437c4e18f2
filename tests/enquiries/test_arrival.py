"""When an enquiry arrives, those concerned are told, in their own language, and nobody else."""

import re

import pytest

from accounts.models import Message
from enquiries.actions import receive_enquiry
from enquiries.models import Enquiry
from tests.enquiries.asking import by_mail, typed
from tests.factories import (
    ExhibitionFactory,
    ParticipationFactory,
    ProductFactory,
    RepresentativeFactory,
    UserFactory,
    official,
)

pytestmark = pytest.mark.django_db
RECEIVED = {
    "en": "Your enquiry {code} has arrived",
    "fa": "استعلام {code} شما رسید",
    "ar": "وصل استفسارك {code}",
    "ckb": "پرسیارەکەت {code} گەیشت",
}
ARRIVED = {
    "en": ("New enquiry {code}", "A new enquiry has arrived: {code} (custom order)."),
    "fa": ("استعلام جدید {code}", "استعلام جدیدی رسیده است: {code} ("),
    "ar": ("استفسار جديد {code}", "وصل استفسار جديد: {code} ("),
    "ckb": ("پرسیاری نوێ {code}", "پرسیارێکی نوێ گەیشت: {code} ("),
}


def addressees():
    return sorted(Message.objects.values_list("address", flat=True))


@pytest.mark.parametrize("language", RECEIVED)
def test_a_buyer_who_left_an_e_mail_gets_the_code_in_the_language_of_the_page(client, language):
    titles = {f"title_{code}": f"Kilim {code}" for code in RECEIVED}
    work = ProductFactory(**titles)

    client.post(f"/{language}/enquiry/", by_mail(work, name="Zaynab {{ x }}"))

    code = Enquiry.objects.get().code
    message = Message.objects.get()
    assert (message.address, message.language, message.about) == ("buyer@example.org", language, code)
    assert message.subject == RECEIVED[language].format(code=code)
    assert message.mail.to == ["buyer@example.org"]
    assert code in message.mail.message
    assert f"- Kilim {language} ({work.code})" in message.mail.message
    assert "Zaynab {{ x }}" in message.mail.message


@pytest.mark.parametrize("channel", ["call", "whatsapp", "viber", "telegram"])
def test_a_buyer_who_left_a_phone_alone_reads_the_code_on_the_page_and_is_told_nothing_more(client, channel):
    answer = client.post("/en/enquiry/", typed(channel=channel), follow=True)

    enquiry = Enquiry.objects.get()
    html = answer.content.decode()
    assert f'data-code="{enquiry.code}"' in html
    assert "A mail with the code is on its way to you." not in html
    assert (enquiry.phone, enquiry.email, enquiry.channel) == ("+9647701234567", "", channel)
    assert Message.objects.count() == 0


@pytest.mark.parametrize("language", ARRIVED)
def test_an_official_is_told_in_the_own_language_whatever_the_buyer_speaks(client, language):
    account = official(language=language, email="office@example.org")

    client.post("/ckb/enquiry/", typed(kind="custom"))

    code = Enquiry.objects.get().code
    subject, opening = ARRIVED[language]
    message = Message.objects.get()
    assert (message.recipient, message.address, message.language) == (account, "office@example.org", language)
    assert message.subject == subject.format(code=code)
    assert message.text.startswith(opening.format(code=code))
    assert f"/{language}/office/enquiries/{code}/" in message.text


def test_those_who_handle_all_enquiries_are_told_once_each(client):
    both = official(email="official@example.org")
    official("desk", email="desk@example.org")
    both.roles.create(kind="official", exhibition=ExhibitionFactory())
    both.roles.create(kind="desk")

    client.post("/en/enquiry/", typed())

    assert addressees() == ["desk@example.org", "official@example.org"]


def test_readers_jurors_and_closed_accounts_are_not_told(client):
    official("viewer")
    official("juror")
    official(is_active=False)
    official(email=None, phone="+9647709999999")
    UserFactory()

    client.post("/en/enquiry/", typed())

    assert addressees() == []


def test_officials_of_the_exhibition_it_comes_from_are_told_and_others_not(client):
    exhibition = ExhibitionFactory()
    official(exhibition=exhibition, email="own@example.org")
    official(exhibition=ExhibitionFactory(), email="other@example.org")

    client.post("/en/enquiry/", typed(exhibition=exhibition.slug))

    assert Enquiry.objects.get().exhibition == exhibition
    assert addressees() == ["own@example.org"]


@pytest.mark.parametrize("way", ["work", "exhibitor"])
def test_officials_of_an_exhibition_its_maker_takes_part_in_are_told_and_others_not(client, way):
    participation = ParticipationFactory()
    official(exhibition=participation.exhibition, email="own@example.org")
    # An empty exhibition, and one that shows other makers.
    official(exhibition=ExhibitionFactory(), email="empty@example.org")
    official(exhibition=ParticipationFactory().exhibition, email="other@example.org")
    works = [ProductFactory(exhibitor=participation.exhibitor)] if way == "work" else []
    about = {} if works else {"exhibitor": participation.exhibitor.slug}

    client.post("/en/enquiry/", typed(*works, **about))

    assert addressees() == ["own@example.org"]


def test_a_role_for_reading_one_exhibition_brings_no_mail_about_it_to_who_handles_another(client):
    exhibition = ExhibitionFactory()
    account = official("viewer", exhibition=exhibition)
    account.roles.create(kind="desk", exhibition=ExhibitionFactory())

    client.post("/en/enquiry/", typed(exhibition=exhibition.slug))

    assert addressees() == []


def test_the_maker_who_is_asked_is_told_and_no_other(client):
    asked, other = RepresentativeFactory(), RepresentativeFactory()
    work = ProductFactory(exhibitor=asked.exhibitor)
    ProductFactory(exhibitor=other.exhibitor)
    official(email="office@example.org")

    client.post("/en/enquiry/", by_mail(work, exhibitor=asked.exhibitor.slug, may_pass_on="on"))

    assert Enquiry.objects.get().may_pass_on
    assert addressees() == sorted(["buyer@example.org", "office@example.org", asked.user.email])
    assert "buyer@example.org" not in Message.objects.get(recipient=asked.user).text


def test_the_mail_to_the_office_names_the_works_and_nothing_of_the_buyer(settings):
    # Given: a buyer with both contacts, which only the office could have written down
    official(email="office@example.org")
    work = ProductFactory(title_en="Red kilim")
    # When
    enquiry = receive_enquiry(
        key="9f0c5d3e-7d0b-4a3b-9a55-0c1c7c3d6a01",
        quantities={work: 3},
        kind="wholesale",
        name="Zaynab Secret",
        phone="+9647701234567",
        email="buyer@example.org",
        city="Numaniyah",
        channel="mail",
        language="ar",
        message="Call me on 0770 123 4567",
        may_pass_on=True,
    )
    # Then
    mail = Message.objects.get(address="office@example.org").mail
    assert mail.to == ["office@example.org"]
    assert mail.message == (
        f"A new enquiry has arrived: {enquiry.code} (wholesale).\n\n- Red kilim ({work.code}) × 3\n\n"
        f"Read it here:\n{settings.SITE_URL}/en/office/enquiries/{enquiry.code}/\n\n"
    )
    assert not (mail.cc or mail.bcc or mail.headers)


def test_the_mail_to_the_buyer_carries_no_contact_of_the_maker(client):
    maker = RepresentativeFactory(user__phone="+989181234567", user__email="maker@example.org").exhibitor
    maker.contact_points.create(kind="phone", value="+989187654321")

    client.post("/en/enquiry/", by_mail(ProductFactory(exhibitor=maker)))

    text = Message.objects.get(recipient=None).text
    assert "maker@example.org" not in text
    digits = re.sub(r"\D", "", text)
    assert "1234567" not in digits and "7654321" not in digits


def test_of_a_work_that_is_one_of_a_kind_more_may_be_asked_for_and_it_is_said(client):
    works = [ProductFactory(kind=kind) for kind in ("one_off", "repeatable")]
    page = client.get("/en/enquiry/", {"add": [work.code for work in works]}).content.decode()
    assert page.count("There is only one of this work.") == 1
    assert client.post("/en/enquiry/", typed(works[0], **{f"quantity_{works[0].code}": "3"})).status_code == 302
