"""Makers answer what they were asked: each its own lines only, once, and so that the buyer can read it."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from accounts.models import StateChange
from enquiries.actions import receive_enquiry, say
from enquiries.files import keep_files
from enquiries.models import Line, PreparedSentence, Reply, Thread
from lib.phones import channel_link
from products.models import Product
from tests.enquiries.test_buyer_files import paper, photo
from tests.factories import (
    ExhibitorFactory,
    ProductFactory,
    RepresentativeFactory,
    official,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
INBOX = "/en/portal/enquiries/"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def ask(*works, **fields):
    """What a buyer in Kut asked in Arabic, two of each."""
    given = {"name": "Abu Ali", "phone": "+9647701234567", "channel": "whatsapp", "language": "ar", "kind": "wholesale"}
    given |= {"city": "Kut", "message": "هل يوجد لون أزرق؟", "may_pass_on": True}
    return receive_enquiry(key=uuid.uuid4(), quantities=dict.fromkeys(works, 2), **(given | fields))


def come_in(client, exhibitor, level="owner"):
    user = RepresentativeFactory(exhibitor=exhibitor, level=level).user
    client.force_login(user, backend="accounts.backends.Backend")
    return user


@pytest.fixture
def kilim():
    return ProductFactory(title_en="Red kilim", title_fa="گلیم سرخ")


@pytest.fixture
def thread(kilim):
    return ask(kilim).threads.get()


def page_of(thread):
    return f"{INBOX}{thread.enquiry.code}/"


def form_of(client, thread):
    return client.get(page_of(thread)).context["form"]


def answer(client, thread, **typed):
    """Fill in the form as it was shown, with what was ``typed`` in it, and send it."""
    form = form_of(client, thread)
    given = {"key": form["key"].value(), "last_read": form["last_read"].value(), "language": "fa", "text": ""}
    return client.post(page_of(thread), given | typed)


def errors_of(response):
    assert response.status_code == 422
    return response.context["form"].errors


# Whose it is


def test_each_maker_reads_its_own_lines_of_an_enquiry_and_no_others(client, kilim):
    bowl = ProductFactory(title_en="Green bowl")
    enquiry = ask(kilim, bowl)
    other = enquiry.threads.get(exhibitor=bowl.exhibitor)
    say(other, key=uuid.uuid4(), side="exhibitor", language="fa", text="Secret of the potter")
    come_in(client, kilim.exhibitor)

    html = client.get(f"{INBOX}{enquiry.code}/").content.decode()

    assert "Red kilim" in html
    assert "Green bowl" not in html
    assert "Secret of the potter" not in html
    assert "Green bowl" not in client.get(INBOX).content.decode()


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "head"])
@pytest.mark.parametrize("part", ["", "quotation/", "quotation/preview/", "quotation/send/", "move/"])
def test_another_makers_thread_is_not_found(client, thread, method, part):
    come_in(client, ExhibitorFactory())
    response = getattr(client, method)(page_of(thread) + part, {"to": "ready", "text": "Mine"})
    assert response.status_code in (404, 405)
    # A method that no page of this kind knows is refused before anybody looks for the thread.
    assert response.status_code == 404 or method in ("patch", "delete") or part
    assert not Reply.objects.exists()


def test_a_thread_of_a_letter_held_back_is_not_found(client, thread):
    come_in(client, thread.exhibitor)
    thread.enquiry.state = "spam"
    thread.enquiry.save()
    assert client.get(page_of(thread)).status_code == 404
    assert "Abu Ali" not in client.get(INBOX).content.decode()
    assert "Abu Ali" not in client.get("/en/portal/").content.decode()


def test_notes_of_the_office_are_never_shown(client, thread):
    say(thread, key=uuid.uuid4(), side="office", language="fa", text="He pays late", is_note=True, author=official())
    come_in(client, thread.exhibitor)
    response = client.get(page_of(thread))
    assert "He pays late" not in response.content.decode()
    assert response.context["form"]["last_read"].value() == 0


@pytest.mark.parametrize("code", ["nothing", "E0000000", "😀", "'"])
def test_what_is_no_code_is_not_found(client, kilim, code):
    come_in(client, kilim.exhibitor)
    assert client.get(f"{INBOX}{code}/").status_code == 404


def test_who_only_answers_may_answer(client, thread):
    come_in(client, thread.exhibitor, level="answers")
    assert "Answer Abu Ali · Kut" in client.get("/en/portal/").content.decode()
    assert answer(client, thread, text="بله").status_code == 302
    assert Reply.objects.get().text == "بله"


def test_what_an_official_says_for_a_maker_is_recorded_as_such(client, thread):
    account = official()
    client.force_login(account, backend="accounts.backends.Backend")
    client.post(f"/en/office/exhibitors/{thread.exhibitor.slug}/act/")
    answer(client, thread, text="بله")
    reply = Reply.objects.get()
    assert (reply.author, reply.on_behalf_of) == (account, str(thread.exhibitor))
    change = StateChange.objects.get(new="answered")
    assert (change.actor, change.on_behalf_of) == (account, str(thread.exhibitor))


# The inbox


def test_the_inbox_begins_with_those_who_wait_for_the_maker_longest(client, kilim):
    now = timezone.now()
    for name, waits_for, days in [
        ("Nobody", "nobody", 9),
        ("Buyer", "buyer", 8),
        ("Lately", "exhibitor", 1),
        ("Long ago", "exhibitor", 5),
    ]:
        rows = Thread.objects.filter(pk=ask(kilim, name=name).threads.get().pk)
        rows.update(waits_for=waits_for, waits_since=now - timedelta(days=days), due_at=now + timedelta(days=1))
    come_in(client, kilim.exhibitor)
    names = [thread.enquiry.name for thread in client.get(INBOX).context["threads"]]
    assert names == ["Long ago", "Lately", "Buyer", "Nobody"]
    assert [t.enquiry.name for t in client.get(INBOX + "?waits=buyer").context["threads"]] == ["Buyer"]
    assert len(client.get(INBOX + "?waits=nonsense&page=x").context["threads"]) == 4


def test_what_is_overdue_is_marked_and_comes_first_on_the_desk(client, kilim):
    now = timezone.now()
    late, answered = ask(kilim, name="Late").threads.get(), ask(kilim, name="Answered").threads.get()
    Thread.objects.filter(pk=late.pk).update(due_at=now - timedelta(hours=1), waits_since=now - timedelta(days=3))
    Thread.objects.filter(pk=answered.pk).update(answered_at=now, waits_since=now - timedelta(days=9))
    come_in(client, kilim.exhibitor)
    assert client.get(INBOX).content.decode().count("overdue") == 1
    tasks = client.get("/en/portal/").context["tasks"]
    assert [task.words for task in tasks][:2] == ["Answer Late · Kut", "Answer Answered · Kut"]
    assert [task.is_urgent for task in tasks][:2] == [True, False]


def test_the_inbox_costs_the_same_for_one_and_for_many(client, kilim, django_assert_max_num_queries):
    come_in(client, kilim.exhibitor)
    client.get(INBOX)
    ask(kilim)
    # Three of them are the door's: the session, the account and whom it acts for.
    for _round in range(2):
        with django_assert_max_num_queries(3 + 3):
            client.get(INBOX)
        for _number in range(12):
            ask(kilim, ProductFactory(exhibitor=kilim.exhibitor))


def test_a_long_inbox_has_pages(client, kilim):
    for _number in range(31):
        ask(kilim)
    come_in(client, kilim.exhibitor)
    assert len(client.get(INBOX).context["threads"]) == 30
    assert len(client.get(INBOX + "?page=2").context["threads"]) == 1


# The page


def test_what_was_asked_is_shown_with_its_language(client, thread):
    thread.lines.update(quantity=20, target_price=15000, currency="IQD", note="أزرق")
    come_in(client, thread.exhibitor)
    html = client.get(page_of(thread)).content.decode()
    for words in ("Abu Ali", "× 20", "wants to pay IQD 15,000 each", "أزرق", "Kut"):
        assert words in html
    assert '<blockquote class="prose" id="buyer-message" lang="ar" dir="rtl">' in html


def test_the_contact_is_shown_only_when_the_buyer_agreed(client, kilim):
    come_in(client, kilim.exhibitor)
    open_one, closed = ask(kilim), ask(kilim, may_pass_on=False, email="abu@example.org")
    html = client.get(f"{INBOX}{open_one.code}/").content.decode()
    with translation.override("ar"):
        words = translation.gettext("Hello, this is {maker} about your enquiry {code}.")
        text = words.format(maker=kilim.exhibitor, code=open_one.code)
    assert channel_link("whatsapp", "+9647701234567", text) in html
    assert 'href="tel:+9647701234567"' in html
    html = client.get(f"{INBOX}{closed.code}/").content.decode()
    assert "1234567" not in re.sub(r"\D", "", html)
    assert "abu@example.org" not in html
    assert "the office passes it on" in html


def test_opening_a_thread_changes_nothing(client, thread):
    come_in(client, thread.exhibitor)
    before = Thread.objects.values().get(pk=thread.pk)
    for part in ("", "quotation/", "quotation/preview/"):
        client.get(page_of(thread) + part)
    assert Thread.objects.values().get(pk=thread.pk) == before
    assert not thread.quotations.exists()


# The answer


def make_sentence(**texts):
    return PreparedSentence.objects.create(slug="thanks", **texts)


def test_one_answer_says_the_state_of_lines_sentences_and_own_words(client, thread):
    make_sentence(text_en="Thanks, {name}.", text_fa="سپاس {name}", text_ar="شكرًا {name}", text_ckb="سوپاس {name}")
    line = thread.lines.get()
    come_in(client, thread.exhibitor)
    typed = {
        f"answer_{line.pk}": "to_order",
        f"ready_{line.pk}": "۱۴۹۹/۷/۱۸",
        "sentences": "thanks",
        "text": "رنگ آبی هست",
    }
    assert answer(client, thread, **typed).status_code == 302
    reply = Reply.objects.get()
    assert (reply.side, reply.language, reply.text) == ("exhibitor", "fa", "رنگ آبی هست")
    assert reply.sentences == [
        {"en": "Thanks, Abu Ali.", "fa": "سپاس Abu Ali", "ar": "شكرًا Abu Ali", "ckb": "سوپاس Abu Ali"}
    ]
    line.refresh_from_db()
    assert (line.answer, line.ready_on) == ("to_order", date(2120, 10, 10))
    thread.refresh_from_db()
    assert (thread.state, thread.waits_for) == ("answered", "buyer")
    html = client.get(page_of(thread)).content.decode()
    assert "رنگ آبی هست" in html
    assert "Thanks, Abu Ali." in html


def test_sent_twice_it_is_one(client, thread):
    come_in(client, thread.exhibitor)
    line = thread.lines.get()
    form = form_of(client, thread)
    typed = {"key": form["key"].value(), "last_read": "0", "language": "fa", f"answer_{line.pk}": "in_stock"}
    for _time in range(2):
        assert client.post(page_of(thread), typed).status_code == 302
    assert Reply.objects.count() == 1


def test_the_key_of_another_thread_stores_nothing(client, kilim):
    come_in(client, kilim.exhibitor)
    one, other = ask(kilim).threads.get(), ask(kilim).threads.get()
    answer(client, one, text="One")
    response = answer(client, other, text="Two", key=form_of(client, one)["key"].value())
    assert "The page was too old" in str(errors_of(response))
    assert "Two" in response.content.decode()
    again = response.context["form"]["key"].value()
    assert answer(client, other, text="Two", key=again).status_code == 302
    assert Reply.objects.filter(thread=other).count() == 1


def test_an_answer_that_says_nothing_is_refused(client, thread):
    come_in(client, thread.exhibitor)
    assert "Say something" in str(errors_of(answer(client, thread)))


@pytest.mark.parametrize(
    ("state", "day", "words"),
    [
        ("open", "2099-01-01", "With a day"),
        ("sold", "2099-01-01", "With a day"),
        ("in_stock", "1400/1/1", "is over"),
        ("in_stock", "soon", "not a day"),
    ],
)
def test_a_day_that_cannot_be_is_refused_beside_its_box(client, thread, state, day, words):
    line = thread.lines.get()
    come_in(client, thread.exhibitor)
    response = answer(client, thread, text="x", **{f"answer_{line.pk}": state, f"ready_{line.pk}": day})
    assert words in str(errors_of(response)[f"ready_{line.pk}"])
    assert not Reply.objects.exists()


def test_hostile_values_are_refused_without_a_failure(client, thread):
    line = thread.lines.get()
    come_in(client, thread.exhibitor)
    for name, value in [
        ("text", "a\x00b"),
        ("text", "x" * 5000),
        ("language", "xx"),
        ("sentences", "nothing"),
        ("sentences", "\x00"),
        (f"answer_{line.pk}", "won"),
        (f"ready_{line.pk}", "9" * 60),
        ("key", "nonsense"),
    ]:
        assert answer(client, thread, **({"text": "x"} | {name: value})).status_code == 422, name
    for last_read in ("", "-1", "۹", "9" * 40):
        assert answer(client, thread, text="x", last_read=last_read).status_code == 302


def test_a_state_of_another_makers_line_is_left_alone(client, kilim):
    bowl = ProductFactory()
    enquiry = ask(kilim, bowl)
    other = Line.objects.get(product=bowl)
    come_in(client, kilim.exhibitor)
    answer(client, enquiry.threads.get(exhibitor=kilim.exhibitor), text="x", **{f"answer_{other.pk}": "sold"})
    other.refresh_from_db()
    assert other.answer == "open"


def test_answered_meanwhile_shows_the_new_reply_and_keeps_what_was_typed(client, thread):
    come_in(client, thread.exhibitor)
    form = form_of(client, thread)
    typed = {"key": form["key"].value(), "last_read": form["last_read"].value(), "language": "fa", "text": "قرمز است"}
    say(thread, key=uuid.uuid4(), side="buyer", language="ar", text="أريد الأحمر")

    response = client.post(page_of(thread), typed)

    html = response.content.decode()
    assert response.status_code == 409
    assert "answered while you wrote" in html
    assert "أريد الأحمر" in html
    assert "قرمز است" in html
    assert Reply.objects.count() == 1
    typed["last_read"] = response.context["form"]["last_read"].value()
    assert client.post(page_of(thread), typed).status_code == 302
    assert Reply.objects.filter(text="قرمز است").count() == 1


def test_a_sentence_is_seen_as_the_buyer_reads_it_and_a_missing_translation_is_marked(client, thread):
    make_sentence(text_en="Thank you.", text_fa="سپاس", text_ar="شكرًا", text_ckb="")
    come_in(client, thread.exhibitor)
    html = client.get(page_of(thread)).content.decode()
    assert "data-missing" not in html
    assert "شكرًا" in html
    thread.enquiry.language = "ckb"
    thread.enquiry.save()
    html = client.get(page_of(thread)).content.decode()
    assert "data-missing" in html
    PreparedSentence.objects.update(is_active=False)
    assert "شكرًا" not in client.get(page_of(thread)).content.decode()


# After an order


def order(thread):
    Thread.objects.filter(pk=thread.pk).update(state="ordered", waits_for="exhibitor")


def test_after_an_order_it_is_made_ready_and_handed_over(client, thread):
    user = come_in(client, thread.exhibitor)
    order(thread)
    assert "Prepare the order of Abu Ali · Kut" in client.get("/en/portal/").content.decode()
    html = client.get(page_of(thread)).content.decode()
    assert "It is ready" in html
    assert "Make a quotation" not in html
    client.post(page_of(thread) + "move/", {"to": "ready"})
    thread.refresh_from_db()
    assert (thread.state, thread.waits_for) == ("ready", "buyer")
    client.post(page_of(thread) + "move/", {"to": "handed_over"})
    thread.refresh_from_db()
    assert (thread.state, thread.waits_for) == ("handed_over", "nobody")
    moves = StateChange.objects.filter(object_id=thread.pk, actor=user).values_list("old", "new").order_by("pk")
    assert list(moves) == [("ordered", "ready"), ("ready", "handed_over")]
    assert "It is ready" not in client.get(page_of(thread)).content.decode()


@pytest.mark.parametrize("state", ["new", "answered", "quoted", "handed_over"])
def test_what_was_not_ordered_cannot_be_ready(client, thread, state):
    come_in(client, thread.exhibitor)
    Thread.objects.filter(pk=thread.pk).update(state=state)
    assert "move-form" not in client.get(page_of(thread)).content.decode()
    client.post(page_of(thread) + "move/", {"to": "ready"})
    thread.refresh_from_db()
    assert thread.state == state


@pytest.mark.parametrize("to", ["", "closed", "ordered", "new", "\x00"])
def test_no_other_move_is_the_makers(client, thread, to):
    come_in(client, thread.exhibitor)
    order(thread)
    assert client.post(page_of(thread) + "move/", {"to": to}).status_code == 404
    assert client.get(page_of(thread) + "move/").status_code == 405
    thread.refresh_from_db()
    assert thread.state == "ordered"


def test_a_withdrawn_work_stands_in_its_thread_as_it_was(client, thread):
    Product.objects.update(state="withdrawn", published_at=None)
    come_in(client, thread.exhibitor)
    assert "Red kilim" in client.get(page_of(thread)).content.decode()


# Files


def test_files_of_the_buyer_and_of_the_thread_are_for_its_maker_alone(client, kilim):
    bowl = ProductFactory()
    enquiry = ask(kilim, bowl)
    [own, other] = [enquiry.threads.get(exhibitor=work.exhibitor) for work in (kilim, bowl)]
    kept = keep_files([(f"{name}.pdf", paper(f"{name}.pdf")) for name in ("sent", "said", "noted", "others")])
    for name, thread, is_note, file in [
        ("A", own, False, kept[1]),
        ("B", own, True, kept[2]),
        ("C", other, False, kept[3]),
    ]:
        side = "office" if is_note else "exhibitor"
        say(thread, key=uuid.uuid4(), side=side, language="fa", text=name, is_note=is_note, attachments=[file])
    kept[0].enquiry = enquiry
    kept[0].save()
    come_in(client, kilim.exhibitor)

    page = f"{INBOX}{enquiry.code}/"
    html = client.get(page).content.decode()

    assert [f"{file.name}" in html for file in kept] == [True, True, False, False]
    assert [client.get(f"{page}files/{file.pk}/").status_code for file in kept] == [200, 200, 404, 404]
    assert client.get(f"{page}files/{10**30}/").status_code == 404
    assert client.post(f"{page}files/{kept[0].pk}/").status_code == 405
    come_in(client, ExhibitorFactory())
    assert client.get(f"{page}files/{kept[0].pk}/").status_code == 404


def test_a_maker_sends_a_picture_with_the_answer(client, thread):
    come_in(client, thread.exhibitor)
    assert answer(client, thread, files=[photo("blue.png")]).status_code == 302
    assert [each.name for each in Reply.objects.get().attachments.all()] == ["blue.jpg"]
    html = client.get(page_of(thread)).content.decode()
    assert "blue.jpg" in html
    response = answer(client, thread, text="x", files=[paper("bad.pdf", b"no paper")])
    assert "bad.pdf" in str(errors_of(response)["files"])
    assert Reply.objects.count() == 1
