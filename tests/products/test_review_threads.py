"""Two people at the same work at the same moment: one wins, and the other is told."""

import threading
import time

import pytest
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Message, StateChange
from products.models import Picture, Product
from products.reviewing import mark_of
from tests.factories import CraftFactory, ProductFactory, RepresentativeFactory, official

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
PATIENCE = 10  # seconds
WON, TOLD = (302, ["success"]), (302, ["error"])


def client_of(user):
    client = Client()
    client.force_login(user, backend="accounts.backends.Backend")
    return client


@pytest.fixture
def keeper():
    return RepresentativeFactory(user__language="en")


@pytest.fixture
def work(keeper):
    craft = CraftFactory(slug="with-no-facts")
    work = ProductFactory(
        exhibitor=keeper.exhibitor, craft=craft, state="sent", published_at=None, sent_at=timezone.now()
    )
    Picture.objects.create(product=work, digest="0" * 16, width=640, height=480)
    return work


def approval(work):
    return reverse("office:review_decide"), {"code": mark_of(work), "decision": "approve", "confirmed": "1"}


def waiting_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction would see the first answer for ever
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0]


def told(response):
    return response.status_code, [each.level_tag for each in get_messages(response.wsgi_request)]


def at_once(work, *requests, meanwhile=lambda: None):
    """What the posts of (client, address, data) were told, in their order.

    Each goes in a thread of its own; all have read ``work`` before ``meanwhile`` happens and the first may write it.
    """
    answers = [None] * len(requests)

    def post(number, client, address, data):
        try:
            with translation.override("en"):
                answers[number] = told(client.post(address, data))
        finally:
            connection.close()

    threads = [threading.Thread(target=post, args=(number, *each)) for number, each in enumerate(requests)]
    with transaction.atomic():
        Product.objects.select_for_update().get(pk=work.pk)
        for number, thread in enumerate(threads, 1):
            thread.start()
            until = time.monotonic() + PATIENCE
            while waiting_for_a_lock() < number:
                assert time.monotonic() < until, "the request did not come as far as the work"
                time.sleep(0.02)
        meanwhile()
    for thread in threads:
        thread.join(PATIENCE)
    return answers


def test_of_two_officials_who_approve_at_once_one_wins_and_the_other_is_told(work):
    first, second = official(), official()
    address, data = approval(work)
    answers = at_once(work, (client_of(first), address, data), (client_of(second), address, data))
    assert sorted(answers) == [TOLD, WON]
    work.refresh_from_db()
    assert work.state == "published"
    winner = [first, second][answers.index(WON)]
    assert [change.actor for change in StateChange.objects.filter(new="published")] == [winner]
    assert Message.objects.count() == 1


def test_of_an_approval_and_a_return_at_once_one_is_said(work):
    address, data = approval(work)
    return_ = data | {"decision": "return", "reason": "The picture is too dark"}
    answers = at_once(work, (client_of(official()), address, data), (client_of(official()), address, return_))
    assert sorted(answers) == [TOLD, WON]
    work.refresh_from_db()
    assert work.state == ("published", "returned")[answers.index(WON)]
    assert Message.objects.count() == 1


def test_of_an_approval_and_a_taking_back_at_once_one_wins(work, keeper):
    take_back = reverse("portal:product_take_back", args=[work.code])
    maker, office = client_of(keeper.user), client_of(official())
    taken, approved = at_once(work, (maker, take_back, {}), (office, *approval(work)))
    work.refresh_from_db()
    assert {taken[1][0], approved[1][0]} == {"success", "error"}
    assert work.state == ("published" if approved == WON else "draft")
    assert Message.objects.count() == (approved == WON)


def test_what_its_maker_edits_and_sends_again_while_an_official_approves_is_not_public(work, keeper):
    maker, office = client_of(keeper.user), client_of(official())

    def edit():
        words = {f"title_{code}": "" for code in ("fa", "en", "ar", "ckb")} | {"title_en": "An insult"}
        maker.post(reverse("portal:product_take_back", args=[work.code]))
        maker.post(reverse("portal:product_words", args=[work.code]), words)
        maker.post(reverse("portal:product_send", args=[work.code]))

    read = mark_of(work)
    [answer] = at_once(work, (office, *approval(work)), meanwhile=edit)
    assert answer == TOLD
    work.refresh_from_db()
    assert (work.state, work.title_en) == ("sent", "An insult")
    assert mark_of(work) != read
    assert Message.objects.count() == 0
