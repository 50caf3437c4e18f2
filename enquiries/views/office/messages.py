"""The call list, and mails that were not delivered."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.audiences import OfficeMixin
from accounts.models import Message
from accounts.reading import note_reading
from enquiries import calls
from enquiries.models import Enquiry
from lib.languages import direction
from lib.numbers import row_number
from lib.phones import channel_link
from lib.states import MoveNotAllowed

PAGE = 50


class MessageList(OfficeMixin, TemplateView):
    """Texts hold private addresses, so only who may act on an enquiry reads what is to be told about it."""

    permission_required = "accounts.change_message"
    template_name = "enquiries/office/message_list.html"

    def narrow(self, rows):
        return calls.handled_by(rows, self.request.user)

    def get_context_data(self, **kwargs):
        rows = self.narrow(Message.objects.all())
        to_tell = list(calls.waiting(rows)[: PAGE + 1])
        failed = list(calls.failed(rows)[:PAGE])
        codes = {message.about for message in [*to_tell[:PAGE], *failed]}
        note_reading(Enquiry.objects.filter(code__in=codes), self.request, "calls")
        for message in to_tell:
            message.direction = direction(message.language)
            message.whatsapp = channel_link("whatsapp", message.address, message.text)
            message.call = channel_link("call", message.address)
        return super().get_context_data(**kwargs, to_tell=to_tell[:PAGE], has_more=len(to_tell) > PAGE, failed=failed)

    def post(self, request):
        number, act = request.POST.get("message", ""), request.POST.get("act", "")
        message = self.narrow(Message.objects.all()).filter(pk=row_number(number)).first()
        if message is None or act not in ("told", "again"):
            raise Http404
        try:
            if act == "told":
                calls.mark_told(message, actor=request.user)
                messages.success(request, _("Marked as told."))
            else:
                calls.send_again(message)
                messages.success(request, _("The mail goes out once more."))
        except MoveNotAllowed:
            messages.warning(request, _("Somebody else was faster: this is done already."))
        return redirect("office:message_list")
