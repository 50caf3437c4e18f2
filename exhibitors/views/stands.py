"""Who stands where: the working plan of an exhibition, on which exhibitors are placed and stands swapped."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from events.models import Stand
from events.views.office.exhibitions import exhibition_trail
from exhibitors.actions.stands import (
    MovedMeanwhile,
    mark_of_stand,
    place_participation,
    swap_stands,
)
from exhibitors.forms.stands import (
    PlaceForm,
)
from exhibitors.plans import (
    changes_between,
    is_drawn_alike,
    load_halls,
    newest_version,
    working_plan,
)
from exhibitors.shares import format_shares
from exhibitors.states import SHOWN, Decision
from exhibitors.views.exhibition_pages import OfExhibition
from lib.numbers import row_number

MOST_REASON = 500


class StandPage(OfExhibition, TemplateView):
    """A page about the stands of one exhibition: whoever reads allocations looks, ``changes`` says who acts."""

    permission_required = "exhibitors.view_allocation"
    changes = "exhibitors.place_participation"
    address = "stand_plan"
    http_method_names = ["get", "post", "options"]
    acts: dict[str, str] = {}

    def get(self, request, *args, **kwargs):
        _found = self.exhibition
        return self.page()

    def post(self, request, *args, **kwargs):
        """One of the acts of the page, by the button that was pressed."""
        if not self.may_change:
            raise PermissionDenied
        act = self.acts.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        return getattr(self, act)(request.POST)

    def page(self, status=200, **context):
        return self.render_to_response(self.get_context_data(**context), status=status)

    def done(self, words=""):
        if words:
            messages.success(self.request, words)
        return redirect(f"office:{self.address}", *self.kwargs.values())

    def get_context_data(self, **kwargs):
        page, plan = self.words(), reverse("office:stand_plan", args=[self.exhibition.slug])
        trail = exhibition_trail(self.exhibition, page or _("Stands"), [(_("Stands"), plan)] if page else ())
        return super().get_context_data(**{"breadcrumbs": trail} | kwargs)

    def words(self):
        """What this page is called below the stands."""
        return ""


class StandPlan(StandPage):
    """The working plan with who stands where; exhibitors are placed and stands swapped here."""

    template_name = "exhibitors/office/stand_plan.html"
    acts = {"place": "place", "swap": "swap"}

    def place(self, posted):
        participation = self.find_participation(posted.get("participation", ""))
        form = PlaceForm(posted, zone=self.exhibition.timezone)
        refusal = None
        if form.is_valid():
            asked = form.cleaned_data
            try:
                place_participation(
                    participation,
                    asked["stands"],
                    actor=self.request.user,
                    reason=asked["reason"],
                    held_until=asked["until"],
                    seen=asked["seen"],
                )
            except ValidationError as error:
                refusal = error
                form.add_error("stands", error)
            else:
                return self.done(self.said(participation))
        status = 409 if isinstance(refusal, MovedMeanwhile) else 422
        return self.page(status, refused=(participation.pk, form))

    def said(self, participation):
        now = format_shares(participation.allocations.select_related("stand"))
        if now:
            return _("{exhibitor} stands at {stands}.").format(exhibitor=participation.exhibitor, stands=now)
        return _("{exhibitor} has no stand now.").format(exhibitor=participation.exhibitor)

    def find_participation(self, number):
        rows = self.exhibition.participations.select_related("exhibitor", "exhibition")
        found = rows.filter(pk=row_number(number)).first()
        if found is None:
            raise Http404
        return found

    def swap(self, posted):
        reason = posted.get("reason", "").replace("\x00", "").strip()[:MOST_REASON]
        marks = dict(value.partition(".")[::2] for value in posted.getlist("stand")[:400] if "\x00" not in value)
        rows = Stand.objects.filter(hall__exhibition=self.exhibition, public_code__in=marks)
        stands = sorted(rows, key=lambda stand: list(marks).index(stand.public_code))
        if len(stands) < len(marks):
            error = _("Somebody took one of these stands away meanwhile.")
        elif len(stands) < 2:
            error = _("Choose two stands or more.")
        else:
            try:
                went = swap_stands(
                    stands,
                    actor=self.request.user,
                    reason=reason,
                    seen={stand.pk: marks[stand.public_code] for stand in stands},
                )
            except ValidationError as refusal:
                error = refusal.messages[0]
            else:
                return self.done(said_of_swap(went))
        return self.page(409, chosen=set(marks), swap_error=error, reason=reason)

    def get_context_data(self, refused=None, chosen=(), **kwargs):
        halls = load_halls(self.exhibition)
        for hall in halls:
            hall.exhibition = self.exhibition
        stands = [stand for hall in halls for stand in hall.drawn]
        for stand in stands:
            stand.mark = mark_of_stand(stand.standing)
            stand.is_chosen = stand.public_code in chosen
        rows = self.rows(stands, refused)
        version = newest_version(self.exhibition)
        plan = working_plan(self.exhibition, halls)
        return super().get_context_data(
            **kwargs,
            halls=halls,
            free=[stand for stand in stands if stand.state == Stand.State.OPEN and room_on(stand) > 0],
            without=[row for row in rows if not row["text"] and row["is_coming"]],
            placed=[row for row in rows if row["text"] or not row["is_coming"]],
            refused=refused[1] if refused else None,
            version=version,
            changes=changes_between(version.plan if version else [], plan),
            is_redrawn=version is not None and not is_drawn_alike(version.plan, plan),
        )

    def rows(self, stands, refused):
        """A line for each who takes part or has a stand: what it has, and the boxes as they were typed."""
        of = {}
        for stand in stands:
            for allocation in stand.standing:
                of.setdefault(allocation.participation_id, []).append(allocation)
        coming = Q(state__in=SHOWN) | Q(pending=Decision.ACCEPTED)
        people = self.exhibition.participations.live().filter(coming | Q(pk__in=of)).select_related("exhibitor")
        zone = self.exhibition.timezone
        rows = []
        for each in people.order_by("exhibitor__slug", "pk"):
            allocations = of.get(each.pk, [])
            text = format_shares(allocations)
            until = max((one.held_until for one in allocations if one.held_until), default=None)
            form = PlaceForm(initial={"stands": text, "until": until, "seen": text}, zone=zone)
            is_refused = refused and refused[0] == each.pk
            if is_refused:
                form = refused[1]
            rows.append(
                {
                    "participation": each,
                    "text": text,
                    "seen": text,
                    "until": until,
                    "is_coming": each.state in SHOWN or each.pending == Decision.ACCEPTED,
                    "typed": form["stands"].value() or "",
                    "clock": form.fields["until"].prepare_value(form["until"].value()) or ["", ""],
                    "reason": form["reason"].value() or "",
                    "errors": [error for errors in form.errors.values() for error in errors] if is_refused else [],
                }
            )
        return rows


def room_on(stand):
    """The share of a stand that is free on every day."""
    return 1 - sum(each.share for each in stand.standing)


def said_of_swap(went):
    arrows = ", ".join(f"\u2066{old} → {new}\u2069" for old, new in went.items())
    # Translators: {moves} such as A1 → B3, B3 → A1.
    return _("Swapped: {moves}.").format(moves=arrows) if went else _("Nobody stands there.")
