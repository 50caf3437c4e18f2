"""An enquiry keeps the exhibition and the stand at which its buyer scanned a code."""

import pytest

from enquiries.models import Enquiry
from tests.enquiries.asking import typed
from tests.factories import ExhibitionFactory, HallFactory, StandFactory
from tests.world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make_world()
    Enquiry.objects.all().delete()
    return world


def test_the_form_carries_what_the_work_was_told_and_the_enquiry_keeps_it(world, client):
    code, stand = world.product.code, world.stand.public_code
    page = client.get(f"/ar/enquiry/?add={code}&exhibition=kut-now&stand={stand}").content.decode()
    assert '<input type="hidden" name="exhibition" value="kut-now">' in page
    assert f'<input type="hidden" name="stand" value="{stand}">' in page
    client.post("/ar/enquiry/", typed(world.product, exhibition="kut-now", stand=stand))
    enquiry = Enquiry.objects.get()
    assert (enquiry.exhibition, enquiry.stand) == (world.exhibition, world.stand)


def test_a_stand_of_another_exhibition_or_a_hidden_one_is_left_out(world, client):
    elsewhere = StandFactory()
    client.post("/ar/enquiry/", typed(world.product, exhibition="kut-now", stand=elsewhere.public_code))
    enquiry = Enquiry.objects.get()
    assert (enquiry.exhibition, enquiry.stand) == (world.exhibition, None)
    enquiry.delete()
    hidden = ExhibitionFactory(slug="hidden", publication="draft", published_at=None)
    stand = StandFactory(hall=HallFactory(exhibition=hidden))
    client.post("/ar/enquiry/", typed(world.product, exhibition="hidden", stand=stand.public_code))
    enquiry = Enquiry.objects.get()
    assert (enquiry.exhibition, enquiry.stand) == (None, None)


def test_an_enquiry_from_elsewhere_has_neither(world, client):
    client.post("/ar/enquiry/", typed(world.product, exhibition="\x00", stand="\x00"))
    enquiry = Enquiry.objects.get()
    assert (enquiry.exhibition, enquiry.stand) == (None, None)
