"""What jurors gave, joined to one order, and how the choice stands beside what the office wants it to come to."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Sum
from django.utils.translation import get_language

from exhibitors.models import Exhibitor, Participation, Review, Target
from exhibitors.states import ENDED, SHOWN, Decision, ParticipationState
from lib.numbers import format_number
from vocabulary.models import Craft

S = ParticipationState
STORIES = [f"exhibitor__story_{code}" for code in ("en", "fa", "ar", "ckb")]


@dataclass
class Opinion:
    """What one juror thinks of one application; ``points`` is the weighted mean of the criteria, None without scores."""

    juror: str
    note: str
    points: Decimal | None

    @property
    def points_words(self):
        return "" if self.points is None else format_number(self.points, get_language() or "fa", decimals=1)


@dataclass
class Ranked:
    """One application in the ranking."""

    participation: Participation
    crafts: list[Craft]
    opinions: list[Opinion] = field(default_factory=list)
    doubles: list[Exhibitor] = field(default_factory=list)
    place: int | None = None
    is_chosen: bool = False

    @property
    def scored_by(self):
        return sum(opinion.points is not None for opinion in self.opinions)

    @property
    def total(self):
        """The mean over the jurors who scored it, or None."""
        points = [opinion.points for opinion in self.opinions if opinion.points is not None]
        return sum(points, Decimal(0)) / len(points) if points else None

    @property
    def total_words(self):
        """With one decimal, in the digits of the page."""
        return "" if self.total is None else format_number(self.total, get_language() or "fa", decimals=1)

    @property
    def is_taken(self):
        """Whether it has a place, or was decided to get one."""
        participation = self.participation
        return participation.state in SHOWN or participation.pending == Decision.ACCEPTED

    @property
    def is_undecided(self):
        return bool(self.participation.decisions) and not self.participation.pending

    def is_of_craft(self, number):
        return any(craft.pk == number for craft in self.crafts)


def applications_of(exhibition):
    """All but drafts, each with ``is_new``: whether the exhibitor never took part before."""
    before = Participation.objects.filter(exhibitor=OuterRef("exhibitor"), state__in=SHOWN).exclude(
        exhibition=OuterRef("exhibition")
    )
    if exhibition.starts_on:
        before = before.filter(exhibition__starts_on__lt=exhibition.starts_on)
    rows = Participation.objects.filter(exhibition=exhibition).exclude(state=S.DRAFT)
    rows = rows.select_related("exhibitor__place", "craft").defer("exhibitor__search_text", *STORIES)
    return rows.annotate(is_new=~Exists(before))


def crafts_of_exhibitors(exhibition):
    """{number of the exhibitor: its crafts}, of all that applied (1 query)."""
    through = Exhibitor.crafts.through
    found = defaultdict(list)
    rows = through._default_manager.filter(exhibitor__participations__exhibition=exhibition).select_related("craft")
    for row in rows.order_by("craft__slug").distinct():
        found[row.exhibitor_id].append(row.craft)
    return found


def opinions_of(exhibition):
    """{number of the participation: [Opinion]} (1 query)."""
    found = defaultdict(list)
    reviews = Review.objects.filter(participation__exhibition=exhibition).annotate(
        weights=Sum("scores__criterion__weight"), points=Sum(F("scores__points") * F("scores__criterion__weight"))
    )
    columns = ("participation", "juror__name", "juror__email", "note", "points", "weights")
    for number, name, address, note, total, weight in reviews.order_by("pk").values_list(*columns):
        mean = Decimal(total) / weight if weight else None
        found[number].append(Opinion(name or address or "", note, mean))
    return found


def rank(exhibition):
    """[Ranked], the best first; those nobody scored behind them in the order they came, those who are out last (3 queries)."""
    crafts, opinions = crafts_of_exhibitors(exhibition), opinions_of(exhibition)
    ranked = [
        Ranked(each, [each.craft] if each.craft else crafts[each.exhibitor_id], opinions[each.pk])
        for each in applications_of(exhibition)
    ]
    for each in ranked:
        each.participation.exhibition = exhibition
    ranked.sort(key=order)
    for place, each in enumerate((each for each in ranked if each.total is not None), 1):
        each.place = place
    return ranked


def order(ranked):
    participation = ranked.participation
    is_out = participation.state in ENDED and participation.state != S.REJECTED
    total = ranked.total
    moment = participation.submitted_at or participation.created_at
    return is_out, total is None, -(total or 0), moment, participation.pk


@dataclass
class Reached:
    """A target with how many of those who have a place, or were decided to get one, count for it."""

    target: Target
    number: int

    @property
    def is_reached(self):
        return self.number >= self.target.number


def targets_reached(targets, ranked):
    """[Reached] for each of ``targets``."""
    taken = [each for each in ranked if each.is_taken]
    return [Reached(target, sum(counts_for(target, each) for each in taken)) for target in targets]


def counts_for(target, ranked):
    exhibitor, kinds = ranked.participation.exhibitor, Target.Kind
    if target.kind == kinds.CRAFT:
        return ranked.is_of_craft(target.craft_id)
    if target.kind == kinds.PLACE:
        place = exhibitor.place
        return place is not None and target.place_id in (place.pk, place.parent_id)
    if target.kind == kinds.NEW:
        return ranked.participation.is_new
    return exhibitor.gender == {kinds.WOMEN: "woman", kinds.MEN: "man"}[target.kind]
