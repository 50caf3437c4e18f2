"""What jurors are given to judge: the applications with their works, without what is private."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import ListView, TemplateView

from accounts.audiences import OfficeMixin
from events.permissions import K
from exhibitors.answers import read
from exhibitors.forms.judging import ReviewForm
from exhibitors.models import Answer, Criterion, Participation, Review
from exhibitors.signals import works_wanted
from exhibitors.states import ParticipationState


class Jury(OfficeMixin):
    permission_required = "exhibitors.judge_participation"

    def narrow(self, rows):
        """Of the exhibitions this person is a juror of; other roles give nothing to judge."""
        return rows.within_roles(self.request.user, (K.JUROR,))

    def get_given(self):
        return self.narrow(Participation.objects.judged_by(self.request.user))


class JuryList(Jury, ListView):
    """What is still to be scored, the first that closed first; then what is."""

    template_name = "exhibitors/office/jury_list.html"
    context_object_name = "applications"
    paginate_by = 50

    def get_queryset(self):
        mine = Review.objects.filter(participation=OuterRef("pk"), juror=self.request.user, scores__isnull=False)
        rows = self.get_given().filter(state=ParticipationState.SUBMITTED).annotate(is_scored=Exists(mine))
        rows = rows.select_related("exhibitor__place", "craft", "exhibition").prefetch_related("exhibitor__crafts")
        return rows.order_by("is_scored", "exhibition__call__closes_at", "submitted_at", "pk")

    def get_context_data(self, **kwargs):
        waiting = self.object_list.filter(is_scored=False).count()
        return super().get_context_data(**kwargs, waiting=waiting)


class JuryReview(Jury, TemplateView):
    """One application with the juror's own scores, and nobody else's."""

    template_name = "exhibitors/office/jury_review.html"

    @cached_property
    def application(self):
        rows = self.get_given().select_related("exhibitor__place", "craft", "exhibition__call")
        if self.request.method == "POST":
            # Decided at this very moment, or scored: one after the other.
            rows = rows.select_for_update(of=("self",))
        application = rows.filter(code=self.kwargs["code"]).first()
        if application is None or not self.request.user.has_perm(self.permission_required, application):
            raise Http404
        return application

    @property
    def is_open(self):
        """Whether scores may still be given: the office has not decided."""
        return self.application.state == ParticipationState.SUBMITTED and not self.application.pending

    def make_form(self, data=None):
        criteria = Criterion.objects.filter(call__exhibition=self.application.exhibition_id)
        reviews = self.application.reviews.filter(juror=self.request.user)
        return ReviewForm(
            data, criteria=criteria, given=reviews.values_list("note", "scores__criterion", "scores__points")
        )

    def get(self, request, code):
        return self.render_to_response(self.get_context_data(form=self.make_form()))

    @transaction.atomic
    def post(self, request, code):
        form = self.make_form(request.POST)
        if not self.is_open:
            return self.render_to_response(self.get_context_data(form=form), status=409)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        form.save_for(self.application, request.user)
        messages.success(
            request, _("Your scores for {exhibitor} are kept.").format(exhibitor=self.application.exhibitor)
        )
        following = self.following()
        return redirect("office:jury_review", following) if following else redirect("office:jury_list")

    def following(self):
        """The code of the next one without scores of this juror."""
        scored = Review.objects.filter(participation=OuterRef("pk"), juror=self.request.user, scores__isnull=False)
        rows = self.get_given().filter(~Exists(scored), state=ParticipationState.SUBMITTED, pending="")
        rows = rows.order_by("exhibition__call__closes_at", "submitted_at", "pk")
        return rows.values_list("code", flat=True).first()

    def get_answers(self):
        """[(question, answer in words)], without what is personal."""
        answers = Answer.objects.filter(participation=self.application, question__is_personal=False).exclude(value="")
        return [(answer.question, read(answer.question, answer.value)) for answer in answers.select_related("question")]

    def get_context_data(self, **kwargs):
        application = self.application
        works = [
            work
            for _receiver, found in works_wanted.send(Participation, exhibitor=application.exhibitor)
            for work in found
        ]
        return super().get_context_data(
            **kwargs,
            application=application,
            crafts=[application.craft] if application.craft else list(application.exhibitor.crafts.all()),
            answers=self.get_answers(),
            works=works,
            is_open=self.is_open,
            breadcrumbs=[(_("Jury"), reverse("office:jury_list")), (str(application.exhibitor), "")],
        )
