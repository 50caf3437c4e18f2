"""Who may have applied twice: the same folded name, phone or licence number under another code."""

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from exhibitors.models import ContactPoint, Credential, Exhibitor, Participation, Representative
from lib.languages import CODES
from lib.text import squeeze, words_only

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
    return {name_key(text) for code in CODES if (text := getattr(exhibitor, f"name_{code}"))} - {""}


def name_key(name):
    return squeeze(words_only(name))


def suspected_in(exhibition):
    """{number of the participation: [Double]} among the live applications of one exhibition (3 queries)."""
    rows = Participation.objects.live().filter(exhibition=exhibition).select_related("exhibitor")
    return doubles_of(rows)


def doubles_of(participations):
    """{number of the participation: [Double]} of some live applications, whose exhibitors are loaded, each among all of
    its own exhibition (at most 2 queries).

    What they have in common is looked through as plain values; only those that may be doubles are loaded.
    """
    exhibitions = {row.exhibition_id for row in participations}
    if not exhibitions:
        return {}
    names = {row.pk: names_of(row.exhibitor) for row in participations}
    keys, sharing = shared_keys(exhibitions, set().union(*names.values()))
    alike = {
        row.pk: {(what, number) for what, value in keys[row.exhibitor_id] for number in sharing[what, value]}
        for row in participations
    }
    numbers = {number for pairs in alike.values() for _what, number in pairs} if any(alike.values()) else set()
    rows = Participation.objects.live().filter(exhibition__in=exhibitions, exhibitor__in=numbers)
    others = {(row.exhibition_id, row.exhibitor_id): row for row in rows.select_related("exhibitor")} if numbers else {}
    found = {}
    for row in participations:
        reasons = defaultdict(set)
        for what, number in alike[row.pk]:
            # Whoever has applied elsewhere alone is none.
            other = others.get((row.exhibition_id, number))
            # A folded word may stand for more than the name.
            if other and other.pk != row.pk and (what != NAME or names[row.pk] & names_of(other.exhibitor)):
                reasons[number].add(what)
        if reasons:
            found[row.pk] = [
                Double(other.exhibitor, other, tuple(sorted(reasons[number])))
                for number in sorted(reasons)[:MOST]
                for other in [others[row.exhibition_id, number]]
            ]
    return found


def shared_keys(exhibitions, names):
    """({number of the exhibitor: {(what, value)}}, {(what, value): numbers}) of what two or more of those who applied
    to any of them share; of names only ``names`` (1 query)."""
    sharing = defaultdict(set)
    for number, what, value in values_in(exhibitions):
        # The folded words hold each name squeezed, as a line of its own.
        lines = map(str.strip, value.split("\n")) if what == NAME else [squeeze(value) if what == LICENCE else value]
        for each in names.intersection(lines) if what == NAME else lines:
            sharing[what, each].add(number)
    keys = defaultdict(set)
    for key, numbers in sharing.items():
        if len(numbers) > 1:
            for number in numbers:
                keys[number].add(key)
    return keys, sharing


def values_in(exhibitions):
    """(number of the exhibitor, what, value) of whoever has a live application to one of them: folded names, phones, licence
    numbers (1 query)."""
    live = Participation.objects.live().filter(exhibition__in=exhibitions).order_by().values("exhibitor")
    kinds = [
        (Exhibitor.objects.filter(pk__in=live), "pk", NAME, "search_text"),
        (ContactPoint.objects.filter(exhibitor__in=live, kind=ContactPoint.Kind.PHONE), "exhibitor", PHONE, "value"),
        (
            Representative.objects.filter(exhibitor__in=live, user__phone__isnull=False),
            "exhibitor",
            PHONE,
            "user__phone",
        ),
        (Credential.objects.filter(exhibitor__in=live).exclude(number=""), "exhibitor", LICENCE, "number"),
    ]
    # One column: Django may order those of a union otherwise in each of its parts.
    first, *more = (
        rows.order_by()
        .annotate(
            said=Concat(
                Cast(number, TextField()), Value(f" {what} "), Cast(value, TextField()), output_field=TextField()
            )
        )
        .values_list("said", flat=True)
        for rows, number, what, value in kinds
    )
    for said in first.union(*more, all=True):
        number, what, value = said.split(" ", 2)
        yield int(number), what, value


def suspected_of(exhibitor, exhibition):
    """[Double] among all exhibitors, those that have applied too named with their application (1 query).

    Needs its contacts and credentials loaded.
    """
    contacts = [each.value for each in exhibitor.contact_points.all() if each.kind == ContactPoint.Kind.PHONE]
    people = Representative.objects.filter(exhibitor=exhibitor, user__phone__isnull=False)
    phones = [Q(value__in=contacts), Q(value__in=people.values("user__phone"))]
    numbers = {form for each in exhibitor.credentials.all() if each.number for form in spellings(each.number)}
    return similar(exhibition, names_of(exhibitor), phones, numbers, without=exhibitor)


def suspected_like(name, phone, exhibition):
    """[Double] of somebody who is about to be entered (1 query)."""
    return similar(exhibition, {name_key(name)} - {""}, [Q(value=phone)])


def similar(exhibition, names, phones, numbers=(), *, without=None):
    """``phones``: questions to the column ``value``, one of which a phone number answers."""
    points = ContactPoint.objects.filter(reduce(or_, phones), kind=ContactPoint.Kind.PHONE)
    people = Representative.objects.annotate(value=F("user__phone")).filter(reduce(or_, phones))
    licences = Credential.objects.filter(number__in=numbers)
    by = {PHONE: points, "person": people, LICENCE: licences}
    same = reduce(or_, (Q(pk__in=rows.values("exhibitor")) for rows in by.values()))
    for name in names:
        # A line of its own in the folded words; what the names really are is compared below.
        same |= Q(search_text__contains=f"\n {name} \n")
    applied = Participation.objects.live().filter(exhibition=exhibition, exhibitor=OuterRef("pk")).order_by()
    others = Exhibitor.objects.filter(same).exclude(pk=without.pk if without else None).select_related("place")
    others = others.defer("search_text").annotate(
        **{f"same_{what}": Exists(rows.filter(exhibitor=OuterRef("pk"))) for what, rows in by.items()},
        applied_code=Subquery(applied.values("code")[:1]),
        applied_state=Subquery(applied.values("state")[:1]),
    )
    doubles = []
    for other in others[:MOST]:
        same_by = {what for what in by if vars(other)[f"same_{what}"]}
        reasons = [NAME] if names & names_of(other) else []
        reasons += [PHONE] if same_by & {PHONE, "person"} else []
        reasons += [LICENCE] if LICENCE in same_by else []
        application = Participation(code=other.applied_code, state=other.applied_state) if other.applied_state else None
        if reasons:
            doubles.append(Double(other, application, tuple(reasons)))
    return doubles


def spellings(number):
    """The ways a licence number is likely written: as it is, in capitals."""
    return {number, number.upper()}
