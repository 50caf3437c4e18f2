"""Price cards and stand signs: what is on them, in which languages, and who may print whose."""

import re
from datetime import date
from io import BytesIO

import pytest
import segno
from pypdf import PdfReader

from exhibitors.models import Allocation, Participation
from products import cards
from products.models import Product
from tests.factories import (
    ExhibitFactory,
    ExhibitorFactory,
    ParticipationFactory,
    ProductFactory,
    RepresentativeFactory,
)
from tests.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
A4, A6 = (595, 842), (298, 420)


@pytest.fixture
def world():
    world = make_world()
    names = {"name_ar": "سبيدة", "name_ckb": "سپێدە"}
    type(world.maker).objects.filter(pk=world.maker.pk).update(**names)
    titles = {"title_ar": "بساط أحمر", "title_ckb": "بەڕەی سوور"}
    Product.objects.filter(pk=world.product.pk).rewrite(False).update(**titles)
    return world


@pytest.fixture
def scanned(monkeypatch):
    """The addresses that were made into codes, in order."""
    addresses, make = [], segno.make
    monkeypatch.setattr(segno, "make", lambda text, **how: (addresses.append(text), make(text, **how))[1])
    return addresses


def pages_of(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    return PdfReader(BytesIO(response.content)).pages


def text_of(page):
    """The text without spaces and marks of direction, which readers of PDF put as they like."""
    return re.sub(r"[\s\u200c\u2066-\u2069]", "", page.extract_text())


def size_of(page):
    return round(page.mediabox.width), round(page.mediabox.height)


def as_user(client, user):
    client.force_login(user, backend="accounts.backends.Backend")
    return client


def test_a_maker_prints_cards_of_the_own_public_works_in_four_languages(world, client, scanned):
    as_user(client, world.exhibitor)
    foreign, draft = ProductFactory(title_fa="بیگانه"), world.sent
    pages = pages_of(client.get("/fa/portal/products/price-cards.pdf"))
    text = "".join(map(text_of, pages))
    assert [size_of(page) for page in pages] == [A4]
    for words in ("گلیم سرخ", "بساط أحمر", "بەڕەی سوور", "Red kilim", "سپیده", "سبيدة", "سپێدە", "Sepideh", "جاجیم"):
        assert all(word in text for word in words.split()), words
    assert world.product.code in text
    assert foreign.code not in text and draft.code not in text
    own = Product.objects.published().filter(exhibitor=world.maker).values_list("code", flat=True)
    assert sorted(scanned) == sorted(f"http://127.0.0.1:8000/q/{code}" for code in own)


def test_a_price_in_another_currency_says_about_how_many_dinars_and_of_which_day(world, client):
    as_user(client, world.exhibitor)
    type(world.rate).objects.update(day=date(2026, 11, 20))
    ProductFactory(
        exhibitor=world.maker,
        title_fa="بی‌نرخ",
        price_mode="fixed",
        price_amount=25000,
        currency="IQD",
        price_unit="IQD",
    )
    ProductFactory(
        exhibitor=world.maker, title_fa="دلاری", price_mode="from", price_amount=70, currency="USD", price_unit="USD"
    )
    pages = list(map(text_of, pages_of(client.get("/en/portal/products/price-cards.pdf?size=a6"))))
    with_price = next(text for text in pages if world.product.code in text)
    assert with_price.count("≈") == 4
    card = cards.card_of(world.product, None, ("fa", "en"), cards.newest_rates())
    assert card["dinars"][1] == {"lang": "en", "text": "≈ IQD 6,000 (rate of 20 November 2026)"}
    # Neither a work on request, nor one in dinars, nor one whose currency has no rate.
    assert [text for text in pages if "≈" in text] == [with_price] and len(pages) == 4


def test_a_price_stands_as_the_maker_set_it_in_the_digits_of_each_language(world, client):
    as_user(client, world.exhibitor)
    pages = pages_of(client.get("/en/portal/products/price-cards.pdf?size=a6"))
    with_price = next(text for text in map(text_of, pages) if world.product.code in text)
    # Five million rials were typed as half a million toman.
    assert "۵۰۰٬۰۰۰" in in_reading_order(with_price)
    assert "٥٠٠٬٠٠٠" in in_reading_order(with_price)
    assert "500,000toman" in with_price
    without = next(text for text in map(text_of, pages) if world.product.code not in text)
    assert "Priceonrequest" in without
    assert not re.search("[0-9۰-۹٠-٩]{3}", without.replace(code_in(without), ""))


def in_reading_order(text):
    """Amounts as they are read: some readers of PDF take digits inside right-to-left text from the right."""
    return text + re.sub("[۰-۹٠-٩٬]+", lambda match: match[0][::-1], text)


def code_in(text):
    return re.search("P[2-9A-Z]{7}", text)[0]


def test_cards_are_printed_in_the_chosen_languages_and_size_alone(world, client):
    as_user(client, world.exhibitor)
    pages = pages_of(client.get("/fa/portal/products/price-cards.pdf?size=a6&lang=ar&lang=ckb&lang=xx"))
    assert [size_of(page) for page in pages] == [A6, A6]
    text = next(text for text in map(text_of, pages) if world.product.code in text)
    assert "بساط" in text and "بەڕەی" in text
    assert "Red" not in text and "سرخ" not in text
    # A work without a title in either is not left without one.
    assert any("جاجیم" in text_of(page) for page in pages)


def test_the_office_prints_an_exhibition_stand_by_stand_with_its_place_in_every_code(world, client, scanned):
    as_user(client, world.official)
    guest = ExhibitFactory(participation=ParticipationFactory(exhibition=world.exhibition)).product
    ExhibitFactory(participation=ParticipationFactory(exhibition=world.exhibition, state="withdrawn"))
    ExhibitFactory(participation=world.participation, product=world.sent)
    pages = pages_of(client.get("/fa/office/exhibitions/kut-now/price-cards.pdf?size=a6"))
    assert scanned == [
        f"http://127.0.0.1:8000/q/{world.product.code}?at={world.stand.public_code}",
        f"http://127.0.0.1:8000/q/{guest.code}?at=kut-now",
    ]
    assert "A12" in text_of(pages[0]) and "A12" not in text_of(pages[1])
    for address in scanned:
        assert client.get(address.partition(":8000")[2]).status_code == 302


def test_every_stand_has_a_sign_also_a_shared_one(world, client, scanned):
    as_user(client, world.official)
    Allocation.objects.update(share="0.5")
    second = ParticipationFactory(
        exhibition=world.exhibition, exhibitor=ExhibitorFactory(slug="second", name_fa="دومی", name_en="Second")
    )
    Allocation.objects.create(participation=second, stand=world.stand, share="0.5")
    waiting = ParticipationFactory(exhibition=world.exhibition, exhibitor__name_en="Unplaced")
    ParticipationFactory(exhibition=world.exhibition, state="submitted", exhibitor__name_en="Undecided")
    pages = pages_of(client.get("/en/office/exhibitions/kut-now/stand-signs.pdf"))
    texts = [text_of(page) for page in pages]
    assert [size_of(page) for page in pages] == [A4] * 3
    assert ["A12" in text for text in texts] == [True, True, False]
    for words in ("سپیده", "سبيدة", "سپێدە", "Sepideh", "Kilim", world.maker.code):
        assert words in texts[0]
    assert "Second" in texts[1] and "Unplaced" in texts[2]
    at = world.stand.public_code
    expected = [(world.maker, at), (second.exhibitor, at), (waiting.exhibitor, "kut-now")]
    assert scanned == [f"http://127.0.0.1:8000/q/{who.code}?at={place}" for who, place in expected]


def test_the_office_prints_the_cards_of_one_exhibitor(world, client):
    as_user(client, world.viewer)
    response = client.get("/fa/office/exhibitors/sepideh/price-cards.pdf")
    assert world.product.code in text_of(pages_of(response)[0])
    assert client.get("/fa/office/exhibitors/nobody/price-cards.pdf").status_code == 404
    assert client.get("/fa/office/exhibitors/gulnar/price-cards.pdf").status_code == 302


def test_very_long_titles_stay_on_their_card(world, client):
    as_user(client, world.exhibitor)
    long = {f"title_{code}": ("گلیم بلند " * 20)[:150].strip() for code in ("fa", "ar", "ckb")}
    Product.objects.rewrite(False).filter(pk=world.product.pk).update(**long, title_en=("Long kilim " * 20)[:150])
    pages = pages_of(client.get("/fa/portal/products/price-cards.pdf?size=a6"))
    assert len(pages) == 2


def test_more_cards_than_one_file_holds_come_in_parts(world, client, monkeypatch):
    monkeypatch.setattr(cards, "MOST", 1)
    as_user(client, world.official)
    other = ExhibitFactory(participation=world.participation).product
    address = "/fa/office/exhibitions/kut-now/price-cards.pdf"
    page = client.get("/fa/office/exhibitions/kut-now/prints/").content.decode()
    assert '<option value="2">۲–۲</option>' in page
    found = "".join(text_of(pages_of(client.get(f"{address}?part={part}"))[0]) for part in ("۱", "2"))
    assert world.product.code in found and other.code in found
    assert client.get(f"{address}?part=2")["Content-Disposition"] == 'inline; filename="price-cards-kut-now-2.pdf"'
    for wrong in ("0", "3", "-1", "9" * 40):
        assert client.get(f"{address}?part={wrong}").status_code == 404
    assert client.get(f"{address}?part=x&lang=%00&size=%00").status_code == 200


def test_an_exhibition_without_anybody_says_so_instead_of_an_empty_file(world, client):
    as_user(client, world.official)
    Participation.objects.update(state="submitted")
    for name in ("price-cards", "stand-signs"):
        response = client.get(f"/en/office/exhibitions/kut-now/{name}.pdf", follow=True)
        assert response.redirect_chain == [("/en/office/exhibitions/kut-now/prints/", 302)]
        assert "Nobody takes part yet" in response.content.decode()


def test_the_ways_to_print_stand_where_people_look(world, client):
    as_user(client, world.official)
    prints = 'href="/en/office/exhibitions/kut-now/prints/"'
    assert prints in client.get("/en/office/").content.decode()
    assert prints in client.get(f"/en/office/records/events/exhibition/{world.exhibition.pk}/change/").content.decode()
    assert "/en/office/exhibitors/sepideh/price-cards.pdf" in client.get("/en/office/exhibitors/").content.decode()
    page = client.get("/en/office/exhibitions/kut-now/prints/").content.decode()
    assert "/price-cards.pdf" in page and "/stand-signs.pdf" in page
    as_user(client, world.exhibitor)
    assert 'action="/en/portal/products/price-cards.pdf"' in client.get("/en/portal/products/").content.decode()


def test_whoever_only_answers_may_print_and_nobody_prints_for_another_maker(world, client):
    answers = RepresentativeFactory(exhibitor=world.maker, level="answers").user
    as_user(client, answers)
    assert client.get("/fa/portal/products/price-cards.pdf").status_code == 200
    as_user(client, world.outsider)
    assert client.get("/fa/office/exhibitors/sepideh/price-cards.pdf").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_cards_and_signs_cost_the_same_for_few_and_many(count, world, django_assert_max_num_queries):
    for _number in range(count):
        ExhibitFactory(participation=ParticipationFactory(exhibition=world.exhibition))
    with django_assert_max_num_queries(2):
        for product, participation in cards.cards_of_exhibition(world.exhibition):
            cards.card_of(product, participation, cards.LANGUAGES, rates={})
    with django_assert_max_num_queries(3):
        for participation, stand in cards.signs_of_exhibition(world.exhibition):
            cards.sign_of(participation, stand, cards.LANGUAGES)
