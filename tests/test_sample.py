"""The sample: repeatable, marked, and gone without a trace."""

from datetime import date

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from enquiries.models import Enquiry
from events.models import Exhibition, Gate, Stand, VisitorCount
from events.seed import load_record
from exhibitors.models import Allocation, Exhibitor, Feedback, Participation
from ilamexpo.sample import forget_samples, load_sample
from products.facets import Filters, current_stamp
from products.models import Exhibit, Picture, Product
from tests.factories import ExhibitorFactory, ProductFactory
from vocabulary.models import Craft
from vocabulary.seed import load_vocabulary

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
MODELS = (
    Feedback,
    User,
    Enquiry,
    Exhibition,
    Stand,
    Gate,
    VisitorCount,
    Exhibitor,
    Participation,
    Allocation,
    Product,
    Picture,
    Exhibit,
)


@pytest.fixture
def record(settings, tmp_path):
    settings.VAR = tmp_path
    load_vocabulary()
    load_record()


def counts():
    return {model.__name__: model.objects.count() for model in MODELS}


def test_the_sample_comes_once_and_goes_whole(record, django_capture_on_commit_callbacks):
    before = counts()
    load_sample(TODAY)
    filled = counts()

    assert not any(load_sample(TODAY).values())
    assert counts() == filled

    assert Exhibition.objects.filter(is_sample=True).count() == 2
    assert Participation.objects.filter(exhibition__slug="kut-2025-10").count() == 15
    assert Exhibitor.objects.filter(is_sample=True, publication="published").count() == 15
    assert Product.objects.filter(is_sample=True).count() >= 120
    assert not Product.objects.filter(is_sample=True, cover=None).exists()
    assert not Craft.objects.filter(products=None).exists()
    handmade = Product.objects.filter(is_sample=True, craft__is_craft=True)
    assert not handmade.filter(materials=None).exists()
    assert not handmade.filter(techniques=None).exists()
    assert set(Enquiry.objects.values_list("language", flat=True)) == {"ar", "ckb", "fa", "en"}
    assert set(Enquiry.objects.values_list("state", flat=True)) == {"new", "seen", "spam"}
    assert 10 <= Feedback.objects.filter(participation__exhibition__slug="kut-2025-10").count() < 15
    visitors = VisitorCount.objects.by_exhibition()
    assert set(visitors) == {
        exhibition.pk for exhibition in Exhibition.objects.filter(slug__in=["kut-2025-10", "sample-kut-now"])
    }
    assert all(number > 500 for number in visitors.values())
    running = Exhibition.objects.get(slug="sample-kut-now")
    assert running.phase(TODAY) == "running"
    assert "exhibitors" in running.shared_with_host
    assert Exhibition.objects.get(slug="sample-sulaymaniyah-next").phase(TODAY) == "next"

    check_facets()
    with django_capture_on_commit_callbacks(execute=True):
        forget_samples()
    assert counts() == before


def check_facets():
    """Beside every value of every facet stands how many works choosing it finds, alone and beside another choice."""
    published = Product.objects.published().order_by()
    checked = 0
    for asked in ("", "kind=one_off", "craft=all-weaving&place=ilam", "currency=USD&price_max=250"):
        filters = Filters.read(QueryDict(asked))
        for facet, lines in filters.choices.items():
            assert lines, facet
            for line in lines:
                chosen = Filters.read(QueryDict(filters.query_string((facet, line.slug), without=[facet])))
                assert line.count == chosen.total == chosen.in_sql(published).count(), (asked, facet, line.slug)
                checked += 1
        for band, count in filters.price_lines:
            chosen = Filters.read(QueryDict(filters.query_string(price=band)))
            assert count == chosen.total == chosen.in_sql(published).count(), (asked, band)
    assert checked > 400


def queries_of_forgetting(works):
    maker = ExhibitorFactory(is_sample=True)
    for product in ProductFactory.create_batch(works, exhibitor=maker, is_sample=True):
        Picture.objects.create(product=product, digest="0123456789abcdef", width=640, height=480)
    with CaptureQueriesContext(connection) as queries:
        forget_samples()
    assert not Product.objects.exists()
    return len(queries)


def test_to_forget_many_works_asks_no_more_than_to_forget_few():
    assert queries_of_forgetting(40) == queries_of_forgetting(4)


def test_forgetting_moves_the_stamp_and_writes_down_what_was_no_sample():
    maker = ExhibitorFactory(is_sample=True)
    handmade = ProductFactory(exhibitor=maker).pk
    ProductFactory(exhibitor=maker, is_sample=True)
    stamp = current_stamp()

    gone = forget_samples()

    assert gone["products.Product"] == 2
    assert current_stamp() != stamp
    deleted = LogEntry.objects.filter(action=LogEntry.Action.DELETE, content_type__model="product")
    assert set(deleted.values_list("object_id", flat=True)) == {handmade}
    ProductFactory()
    assert LogEntry.objects.filter(content_type__model="product").latest("pk").action == LogEntry.Action.CREATE
