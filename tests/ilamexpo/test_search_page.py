"""One box over works, makers, crafts and exhibitions, what it offers while somebody types, and what it says of nothing."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode
from django.utils.translation import override

from exhibitors.search import refresh as refresh_maker
from ilamexpo.searching import SHOWN_MAKERS, SHOWN_WORKS
from ilamexpo.templatetags.searching import search_said
from products.finding import Found, Widened
from products.search import refresh as refresh_work
from tests.factories import (
    CraftFactory,
    ExhibitFactory,
    ExhibitionFactory,
    ExhibitorFactory,
    ParticipationFactory,
    PlaceFactory,
    ProductFactory,
    StandFactory,
)
from tests.test_pages import check_html
from vocabulary.models import Material

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "fa", "ar", "ckb")
MOST, MOST_OFFERED = 8, 4
GROUPS = ("works", "makers", "crafts", "exhibitions")


def work(**fields):
    made = ProductFactory(**fields)
    refresh_work(made)
    return made


def maker(crafts=(), **fields):
    made = ExhibitorFactory(**fields)
    made.crafts.set(crafts)
    refresh_maker(made)
    return made


@pytest.fixture
def shop():
    """A kilim of Sepideh from Eyvan and a copper tray of nobody's fame, with an exhibition called after kilims."""
    kilim = CraftFactory(slug="kilim", name_en="Kilim", name_fa="گلیم", name_ar="بساط", name_ckb="بەڕە")
    CraftFactory(slug="copper", name_en="Copper", name_fa="مس", name_ar="نحاس", name_ckb="مس")
    place = PlaceFactory(
        slug="eyvan", name_en="Eyvan", name_fa="ایوان", name_ar="إيوان", name_ckb="ئێوان", kind="county"
    )
    sepideh = maker([kilim], slug="sepideh", name_en="Sepideh", name_fa="سپیده", place=place)
    red = work(craft=kilim, exhibitor=sepideh, title_en="Red kilim", title_fa="گلیم سرخ")
    red.materials.add(Material.objects.create(slug="wool", name_en="Wool", name_fa="پشم", name_ar="صوف"))
    refresh_work(red)
    tray = work(craft=CraftFactory(slug="copper"), title_en="Engraved tray", title_fa="سینی قلمزنی")
    fair = ExhibitionFactory(slug="kilim-days", name_en="Days of the kilim", name_fa="روزهای گلیم")
    return {"kilim": kilim, "red": red, "tray": tray, "sepideh": sepideh, "fair": fair}


def find(query, language="en", client=None):
    return (client or Client()).get(f"/{language}/search/", {"q": query})


def counts(response):
    """{group: how many it says it found}"""
    html = response.content.decode()
    found = {}
    for group in GROUPS:
        section = re.search(rf'<section id="{group}">(.*?)</section>', html, re.DOTALL)
        number = section and re.search(r'<output[^>]* data-count="(\d+)"', section[1])
        found |= {group: int(number[1])} if number else {}
    return found


def offered(query, language="en"):
    return Client().get(f"/{language}/search/suggestions/", {"q": query}).json()["suggestions"]


def test_works_come_first_and_each_group_only_with_something_in_it(shop):
    hidden = maker(slug="hidden", name_en="Hidden kilim", publication="withdrawn")
    work(exhibitor=hidden, title_en="Hidden kilim")
    work(title_en="Draft kilim", state="draft", published_at=None)
    ExhibitionFactory(slug="secret", name_en="Secret kilim days", publication="draft", published_at=None)
    response = find("kilim")
    html = response.content.decode()
    assert counts(response) == {"works": 1, "makers": 1, "crafts": 1, "exhibitions": 1}
    assert [html.index(f'id="{group}"') for group in GROUPS] == sorted(html.index(f'id="{group}"') for group in GROUPS)
    assert "Hidden" not in html and "Draft" not in html and "Secret" not in html
    assert counts(find("copper")) == {"works": 1, "crafts": 1}
    assert counts(find("Sepideh")) == {"works": 1, "makers": 1}
    assert counts(find("days")) == {"exhibitions": 1}


@pytest.mark.parametrize(
    ("language", "query", "found"),
    [
        ("fa", "گليم", {"works": 1, "makers": 1, "crafts": 1, "exhibitions": 1}),  # with the Arabic yeh
        ("ar", "البساط", {"works": 1, "makers": 1, "crafts": 1}),
        ("ckb", "بەڕە", {"works": 1, "makers": 1, "crafts": 1}),
        ("ckb", "بةرة", {"works": 1, "makers": 1, "crafts": 1}),  # as old keyboards write it
        ("en", "KILIM eyvan", {"works": 1, "makers": 1}),
        ("fa", "گلیم‌سرخ", {"works": 1}),
    ],
)
def test_words_are_found_in_any_language_and_spelling(shop, language, query, found):
    response = find(query, language)
    check_html(response, language)
    assert counts(response) == found


def test_all_works_stand_on_the_works_list_and_only_a_few_here(shop):
    for number in range(SHOWN_WORKS + 2):
        work(title_en=f"Knotted rug {number}")
    for number in range(SHOWN_MAKERS + 1):
        maker(slug=f"rugs-{number}", name_en=f"Rug house {number}")
    response = find("rug")
    html = response.content.decode()
    assert counts(response) == {"works": SHOWN_WORKS + 2, "makers": SHOWN_MAKERS + 1}
    assert html.count('class="card product-card"') == SHOWN_WORKS
    assert html.count('class="card exhibitor-card"') == SHOWN_MAKERS
    assert '<a class="btn btn-quiet" href="/en/products/?q=rug">All 10 works' in html
    assert '<a class="btn btn-quiet" href="/en/exhibitors/?q=rug">All 7 artists and producers' in html


def test_a_whole_code_leads_at_once_in_any_digits_and_case(shop):
    red, sepideh = shop["red"], shop["sepideh"]
    page = f"/fa/products/{red.code}-{red.slug}/"
    typed = red.code.lower().translate(str.maketrans("23456789", "۲۳۴۵۶۷۸۹"))
    for text in (red.code, f" {typed[:4]} {typed[4:]}", f"{red.code[:4]}-{red.code[4:]}"):
        response = find(text, "fa")
        assert (response.status_code, response.headers["Location"]) == (302, page)
    for text in (f"کد {red.code}", f"code: {red.code}", f"https://expo.example.org/q/{red.code}/"):
        assert find(text, "fa").headers["Location"] == page
    stand = StandFactory()
    assert find(stand.public_code.lower()).headers["Location"] == f"/q/{stand.public_code}"
    assert find(StandFactory(hall__exhibition__publication="draft").public_code).status_code == 200
    assert find(sepideh.code.lower(), "ckb").headers["Location"] == "/ckb/exhibitors/sepideh/"
    assert find(sepideh.code[:-1], "ckb").status_code == 200


def test_a_code_of_what_nobody_may_see_leads_nowhere(shop):
    draft = work(state="draft", published_at=None)
    hidden = maker(slug="hidden", publication="withdrawn")
    gone = work(state="withdrawn")
    assert [find(each.code).status_code for each in (draft, hidden)] == [200, 200]
    # It is said to be gone, as everywhere.
    assert find(gone.code).headers["Location"] == f"/en/products/{gone.code}/"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_empty_search_offers_the_crafts(shop, language):
    for query in ("", "   ", "\u202e"):
        response = find(query, language)
        html = check_html(response, language)
        assert 'name="robots"' not in html
        assert f'href="/{language}/crafts/kilim/"' in html and f'href="/{language}/crafts/copper/"' in html
        assert "data-count" not in html
    assert response.cookies == {}
    assert "public" in response.headers["Cache-Control"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_found_offers_what_comes_near_and_the_office(shop, language):
    response = find("kiilm <b>", language)
    html = check_html(response, language)
    assert '<meta name="robots" content="noindex">' in html
    assert '<output data-count="0">' in html
    assert f'href="/{language}/enquiry/?wanted=kiilm+%3Cb%3E"' in html
    assert [craft.slug for craft in response.context["found"].near_crafts] == ["kilim"]
    assert f'href="/{language}/crafts/kilim/"' in html and f'href="/{language}/crafts/copper/"' not in html
    assert response.content == find("kiilm <b>", language).content
    # What is like nothing here shows all crafts.
    assert f'href="/{language}/crafts/copper/"' in find("zzzz", language).content.decode()


def test_a_country_comes_near_that_has_works_only_in_its_counties(shop):
    eyvan = shop["sepideh"].place
    eyvan.parent = PlaceFactory(slug="iran", name_en="Iran", kind="country")
    eyvan.save()
    PlaceFactory(slug="iraq", name_en="Iran of nobody", kind="country")
    response = find("iraann")
    assert [entry.slug for entry in response.context["found"].near] == ["iran"]
    for html in (response.content.decode(), Client().get("/en/products/?q=iraann").content.decode()):
        assert '<a href="/en/products/?place=iran">Iran</a>' in html
    assert re.search(r'data-count="(\d+)"', Client().get("/en/products/?place=iran").content.decode())[1] == "2"


def test_the_words_that_come_near_are_searches_in_the_language_of_the_page(shop):
    html = find("woooll", "fa").content.decode()
    assert f'<a href="?{urlencode({"q": "پشم"})}">پشم</a>' in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_that_finds_nothing_offers_what_comes_near_and_some_work_has(shop, language):
    CraftFactory(slug="kill", name_en="Kiilm craft")

    def listed(query):
        return check_html(Client().get(f"/{language}/products/", {"q": query}), language)

    html = listed("woooll kiiilm")
    words = {"en": ["Kilim", "Wool"], "fa": ["گلیم", "پشم"], "ar": ["بساط", "صوف"], "ckb": ["بەڕە"]}[language]
    for word in words:
        assert f'<a href="/{language}/products/?{urlencode({"q": word})}">{word}</a>' in html
        assert int(re.search(r'data-count="(\d+)"', listed(word))[1]) > 0
    assert f'href="/{language}/crafts/kilim/"' in html and "/crafts/kill/" not in html
    assert f'href="/{language}/enquiry/?wanted=woooll+kiiilm"' in html
    assert 'id="near"' not in listed("zzzz") and 'id="near"' not in listed("kilim")


def test_words_that_find_nothing_at_an_exhibition_lead_to_all_works(shop):
    participation = ParticipationFactory(exhibition=shop["fair"], exhibitor=shop["tray"].exhibitor)
    ExhibitFactory(participation=participation, product=shop["tray"])

    def listed(query):
        return Client().get("/en/exhibitions/kilim-days/products/", {"q": query}).content.decode()

    assert 'href="/en/products/?q=Kilim">' in listed("kiiilm")
    # They find works, only not there.
    assert "Nothing was found for “kilim”" in listed("kilim") and 'id="near"' not in listed("kilim")
    assert "Nothing was found" not in listed("tray")


def test_whoever_finds_a_craft_but_no_work_of_it_can_still_say_so(shop):
    CraftFactory(slug="felt", name_en="Felt")
    response = find("felt")
    html = response.content.decode()
    assert counts(response) == {"crafts": 1}
    assert 'href="/en/enquiry/?wanted=felt"' in html and 'data-count="0"' not in html
    # Neither whoever found works, nor whoever looked for an exhibition, looks for a kind of work that is not there.
    assert "wanted=" not in find("kilim").content.decode()
    assert counts(find("days")) == {"exhibitions": 1}
    assert "wanted=" not in find("days").content.decode()


def test_what_was_made_of_the_words_is_said(shop):
    with override("en"):
        names = {"en": "Kilim", "fa": "گلیم", "ar": "بساط", "ckb": ""}
        said = search_said(
            Found(slips={"kiilm<": ["kilim", "kelim"]}, widened=[Widened("بساط", "craft", "kilim", names)])
        )
    assert re.sub("<[^>]*>", "", said) == (
        "Nothing was found for “kiilm&lt;”; showing results for “kilim”, “kelim”.“بساط” also finds: Kilim"
    )
    assert 'href="/en/products/?craft=kilim"' in said
    assert search_said(Found()) == ""


def test_a_slip_finds_everything_and_is_said(shop):
    response = find("kiilm")
    html = response.content.decode()
    check_html(response, "en")
    assert counts(response) == {"works": 1, "makers": 1, "crafts": 1, "exhibitions": 1}
    assert "Nothing was found for “<bdi>kiilm</bdi>”; showing results for “<bdi>" in html
    assert 'data-count="0"' not in html and "wanted=" not in html


def test_a_maker_of_that_very_name_is_found_beside_the_works_of_a_slip(shop):
    maker(slug="kilam", name_en="Kilam")
    response = find("kilam")
    assert {each.slug for each in response.context["found"].makers} == {"kilam", "sepideh"}


def test_a_word_of_a_neighbour_finds_and_says_so_where_it_is_new(shop):
    link = '<a href="/en/products/?craft=kilim">Kilim</a>'
    assert f"“<bdi>بساط</bdi>” also finds: {link}" in find("بساط").content.decode()
    assert "search-said" not in find("بساط", "ar").content.decode()


HOSTILE = (
    "\x00", "%", "_", "\\", "'\"", "' OR 1=1 --", "<script>alert(1)</script>", "\u202e\u2066", "a" * 5000, "{typed} {0} %s",
    "ی" * 300, "ي\u0651" * 80, "\u200c", "ء", "🧵 🧵", " ".join("abcdefghijklmnop"), "P2345678", "9" * 4400, "\ufffe\x0b",
)  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_nothing_typed_breaks_the_page_or_its_suggestions(shop, query):
    for language in ("en", "ckb"):
        response = find(query, language)
        assert response.status_code == 200
        html = check_html(response, language)
        assert "<script>alert" not in html
        assert Client().get(f"/{language}/search/suggestions/", {"q": query}).status_code == 200
        assert Client().get("/feeds/products.xml", {"q": query, "language": language}).status_code == 200
    for raw in ("q=%ff%fe", "q=%00", "q=a&q=b", "q", "p=1"):
        assert Client().get(f"/en/search/?{raw}").status_code == 200
        assert Client().get(f"/en/search/suggestions/?{raw}").status_code == 200


def asked(address, **query):
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(address, query).status_code == 200
    statements = [each["sql"] for each in queries.captured_queries]
    assert len(statements) == len(set(statements))
    return len(statements)


def test_a_search_costs_the_same_for_few_and_many_once_the_process_knows_what_changed(shop):
    Client().get("/en/products/")
    assert asked("/en/search/", q="kilim") <= MOST
    assert asked("/en/search/suggestions/", q="kilim") <= MOST_OFFERED
    assert asked("/en/search/", q="kiilm") <= MOST
    assert asked("/en/search/", q="red kiilm") <= MOST + 1
    for number in range(20):
        ExhibitionFactory(slug=f"fair-{number}", name_en=f"Kilim fair {number}")
        house = maker([shop["kilim"]], slug=f"house-{number}", name_en=f"Kilim house {number}")
        work(craft=shop["kilim"], exhibitor=house, title_en=f"Kilim {number}")
    Client().get("/en/products/")
    assert asked("/en/search/", q="kilim") <= MOST
    assert asked("/en/search/suggestions/", q="kilim") <= MOST_OFFERED
    assert asked("/en/search/") <= 2


def test_what_begins_with_the_letters_is_offered_before_what_holds_them(shop):
    work(title_en="Cushion, kilim weave")
    lines = offered("kil")
    assert [(line["words"], line["kind"]) for line in lines[:2]] == [
        ("Kilim", "Craft"),
        ("Days of the kilim", "Exhibition"),
    ]
    assert sorted(line["words"] for line in lines[2:]) == ["Cushion, kilim weave", "Red kilim"]
    assert lines[0] == {"words": "Kilim", "kind": "Craft", "url": "/en/crafts/kilim/"}


def test_names_are_offered_in_the_language_of_the_page_whatever_was_typed(shop):
    assert offered("kil", "fa")[0] == {"words": "گلیم", "kind": "رشته", "url": "/fa/crafts/kilim/"}
    assert offered("بسا", "ar")[0]["words"] == "بساط"
    assert offered("sep", "ckb") == [
        {"words": "سپیده", "kind": offered("sep", "ckb")[0]["kind"], "url": "/ckb/exhibitors/sepideh/", "lang": "fa"}
    ]


def test_materials_and_places_are_offered_where_works_have_them(shop):
    Material.objects.create(slug="wool-of-nobody", name_en="Wool of nobody")
    PlaceFactory(slug="eyvan-of-nobody", name_en="Eyvan of nobody", kind="county")
    assert offered("woo") == [{"words": "Wool", "kind": "Material", "url": "/en/products/?material=wool"}]
    assert offered("eyv")[0] == {"words": "Eyvan", "kind": "Place", "url": "/en/products/?place=eyvan"}
    assert "nobody" not in json.dumps(offered("eyv"))


def test_at_most_ten_lines_and_four_of_a_kind_are_offered(shop):
    for number in range(12):
        ExhibitionFactory(slug=f"kilim-{number}", name_en=f"Kilim fair {number}")
        work(title_en=f"Kilim number {number}")
        maker(slug=f"maker-{number}", name_en=f"Kilim maker {number}")
    lines = offered("kilim")
    kinds = [line["kind"] for line in lines]
    assert len(lines) == 10
    assert max(map(kinds.count, kinds)) == 4


def test_the_title_of_a_work_is_offered_for_several_words_and_for_three_letters(shop):
    assert [[line["words"] for line in offered(words)] for words in ("red", "red kil")] == [["Red kilim"]] * 2
    assert offered("qqq") == offered("red qqqq") == []


def test_what_is_hidden_is_offered_to_nobody(shop):
    hidden = maker(slug="hidden", name_en="Hidden kilim", publication="withdrawn")
    work(exhibitor=hidden, title_en="Hidden kilim")
    work(title_en="Hidden draft of a kilim", state="draft", published_at=None)
    ExhibitionFactory(slug="secret", name_en="Hidden kilim days", publication="draft", published_at=None)
    assert "Hidden" not in json.dumps(offered("kilim"))
    assert offered("hidden") == []


def test_suggestions_are_the_same_for_everybody_and_may_be_kept(shop):
    response = Client().get("/fa/search/suggestions/?q=گل")
    assert response.headers["Content-Type"] == "application/json"
    assert "public" in response.headers["Cache-Control"]
    assert response.cookies == {}
    assert offered("") == offered("   ") == []


def test_every_public_page_leads_to_the_search(shop):
    for language in LANGUAGES:
        for path in ("", "products/", "crafts/kilim/", "search/"):
            assert (
                f'class="masthead-search" href="/{language}/search/"'
                in Client().get(f"/{language}/{path}").content.decode()
            )
        home = Client().get(f"/{language}/").content.decode()
        assert f'action="/{language}/search/"' in home and f'data-suggestions="/{language}/search/suggestions/"' in home
    assert 'aria-current="page"' in re.search(r'<a class="masthead-search".*?>', find("kilim").content.decode())[0]


ATOM = {"atom": "http://www.w3.org/2005/Atom"}


def test_every_search_is_also_a_feed(shop):
    html = find("kilim", "fa").content.decode()
    feed = "/feeds/products.xml?language=fa&amp;q=kilim"
    assert f'<link rel="alternate" type="application/atom+xml" title="آثار: kilim" href="{feed}">' in html
    assert f'<a href="{feed}">' in html
    read = ElementTree.fromstring(Client().get("/feeds/products.xml?language=fa&q=kilim").content)
    assert read.find("atom:title", ATOM).text.endswith(": kilim")
    assert [each.text for each in read.findall("atom:entry/atom:title", ATOM)] == ["گلیم سرخ · سپیده"]
    assert read.find("atom:link[@rel='self']", ATOM).get("href").endswith("/feeds/products.xml?language=fa&q=kilim")
    assert read.find("atom:link[@rel='alternate']", ATOM).get("href").endswith("/fa/products/?q=kilim")


def test_a_feed_is_narrowed_and_titled_by_what_is_chosen(shop):
    address = "/feeds/products.xml?craft=copper&craft=nothing&kind=unknown&after=x&page=0&language=en"
    read = ElementTree.fromstring(Client().get(address).content)
    assert read.find("atom:title", ATOM).text == "New works at IlamExpo: Copper"
    assert [each.text.partition(" · ")[0] for each in read.findall("atom:entry/atom:title", ATOM)] == ["Engraved tray"]
    priced = ElementTree.fromstring(
        Client().get("/feeds/products.xml?craft=kilim&currency=USD&price_max=50&language=en").content
    )
    assert priced.find("atom:title", ATOM).text == "New works at IlamExpo: Kilim, up to USD 50"
    assert priced.findall("atom:entry", ATOM) == []
    everything = ElementTree.fromstring(Client().get("/feeds/products.xml?language=en").content)
    assert everything.find("atom:title", ATOM).text == "New works at IlamExpo"
    assert len(everything.findall("atom:entry", ATOM)) == 2
    strange = Client().get("/feeds/products.xml?language=en&q=%01%0b%EF%BF%BE<kilim>").content
    assert ElementTree.fromstring(strange).find("atom:title", ATOM).text == "New works at IlamExpo: <kilim>"
