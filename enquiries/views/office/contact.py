"""Who began a talk that told nothing of its buyer: added when the message with the code has come."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from enquiries.actions.talks import tell_contact
from enquiries.forms.talk import ContactForm
from enquiries.models import Enquiry
from enquiries.states import EnquiryState
from enquiries.views.office.enquiry import TEMPLATE, EnquiryMove, page_context
from lib.states import MoveNotAllowed


class EnquiryContact(EnquiryMove):
    queryset = Enquiry.objects.for_desk()

    def post(self, request, code):
        enquiry = self.get_object()
        if enquiry.state == EnquiryState.SPAM:
            raise Http404
        form = ContactForm(request.POST)
        if not form.is_valid():
            context = page_context(request.user, enquiry) | {"contact_form": form, "form": form}
            return render(request, TEMPLATE, context, status=422)
        data = form.cleaned_data
        try:
            tell_contact(enquiry, name=data["name"], may_pass_on=data["may_pass_on"], **data["contact"])
        except MoveNotAllowed:
            messages.warning(request, _("Somebody else was faster: the enquiry had changed already."))
        else:
            messages.success(request, _("Name and contact are kept; it is an enquiry like any other now."))
        return redirect("office:enquiry_detail", code)
