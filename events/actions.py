"""Steps with an exhibition that touch more than one row, or that everybody sees."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.records.publishing import NotReady
from events.models import Exhibition, Stand
from events.stands import free_place
from events.states import PUBLICATION_MOVES, Publication, Status
from lib.states import move


def missing_for_publication(exhibition):
    """What an exhibition lacks before visitors can use its page, a sentence each."""
    missing = []
    if not exhibition.name_fa:
        missing.append(_("It has no name in Persian."))
    if not exhibition.venues.exists():
        missing.append(_("It has no venue."))
    is_planned = exhibition.status in {Status.IDEA, Status.AGREED}
    if not (exhibition.starts_on or exhibition.starts_by or is_planned):
        missing.append(_("It has no first day, and is not marked as an idea or as agreed only."))
    if not (exhibition.contact_phone or exhibition.contact_email):
        missing.append(_("It has no phone and no e-mail of the office."))
    return missing


def publish_exhibition(exhibition, *, actor):
    """Show ``exhibition`` to everybody. Raises NotReady, or MoveNotAllowed when it is public already."""
    if missing := missing_for_publication(exhibition):
        raise NotReady(missing)
    move(
        exhibition,
        to=Publication.PUBLISHED,
        actor=actor,
        moves=PUBLICATION_MOVES,
        field="publication",
        published_at=exhibition.published_at or timezone.now(),
    )


def withdraw_exhibition(exhibition, *, actor):
    """Take the page of ``exhibition`` back; nothing is lost. Raises MoveNotAllowed when it is not public."""
    move(exhibition, to=Publication.WITHDRAWN, actor=actor, moves=PUBLICATION_MOVES, field="publication")


@transaction.atomic
def set_stands(hall, codes):
    """Let ``hall`` have exactly the stands of these numbers. Those that stay keep everything they have.

    Raises ProtectedError when one that goes is given to somebody; then nothing changes.
    """
    stands = {stand.code: stand for stand in hall.stands.all()}
    for stand in [stand for code, stand in stands.items() if code not in codes]:
        stand.delete()
    add_stands(hall, [code for code in codes if code not in stands])


@transaction.atomic
def add_stands(hall, codes, *, at=None, **about):
    """Give ``hall`` a stand for each of these numbers, on free places of its plan; return them.

    ``at`` (x, y) is where the first one lies; ``about`` holds further fields, such as ``width`` in squares.
    """
    made, lying = [], list(hall.stands.all())
    for code in codes:
        stand = Stand(hall=hall, code=code, **about)
        stand.x, stand.y = at if at and not made else free_place(lying, stand)
        if stand.area_m2 is None:
            stand.area_m2 = area_of(stand)
        stand.save()
        made.append(stand)
        lying.append(stand)
    return made


def area_of(stand):
    """In square metres; a square of the plan is half a metre wide."""
    return Decimal(stand.width * stand.height) / 4


def propose_slug(exhibition, place_slugs):
    """A free slug from the English name, else from the first place, with year and month as the days have them."""
    day = exhibition.starts_on or exhibition.starts_by or exhibition.ends_on or exhibition.ends_by
    words = slugify(exhibition.name_en or "") or "-".join(place_slugs[:1]) or "exhibition"
    base = words[:45].strip("-")
    if day and not base.endswith(f"{day:%Y-%m}"):
        base = f"{base}-{day:%Y-%m}"
    taken = set(Exhibition.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    candidates = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))]
    return next(slug for slug in candidates if slug not in taken)
