"""A maker's works: a draft in four steps, saved as it goes; what is public changes only when an official agrees."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import StateChange
from products.models import Picture, Product
from products.reviewing import approve_product, undo_decision
from products.revisions import live_revision
from tests.factories import (
    CraftFactory,
    ExhibitorFactory,
    ProductFactory,
    RepresentativeFactory,
    official,
)
from vocabulary.models import Material

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def maker():
    return RepresentativeFactory(exhibitor=ExhibitorFactory(slug="sepideh", name_fa="سپیده"))


@pytest.fixture
def portal(client, maker):
    client.force_login(maker.user, backend="accounts.backends.Backend")
    return client


def at(name, product=None):
    return reverse(f"portal:product_{name}", args=[product.code] if product else [])


def add_picture(product, digest="0123456789abcdef"):
    picture = Picture.objects.create(product=product, digest=digest, width=640, height=480)
    product.refresh_cover()
    return picture


def draft(maker, **fields):
    return ProductFactory(exhibitor=maker.exhibitor, state="draft", published_at=None, **fields)


def test_a_draft_needs_no_more_than_a_title(portal, maker):
    response = portal.post(at("new"), {"title": "گلیم سرخ"})
    product = Product.objects.get()
    assert response.url == at("pictures", product)
    assert (product.title_en, product.state, product.exhibitor) == ("گلیم سرخ", "draft", maker.exhibitor)
    assert at("detail", product) in portal.get(at("list")).content.decode()


def test_whoever_makes_one_thing_only_is_not_asked_which(portal, maker):
    maker.exhibitor.crafts.add(craft := CraftFactory(slug="kilim"))
    portal.post(at("new"), {"title": "K"})
    assert Product.objects.get().craft == craft


def test_each_craft_asks_what_matters_for_it(portal, maker):
    product = draft(maker, craft=None)
    kilim, pottery = CraftFactory(slug="kilim"), CraftFactory(slug="pottery")
    assert "fact_" not in portal.get(at("what", product)).content.decode()
    portal.post(at("what", product), {"craft": kilim.pk, "kind": "one_off", "craft_before": ""})
    page = portal.get(at("what", product)).content.decode()
    assert "fact_dye" in page
    assert "fact_firing" not in page
    portal.post(
        at("what", product), {"craft": kilim.pk, "kind": "one_off", "fact_dye": "natural", "craft_before": kilim.pk}
    )
    product.refresh_from_db()
    assert product.facts == {"dye": "natural"}
    portal.post(at("what", product), {"craft": pottery.pk, "kind": "one_off", "craft_before": kilim.pk})
    assert "fact_firing" in portal.get(at("what", product)).content.decode()


def test_a_new_craft_is_followed_by_its_questions_and_then_by_the_next_step(portal, maker):
    product, kilim = draft(maker, craft=None), CraftFactory(slug="kilim")
    form = {"craft": kilim.pk, "kind": "repeatable", "craft_before": ""}
    assert portal.post(at("what", product), form).url == at("what", product)
    assert portal.post(at("what", product), form | {"craft_before": kilim.pk}).url == at("sale", product)
    assert portal.post(at("what", product), form | {"craft_before": kilim.pk, "leave": "1"}).url == at(
        "detail", product
    )


def test_what_is_typed_in_any_digits_is_stored_alike(portal, maker):
    product = draft(maker, kind="repeatable")
    form = {
        "price_mode": "fixed",
        "amount": "۱٬۲۰۰٬۰۰۰",
        "price_unit": "IRT",
        "availability": "available",
        "size": "١٤٠ × ٢٢٠",
        "weight": "۴٫۲ kg",
        "unit": "piece",
        "minimum_quantity": "۵",
        "lead_time_days": "30",
    }
    assert portal.post(at("sale", product), form).url == at("words", product)
    product.refresh_from_db()
    assert (product.width_mm, product.length_mm, product.weight_g) == (1400, 2200, 4200)
    assert (product.price_amount, product.currency, product.price_unit) == (Decimal(12_000_000), "IRR", "IRT")
    assert (product.minimum_quantity, product.lead_time_days) == (5, 30)


def test_measures_stand_in_the_digits_of_the_page_and_are_read_back(portal, maker):
    product = draft(maker, width_mm=1405, length_mm=2200, height_mm=30, weight_g=4200)
    sizes = {
        "en": ('value="140.5 × 220" maxlength="80" dir="ltr"', 'value="3"'),
        "fa": ('value="۱۴۰٫۵ × ۲۲۰" maxlength="80" dir="rtl"', 'value="۳"'),
        "ar": ('value="١٤٠٫٥ × ٢٢٠" maxlength="80" dir="rtl"', 'value="٣"'),
        "ckb": ('value="١٤٠٫٥ × ٢٢٠" maxlength="80" dir="rtl"', 'value="٣"'),
    }
    for language, (size, height) in sizes.items():
        with translation.override(language):
            page = portal.get(reverse("portal:product_sale", args=[product.code])).content.decode()
            form = {"price_mode": "on_request", "availability": "available", "unit": "piece"}
            form |= {"size": size.partition('"')[2].partition('"')[0], "height": height.split('"')[1]}
            assert portal.post(reverse("portal:product_sale", args=[product.code]), form).status_code == 302
        assert size in page, language
        assert height in page, language
        product.refresh_from_db()
        assert (product.width_mm, product.length_mm, product.height_mm) == (1405, 2200, 30)


@pytest.mark.parametrize(
    ("amount", "unit", "sentence"),
    [
        ("12.5", "IQD", "This currency has no such small parts."),
        ("1000000000000", "IRR", "This price is too high."),
        ("100000000000", "IRT", "This price is too high."),
        ("", "IQD", "Write the amount, or choose price on request."),
        ("5", "", "Choose the currency."),
    ],
)
def test_a_price_that_cannot_be_is_refused_in_words(portal, maker, amount, unit, sentence):
    product = ProductFactory(exhibitor=maker.exhibitor, price_mode="on_request", price_amount=None)
    form = {"price_mode": "fixed", "amount": amount, "price_unit": unit, "availability": "available"}
    response = portal.post(at("price", product), form)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    product.refresh_from_db()
    assert (product.price_mode, product.price_amount) == ("on_request", None)


def test_what_is_wrong_is_said_beside_the_field_and_kept(portal, maker):
    product = draft(maker)
    form = {"price_mode": "fixed", "amount": "نود", "price_unit": "", "availability": "available", "unit": "piece"}
    response = portal.post(at("sale", product), form)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="نود"' in page
    assert "This is not a number." in page
    assert "Choose the currency." in page


def test_saving_by_itself_keeps_what_is_valid_and_says_what_is_not(portal, maker):
    product = draft(maker, weight_g=100)
    form = {"price_mode": "fixed", "amount": "x", "price_unit": "IQD", "availability": "sold", "unit": "piece"}
    response = portal.post(at("sale", product), form | {"weight": "900"}, headers={"X-Autosave": "1"})
    said = response.json()
    assert said["errors"] == {"amount": ["This is not a number."]}
    assert said["saved_at"]
    product.refresh_from_db()
    assert (product.weight_g, product.availability) == (900, "sold")
    assert (product.price_mode, product.price_amount) == ("on_request", None)


def test_words_in_four_languages_are_saved_one_by_one(portal, maker):
    product = draft(maker, title_fa="", title_en="")
    portal.post(at("words", product), {"title_en": "Kilim", "title_ckb": "بەڕە", "story_en": "By hand"})
    product.refresh_from_db()
    assert (product.title_en, product.title_ckb, product.title_fa, product.story_en) == ("Kilim", "بەڕە", "", "By hand")


def test_what_is_missing_in_a_language_is_copied_with_one_tap_and_marked(portal, maker, client):
    words = {"title_fa": "گلیم", "title_en": "", "title_ar": "", "story_fa": "با دست"}
    product = ProductFactory(exhibitor=maker.exhibitor, facts={"dye": "natural"}, **words)
    add_picture(product)
    response = portal.post(at("words", product), {"title_fa": "گلیم", "story_fa": "با دست", "copy": "ar"})
    assert response.url == at("words", product)
    revision = live_revision(product)
    assert (revision.title_ar, revision.story_ar) == ("گلیم", "با دست")
    page = portal.get(at("words", product)).content.decode()
    assert "pill-copied" in page
    assert '<button class="btn" type="submit" name="copy" value="ckb">' in page
    assert 'name="copy" value="ar"' not in page
    portal.post(reverse("portal:product_send", args=[product.code]))
    revision.refresh_from_db()
    approve_product(revision, actor=official())
    product.refresh_from_db()
    assert {code for code, state in product.waiting_texts()["title"].items() if state == "copied"} == {"ar"}
    with translation.override("ar"):
        public = client.get(reverse("public:product_detail", args=[product.code, product.slug])).content.decode()
    assert '<h1><span lang="fa" dir="rtl">گلیم</span> <abbr class="other-language"' in public
    # Whoever presses it a second time, or has written nothing yet, is told so.
    empty = draft(maker, title_fa="", title_en="", story_fa="")
    for work in (product, empty):
        for _time in range(2):
            portal.post(at("words", work), {"copy": "ar"})
    empty.refresh_from_db()
    assert not empty.title_ar


def test_what_is_missing_is_named_with_a_link_and_sending_waits_for_it(portal, maker):
    product = draft(maker, craft=CraftFactory(slug="kilim"), title_fa="", title_en="")
    page = portal.get(at("detail", product)).content.decode()
    assert "3 things are left" in page
    for step, words in (("pictures", "A picture"), ("what", "Dye"), ("words", "A title")):
        assert f'<a href="{at(step, product)}">{words}</a>' in page
    portal.post(at("send", product))
    product.refresh_from_db()
    assert product.state == "draft"


def test_a_complete_draft_is_sent_taken_back_and_sent_again(portal, maker):
    product = draft(maker, facts={"dye": "natural"})
    add_picture(product)
    portal.post(at("send", product))
    product.refresh_from_db()
    assert product.state == "sent"
    assert portal.get(at("what", product)).url == at("detail", product)
    portal.post(at("take_back", product))
    portal.post(at("send", product))
    changes = StateChange.objects.order_by("pk").values_list("old", "new", "actor_name")
    name = str(maker.user)
    assert list(changes) == [("draft", "sent", name), ("sent", "draft", name), ("draft", "sent", name)]


def test_while_an_official_reads_nothing_is_saved(portal, maker):
    product = draft(maker)
    Product.objects.update(state="sent")
    response = portal.post(at("words", product), {"title_en": "New"}, headers={"X-Autosave": "1"})
    assert response.status_code == 409
    product.refresh_from_db()
    assert product.title_en != "New"


def test_a_change_of_a_public_work_waits_on_a_revision_and_the_public_page_stays(portal, maker, client):
    product = ProductFactory(exhibitor=maker.exhibitor, title_en="Old words", weight_g=100, facts={"dye": "natural"})
    picture = add_picture(product)
    assert portal.get(at("words", product)).status_code == 200
    assert live_revision(product) is None  # looking changes nothing
    portal.post(at("words", product), {"title_en": "New words"})
    portal.post(at("sale", product), {"weight": "250", "unit": "piece"})
    revision = live_revision(product)
    assert (revision.title_en, revision.weight_g, revision.state) == ("New words", 250, "draft")
    public = client.get(reverse("public:product_detail", args=[product.code, product.slug])).content.decode()
    assert "Old words" in public
    assert "New words" not in public
    assert 'data-count="1"' in portal.get(at("list")).content.decode()
    portal.post(at("send", product))
    revision.refresh_from_db()
    user = official()
    approve_product(revision, actor=user)
    product.refresh_from_db()
    assert (product.title_en, product.weight_g, product.state) == ("New words", 250, "published")
    assert product.pictures.get().digest == picture.digest
    assert product.cover == product.pictures.get()
    assert live_revision(product) is None
    undo_decision(revision, actor=user)
    product.refresh_from_db()
    assert (product.title_en, live_revision(product).title_en, live_revision(product).state) == (
        "Old words",
        "New words",
        "sent",
    )


def test_a_second_revision_follows_an_approved_one(portal, maker):
    product = ProductFactory(exhibitor=maker.exhibitor, title_en="One", facts={"dye": "natural"})
    add_picture(product)
    for title in ("Two", "Three"):
        portal.post(at("words", product), {"title_en": title})
        portal.post(at("send", product))
        approve_product(live_revision(product), actor=official())
    product.refresh_from_db()
    assert product.title_en == "Three"


def test_changes_of_a_public_work_can_be_forgotten(portal, maker):
    product = ProductFactory(exhibitor=maker.exhibitor, title_en="Old")
    add_picture(product)
    portal.post(at("words", product), {"title_en": "New"})
    portal.post(at("discard", product))
    assert live_revision(product) is None
    assert product.pictures.count() == 1


def test_the_price_of_a_public_work_changes_at_once_and_is_undone_as_easily(portal, maker, client):
    product = ProductFactory(exhibitor=maker.exhibitor)
    form = {"price_mode": "fixed", "amount": "90000", "price_unit": "IQD", "availability": "available"}
    portal.post(at("price", product), form)
    address = reverse("public:product_detail", args=[product.code, product.slug])
    assert "IQD 90,000" in client.get(address).content.decode()
    assert "Undo the last change" in portal.get(at("detail", product)).content.decode()
    portal.post(at("undo", product))
    assert "IQD 90,000" not in client.get(address).content.decode()
    assert "Undo the last change" not in portal.get(at("detail", product)).content.decode()


def test_sold_at_the_stand_and_still_true_are_one_tap_each(portal, maker):
    product = ProductFactory(exhibitor=maker.exhibitor)
    portal.post(at("availability", product), {"availability": "sold", "back": "list"})
    portal.post(at("confirm", product))
    product.refresh_from_db()
    assert product.availability == "sold"
    assert product.confirmed_on is not None
    assert portal.post(at("availability", product), {"availability": "stolen"}).status_code == 404


def test_an_archived_work_answers_gone_with_similar_ones(portal, maker, client):
    craft = CraftFactory(slug="kilim", name_en="Kilim")
    product = ProductFactory(exhibitor=maker.exhibitor, craft=craft, title_en="Gone one")
    similar = ProductFactory(craft=craft, title_en="Similar one")
    address = reverse("public:product_detail", args=[product.code, product.slug])
    portal.post(at("archive", product))
    response = client.get(address)
    assert response.status_code == 410
    assert similar.code in response.content.decode()
    assert product.code not in client.get(reverse("public:product_list")).content.decode()
    assert client.get(reverse("public:product_by_code", args=[product.code])).status_code == 410


def test_a_draft_that_was_never_public_is_not_found(maker, client):
    product = draft(maker)
    Product.objects.update(state="archived")
    assert client.get(reverse("public:product_by_code", args=[product.code])).status_code == 404


def test_a_copy_is_a_draft_of_its_own(portal, maker):
    product = ProductFactory(exhibitor=maker.exhibitor, title_en="Kilim")
    product.materials.add(Material.objects.create(slug="wool"))
    add_picture(product)
    response = portal.post(at("copy", product))
    copy = Product.objects.exclude(pk=product.pk).get()
    assert response.url == at("detail", copy)
    assert (copy.title_en, copy.state, copy.revises, copy.pictures.count()) == ("Kilim", "draft", None, 1)
    assert [term.slug for term in copy.materials.all()] == ["wool"]


@pytest.mark.parametrize("name", ["detail", "pictures", "what", "sale", "words", "price"])
def test_the_work_of_somebody_else_is_not_found_by_any_method(portal, name):
    other = ProductFactory(state="draft", published_at=None)
    for method in ("get", "post", "put", "delete", "head", "options"):
        status = getattr(portal, method)(at(name, other)).status_code
        assert status in ({404, 405} if method != "options" else {200, 404}), method


@pytest.mark.parametrize(
    "name", ["availability", "confirm", "undo", "send", "take_back", "discard", "withdraw", "archive", "copy"]
)
def test_no_button_reaches_the_work_of_somebody_else(portal, name):
    other = ProductFactory()
    assert portal.post(at(name, other), {"availability": "sold"}).status_code == 404
    other.refresh_from_db()
    assert (other.state, other.availability, Product.objects.count()) == ("published", "available", 1)


def test_whoever_may_only_answer_changes_nothing(client):
    representative = RepresentativeFactory(level="answers")
    product = ProductFactory(exhibitor=representative.exhibitor)
    client.force_login(representative.user, backend="accounts.backends.Backend")
    assert client.get(at("detail", product)).status_code == 200
    assert client.get(at("words", product)).status_code == 403
    assert client.post(at("archive", product)).status_code == 403


def test_what_an_official_does_in_a_makers_name_is_recorded(client):
    maker = ExhibitorFactory(name_en="Sepideh")
    product = ProductFactory(exhibitor=maker)
    user = official()
    client.force_login(user, backend="accounts.backends.Backend")
    client.post(reverse("office:exhibitor_act", args=[maker.slug]))
    client.post(at("withdraw", product))
    change = StateChange.objects.get()
    assert (change.new, change.actor, change.on_behalf_of) == ("withdrawn", user, "Sepideh")


@pytest.mark.parametrize("text", ["\x00", "\u202e", "9" * 300, "-1", "<script>", "٪", "1e309", "NaN"])
def test_nothing_typed_breaks_a_step(portal, maker, text):
    product = draft(maker, kind="repeatable")
    names = ("title", "title_en", "story_ar", "amount", "size", "height", "weight", "craft", "kind", "unit")
    names += ("price_mode", "price_unit", "availability", "materials", "minimum_quantity", "lead_time_days")
    names += ("fact_dye", "capacity_per_month", "craft_before", "back")
    for step in ("what", "sale", "words", "price", "new"):
        address = at(step, None if step == "new" else product)
        for headers in ({}, {"X-Autosave": "1"}):
            assert portal.post(address, dict.fromkeys(names, text), headers=headers).status_code < 500
    assert portal.get(at("list"), {"state": text, "page": text}).status_code < 500
