"""A maker sends pictures of a work from a telephone: made small first, over a bad line, and with scripts off."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import BASE, PHONE
from tests.hostile_pictures import SVG, photograph

pytestmark = pytest.mark.browser
SLOW = 60_000  # of ms: a picture is prepared with what the others leave


@pytest.fixture
def worker(site):
    process = subprocess.Popen([sys.executable, "manage.py", "run_worker"], cwd=BASE, env=site.environment)
    yield process
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="module")
def camera(tmp_path_factory):
    """Files as a telephone keeps them: one of 24 megapixels, four smaller ones, and a drawing that only says it is one."""
    folder = tmp_path_factory.mktemp("camera")
    contents = [photograph(), *(photograph((1600, 1200), seed) for seed in range(2, 6)), SVG]
    paths = [folder / f"IMG_{number}.jpg" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    return paths


def sign_in(site, page):
    link = site.manage("sign_in_link", "artist@example.org").strip().splitlines()[-1]
    page.goto(link)
    page.locator("main form button[type=submit]").click()


def open_new_work(site, page, language="en"):
    sign_in(site, page)
    page.goto(f"{site.url}/{language}/portal/products/new/")
    page.locator("#id_title_en, #id_title").first.fill("A kilim")
    page.locator("#product-form button[type=submit]").click()
    expect(page.locator("#picture-form")).to_be_visible()


def look_until_ready(page):
    """Press what a page without scripts offers while pictures are prepared, until it offers it no more."""
    link = page.locator("[data-look-again] a")
    for _look in range(60):
        page.wait_for_timeout(1000)
        if link.count() == 0:
            return
        with page.expect_navigation():
            link.click()
    raise AssertionError("pictures are still being prepared")


def keys(page):
    return [row.get_attribute("data-key") for row in page.locator("[data-key]").all()]


def test_five_pictures_from_a_telephone_are_sent_ordered_removed_and_put_back(site, open_page, camera, worker):
    page = open_page(**PHONE)
    open_new_work(site, page)
    sizes = []
    page.on("request", lambda request: request.method == "POST" and sizes.append(len(request.post_data_buffer or b"")))
    page.locator("#id_files").set_input_files(camera)
    # All but the drawing arrive, and it says why it did not.
    expect(page.locator("[data-uploads] [data-state=refused]")).to_contain_text("SVG", timeout=SLOW)
    expect(page.locator("[data-key]")).to_have_count(5)
    expect(page.locator("[data-key][data-state=ready]")).to_have_count(5, timeout=SLOW)
    expect(page.locator("[data-look-again]:visible")).to_have_count(0)
    # What went over the line was small: the largest file has four megabytes.
    assert max(sizes) < 1_500_000
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    # The third becomes the main picture; the first is moved one down.
    a, b, c, d, e = keys(page)
    page.locator(f'[data-key="{c}"] button[value=main]').click()
    expect(page.locator("[data-key]").first).to_have_attribute("data-key", c)
    page.locator(f'[data-key="{c}"] button[value=later]').click()
    expect(page.locator("[data-key]").first).to_have_attribute("data-key", a)
    expect(page.locator(f'[data-key="{c}"] button[value=later]')).to_be_focused()
    assert keys(page) == [a, c, b, d, e]
    # The second is dragged above the first.
    handle = page.locator(f'[data-key="{c}"] [data-handle]')
    handle.scroll_into_view_if_needed()
    box, top = handle.bounding_box(), page.locator(f'[data-key="{a}"]').bounding_box()
    page.mouse.move(box["x"] + 9, box["y"] + 9)
    page.mouse.down()
    page.mouse.move(box["x"] + 9, top["y"] + top["height"] / 2, steps=5)
    page.mouse.move(box["x"] + 9, top["y"] + 5, steps=5)
    page.mouse.up()
    expect(page.locator("[data-status]")).to_have_text("The order is saved.")
    page.reload()
    assert keys(page) == [c, a, b, d, e]
    page.locator(f'[data-key="{b}"] button[name=remove]').click()
    expect(page.locator("[data-key]")).to_have_count(4)
    page.locator(f'[data-removed="{b}"] button').click()
    expect(page.locator("[data-key]")).to_have_count(5)
    assert keys(page) == [c, a, b, d, e]


def test_what_could_not_be_sent_is_sent_when_the_page_is_opened_again(site, open_page, camera):
    page = open_page(**PHONE)
    open_new_work(site, page)
    address = page.url
    page.wait_for_load_state()  # with its scripts
    page.context.set_offline(True)
    page.locator("#id_files").set_input_files(camera[1:3])
    expect(page.locator("[data-uploads] [data-state=failed]")).to_have_count(2, timeout=SLOW)
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(address)
    expect(page.locator("[data-key][data-state=waiting]")).to_have_count(2, timeout=SLOW)
    page.reload()
    expect(page.locator("[data-key]")).to_have_count(2)
    expect(page.locator("[data-uploads] li")).to_have_count(0)


def test_with_scripts_off_a_form_sends_them_as_they_are(site, open_page, camera, worker):
    page = open_page(**PHONE, java_script_enabled=False)
    open_new_work(site, page)
    page.locator("#id_files").set_input_files([camera[0], camera[5], camera[1]])
    page.locator("#picture-form button[type=submit]").click()
    expect(page.locator(".message-error")).to_contain_text("IMG_5.jpg: ")
    expect(page.locator("[data-key]")).to_have_count(2)
    look_until_ready(page)
    expect(page.locator("[data-key][data-state=ready] img")).to_have_count(2)
    first = keys(page)[0]
    page.locator(f'[data-key="{first}"] button[value=later]').click()
    assert keys(page)[1] == first
    page.locator(f'[data-key="{first}"] a').click()
    page.locator("#id_alt_en").fill("Red wool on a grey ground")
    page.locator("#picture-form button[type=submit]").click()
    expect(page.locator(f'[data-key="{first}"]')).to_contain_text("Red wool on a grey ground")
    page.locator(f'[data-key="{first}"] button[name=remove]').click()
    expect(page.locator("[data-key]")).to_have_count(1)
    page.locator("[data-removed] button").click()
    expect(page.locator("[data-key]")).to_have_count(2)


def test_a_portrait_is_made_small_sent_and_shown_when_it_is_prepared(site, open_page, camera, worker):
    page = open_page(**PHONE)
    sign_in(site, page)
    page.goto(f"{site.url}/fa/portal/profile/portrait/")
    sizes = []
    page.on("request", lambda request: request.method == "POST" and sizes.append(len(request.post_data_buffer or b"")))
    page.locator("#id_files").set_input_files(camera[5])
    expect(page.locator("[data-uploads] [data-state=refused]")).to_contain_text("SVG", timeout=SLOW)
    page.locator("#id_files").set_input_files(camera[0])
    expect(page.locator("[data-picture-list] .portrait img")).to_have_count(1, timeout=SLOW)
    expect(page.locator("[data-picture-list][data-waiting]")).to_have_count(0)
    assert max(sizes) < 1_500_000
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.locator("[data-picture-list] summary").click()
    page.locator("[data-picture-list] button[name=remove]").click()
    expect(page.locator("[data-picture-list] .portrait")).to_have_count(0)


def test_with_scripts_off_a_form_sends_the_portrait(site, open_page, camera, worker):
    page = open_page(**PHONE, java_script_enabled=False)
    sign_in(site, page)
    page.goto(f"{site.url}/ckb/portal/profile/portrait/")
    page.locator("#id_files").set_input_files(camera[0])
    page.locator("#picture-form button[type=submit]").click()
    look_until_ready(page)
    expect(page.locator("[data-picture-list] .portrait img")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
