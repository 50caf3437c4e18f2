"""The next round of a weekly market: one page, one button."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.generic import DetailView

from accounts.audiences import OfficeMixin
from events.models import Exhibition
from exhibitors.actions.rounds import (
    RoundExists,
    last_round,
    last_rounds,
    make_next_round,
    next_first_day,
    regulars,
    texts_of_round,
)
from exhibitors.forms.rounds import NextRoundForm
from lib.numbers import number_words


class ExhibitionNext(OfficeMixin, DetailView):
    """Who was there is ticked already; the new round is a draft of the office."""

    queryset = Exhibition.objects.select_related("series")
    permission_required = "events.add_exhibition"
    template_name = "exhibitors/office/exhibition_next.html"
    context_object_name = "exhibition"

    def get_object(self, queryset=None):
        exhibition = super().get_object(queryset)
        if not self.request.user.has_perm("exhibitors.decide_participation", exhibition):
            raise PermissionDenied
        self.rounds = last_rounds(exhibition)
        self.source = last_round(exhibition, self.rounds)
        return exhibition

    def make_form(self, *data):
        self.texts = texts_of_round(self.object, self.source)
        return NextRoundForm(
            *data,
            regulars=regulars(self.object, self.rounds),
            names=self.texts,
            starts_on=next_first_day(self.object),
        )

    def get_context_data(self, **kwargs):
        form = kwargs.pop("form", None) or self.make_form()
        return super().get_context_data(form=form, source=self.source, **kwargs)

    def post(self, request, slug):
        self.object = self.get_object()
        form = self.make_form(request.POST)
        if form.is_valid():
            try:
                made = make_next_round(
                    self.source,
                    starts_on=form.cleaned_data["starts_on"],
                    chosen=form.chosen,
                    actor=request.user,
                    texts=self.texts | form.names,
                )
            except RoundExists as refusal:
                form.add_error("starts_on", str(refusal))
            else:
                self.tell(made, len(form.chosen))
                return redirect("office:exhibition_detail", made.exhibition.slug)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def tell(self, made, count):
        words = ngettext(
            "{exhibition} is made; {number} takes part. It is a draft: nobody but the office sees it.",
            "{exhibition} is made; {number} take part. It is a draft: nobody but the office sees it.",
            count,
        )
        number = number_words(count)
        messages.success(self.request, words.format(exhibition=made.exhibition, number=number))
        for participation, placed, reasons in made.without_stand:
            comma = pgettext("list", ", ")
            if not reasons:
                words = _("{exhibitor} has no stand yet, as last time.").format(exhibitor=participation.exhibitor)
            elif placed:
                words = _("{exhibitor} lacks a stand: {reasons}.").format(
                    exhibitor=participation.exhibitor, reasons=comma.join(reasons)
                )
            else:
                words = _("{exhibitor} is without a stand: {reasons}.").format(
                    exhibitor=participation.exhibitor, reasons=comma.join(reasons)
                )
            messages.warning(self.request, words)
