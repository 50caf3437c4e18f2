"""Who reads a record: the record as a whole and each of its parts, with what they will read."""

import pickle
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cooperation.actions import show_record
from cooperation.facts import facts_of
from cooperation.models import Record
from cooperation.showing import shown_record
from cooperation.states import Audience
from cooperation.views.office.records import OfRecord
from lib.seen import SIGNER, digest
from lib.states import MoveNotAllowed

# Parts that are no text of that name, in words.
PART_WORDS = {
    "people": lambda: _("Who takes part"),
    "stops": lambda: _("Programme"),
    "owners": lambda: _("Who is responsible"),
    "due": lambda: _("Until when"),
}


@dataclass
class Choices:
    """Who reads what: ``parts`` of the record, ``agenda`` a dictionary for each point, ``papers`` one for each paper."""

    audience: int
    parts: dict
    agenda: list
    papers: list


def choices_now(record, agenda, papers):
    return Choices(
        record.audience,
        {part: record.audiences.get(part, 0) for part in record.PARTS},
        [{part: item.audiences.get(part, 0) for part in item.PARTS} for item in agenda],
        [paper.audience for paper in papers],
    )


class ReadersForm(forms.Form):
    """A box for the record, for each part, each part of each point of the agenda, and each paper."""

    def __init__(self, data=None, *, record, agenda, papers):
        self.now = choices_now(record, agenda, papers)
        self.record, self.agenda, self.papers = record, agenda, papers
        super().__init__(data)
        self.add("audience", _("The record"), self.now.audience)
        for part in record.PARTS:
            self.add(f"part-{part}", label_of(record, part), self.now.parts[part])
        for place, (item, parts) in enumerate(zip(agenda, self.now.agenda, strict=True)):
            for part in item.PARTS:
                label = f"{item}: {label_of(item, part)}"
                self.add(f"item-{place}-{part}", label, parts[part])
        for place, paper in enumerate(papers):
            self.add(f"paper-{place}", f"{paper.get_kind_display()}: {paper.name}", paper.audience)
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=self.sign())

    def add(self, name, label, initial):
        self.fields[name] = forms.TypedChoiceField(
            label=capfirst(label), choices=[(each.value, capfirst(each.label)) for each in Audience], coerce=int,
            initial=initial,
        )  # fmt: skip

    def sign(self):
        return SIGNER.sign(digest(vars(self.now)))

    def is_stale(self):
        """Whether somebody changed who reads what since the form was shown."""
        return self.data.get("seen", "") != self.sign()

    def chosen(self):
        """The ``Choices`` that were typed; of a box that is wrong, what is true now."""
        value = self.cleaned_data.get
        return Choices(
            value("audience", self.now.audience),
            {part: value(f"part-{part}", now) for part, now in self.now.parts.items()},
            [
                {part: value(f"item-{place}-{part}", now) for part, now in parts.items()}
                for place, parts in enumerate(self.now.agenda)
            ],
            [value(f"paper-{place}", now) for place, now in enumerate(self.now.papers)],
        )

    def groups(self):
        """[(heading, boxes)] as the page shows them."""
        named = [(_("The record as a whole"), "audience"), (_("Its parts"), "part-"), (_("Agenda"), "item-")]
        named.append((_("Files"), "paper-"))
        for heading, prefix in named:
            if boxes := [self[name] for name in self.fields if name.startswith(prefix)]:
                yield heading, boxes


def label_of(thing, part):
    return PART_WORDS[part]() if part in PART_WORDS else str(thing._meta.get_field(part).verbose_name)


class RecordReaders(OfRecord, TemplateView):
    """The form with what visitors and the partner's officers read; ``look`` shows that of what is typed before it holds."""

    permission_required = "cooperation.show_record"
    template_name = "cooperation/office/record_readers.html"

    def rows(self):
        """(the record, its points, its papers) in an order that stays."""
        record = self.record
        agenda = list(record.meeting.agenda.all()) if record.kind == Record.Kind.MEETING else []
        return self.concrete, agenda, list(record.papers.all())

    def make_form(self, data=None):
        record, agenda, papers = self.rows()
        return ReadersForm(data, record=record, agenda=agenda, papers=papers)

    def get_context_data(self, **kwargs):
        if not self.request.user.has_perm(self.permission_required, self.record):
            raise PermissionDenied
        form = kwargs.get("form") or self.make_form()
        choices = kwargs.get("choices") or form.now
        return super().get_context_data(
            **kwargs | {"form": form},
            record=self.concrete,
            previews=[
                (Audience.PUBLIC, _("This is what visitors will read"), preview(self.record, choices, Audience.PUBLIC)),
                (
                    Audience.PARTNER,
                    _("This is what the partner's officers will read"),
                    preview(self.record, choices, Audience.PARTNER),
                ),
            ],
            is_typed="choices" in kwargs,
            breadcrumbs=[
                (_("Cooperation"), reverse("office:promise_list")),
                (self.concrete, reverse("office:record_detail", args=[self.concrete.slug])),
                (_("Who reads it"), ""),
            ],
        )

    @transaction.atomic
    def post(self, request, slug):
        if not request.user.has_perm(self.permission_required, self.record):
            raise PermissionDenied
        # Locked, so that nothing changes between the look and the saving.
        Record.objects.select_for_update(of=("self",)).get(pk=self.record.pk)
        del self.record
        self.__dict__.pop("concrete", None)
        form = self.make_form(request.POST)
        is_right = form.is_valid()
        if form.is_stale():
            stale = _("Somebody else changed who reads this while you had it open. Look again: this holds now.")
            messages.error(request, stale)
            return self.render_to_response(self.get_context_data(form=self.make_form()), status=422)
        choices = form.chosen()
        if "look" in request.POST or not is_right:
            context = self.get_context_data(form=form, choices=choices)
            return self.render_to_response(context, status=200 if is_right else 422)
        record, agenda, papers = self.rows()
        try:
            show_record(
                record,
                audience=Audience(choices.audience),
                parts=choices.parts,
                agenda=list(zip(agenda, choices.agenda, strict=True)),
                papers=list(zip(papers, choices.papers, strict=True)),
                actor=request.user,
            )
        except MoveNotAllowed as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Saved: this is who reads it now."))
        return redirect("office:record_readers", slug)


def preview(record, choices, audience):
    """What ``audience`` would read after ``choices``: (ShownRecord, its facts), or None where it may not read it at all."""
    if choices.audience < audience:
        return None
    # A copy that keeps what was loaded with it, which ``deepcopy`` forgets.
    record = pickle.loads(pickle.dumps(record))
    concrete = record.concrete
    concrete.audiences = choices.parts
    if record.kind == Record.Kind.MEETING:
        for item, parts in zip(record.meeting.agenda.all(), choices.agenda, strict=True):
            item.audiences = parts
    allowed = {
        paper.pk for paper, chosen in zip(record.papers.all(), choices.papers, strict=True) if chosen >= audience
    }
    shown = shown_record(record, audience)
    shown.papers = [paper for paper in shown.papers if paper.pk in allowed]
    shown.before = [step for step in shown.before if step.earlier.audience >= audience]
    shown.after = [step for step in shown.after if step.later.audience >= audience]
    return {"shown": shown, "record": shown.record, "facts": facts_of(shown.record)}
