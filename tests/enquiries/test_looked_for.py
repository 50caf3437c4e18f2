"""What the search did not find is told to the office, answered by it, and counted as unmet demand."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Message
from enquiries.actions import forget_buyer
from enquiries.forms import new_key
from enquiries.links import make_link
from enquiries.models import Enquiry
from tests.enquiries.asking import by_mail, typed
from tests.factories import CraftFactory, EnquiryFactory, ExhibitionFactory, ExhibitorFactory, ProductFactory, official

pytestmark = pytest.mark.django_db
DESK = "/en/office/enquiries/"
UNMET = "/en/office/reports/unmet/"


def ask(client, words, **others):
    client.post("/ckb/enquiry/", by_mail(wanted=words, **others))
    return Enquiry.objects.latest("pk")


@pytest.fixture
def desk(client):
    account = official("desk", name="Desk One", email="desk@example.org")
    client.force_login(account)
    return account


def test_the_form_opens_with_what_was_typed_and_keeps_it_beside_the_message(client):
    html = client.get("/ckb/enquiry/", {"wanted": "  بەڕەی \u202eسوور "}).content.decode()
    assert re.search(r'<textarea name="message"[^>]*>\s*بەڕەی سوور</textarea>', html)
    assert '<input type="hidden" name="wanted" value="بەڕەی سوور">' in html


def test_what_was_looked_for_goes_to_the_office_alone(client):
    CraftFactory(slug="kilim", name_ckb="بەڕە", name_fa="گلیم")
    official("desk", email="desk@example.org")
    enquiry = ask(client, "بەڕەی سوور بەڕە", message="Two metres")
    thread = enquiry.threads.get()
    assert (enquiry.came_by, enquiry.looked_for, enquiry.message) == ("search", "بەڕەی سوور بەڕە", "Two metres")
    assert enquiry.craft.slug == "kilim"
    assert (enquiry.exhibitor, enquiry.lines.count(), thread.exhibitor, thread.state) == (None, 0, None, "new")
    assert sorted(Message.objects.values_list("address", flat=True)) == ["buyer@example.org", "desk@example.org"]


def test_sent_twice_it_is_stored_once_and_the_list_of_works_is_kept(client):
    letter = typed(wanted="kiilm")
    answers = [client.post("/en/enquiry/", letter, follow=True).content.decode() for _time in range(2)]
    assert Enquiry.objects.count() == 1
    assert all(Enquiry.objects.get().code in page and "data-keep-list" in page for page in answers)


def test_a_robot_is_kept_apart_and_counts_for_nothing(client, desk):
    enquiry = ask(client, "kilim", website="http://spam.example")
    assert (enquiry.state, enquiry.looked_for) == ("spam", "kilim")
    assert client.get(UNMET).context["total"] == 0


@pytest.mark.parametrize("typed_words", ["\x00", "   ", "\u202e"])
def test_nothing_typed_is_an_ordinary_enquiry(client, typed_words):
    enquiry = ask(client, typed_words)
    assert (enquiry.came_by, enquiry.looked_for) == ("site", "")


def test_whoever_asks_about_a_work_or_a_maker_looks_for_nothing_else(client):
    maker = ExhibitorFactory()
    client.post("/en/enquiry/", by_mail(ProductFactory(), wanted="kilim"))
    client.post("/en/enquiry/", by_mail(wanted="kilim", exhibitor=maker.slug))
    assert set(Enquiry.objects.values_list("came_by", "looked_for")) == {("site", "")}


def test_a_mistake_in_the_form_keeps_what_was_looked_for(client):
    response = client.post("/en/enquiry/", typed(wanted="<b>kilim", contact="12"))
    html = response.content.decode()
    assert response.status_code == 422
    assert '<input type="hidden" name="wanted" value="&lt;b&gt;kilim">' in html


def test_very_long_words_are_cut(client):
    assert len(ask(client, "ک" * 5000).looked_for) == 200


def test_the_desk_reads_answers_and_the_buyer_reads_the_office(client, desk):
    enquiry = ask(client, "kilim <of> Abdanan")
    thread = enquiry.threads.get()
    assert "kilim &lt;of&gt; Abdanan" in client.get(f"{DESK}?came_by=search").content.decode()
    page = client.get(f"{DESK}{enquiry.code}/").content.decode()
    assert "The office is waited for" in page and "A maker is waited for" not in page
    assert "data-looked-for" in page and "kilim &lt;of&gt; Abdanan" in page
    answer = {"said_by": "office", "text": "We ask for it", "language": "en", "last_read": 0}
    answer["key"] = new_key(f"answer/{thread.pk}")
    assert client.post(f"{DESK}{enquiry.code}/office/reply/", answer).status_code == 302
    thread.refresh_from_db()
    assert (thread.state, thread.waits_for) == ("answered", "buyer")
    path = make_link(enquiry).partition("/ckb/")[2]
    shown = client.get(f"/en/{path}").content.decode()
    assert "The office has answered." in shown and "We ask for it" in shown
    assert "maker has" not in shown and "Write to the maker" not in shown


def test_it_is_unmet_demand_by_craft_until_it_is_ordered(client, desk):
    kilim = CraftFactory(slug="kilim", name_en="Kilim", also_written_en="gelim\nkiilm")
    CraftFactory(slug="copper", name_en="Copper")
    fair = ExhibitionFactory(slug="fair")
    first, second, third = (ask(client, words) for words in ("red Kiilm", "a kilim, 2 m", "a sword"))
    Enquiry.objects.filter(pk=first.pk).update(exhibition=fair)
    EnquiryFactory(came_by="site")
    context = client.get(UNMET).context
    assert (context["total"], context["wish_count"]) == (3, 3)
    assert context["wished_crafts"] == [(kilim, 2), (None, 1)]
    assert [each.pk for each in context["wishes"]] == [third.pk, second.pk, first.pk]
    assert [each.pk for each in client.get(f"{UNMET}?exhibition=fair").context["wishes"]] == [first.pk]
    close = {"outcome": "ordered", "value": "100", "unit": "USD", "seen": "new"}
    assert client.post(f"{DESK}{second.code}/office/close/", close).status_code == 302
    assert client.get(UNMET).context["wished_crafts"] == [(kilim, 1), (None, 1)]


def test_an_official_of_one_exhibition_reads_the_wishes_of_that_one(client):
    here, elsewhere = ExhibitionFactory(slug="here"), ExhibitionFactory(slug="elsewhere")
    for words, exhibition in (("kilim here", here), ("kilim elsewhere", elsewhere), ("kilim", None)):
        EnquiryFactory(came_by="search", looked_for=words, exhibition=exhibition)
    client.force_login(official(exhibition=here))
    page = client.get(UNMET)
    assert [each.looked_for for each in page.context["wishes"]] == ["kilim here"]
    assert "kilim elsewhere" not in page.content.decode()


def test_forgotten_words_still_count_for_their_craft(client, desk):
    kilim = CraftFactory(slug="kilim", name_en="Kilim")
    enquiry = ask(client, "kilim of Ali, 0770 123 4567")
    assert forget_buyer(enquiry)
    enquiry.refresh_from_db()
    assert (enquiry.looked_for, enquiry.message, enquiry.craft) == ("", "", kilim)
    assert client.get(UNMET).context["wished_crafts"] == [(kilim, 1)]
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        Enquiry.objects.filter(pk=enquiry.pk).update(looked_for="kilim of Ali")


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("گليم قرمز", "kilim"),  # Arabic letters
        ("البساط الأحمر", "kilim"),  # with the article
        ("Red KILIM 2×3", "kilim"),
        ("چرم‌دوزی", "leather"),
        ("مسجد", ""),  # not copper, which stands inside
        ("", ""),
    ],
)
def test_the_craft_that_words_name_is_known_in_any_letters(words, slug):
    from vocabulary.naming import named_craft

    CraftFactory(slug="kilim", name_en="Kilim", name_fa="گلیم", name_ar="بساط")
    CraftFactory(slug="leather", name_en="Leather", name_fa="چرم‌دوزی")
    CraftFactory(slug="copper", name_en="Copper", name_fa="مس")
    craft = named_craft(words)
    assert (craft.slug if craft else "") == slug
