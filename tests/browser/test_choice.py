"""The choice at 1280 px in Persian: twenty accepted, two given back, the mails seen, one undone, by mouse and by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK

pytestmark = pytest.mark.browser

OFFICIAL = "official@example.org"
MOST_CLICKS = 12
# A call with one criterion; twenty-two makers with accounts applied, and the juror gave each less than the one before.
MAKE_CALL = """
from datetime import timedelta
from django.utils import timezone
from accounts.models import User
from events.models import Exhibition
from exhibitors.models import Call, Criterion, Exhibitor, Participation, Representative, Review, Score
now = timezone.now()
day = timezone.localdate() + timedelta(days=9)
exhibition = Exhibition.objects.create(
    slug="{slug}", name_fa="نمایشگاه {slug}", starts_on=day, ends_on=day, status="selection", is_sample=True
)
call = Call.objects.create(
    exhibition=exhibition, opens_at=now - timedelta(days=9), closes_at=now - timedelta(hours=1), places=20, is_sample=True
)
criteria = [Criterion.objects.create(call=call, name_fa=f"معیار {{n}}", position=n) for n in range(20)]
juror = User.objects.get(email="juror@example.org")
codes = []
for number in range(22):
    maker = Exhibitor.objects.create(
        slug=f"{slug}-{{number}}", kind="artist", name_fa=f"هنرمند {{number}} {slug}", is_sample=True
    )
    user = User.objects.create_user(f"{slug}-{{number}}@example.org", name=f"هنرمند {{number}}", is_sample=True)
    Representative.objects.create(user=user, exhibitor=maker, is_sample=True)
    row = Participation.objects.create(
        exhibition=exhibition, exhibitor=maker, state="submitted", submitted_at=now, is_sample=True
    )
    review = Review.objects.create(participation=row, juror=juror)
    Score.objects.bulk_create(
        Score(review=review, criterion=each, points=5 if place >= number else 0) for place, each in enumerate(criteria)
    )
    codes.append(row.code)
print(",".join(codes))
"""
WHAT_IS_SO = """
from collections import Counter
from accounts.models import Message
from exhibitors.models import Participation
rows = list(Participation.objects.filter(exhibition__slug="{slug}").order_by("pk"))
said = Message.objects.filter(about__in=[row.code for row in rows])
print(
    ",".join(f"{{row.state}}:{{row.pending}}" for row in rows),
    dict(Counter(said.values_list("state", flat=True))),
    Counter(rows[number].return_reason.replace(" ", "_") for number in (20, 21)).most_common(1)[0],
    sep="|",
)
"""
# So that other walks in the same site find what they know.
PUT_AWAY = """
from events.models import Exhibition
from exhibitors.models import Participation
Participation.objects.filter(exhibition__slug="{slug}").update(state="withdrawn", pending="")
Exhibition.objects.filter(slug="{slug}").update(status="reported")
"""
REASON = "عکس روشن‌تری بفرستید"


@pytest.fixture
def scene(request, site):
    """(name of the exhibition in addresses, the codes of those who applied, the best first)."""
    slug = f"choice-{request.param}"
    yield slug, site.manage("shell", "-c", MAKE_CALL.format(slug=slug)).split()[-1].split(",")
    site.manage("shell", "-c", PUT_AWAY.format(slug=slug))


class Hand:
    """Points with the mouse, and counts."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def do(self, selector):
        self.clicks += 1
        self.page.locator(selector).first.click()

    def write(self, selector, text):
        self.page.locator(selector).fill(text)


class Keys(Hand):
    """Never touches the mouse: the tabulator key leads there, Enter or Space does it, and only that counts."""

    def do(self, selector):
        self.reach(selector)
        self.clicks += 1
        is_box = self.page.evaluate("document.activeElement.matches('input[type=checkbox]')")
        self.page.keyboard.press("Space" if is_box else "Enter")

    def write(self, selector, text):
        self.reach(selector)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def reach(self, selector):
        wanted = self.page.locator(selector).first
        expect(wanted).to_be_visible()
        for _press in range(400):
            if wanted.evaluate("each => document.activeElement === each"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} is not reached")


@pytest.mark.parametrize("scene", ["mouse", "keys"], indirect=True)
def test_twenty_are_accepted_two_go_back_and_one_is_undone(scene, site, open_page):
    slug, codes = scene
    page = open_page(**DESK)
    page.goto(site.manage("sign_in_link", OFFICIAL).strip().splitlines()[-1])
    page.locator("main form button[type=submit]").click()
    expect(page.locator("html")).to_have_attribute("lang", "fa")
    hand = (Keys if slug == "choice-keys" else Hand)(page)

    # Today leads to the exhibition, and that to its choice; the best twenty are ticked
    hand.do(f'main a[href$="/office/exhibitions/{slug}/"]')
    hand.do('.tabs a[href$="/ranking/"]')
    hand.write("#best", "۲۰")
    hand.do("#choice-filter button")
    expect(page.locator("input[name=code]:checked")).to_have_count(20)
    hand.do("button[value=accepted]")
    expect(page.locator(".message[role=status]")).to_contain_text("۲۰")

    # Every mail is read before it goes; then all are announced, and one is taken back
    hand.do('main a[href$="/announce/"]')
    letters = page.locator("[data-decision=accepted] details.fold")
    expect(letters).to_have_count(20)
    expect(letters.first).to_contain_text("هنرمند 0")
    expect(letters.first.locator(".prose")).to_be_visible()
    hand.do("#announce-form button")
    expect(page.locator("#announced li[data-code]")).to_have_count(20)
    hand.do(f"#announced li[data-code={codes[3]}] button")
    expect(page.locator("#announced li[data-code]")).to_have_count(19)

    # The two others go back with what is asked of them
    hand.do('.tabs a[href$="/ranking/"]')
    for code in codes[20:]:
        hand.do(f"li[data-code={code}] input[name=code]")
    hand.do('button[formaction$="/return/"]')
    hand.write("#reason-fa", REASON)
    hand.do("#return-form button[name=confirmed]")
    expect(page.locator(".message[role=status]")).to_contain_text("۲")

    states, said, reasons = site.manage("shell", "-c", WHAT_IS_SO.format(slug=slug)).strip().splitlines()[-1].split("|")
    expected = ["accepted:"] * 20 + ["draft:"] * 2
    expected[3] = "submitted:accepted"
    assert states.split(",") == expected
    assert eval(said) == {"handed_over": 21, "cancelled": 1}
    assert eval(reasons) == (REASON.replace(" ", "_"), 2)
    assert hand.clicks <= MOST_CLICKS
