"""The paper of a quotation, for the parties of its thread; and the page where everybody checks whether it is genuine."""

import secrets

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.generic import TemplateView, View

from accounts.audiences import OfficeMixin, PublicMixin
from accounts.limits import is_within, network_of
from accounts.reading import note_reading
from enquiries.actions.quotations import fingerprint
from enquiries.documents import SIGNS, both_days, file_name, quotation_pdf, read_signs, replacement_of, state_words
from enquiries.models import Enquiry, Quotation, Thread
from enquiries.views.buyer import PrivateMixin
from exhibitors.acting import EVERYBODY, PortalPage
from lib import codes

HOUR = 3600
# Looks at codes without the right signs; whoever holds the paper needs one or two.
MOST_GUESSES = 30
LONGEST = 200


def serve_paper(threads, code):
    """The PDF of the quotation of that code in one of ``threads``; a draft is not found."""
    quotations = Quotation.objects.sent().filter(thread__in=threads.order_by().values("pk"), code=code)
    quotation = quotations.for_paper().first()
    if quotation is None:
        raise Http404
    headers = {"Content-Disposition": f'inline; filename="{file_name(quotation)}"'}
    return HttpResponse(quotation_pdf(quotation), content_type="application/pdf", headers=headers)


class BuyerQuotation(PrivateMixin, View):
    """For whoever holds the private address: it shows the quotation too."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, token, code):
        return serve_paper(self.enquiry.threads.all(), code)


class OwnQuotation(PortalPage, View):
    """For the maker who made it."""

    http_method_names = ["get", "head", "options"]
    levels = EVERYBODY

    def get(self, request, code, quotation):
        return serve_paper(self.narrow(Thread.objects.filter(enquiry__code=code)), quotation)


class EnquiryQuotation(OfficeMixin, View):
    """For officials who oversee its thread."""

    http_method_names = ["get", "head", "options"]
    permission_required = "enquiries.view_enquiry"

    def get(self, request, code, quotation):
        paper = serve_paper(self.narrow(Thread.objects.filter(enquiry__code=code)), quotation)
        note_reading(Enquiry.objects.filter(code=code), request, "paper")
        return paper


class Check(PublicMixin, TemplateView):
    """Where the code of a paper is typed."""

    http_method_names = ["get", "head", "options"]
    template_name = "enquiries/public/check.html"

    def get(self, request, *args, **kwargs):
        typed = request.GET.get("code", "")[:LONGEST].strip()
        if not typed:
            return self.answer("")
        try:
            code = codes.read(typed)
        except ValueError:
            return self.answer("unreadable", typed, status=404)
        return HttpResponseRedirect(reverse("public:check_quotation", args=[code]))

    def answer(self, what, typed="", status=200):
        """The form, with what is wrong with the code that was typed: it is ``unreadable``, ``unknown``, or there were ``many``."""
        return self.render_to_response(self.get_context_data(what=what, typed=typed), status=status)


class CheckQuotation(Check):
    """Whether a quotation is genuine; to whoever types the signs of its paper, also what it says."""

    def get(self, request, code):
        code = code[:LONGEST]
        try:
            code = codes.read(code)
        except ValueError:
            return self.answer("unreadable", code, status=404)
        quotation = self.narrow(Quotation.objects.for_paper()).filter(code=code).first()
        typed = request.GET.get("f", "")[:LONGEST].strip()
        result = self.compare(quotation, typed)
        # Whoever holds the paper is answered always; who looks for codes, or for signs, a few times.
        if result != "right" and not is_within("check", network_of(request), limit=MOST_GUESSES, seconds=HOUR):
            return self.refuse()
        return self.show(quotation, typed, result) if quotation else self.answer("unknown", code, status=404)

    def compare(self, quotation, typed):
        """What the signs that were typed say: they are ``right``, ``wrong``, or ``unreadable``; "" for none."""
        if not quotation or not typed:
            return ""
        try:
            signs = read_signs(typed)
        except ValueError:
            return "unreadable"
        return "right" if secrets.compare_digest(signs, quotation.fingerprint[: len(signs)]) else "wrong"

    def show(self, quotation, typed, result):
        replaced = replacement_of(quotation)
        context = self.get_context_data(
            quotation=quotation,
            result=result,
            typed=typed,
            signs=SIGNS,
            is_intact=fingerprint(quotation, quotation.lines.all()) == quotation.fingerprint,
            sent_on=both_days(quotation.sent_at, get_language()),
            state=state_words(quotation, replaced, get_language(), names_newer=result == "right"),
            newer=replaced[0] if replaced and result == "right" else None,
        )
        self.template_name = "enquiries/public/check_quotation.html"
        return self.render_to_response(context)

    def refuse(self):
        response = self.answer("many", status=429)
        response["Retry-After"] = HOUR
        response["Cache-Control"] = "no-store"
        return response
