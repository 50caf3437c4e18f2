"""The halls of an exhibition and their stands: drawn, described and removed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.deletion import ProtectedError
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.actions import add_stands, area_of
from events.models import Hall, Stand
from events.stands import FARTHEST, format_stand_numbers, overlap
from exhibitors.forms.stands import (
    AddStandsForm,
    ChangeStandsForm,
    HallForm,
    StandForm,
    refuse_given,
)
from exhibitors.plans import (
    load_halls,
)
from exhibitors.shares import format_shares
from exhibitors.views.stands import StandPage
from lib.numbers import number_words, row_number


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
