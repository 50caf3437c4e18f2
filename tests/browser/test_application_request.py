"""The oldest waiting application, and a request for a better picture: by mouse and by keyboard alone, in Persian."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK

pytestmark = pytest.mark.browser

OFFICIAL = "official@example.org"
MAKE = """
from exhibitors.models import *
from events.models import Exhibition
from django.utils import timezone
from datetime import timedelta
maker = Exhibitor.objects.create(kind="artist", slug="{slug}", name_fa="{name}", is_sample=True)
ContactPoint.objects.create(exhibitor=maker, kind="phone", value="+989187654321")
exhibition = Exhibition.objects.get(slug="sample-sulaymaniyah-next")
row = Participation.objects.create(exhibitor=maker, exhibition=exhibition, state="submitted", is_sample=True,
    submitted_at=timezone.now() - timedelta(days=300))
print(row.code)
"""
STATE = "from exhibitors.models import *; p = Participation.objects.get(code='{code}'); print(p.state, bool(p.return_reason))"


def make(site, slug, name):
    return site.manage("shell", "-c", MAKE.format(slug=slug, name=name)).split()[-1]


def state_of(site, code):
    return site.manage("shell", "-c", STATE.format(code=code)).split()[-2:]


def sign_in(page, site):
    page.goto(site.manage("sign_in_link", OFFICIAL).strip().splitlines()[-1])
    page.locator("main form button[type=submit]").first.click()
    page.goto(site.url + "/fa/office/")


def test_the_oldest_application_is_asked_for_a_better_picture_by_mouse(site, open_page):
    code = make(site, "oldest-mouse", "هنرمند دیرین")
    page = open_page(**DESK)
    sign_in(page, site)
    clicks = 0

    def click(target):
        nonlocal clicks
        clicks += 1
        target.click()

    click(page.locator(".side-nav a[href='/fa/office/applications/']"))
    first = page.locator(".application-rows > li").first
    expect(first).to_have_attribute("data-code", code)
    click(first.get_by_role("link"))
    click(page.locator("button[name=request][value=picture]"))
    box = page.locator("textarea[name=reason_fa]")
    expect(box).not_to_be_empty()
    box.fill(box.input_value() + "\nسپاس")
    click(page.locator("button[name=confirmed]"))
    expect(page).to_have_url(re.compile("/fa/office/applications/$"))
    assert clicks <= 5
    assert state_of(site, code) == ["draft", "True"]


def test_the_same_goes_by_the_keyboard_alone(site, open_page):
    code = make(site, "oldest-keys", "هنرمند دیرین دیگر")
    page = open_page(**DESK)
    sign_in(page, site)

    def go_to(selector):
        """By Tab alone, as far as it takes."""
        for _step in range(120):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"{selector} is not reached by the keyboard")

    go_to(".side-nav a[href='/fa/office/applications/']")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/applications/$"))
    go_to(".application-rows li a")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(code))
    go_to("button[name=request][value=picture]")
    page.keyboard.press("Enter")
    expect(page.locator("button[name=confirmed]")).to_be_visible()
    go_to("button[name=confirmed]")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/fa/office/applications/$"))
    assert state_of(site, code) == ["draft", "True"]
