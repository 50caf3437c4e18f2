"""An enquiry that did not come by the site: from a stand, the phone, a sheet of paper or a messenger."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from accounts.audiences import OfficeMixin
from enquiries.actions import receive_enquiry
from enquiries.files import forget_files, keep_files
from enquiries.forms import new_key
from enquiries.forms.office import EntryForm


class EnquiryNew(OfficeMixin, FormView):
    form_class = EntryForm
    permission_required = "enquiries.change_enquiry"
    template_name = "enquiries/office/enquiry_new.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self):
        return {"key": new_key(EntryForm.salt)}

    def form_valid(self, form):
        files = keep_files(form.cleaned_data["files"])
        try:
            enquiry = receive_enquiry(**form.received(), attachments=files)
        finally:
            forget_files(files)
        messages.success(self.request, _("Kept as {code}. Makers have it now.").format(code=enquiry.code))
        return redirect("office:enquiry_detail", enquiry.code)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)
