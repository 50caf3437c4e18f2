"""Who took part in an exhibition, as its report counts them."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from cooperation.report import records
from cooperation.report.tallies import tally
from exhibitors.models import Exhibitor
from lib.languages import CODES


@dataclass
class Participant:
    """One participation; ``places`` are its exhibitor's and the one around it, crafts and places are slugs.

    ``crafts`` is the one it applied with, else all of the exhibitor.
    """

    pk: int
    exhibitor: int
    slug: str
    kind: str
    gender: str
    crafts: list[str]
    places: tuple[str | None, str | None]
    is_new: bool
    names: tuple

    def is_of_craft(self, slug):
        return slug in self.crafts


def participants(exhibition, crafts):
    """[Participant] of all who have a place there (1 query); ``crafts`` is what ``crafts_of`` them gave."""
    own = defaultdict(list)
    for row in crafts:
        own[row.keys[0]].append(row.keys[1])
    columns = ["pk", "exhibitor", "exhibitor__slug", "exhibitor__kind", "exhibitor__gender", "craft__slug"]
    columns += ["exhibitor__place__slug", "exhibitor__place__parent__slug", "is_new"]
    columns += [f"exhibitor__name_{code}" for code in CODES]
    rows = records.participations(exhibition).order_by("exhibitor__slug", "pk").values_list(*columns)
    return [
        Participant(
            *(pk, exhibitor, slug, kind, gender),
            crafts=[craft] if craft else sorted(own[str(exhibitor)]),
            places=(place, around),
            is_new=is_new,
            names=tuple(names),
        )
        for pk, exhibitor, slug, kind, gender, craft, place, around, is_new, *names in rows
    ]


def crafts_of(exhibitors):
    """The tally of the crafts of these exhibitors."""
    rows = Exhibitor.crafts.through._default_manager.filter(exhibitor__in=exhibitors)
    return tally("crafts", rows, ["exhibitor", "craft__slug"])


def members_of(groups):
    """The tally of who is a member of one of ``groups``."""
    between: Any = Exhibitor.members.through
    rows = between._default_manager.filter(from_exhibitor__in=groups)
    return tally("members", rows, ["from_exhibitor", "to_exhibitor"])


def makers_behind(people, members):
    """The numbers, as text, of all artists and producers: those who came themselves and the members of groups."""
    themselves = {str(each.exhibitor) for each in people if each.kind != Exhibitor.Kind.GROUP}
    return themselves | {row.keys[1] for row in members}


def makers(people, places):
    """Who took part, as a list to be printed."""
    stands = defaultdict(list)
    for row in places:
        stands[row.keys[0]].append(row.keys[1])
    return [
        {
            "slug": each.slug,
            "name": {code: text for code, text in zip(CODES, each.names, strict=True) if text},
            "county": each.places[0] or "",
            "crafts": each.crafts,
            "stands": sorted(stands[str(each.pk)]),
        }
        for each in people
    ]
