"""From a work to the messenger in at most three taps, on a phone, with scripts and without; the code goes along."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.test_portal_journeys import Finger

pytestmark = pytest.mark.browser
MOST_TAPS = 3


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_work_leads_to_whatsapp_in_three_taps_with_the_code_in_the_message(site, open_page, scripts):
    page = open_page(**PHONE, locale="ar-IQ", java_script_enabled=scripts)
    page.goto(f"{site.url}/ar/products/")
    page.goto(site.url + page.locator(".product-card a").first.get_attribute("href"))
    finger = Finger(page)
    finger.tap('[data-talk="whatsapp"]')
    page.wait_for_url("**/enquiry/talk/whatsapp/?add=*")
    # A person looks for longer than a robot.
    page.wait_for_timeout(1100)
    finger.tap("#talk-form [type=submit]")
    page.wait_for_url("**/enquiry/talk/whatsapp/?sent=*")
    code = page.locator(".talk-code").get_attribute("data-code")
    link = page.locator('a.btn-primary[href^="https://wa.me/"]')
    expect(link).to_be_visible()
    # The third tap would leave the site.
    assert finger.taps + 1 <= MOST_TAPS
    assert code in link.get_attribute("href") and link.get_attribute("rel") == "noreferrer"
    if scripts:
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        # The number to write to is not broken into two.
        assert page.locator("main .phone").last.evaluate("each => each.getClientRects().length") == 1
