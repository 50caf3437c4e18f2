"""Threads for measuring the desk: as many as asked for, each with its line, and none twice."""

from collections import Counter

import pytest

from enquiries.models import Enquiry, Line, Thread
from enquiries.synthetic import load_threads
from tests.factories import ExhibitorFactory, ProductFactory, official

pytestmark = pytest.mark.django_db


def test_they_are_brought_to_a_number_and_stand_on_the_desk(client):
    for maker in ExhibitorFactory.create_batch(3):
        ProductFactory.create_batch(2, exhibitor=maker, slug="synthetic-work")

    assert load_threads(40) == 40
    assert load_threads(40) == 0
    assert load_threads(60) == 20

    assert (Enquiry.objects.count(), Thread.objects.count(), Line.objects.count()) == (30, 60, 60)
    assert Counter(Thread.objects.values_list("state", flat=True)) == {
        "new": 6,
        "answered": 12,
        "quoted": 6,
        "closed": 36,
    }
    assert not [line for line in Line.objects.all() if line.thread.exhibitor_id != line.exhibitor_id]
    client.force_login(official(), backend="accounts.backends.Backend")
    html = client.get("/en/office/enquiries/").content.decode()
    assert "Synthetic 7" in html


def test_without_works_of_two_makers_there_are_none():
    ProductFactory(slug="synthetic-work")
    with pytest.raises(ValueError, match="add --products"):
        load_threads(10)
