"""A weaver's first entry, on a cheap phone with a weak line: from eight digits on paper to a profile that was sent."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser
MOST_TAPS = 12
# 400 kbit/s, and 400 ms until the first byte.
WEAK = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
WORDS = {
    "fa": ("گلنار نظری", "در چرداول گلیم می‌بافم."),
    "ckb": ("گوڵنار نەزەری", "لە چەرداوڵ بەڕە دەچنم."),
}
INVITE = """
from accounts import codes
from accounts.models import User
from exhibitors.models import Exhibitor, Representative
exhibitor = Exhibitor.objects.create(slug="newcomer-{language}", kind="artist", is_sample=True)
user = User.objects.create_user(language="{language}", invited_at=exhibitor.created_at, is_sample=True)
Representative.objects.create(user=user, exhibitor=exhibitor, is_sample=True)
print(codes.mint(user, codes.Purpose.INVITATION, made_by=None))
"""


class Finger:
    """Taps, and counts them; typing costs none."""

    def __init__(self):
        self.taps = 0

    def tap(self, place):
        place.tap()
        self.taps += 1

    def choose(self, place, value):
        """A list opens with one tap and closes with another."""
        place.select_option(value)
        self.taps += 2


@pytest.mark.parametrize("language", WORDS)
def test_from_the_invitation_to_a_sent_profile_in_twelve_taps(site, open_page, language):
    digits = site.manage("shell", "-v0", "-c", INVITE.format(language=language)).strip().splitlines()[-1]
    page, finger = open_page(**PHONE), Finger()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", WEAK)
    name, story = WORDS[language]

    page.goto(f"{site.url}/{language}/accounts/invitation/")
    page.locator("main form input:not([type=hidden])").first.fill(digits)
    finger.tap(page.locator("main form button[type=submit]"))
    page.locator("[name=name]").fill(name)
    finger.tap(page.locator("main form button[type=submit]"))

    finger.tap(page.locator(f'.tabbar a[href="/{language}/portal/profile/"]'))
    finger.tap(page.locator(f'.tasks a[href="/{language}/portal/profile/texts/"]'))
    page.locator(f"[name=name_{language}]").fill(name)
    page.locator(f"[name=story_{language}]").fill(story)
    finger.tap(page.locator("#profile-form .actions .btn-primary"))
    expect(page).to_have_url(f"{site.url}/{language}/portal/profile/crafts/")
    finger.tap(page.locator('[name=crafts][value="kilim"]'))
    finger.choose(page.locator("[name=place]"), "chardavol")
    finger.tap(page.locator("[name=leave]"))
    finger.tap(page.locator("#send-form button"))

    expect(page.locator(".pill-sent")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert finger.taps <= MOST_TAPS
