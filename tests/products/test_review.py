"""The queue of officials: looked at, decided many at once with the messages shown first, and undone for a while."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from post_office.models import Email

from accounts.models import Message, StateChange
from lib.languages import mark_of as mark_of_text
from products.actions import archive_product
from products.models import Picture, Product
from products.reviewing import mark_of
from products.revisions import live_revision, start_revision
from tests.factories import (
    CraftFactory,
    ExhibitorFactory,
    ParticipationFactory,
    ProductFactory,
    RepresentativeFactory,
    RoleFactory,
    official,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def user():
    return official()


@pytest.fixture
def office(client, user):
    client.force_login(user, backend="accounts.backends.Backend")
    return client


def sent(**fields):
    return ProductFactory(state="sent", published_at=None, sent_at=timezone.now(), **fields)


def decide(client, *works, how="approve", **more):
    return client.post(
        reverse("office:review_decide"), {"code": [mark_of(work) for work in works], "decision": how, **more}
    )


def test_what_waits_stands_in_the_queue_the_oldest_first(office):
    young, old = sent(title_en="Young"), sent(title_en="Old")
    Product.objects.filter(pk=old.pk).update(sent_at=timezone.now() - timedelta(days=2))
    ProductFactory(state="draft", published_at=None, title_en="Draft")
    page = office.get(reverse("office:review")).content.decode()
    assert page.index(old.code) < page.index(young.code)
    assert "Draft" not in page
    assert 'data-count="2"' in page


def test_the_messages_are_shown_before_they_go_in_the_language_of_each_maker(office):
    keeper = RepresentativeFactory(exhibitor__name_fa="سپیده", user__language="fa")
    work = sent(exhibitor=keeper.exhibitor, title_fa="گلیم سرخ")
    page = decide(office, work)
    assert "گلیم سرخ" in page.content.decode()
    assert [letter.recipient for letter in page.context["letters"]] == [keeper.user]
    work.refresh_from_db()
    assert work.state == "sent"
    assert Message.objects.count() == 0


def test_many_are_approved_at_once_and_each_maker_gets_one_message(office, user):
    keeper = RepresentativeFactory()
    works = [sent(exhibitor=keeper.exhibitor) for _number in range(3)]
    assert decide(office, *works, confirmed="1").url == reverse("office:review")
    assert set(Product.objects.values_list("state", flat=True)) == {"published"}
    [message] = Message.objects.all()
    assert all(str(work) in message.text for work in works)
    assert message.mail.scheduled_time > timezone.now() + timedelta(minutes=9)
    assert StateChange.objects.filter(new="published", actor=user).count() == 3


def test_a_work_begun_without_latin_letters_and_craft_gets_an_address(office, client):
    work = sent(craft=None, title_en="", title_fa="گلیم")
    assert work.slug == ""
    Product.objects.filter(pk=work.pk).update(craft=CraftFactory(slug="kilim"))
    decide(office, work, confirmed="1")
    response = client.get(reverse("public:product_by_code", args=[work.code]), follow=True)
    assert response.status_code == 200
    assert response.redirect_chain[-1][0].endswith(f"{work.code}-kilim/")


def test_a_return_needs_a_reason_and_the_maker_reads_it(office, client):
    keeper = RepresentativeFactory()
    work = sent(exhibitor=keeper.exhibitor)
    assert decide(office, work, how="return", confirmed="1").status_code == 422
    decide(office, work, how="return", reason="The picture is too dark", confirmed="1")
    work.refresh_from_db()
    assert (work.state, work.review_note) == ("returned", "The picture is too dark")
    assert "The picture is too dark" in Message.objects.get().text
    client.force_login(keeper.user, backend="accounts.backends.Backend")
    assert "too dark" in client.get(reverse("portal:product_detail", args=[work.code])).content.decode()


def test_a_decision_is_undone_with_the_messages_that_have_not_gone(office):
    keeper = RepresentativeFactory()
    work = sent(exhibitor=keeper.exhibitor)
    decide(office, work, confirmed="1")
    office.post(reverse("office:review_undo"))
    work.refresh_from_db()
    assert work.state == "sent"
    assert (Message.objects.get().state, Email.objects.count()) == ("cancelled", 0)
    office.post(reverse("office:review_undo"))
    work.refresh_from_db()
    assert work.state == "sent"


def test_a_decision_cannot_be_undone_later_than_ten_minutes(office, monkeypatch):
    work = sent()
    decide(office, work, confirmed="1")
    session = office.session
    session["undo_review"] = session["undo_review"] | {"until": timezone.now().timestamp() - 1}
    session.save()
    office.post(reverse("office:review_undo"))
    work.refresh_from_db()
    assert work.state == "published"


def test_the_reviewer_sees_what_a_change_would_change(office):
    work = ProductFactory(title_en="Old words", weight_g=100, facts={}, story_fa=None)
    Picture.objects.create(product=work, digest="0123456789abcdef", width=640, height=480)
    revision = start_revision(work)
    Product.objects.filter(pk=revision.pk).update(
        state="sent", sent_at=timezone.now(), title_en="New words", story_fa=""
    )
    response = office.get(reverse("office:review_detail", args=[revision.code]))
    assert [tuple(map(str, line)) for line in response.context["differences"]] == [
        ("title", "en", "Old words", "New words")
    ]
    revision.refresh_from_db()
    decide(office, revision, confirmed="1")
    work.refresh_from_db()
    assert work.title_en == "New words"


def test_of_words_that_are_not_there_the_reviewer_sees_nothing(office):
    work = sent(title_en=None, story_fa=None, story_en=None, title_ar="بساط")
    html = office.get(reverse("office:review_detail", args=[work.code])).content.decode()
    assert "بساط" in html and "None" not in html


def test_the_reviewer_is_told_which_texts_are_only_copied(office):
    work = sent(title_fa="گلیم", title_en="گلیم", story_fa="با دست", story_en="By hand")
    address = reverse("office:review_detail", args=[work.code])
    assert "a copy of the text" not in office.get(address).content.decode()
    work.wording = {"title": {"source": "fa", "copied": {"en": ["fa", mark_of_text("گلیم")]}}}
    work.save()
    page = office.get(address).content.decode()
    assert page.count("a copy of the text") == 1
    assert "<li>Title in English: a copy of the text in Persian</li>" in page
    # Somebody wrote over it.
    work.title_en = "Kilim"
    work.save()
    assert "a copy of the text" not in office.get(address).content.decode()


def test_of_two_officials_the_second_is_told(office):
    work, other = sent(), sent()
    Product.objects.filter(pk=work.pk).update(state="published", published_at=timezone.now())
    decide(office, work, other, confirmed="1")
    other.refresh_from_db()
    assert other.state == "published"
    assert StateChange.objects.count() == 1


def test_a_work_of_a_hidden_maker_is_not_approved_and_the_others_go_on(office):
    hidden = sent(exhibitor=ExhibitorFactory(publication="draft", published_at=None))
    fine = sent()
    page = office.post(
        reverse("office:review_decide"),
        {"code": [mark_of(hidden), mark_of(fine)], "decision": "approve", "confirmed": "1"},
        follow=True,
    ).content.decode()
    assert f"{hidden}: " in page
    hidden.refresh_from_db()
    fine.refresh_from_db()
    assert (hidden.state, fine.state) == ("sent", "published")


def test_an_official_of_one_exhibition_decides_only_about_its_makers(client):
    mine = ParticipationFactory()
    user = official(exhibition=mine.exhibition)
    RoleFactory(user=user, kind="viewer")
    client.force_login(user, backend="accounts.backends.Backend")
    own, foreign = sent(exhibitor=mine.exhibitor), sent()
    assert f'data-code="{foreign.code}"' not in client.get(reverse("office:review")).content.decode()
    assert client.get(reverse("office:review_detail", args=[foreign.code])).status_code == 404
    decide(client, own, foreign, confirmed="1")
    own.refresh_from_db()
    foreign.refresh_from_db()
    assert (own.state, foreign.state) == ("published", "sent")


@pytest.mark.parametrize("text", ["\x00", "<script>", "P" * 5000, "؟"])
def test_nothing_sent_breaks_the_queue(office, text):
    for how in ("approve", "return", text):
        form = {"code": [text], "decision": how, "reason": text, "confirmed": text}
        assert office.post(reverse("office:review_decide"), form).status_code < 500
    assert office.get(reverse("office:review"), {"page": text}).status_code < 500


def test_what_was_sent_again_after_it_was_read_is_not_decided(office):
    work = sent(title_en="As read")
    read = mark_of(work)
    Product.objects.filter(pk=work.pk).update(title_en="An insult", sent_at=timezone.now())
    form = {"code": [read], "decision": "approve", "confirmed": "1"}
    page = office.post(reverse("office:review_decide"), form, follow=True).content.decode()
    work.refresh_from_db()
    assert work.state == "sent"
    assert "was sent again meanwhile" in page


def test_nothing_becomes_public_while_a_picture_is_still_being_prepared(office):
    work = sent()
    Picture.objects.create(product=work, state="waiting", original="originals/a")
    decide(office, work, confirmed="1")
    work.refresh_from_db()
    assert work.state == "sent"


def test_a_picture_that_waits_is_a_difference(office):
    work = ProductFactory()
    revision = start_revision(work)
    Picture.objects.create(product=revision, state="waiting", original="originals/a")
    Product.objects.filter(pk=revision.pk).update(state="sent", sent_at=timezone.now())
    response = office.get(reverse("office:review_detail", args=[revision.code]))
    assert [what for what, *_more in response.context["differences"]] == ["pictures"]


def test_an_approval_is_not_undone_when_its_maker_has_gone_on_and_no_message_is_cancelled(office):
    keeper = RepresentativeFactory()
    work, other = sent(exhibitor=keeper.exhibitor), sent(exhibitor=keeper.exhibitor)
    decide(office, work, other, confirmed="1")
    work.refresh_from_db()
    start_revision(work)
    office.post(reverse("office:review_undo"))
    work.refresh_from_db()
    other.refresh_from_db()
    assert (work.state, other.state) == ("published", "published")
    assert Message.objects.get().state == "handed_over"
    assert live_revision(work) is not None


def test_a_work_put_away_leaves_the_queue_with_its_changes(office, user):
    work = ProductFactory()
    revision = start_revision(work)
    Product.objects.filter(pk=revision.pk).update(state="sent", sent_at=timezone.now())
    archive_product(work, actor=user)
    assert 'data-count="0"' in office.get(reverse("office:review")).content.decode()


def test_the_records_do_not_list_revisions(office):
    revision = start_revision(ProductFactory())
    assert revision.code not in office.get("/en/office/records/products/product/").content.decode()
