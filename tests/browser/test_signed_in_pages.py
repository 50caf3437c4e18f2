"""Every kind of page behind the sign-in, in four languages, on a phone and at a desk: as ``test_every_page`` looks."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.test_every_page import faults_here

pytestmark = pytest.mark.browser

# A draft, a work that was sent, an upload with a wrong row, a person not yet in, a profile to read, a wish to be deleted.
SCENE = """
import json
import uuid
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import override
from accounts.models import User
from exhibitors.models import Exhibitor, Representative
from products.models import Product
from products.revisions import copy_work
from products.reviewing import send_product
from products.sheet.columns import WorkRow
from products.sheet.jobs import read_upload
from products.sheet.uploads import begin_upload
from enquiries.actions import receive_enquiry
user = User.objects.get(email="producer@example.org")
maker = user.representations.get().exhibitor
second = Exhibitor.objects.filter(kind="group").first()
Representative.objects.create(user=user, exhibitor=second, is_sample=True)
new = User.objects.create_user(language="fa", invited_at=timezone.now(), is_sample=True)
Representative.objects.create(user=new, exhibitor=maker, is_sample=True)
work, other, untranslated = maker.products.filter(state="published")[:3]
draft, sent = copy_work(work), copy_work(other)
send_product(sent, actor=user)
Product.objects.filter(pk=untranslated.pk).update(title_ckb="", story_ckb="")
rest = Exhibitor.objects.filter(kind="artist", publication="published").exclude(representatives__user=user)
wished, read = list(rest.order_by("-slug")[:2])
Exhibitor.objects.filter(pk=wished.pk).update(deletion_asked_at=timezone.now())
Exhibitor.objects.filter(pk=read.pk).update(review="sent", sent_at=timezone.now())
buyer = {"name": "ابو علی", "phone": "+9647701234567", "channel": "call", "language": "ar", "kind": "wholesale"}
asked = receive_enquiry(key=uuid.uuid4(), quantities={work: 2, other: 1}, message="هل يوجد لون أزرق؟", **buyer)
names = ("title_fa", "craft", "price", "price_unit")
rows = [("سینی مسی قلم‌زنی", "مسگری", "گران", "تومان"), ("کاسه مسی", "مسگری", "900000", "تومان")]
with override("fa"):
    lines = [[str(WorkRow.base_fields[name].label) for name in names], *rows]
table = ContentFile("\\n".join(",".join(line) for line in lines).encode(), name="آثار.csv")
read_upload(begin_upload(maker, user=user, language="fa", file=table).pk)
print(json.dumps({
    "maker": maker.slug, "draft": draft.code, "sent": sent.code, "public": work.code, "key": draft.pictures.first().key,
    "untranslated": untranslated.code, "wished": wished.slug, "read": read.slug, "new": new.pk, "asked": asked.code,
}))
"""
PORTAL = (
    "/portal/",
    "/portal/products/",
    "/portal/products/{draft}/",
    "/portal/products/{draft}/pictures/",
    "/portal/products/{draft}/pictures/{key}/",
    "/portal/products/{draft}/what/",
    "/portal/products/{draft}/sale/",
    "/portal/products/{draft}/words/",
    "/portal/products/sheet/",
    "/portal/profile/",
    "/portal/profile/texts/",
    "/portal/profile/contacts/",
    "/accounts/sessions/",
)
OFFICE = (
    "/office/review/",
    "/office/review/{sent}/",
    "/office/review/profiles/{read}/",
    "/office/translations/{untranslated}/",
    "/office/exhibitors/{maker}/access/",
)

# What is asked and answered: in Persian, and in the one language that runs the other way.
INBOX = ("/portal/enquiries/", "/portal/enquiries/{asked}/", "/portal/enquiries/{asked}/quotation/")
DESK_OF_ENQUIRIES = ("/office/enquiries/", "/office/enquiries/{asked}/", "/office/enquiries/new/", "/office/messages/")


@pytest.fixture(scope="session")
def scene(site):
    return json.loads(site.manage("shell", "-v0", "-c", SCENE).strip().splitlines()[-1])


def sign_in(site, page, address):
    page.goto(site.manage("sign_in_link", address).strip().splitlines()[-1])
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state("domcontentloaded")


def faults_at_both(page):
    """What axe and the width find on the page as it stands, on a phone and at a desk."""
    found = []
    for size in (PHONE["viewport"], DESK["viewport"]):
        page.set_viewport_size(size)
        # Seen whole: a bar that stays at the foot of the window hides boxes only until one scrolls.
        page.set_viewport_size(size | {"height": page.evaluate("document.documentElement.scrollHeight")})
        found += faults_here(page, f"{page.url} {size['width']}")
    return found


def faults_at(page, addresses):
    found = []
    for address in addresses:
        assert page.goto(address, wait_until="load").status == 200, address
        found += faults_at_both(page)
    return found


@pytest.mark.parametrize("language", ["fa", "ckb", "en"])
def test_the_portal_holds_nothing_against_anybody(site, open_page, scene, language):
    page = open_page(**PHONE)
    # This account acts for two: the way to the other one stands above every page.
    sign_in(site, page, "producer@example.org")
    found = faults_at(page, [f"{site.url}/{language}{path.format(**scene)}" for path in PORTAL])
    assert found == []


@pytest.mark.parametrize("language", ["fa", "en"])
def test_pages_of_decisions_hold_nothing_against_anybody(site, open_page, scene, language):
    page = open_page(**PHONE)
    sign_in(site, page, "official@example.org")
    found = faults_at(page, [f"{site.url}/{language}{path.format(**scene)}" for path in OFFICE])
    # The page with a code is an answer, shown once.
    page.locator("button[name=act][value=code]").first.click()
    expect(page.locator(".handed-digits")).to_be_visible()
    found += faults_at_both(page)
    assert found == []


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize(("account", "paths"), [("producer", INBOX), ("official", DESK_OF_ENQUIRIES)])
def test_pages_of_enquiries_hold_nothing_against_anybody(site, open_page, scene, language, account, paths):
    page = open_page(**PHONE)
    sign_in(site, page, f"{account}@example.org")
    found = faults_at(page, [f"{site.url}/{language}{path.format(**scene)}" for path in paths])
    for fold in page.locator("main details").all():
        fold.evaluate("fold => (fold.open = true)")
    assert found + faults_here(page, "with every fold open") == []
