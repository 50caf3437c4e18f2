"""The sample as a whole: what ``seed --sample`` adds and ``forget_samples`` removes."""

from collections import Counter

from auditlog.context import disable_auditlog
from django.apps import apps
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Q

import accounts.sample
import enquiries.sample
import events.sample
import exhibitors.sample
import products.sample
from accounts.models import SampleMark
from events.models import VisitorCount
from exhibitors.models import Participation
from products.models import Picture, Product, Sale
from products.receivers import bump_stamp, stamp_once

# From the top of the ladder to its foot, so that nothing is removed while something points at it.
LADDER = ["cooperation", "enquiries", "products", "exhibitors", "events", "accounts"]
FIRST = {
    "exhibitors": ["Participation", "Representative"],
    "products": ["Sale", "Exhibit"],
    "events": ["Role", "VisitorCount"],
}


def load_sample(today):
    """Add what is missing of the sample, days counted from ``today``: a Counter of what was made."""
    made = Counter()
    people = accounts.sample.load_sample()
    made["sample exhibitions"] = events.sample.load_sample(today, people)
    made["sample exhibitors"] = exhibitors.sample.load_sample(today, people)
    made["sample works"] = products.sample.load_sample(today)
    made["sample enquiries"] = enquiries.sample.load_sample()
    bump_stamp()
    return made


def marked_models():
    """Every model with the sample mark, in an order that lets its rows go."""
    for app in LADDER:
        models = [model for model in apps.get_app_config(app).get_models() if issubclass(model, SampleMark)]
        first = FIRST.get(app, [])
        yield from sorted(
            models, key=lambda model: first.index(model.__name__) if model.__name__ in first else len(first)
        )


def forget_samples():
    """Remove every row marked as sample, what hangs on it, and pictures no other work uses: a Counter by model.

    What somebody made of sample records by hand and did not mark (a participation of a sample exhibitor, say) goes too.
    """
    gone = Counter()
    with transaction.atomic(), stamp_once():
        digests = set(Picture.objects.filter(product__is_sample=True).values_list("digest", flat=True))
        gone.update(forget_unmarked())
        # Nobody asks later when an invented row went, and writing it down takes longer than the rest.
        with disable_auditlog():
            for model in marked_models():
                gone.update(model.objects.filter(is_sample=True).delete()[1])
            events.sample.forget_halls()
        left = set(Picture.objects.filter(digest__in=digests).values_list("digest", flat=True))
        transaction.on_commit(lambda: remove_pictures(digests - left))
    return gone


def forget_unmarked():
    """Remove what protects sample rows, made by hand: participations and works of sample exhibitors or exhibitions,
    and counts at sample gates."""
    gone = Counter(Product.objects.filter(exhibitor__is_sample=True, is_sample=False).delete()[1])
    of_samples = Q(exhibitor__is_sample=True) | Q(exhibition__is_sample=True)
    sold_there = Participation.objects.filter(of_samples | Q(is_sample=True))
    gone.update(Sale.objects.filter(participation__in=sold_there, is_sample=False).delete()[1])
    gone.update(Participation.objects.filter(of_samples, is_sample=False).delete()[1])
    gone.update(VisitorCount.objects.filter(gate__is_sample=True, is_sample=False).delete()[1])
    return gone


def remove_pictures(digests):
    storage = storages["public"]
    if not digests or not storage.exists("pictures"):
        return
    for name in storage.listdir("pictures")[1]:
        if name.split("-")[0] in digests:
            storage.delete(f"pictures/{name}")
