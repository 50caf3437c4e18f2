"""What visitors see: the directory, who takes part in an exhibition, and where they stand."""

from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from accounts.audiences import PublicMixin
from events.models import Claim, Exhibition
from events.stands import tidy
from events.views.public import exhibition_breadcrumbs
from exhibitors.models import Exhibitor, Participation
from exhibitors.plans import public_plan
from exhibitors.visits import exhibitors_at, read_visit
from lib.languages import CODES
from lib.text import fold
from vocabulary.models import Craft, Place
from vocabulary.naming import Said
from vocabulary.places import inside, lineage

PAGE = 24


class ExhibitorList(PublicMixin, ListView):
    """The directory; ``q`` searches, ``craft``, ``kind`` and ``place`` (repeatable) narrow, unknown values are ignored.

    A place finds also those from a place inside it.
    """

    queryset = Exhibitor.objects.for_directory().order_by("slug")
    template_name = "exhibitors/public/exhibitor_list.html"
    context_object_name = "exhibitors"

    def get_queryset(self):
        asked = self.request.GET
        self.crafts = list(Craft.objects.filter(is_craft=True))
        known = {craft.slug for craft in self.crafts}
        self.chosen_crafts = [slug for slug in dict.fromkeys(asked.getlist("craft")) if slug in known]
        self.chosen_kinds = [kind for kind in dict.fromkeys(asked.getlist("kind")) if kind in Exhibitor.Kind.values]
        self.load_places()
        self.chosen_places = [slug for slug in dict.fromkeys(asked.getlist("place")) if slug in self.around]
        self.query = asked.get("q", "").replace("\x00", "").strip()[:200]
        exhibitors, self.slips = super().get_queryset().matching_nearly(self.query)
        if self.chosen_crafts:
            exhibitors = exhibitors.filter(crafts__slug__in=self.chosen_crafts).distinct()
        if self.chosen_kinds:
            exhibitors = exhibitors.filter(kind__in=self.chosen_kinds)
        if self.chosen_places:
            exhibitors = exhibitors.filter(place__slug__in=inside(self.chosen_places, self.around))
        return exhibitors

    def load_places(self):
        """``around`` for every place, and ``places`` that somebody shown is from, with those around them (1 query)."""
        shown = Q(pk__in=self.narrow(Exhibitor.objects.order_by()).values("place"))
        has_somebody = ExpressionWrapper(shown, BooleanField())
        places = list(Place.objects.annotate(around=F("parent__slug"), has_somebody=has_somebody).order_by("slug"))
        self.around = {place.slug: place.around for place in places}
        found = {slug for place in places if place.has_somebody for slug in lineage(place.slug, self.around)}
        # From the largest to the smallest, each after the one around it.
        self.places = sorted(
            (place for place in places if place.slug in found),
            key=lambda place: lineage(place.slug, self.around)[::-1],
        )

    def get_context_data(self, **kwargs):
        total = self.object_list.count()
        number = self.request.GET.get("page", "1")
        page = max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 6 else 1
        rows = list(self.object_list[(page - 1) * PAGE : page * PAGE + 1])
        query = self.request.GET.copy()
        query["page"] = str(page + 1)
        next_query = query.urlencode() if len(rows) > PAGE else None
        query.pop("page")
        return super().get_context_data(
            object_list=rows,
            **kwargs,
            exhibitors=rows[:PAGE],
            total=total,
            page=page,
            next_query=next_query,
            first_query=query.urlencode() if page > 1 else None,
            crafts=[(craft, craft.slug in self.chosen_crafts) for craft in self.crafts],
            places=[(place, place.slug in self.chosen_places) for place in self.places],
            kinds=[(value, label, value in self.chosen_kinds) for value, label in Exhibitor.Kind.choices],
            query=self.query,
            found=Said(slips=self.slips),
            breadcrumbs=[(_("Artists and producers"), "")],
        )


class OfExhibition:
    """A page about one exhibition, named in the address; an unpublished one is not found."""

    def get_exhibition(self):
        exhibition = self.narrow(Exhibition.objects.all()).filter(slug=self.kwargs["slug"]).first()
        if exhibition is None:
            raise Http404
        return exhibition


class ExhibitionExhibitorList(OfExhibition, PublicMixin, ListView):
    """Who takes part; without published names, how many are said to."""

    queryset = Participation.objects.for_directory().order_by("exhibitor__slug")
    template_name = "exhibitors/public/exhibition_exhibitor_list.html"
    context_object_name = "participations"

    def get_queryset(self):
        self.exhibition = self.get_exhibition()
        return super().get_queryset().filter(exhibition=self.exhibition)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            exhibition=self.exhibition,
            claims=self.exhibition.claims.filter(measure=Claim.Measure.EXHIBITORS),
            breadcrumbs=exhibition_breadcrumbs(self.exhibition, _("Artists and producers")),
        )


class ExhibitionPlan(PublicMixin, DetailView):
    """The plan released last, as a drawing and as a list.

    ``q`` finds names (folded, in any language) and stand numbers; ``exhibitor`` (a slug) and the stand of a printed code
    are shown on it.
    """

    queryset = Exhibition.objects.all()
    template_name = "exhibitors/public/exhibition_plan.html"
    context_object_name = "exhibition"

    def get_context_data(self, **kwargs):
        asked = self.request.GET
        visit = read_visit(asked)
        version, halls = public_plan(self.object)
        query = asked.get("q", "").replace("\x00", "").strip()[:80]
        slug = asked.get("exhibitor", "")
        wanted, number = fold(query), tidy(query)
        found = [
            (hall, stand)
            for hall in halls
            for stand in hall.stands
            if (query and (number == stand.code or any(wanted in names_of(each) for each in stand.exhibitors)))
            or any(each.slug == slug for each in stand.exhibitors)
        ]
        for _hall, stand in found:
            stand.is_chosen = True
        if visit and visit.stand:
            for stand in (stand for hall in halls for stand in hall.stands):
                stand.is_chosen = stand.is_chosen or stand.pk == visit.stand.pk
        return super().get_context_data(
            **kwargs,
            visit=visit,
            standing=exhibitors_at(visit.stand) if visit and visit.stand else [],
            version=version,
            halls=halls,
            query=query,
            is_asked=bool(query or slug),
            found=found,
            breadcrumbs=exhibition_breadcrumbs(self.object, _("Plan")),
        )


def names_of(exhibitor):
    """All its names, folded."""
    return fold(" | ".join(filter(None, (getattr(exhibitor, f"name_{code}") for code in CODES))))


def directory_breadcrumbs(exhibitor):
    return [(_("Artists and producers"), reverse("public:exhibitor_list")), (exhibitor, "")]
