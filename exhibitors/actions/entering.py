"""Somebody whom an official writes down: not public, without an account, reached by phone."""

from django.db import transaction
from django.utils.translation import get_language

from exhibitors.models import ContactPoint, Exhibitor
from exhibitors.search import refresh


@transaction.atomic
def create_applicant(*, name, phone, place, kind="", gender="", craft=None, is_sample=False):
    """A new exhibitor with one private number; return it."""
    language = get_language() or "fa"
    exhibitor = Exhibitor(
        kind=kind or Exhibitor.Kind.ARTIST,
        gender=gender,
        place=place,
        is_sample=is_sample,
        **{f"name_{language}": name},
    )
    exhibitor.slug = exhibitor.code.lower()
    exhibitor.save()
    if craft:
        exhibitor.crafts.add(craft)
    ContactPoint.objects.create(exhibitor=exhibitor, kind=ContactPoint.Kind.PHONE, value=phone)
    refresh(exhibitor)
    return exhibitor
