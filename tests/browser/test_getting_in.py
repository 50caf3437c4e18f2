"""A weaver without e-mail gets in: a printed code, a code told by phone, and from then on her fingerprint."""

import re

import pytest
from playwright.sync_api import expect

from lib.numbers import localise
from tests.browser.conftest import DESK, PHONE

pytestmark = pytest.mark.browser

OFFICIAL = "official@example.org"


@pytest.fixture
def desk(site, open_page):
    """An official's page of access of an exhibitor that nobody represents yet."""
    page = open_page(**DESK)
    page.goto(site.manage("sign_in_link", OFFICIAL).strip().splitlines()[-1])
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(f"{site.url}/fa/office/")
    page.goto(f"{site.url}/fa/office/exhibitors/")
    page.locator('tr:has-text("هیچ‌کس"), tr:has-text("nobody")').first.locator('a[href$="/access/"]').click()
    return page


def invite(desk, name, phone):
    """Fill in the invitation and make a code; the digits as the official reads them."""
    desk.locator("#id_name").fill(name)
    desk.locator("#id_phone").fill(phone)
    desk.locator("#invite-form button[value=code]").click()
    digits = desk.locator(".handed-digits").inner_text()
    assert re.fullmatch("\u2066[۰-۹]{4} \u200e[۰-۹]{4}\u2069", digits)
    return digits


def test_a_printed_code_leads_to_the_portal_in_at_most_four_taps(site, desk, open_page):
    digits = invite(desk, "گلنار احمدی", "۰۹۱۸ ۷۶۵ ۴۳۲۱")
    address = desk.locator(".handed-address").inner_text()
    assert address == f"{site.url}/fa/accounts/invitation/"
    expect(desk.locator("#handed-text")).to_contain_text(address)
    expect(desk.locator("#handed-text")).to_contain_text(digits)

    page, taps = open_page(**PHONE, java_script_enabled=False), 0
    page.goto(address)
    page.locator("#id_code").fill(digits)
    page.locator("#account-form [type=submit]").tap()
    taps += 1
    expect(page.locator("#id_name")).to_have_value("گلنار احمدی")
    assert page.evaluate("document.documentElement.scrollWidth <= 360")
    page.locator("#account-form [type=submit]").tap()
    taps += 1
    expect(page).to_have_url(f"{site.url}/fa/portal/")
    assert taps <= 4

    # Her second visit: by number and password she has none, so the office tells her a code.
    page.context.clear_cookies()
    desk.locator("main a.btn-primary").click()
    desk.locator("button[value=sign-in]").first.click()
    page.goto(f"{site.url}/fa/accounts/login/")
    page.locator('a[href$="/login/phone/"]').tap()
    page.locator("#id_phone").fill("۰۹۱۸۷۶۵۴۳۲۱")
    page.locator("#id_code").fill(localise(desk.locator(".handed-digits").inner_text(), "ckb"))
    page.locator("#account-form [type=submit]").tap()
    expect(page).to_have_url(f"{site.url}/fa/portal/")


@pytest.fixture
def telephone(browser, site):
    """A page at localhost, where browsers allow passkeys, with a device that has a fingerprint sensor."""
    context = browser.new_context(**PHONE)
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: "policy" in message.text.lower() and faults.append(message.text))
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    sensor = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": sensor | {"isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    page.base = site.url.replace("127.0.0.1", "localhost")
    yield page
    context.close()
    assert faults == []


def test_a_passkey_is_made_signs_in_and_is_removed(site, telephone):
    page, base = telephone, telephone.base
    link = site.manage("sign_in_link", "artist@example.org").strip().splitlines()[-1]
    page.goto(link.replace("127.0.0.1", "localhost"))
    page.locator("main form button[type=submit]").tap()
    expect(page).to_have_url(f"{base}/fa/portal/")
    page.goto(f"{base}/fa/accounts/")
    page.locator('a[href$="/two-factor/webauthn/"]').tap()
    page.locator('a[href$="/webauthn/add/"]').tap()
    page.locator("#id_name").fill("گوشی من")
    page.locator("[data-passkey] [type=submit]").tap()
    expect(page).to_have_url(f"{base}/fa/accounts/two-factor/webauthn/")
    expect(page.locator(".tasks li")).to_have_count(1)
    expect(page.locator(".tasks li")).to_contain_text("گوشی من")

    page.context.clear_cookies()
    page.goto(f"{base}/fa/accounts/login/")
    page.locator("[data-passkey] [type=submit]").tap()
    expect(page).to_have_url(f"{base}/fa/portal/")

    page.goto(f"{base}/fa/accounts/two-factor/webauthn/")
    page.locator('a[href$="/remove/"]').tap()
    # The sample's accounts have a password, so she is asked for it, or for the passkey.
    page.locator('main a[href*="/webauthn/reauthenticate/"]').tap()
    page.locator("[data-passkey] [type=submit]").tap()
    expect(page).to_have_url(re.compile("/remove/$"))
    page.locator("#account-form [type=submit]").tap()
    expect(page.locator(".tasks li")).to_have_count(0)

    page.context.clear_cookies()
    page.goto(f"{base}/fa/accounts/login/")
    page.locator("[data-passkey] [type=submit]").tap()
    expect(page.locator(".message:visible")).to_have_count(1)
    expect(page).to_have_url(f"{base}/fa/accounts/login/")
