"""What the office sees: what was asked, by whom, and since when."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView
from django.views.generic.base import View
from django.views.generic.detail import SingleObjectMixin

from accounts.audiences import OfficeMixin
from enquiries.actions import mark_seen, release
from enquiries.models import Enquiry
from enquiries.states import EnquiryState
from lib.states import MoveNotAllowed


class EnquiryList(OfficeMixin, ListView):
    """All enquiries this official oversees, newest first; ``state`` narrows, spam stays apart until asked for."""

    queryset = Enquiry.objects.for_desk()
    permission_required = "enquiries.view_enquiry"
    template_name = "enquiries/office/enquiry_list.html"
    context_object_name = "enquiries"
    paginate_by = 50

    def get_queryset(self):
        self.state = self.request.GET.get("state", "")
        enquiries = super().get_queryset()
        if self.state in EnquiryState.values:
            return enquiries.filter(state=self.state)
        self.state = ""
        return enquiries.exclude(state=EnquiryState.SPAM)

    def paginate_queryset(self, queryset, page_size):
        page = self.get_paginator(queryset, page_size).get_page(self.request.GET.get("page"))
        return page.paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, state=self.state, states=EnquiryState.choices)


class EnquiryDetail(OfficeMixin, DetailView):
    queryset = Enquiry.objects.for_desk()
    permission_required = "enquiries.view_enquiry"
    template_name = "enquiries/office/enquiry_detail.html"
    slug_field = slug_url_kwarg = "code"
    context_object_name = "enquiry"

    def get_context_data(self, **kwargs):
        may_change = Enquiry.objects.handled_by(self.request.user).filter(pk=self.object.pk).exists()
        return super().get_context_data(**kwargs, may_change=may_change)


class EnquiryMove(OfficeMixin, SingleObjectMixin, View):
    """What the two buttons of an enquiry have in common: move it, say so, and show it again."""

    http_method_names = ["post"]
    queryset = Enquiry.objects.all()
    permission_required = "enquiries.change_enquiry"
    slug_field = slug_url_kwarg = "code"

    def narrow(self, rows):
        """Who only reads this one, though handling others, does not move it."""
        return rows.handled_by(self.request.user)

    def post(self, request, code):
        enquiry = self.get_object()
        try:
            self.act(enquiry)
        except MoveNotAllowed:
            messages.warning(request, _("Somebody else was faster: the enquiry had changed already."))
        else:
            messages.success(request, self.done)
        return redirect("office:enquiry_detail", enquiry.code)


class EnquirySee(EnquiryMove):
    @property
    def done(self):
        return _("Marked as seen.")

    def act(self, enquiry):
        mark_seen(enquiry, actor=self.request.user)


class EnquiryRelease(EnquiryMove):
    @property
    def done(self):
        return _("Released: it is a new enquiry now.")

    def act(self, enquiry):
        release(enquiry, actor=self.request.user)
