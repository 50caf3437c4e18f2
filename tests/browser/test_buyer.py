"""A buyer with a telephone: from three works to a sent enquiry, and from the private page to an order."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.test_portal_journeys import Finger

pytestmark = pytest.mark.browser
MOST_TAPS, MOST_TAPS_TO_ACCEPT = 9, 4
OFFER = """
import re
from decimal import Decimal
from enquiries.actions import send_quotation
from enquiries.models import Enquiry, Quotation, QuotationLine
enquiry = Enquiry.objects.get(code='{code}')
for thread in enquiry.threads.all():
    quotation = Quotation.objects.create(thread=thread, currency='IQD', deposit_percent=20, lead_days=14)
    for position, line in enumerate(thread.lines.all()):
        QuotationLine.objects.create(quotation=quotation, line=line, title=line.snapshot['title'], quantity=line.quantity,
                                     unit_price=Decimal(125000), position=position)
    send_quotation(quotation, actor=None)
"""


def width_is_kept(page, scripts):
    if scripts:
        assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.fixture(scope="module")
def works(site):
    """The codes of three works by two makers."""
    program = (
        "from products.models import Product; "
        "rows = list(Product.objects.published().exclude(kind='one_off').order_by('exhibitor_id', 'pk')"
        ".values_list('code', 'exhibitor_id')); "
        "makers = list(dict.fromkeys(maker for _code, maker in rows)); "
        "firsts = [[code for code, maker in rows if maker == each] for each in makers]; "
        "many = next(codes for codes in firsts if len(codes) > 1); "
        "other = next(codes for codes in firsts if codes is not many); "
        "print('works', *many[:2], other[0])"
    )
    said = site.manage("shell", "-c", program)
    return next(line for line in said.splitlines() if line.startswith("works ")).split()[1:]


def test_what_is_removed_from_the_list_is_not_there_in_another_language_either(site, open_page, works):
    page = open_page(**DESK)
    page.goto(f"{site.url}/en/enquiry/?" + "&".join(f"add={code}" for code in works))
    rows = page.locator("#enquiry-form .quantities li")
    expect(rows).to_have_count(3)
    page.locator(f'[data-remove="{works[0]}"]').click()
    expect(rows).to_have_count(2)
    page.locator('a[hreflang="ckb"]').first.click()
    page.wait_for_url("**/ckb/enquiry/?**")
    expect(rows).to_have_count(2)
    page.locator("footer [data-enquiry-list]").click()
    page.wait_for_load_state()
    expect(rows).to_have_count(2)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("language", ["ar", "ckb"])
def test_a_guest_asks_two_makers_about_three_works_and_accepts_a_quotation(site, open_page, works, language, scripts):
    page = open_page(**PHONE, java_script_enabled=scripts)
    finger = Finger(page)
    if scripts:
        for code in works:
            # Opened from a card: found, and then one tap to put it on the list.
            page.goto(f"{site.url}/{language}/products/{code}")
            finger.tap(f'[data-add="{code}"]')
        finger.tap(".masthead-list")
    else:
        # Without scripts each link to the form carries its work along.
        page.goto(f"{site.url}/{language}/enquiry/?" + "&".join(f"add={code}" for code in works))
    page.wait_for_url("**/enquiry/?**")
    expect(page.locator("#enquiry-form .quantities li")).to_have_count(3)
    width_is_kept(page, scripts)
    finger.tap("#id_name")
    page.locator("#id_name").fill("أبو علي")
    finger.tap("#id_contact")
    page.locator("#id_contact").fill("٠٧٧٠١٢٣٤٥٦٧")
    page.wait_for_timeout(2100)
    finger.tap("#enquiry-form [type=submit]")
    page.wait_for_url("**/enquiry/?sent=**")
    assert finger.taps <= MOST_TAPS
    expect(page.locator(".private-address svg")).to_be_visible()
    width_is_kept(page, scripts)
    code = page.locator(".sent-code").get_attribute("data-code")
    address = page.locator(".private-address .copy-text").inner_text()
    site.manage("shell", "-c", OFFER.format(code=code))

    # On another telephone the address only reads, until the phone of the enquiry is typed.
    other = open_page(**PHONE, java_script_enabled=scripts)
    other.goto(site.url + "/" + address.split("/", 3)[3])
    width_is_kept(other, scripts)
    expect(other.locator("section.thread")).to_have_count(2)
    expect(other.locator("[id^=accept-form]")).to_have_count(0)
    finger = Finger(other)
    finger.tap("#id_proof_contact")
    other.locator("#id_proof_contact").fill("0770 123 4567")
    finger.tap("#proof-form [type=submit]")
    finger.tap("[data-accept]")
    width_is_kept(other, scripts)
    finger.tap("[id^=accept-form] [type=submit]")
    assert finger.taps <= MOST_TAPS_TO_ACCEPT
    expect(other.locator(".pill-accepted")).to_have_count(1)
    # The browser that sent may act at once: no contact is typed.
    page.goto(site.url + "/" + address.split("/", 3)[3])
    expect(page.locator("#proof-form")).to_have_count(0)
    page.locator("#reply-form-1 textarea").fill("شكرًا")
    page.locator("#reply-form-1 [type=submit]").tap()
    expect(page.locator(".said-own")).to_have_count(1)
    width_is_kept(page, scripts)
