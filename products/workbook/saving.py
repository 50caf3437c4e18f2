"""Writes the right rows of a workbook."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.records.publishing import NotReady
from exhibitors import search as exhibitor_search
from exhibitors.actions import publish_exhibitor
from exhibitors.models import ContactPoint, Exhibitor
from exhibitors.signals import reworded
from exhibitors.states import Publication
from lib.money import stored
from products import search
from products.actions import publish_product
from products.models import CatalogueStamp, Product
from products.states import ProductState
from products.workbook.fields import ON_REQUEST
from products.workbook.rows import in_languages


@dataclass
class Saved:
    """How many exhibitors and works were written, and how many that should have become public lack something."""

    exhibitors: int = 0
    products: int = 0
    drafts: int = 0


@transaction.atomic
def save_workbook(reading, *, actor, is_public=False):
    """Write the new and changed rows of ``reading``, leave out the wrong ones; returns Saved.

    With ``is_public`` the drafts among the rows are published, also those whose row says nothing new; what was
    withdrawn stays so. Call it in the transaction that made ``reading``, after ``hold_catalogue``.
    """
    saved = Saved()
    for row in reading.exhibitors.rows:
        if row.status == "wrong":
            continue
        exhibitor = row.record
        if row.status != "same":
            exhibitor = row.words.exhibitors[row.filled["slug"]] = save_exhibitor(row)
            saved.exhibitors += 1
        if is_public and exhibitor.publication == Publication.DRAFT:
            saved.drafts += not is_published_now(publish_exhibitor, exhibitor, actor)
    for row in reading.products.rows:
        if row.status == "wrong":
            continue
        product = row.record
        if row.status != "same":
            product = save_product(row)
            saved.products += 1
        if is_public and product.state == ProductState.DRAFT:
            product.exhibitor = row.words.exhibitors[product.exhibitor.slug]
            saved.drafts += not is_published_now(publish_product, product, actor)
    return saved


def hold_catalogue():
    """Let nobody else change the catalogue until this transaction ends: every change moves this stamp."""
    CatalogueStamp.objects.select_for_update().get_or_create(pk=1)


def is_published_now(publish, record, actor):
    try:
        publish(record, actor=actor)
    except NotReady:
        return False
    return True


def save_exhibitor(row):
    said = row.filled
    is_new = row.record is None
    exhibitor = row.record or Exhibitor(slug=said["slug"])
    for name in ("kind", "place", *in_languages("name", ""), *in_languages("story", "")):
        if name in said:
            setattr(exhibitor, name, said[name])
    exhibitor.save()
    if "crafts" in said:
        exhibitor.crafts.set(said["crafts"])
    if "phone" in said:
        save_phone(exhibitor, said["phone"], said.get("is_shown"))
    exhibitor_search.refresh(exhibitor)
    if not is_new:
        reworded.send(sender=Exhibitor, exhibitor=exhibitor)
    return exhibitor


def save_phone(exhibitor, number, consent):
    """Add the number, or find it; an empty ``consent`` leaves what was agreed."""
    point = exhibitor.contact_points.filter(kind=ContactPoint.Kind.PHONE, value=number).first()
    point = point or ContactPoint(exhibitor=exhibitor, kind=ContactPoint.Kind.PHONE, value=number)
    if consent:
        point.is_shown = consent == "yes"
        point.consented_at = (point.consented_at or timezone.now()) if point.is_shown else None
    point.save()


def save_product(row):
    said = row.filled
    exhibitor = row.words.exhibitors[said["exhibitor"]]
    product = row.record or new_product(said, exhibitor)
    # As it is since its own row was saved.
    product.exhibitor = exhibitor
    for name in (*row.plain, *in_languages("title", ""), *in_languages("story", "")):
        if name in said:
            setattr(product, name, said[name])
    if "size" in said:
        product.width_mm, product.length_mm, product.height_mm = (*said["size"], None, None)[:3]
    set_price(product, said.get("price"), said.get("price_unit"))
    product.save()
    for name in row.lists:
        if name in said:
            getattr(product, name).set(said[name])
    search.refresh(product)
    return product


def new_product(said, exhibitor):
    craft = said["craft"]
    to_order = said["kind"] == Product.Kind.MADE_TO_ORDER
    return Product(
        exhibitor=exhibitor,
        craft=craft,
        unit=craft.units.split(",")[0].strip(),
        availability=Product.Availability.TO_ORDER if to_order else Product.Availability.AVAILABLE,
        is_sample=exhibitor.is_sample,
    )


def set_price(product, price, unit):
    """Nothing typed keeps the price; an amount for a work "from" a price stays such."""
    if price == ON_REQUEST:
        product.price_mode, product.price_amount, product.currency, product.price_unit = ON_REQUEST, None, "", ""
    elif price is not None:
        product.price_amount, product.currency = stored(price, unit)
        product.price_unit = unit
        if product.price_mode == Product.PriceMode.ON_REQUEST:
            product.price_mode = Product.PriceMode.FIXED
