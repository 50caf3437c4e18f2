"""What was reported of the cooperation: loaded once, with its doubts, and walked from the meeting to the signature."""

import re

import pytest
from django.test import Client

from cooperation.models import Institution, Record, Source, Step, Tenure
from cooperation.seed import load_cooperation
from events.models import Claim
from events.seed import load_record
from vocabulary.seed import load_vocabulary

pytestmark = pytest.mark.django_db

MEETING, SUGGESTED, SIGNED = "meeting-wasit-2025-10", "memorandum-suggested-2025-10", "memorandum-signed-2025-12"


@pytest.fixture
def record():
    load_vocabulary()
    load_record()
    return load_cooperation()


def test_the_chain_stands_with_its_states_and_doubts(record):
    found = {row.slug: (row.kind, row.concrete.state) for row in Record.objects.published()}
    assert found == {
        "delegation-wasit-2025-10": ("delegation", "held"),
        MEETING: ("meeting", "held"),
        "decisions-exports-imports-2025-10": ("decision", "agreed"),
        SUGGESTED: ("memorandum", "suggested"),
        "visit-wasit-2025-12": ("tour", "held"),
        SIGNED: ("memorandum", "signed"),
    }
    doubtful = Step.objects.filter(certainty=Claim.Certainty.UNCERTAIN)
    assert {(step.earlier.slug, step.later.slug) for step in doubtful} == {
        (MEETING, "visit-wasit-2025-12"),
        (SUGGESTED, SIGNED),
    }
    assert all(row.sources.exists() for row in Record.objects.all())


def test_loading_again_doubles_nothing_and_keeps_an_edit(record):
    assert record["records of the cooperation"] == 6
    Record.objects.filter(slug=MEETING).update(title_fa="دیدار")
    counts = [model.objects.count() for model in (Record, Institution, Tenure, Source, Step)]

    again = load_cooperation()

    assert again["records of the cooperation"] == again["institutions"] == 0
    assert [model.objects.count() for model in (Record, Institution, Tenure, Source, Step)] == counts
    assert Record.objects.get(slug=MEETING).title_fa == "دیدار"


def test_every_text_stands_in_four_languages(record):
    for row in Record.objects.all():
        for field in ("title", "summary"):
            assert all(getattr(row, f"{field}_{code}") for code in ("en", "fa", "ar", "ckb")), (row.slug, field)


@pytest.mark.parametrize("language", ["fa", "ar", "ckb", "en"])
def test_visitors_walk_from_the_meeting_to_the_signature_in_three_clicks(record, language):
    client, page, walked = Client(), f"/{language}/cooperation/{MEETING}/", []
    for step in (SUGGESTED, SIGNED):
        html = client.get(page).content.decode()
        page = f"/{language}/cooperation/{step}/"
        assert f'href="{page}"' in html
        walked.append(step)
    signed = client.get(page).content.decode()
    assert len(walked) <= 3
    assert 'datetime="2025-12-16"' in signed
    assert "pill-doubt" in signed


def test_the_line_in_time_joins_what_came_out_of_what(record, client):
    html = client.get("/fa/cooperation/").content.decode()
    assert '<output data-count="6">' in html
    assert len(re.findall(r'class="chain-arc( chain-doubt)?"', html)) == Step.objects.count()
    assert html.count("chain-arc chain-doubt") == 2
    assert html.count("data-code=") == 6


def test_partner_and_topic_narrow_the_line(record, client):
    def codes(query):
        return set(re.findall(r'data-code="([^"]+)"', client.get(f"/en/cooperation/?{query}").content.decode()))

    assert codes("topic=exports") == {MEETING, "decisions-exports-imports-2025-10"}
    assert len(codes("partner=wasit-governorate")) == 6
    assert len(codes("partner=nobody&topic=%00'")) == 6
