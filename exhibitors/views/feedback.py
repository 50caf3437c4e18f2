"""How it was: answered in the portal, read in the office."""

from collections import Counter

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from exhibitors.acting import EVERYBODY, PortalPage
from exhibitors.feedback import NotAsked, answers_about, asked, give_feedback, problem_of_time
from exhibitors.forms.feedback import WORDS, FeedbackForm
from exhibitors.models import Feedback, Participation
from exhibitors.models.feedback import LEAST, MOST
from exhibitors.views.exhibition_pages import OfExhibition


class ParticipationFeedback(PortalPage, TemplateView):
    """Five scales and a remark, changeable until the exhibition is reported; then they are only read."""

    levels = EVERYBODY
    template_name = "exhibitors/portal/participation_feedback.html"

    @cached_property
    def participation(self):
        rows = asked(Participation.objects.select_related("exhibition", "exhibitor", "feedback"))
        return get_object_or_404(self.narrow(rows), code=self.kwargs["code"])

    def get_context_data(self, **kwargs):
        participation = self.participation
        held = Feedback.objects.filter(participation=participation).first()
        return super().get_context_data(
            participation=participation,
            exhibition=participation.exhibition,
            held=held,
            problem=problem_of_time(participation.exhibition),
            **{"form": FeedbackForm(instance=held), **kwargs},
        )

    def post(self, request, code):
        form = FeedbackForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            give_feedback(self.participation, form.cleaned_data)
        except NotAsked as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
        messages.success(request, _("Thank you. You can change your answers until the report is written."))
        return redirect("portal:participation_detail", code)


class ExhibitionFeedback(OfExhibition, TemplateView):
    """Averages and remarks. Whose they are is shown to officials, who may also enter answers in a maker's name."""

    permission_required = "exhibitors.view_feedback"
    changes = "exhibitors.change_feedback"
    template_name = "exhibitors/office/exhibition_feedback.html"

    def get_context_data(self, **kwargs):
        participations, answers = answers_about(self.exhibition)
        given = {answer.participation_id for answer in answers}
        averages = Feedback.objects.filter(pk__in=[answer.pk for answer in answers]).averages()
        return super().get_context_data(
            **kwargs,
            total=len(participations),
            answers=answers,
            points=range(LEAST, MOST + 1),
            questions=[question_row(name, averages[name], answers) for name in WORDS],
            remarks=[answer for answer in answers if answer.remark],
            silent=[each for each in participations if each.pk not in given],
        )


def question_row(name, average, answers):
    words, least, most = WORDS[name]
    counts = Counter(getattr(answer, name) for answer in answers)
    return {
        "name": name,
        "words": words,
        "least": least,
        "most": most,
        "average": average,
        "counts": [counts[points] for points in range(LEAST, MOST + 1)],
    }
