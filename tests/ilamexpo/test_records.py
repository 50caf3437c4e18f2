"""Every page of the records saves what it shows, and changes nothing that nobody touched."""

import pytest
from django.urls import reverse

from accounts.audit import DERIVED
from events.models import Role
from events.seed import load_record
from ilamexpo.records import records
from tests.factories import (
    AllocationFactory,
    ExhibitFactory,
    HallFactory,
    RepresentativeFactory,
    StandFactory,
    UserFactory,
    official,
)
from tests.records import errors, typed
from vocabulary.seed import load_vocabulary

pytestmark = pytest.mark.django_db
EDITED = [
    "events.Exhibition", "events.Series", "events.Stand", "events.Claim", "events.Role", "exhibitors.Exhibitor",
    "products.Product", "products.ExchangeRate", "vocabulary.Craft", "vocabulary.Place", "vocabulary.Material",
    "vocabulary.Technique", "accounts.User",
]  # fmt: skip


@pytest.fixture
def record(client):
    """The real record and a little of everything else, seen by somebody who may do everything."""
    load_vocabulary()
    load_record()
    stand = StandFactory(code="A1", hall=HallFactory(name_fa="سالن"))
    allocation = AllocationFactory(stand=stand, participation__exhibition=stand.hall.exhibition)
    exhibitor = allocation.participation.exhibitor
    exhibit = ExhibitFactory(participation=allocation.participation)
    exhibitor.contact_points.create(kind="phone", value="+9647701234567")
    RepresentativeFactory(exhibitor=exhibitor)
    exhibit.product.exhibitor.save()
    official(kind=Role.Kind.VIEWER, exhibition=stand.hall.exhibition)
    user = UserFactory(is_superuser=True, is_sample=True)
    client.force_login(user)


def rows(model):
    """What is stored, without what may move on its own and what is read through the active language."""
    languages = {name.rpartition("_")[0] for name in vars(model()) if name.endswith("_fa")}
    unsteady = DERIVED | {"last_login"} | languages
    return {row["id"]: {name: row[name] for name in row.keys() - unsteady} for row in model.objects.values()}


@pytest.mark.parametrize("language", ["fa", "en"])
def test_saving_what_was_shown_changes_nothing(client, record, language):
    for model in [model for model in records._registry if model._meta.label in EDITED]:
        before = rows(model)
        for pk in list(before)[:6]:
            name = f"records:{model._meta.app_label}_{model._meta.model_name}_change"
            url = f"/{language}/" + reverse(name, args=[pk]).split("/", 2)[2]
            response = client.post(url, typed(client.get(url).content.decode()))
            assert (url, errors(response.content.decode()), response.status_code) == (url, [], 302)
        assert rows(model) == before


def test_every_list_opens_in_every_language_and_is_searched(client, record):
    for model in records._registry:
        path = reverse(f"records:{model._meta.app_label}_{model._meta.model_name}_changelist")[3:]
        for language in ("en", "fa", "ar", "ckb"):
            page = client.get(f"/{language}{path}")
            assert (path, page.status_code) == (path, 200)
            assert f'lang="{language}"' in page.content.decode()
        assert client.get(f"/fa{path}", {"q": "کوت ' % \x00 _"}).status_code in {200, 302}


def test_a_rate_and_an_account_are_entered(client, record):
    for page, values in [
        ("products/exchangerate", {"currency": "USD", "dinars": "۱۳۱۰٫۵", "day": "۱۴۰۵/۹/۳", "source": "CBI"}),
        ("accounts/user", {"name": "کریم", "phone": "۰۷۷۰ ۱۲۳ ۴۵۶۷", "language": "fa", "is_active": "on"}),
    ]:
        url = f"/fa/office/records/{page}/add/"
        response = client.post(url, typed(client.get(url).content.decode()) | values)
        assert (errors(response.content.decode()), response.status_code) == ([], 302)
