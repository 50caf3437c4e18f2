"""The call for exhibitors of one exhibition: its times and words, questions, criteria, targets and jury, on one page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from accounts.audiences import OfficeMixin
from events.models import Exhibition
from events.views.office.exhibitions import exhibition_trail
from exhibitors.actions.selection import StillUsed, add_row, add_usual, locked, remove_row, shift_row
from exhibitors.forms.selection import CallForm, CriterionForm, PanellistForm, QuestionForm, TargetForm
from exhibitors.models import Call, Criterion, Panellist, Question, Target
from lib.numbers import format_number, row_number

# part of the page → (model, form, name of the rows at the call)
PARTS = {
    "question": (Question, QuestionForm, "questions"),
    "criterion": (Criterion, CriterionForm, "criteria"),
    "target": (Target, TargetForm, "targets"),
    "panellist": (Panellist, PanellistForm, "panel"),
}
ORDERED = ("question", "criterion")


class CallEdit(OfficeMixin, TemplateView):
    """One page for a call; each of its parts is saved by its own button.

    A post names its ``part`` (nothing: the call itself), its ``row`` (nothing: a new one) and the ``act``: save, remove,
    up, down, usual. ``edit`` in the address ("question-2": the second one) opens a row, ``new`` ("question") a new one.
    """

    permission_required = "exhibitors.view_call"
    template_name = "exhibitors/office/call_edit.html"

    @cached_property
    def exhibition(self):
        exhibition = self.narrow(Exhibition.objects.select_related("call")).filter(slug=self.kwargs["slug"]).first()
        if exhibition is None or not self.request.user.has_perm(self.permission_required, exhibition):
            raise Http404
        return exhibition

    @cached_property
    def call(self):
        call = getattr(self.exhibition, "call", None)
        # A form may have hung a new one there that is not saved.
        return call if call and call.pk else None

    @cached_property
    def may_change(self):
        return self.request.user.has_perm("exhibitors.change_call", self.exhibition)

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data())

    def post(self, request, slug):
        if not self.may_change:
            raise PermissionDenied
        part, act = request.POST.get("part", ""), request.POST.get("act", "save")
        if not part:
            return self.save_call()
        if part not in PARTS or self.call is None:
            raise Http404
        if act == "usual" and part in ORDERED:
            return self.put_in_usual(part)
        row = self.find_row(part)
        if act in ("up", "down") and row and part in ORDERED:
            shift_row(row, self.rows_of(part), -1 if act == "up" else 1)
            return self.back_to(part)
        if act == "remove" and row:
            return self.remove(part, row)
        return self.save_row(part, row)

    @transaction.atomic
    def save_call(self):
        call = Call.objects.select_for_update().filter(exhibition=self.exhibition).first() or self.new_call()
        form = CallForm(self.request.POST, instance=call)
        if not form.is_valid():
            return self.show_again(call_form=form)
        try:
            with transaction.atomic():
                form.save()
        except IntegrityError:
            # Another official set the call up at the same moment: what was typed stands beside it.
            self.call = Call.objects.get(exhibition=self.exhibition)
            form.add_error(None, _("Somebody else has just set up this call. Save again to put your words."))
            form.data = form.data.copy()
            form.data["seen"] = CallForm(instance=self.call).initial["seen"]
            return self.show_again(call_form=form)
        messages.success(self.request, _("The call is saved."))
        return redirect("office:call_edit", self.exhibition.slug)

    def new_call(self):
        return Call(exhibition=self.exhibition, is_sample=self.exhibition.is_sample)

    def put_in_usual(self, part):
        count = add_usual(self.call, part)
        text = ngettext("{number} line was put in.", "{number} lines were put in.", count)
        if count:
            messages.success(self.request, text.format(number=format_number(count, self.request.LANGUAGE_CODE)))
        else:
            messages.info(self.request, _("All of them are there already."))
        return self.back_to(part)

    def remove(self, part, row):
        try:
            remove_row(row)
        except StillUsed as refusal:
            messages.error(self.request, refusal.messages[0])
        else:
            messages.success(self.request, _("Removed."))
        return self.back_to(part)

    @transaction.atomic
    def save_row(self, part, row):
        model, form_class, _rows = PARTS[part]
        call = locked(self.call)
        if row:
            row = model.objects.select_for_update().get(pk=row.pk)
        form = form_class(self.request.POST, instance=row or model(call=call), prefix=part)
        if not form.is_valid():
            return self.show_again(part=part, form=form, row=row)
        if row is None and part in ORDERED:
            add_row(form.save(commit=False), self.rows_of(part))
            form.save_m2m()
        else:
            form.save()
        messages.success(self.request, _("Saved."))
        return self.back_to(part)

    def find_row(self, part):
        """The row the form names, of this call only; None for a new one."""
        number = self.request.POST.get("row", "")
        if not number:
            return None
        row = self.rows_of(part).filter(pk=row_number(number)).first()
        if row is None:
            raise Http404
        return row

    def rows_of(self, part):
        return getattr(self.call, PARTS[part][2])

    def back_to(self, part):
        return redirect(reverse("office:call_edit", args=[self.exhibition.slug]) + f"#part-{part}")

    def show_again(self, **context):
        return self.render_to_response(self.get_context_data(**context), status=422)

    def get_context_data(self, *, call_form=None, part="", form=None, row=None, **kwargs):
        parts = {}
        if self.call:
            # One form at a time: each loads what can be chosen in it.
            opened = self.request.GET if form is None and self.may_change else {}
            for name in PARTS:
                is_wrong = name == part
                parts[name] = self.part_context(name, opened, row if is_wrong else None, form if is_wrong else None)
        return super().get_context_data(
            **kwargs,
            exhibition=self.exhibition,
            call=self.call,
            may_change=self.may_change,
            call_form=call_form or CallForm(instance=self.call or self.new_call()),
            form=call_form or form,  # of the summary of what is wrong
            parts=parts,
            breadcrumbs=exhibition_trail(self.exhibition, _("Call for exhibitors")),
        )

    def part_context(self, name, opened, wrong_row, wrong):
        """{rows, new}: each row with ``form`` where it is open, and the form of a new one where that is."""
        model, form_class, _rows = PARTS[name]
        rows = self.rows_of(name).all()
        if name in ("question", "panellist"):
            rows = rows.prefetch_related("crafts")
        if name == "target":
            rows = rows.select_related("craft", "place")
        if name == "panellist":
            rows = rows.select_related("juror")
        rows = list(rows)
        for number, each in enumerate(rows, 1):
            each.number, each.form = number, None
            if wrong_row and each.pk == wrong_row.pk:
                each.form = wrong
            elif opened.get("edit") == f"{name}-{number}":
                each.form = form_class(instance=each, prefix=name)
        new = wrong if wrong_row is None else None
        if opened.get("new") == name:
            new = form_class(instance=model(call=self.call), prefix=name)
        return {"rows": rows, "new": new}
