"""What jurors gave, joined to one order, and how the choice stands beside what the office wants it to come to."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Sum
from django.utils.functional import cached_property
from django.utils.translation import get_language

from exhibitors.doubles import Double
from exhibitors.models import Exhibitor, Participation, Review, Target
from exhibitors.states import DECISIONS, ENDED, SHOWN, Decision, ParticipationState
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
    """One application in the ranking: what its order, the filters and the targets need. ``load`` adds what is shown."""

    number: int
    exhibitor: int
    state: str
    pending: str
    gender: str
    places: tuple[int | None, ...]
    crafts: list[Craft]
    is_new: bool
    moment: datetime
    opinions: list[Opinion]
    place: int | None = None
    is_chosen: bool = False
    participation: Participation | None = None
    doubles: list[Double] = field(default_factory=list)

    @cached_property
    def scored_by(self):
        return sum(opinion.points is not None for opinion in self.opinions)

    @cached_property
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
        return self.state in SHOWN or self.pending == Decision.ACCEPTED

    @property
    def is_undecided(self):
        return bool(DECISIONS.get(S(self.state))) and not self.pending

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
    return rows.annotate(is_new=~Exists(before))


def crafts_of_exhibitors(exhibition, crafts):
    """{number of the exhibitor: its crafts}, of all that applied without naming one (1 query)."""
    found = defaultdict(list)
    rows = Exhibitor.crafts.through._default_manager.filter(
        exhibitor__participations__exhibition=exhibition, exhibitor__participations__craft=None
    )
    pairs = set(rows.values_list("exhibitor", "craft"))
    for exhibitor, craft in sorted(pairs, key=lambda pair: crafts[pair[1]].slug):
        found[exhibitor].append(crafts[craft])
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


COLUMNS = (
    "pk", "exhibitor", "state", "pending", "exhibitor__gender", "exhibitor__place", "exhibitor__place__parent", "craft",
    "is_new", "submitted_at", "created_at",
)  # fmt: skip


def rank(exhibition):
    """[Ranked], the best first; those nobody scored behind them in the order they came, those who are out last (4 queries)."""
    crafts = Craft.objects.in_bulk()
    own, opinions = crafts_of_exhibitors(exhibition, crafts), opinions_of(exhibition)
    ranked = [
        Ranked(
            *(number, exhibitor, state, pending, gender, (place, parent)),
            crafts=[crafts[craft]] if craft else own[exhibitor],
            is_new=is_new,
            moment=sent_at or created_at,
            opinions=opinions[number],
        )
        for number, exhibitor, state, pending, gender, place, parent, craft, is_new, sent_at, created_at in (
            applications_of(exhibition).order_by().values_list(*COLUMNS)
        )
    ]
    ranked.sort(key=order)
    for place, each in enumerate((each for each in ranked if each.total is not None), 1):
        each.place = place
    return ranked


def order(ranked):
    is_out = ranked.state in ENDED and ranked.state != S.REJECTED
    return is_out, ranked.total is None, -(ranked.total or 0), ranked.moment, ranked.number


def load(ranked, exhibition):
    """Give each of ``ranked``, a few of ``rank``, its participation with exhibitor and place (1 query)."""
    rows = Participation.objects.select_related("exhibitor__place").defer("exhibitor__search_text", *STORIES)
    found = rows.in_bulk([each.number for each in ranked])
    for each in ranked:
        each.participation = found[each.number]
        each.participation.exhibition = exhibition


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
    return [
        Reached(target, sum(counts_for(target.kind, target.craft_id or target.place_id, each) for each in taken))
        for target in targets
    ]


def counts_for(kind, wanted, person):
    """Whether ``person`` (``is_of_craft``, ``places``, ``is_new``, ``gender``) counts for a target of that kind; ``wanted``
    is its craft or place, named as the person's are."""
    kinds = Target.Kind
    if kind == kinds.CRAFT:
        return person.is_of_craft(wanted)
    if kind == kinds.PLACE:
        return wanted in person.places
    if kind == kinds.NEW:
        return person.is_new
    return person.gender == {kinds.WOMEN: Exhibitor.Gender.WOMAN, kinds.MEN: Exhibitor.Gender.MAN}[kind]
