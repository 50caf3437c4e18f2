"""What makers answer: the enquiries about their works, a quotation, and how far an order is."""

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.generic import FormView, ListView, TemplateView, View

from enquiries.actions import AnsweredMeanwhile, ThreadClosed, say
from enquiries.actions.drafts import DraftChanged, mark_of, move_order, save_draft, send_draft
from enquiries.actions.quotations import QUOTABLE
from enquiries.files import forget_files, keep_files
from enquiries.forms.portal import QuotationForm, ReplyForm, own_language
from enquiries.models import Attachment, PreparedSentence, Reply, Thread
from enquiries.presence import look_at
from enquiries.states import THREAD_MOVES, QuotationState, ThreadState, WaitsFor
from exhibitors.acting import EVERYBODY, PortalPage
from exhibitors.profile.channels import CHANNELS
from exhibitors.profile.files import serve_paper
from lib.languages import direction
from lib.phones import channel_link
from lib.states import MoveNotAllowed

MOVES = (ThreadState.READY, ThreadState.HANDED_OVER)


class ThreadList(PortalPage, ListView):
    """The inbox: whom it waits for and since when; ``waits`` narrows it to one side."""

    levels = EVERYBODY
    queryset = Thread.objects.for_inbox()
    template_name = "enquiries/portal/thread_list.html"
    context_object_name = "threads"
    paginate_by = 30

    def get_queryset(self):
        threads = super().get_queryset()
        self.waits = self.request.GET.get("waits", "")
        if self.waits in WaitsFor.values:
            threads = threads.waiting_for(self.waits)
        else:
            self.waits = ""
        return threads.by_who_waits()

    def paginate_queryset(self, queryset, page_size):
        page = self.get_paginator(queryset, page_size).get_page(self.request.GET.get("page"))
        return page.paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs):
        sides = [
            (WaitsFor.EXHIBITOR, _("wait for you")),
            (WaitsFor.BUYER, _("wait for the buyer")),
            (WaitsFor.NOBODY, _("wait for nobody")),
        ]
        return super().get_context_data(**kwargs, sides=sides, waits=self.waits)


class OwnThread(PortalPage):
    """Pages of the part of one enquiry that the exhibitor acted for answers, by the code of the enquiry."""

    levels = EVERYBODY

    @cached_property
    def thread(self):
        """With all that is read of it; another exhibitor's part of the same enquiry is not found."""
        found = self.narrow(Thread.objects.for_reading()).filter(enquiry__code=self.kwargs["code"]).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def lines(self):
        return list(self.thread.lines.select_related("product"))

    @cached_property
    def quotations(self):
        """The newest first, with their lines."""
        return list(self.thread.quotations.all())

    @property
    def draft(self):
        return next((each for each in self.quotations if each.state == QuotationState.DRAFT), None)

    @property
    def may_quote(self):
        return self.thread.state in QUOTABLE

    @property
    def who(self):
        return {"actor": self.request.user, "on_behalf_of": self.acting.on_behalf_of}

    def tell(self, words):
        """Say that the buyer reads of it; of a talk that named nobody, that it is only kept."""
        if not self.thread.enquiry.has_contact:
            words = _("Kept. The buyer left no contact here: tell them in the talk.")
        messages.success(self.request, words)

    def go_back(self):
        return redirect("portal:thread_detail", self.thread.enquiry.code)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            thread=self.thread,
            enquiry=self.thread.enquiry,
            buyer_direction=direction(self.thread.enquiry.language),
            may_quote=self.may_quote,
            # Officials alone are shown to each other, also where one acts for a maker.
            also_here=look_at(self.thread.enquiry, self.request.user) if self.acting.is_official else [],
            **kwargs,
        )


class ThreadDetail(OwnThread, FormView):
    """What was asked and said, and the one form that answers it."""

    form_class = ReplyForm
    template_name = "enquiries/portal/thread_detail.html"

    @cached_property
    def replies(self):
        return [reply for reply in self.thread.replies.all() if not reply.is_note]

    def newest(self):
        return max((reply.pk for reply in self.replies), default=0)

    def get_form_kwargs(self):
        sentences = list(PreparedSentence.objects.filter(is_active=True))
        return super().get_form_kwargs() | {"thread": self.thread, "lines": self.lines, "sentences": sentences}

    def get_initial(self):
        return {"last_read": self.newest(), "language": own_language()}

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        # Sent again while the first answer was on its way: it is stored, and nothing is left to say.
        if form.already_said():
            return self.said()
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form):
        data = form.cleaned_data
        files = keep_files(data["files"])
        try:
            say(
                self.thread,
                key=data["key"],
                side=Reply.Side.EXHIBITOR,
                language=data["language"],
                text=data["text"],
                sentences=form.picked(),
                answers=form.answers,
                author=self.request.user,
                on_behalf_of=self.acting.on_behalf_of,
                last_read=data["last_read"],
                attachments=files,
            )
        except AnsweredMeanwhile as meanwhile:
            # What was said since is read from the database, so that it stands above what was typed.
            for name in ("thread", "replies", "quotations"):
                self.__dict__.pop(name, None)
            form.answered_meanwhile(str(meanwhile), self.newest())
            return self.form_invalid(form, status=409)
        except ThreadClosed as closed:
            self.__dict__.pop("thread", None)
            form.add_error(None, str(closed))
            return self.form_invalid(form, status=409)
        finally:
            forget_files(files)
        return self.said()

    def form_invalid(self, form, status=422):
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def said(self):
        self.tell(_("Your answer is on its way to the buyer."))
        return self.go_back()

    def get_context_data(self, **kwargs):
        thread = self.thread
        return super().get_context_data(
            lines=self.lines,
            replies=self.replies,
            quotations=[each for each in self.quotations if each.state != QuotationState.DRAFT],
            draft=self.draft,
            files=reverse("portal:thread_detail", args=[thread.enquiry.code]) + "files/",
            contacts=list(contacts(thread)) if thread.enquiry.may_pass_on else [],
            moves=[(state, MOVE_WORDS[state]) for state in MOVES if state in THREAD_MOVES[thread.state]],
            **kwargs,
        )


def contacts(thread):
    """(channel, words, address) of each way to the buyer, the way they asked for first; messengers begin with the code."""
    enquiry = thread.enquiry
    with override(enquiry.language):
        # Translators: {maker} writes this to the buyer as the first words in a messenger.
        text = _("Hello, this is {maker} about your enquiry {code}.").format(maker=thread.exhibitor, code=enquiry.code)
    if enquiry.phone:
        wanted = enquiry.channel if enquiry.channel in CHANNELS else "call"
        for channel in dict.fromkeys([wanted, "call"]):
            yield channel, CHANNELS[channel], channel_link(channel, enquiry.phone, text)
    if enquiry.email:
        yield "mail", _("E-mail"), f"mailto:{quote(enquiry.email, safe='@')}"


MOVE_WORDS = {
    ThreadState.READY: gettext_lazy("It is ready"),
    ThreadState.HANDED_OVER: gettext_lazy("It is handed over"),
}


class QuotationEdit(OwnThread, FormView):
    """A quotation begun, or gone on with: kept as the one draft, then looked at before it is sent."""

    form_class = QuotationForm
    template_name = "enquiries/portal/quotation_edit.html"

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self.may_quote else self.refuse()

    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs) if self.may_quote else self.refuse()

    def refuse(self, words=""):
        messages.warning(self.request, words or _("There is an order, or an end: no quotation is sent any more."))
        return self.go_back()

    def get_form_kwargs(self):
        basis = next(iter(self.quotations), None)
        return super().get_form_kwargs() | {"lines": self.lines, "basis": basis}

    def form_valid(self, form):
        try:
            save_draft(self.thread, terms=form.terms(), rows=form.rows)
        except MoveNotAllowed:
            return self.refuse()
        return redirect("portal:quotation_preview", self.thread.enquiry.code)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        newest = next(iter(self.quotations), None)
        return super().get_context_data(newest=newest, draft=self.draft, **kwargs)


class QuotationPreview(OwnThread, TemplateView):
    """The draft as it will be read, in the maker's language and in the buyer's, with the sum the server made."""

    template_name = "enquiries/portal/quotation_preview.html"

    def get(self, request, *args, **kwargs):
        if self.thread and self.draft is None:
            return redirect("portal:quotation_edit", self.thread.enquiry.code)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        draft = self.draft
        return super().get_context_data(quotation=draft, seen=mark_of(draft), **kwargs)


class QuotationSend(OwnThread, View):
    http_method_names = ["post", "options"]

    def post(self, request, code):
        try:
            sent = send_draft(self.thread, seen=request.POST.get("seen", ""), **self.who)
        except DraftChanged:
            messages.warning(request, _("The quotation was changed meanwhile. Look at it again, then send it."))
            return redirect("portal:quotation_preview", code)
        except MoveNotAllowed as refusal:
            messages.error(request, str(refusal))
        else:
            if sent:
                self.tell(_("The quotation is sent. You are told when the buyer decides."))
            else:
                messages.warning(request, _("There is no draft to be sent."))
        return self.go_back()


class ThreadFile(OwnThread, View):
    """A file that came with the enquiry, or with what was said in this thread in public."""

    def get(self, request, code, number):
        thread = self.thread
        files = Attachment.objects.of(thread.enquiry, [thread]).public()
        file = get_object_or_404(files, pk=number)
        return serve_paper(file.file, file.name)


class ThreadMove(OwnThread, View):
    """After an order: ready, handed over."""

    http_method_names = ["post", "options"]

    def post(self, request, code):
        to, thread = request.POST.get("to", ""), self.thread
        if to not in MOVES:
            raise Http404
        try:
            move_order(thread, to=ThreadState(to), **self.who)
        except MoveNotAllowed as refusal:
            # Tapped twice, it stands where it should.
            if thread.state != to:
                messages.error(request, str(refusal))
        else:
            self.tell(_("Noted; the buyer is told."))
        return self.go_back()
