"""Who may have applied twice: the same folded name, phone or licence number under another code."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exhibitors.models import ContactPoint, Credential, Exhibitor, Participation, Representative
from lib.languages import CODES
from lib.text import squeeze

NAME, PHONE, LICENCE = "name", "phone", "licence"
WHY = {NAME: _("the same name"), PHONE: _("the same phone number"), LICENCE: _("the same licence number")}
MOST = 20


@dataclass(frozen=True)
class Double:
    """Another exhibitor, with its live application in the same exhibition where it has one, and what is the same."""

    exhibitor: Exhibitor
    participation: Participation | None
    reasons: tuple[str, ...]

    @property
    def words(self):
        return [WHY[each] for each in self.reasons]


def names_of(exhibitor):
    return {squeeze(text) for code in CODES if (text := getattr(exhibitor, f"name_{code}"))} - {""}


def digits_of(number):
    return squeeze(number)


def keys_of(exhibitors):
    """{number of the exhibitor: {(what, value)}} of what doubles would share (3 queries)."""
    by_number = {each.pk: each for each in exhibitors}
    keys = defaultdict(set)
    for number, exhibitor in by_number.items():
        keys[number] |= {(NAME, name) for name in names_of(exhibitor)}
    phones = ContactPoint.objects.filter(exhibitor__in=by_number, kind=ContactPoint.Kind.PHONE)
    for number, phone in phones.values_list("exhibitor", "value"):
        keys[number].add((PHONE, phone))
    people = Representative.objects.filter(exhibitor__in=by_number, user__phone__isnull=False)
    for number, phone in people.values_list("exhibitor", "user__phone"):
        keys[number].add((PHONE, phone))
    licences = Credential.objects.filter(exhibitor__in=by_number).exclude(number="")
    for number, licence in licences.values_list("exhibitor", "number"):
        keys[number].add((LICENCE, digits_of(licence)))
    return keys


def suspected_in(exhibition):
    """{number of the participation: [Double]} among the live applications of one exhibition (4 queries)."""
    return doubles_of(Participation.objects.live().filter(exhibition=exhibition).select_related("exhibitor"))


def doubles_of(participations):
    """{number of the participation: [Double]} among these, whose exhibitors are loaded (3 queries)."""
    rows = list(participations)
    keys = keys_of([row.exhibitor for row in rows])
    by_key = defaultdict(list)
    for row in rows:
        for key in keys[row.exhibitor_id]:
            by_key[key].append(row)
    found = {}
    for row in rows:
        shared = defaultdict(set)
        for key in keys[row.exhibitor_id]:
            for other in by_key[key]:
                if other.pk != row.pk:
                    shared[other].add(key[0])
        if shared:
            found[row.pk] = [
                Double(other.exhibitor, other, tuple(sorted(reasons))) for other, reasons in list(shared.items())[:MOST]
            ]
    return found


def suspected_of(exhibitor, exhibition):
    """[Double] among all exhibitors, those that have applied too named with their application (9 queries at most)."""
    keys = keys_of([exhibitor])[exhibitor.pk]
    return doubles_by(keys, exhibition, without=exhibitor)


def suspected_like(name, phone, exhibition):
    """[Double] of somebody who is about to be entered."""
    keys = {(NAME, squeeze(name))} if squeeze(name) else set()
    return doubles_by(keys | ({(PHONE, phone)} if phone else set()), exhibition)


def doubles_by(keys, exhibition, without=None):
    phones = [value for what, value in keys if what == PHONE]
    licences = [value for what, value in keys if what == LICENCE]
    names = [value for what, value in keys if what == NAME]
    found = set()
    if phones:
        points = ContactPoint.objects.filter(kind=ContactPoint.Kind.PHONE, value__in=phones)
        found |= set(points.values_list("exhibitor", flat=True)[:MOST])
        people = Representative.objects.filter(user__phone__in=phones)
        found |= set(people.values_list("exhibitor", flat=True)[:MOST])
    if licences:
        # As written: a number is found in other digits only among those that look alike.
        rows = Credential.objects.exclude(number="").filter(number__in=spellings(licences))
        found |= set(rows.values_list("exhibitor", flat=True)[:MOST])
    if names:
        # A line of its own in the folded words; what the names really are is compared below.
        same = Q()
        for name in names:
            same |= Q(search_text__contains=f"\n{name}\n") | Q(search_text__endswith=f"\n{name}")
        found |= set(Exhibitor.objects.filter(same).values_list("pk", flat=True)[: 5 * MOST])
    if without:
        found.discard(without.pk)
    if not found:
        return []
    others = list(Exhibitor.objects.filter(pk__in=found).select_related("place"))
    theirs = keys_of(others)
    applied = {
        row.exhibitor_id: row for row in Participation.objects.live().filter(exhibition=exhibition, exhibitor__in=found)
    }
    doubles = []
    for other in others:
        if reasons := {what for what, _value in theirs[other.pk] & keys}:
            doubles.append(Double(other, applied.get(other.pk), tuple(sorted(reasons))))
    return doubles[:MOST]


def spellings(numbers):
    """The ways a licence number is likely written: plain, in capitals."""
    return {form for number in numbers for form in (number, number.upper())}
