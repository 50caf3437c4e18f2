"""A maker answers on a phone: from the desk of the portal to a quotation of three lines that the buyer reads."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.test_portal_journeys import SLOW, Finger, come_in, option, weaken

pytestmark = pytest.mark.browser
# Overdue, so that it stands first on the desk.
ASK = """
import json, uuid
from datetime import timedelta
from django.utils import timezone
from accounts.models import User
from enquiries.actions import receive_enquiry
from enquiries.models import Thread
from products.models import Product
maker = User.objects.get(email="artist@example.org").representations.order_by("pk").first().exhibitor
shown = Product.objects.filter(exhibitor=maker, state="published").select_related("exhibitor").order_by("pk")
works = list(shown.exclude(kind="one_off"))
if len(works) < 3:
    works += [
        Product.objects.create(
            exhibitor=maker, craft=shown[0].craft, kind="repeatable", title_fa=f"اثر {n}", title_en=f"Work {n}", state="published",
            published_at=timezone.now(), is_sample=True,
        )
        for n in range(3 - len(works))
    ]
enquiry = receive_enquiry(
    key=uuid.uuid4(), quantities=dict.fromkeys(works[:3], 4), name="NAME", phone="+9647701234567", city="الكوت",
    channel="whatsapp", language="LANGUAGE", kind="wholesale", message="هل يوجد لون أزرق؟", may_pass_on=True,
    is_sample=True,
)
week = timezone.now() - timedelta(days=7)
Thread.objects.filter(enquiry=enquiry).update(waits_since=week, due_at=week + timedelta(days=2))
print(json.dumps([enquiry.code, list(enquiry.lines.values_list("pk", flat=True))]))
"""


def ask(site, name, language):
    code = ASK.replace("NAME", name).replace("LANGUAGE", language)
    return json.loads(site.manage("shell", "-v", "0", "-c", code).strip().splitlines()[-1])


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(("language", "buyer"), [("fa", "ckb"), ("ckb", "ar")])
def test_three_works_are_offered_in_eight_taps(site, open_page, language, buyer, scripts):
    code, lines = ask(site, f"أبو علي {language} {scripts}", buyer)
    page = open_page(**PHONE, java_script_enabled=scripts)
    come_in(site, page, language)
    if scripts:
        weaken(page)
    finger = Finger(page)
    finger.tap(f'.tasks a[href$="/portal/enquiries/{code}/"]')
    assert_fits(page, scripts, "#reply-form")
    finger.tap('a[href$="/quotation/"]')
    page.locator("[name=price_unit]").select_option("IQD")
    for number, price in zip(lines, ("۲۵٬۰۰۰", "٣٠٠٠٠", "45000"), strict=True):
        page.locator(f"[name=quantity_{number}]").fill("۴")
        page.locator(f"[name=price_{number}]").fill(price)
    assert_fits(page, scripts, "#quotation-form")
    finger.tap("#quotation-form .btn-primary")
    expect(page.locator("[data-paper=own] [data-total]")).to_contain_text("۴۰۰٬۰۰۰" if language == "fa" else "٤٠٠٬٠٠٠")
    expect(page.locator(f"[data-paper=buyer][lang={buyer}] [data-total]")).to_contain_text("٤٠٠٬٠٠٠")
    assert_fits(page, scripts, "#send-form")
    finger.tap("#send-form .btn-primary")
    expect(page.locator(".offer .pill-sent")).to_be_visible(timeout=SLOW)
    assert finger.taps <= 8
    assert_fits(page, scripts, "#said")


@pytest.mark.parametrize("language", ["fa", "ckb"])
def test_the_state_of_a_work_and_a_prepared_sentence_are_one_answer(site, open_page, language):
    code, lines = ask(site, f"زينب {language}", "ckb")
    page = open_page(**PHONE)
    come_in(site, page, language)
    finger = Finger(page)
    finger.tap(f'.tasks a[href$="/portal/enquiries/{code}/"]')
    finger.tap('a[href="#reply-form"]')
    page.locator(f"[name=answer_{lines[0]}]").select_option(option(page, f"[name=answer_{lines[0]}]", 2))
    page.locator(f"[name=ready_{lines[0]}]").fill("۱۴۹۰/۷/۱۸")
    finger.tap("#prepared summary")
    finger.tap("#prepared .form-check-label")
    finger.tap("#reply-form .btn-primary")
    expect(page.locator(".said-own")).to_have_count(1)
    assert finger.taps <= 8
    assert_fits(page, True, "#said")


def assert_fits(page, scripts, part):
    expect(page.locator(part).first).to_be_visible(timeout=SLOW)
    if scripts:
        assert page.evaluate("document.documentElement.scrollWidth") == 360
