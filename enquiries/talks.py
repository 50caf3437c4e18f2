"""Talks that begin on a public page: which channels a number answers on, whom one reaches, and the first words there."""

from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from enquiries.models import Enquiry
from events.models import Exhibition
from exhibitors.models import ContactPoint, Exhibitor
from exhibitors.profile.channels import split_channels
from lib.languages import pick, shown

C = Enquiry.Channel
# Those whose addresses open a talk, in the order of their buttons.
CHANNELS = (C.WHATSAPP, C.CALL, C.TELEGRAM, C.VIBER)
# What makers and office read, whatever the buyer writes.
THEIR_LANGUAGE = "fa"


@dataclass(frozen=True)
class Partner:
    """Who answers on ``phone``: an exhibitor, or the office of the exhibitions."""

    phone: str
    exhibitor: Exhibitor | None = None


def offered(text):
    """Those of ``CHANNELS`` on which a number with these channels ("whatsapp, viber") answers."""
    known = split_channels(text)
    return [channel for channel in CHANNELS if channel in known]


def find_partner(channel, *, exhibitor=None, exhibition=None, place=1):
    """Who answers on ``channel``; None when nobody does.

    The exhibitor, where it agreed to show a number that does: of several the one in that ``place`` on its page first.
    Else the office of ``exhibition``, or of the newest one that has a number (at most 2 queries).
    """
    if exhibitor:
        points = list(ContactPoint.objects.filter(exhibitor=exhibitor, is_shown=True))
        for point in points[place - 1 : place] + points:
            if point.kind == ContactPoint.Kind.PHONE and channel in offered(point.channels):
                return Partner(point.value, exhibitor)
    for office in (exhibition, newest_office()):
        if office and office.contact_phone and channel in offered(office.contact_channels):
            return Partner(office.contact_phone)
    return None


def newest_office():
    reachable = Exhibition.objects.published().exclude(contact_phone="")
    return reachable.order_by(F("starts_on").desc(nulls_last=True), "-pk").first()


def first_words(enquiry):
    """What the buyer sends first, with the code: in the buyer's language, then in that of whoever answers."""
    languages = dict.fromkeys((enquiry.language, THEIR_LANGUAGE))
    return "\n\n".join(first_words_in(language, enquiry) for language in languages)


def first_words_in(language, enquiry):
    line = enquiry.lines.first()
    with override(language):
        if line:
            work, _language = pick(line.snapshot["title"], language)
            # Translators: the first words of a buyer in a messenger; {code} is the number of the enquiry.
            text = _("Hello, I have a question about “{about}” ({work}). The number of my enquiry is {code}.")
            return text.format(about=work, work=line.snapshot["code"], code=enquiry.code)
        if enquiry.exhibitor:
            text = _("Hello, I have a question about the works of {about}. The number of my enquiry is {code}.")
            return text.format(about=shown(enquiry.exhibitor, "name", language).text, code=enquiry.code)
        text = _("Hello, I have a question about {about}. The number of my enquiry is {code}.")
        return text.format(about=shown(enquiry.exhibition, "name", language).text, code=enquiry.code)
