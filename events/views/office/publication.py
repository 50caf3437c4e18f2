"""What the office decides about an exhibition: whether everybody sees it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from accounts.audiences import OfficeMixin
from accounts.records.publishing import NotReady
from events.actions import missing_for_publication, publish_exhibition, withdraw_exhibition
from events.models import Exhibition
from lib.states import MoveNotAllowed


class PublicationStep(OfficeMixin, DetailView):
    """GET asks once more and says what is missing; POST does it and leads back to the record."""

    queryset = Exhibition.objects.all()
    permission_required = "events.publish_exhibition"
    template_name = "events/office/exhibition_publication.html"
    context_object_name = "exhibition"

    def get_object(self, queryset=None):
        exhibition = super().get_object(queryset)
        self.check_permission_for(exhibition)
        return exhibition

    def check_permission_for(self, exhibition):
        """An official of one exhibition may only read another one."""
        if not self.request.user.has_perm(self.permission_required, exhibition):
            raise PermissionDenied

    def post(self, request, slug):
        exhibition = self.get_object()
        try:
            self.act(exhibition)
        except NotReady as refusal:
            for sentence in refusal.missing:
                messages.error(request, sentence)
        except MoveNotAllowed as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, self.done)
        return redirect(self.get_back(exhibition))

    def get_back(self, exhibition):
        """Where the step was begun: the page of the exhibition (``from=office``) or its record."""
        asked = self.request.POST or self.request.GET
        if asked.get("from") == "office":
            return reverse("office:exhibition_detail", args=[exhibition.slug]) + "#publication"
        return reverse("records:events_exhibition_change", args=[exhibition.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, back=self.get_back(self.object), begun=self.request.GET.get("from"))


class ExhibitionPublish(PublicationStep):
    extra_context = {"step": "publish"}

    @property
    def done(self):
        return _("The exhibition is public now.")

    def act(self, exhibition):
        publish_exhibition(exhibition, actor=self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, missing=missing_for_publication(self.object))


class ExhibitionWithdraw(PublicationStep):
    extra_context = {"step": "withdraw"}

    @property
    def done(self):
        return _("The exhibition is not public any more; nothing was lost.")

    def act(self, exhibition):
        withdraw_exhibition(exhibition, actor=self.request.user)
