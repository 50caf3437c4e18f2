"""Who comes in for an exhibitor: officials invite, let in by a code, withdraw and take away; none of it opens more."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext, override
from post_office.models import Email

from accounts import codes
from accounts.codes import Purpose
from accounts.models import Message, OneUseCode, User
from exhibitors.models import Representative
from exhibitors.search import refresh
from lib.numbers import localise
from tests.factories import ExhibitorFactory, ParticipationFactory, RepresentativeFactory, UserFactory, official

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

WHO = {"name": "گلنار", "email": "", "phone": "", "language": "fa", "level": "owner"}


@pytest.fixture
def maker():
    return ExhibitorFactory(slug="gulnar", name_fa="کارگاه گلنار", name_en="Gulnar")


@pytest.fixture
def desk(client):
    """The client of an official who looks after everything."""
    client.force_login(official(name="The official", language="en"), backend="accounts.backends.Backend")
    return client


def page(maker):
    return f"/en/office/exhibitors/{maker.slug}/access/"


def invite(client, maker, act="code", **who):
    return client.post(page(maker), {**WHO, **who, "act": act})


def act(client, representative, act, **data):
    return client.post(page(representative.exhibitor), {"representative": representative.pk, "act": act, **data})


def digits_on(response):
    shown = re.search(r'handed-digits"><bdi dir="ltr">([^<]+)<', response.content.decode())
    return codes.read_digits(shown.group(1))


# Inviting


def test_an_invitation_by_mail_goes_out_in_the_language_chosen_and_opens_the_portal(desk, maker, client):
    assert invite(desk, maker, "mail", email="Gulnar@Example.org", level="editor")["Location"] == page(maker)
    mail, message = Email.objects.get(), Message.objects.get()
    assert mail.to == ["gulnar@example.org"]
    assert message.about == maker.code
    with override("fa"):
        assert mail.subject == gettext("Your pages in IlamExpo")
    assert "کارگاه گلنار" in mail.message
    address = re.search(r"http\S+/fa/accounts/invitation/\S+/", mail.message).group()
    representative = Representative.objects.get()
    assert (representative.level, representative.user.language) == ("editor", "fa")
    assert representative.user.invited_at and not representative.user.has_usable_password()

    client.logout()
    client.post(address, {"language": "fa", "name": "گلنار"})
    assert client.get("/fa/portal/").context["acting"].exhibitor == maker


def test_a_code_for_somebody_without_mail_is_shown_once_with_the_text_to_send(desk, maker, client):
    response = invite(desk, maker)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    digits = digits_on(response)
    html = response.content.decode()
    assert '<p class="handed-text" id="handed-text" lang="fa" dir="rtl">' in html
    assert "/fa/accounts/invitation/" in html
    assert localise(codes.in_groups(digits), "fa") in html
    assert digits not in desk.get(page(maker)).content.decode().replace(" ", "")
    assert Email.objects.count() == 0
    code = OneUseCode.objects.get()
    assert (code.made_by.name, code.user.name) == ("The official", "گلنار")
    desk.logout()
    assert client.post("/fa/accounts/invitation/", {"code": digits}).status_code == 302


def test_a_new_invitation_ends_the_one_before(desk, maker):
    first = digits_on(invite(desk, maker))
    representative = Representative.objects.get()
    second = digits_on(act(desk, representative, "code"))
    assert codes.find(first, Purpose.INVITATION) is None
    assert codes.find(second, Purpose.INVITATION).user == representative.user


def test_an_invitation_is_sent_again_by_mail(desk, maker):
    invite(desk, maker, "mail", email="gulnar@example.org")
    act(desk, Representative.objects.get(), "mail")
    first, second = (re.search(r"http\S+", mail.message).group() for mail in Email.objects.order_by("pk"))
    assert first != second
    desk.logout()
    assert desk.get(first).status_code == 410
    assert desk.get(second).status_code == 200


def test_a_withdrawn_invitation_opens_nothing_and_nobody_is_left_behind(desk, maker):
    digits = digits_on(invite(desk, maker, phone="0918 123 4567"))
    assert act(desk, Representative.objects.get(), "withdraw").status_code == 302
    assert codes.find(digits, Purpose.INVITATION) is None
    assert not Representative.objects.exists()
    assert not User.objects.filter(phone="+989181234567").exists()
    assert invite(desk, maker, phone="0918 123 4567").status_code == 200


def test_who_has_entered_is_not_withdrawn_but_the_access_is_taken_away(desk, maker):
    representative = RepresentativeFactory(
        exhibitor=maker, user__last_login=timezone.now(), user__phone="+989181234567"
    )
    digits = codes.mint(representative.user, Purpose.SIGN_IN, made_by=None)
    assert act(desk, representative, "withdraw").status_code == 422
    assert act(desk, representative, "mail").status_code == 422
    assert act(desk, representative, "code").status_code == 422
    assert Representative.objects.exists()
    act(desk, representative, "take-away")
    assert not Representative.objects.exists()
    assert User.objects.filter(pk=representative.user_id).exists()
    assert codes.find(digits, Purpose.SIGN_IN) is None


@pytest.mark.parametrize("known", ["email", "phone"])
def test_an_account_that_exists_is_simply_added_and_told_so(desk, maker, known):
    user = UserFactory(email="gulnar@example.org", phone="+989181234567", last_login=timezone.now(), language="ar")
    typed = {"email": "Gulnar@example.org"} if known == "email" else {"phone": "0918 123 4567"}
    assert invite(desk, maker, **typed, level="answers").status_code == 302
    representative = Representative.objects.get()
    assert (representative.user, representative.level) == (user, "answers")
    assert OneUseCode.objects.count() == 0
    with override("ar"):
        assert Email.objects.get().subject == gettext("You now look after {exhibitor} too").format(
            exhibitor="کارگاه گلنار"
        )
    user.refresh_from_db()
    assert user.name != WHO["name"]


def test_inviting_again_changes_the_level_and_makes_no_second_row(desk, maker):
    invite(desk, maker, phone="0918 123 4567")
    invite(desk, maker, phone="0918 123 4567", level="editor")
    assert Representative.objects.get().level == "editor"


def test_what_is_wrong_in_an_invitation_is_said_and_what_was_typed_is_kept(desk, maker):
    for wrong, words in [
        ({"name": ""}, "This field is required"),
        ({"phone": "12"}, "not a phone number"),
        ({"email": "nobody"}, "valid email"),
        ({"level": "king"}, "king"),
        ({"language": "de"}, "de"),
    ]:
        response = invite(desk, maker, **({"name": "Typed"} | wrong))
        assert response.status_code == 422
        assert words in response.content.decode()
    response = invite(desk, maker, "mail", name="Typed")
    assert response.status_code == 422
    assert "write an address" in response.content.decode() and 'value="Typed"' in response.content.decode()
    assert not Representative.objects.exists()


def test_address_and_number_of_two_people_are_not_mixed(desk, maker):
    UserFactory(email="one@example.org")
    UserFactory(phone="+989181234567")
    response = invite(desk, maker, email="one@example.org", phone="0918 123 4567")
    assert response.status_code == 422
    assert "two different accounts" in response.content.decode()


# Letting in by phone


def test_a_code_told_by_phone_signs_in(desk, maker):
    representative = RepresentativeFactory(exhibitor=maker, user__phone="+989181234567", user__language="fa")
    response = act(desk, representative, "sign-in")
    digits = digits_on(response)
    assert "/fa/accounts/login/phone/" in response.content.decode()
    assert OneUseCode.objects.get().made_by.name == "The official"
    desk.logout()
    desk.post("/fa/accounts/login/phone/", {"phone": "۰۹۱۸۱۲۳۴۵۶۷", "code": digits})
    assert desk.session["_auth_user_id"] == str(representative.user_id)


def test_the_number_is_asked_for_where_there_is_none(desk, maker):
    representative = RepresentativeFactory(exhibitor=maker)
    assert act(desk, representative, "sign-in").status_code == 422
    refused = act(desk, representative, "sign-in", phone="12345")
    assert refused.status_code == 422
    assert 'value="12345"' in refused.content.decode()
    UserFactory(phone="+989180000000")
    assert act(desk, representative, "sign-in", phone="0918 000 0000").status_code == 422
    assert act(desk, representative, "sign-in", phone="۰۹۱۸ ۱۲۳ ۴۵۶۷").status_code == 200
    representative.user.refresh_from_db()
    assert representative.user.phone == "+989181234567"


def test_the_page_says_who_made_which_code_and_what_became_of_it(desk, maker):
    representative = RepresentativeFactory(exhibitor=maker, user__phone="+989181234567", user__name="Gulnar")
    act(desk, representative, "sign-in")
    stranger = RepresentativeFactory(user__name="Stranger").user
    codes.mint(stranger, Purpose.SIGN_IN, made_by=None)
    html = desk.get(page(maker)).content.decode()
    assert "The official" in html and "good until" in html
    assert "Stranger" not in html
    OneUseCode.objects.update(used_at=timezone.now())
    assert "<td>used " in desk.get(page(maker)).content.decode()


# A code opens no more than the official may do anyway


@pytest.mark.parametrize("what", ["sign-in", "code", "mail"])
def test_nobody_is_let_into_the_account_of_an_official(desk, maker, what):
    other = official(phone="+989181234567", email="other@example.org")
    representative = RepresentativeFactory(exhibitor=maker, user=other)
    assert act(desk, representative, what).status_code == 422
    assert invite(desk, maker, phone="0918 123 4567").status_code == 302
    representative.user.roles.all().delete()
    representative.user.is_superuser = True
    representative.user.save()
    assert act(desk, representative, what).status_code == 422
    assert OneUseCode.objects.count() == 0


def test_an_official_of_one_exhibition_lets_nobody_into_an_account_of_another(client):
    mine, other = ParticipationFactory(), ParticipationFactory()
    client.force_login(official(exhibition=mine.exhibition), backend="accounts.backends.Backend")
    known = RepresentativeFactory(exhibitor=other.exhibitor, user__phone="+989181234567", user__last_login=None).user
    # Adding somebody opens nothing of theirs.
    assert invite(client, mine.exhibitor, phone="0918 123 4567").status_code == 302
    added = Representative.objects.get(user=known, exhibitor=mine.exhibitor)
    for what in ("sign-in", "code"):
        assert act(client, added, what).status_code == 422
    assert OneUseCode.objects.count() == 0


def test_another_exhibitors_people_are_not_found(desk, maker):
    stranger = RepresentativeFactory()
    for number in (stranger.pk, "x", "", "9" * 30):
        response = desk.post(page(maker), {"representative": number, "act": "take-away"})
        assert response.status_code == 404
    mine = RepresentativeFactory(exhibitor=maker)
    assert act(desk, mine, "nothing").status_code == 404
    assert Representative.objects.count() == 2


def test_an_official_of_another_exhibition_does_not_find_the_page(client, maker):
    client.force_login(official(exhibition=ParticipationFactory().exhibition), backend="accounts.backends.Backend")
    assert client.get(page(maker)).status_code == 404
    assert invite(client, maker).status_code == 404
    assert not Representative.objects.exists()


def test_who_only_reads_invites_nobody(client, maker):
    ParticipationFactory(exhibitor=maker)
    client.force_login(official("viewer"), backend="accounts.backends.Backend")
    assert client.get("/en/office/exhibitors/").status_code == 200
    assert page(maker) not in client.get("/en/office/exhibitors/").content.decode()
    assert client.get(page(maker)).status_code == 403
    assert invite(client, maker).status_code == 403


# The list


def test_the_list_names_who_represents_whom_and_when_they_came(desk, maker):
    RepresentativeFactory(exhibitor=maker, user__name="Mother", user__last_login=timezone.now())
    RepresentativeFactory(exhibitor=maker, user__name="Daughter", level="answers")
    ExhibitorFactory(slug="alone", name_en="Alone")
    html = desk.get("/en/office/exhibitors/").content.decode()
    for words in ("Mother", "Daughter", "answers only", "not entered yet", "Alone", "nobody", maker.code, "never"):
        assert words in html
    assert 'data-count="2"' in html


def test_the_list_is_searched_by_name_and_by_code(desk, maker):
    for each in (maker, ExhibitorFactory(slug="other", name_en="Somebody else", name_fa="دیگری")):
        refresh(each)
    for query in ("gulnar", "گلنار", maker.code, maker.code.lower()):
        html = desk.get("/en/office/exhibitors/", {"q": query}).content.decode()
        assert 'data-count="1"' in html and maker.code in html
    assert "Nobody was found" in desk.get("/en/office/exhibitors/", {"q": "zzz\x00"}).content.decode()


def test_the_list_is_paged(desk):
    ExhibitorFactory.create_batch(51)
    first = desk.get("/en/office/exhibitors/").content.decode()
    assert "Next page" in first and first.count("<tr data-code") == 50
    assert desk.get("/en/office/exhibitors/", {"page": "2"}).content.decode().count("<tr data-code") == 1
    assert desk.get("/en/office/exhibitors/", {"page": "x"}).status_code == 200


def test_the_list_holds_those_of_ones_own_exhibitions(client):
    mine, other = ParticipationFactory(), ParticipationFactory()
    client.force_login(official(exhibition=mine.exhibition), backend="accounts.backends.Backend")
    html = client.get("/en/office/exhibitors/").content.decode()
    assert mine.exhibitor.code in html and other.exhibitor.code not in html


def test_the_list_costs_the_same_for_one_and_for_three(desk):
    counts = []
    for _more in range(2):
        RepresentativeFactory(exhibitor__publication="draft", exhibitor__published_at=None)
        RepresentativeFactory.create_batch(2 * len(counts))
        with CaptureQueriesContext(connection) as queries:
            desk.get("/en/office/exhibitors/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
