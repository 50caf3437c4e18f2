"""The pictures of works: the job that prepares what was sent, their order, what is removed, and who else shows the same.

What turns a file into clean pictures is in ``lib.pictures``: exhibitors need it too.
"""

from datetime import timedelta
from functools import reduce
from operator import or_

from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Substr
from django.db.models.lookups import In
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.jobs import enqueue, handles
from accounts.models import Job
from lib.pictures import REASONS, PictureRefused, derive, store
from products.files import forget_files
from products.models import Picture, Product
from products.receivers import bump_stamp
from products.states import PictureState

MOST = 12  # pictures of one work
KEPT = timedelta(days=1)  # a removed picture can be put back so long
JOB, FAREWELL = "picture", "removed_picture"
ALIKE = 4  # bits of a likeness that may differ: what saving anew and another size change
# (first digit, digits): one part more than bits may differ, so that one of them is equal in all that are alike.
BANDS = [(1, 3), (4, 3), (7, 3), (10, 3), (13, 4)]
S = PictureState

PROBLEMS = REASONS | {
    "set_aside": _("This picture could not be prepared. Send it again."),
    "closed": _("An official is reading this work. Take it back first if you want to change it."),
    "too_many": format_lazy(_("A work has at most {most} pictures. Remove one first."), most=MOST),
}


@handles(
    JOB,
    does=_("A picture of a work is made ready to be shown."),
    set_aside=lambda number: set_aside(number),
    resume=lambda number: resume(number),
)
def prepare(number):
    """Make the public files of the picture of that number; done again, or after it is gone, it changes nothing."""
    picture = Picture.objects.select_related("product").filter(pk=number, state=S.WAITING).first()
    if picture is None:
        return
    try:
        with picture.original.open() as file:
            derived = derive(file)
    except PictureRefused as refusal:
        refuse(picture, refusal.code)
        return
    except FileNotFoundError:
        refuse(picture, "unreadable")
        return
    store(derived, storages["public"])
    with transaction.atomic():
        product = Product.objects.select_for_update().get(pk=picture.product_id)
        done = Picture.objects.filter(pk=number, state=S.WAITING).update(
            state=S.READY,
            digest=derived.digest,
            likeness=derived.likeness,
            width=derived.width,
            height=derived.height,
            problem="",
        )
        if done:
            product.refresh_cover()
            if product.is_published:
                bump_stamp([])  # its card shows another picture, and stands where it stood
    if done:
        # Once more: the same picture of another row may have been removed with its files just before.
        store(derived, storages["public"])
    else:
        forget_files("", derived.digest, derived.width)


def refuse(picture, code):
    Picture.objects.filter(pk=picture.pk, state=S.WAITING).update(state=S.REFUSED, problem=code)


def set_aside(number):
    """Give up a picture whose job never ended well; its maker and the office see it."""
    Picture.objects.filter(pk=number, state=S.WAITING).update(state=S.SET_ASIDE, problem="set_aside")


def resume(number):
    """Let a picture that was given up wait for its job, which is tried again."""
    Picture.objects.filter(pk=number, state=S.SET_ASIDE).update(state=S.WAITING, problem="")


def wait(picture):
    """Have ``picture`` (saved, waiting) prepared."""
    enqueue(JOB, picture.pk)


@transaction.atomic
def remove(picture):
    """Take ``picture`` off its work; for a day it can be put back."""
    if picture.state == S.REMOVED:
        return
    picture.state = S.REMOVED
    picture.save(update_fields=["state"])
    picture.product.refresh_cover()
    job = enqueue(FAREWELL, picture.pk)
    Job.objects.filter(pk=job.pk).update(due_at=timezone.now() + KEPT)


@transaction.atomic
def put_back(picture):
    """Undo ``remove``. Raises PictureRefused where the work has as many as it may by now."""
    if picture.state != S.REMOVED:
        return
    check_room(picture.product)
    picture.state, picture.problem = S.READY if picture.digest else S.WAITING, ""
    picture.save(update_fields=["state", "problem"])
    if picture.state == S.WAITING:
        wait(picture)
    picture.product.refresh_cover()


@handles(FAREWELL, does=_("A picture that its maker removed is deleted."))
def say_farewell(number):
    """Delete a picture that nobody put back; its files go with it (``products.receivers``)."""
    picture = Picture.objects.filter(pk=number, state=S.REMOVED).first()
    if picture:
        picture.delete()


def check_room(product):
    """Raises PictureRefused where ``product`` has as many as it may; those that were refused take no room."""
    if product.pictures.filter(state__in=[S.READY, S.WAITING]).count() >= MOST:
        raise PictureRefused("too_many", PROBLEMS["too_many"])


def in_order(product):
    """The standing pictures of ``product``, its row locked: who orders at the same time waits."""
    Product.objects.select_for_update().get(pk=product.pk)
    return list(product.pictures.standing())


@transaction.atomic
def move(product, key, to):
    """Move a picture one place ``earlier`` or ``later``, or to the front (``main``)."""
    pictures = in_order(product)
    place = next((place for place, each in enumerate(pictures) if each.key == key), None)
    if place is None:
        return
    target = {"earlier": max(0, place - 1), "later": place + 1, "main": 0}[to]
    pictures.insert(target, pictures.pop(place))
    number(product, pictures)


@transaction.atomic
def arrange(product, keys):
    """Order the pictures of ``product`` as ``keys`` says; those it does not name follow."""
    places = {key: place for place, key in enumerate(keys)}
    number(product, sorted(in_order(product), key=lambda each: places.get(each.key, len(places))))


def number(product, pictures):
    for position, picture in enumerate(pictures):
        if picture.position != position:
            picture.position = position
            picture.save(update_fields=["position"])
    product.refresh_cover()


def find_twins(pictures):
    """{number of a picture: works of other makers that show the same}, for those of ``pictures`` that have any.

    Equal files and equal likenesses are found, and those hardly different, as a picture is that was saved anew.
    Drawings are left out: they are ours.
    """
    wanted = [(each, int(each.likeness, 16)) for each in pictures if each.likeness and not each.is_drawing]
    if not wanted:
        return {}
    owners = dict(
        Product.objects.filter(pk__in={each.product_id for each, _bits in wanted}).values_list("pk", "exhibitor")
    )
    # The database passes over nearly all: a likeness that has none of the bands differs in more bits.
    of_a_band = reduce(or_, (band_in(start, length, wanted) for start, length in BANDS))
    others = Picture.objects.ready().exclude(likeness="").filter(of_a_band, is_drawing=False)
    found: dict[int, set[int]] = {}
    for likeness, product, exhibitor in others.values_list("likeness", "product", "product__exhibitor").iterator():
        theirs = int(likeness, 16)
        for picture, bits in wanted:
            if (bits ^ theirs).bit_count() <= ALIKE and exhibitor != owners[picture.product_id]:
                found.setdefault(picture.pk, set()).add(product)
    numbers = {product for products in found.values() for product in products}
    works = Product.objects.select_related("exhibitor", "revises").in_bulk(numbers)
    return {picture: [works[each] for each in sorted(products)] for picture, products in found.items()}


def band_in(start, length, wanted):
    """A condition: the part of the likeness from ``start`` on is that of one of ``wanted``."""
    parts = sorted({each.likeness[start - 1 : start - 1 + length] for each, _bits in wanted})
    return Q(In(Substr("likeness", start, length), parts))
