"""How many came: the sums of an exhibition, its gates, the tally at one gate, and the sheet for a day without machines."""

import time
import uuid

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from events.books import BooksClosed, hold_books, is_closed
from events.forms.rows import Rows
from events.models import Gate, VisitorCount
from events.views.office.exhibitions import exhibition_trail
from events.views.office.pages import OfExhibition
from events.visitors import tables
from events.visitors.actions import NotCounted, Tap, correct_count, enter_count, problem_of_day, take_taps
from events.visitors.forms import STEPS, CorrectionForm, CountForm, GateForm, Unreadable, hour_words, read_taps
from lib.dates import format_date, parts
from lib.numbers import localise, row_number

SHOWN_CORRECTIONS = 20
EMPTY_GATES = 2
# From when to when the printed sheet has lines, where nobody said when it opens.
USUAL_HOURS = (9, 22)


class OfVisitors(OfExhibition, TemplateView):
    @cached_property
    def gates(self):
        return list(self.exhibition.gates.all())

    @property
    def counts(self):
        return VisitorCount.objects.at(self.exhibition)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            exhibition=self.exhibition,
            gates=self.gates,
            is_closed=is_closed(self.exhibition),
            may_count=self.request.user.has_perm("events.add_visitorcount", self.exhibition),
            breadcrumbs=self.trail(),
            **kwargs,
        )

    def trail(self):
        return exhibition_trail(self.exhibition, _("Visitors"))


class ExhibitionVisitors(OfVisitors):
    """Sums by day, gate and hour (``day`` narrows the hours); a POST says in ``act`` what is set up, entered or corrected."""

    permission_required = "events.view_visitorcount"
    template_name = "events/office/exhibition_visitors.html"
    acts = {"count": (CountForm, enter_count), "correction": (CorrectionForm, correct_count)}

    def get_context_data(self, **kwargs):
        cells = self.counts.by_cell()
        columns = tables.columns_of(self.gates, cells)
        days = tables.by_day(cells, columns)
        day = next((row.key for row in days.rows if row.key.isoformat() == self.request.GET.get("day")), None)
        of_day = {key: visitors for key, visitors in cells.items() if day in (None, key[1])}
        hours = tables.by_hour(of_day, columns)
        names = {gate.pk: gate for gate in self.gates}
        context = super().get_context_data(
            columns=[names.get(number) for number in columns],
            days=days,
            day=day,
            hours=hours,
            bars_by_day=bars_by_day(days),
            bars_by_hour=[(row.words, row.total, row.words) for row in hours.rows if row.key is not None],
            corrections=list(self.corrections()),
            has_samples=self.counts.filter(is_sample=True).exists(),
        )
        if context["may_count"] and not context["is_closed"]:
            context |= {"rows": self.gate_rows(), "forms": self.forms()}
        return context | kwargs

    def corrections(self):
        rows = self.counts.exclude(note="").select_related("gate", "counted_by").order_by("-counted_at", "-pk")
        for row in rows[:SHOWN_CORRECTIONS]:
            row.hour_words = "" if row.hour is None else hour_words(row.hour)
            yield row

    def gate_rows(self, data=None):
        counted = set(self.exhibition.gates.counted().values_list("pk", flat=True))

        def new():
            return Gate(exhibition=self.exhibition, position=len(self.gates) + 1, is_sample=self.exhibition.is_sample)

        return Rows(GateForm, self.gates, new=new, data=data, extra=EMPTY_GATES, counted=counted)

    def forms(self):
        return {act: form(exhibition=self.exhibition, gates=self.gates) for act, (form, _do) in self.acts.items()}

    def post(self, request, slug):
        self.demand("events.add_visitorcount")
        act = request.POST.get("act", "")
        try:
            if act == "gates":
                return self.save_gates()
            if act not in self.acts:
                raise Http404
            return self.enter(act)
        except BooksClosed as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)

    def save_gates(self):
        with transaction.atomic():
            hold_books(self.exhibition.pk)
            rows = self.gate_rows(self.request.POST)
            if is_valid := rows.is_valid():
                rows.save()
        if not is_valid:
            return self.render_to_response(self.get_context_data(rows=rows), status=422)
        messages.success(self.request, _("The gates are saved."))
        return redirect(self.request.path + "#gates")

    def enter(self, act):
        form_class, do = self.acts[act]
        form = form_class(self.request.POST, exhibition=self.exhibition, gates=self.gates)
        if form.is_valid():
            try:
                do(self.exhibition, **form.values(), actor=self.request.user)
            except NotCounted as refusal:
                form.add_error(refusal.field, str(refusal))
            else:
                messages.success(self.request, _("Entered."))
                return redirect(self.request.path)
        return self.render_to_response(self.get_context_data(form=form, forms=self.forms() | {act: form}), status=422)


def bars_by_day(days):
    """(what stands under the bar, its height, what it is) of each day."""
    language = get_language() or "fa"
    calendar = "jalali" if language == "fa" else "gregorian"
    return [
        (localise(parts(row.key, calendar)[2], language), row.total, format_date(row.key, language))
        for row in days.rows
    ]


class VisitorTally(OfVisitors):
    """Large buttons at one gate (``gate`` is its number, as they were made).

    A POST is one tap; with ``taps`` it is what static/js/tally.js kept on the device meanwhile, and JSON is answered.
    """

    permission_required = "events.add_visitorcount"
    template_name = "events/office/visitor_tally.html"

    def trail(self):
        *above, (words, _here) = super().trail()
        return [*above, (words, reverse("office:exhibition_visitors", args=[self.exhibition.slug])), (_("Count"), "")]

    @cached_property
    def numbered(self):
        """[(number, gate)]; numbered as they were made, so that putting them into another order changes no address."""
        numbers = {gate.pk: place for place, gate in enumerate(sorted(self.gates, key=lambda gate: gate.pk), 1)}
        return [(numbers[gate.pk], gate) for gate in self.gates]

    @cached_property
    def gate(self):
        """The gate that is asked for, or the only one; None where there is none, or one has still to be chosen."""
        asked = row_number(self.request.GET.get("gate", ""))
        found = [gate for number, gate in self.numbered if number == asked]
        if not found and len(self.gates) == 1:
            found = self.gates
        return found[0] if found else None

    @property
    def must_choose(self):
        return bool(self.gates) and self.gate is None

    def get_context_data(self, **kwargs):
        exhibition = self.exhibition
        return super().get_context_data(
            gate=self.gate,
            others=self.numbered if len(self.gates) > 1 else [],
            must_choose=self.must_choose,
            problem=problem_of_day(exhibition, exhibition.today),
            numbers=self.numbers(),
            key=uuid.uuid4(),
            steps=STEPS,
            offset=int(timezone.now().astimezone(exhibition.timezone).utcoffset().total_seconds() // 60),
            **kwargs,
        )

    def numbers(self):
        """What was counted at this gate by now, in this hour and today, and the moment of that, in milliseconds."""
        there = timezone.now().astimezone(self.exhibition.timezone)
        today = self.counts.filter(day=there.date(), gate=self.gate)
        by_hour = today.by_hour()
        return {"hour": by_hour.get(there.hour, 0), "today": sum(by_hour.values()), "now": int(time.time() * 1000)}

    def post(self, request, slug):
        return self.take_kept() if "taps" in request.POST else self.take_one()

    def take_kept(self):
        try:
            taps = read_taps(self.request.POST["taps"], self.request.POST.get("sent_at"))
        except Unreadable:
            return HttpResponseBadRequest()
        kept, refused = take_taps(self.exhibition, taps, actor=self.request.user)
        answer = {"kept": [key.hex for key in kept], "refused": {key.hex: why for key, why in refused.items()}}
        return JsonResponse(answer | self.numbers())

    def take_one(self):
        step = next((step for step in STEPS if str(step) == self.request.POST.get("tap")), None)
        try:
            key = uuid.UUID(self.request.POST.get("key", ""))
        except ValueError:
            step = None
        if step is None:
            return HttpResponseBadRequest()
        if self.must_choose:
            return redirect(self.request.path)
        tap = Tap(key, self.gate and self.gate.pk, step, timezone.now())
        _kept, refused = take_taps(self.exhibition, [tap], actor=self.request.user)
        for why in refused.values():
            messages.error(self.request, why)
        return redirect(self.request.get_full_path())


class VisitorSheet(OfVisitors):
    """Paper for strokes: a line for each hour, a column for each gate."""

    permission_required = "events.view_visitorcount"
    template_name = "events/office/visitor_sheet.html"

    def get_context_data(self, **kwargs):
        opens, closes = self.exhibition.opens_at, self.exhibition.closes_at
        first = opens.hour if opens else USUAL_HOURS[0]
        last = closes.hour + bool(closes.minute) if closes else USUAL_HOURS[1]
        hours = range(first, last if last > first else 24)
        return super().get_context_data(hours=[hour_words(hour) for hour in hours], **kwargs)
