"""The sample: repeatable, marked, and gone without a trace."""

from datetime import date

import pytest

from accounts.models import User
from enquiries.models import Enquiry
from events.models import Exhibition, Stand
from events.seed import load_record
from exhibitors.models import Allocation, Exhibitor, Participation
from ilamexpo.sample import forget_samples, load_sample
from products.models import Exhibit, Picture, Product
from vocabulary.models import Craft
from vocabulary.seed import load_vocabulary

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
MODELS = (User, Enquiry, Exhibition, Stand, Exhibitor, Participation, Allocation, Product, Picture, Exhibit)


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
    assert set(Enquiry.objects.values_list("state", flat=True)) == {"new", "seen", "answered", "closed", "spam"}
    running = Exhibition.objects.get(slug="sample-kut-now")
    assert running.phase(TODAY) == "running"
    assert Exhibition.objects.get(slug="sample-sulaymaniyah-next").phase(TODAY) == "next"

    with django_capture_on_commit_callbacks(execute=True):
        forget_samples()
    assert counts() == before
