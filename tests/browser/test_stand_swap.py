"""Two stands are swapped in at most four clicks, by mouse and by keyboard alone, at a desk in Persian."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.test_every_page import faults_here

pytestmark = pytest.mark.browser

STANDS = "/fa/office/stands/sample-kut-now/"


def enter(site, page, address=STANDS):
    page.goto(site.manage("sign_in_link", "official@example.org").strip().splitlines()[-1])
    page.locator("main form button[type=submit]").click()
    page.goto(site.url + address)


def taken(page):
    """The first two stands that somebody has: [(number, who)]."""
    found = page.locator("[data-stand-list] li:has(input)").evaluate_all(
        "rows => rows.map(row => [row.querySelector('input').dataset.number, row.querySelector(':scope > span').innerText.trim(),"
        " !row.querySelector(':scope > span > .meta:only-child')])"
    )
    return [(number, who) for number, who, is_taken in found if is_taken][:2]


def who_stands_at(page, number):
    return page.locator(f"[data-stand-list] li:has(input[data-number={number}]) > span").inner_text().strip()


def opened(page):
    for each in page.locator("[data-stand-list]").all():
        each.evaluate("list => { list.open = true; }")


def test_by_mouse_in_three_clicks(site, open_page):
    page = open_page(**DESK)
    enter(site, page)
    opened(page)
    (one, first), (other, second) = taken(page)
    page.locator(f"a[data-number={one}]").click()
    page.locator(f"a[data-number={other}]").click()
    expect(page.locator(f"a[data-number={other}]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-chosen]")).to_contain_text(one)
    page.locator("button[value=swap]").click()
    expect(page.locator(".message")).to_contain_text(one)
    opened(page)
    assert (who_stands_at(page, one), who_stands_at(page, other)) == (second, first)


def test_by_keyboard_alone(site, open_page):
    page = open_page(**DESK)
    enter(site, page)
    opened(page)
    (one, first), (other, second) = taken(page)
    reach(page, f"a[data-number={one}]")
    page.keyboard.press("Space")
    reach(page, f"a[data-number={other}]")
    page.keyboard.press("Enter")
    reach(page, "button[value=swap]")
    page.keyboard.press("Enter")
    expect(page.locator(".message")).to_contain_text(one)
    opened(page)
    assert (who_stands_at(page, one), who_stands_at(page, other)) == (second, first)


def reach(page, wanted):
    """Go there with the tabulator key alone."""
    for _press in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} is not reached")


def test_without_scripts_by_the_list(site, open_page):
    page = open_page(**DESK, java_script_enabled=False)
    enter(site, page)
    page.locator("[data-stand-list] summary").first.click()
    boxes = page.locator("[data-stand-list] input")
    one, other = boxes.nth(0).get_attribute("data-number"), boxes.nth(1).get_attribute("data-number")
    first, second = who_stands_at(page, one), who_stands_at(page, other)
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.locator("button[value=swap]").click()
    page.locator("[data-stand-list] summary").first.click()
    assert (who_stands_at(page, one), who_stands_at(page, other)) == (second, first)


def test_an_exhibitor_is_dropped_onto_a_stand(site, open_page):
    page = open_page(**DESK)
    enter(site, page)
    row = page.locator("[data-place]").last
    name = row.locator("b").inner_text()
    grip, free = row.locator("[data-grip]"), page.locator("a.stand-free").first
    number = free.get_attribute("data-number")
    grip.scroll_into_view_if_needed()
    grip.hover()
    page.mouse.down()
    box = free.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    expect(page.locator(".message")).to_contain_text(name)
    assert who_stands_at_after(page, number) == name


def who_stands_at_after(page, number):
    opened(page)
    return who_stands_at(page, number)


def test_a_stand_is_moved_by_arrows_and_by_mouse_and_a_new_one_is_drawn(site, open_page):
    page = open_page(**DESK)
    enter(site, page, f"{STANDS}halls/")
    stand = page.locator("a[data-stand]").first
    code, x = stand.get_attribute("data-stand"), int(stand.get_attribute("data-x"))
    with page.expect_response(lambda answer: answer.request.method == "POST") as saved:
        stand.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Shift+ArrowDown")
    assert saved.value.json() == {"error": "", "x": x + 1, "y": saved.value.json()["y"], "width": 6, "height": 7}
    stand.scroll_into_view_if_needed()
    box = stand.bounding_box()
    with page.expect_response(lambda answer: answer.request.method == "POST") as saved:
        page.mouse.move(box["x"] + 15, box["y"] + 15)
        page.mouse.down()
        page.mouse.move(box["x"] + 15, box["y"] + 15 + box["height"] / 7, steps=3)
        page.mouse.up()
    assert saved.value.json()["error"] == ""
    assert page.url.endswith("/halls/")
    page.reload()
    assert page.locator(f"a[data-stand={code}]").get_attribute("data-x") == str(x + 1)
    # Drawn on the empty ground
    plan = page.locator("svg[data-arrange]").first
    plan.scroll_into_view_if_needed()
    frame = plan.bounding_box()
    page.mouse.move(frame["x"] + frame["width"] - 60, frame["y"] + frame["height"] - 60)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] - 10, frame["y"] + frame["height"] - 10, steps=3)
    page.mouse.up()
    page.keyboard.type("Z1")
    page.keyboard.press("Enter")
    expect(page.locator("a[data-number=Z1]")).to_have_count(1)


class Finger:
    """Real touches of the screen: a page scrolls under them, and what scrolls takes the pointer away from the script."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)

    def send(self, kind, *points):
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def move(self, start, end, steps=8):
        for step in range(1, steps + 1):
            self.send("touchMove", tuple(a + (b - a) * step / steps for a, b in zip(start, end, strict=True)))

    def drag(self, start, end):
        self.send("touchStart", start)
        self.move(start, end)
        self.send("touchEnd")


def lies(stand):
    return [int(stand.get_attribute(f"data-{side}")) for side in ("x", "y", "width", "height")]


def middle(stand):
    """(x, y) of the middle of a stand on the screen, and how wide half a metre is there."""
    stand.evaluate("stand => stand.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })")
    box = stand.bounding_box()
    return (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2), box["width"] / lies(stand)[2]


def empty_ground(page):
    """A point of the last plan as far from every stand as a finger is wide, with free ground below and beside it."""
    return tuple(
        page.locator("svg[data-arrange]").last.evaluate(
            """svg => {
                svg.scrollIntoView({ block: 'center', behavior: 'instant' });
                const frame = svg.getBoundingClientRect();
                const isFree = (x, y) => document.elementFromPoint(x, y) === svg;
                const isWide = (x, y) =>
                    [-40, -20, 0, 20, 40, 60].every((low) => [0, 20, 40, 60].every((far) => isFree(x + far, y + low)));
                for (let y = Math.max(frame.top, 0) + 30; y < frame.bottom - 30; y += 10)
                    for (let x = Math.max(frame.left, 0) + 30; x < Math.min(frame.right, innerWidth) - 90; x += 10)
                        if (isWide(x, y)) return [x, y];
                throw new Error("no free ground");
            }"""
        )
    )


def test_a_stand_is_moved_and_a_new_one_is_drawn_by_finger_and_the_page_scrolls_beside_them(site, open_page):
    page = open_page(**PHONE)
    enter(site, page, f"{STANDS}halls/")
    finger, stand = Finger(page), page.locator("a[data-stand]").last
    code, (x, y, width, height) = stand.get_attribute("data-stand"), lies(stand)
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.post_data))

    # Taken away in the middle, by a call or a hand: it lies where it lay, and nothing is sent.
    at, square = middle(stand)
    finger.send("touchStart", at)
    finger.move(at, (at[0], at[1] + 2 * square))
    assert lies(stand) == [x, y + 2, width, height]
    finger.send("touchCancel")
    assert lies(stand) == [x, y, width, height]
    # Then it is moved, once; the page stays where it is, and a second finger changes nothing.
    scrolled = page.evaluate("scrollY")
    with page.expect_response(lambda answer: answer.request.method == "POST") as saved:
        finger.send("touchStart", at)
        finger.move(at, (at[0] + square, at[1] + 2 * square))
        finger.send("touchStart", (at[0] + square, at[1] + 2 * square), at)
        finger.send("touchMove", (at[0] + square, at[1] + 2 * square), (at[0], at[1] + 40))
        finger.send("touchEnd")
    assert saved.value.json() == {"error": "", "x": x + 1, "y": y + 2, "width": width, "height": height}
    assert (page.evaluate("scrollY"), len(sent)) == (scrolled, 1)
    assert page.url.endswith("/halls/")
    # Pulled at its corner it grows.
    at, square = middle(stand)
    corner = (at[0] + width * square / 2 - 18, at[1] + height * square / 2 - 18)
    with page.expect_response(lambda answer: answer.request.method == "POST") as saved:
        finger.drag(corner, (corner[0] + square, corner[1] + square))
    assert saved.value.json() == {"error": "", "x": x + 1, "y": y + 2, "width": width + 1, "height": height + 1}

    # On the empty ground a finger scrolls, until it is told to draw.
    ground = empty_ground(page)
    scrolled = page.evaluate("scrollY")
    finger.drag(ground, (ground[0], ground[1] - 60))
    page.wait_for_function("before => scrollY !== before", arg=scrolled)
    assert page.locator(".stand-drawn").count() == 0
    page.locator("[data-draw]").last.tap()
    ground = empty_ground(page)
    finger.drag(ground, (ground[0] + 60, ground[1] + 60))
    assert page.evaluate("document.activeElement.name").endswith("-numbers")
    page.keyboard.type("Z2")
    page.keyboard.press("Enter")
    expect(page.locator("a[data-number=Z2]")).to_have_count(1)
    assert lies(page.locator(f"a[data-stand={code}]"))[:2] == [x + 1, y + 2]


def test_an_exhibitor_is_dropped_onto_a_stand_by_finger(site, open_page):
    page = open_page(viewport={"width": 1280, "height": 900}, has_touch=True)
    enter(site, page)
    row = page.locator("[data-place]").last
    name, grip, free = row.locator("b").inner_text(), row.locator("[data-grip]"), page.locator("a.stand-free").last
    number = free.get_attribute("data-number")
    grip.scroll_into_view_if_needed()
    start, end = (
        (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        for box in (grip.bounding_box(), free.bounding_box())
    )
    finger = Finger(page)
    # Taken away over the stand: nothing is placed, and no trace stays.
    finger.send("touchStart", start)
    finger.move(start, end)
    expect(page.locator(".is-over")).to_have_count(1)
    finger.send("touchCancel")
    expect(page.locator(".is-over, .stand-ghost")).to_have_count(0)
    finger.drag(start, end)
    expect(page.locator(".message")).to_contain_text(name)
    assert who_stands_at_after(page, number) == name


@pytest.mark.parametrize("width", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_of_the_stands_hold_nothing_against_anybody(site, open_page, width):
    page = open_page(**width)
    enter(site, page)
    code = page.locator("a[data-stand]").first.get_attribute("data-stand")
    found = []
    for name in ("", "halls/", "history/", "release/", f"stand/{code}/"):
        page.goto(f"{site.url}{STANDS}{name}", wait_until="load")
        found += faults_here(page, name)
    for address in ("/fa/exhibitions/kut-2025-10/plan/?q=A1", "/en/exhibitions/kut-2025-10/plan/"):
        page.goto(site.url + address, wait_until="load")
        found += faults_here(page, address)
    assert found == []
