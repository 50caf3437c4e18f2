"""A session that cannot be kept: an ended one is told from a database that is down."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client

from accounts.sessions import SessionStore
from enquiries.models import Enquiry
from tests.enquiries import asking
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    session = SessionStore()
    session["buyer_of"] = ["E2345678"]
    session.create()
    return session


def test_what_was_ended_meanwhile_is_not_kept(session):
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        session.save()


def test_a_database_that_is_down_is_said_to_be_down(session, monkeypatch):
    def fail(self, *args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(Session, "save", fail)
    with pytest.raises(OperationalError, match="closed the connection"):
        session.save()


def test_a_buyer_is_not_blamed_when_the_database_goes_and_finds_the_enquiry_kept(monkeypatch):
    client, typed = Client(raise_request_exception=False), asking.typed(ProductFactory())
    keep = Session.save

    def fail_at_the_end(self, *args, **kwargs):
        if kwargs["force_update"]:
            raise OperationalError("server closed the connection unexpectedly")
        keep(self, *args, **kwargs)

    monkeypatch.setattr(Session, "save", fail_at_the_end)
    assert client.post("/en/enquiry/", typed).status_code == 503
    monkeypatch.undo()
    page = client.post("/en/enquiry/", typed, follow=True).content.decode()
    assert Enquiry.objects.get().code in page
