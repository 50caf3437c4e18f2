"""The page where everybody checks whether a quotation is genuine."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from enquiries.actions import hold
from enquiries.documents import read_signs
from enquiries.models import Quotation
from lib.codes import build, mint
from tests.enquiries.papers import PHONE, SENT, as_user, ask, make_kilim, sent
from tests.factories import RepresentativeFactory, official
from tests.test_pages import check_html

pytestmark = pytest.mark.django_db
AGREED = ("Red kilim", "IQD 25,000", "IQD 50,000", "the buyer")
PRIVATE = ("أبو علي", "الكوت", PHONE, "0770", "layla@example.org")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def on_the_day(monkeypatch):
    """It is 24 November 2026."""
    monkeypatch.setattr(timezone, "now", lambda: SENT)


@pytest.fixture
def kilim():
    return make_kilim()


def check(quotation, signs=None, language="en", client=None):
    query = {"f": signs} if signs is not None else {}
    return (client or Client()).get(f"/{language}/check/{quotation.code}/", query)


def test_the_code_alone_tells_that_it_is_genuine_and_nothing_that_was_agreed(kilim, on_the_day):
    enquiry = ask(kilim, email="layla@example.org", may_pass_on=True)
    quotation = sent(kilim, thread=enquiry.threads.get())
    response = check(quotation)
    html = response.content.decode()
    assert response.status_code == 200
    for words in (
        'data-result="genuine"',
        "Sepideh",
        "24 November 2026 – 3 Azar 1405",
        "until 8 December 2026",
        'id="signs-form"',
    ):
        assert words in html
    assert not [words for words in (*AGREED, *PRIVATE, enquiry.code, quotation.fingerprint[:12]) if words in html]
    assert '<meta name="robots" content="noindex">' in html


@pytest.mark.parametrize("typed", ["{0}", "{0} ", "{1}", "{2}", "{3}"])
def test_the_right_signs_show_what_was_sent_but_never_the_buyer(kilim, typed):
    enquiry = ask(kilim, email="layla@example.org", may_pass_on=True)
    quotation = sent(kilim, thread=enquiry.threads.get(), remarks="Wash apart", remarks_language="en")
    first = quotation.fingerprint[:12]
    groups = " ".join([first[:4], first[4:8], first[8:]])
    persian = first.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")).upper()
    html = check(quotation, typed.format(first, groups, persian, quotation.fingerprint)).content.decode()
    assert 'data-result="right"' in html
    assert [words for words in (*AGREED, "Wash apart", kilim.exhibitor.name_en) if words not in html] == []
    assert not [words for words in (*PRIVATE, enquiry.code) if words in html]


def test_wrong_signs_are_a_clear_warning_and_show_nothing(kilim):
    quotation = sent(kilim)
    first = quotation.fingerprint[:12]
    html = check(quotation, ("0" if first[0] != "0" else "1") + first[1:]).content.decode()
    assert 'data-result="wrong"' in html and "This does not match." in html
    assert not [words for words in AGREED if words in html]


@pytest.mark.parametrize("typed", ["abc", "0123456789ag", "0" * 65, "  ", "<b>", "\x85" * 12, "١٢٣"])
def test_what_is_no_fingerprint_is_asked_again(kilim, typed):
    quotation = sent(kilim)
    response = check(quotation, typed)
    assert response.status_code == 200
    html = response.content.decode()
    assert ("These are not twelve signs." in html) is bool(typed.strip())
    assert 'data-result="genuine"' in html
    assert not [words for words in AGREED if words in html]


def test_a_row_that_was_altered_behind_the_back_of_the_site_is_told(kilim):
    quotation = sent(kilim)
    signs = quotation.fingerprint[:12]
    assert 'data-result="right"' in check(quotation, signs).content.decode()
    # As somebody with the password of the database could: the trigger is taken away first.
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("DROP TRIGGER enquiries_quotationline_frozen_update ON enquiries_quotationline")
        else:
            cursor.execute("DROP TRIGGER enquiries_quotationline_frozen_update")
        cursor.execute("UPDATE enquiries_quotationline SET unit_price = 20000 WHERE quotation_id = %s", [quotation.pk])
    for typed in (None, signs):
        html = check(quotation, typed).content.decode()
        assert 'data-result="altered"' in html
        assert "it was changed afterwards" in html
        assert not [words for words in ("IQD 20,000", "IQD 50,000", 'id="signs-form"') if words in html]


def test_a_newer_version_is_named_to_whoever_holds_the_paper(kilim):
    old = sent(kilim)
    newer = sent(kilim, thread=old.thread)
    signs = old.fingerprint[:12]
    assert "by a newer version." in check(old).content.decode()
    assert newer.code not in check(old).content.decode()
    html = check(old, signs).content.decode()
    assert f"/en/check/{newer.code}/" in html
    assert "25,000" in html


@pytest.mark.parametrize("kept", ["draft", "held back", "unknown", "work"])
def test_what_was_never_sent_is_not_known(kilim, kept):
    enquiry = ask(kilim)
    if kept == "draft":
        code = Quotation.objects.create(thread=enquiry.threads.get(), currency="IQD").code
    elif kept == "held back":
        code = sent(kilim, thread=enquiry.threads.get()).code
        hold(enquiry, actor=official())
    else:
        code = build("Q", 7) if kept == "unknown" else kilim.code
    response = Client().get(f"/en/check/{code}/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "was ever sent from here" in html and 'id="check-form"' in html


@pytest.mark.parametrize("typed", ["Q234567", "hello", "Q2345678Q", "۱۲۳", "'", "Q" * 300])
def test_a_mistyped_code_is_told_with_the_form_to_type_it_again(typed):
    for response in (Client().get(f"/en/check/{typed}/"), Client().get("/en/check/", {"code": typed})):
        html = response.content.decode()
        assert response.status_code == 404
        assert "a sign is missing or mistyped" in html and 'id="check-form"' in html


def test_a_code_is_read_in_any_digits_case_and_groups(kilim):
    quotation = sent(kilim)
    typed = quotation.code.lower().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    response = Client().get("/ckb/check/", {"code": f" {typed[:4]}-{typed[4:]} "})
    assert response.status_code == 302
    assert response["Location"] == f"/ckb/check/{quotation.code}/"
    assert Client().get(f"/en/check/{typed}/").status_code == 200


@pytest.mark.parametrize("language", ["en", "fa", "ar", "ckb"])
def test_the_pages_are_valid_and_the_same_for_everybody(kilim, language):
    quotation = sent(kilim)
    maker = as_user(RepresentativeFactory(exhibitor=kilim.exhibitor).user)
    for path in ("check/", f"check/{quotation.code}/", f"check/{quotation.code}/?f={quotation.fingerprint}"):
        response = Client().get(f"/{language}/{path}")
        check_html(response, language)
        assert response.cookies == {}
        assert "public" in response["Cache-Control"]
        assert maker.get(f"/{language}/{path}").content == response.content
        assert Client().post(f"/{language}/{path}").status_code == 405


def test_a_network_that_guesses_is_stopped_and_right_signs_are_no_guess(kilim, settings):
    settings.LIMITS_FACTOR = 1
    quotation = sent(kilim)
    right = quotation.fingerprint[:12]
    wrong = ("0" if right[0] != "0" else "1") + right[1:]
    for _time in range(40):
        assert check(quotation, right).status_code == 200
    looks = [check(quotation, wrong).status_code for _time in range(15)]
    looks += [check(quotation).status_code for _time in range(15)]
    assert looks == [200] * 30
    unknown = Client().get("/en/check/" + mint("Q") + "/")
    for stopped in (check(quotation, wrong), check(quotation), unknown):
        assert stopped.status_code == 429
        assert stopped["Retry-After"] == "3600" and "no-store" in stopped["Cache-Control"]
        assert "Too many attempts" in stopped.content.decode()
    # Whoever holds the paper is no guesser, however many guess beside them.
    assert check(quotation, right).status_code == 200
    assert Client(REMOTE_ADDR="198.51.100.7").get(f"/en/check/{quotation.code}/", {"f": right}).status_code == 200


def test_the_name_of_a_maker_who_is_not_public_is_told_only_to_whoever_holds_the_paper(kilim):
    quotation = sent(kilim)
    type(kilim.exhibitor).objects.update(publication="withdrawn")
    assert "Sepideh" not in check(quotation).content.decode()
    html = check(quotation, quotation.fingerprint).content.decode()
    assert "Sepideh" in html and "/exhibitors/sepideh/" not in html


def test_the_check_costs_the_same_for_one_line_and_forty(kilim):
    costs = []
    # The first look also begins the count of its network.
    for lines in (1, 1, 40):
        quotation = sent(kilim, lines=lines)
        with CaptureQueriesContext(connection) as queries:
            check(quotation, quotation.fingerprint)
        costs.append(len(queries))
    assert costs[1] == costs[2] <= 9


def test_signs_are_read_as_people_type_them():
    assert read_signs("۰۱۲۳-4567 89AB") == "0123456789ab"
    for typed in ("0123456789a", "o123456789ab", "0" * 65):
        with pytest.raises(ValueError):
            read_signs(typed)
