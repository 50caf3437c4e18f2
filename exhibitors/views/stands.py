"""Who stands where: the working plan of an exhibition, its halls and stands, its history, and its release."""

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.deletion import ProtectedError
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from accounts.models import StateChange
from events.actions import add_stands, area_of
from events.models import Hall, Stand
from events.stands import FARTHEST, format_stand_numbers, overlap
from exhibitors.actions.stands import (
    MovedMeanwhile,
    mark_of_stand,
    place_participation,
    release_plan,
    swap_stands,
)
from exhibitors.forms.stands import (
    AddStandsForm,
    ChangeStandsForm,
    HallForm,
    PlaceForm,
    StandForm,
    refuse_given,
)
from exhibitors.models import Exhibitor, Participation, PlanVersion
from exhibitors.plan_letters import letters_of_changes
from exhibitors.plans import (
    changes_between,
    digest,
    is_drawn_alike,
    load_halls,
    newest_version,
    working_plan,
)
from exhibitors.shares import format_shares
from exhibitors.states import SHOWN, Decision
from exhibitors.views.exhibition_pages import OfExhibition
from lib.numbers import number_words, row_number

PAGE = 50
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
        trail = [(_("Stands"), reverse("office:stand_plan", args=[self.exhibition.slug]))]
        page = self.words()
        trail = [*trail, (page, "")] if page else [(_("Stands"), "")]
        here = reverse("office:exhibition_detail", args=[self.exhibition.slug])
        return super().get_context_data(**{"breadcrumbs": [(self.exhibition, here), *trail]} | kwargs)

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


class StandHalls(StandPage):
    """The halls and their stands: added, named, moved, changed and removed."""

    template_name = "exhibitors/office/stand_halls.html"
    changes = "events.change_stand"
    address = "stand_halls"
    acts = {
        "add-hall": "add_hall",
        "name-hall": "name_hall",
        "remove-hall": "remove_hall",
        "add": "add",
        "change": "change",
        "remove": "remove",
        "lie": "lie",
    }

    def words(self):
        return _("Halls")

    def find_hall(self, posted):
        hall = self.exhibition.halls.select_for_update().filter(pk=row_number(posted.get("hall", ""))).first()
        if hall is None:
            raise Http404
        return hall

    def add_hall(self, posted):
        form = HallForm(posted, instance=Hall(exhibition=self.exhibition), prefix="new")
        if not form.is_valid():
            return self.page(422, new_hall=form)
        form.instance.position = self.exhibition.halls.count()
        hall = form.save()
        return self.done(_("{hall} is added.").format(hall=hall))

    @transaction.atomic
    def name_hall(self, posted):
        hall = self.find_hall(posted)
        form = HallForm(posted, instance=hall, prefix=f"hall-{hall.pk}")
        if not form.is_valid():
            return self.page(422, named={hall.pk: form})
        form.save()
        return self.done(_("{hall} is saved.").format(hall=hall))

    @transaction.atomic
    def remove_hall(self, posted):
        hall, said = self.find_hall(posted), None
        stands = list(hall.stands.select_for_update().order_by("pk"))
        if kept := given_among(stands):
            said = self.said_kept(kept)
            messages.error(self.request, said)
            return self.page(422)
        words = _("{hall} is removed.").format(hall=hall)
        hall.delete()
        return self.done(words)

    @transaction.atomic
    def add(self, posted):
        hall = self.find_hall(posted)
        form = AddStandsForm(posted, exhibition=self.exhibition, prefix=f"add-{hall.pk}")
        if not form.is_valid():
            return self.page(422, adding={hall.pk: form})
        made = add_stands(hall, form.cleaned_data["numbers"], at=form.at, **form.about)
        text = ngettext("{number} stand added.", "{number} stands added.", len(made))
        return self.done(text.format(number=number_words(len(made))))

    def chosen(self, posted):
        codes = [code for code in posted.getlist("stand")[:400] if "\x00" not in code]
        rows = Stand.objects.select_for_update().filter(hall__exhibition=self.exhibition, public_code__in=codes)
        return list(rows.order_by("pk"))

    @transaction.atomic
    def change(self, posted):
        stands, form = self.chosen(posted), ChangeStandsForm(posted, prefix="change")
        if not stands:
            form.add_error(None, _("Choose one stand or more."))
        elif form.is_valid() and form.wanted.get("state", Stand.State.OPEN) != Stand.State.OPEN:
            try:
                refuse_given(stands)
            except ValidationError as refusal:
                form.add_error("state", refusal)
        if not form.is_valid():
            return self.page(422, change_form=form, chosen={stand.public_code for stand in stands})
        for stand in stands:
            for name, value in form.wanted.items():
                setattr(stand, name, value)
            stand.area_m2 = area_of(stand)
            stand.save()
        text = ngettext("{number} stand changed.", "{number} stands changed.", len(stands))
        return self.done(text.format(number=number_words(len(stands))))

    @transaction.atomic
    def remove(self, posted):
        stands = self.chosen(posted)
        if kept := given_among(stands):
            messages.error(self.request, self.said_kept(kept))
            return self.page(422, chosen={stand.public_code for stand in stands})
        for stand in stands:
            stand.delete()
        text = ngettext("{number} stand removed.", "{number} stands removed.", len(stands))
        return self.done(text.format(number=number_words(len(stands))))

    def said_kept(self, stands):
        text = _("These stands are given to somebody and cannot be removed: {numbers}.")
        return text.format(numbers=format_stand_numbers([stand.code for stand in stands]))

    @transaction.atomic
    def lie(self, posted):
        """Where one stand lies from now on, as the script sends it; answered with where it does."""
        [stand, *_others] = self.chosen(posted) or [None]
        if stand is None:
            return JsonResponse({"error": _("Somebody took this stand away meanwhile.")}, status=409)
        wanted = {name: row_number(posted.get(name, "")) for name in ("x", "y", "width", "height")}
        is_known = posted.get("seen", "") == ",".join(str(getattr(stand, name)) for name in wanted)
        if None in wanted.values() or not is_inside(wanted):
            error, status = _("There it would lie outside the plan."), 422
        elif not is_known:
            error, status = _("Somebody else moved stand {number} meanwhile.").format(number=stand.code), 409
        else:
            for name, value in wanted.items():
                setattr(stand, name, value)
            stand.area_m2 = area_of(stand)
            stand.save()
            error, status = "", 200
        return JsonResponse({"error": error} | {name: getattr(stand, name) for name in wanted}, status=status)

    def get_context_data(self, named=None, adding=None, chosen=(), **kwargs):
        halls = load_halls(self.exhibition)
        for hall in halls:
            hall.exhibition = self.exhibition
            hall.form = (named or {}).get(hall.pk) or HallForm(instance=hall, prefix=f"hall-{hall.pk}")
            hall.add_form = (adding or {}).get(hall.pk) or AddStandsForm(
                exhibition=self.exhibition, prefix=f"add-{hall.pk}"
            )
            hall.crossing = crossing(hall.drawn)
            for stand in hall.drawn:
                stand.is_chosen = stand.public_code in chosen
        kwargs.setdefault("new_hall", HallForm(instance=Hall(exhibition=self.exhibition), prefix="new"))
        kwargs.setdefault("change_form", ChangeStandsForm(prefix="change"))
        shown = [*(named or {}).values(), *(adding or {}).values(), kwargs["new_hall"], kwargs["change_form"]]
        return super().get_context_data(halls=halls, faulty=[form for form in shown if form.errors], **kwargs)


def is_inside(place):
    return (
        place["width"] >= 1
        and place["height"] >= 1
        and place["x"] + place["width"] <= FARTHEST
        and place["y"] + place["height"] <= FARTHEST
    )


def crossing(stands):
    """Pairs of numbers of stands that lie on each other."""
    return [
        (one.code, other.code)
        for place, one in enumerate(stands)
        for other in stands[place + 1 :]
        if overlap(one, other)
    ]


def given_among(stands):
    """Those that somebody has, also for a while only: they cannot be removed."""
    given = set(
        Stand.objects.filter(pk__in=[stand.pk for stand in stands], allocations__isnull=False).values_list(
            "pk", flat=True
        )
    )
    return [stand for stand in stands if stand.pk in given]


class StandDetail(StandPage):
    """One stand: where it lies, what it offers, who has it."""

    template_name = "exhibitors/office/stand_detail.html"
    changes = "events.change_stand"
    address = "stand_detail"
    acts = {"save": "save", "remove": "remove"}

    def words(self):
        return _("Stand {number}").format(number=self.stand.code)

    @cached_property
    def stand(self):
        rows = Stand.objects.select_related("hall__exhibition")
        if self.request.method == "POST":
            rows = rows.select_for_update(of=("self",))
        stand = rows.filter(hall__exhibition=self.exhibition, public_code=self.kwargs["code"]).first()
        if stand is None:
            raise Http404
        return stand

    @transaction.atomic
    def save(self, posted):
        form = StandForm(posted, instance=self.stand)
        if not form.is_valid():
            # The heading names the stand as it is, not as it was typed.
            self.stand.refresh_from_db(fields=["code"])
            return self.page(422, form=form)
        form.save()
        messages.success(self.request, _("Stand {number} is saved.").format(number=self.stand.code))
        return redirect("office:stand_halls", self.exhibition.slug)

    @transaction.atomic
    def remove(self, posted):
        words = _("Stand {number} is removed.").format(number=self.stand.code)
        try:
            self.stand.delete()
        except ProtectedError:
            text = _("These stands are given to somebody and cannot be removed: {numbers}.")
            messages.error(self.request, text.format(numbers=self.stand.code))
            return self.page(422)
        messages.success(self.request, words)
        return redirect("office:stand_halls", self.exhibition.slug)

    def get_context_data(self, **kwargs):
        stand = self.stand
        kwargs.setdefault("form", StandForm(instance=stand))
        standing = stand.allocations.standing().select_related("participation__exhibitor", "stand").order_by("pk")
        standing = list(standing)
        for each in standing:
            each.share_in_words = format_shares([each])
        return super().get_context_data(stand=stand, standing=standing, **kwargs)


class StandHistory(StandPage):
    """Who was moved from where to where, by whom and why: of all, or of one ``exhibitor``."""

    template_name = "exhibitors/office/stand_history.html"
    http_method_names = ["get", "options"]

    def words(self):
        return _("History")

    def get_context_data(self, **kwargs):
        taking = self.exhibition.participations.all()
        slug = self.request.GET.get("exhibitor", "")
        maker = None
        if slug:
            maker = Exhibitor.objects.filter(slug=slug, participations__in=taking).distinct().first()
            taking = taking.filter(exhibitor=maker)
        rows = StateChange.objects.filter(
            content_type=ContentType.objects.get_for_model(Participation),
            field="stands",
            object_id__in=taking.values("pk"),
        )
        number = row_number(self.request.GET.get("page", "")) or 1
        first = (min(number, 1000) - 1) * PAGE
        found = list(rows[first : first + PAGE + 1])
        return super().get_context_data(
            **kwargs,
            maker=maker,
            rows=found[:PAGE],
            earlier=number + 1 if len(found) > PAGE else None,
            later=number - 1 if number > 1 else None,
        )


class PlanRelease(StandPage):
    """What is new against the last released plan and who is told, before it is released; and the plans so far."""

    permission_required = "exhibitors.view_planversion"
    template_name = "exhibitors/office/plan_release.html"
    address = "plan_release"
    acts = {"release": "release"}

    def words(self):
        return _("Release")

    def release(self, posted):
        number = row_number(posted.get("number", "")) or 0
        mark = posted.get("mark", "")
        try:
            version = release_plan(self.exhibition, number=number, mark=mark, actor=self.request.user)
        except MovedMeanwhile as refusal:
            return self.page(409, refusal=refusal.messages[0])
        return self.done(_("Plan {number} is released.").format(number=number_words(version.number)))

    def get_context_data(self, **kwargs):
        versions = list(
            PlanVersion.objects.filter(exhibition=self.exhibition)
            .select_related("released_by")
            .order_by("-number")[:PAGE]
        )
        last = versions[0] if versions else None
        plan = working_plan(self.exhibition)
        changes = changes_between(last.plan if last else [], plan)
        told = [*changes, *(change for version in versions for change in version.changes)]
        names = Exhibitor.objects.in_bulk({change["exhibitor"] for change in told})
        for change in told:
            change["who"] = names.get(change["exhibitor"])
        return super().get_context_data(
            **kwargs,
            number=last.number + 1 if last else 1,
            mark=digest(plan),
            last=last,
            versions=versions,
            changes=changes,
            is_redrawn=last is not None and not is_drawn_alike(last.plan, plan),
            letters=letters_of_changes(self.exhibition, changes) if self.may_change else [],
        )
