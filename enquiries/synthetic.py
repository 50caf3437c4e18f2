"""Synthetic threads for measuring: deterministic, about synthetic works, most of them ended, as after years of enquiries."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from enquiries.actions import snapshot
from enquiries.models import Enquiry, Line, Thread
from enquiries.states import Outcome, ThreadState, WaitsFor
from lib.codes import build
from lib.languages import CODES
from products.models import Product
from products.synthetic import BODIES, FIRST, STRIDE

BATCH = 2000
MAKERS_ASKED = 2
COUNTRIES = ("IQ", "IQ", "IQ", "IR", "KW", "TR")
# Of twenty threads: state, who is waited for, and how it ended.
COURSES = (
    *[(ThreadState.NEW, WaitsFor.EXHIBITOR, {})] * 2,
    *[(ThreadState.ANSWERED, WaitsFor.EXHIBITOR, {})] * 1,
    *[(ThreadState.ANSWERED, WaitsFor.BUYER, {})] * 3,
    *[(ThreadState.QUOTED, WaitsFor.BUYER, {})] * 2,
    *[(ThreadState.CLOSED, WaitsFor.NOBODY, {"outcome": Outcome.ORDERED, "value": 250_000, "currency": "IQD"})] * 5,
    *[(ThreadState.CLOSED, WaitsFor.NOBODY, {"outcome": Outcome.LOST, "lost_because": "price"})] * 7,
)


def load_threads(count):
    """Bring the number of synthetic threads to ``count``, two an enquiry; returns how many were made.

    Raises ValueError where there are no synthetic works of two makers.
    """
    works = works_by_maker()
    existing = Enquiry.objects.filter(name__startswith="Synthetic ").count()
    wanted = -(-count // MAKERS_ASKED)
    now = timezone.now()
    for start in range(existing, wanted, BATCH):
        numbers = range(start, min(start + BATCH, wanted))
        with transaction.atomic():
            enquiries = Enquiry.objects.bulk_create(synthetic(number, now) for number in numbers)
            asked = [
                (enquiry, *work, number * MAKERS_ASKED + place)
                for number, enquiry in zip(numbers, enquiries, strict=True)
                for place, work in enumerate(chosen(works, number))
            ]
            threads = Thread.objects.bulk_create(thread_of(enquiry, work, n, now) for enquiry, work, _shot, n in asked)
            Line.objects.bulk_create(
                line_of(thread, work, shot, n % MAKERS_ASKED)
                for thread, (_enquiry, work, shot, n) in zip(threads, asked, strict=True)
            )
    return max(0, wanted - existing) * MAKERS_ASKED


def works_by_maker():
    """[[(a maker's synthetic work, its snapshot), …], …]"""
    rows = Product.objects.filter(slug__startswith="synthetic-").select_related("exhibitor").order_by("pk")[:BATCH]
    makers: dict = {}
    for work in rows:
        makers.setdefault(work.exhibitor_id, []).append((work, snapshot(work)))
    if len(makers) < MAKERS_ASKED:
        raise ValueError("Synthetic threads are about synthetic works of two makers; add --products.")
    return list(makers.values())


def chosen(works, number):
    """A work of one maker and one of another, in turns."""
    first, step = number % len(works), 1 + number // len(works) % (len(works) - 1)
    of_makers = works[first], works[(first + step) % len(works)]
    return [of_one[number % len(of_one)] for of_one in of_makers]


def synthetic(number, now):
    return Enquiry(
        code=build("E", (number * STRIDE + FIRST) % BODIES),
        request_key=uuid.uuid5(uuid.NAMESPACE_URL, f"synthetic/{number}"),
        kind=Enquiry.Kind.values[number % len(Enquiry.Kind.values)],
        name=f"Synthetic {number}",
        phone=f"+96477{number:08}",
        city="Kut",
        country=COUNTRIES[number % len(COUNTRIES)],
        channel=Enquiry.Channel.WHATSAPP,
        language=CODES[number % len(CODES)],
        created_at=now - timedelta(minutes=7 * number),
        is_sample=True,
    )


def thread_of(enquiry, work, number, now):
    state, side, end = COURSES[number * 7 % len(COURSES)]
    opened = enquiry.created_at
    return Thread(
        enquiry=enquiry,
        exhibitor=work.exhibitor,
        state=state,
        waits_for=side,
        waits_since=opened,
        opened_at=opened,
        due_at=opened + timedelta(days=2),
        answered_at=None if state == ThreadState.NEW else min(now, opened + timedelta(hours=5)),
        **end,
    )


def line_of(thread, work, shot, position):
    return Line(
        enquiry_id=thread.enquiry_id,
        thread=thread,
        product=work,
        exhibitor=work.exhibitor,
        snapshot=shot,
        quantity=1 + work.pk % 9,
        position=position,
    )
