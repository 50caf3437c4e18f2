"""One enquiry with all its threads, and what is done with the whole of it."""

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.generic import DetailView
from django.views.generic.base import View
from django.views.generic.detail import SingleObjectMixin

from accounts.audiences import OfficeMixin
from accounts.models import StateChange
from accounts.reading import note_reading, readings_of
from enquiries.actions import hold, mark_seen, release
from enquiries.actions.office import hand_over_address, revoke_addresses
from enquiries.actions.quotations import QUOTABLE
from enquiries.desk import carers
from enquiries.forms.office import AssignForm, CloseForm, DecisionForm, NoteForm, OfficeReplyForm, ReopenForm
from enquiries.forms.portal import as_typed
from enquiries.forms.talk import ContactForm
from enquiries.models import Attachment, BuyerLink, Enquiry, PreparedSentence, Quotation, Reply, Thread
from enquiries.presence import look_at
from enquiries.states import ORDERED, WROTE_AGAIN, EnquiryState, Outcome, QuotationState, ThreadState
from events.permissions import OFFICIALS
from exhibitors.models import Exhibitor
from exhibitors.profile.files import serve_paper
from lib.languages import direction
from lib.pdf import qr_svg
from lib.phones import channel_link
from lib.states import MoveNotAllowed

TEMPLATE = "enquiries/office/enquiry_detail.html"
# One word in an address for the thread that names no maker.
NOBODY = "office"


def name_of(thread):
    """How an address names a thread within its enquiry."""
    return thread.exhibitor.code if thread.exhibitor else NOBODY


def page_context(user, enquiry, *, at=None, act="", form=None):
    """What the page of ``enquiry`` shows this official; ``form`` was sent for ``act`` on the thread ``at``."""
    threads = list(Thread.objects.overseen_by(user).filter(enquiry=enquiry).for_office())
    handled = set(Thread.objects.handled_by(user).filter(enquiry=enquiry).values_list("pk", flat=True))
    people = carers(enquiry, [thread for thread in threads if thread.pk in handled]) if handled else {}
    sentences = list(PreparedSentence.objects.filter(is_active=True)) if handled else []
    makers = Exhibitor.objects.within_roles(user, OFFICIALS).filter(threads__enquiry=enquiry)
    acted_for = set(makers.values_list("pk", flat=True)) if handled and user.is_official else set()
    for thread in threads:
        thread.enquiry = enquiry
        thread.key = name_of(thread)
        thread.is_handled = thread.pk in handled and enquiry.state != EnquiryState.SPAM
        if thread.is_handled:
            thread.may_quote = thread.exhibitor_id in acted_for and thread.state in QUOTABLE
            thread.forms, thread.open = forms_of(thread, user, people[thread.pk], sentences), ""
            if at is not None and at.pk == thread.pk:
                thread.forms[act], thread.open = form, act
    return {
        "enquiry": enquiry,
        "threads": threads,
        "files": reverse("office:enquiry_detail", args=[enquiry.code]) + "files/",
        "may_change": Enquiry.objects.handled_whole_by(user).filter(pk=enquiry.pk).exists(),
        "links": BuyerLink.objects.valid().filter(enquiry=enquiry).count(),
        "history": history_of(enquiry, threads),
        "readings": readings_of(enquiry),
        "call": channel_link("call", enquiry.phone) if enquiry.phone else "",
        "whatsapp": channel_link("whatsapp", enquiry.phone) if enquiry.phone else "",
        "contact_form": None if enquiry.has_contact or enquiry.forgotten_at else ContactForm(),
        "form": form,
        "also_here": look_at(enquiry, user),
    }


def forms_of(thread, user, people, sentences):
    """{act: form} of all that may be done with ``thread``, not filled in yet; their boxes are named after it."""
    ids = f"{thread.key}_%s"
    last_read = max((each.pk for each in thread.replies.all() if not each.is_note), default=0)
    cares = {"to": thread.assigned_to_id, "was": thread.assigned_to_id}
    said = {"last_read": last_read, "language": user.language}
    lines = list(thread.lines.all())
    return {
        "reply": OfficeReplyForm(thread=thread, lines=lines, sentences=sentences, auto_id=ids, initial=said),
        "note": NoteForm(thread=thread, auto_id=f"note_{ids}"),
        "assign": AssignForm(people=people, initial=cares, auto_id=f"assign_{ids}"),
        "close": CloseForm(initial={"seen": thread.state} | ordered_value(thread), auto_id=f"close_{ids}"),
        "reopen": ReopenForm(auto_id=f"reopen_{ids}"),
        "decide": DecisionForm(auto_id=f"decide_{ids}"),
    }


def ordered_value(thread):
    """What was accepted, as the likely end of an order that still stands."""
    stands = thread.state in ORDERED
    accepted = next((each for each in thread.quotations.all() if each.state == QuotationState.ACCEPTED), None)
    if accepted is None or not stands:
        return {}
    unit = accepted.price_unit or accepted.currency
    return {"outcome": Outcome.ORDERED, "value": as_typed(accepted.total, accepted.currency, unit), "unit": unit}


LABELS = {
    "enquiry": dict(EnquiryState.choices),
    "thread": dict(ThreadState.choices),
    "quotation": dict(QuotationState.choices),
}
# Buyers are named by their side: the trail outlives what is kept of them.
SIDES = {str(Reply.Side.BUYER): Reply.Side.BUYER.label}
REASONS = {WROTE_AGAIN: gettext_lazy("the buyer wrote again"), **dict(Thread.LostBecause.choices)}


def history_of(enquiry, threads):
    """Every move of the enquiry, of these threads and their quotations, the newest first (1 query)."""
    numbers = {
        Enquiry: [enquiry.pk],
        Thread: [thread.pk for thread in threads],
        Quotation: [quotation.pk for thread in threads for quotation in thread.quotations.all()],
    }
    wanted = Q()
    for model, keys in numbers.items():
        wanted |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=keys)
    changes = list(StateChange.objects.filter(wanted).select_related("content_type"))
    for change in changes:
        labels = LABELS[change.content_type.model]
        change.was, change.is_now = labels.get(change.old, change.old), labels.get(change.new, change.new)
        change.reason = REASONS.get(change.reason, change.reason)
        change.on_behalf_of = SIDES.get(change.on_behalf_of, change.on_behalf_of)
    return changes


class EnquiryDetail(OfficeMixin, DetailView):
    queryset = Enquiry.objects.for_desk()
    permission_required = "enquiries.view_enquiry"
    template_name = TEMPLATE
    slug_field = slug_url_kwarg = "code"
    context_object_name = "enquiry"

    def get_context_data(self, **kwargs):
        note_reading(Enquiry.objects.filter(pk=self.object.pk), self.request, "page")
        return super().get_context_data(**kwargs) | page_context(self.request.user, self.object)


class EnquiryHere(OfficeMixin, DetailView):
    """Who else has the enquiry open, as a piece of its page that is asked for again and again."""

    queryset = Enquiry.objects.all()
    permission_required = "enquiries.view_enquiry"
    template_name = "components/also_here.html"
    slug_field = slug_url_kwarg = "code"

    def get_context_data(self, **kwargs):
        return {"also_here": look_at(self.object, self.request.user)}


class EnquiryFile(OfficeMixin, SingleObjectMixin, View):
    """A file that came with the enquiry, or with what was said in a thread this official oversees."""

    http_method_names = ["get", "head", "options"]
    queryset = Enquiry.objects.all()
    permission_required = "enquiries.view_enquiry"
    slug_field = slug_url_kwarg = "code"

    def get(self, request, code, number):
        enquiry = self.get_object()
        threads = Thread.objects.overseen_by(request.user).filter(enquiry=enquiry).order_by()
        file = get_object_or_404(Attachment.objects.of(enquiry, threads), pk=number)
        note_reading(Enquiry.objects.filter(pk=enquiry.pk), request, "file")
        return serve_paper(file.file, file.name)


class EnquiryMove(OfficeMixin, SingleObjectMixin, View):
    """What the buttons of an enquiry have in common: move it, say so, and show it again."""

    http_method_names = ["post"]
    queryset = Enquiry.objects.all()
    permission_required = "enquiries.change_enquiry"
    slug_field = slug_url_kwarg = "code"

    def narrow(self, rows):
        """Who only reads this one, or handles a part of it alone, does not move the whole."""
        return rows.handled_whole_by(self.request.user)

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


class EnquiryHold(EnquiryMove):
    @property
    def done(self):
        return _("Held back: makers and buyer do not see it until it is released.")

    def act(self, enquiry):
        hold(enquiry, actor=self.request.user)


class EnquiryAddress(EnquiryMove):
    """A fresh private address for the buyer, on the answer itself since it is kept nowhere; or the end of all."""

    def post(self, request, code):
        enquiry = self.get_object()
        act = request.POST.get("act")
        if enquiry.state == EnquiryState.SPAM or not enquiry.has_contact or act not in ("make", "revoke"):
            raise Http404
        if act == "make":
            return self.hand_over(enquiry, hand_over_address(enquiry))
        if revoke_addresses(enquiry):
            messages.success(request, _("No private address of this enquiry opens any more."))
        else:
            messages.info(request, _("There was no private address that still opened."))
        return redirect("office:enquiry_detail", enquiry.code)

    def hand_over(self, enquiry, address):
        note_reading(Enquiry.objects.filter(pk=enquiry.pk), self.request, "address")
        with override(enquiry.language):
            text = _(
                "Dear {name}, here you read and answer your enquiry {code}; nobody else has this address: {address}"
            )
            text = text.format(name=enquiry.name, code=enquiry.code, address=address)
        context = {
            "enquiry": enquiry,
            "address": address,
            "qr": qr_svg(address),
            "text": text,
            "text_direction": direction(enquiry.language),
            "whatsapp": channel_link("whatsapp", enquiry.phone, text) if enquiry.phone else "",
            "call": channel_link("call", enquiry.phone) if enquiry.phone else "",
        }
        return render(self.request, "enquiries/office/enquiry_address.html", context)
