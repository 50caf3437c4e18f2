"""Claims about the whole name the exhibitions they probably mean, as far as those are public."""

import pytest

from tests.factories import ClaimFactory, ExhibitionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["/en/", "/en/exhibitions/"])
def test_a_claim_does_not_lead_to_an_exhibition_that_is_not_public(client, page):
    claim = ClaimFactory(key="three-exhibitions-2025")
    claim.exhibitions.set(
        [ExhibitionFactory(slug="open-to-all"), ExhibitionFactory(slug="not-yet", publication="draft")]
    )

    html = client.get(page).content.decode()

    assert "/en/exhibitions/open-to-all/" in html
    assert "not-yet" not in html
