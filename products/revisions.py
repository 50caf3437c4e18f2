"""Changes of a public work: they wait on a revision, a work of its own, until an official agrees."""

from django.db import transaction

from lib.languages import CODES
from lib.wording import copy_marks, with_copy_marks
from products.models import Picture, Product
from products.pictures import wait
from products.states import PictureState, ProductState

EDITABLE = (ProductState.DRAFT, ProductState.RETURNED)
TEXTS = [f"{field}_{code}" for field in ("title", "story", "season") for code in CODES]
# What an official looks at before it is public; price, availability and capacity are the maker's own at any time.
REVIEWED = [
    *TEXTS,
    "craft",
    "kind",
    "facts",
    *("width_mm", "length_mm", "height_mm", "weight_g"),
    *("unit", "minimum_quantity", "lead_time_days"),
]
LIVE = ["price_mode", "price_amount", "currency", "price_unit", "availability", "capacity_per_month", "confirmed_on"]
LISTS = ("materials", "techniques")
PICTURE = [
    *("state", "problem", "digest", "likeness", "width", "height", "original", "role", "is_drawing", "position"),
    *(f"alt_{code}" for code in CODES),
]


@transaction.atomic
def start_revision(product):
    """The revision of a public work, made as its copy when there is none yet."""
    # Locked: two tabs that begin to edit at once get the same one.
    product = Product.objects.select_for_update().get(pk=product.pk)
    revision = Product.objects.filter(revises=product).first()
    if revision and revision.state == ProductState.APPLIED:
        # It keeps what was there before, to be undone; now it is over.
        revision.delete()
        revision = None
    return revision or copy_work(product, revises=product)


def copy_work(product, *, revises=None):
    """A draft like ``product`` with its pictures; as its revision, or as a work of its own."""
    columns = {name: getattr(product, name) for name in [*REVIEWED, *LIVE] if name != "confirmed_on"}
    draft = Product(exhibitor=product.exhibitor, revises=revises, is_sample=product.is_sample, **columns)
    draft.wording = copy_marks(product.wording)
    draft.save()
    for name in LISTS:
        getattr(draft, name).set(getattr(product, name).all())
    copy_pictures(product, draft)
    return draft


def copy_pictures(source, target):
    # Both rows name the same files: these are named by their content, and removed when no row names them.
    copies = Picture.objects.bulk_create(
        Picture(product=target, **{name: getattr(picture, name) for name in PICTURE})
        for picture in source.pictures.standing()
    )
    for copy in copies:
        if copy.state == PictureState.WAITING:
            wait(copy)
    target.refresh_cover()


def editable(product):
    """The row in which ``product`` may be changed now: itself, or its revision when it is public; None while it is read.

    A revision is made at the first change (``start_revision``), not by looking.
    """
    if product.state in EDITABLE:
        return product
    if product.state in {ProductState.PUBLISHED, ProductState.WITHDRAWN}:
        revision = live_revision(product)
        return product if revision is None else revision if revision.state in EDITABLE else None
    return None


def live_revision(product):
    """What waits to replace a public work, or None."""
    return Product.objects.filter(revises=product).exclude(state=ProductState.APPLIED).first()


def row_to_write(product):
    """As ``editable``, and a public work gets its revision now; None while an official reads it."""
    row = editable(product)
    if row is not None and row.state not in EDITABLE:
        return start_revision(row)
    return row


def differences(product, revision):
    """What the revision would change: [(field name, before, after)], lists and pictures too."""
    values = [(name, getattr(product, name), getattr(revision, name)) for name in REVIEWED]
    # A text that is not there is NULL or empty.
    changed = [each for each in values if each[1] != each[2] and each[1:] not in ((None, ""), ("", None))]
    for name in LISTS:
        before, after = (list(getattr(each, name).order_by("slug")) for each in (product, revision))
        if before != after:
            changed.append((name, before, after))
    shown = (PictureState.READY, PictureState.WAITING)
    before, after = (list(each.pictures.filter(state__in=shown)) for each in (product, revision))
    if [seen(picture) for picture in before] != [seen(picture) for picture in after]:
        changed.append(("pictures", before, after))
    return changed


def seen(picture):
    """What visitors see of a picture."""
    return picture.digest, picture.role, [getattr(picture, f"alt_{code}") for code in CODES]


@transaction.atomic
def exchange(revision):
    """Let the public work and its ``revision`` change places in all that is reviewed; done again, it is undone."""
    product = Product.objects.select_for_update().get(pk=revision.revises_id)
    for name in REVIEWED:
        before, after = getattr(product, name), getattr(revision, name)
        setattr(product, name, after)
        setattr(revision, name, before)
    marks = [copy_marks(each.wording) for each in (revision, product)]
    for each, those in zip((product, revision), marks, strict=True):
        each.wording = with_copy_marks(each.wording, those)
    pictures = [[picture.pk for picture in each.pictures.all()] for each in (product, revision)]
    for name in LISTS:
        before, after = (list(getattr(each, name).all()) for each in (product, revision))
        getattr(product, name).set(after)
        getattr(revision, name).set(before)
    for numbers, owner in zip(pictures, (revision, product), strict=True):
        Picture.objects.filter(pk__in=numbers).update(product=owner)
    for each in (product, revision):
        each.save()
        each.refresh_cover()
    return product
