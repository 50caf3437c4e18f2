"""What an exhibition still lacks before it opens: each app adds its own lines."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events.signals import checking, counting
from events.states import CLOSED, Status
from lib.languages import CODES, NAMES

# Its texts, each in words; what is empty in all languages is missing in none.
TEXTS = ("name", "occasion", "summary")


@dataclass(frozen=True)
class Item:
    """One line: whether it is done, in a sentence, with the address where it is mended."""

    key: str
    words: Any
    url: str
    is_done: bool


@dataclass(frozen=True)
class Number:
    """How many of something take part, with the address of the list that was counted; none where there is no list."""

    words: Any
    number: int
    url: str = ""


def own_lines(exhibition):
    """What this app asks of an exhibition; of a row from ``with_set_up``, without a query."""
    edit = reverse("office:exhibition_edit", args=[exhibition.slug])
    yield from lines_for_publication(exhibition, edit)
    lacking = [NAMES[code] for code in CODES if lacks_texts(exhibition, code)]
    names = pgettext("list", ", ").join(map(str, lacking))
    yield Item(
        "texts",
        # Translators: {languages} are names of languages, such as "Arabic, Sorani Kurdish".
        _("Texts are missing in: {languages}").format(languages=names)
        if lacking
        else _("Its texts are in all languages."),
        f"{edit}#texts",
        not lacking,
    )
    yield Item(
        "hours",
        _("Its opening hours are known.") if exhibition.opens_at else _("It has no opening hours."),
        f"{edit}#days",
        bool(exhibition.opens_at),
    )
    yield Item(
        "programme",
        _("It has a programme.") if exhibition.has_programme else _("Its programme is empty."),
        reverse("office:exhibition_programme", args=[exhibition.slug]),
        exhibition.has_programme,
    )
    yield Item(
        "halls",
        _("It has halls and stands.") if exhibition.has_stands else _("It has no stands yet."),
        reverse("office:stand_plan", args=[exhibition.slug]),
        exhibition.has_stands,
    )
    yield Item(
        "publication",
        _("Everybody can see its page.") if exhibition.is_published else _("Nobody but the office sees its page yet."),
        f"{reverse('office:exhibition_detail', args=[exhibition.slug])}#publication",
        exhibition.is_published,
    )
    yield status_line(exhibition)


def lines_for_publication(exhibition, edit):
    """The same that ``actions.missing_for_publication`` refuses, done or not."""
    is_dated = bool(exhibition.starts_on or exhibition.starts_by)
    is_planned = exhibition.status in {Status.IDEA, Status.AGREED}
    has_contact = bool(exhibition.contact_phone or exhibition.contact_email)
    name, venue = bool(exhibition.name_fa), exhibition.has_venue
    yield Item(
        "name",
        _("It has a name in Persian.") if name else _("It has no name in Persian."),
        f"{edit}#texts",
        name,
    )
    yield Item("venue", _("It has a venue.") if venue else _("It has no venue."), f"{edit}#venues", venue)
    if is_dated:
        days = _("Its first day is known.")
    elif is_planned:
        days = _("It has no first day yet.")
    else:
        days = _("It has no first day, and is not marked as an idea or as agreed only.")
    yield Item("days", days, f"{edit}#days", is_dated)
    yield Item(
        "contact",
        _("People can reach the office about it.")
        if has_contact
        else _("It has no phone and no e-mail of the office."),
        f"{edit}#contact",
        has_contact,
    )


def lacks_texts(exhibition, code):
    """Whether something that it says in another language is not there in this one."""
    return any(
        not getattr(exhibition, f"{field}_{code}") and any(getattr(exhibition, f"{field}_{each}") for each in CODES)
        for field in TEXTS
    )


def status_line(exhibition):
    """Whether the status goes with the days."""
    phase, status = exhibition.phase(), exhibition.status
    url = f"{reverse('office:exhibition_detail', args=[exhibition.slug])}#status"
    if phase == "running" and status not in {Status.RUNNING, *CLOSED}:
        return Item("status", _("It has begun, and is not marked as running."), url, False)
    if phase == "over" and status not in CLOSED:
        return Item("status", _("It is over, and is not closed."), url, False)
    if phase in {"next", "planned"} and status in {Status.RUNNING, *CLOSED}:
        return Item("status", _("It is marked as begun or closed, and its days lie ahead."), url, False)
    return Item("status", _("Its status goes with its days."), url, True)


def numbers_from_above(exhibition, user):
    """What the apps above count of it, in the order of the ladder."""
    return [
        row
        for _receiver, found in counting.send(type(exhibition), exhibition=exhibition, user=user)
        for row in found or ()
    ]


def lines_from_above(exhibition, user):
    """What the apps above add, in the order of the ladder."""
    return [
        item
        for _receiver, found in checking.send(type(exhibition), exhibition=exhibition, user=user)
        for item in found or ()
    ]
