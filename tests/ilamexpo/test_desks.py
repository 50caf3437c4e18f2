"""The first page of an exhibitor."""

import pytest

from exhibitors.plans import release_now
from tests.factories import (
    AllocationFactory,
    ParticipationFactory,
    ProductFactory,
    RepresentativeFactory,
    StandFactory,
    official,
)

pytestmark = pytest.mark.django_db


def test_an_exhibitor_finds_the_own_exhibitions_and_what_waits(client):
    representative = RepresentativeFactory()
    exhibitor = representative.exhibitor
    stand = StandFactory()
    participation = ParticipationFactory(exhibitor=exhibitor, exhibition=stand.hall.exhibition)
    AllocationFactory(participation=participation, stand=stand)
    release_now(participation.exhibition)
    ProductFactory(exhibitor=exhibitor, title_en="Own kilim", state="returned", published_at=None)
    ProductFactory(title_en="Somebody else's kilim")
    client.force_login(representative.user)

    html = client.get("/en/portal/").content.decode()

    assert "Own kilim came back to you" in html
    assert f">{stand.code}<" in html
    assert "Somebody else" not in html


def test_the_portal_is_closed_to_who_represents_nobody(client):
    client.force_login(official())

    assert client.get("/en/portal/").status_code == 403
