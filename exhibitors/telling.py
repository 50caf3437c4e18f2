"""Who of an exhibition is meant by a message, how each person can be reached, and what each one reads."""

import hashlib
import json
import re
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext

from accounts.models import User
from exhibitors.acting import KEEPERS
from exhibitors.models import ContactPoint, Credential, Participation, Representative, TaskDone
from exhibitors.states import SHOWN
from lib.dates import format_two_calendars, today_in_ilam
from lib.languages import CODES, FALLBACKS, shown
from lib.text import left_to_right

K = Credential.Kind
LICENCES = (K.ARTISAN_CARD, K.INDIVIDUAL_LICENCE, K.WORKSHOP_LICENCE, K.HOME_LICENCE)
# What may be missing; ``Circular.audience`` keeps the names.
MISSING = {
    "licence": gettext_lazy("a licence that is valid on the last day"),
    "goods": gettext_lazy("the goods list"),
    "texts": gettext_lazy("a name or a text in one of the four languages"),
    "portrait": gettext_lazy("the portrait"),
}
PLACES = re.compile(r"\{(exhibitor|exhibition|stand|date)\}")


def meant(exhibition, audience):
    """The participations of ``exhibition`` that ``audience`` chooses: states, crafts, stands and what is missing narrow
    one another; of several papers that may be missing one is enough."""
    rows = exhibition.participations.filter(state__in=audience.get("state", ()))
    if crafts := audience.get("craft"):
        own = Participation.objects.filter(exhibitor__crafts__slug__in=crafts)
        rows = rows.filter(Q(craft__slug__in=crafts) | Q(pk__in=own.values("pk")))
    if stands := audience.get("stand"):
        rows = rows.filter(pk__in=Participation.objects.filter(allocations__stand__code__in=stands).values("pk"))
    lacking = [lacks(name, exhibition) for name in audience.get("missing", ()) if name in MISSING]
    lacking += [has_not_done(task) for task in audience.get("task", ())]
    if lacking:
        rows = rows.filter(any_of(lacking))
    return rows


def any_of(conditions):
    found = conditions[0]
    for each in conditions[1:]:
        found |= each
    return found


def lacks(name, exhibition):
    if name == "licence":
        last_day = exhibition.last_day or today_in_ilam()
        valid = Credential.objects.filter(exhibitor=OuterRef("exhibitor"), kind__in=LICENCES)
        return Q(~Exists(valid.filter(Q(expires_on=None) | Q(expires_on__gte=last_day))))
    if name == "goods":
        # Apart: joined with other conditions, the works of one exhibitor would name it as often as there are works.
        return Q(pk__in=exhibition.participations.filter(exhibits=None).values("pk"))
    if name == "portrait":
        return Q(exhibitor__portrait_digest="")
    columns = [f"exhibitor__{column}_{code}" for column in ("name", "story") for code in CODES]
    return any_of([Q(**{column: ""}) | Q(**{column: None}) for column in columns])


def has_not_done(task):
    """Of those who have tasks, who has not done the one of that number."""
    done = TaskDone.objects.filter(task=task, participation=OuterRef("pk"))
    return Q(~Exists(done), state__in=SHOWN)


@dataclass
class Person:
    """Somebody who is told once, whomever they represent. Without an account the exhibitor's own contact is used."""

    name: str
    language: str
    email: str = ""
    phone: str = ""
    user: User | None = None
    participations: list = field(default_factory=list)

    @property
    def address(self):
        return self.email or self.phone

    @property
    def is_called(self):
        return not self.email


@dataclass
class Audience:
    """Who is told, and the participations of whom nobody can be reached."""

    participations: list
    people: list
    unreached: list

    @property
    def mails(self):
        return sum(not person.is_called for person in self.people)

    @property
    def calls(self):
        return sum(person.is_called for person in self.people)


def audience_of(circular):
    """The ``Audience`` of a circular as it is now (5 queries)."""
    rows = meant(circular.exhibition, circular.audience).with_released_stands()
    return gathered(list(with_people(rows)))


def with_people(participations):
    """Load how those who take part can be reached: the accounts that keep their profile, and their own contacts."""
    keepers = Representative.objects.filter(level__in=KEEPERS, user__is_active=True).select_related("user")
    ways = ContactPoint.objects.filter(kind__in=[ContactPoint.Kind.PHONE, ContactPoint.Kind.EMAIL])
    rows = participations.select_related("exhibitor").order_by("exhibitor__slug", "pk")
    return rows.prefetch_related(
        Prefetch("exhibitor__representatives", keepers.order_by("pk"), to_attr="keepers"),
        Prefetch("exhibitor__contact_points", ways, to_attr="ways"),
    )


def gathered(participations):
    """The ``Audience`` of participations loaded by ``with_people``."""
    people, alone, by_address, unreached = {}, [], {}, []
    for row in participations:
        users = [each.user for each in row.exhibitor.keepers if each.user.email or each.user.phone]
        for user in users:
            person = people.setdefault(
                user.pk, Person(str(user), user.language, user.email or "", user.phone or "", user)
            )
            person.participations.append(row)
        if not users:
            alone.append(row)
    for person in people.values():
        by_address |= dict.fromkeys(filter(None, [person.email.lower(), person.phone]), person)
    for row in alone:
        if person := contact_of(row, by_address):
            person.participations.append(row)
        else:
            unreached.append(row)
    # Of one account or contact there is one person, in the order in which they were met.
    told = {id(person): person for person in [*people.values(), *by_address.values()]}
    return Audience(participations, list(told.values()), unreached)


def contact_of(row, by_address):
    """Whoever answers at the exhibitor's own e-mail address, else at its phone; None without either."""
    ways = sorted(row.exhibitor.ways, key=lambda way: way.kind != ContactPoint.Kind.EMAIL)
    known = next((by_address[way.value.lower()] for way in ways if way.value.lower() in by_address), None)
    if known or not ways:
        return known
    value, is_mail = ways[0].value, ways[0].kind == ContactPoint.Kind.EMAIL
    # Makers live in Ilam; nobody has said yet that they read something else.
    person = Person(
        shown(row.exhibitor, "name", "fa").text,
        "fa",
        email=value if is_mail else "",
        phone="" if is_mail else value,
    )
    by_address[value.lower()] = person
    return person


def language_of_text(circular, language):
    """The first language of the site's order for readers of ``language`` in which there is a text."""
    return next((code for code in FALLBACKS[language] if getattr(circular, f"text_{code}")), language)


@dataclass
class Letter:
    """What one person reads; ``language`` is that of the text."""

    person: Person
    language: str
    subject: str
    text: str

    @property
    def is_fallback(self):
        return self.language != self.person.language


def letter_to(person, circular):
    language = language_of_text(circular, person.language)
    with override(language):
        words = words_for(person, circular.exhibition, language)
        subject, text = (filled(getattr(circular, f"{name}_{language}") or "", words) for name in ("subject", "text"))
    return Letter(person, language, subject, text)


def filled(text, words):
    """``text`` with the names of ``PLACES`` filled in once; every other brace stays as it was written."""
    return PLACES.sub(lambda found: words[found[1]], text)


def words_for(person, exhibition, language):
    comma = pgettext("list", ", ")
    names = dict.fromkeys(shown(row.exhibitor, "name", language).text for row in person.participations)
    stands = dict.fromkeys(code for row in person.participations for code in row.released_stand_codes)
    return {
        "exhibitor": comma.join(names),
        "exhibition": shown(exhibition, "name", language).text,
        # Translators: stands where the number of a stand would stand, in a sentence the office wrote.
        "stand": comma.join(code if language == "en" else left_to_right(code) for code in stands) or _("not given yet"),
        "date": days_in_words(exhibition, language),
    }


def days_in_words(exhibition, language):
    if not exhibition.starts_on:
        # Translators: stands where the days of an exhibition would stand, in a sentence the office wrote.
        return _("not known yet")
    return format_two_calendars(exhibition.starts_on, exhibition.ends_on, language)


@dataclass
class Sample:
    """How the message looks to those who read one language."""

    language: str
    total: int
    letter: Letter


def samples(circular, people):
    """One filled message for each language that is read, in the order of the site's languages."""
    found = []
    for code in CODES:
        readers = [person for person in people if person.language == code]
        if readers:
            found.append(Sample(code, len(readers), letter_to(readers[0], circular)))
    return found


def mark_of(circular, audience):
    """A short mark of what an official saw before sending: the words, and whom they go to."""
    people = sorted(
        [person.address, person.language, [row.released_stand_codes for row in person.participations]]
        for person in audience.people
    )
    unreached = sorted(row.pk for row in audience.unreached)
    return digest([words_of(circular), people, unreached])


def mark_of_words(circular):
    """A short mark of the words, and of the choice of whom they go to."""
    return digest([words_of(circular), circular.audience])


def words_of(circular):
    return [getattr(circular, f"{name}_{code}") or "" for name in ("subject", "text") for code in CODES]


def digest(what):
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:16]


def number_of(circular):
    """Which message of its exhibition it is, counted as they were begun, with those that were deleted."""
    return circular.exhibition.circulars.filter(pk__lte=circular.pk).count()
