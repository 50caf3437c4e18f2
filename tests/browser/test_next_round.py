"""The weekly market's next round at 1280 px in Persian: eight exhibitors on their stands, by mouse and by keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK

pytestmark = pytest.mark.browser

OFFICIAL = "official@example.org"
MOST_CLICKS = 15
# Two rounds, a fortnight and a week ago: eight at the last one on A1 to A8, two others at the one before.
MAKE_MARKET = """
from datetime import timedelta
from django.utils import timezone
from events.models import Exhibition, Hall, Series, Stand, Venue
from exhibitors.models import Allocation, Exhibitor, Participation
from vocabulary.models import Place
series = Series.objects.create(slug="{slug}", name_fa="{name}")
makers = list(Exhibitor.objects.filter(is_sample=True).order_by("slug")[:10])
for weeks, coming in ((2, makers[2:]), (1, makers[:8])):
    day = timezone.localdate() - timedelta(weeks=weeks)
    market = Exhibition.objects.create(
        slug=f"{slug}-{{weeks}}", name_fa=f"{name} {{weeks}}", kind="weekly_market", series=series, status="closed",
        starts_on=day, ends_on=day, contact_phone="+9647700000001", is_sample=True,
    )
    venue = Venue.objects.create(exhibition=market, place=Place.objects.get(slug="kut"), name_fa="کنار رود")
    hall = Hall.objects.create(exhibition=market, venue=venue, name_fa="ردیف")
    for number, maker in enumerate(coming, 1):
        stand = Stand.objects.create(hall=hall, code=f"A{{number}}", x=number * 7)
        taking_part = Participation.objects.create(exhibition=market, exhibitor=maker, state="confirmed", is_sample=True)
        Allocation.objects.create(participation=taking_part, stand=stand)
print(",".join(maker.code for maker in makers))
"""
WHO_IS_WHERE = """
from exhibitors.models import Participation
from events.models import Exhibition
made = Exhibition.objects.get(slug="{slug}")
print(made.publication, made.status, (made.starts_on - made.follows.starts_on).days % 7, ";".join(sorted(
    f"{{each.exhibitor.code}}:{{each.state}}:{{'+'.join(each.stand_codes)}}" for each in made.participations.all()
)))
"""


def make_market(site, slug, name):
    """The codes of ten makers: the first eight were there last time, the last two only before."""
    return site.manage("shell", "-c", MAKE_MARKET.format(slug=slug, name=name)).split()[-1].split(",")


def expected(codes):
    """The seventh and eighth stayed at home; the ninth and tenth came: A7 and A8, where they once were, are free."""
    stands = {**{code: f"A{number}" for number, code in enumerate(codes[:6], 1)}, codes[8]: "A7", codes[9]: "A8"}
    return ";".join(sorted(f"{code}:confirmed:{stand}" for code, stand in stands.items()))


def check(site, page, codes):
    slug = re.search(r"/office/exhibitions/([\w-]+)/$", page.url)[1]
    publication, status, days, people = site.manage("shell", "-c", WHO_IS_WHERE.format(slug=slug)).split()[-4:]
    assert (publication, status, days) == ("draft", "preparation", "0")
    assert people == expected(codes)


def test_by_mouse_in_few_clicks(site, open_page):
    codes = make_market(site, "mouse-market", "بازارچه آزمون موش")
    page, clicks = open_page(**DESK), 0
    page.goto(site.manage("sign_in_link", OFFICIAL).strip().splitlines()[-1])
    for find in (
        lambda: page.get_by_role("button", name="ورود", exact=True),
        lambda: page.locator(".side-nav").get_by_role("link", name="نمایشگاه‌ها", exact=True),
        lambda: page.locator("main").get_by_role("link", name="بازارچه آزمون موش 1"),
        lambda: page.locator('main a[href$="/next/"]').first,
        lambda: page.locator(f"#exhibitor-{codes[6]}"),
        lambda: page.locator(f"#exhibitor-{codes[7]}"),
        lambda: page.locator(f'label[for="exhibitor-{codes[8]}"]'),
        lambda: page.locator(f'label[for="exhibitor-{codes[9]}"]'),
        lambda: page.locator("#next-form .btn-primary"),
    ):
        find().click()
        clicks += 1
    expect(page.locator("main > .message")).to_have_count(1)
    assert clicks <= MOST_CLICKS
    check(site, page, codes)


def reach(page, selector):
    """Press Tab until the focus is there."""
    for _press in range(120):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_by_keyboard_alone(site, open_page):
    codes = make_market(site, "key-market", "بازارچه آزمون کلید")
    page = open_page(**DESK)
    page.goto(site.manage("sign_in_link", OFFICIAL).strip().splitlines()[-1])
    reach(page, "main button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/**")
    page.goto(f"{site.url}/fa/office/exhibitions/key-market-1/")
    reach(page, 'main a[href$="/next/"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/next/")
    for code in codes[6:]:
        reach(page, f"#exhibitor-{code}")
        page.keyboard.press("Space")
    reach(page, "#next-form .btn-primary")
    page.keyboard.press("Enter")
    expect(page.locator("main > .message")).to_have_count(1)
    check(site, page, codes)
