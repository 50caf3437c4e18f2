"""What a buyer takes away or has deleted; only in a browser that showed to be the buyer's (``enquiries.senders``)."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from enquiries.actions import withdraw
from enquiries.own_data import pack
from enquiries.senders import note_deletion
from enquiries.states import PROMISED
from enquiries.views.buyer import ActingMixin, PrivateMixin


class OwnDataMixin(ActingMixin):
    """Shown, too, only to whoever may act: an address that was forwarded reads the page, and no more."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request, *args, **kwargs):
        return self.show(request) if self.may_act() else self.refuse(request)

    def refuse(self, request):
        messages.error(
            request, _("To download or delete what you wrote, type the phone or e-mail of the enquiry first.")
        )
        return redirect(f"{self.address()}#proof")


class BuyerData(OwnDataMixin, PrivateMixin, View):
    http_method_names = ["get", "head", "options"]

    def show(self, request):
        return FileResponse(
            pack(self.enquiry), as_attachment=True, filename=f"{self.enquiry.code}.zip", content_type="application/zip"
        )


class BuyerDelete(OwnDataMixin, PrivateMixin, TemplateView):
    """Asks once more, then deletes what no open order needs."""

    template_name = "enquiries/public/buyer_delete.html"

    def show(self, request):
        has_order = self.enquiry.threads.filter(state__in=PROMISED).exists()
        context = self.get_context_data(enquiry=self.enquiry, has_order=has_order, address=self.address())
        return self.render_to_response(context)

    def act(self, request):
        if withdraw(self.enquiry):
            note_deletion(request, self.kwargs["token"], self.enquiry)
            # The private address opens nothing any more, so the answer itself says that it is done.
            return render(request, "enquiries/public/buyer_deleted.html", {"code": self.enquiry.code})
        messages.success(
            request,
            _("The office has been told. Your name and contact are deleted when the order is handed over or closed."),
        )
        return redirect(self.address())
