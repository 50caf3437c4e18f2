"""The translation desk: what waits in which language, the longest first, by exhibition; saved at once for everybody."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from ilamexpo.templatetags.cards import product_cards
from ilamexpo.templatetags.ilam import text
from lib.languages import shown
from products.models import Product
from products.revisions import exchange, start_revision
from tests.factories import ExhibitorFactory, ParticipationFactory, ProductFactory, RoleFactory, official

pytestmark = pytest.mark.django_db
FULL = {"title_en": "Kilim", "title_fa": "گلیم", "title_ar": "كليم", "title_ckb": "بەڕە"}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def desk(client):
    client.force_login(official(), backend="accounts.backends.Backend")
    return client


def listed(client, **query):
    response = client.get(reverse("office:translations"), query)
    return {record: dict(states) for record, states in response.context["works"]}


def test_a_text_missing_in_a_language_waits_and_a_full_one_does_not(desk):
    ProductFactory(**FULL)
    lacking = ProductFactory(**FULL | {"title_ar": ""})
    assert listed(desk) == {lacking: {"ar": "missing"}}


def test_a_translation_older_than_its_source_waits_until_it_is_written_or_said_to_hold(desk):
    product = ProductFactory(**FULL)
    product.title_fa = "گلیم سرخ"
    product.save()
    source = product.wording["title"]["source"]
    others = {code for code in ("en", "ar", "ckb", "fa") if code != source}
    product.title_fa = "گلیم"
    setattr(product, f"title_{source}", "Another")
    product.save()
    assert listed(desk)[product] == dict.fromkeys(sorted(others, key=["en", "fa", "ar", "ckb"].index), "stale")
    form = {name: getattr(product, name) for name in FULL}
    form |= {f"holds_title_{code}": "on" for code in others}
    desk.post(reverse("office:translate_product", args=[product.code]), form)
    assert listed(desk) == {}


def test_the_longest_waiting_comes_first_and_one_exhibition_can_be_chosen(desk):
    participation = ParticipationFactory()
    young = ProductFactory(**FULL | {"title_ar": ""}, exhibitor=participation.exhibitor)
    old = ProductFactory(**FULL | {"title_ckb": ""})
    Product.objects.filter(pk=old.pk).update(waits_since=timezone.now() - timedelta(days=9))
    assert list(listed(desk)) == [old, young]
    assert list(listed(desk, exhibition=participation.exhibition.slug)) == [young]
    assert list(listed(desk, exhibition="\x00nothing")) == [old, young]


def test_a_translation_is_public_at_once_and_found(desk, client):
    product = ProductFactory(**FULL | {"title_ar": ""})
    desk.post(reverse("office:translate_product", args=[product.code]), FULL | {"title_ar": "بساط نادر"})
    product.refresh_from_db()
    assert (product.title_ar, product.waits_since) == ("بساط نادر", None)
    found = client.get(reverse("public:product_list"), {"q": "نادر"}).content.decode()
    assert product.code in found


def test_a_revision_that_waits_does_not_bring_the_old_words_back(desk):
    product = ProductFactory(**FULL | {"title_ar": "", "story_ar": ""})
    revision = start_revision(product)
    Product.objects.filter(pk=revision.pk).update(title_en="New", state="sent")
    desk.post(reverse("office:translate_product", args=[product.code]), FULL | {"title_ar": "كليم"})
    revision.refresh_from_db()
    assert (revision.title_ar, revision.title_en) == ("كليم", "New")


def test_an_exhibitors_words_are_translated_too(desk):
    maker = ExhibitorFactory(name_en="Sepideh", name_fa="سپیده", name_ar="", name_ckb="سپیدە")
    page = desk.get(reverse("office:translations"))
    assert [record for record, _states in page.context["exhibitors"]] == [maker]
    form = {"name_en": "Sepideh", "name_ar": "سبيده", "name_ckb": "سپیدە"}
    desk.post(reverse("office:translate_exhibitor", args=[maker.slug]), form)
    maker.refresh_from_db()
    assert (maker.name_ar, maker.name_fa, maker.waits_since) == ("سبيده", "سپیده", None)


def test_an_official_of_one_exhibition_translates_only_its_makers(client):
    mine, foreign = ParticipationFactory(), ProductFactory(**FULL | {"title_ar": ""})
    user = official(exhibition=mine.exhibition)
    RoleFactory(user=user, kind="viewer")
    client.force_login(user, backend="accounts.backends.Backend")
    assert listed(client) == {}
    assert client.post(reverse("office:translate_product", args=[foreign.code]), FULL).status_code == 404


@pytest.mark.parametrize("text", ["\x00", "x" * 5000, "<script>"])
def test_nothing_typed_breaks_the_desk(desk, text):
    product = ProductFactory(**FULL | {"title_ar": ""})
    form = dict.fromkeys([*FULL, "story_ar", "holds_title_en"], text)
    assert desk.post(reverse("office:translate_product", args=[product.code]), form).status_code < 500


def test_a_text_written_meanwhile_is_not_written_over(desk):
    product = ProductFactory(**FULL | {"title_ar": ""})
    address = reverse("office:translate_product", args=[product.code])
    shown = {f"was_{name}": text for name, text in (FULL | {"title_ar": ""}).items()}
    Product.objects.filter(pk=product.pk).update(title_en="Newer")
    desk.post(address, FULL | shown | {"title_ar": "كليم"})
    product.refresh_from_db()
    assert (product.title_en, product.title_ar) == ("Newer", "كليم")
    response = desk.post(address, FULL | shown | {"title_en": "Mine", "title_ar": "كليم", "was_title_ar": "كليم"})
    assert response.status_code == 422
    assert "Somebody wrote this text meanwhile" in response.content.decode()
    product.refresh_from_db()
    assert product.title_en == "Newer"


def copy(client, product, column, **form):
    return client.post(reverse("office:translate_product", args=[product.code]), FULL | form | {"copy": column})


def page(client, product, language):
    with translation.override(language):
        return client.get(reverse("public:product_detail", args=[product.code, product.slug])).content.decode()


def test_a_missing_text_is_copied_with_one_tap_and_says_in_public_that_it_is_not_translated(desk):
    product = ProductFactory(**FULL | {"title_ar": ""})
    copy(desk, product, "title_ar", title_ar="")
    product.refresh_from_db()
    assert product.title_ar == "گلیم"
    assert listed(desk) == {product: {"ar": "copied"}}
    with translation.override("ar"):
        marked = str(text(product, "title"))
        cards = product_cards(Product.objects.as_cards())
    assert marked.startswith('<span lang="fa" dir="rtl">گلیم</span> <abbr class="other-language"')
    assert marked in page(desk, product, "ar")
    assert marked in cards
    assert '"name":"گلیم"' in page(desk, product, "ar")
    for language, title in (("fa", "گلیم"), ("en", "Kilim"), ("ckb", "بەڕە")):
        assert f"<h1>{title}</h1>" in page(desk, product, language)


def test_another_language_prefers_what_was_written_in_it_to_a_copy(desk):
    product = ProductFactory(title_fa="گلیم", title_ar="", title_ckb="", title_en="")
    desk.post(reverse("office:translate_product", args=[product.code]), {"copy": "title_ar"})
    product.refresh_from_db()
    with translation.override("ckb"):
        assert shown(product, "title") == ("گلیم", "fa", True)
    assert page(desk, product, "ckb").count('<span lang="fa" dir="rtl">گلیم</span>') >= 1


def test_writing_over_a_copy_or_saying_that_it_is_right_clears_the_mark(desk):
    first, second = (ProductFactory(**FULL | {"title_ar": ""}) for _number in range(2))
    for product in (first, second):
        copy(desk, product, "title_ar", title_ar="")
    desk.post(reverse("office:translate_product", args=[first.code]), FULL | {"title_ar": "كليم"})
    kept = FULL | {"title_ar": "گلیم"}
    desk.post(reverse("office:translate_product", args=[second.code]), kept)
    assert listed(desk) == {second: {"ar": "copied"}}
    desk.post(reverse("office:translate_product", args=[second.code]), kept | {"holds_title_ar": "on"})
    assert listed(desk) == {}
    assert "<h1>گلیم</h1>" in page(desk, second, "ar")


def test_a_copy_writes_over_nothing_and_takes_no_invented_name(desk):
    product = ProductFactory(**FULL)
    for column in ("title_ar", "code", "title_xx", "story_ar", "", "\x00"):
        assert copy(desk, product, column).status_code == 302
    product.refresh_from_db()
    assert (product.title_ar, product.story_ar or "") == ("كليم", "")
    # What was typed into the box beside the button counts more than the button.
    product = ProductFactory(**FULL | {"title_ar": ""})
    copy(desk, product, "title_ar", title_ar="بساط")
    product.refresh_from_db()
    assert (product.title_ar, product.waits_since) == ("بساط", None)


def test_a_copy_goes_through_a_revision_and_back(desk):
    product = ProductFactory(**FULL | {"title_ar": "", "title_ckb": ""})
    revision = start_revision(product)
    copy(desk, product, "title_ar", title_ar="", title_ckb="")
    revision.refresh_from_db()
    assert revision.title_ar == "گلیم"
    revision.copy_text("title", "ckb")
    revision.save()
    exchange(revision)
    product.refresh_from_db()
    assert product.waiting_texts() == {"title": {"ar": "copied", "ckb": "copied"}}
    exchange(Product.objects.get(pk=revision.pk))
    product.refresh_from_db()
    assert (product.waiting_texts(), product.title_ckb) == ({"title": {"ar": "copied", "ckb": "missing"}}, "")
    assert start_revision(product).waiting_texts()["title"]["ar"] == "copied"


def test_copies_cost_a_list_no_query(desk, django_assert_num_queries):
    product = ProductFactory(**FULL | {"title_ar": ""}, exhibitor__name_ar="", exhibitor__name_fa="سپیده")
    product.copy_text("title", "ar")
    product.save()
    product.exhibitor.copy_text("name", "ar")
    product.exhibitor.save()
    with translation.override("ar"), django_assert_num_queries(1):
        cards = product_cards(Product.objects.as_cards())
    assert cards.count('<span lang="fa" dir="rtl">') == 2
