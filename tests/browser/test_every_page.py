"""Every kind of page, in four languages, on a phone and at a desk: axe finds nothing and nothing scrolls sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESK, PHONE

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "fa", "ar", "ckb")
PUBLIC = (
    "/",
    "/exhibitions/",
    "/exhibitions/kut-2025-10/",
    "/exhibitions/sample-kut-now/",
    "/exhibitions/sample-kut-now/exhibitors/",
    "/exhibitions/sample-kut-now/plan/",
    "/exhibitions/sample-kut-now/programme/",
    "/exhibitors/",
    "/exhibitors/sima-ranjbar/",
    "/crafts/",
    "/crafts/chit/",
    "/products/?craft=kilim",
    "/products/?q=nothing-of-the-kind",
    "/enquiry/",
    "/search/",
    "/search/?q=kilim",
    "/search/?q=kiilm",
    "/search/?q=nothing-of-the-kind",
    "/enquiry/?wanted=kilim",
    "/about/",
    "/privacy/",
    "/accessibility/",
    "/check/",
    "/check/Q234567/",
    "/accounts/login/",
    "/accounts/login/phone/",
    "/accounts/invitation/",
    "/no-such-page/",
)
OFFICE = ("/office/", "/office/exhibitors/", "/office/enquiries/", "/office/exhibitors/import/", "/office/records/")
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
AXE = Axe().axe_script


def faults_of(page, address):
    page.goto(address, wait_until="load")
    return faults_here(page, address)


def faults_here(page, name):
    """What axe holds against the page as it stands, and how far it scrolls sideways."""
    page.evaluate(AXE)
    # Only what is read here leaves the browser: all that is well is ten times as much, and slow to hand over.
    violations = page.evaluate("rules => axe.run(rules).then(found => found.violations)", RULES)
    found = [f"{name}: {rule['id']} at {rule['nodes'][0]['target']}" for rule in violations]
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"{name}: {beyond}px sideways"] if beyond > 0 else [])


@pytest.mark.parametrize(
    ("language", "width"),
    [*((language, PHONE) for language in LANGUAGES), ("fa", DESK), ("en", DESK)],
    ids=[*(f"{language}-phone" for language in LANGUAGES), "fa-desk", "en-desk"],
)
def test_public_pages_hold_nothing_against_anybody(site, open_page, language, width):
    page = open_page(**width)
    found = [fault for path in PUBLIC for fault in faults_of(page, f"{site.url}/{language}{path}")]
    page.goto(f"{site.url}/{language}/products/")
    found += faults_of(page, page.locator(".product-card a").first.evaluate("link => link.href"))
    assert found == []


@pytest.mark.parametrize("width", [PHONE, DESK], ids=["phone", "desk"])
def test_the_office_holds_nothing_against_anybody(site, open_page, width):
    page = open_page(**width)
    page.goto(site.manage("sign_in_link", "official@example.org").strip().splitlines()[-1])
    page.locator("main form button[type=submit]").click()
    found = [fault for code in ("fa", "en") for path in OFFICE for fault in faults_of(page, f"{site.url}/{code}{path}")]
    assert found == []
