"""A form of the records that is refused comes back with what is wrong, whatever was emptied."""

import pytest
from django.urls import reverse

from tests.factories import ExhibitionFactory, ExhibitorFactory, ProductFactory, official

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("products_product", ProductFactory),
        ("products_product", lambda: ProductFactory(state="draft", published_at=None)),
        ("events_exhibition", lambda: ExhibitionFactory(publication="draft", published_at=None)),
        ("exhibitors_exhibitor", ExhibitorFactory),
    ],
)
def test_an_emptied_slug_beside_another_error_is_no_failure(client, name, make):
    record = make()
    client.force_login(official(), backend="accounts.backends.Backend")

    answer = client.post(reverse(f"records:{name}_change", args=[record.pk]), {"slug": ""})

    assert answer.status_code == 200
    assert answer.context["errors"]
