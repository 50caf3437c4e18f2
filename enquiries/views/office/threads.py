"""What is done with one thread of an enquiry: answer, note, assign, close, take up again."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic.base import View

from accounts.audiences import OfficeMixin
from enquiries.actions import AnsweredMeanwhile, ThreadClosed, close_thread, reopen_thread, say
from enquiries.actions.office import assign_thread
from enquiries.actions.quotations import QUOTABLE, NotAcceptable, accept_quotation, decline_quotation
from enquiries.emails import handlers_of_thread
from enquiries.files import forget_files, keep_files
from enquiries.forms.office import AssignForm, CloseForm, DecisionForm, NoteForm, OfficeReplyForm, ReopenForm
from enquiries.models import Enquiry, PreparedSentence, Reply, Thread
from enquiries.states import EnquiryState, QuotationState
from enquiries.views.office.enquiry import NOBODY, TEMPLATE, page_context
from exhibitors.acting import act_for, find_overseen
from lib.states import MoveNotAllowed


class OfThread(OfficeMixin, View):
    """A form of the enquiry's page, sent for one of its threads: done, or the page again with what was typed."""

    http_method_names = ["post"]
    permission_required = "enquiries.change_thread"
    act_name = ""

    def narrow(self, rows):
        """Who only reads this one, though handling others, does nothing with it."""
        return rows.handled_by(self.request.user)

    @cached_property
    def enquiry(self):
        return get_object_or_404(Enquiry.objects.for_desk(), code=self.kwargs["code"])

    @cached_property
    def thread(self):
        """The one meant; what is held back is first released."""
        maker = self.kwargs["maker"]
        threads = self.narrow(Thread.objects.filter(enquiry=self.enquiry)).select_related("exhibitor", "assigned_to")
        threads = threads.filter(exhibitor=None) if maker == NOBODY else threads.filter(exhibitor__code=maker)
        thread = threads.order_by("pk").first()
        if thread is None or self.enquiry.state == EnquiryState.SPAM:
            raise Http404
        thread.enquiry = self.enquiry
        return thread

    @property
    def ids(self):
        prefix = "" if self.act_name == "reply" else f"{self.act_name}_"
        return {"auto_id": f"{prefix}{self.kwargs['maker']}_%s"}

    def post(self, request, code, maker):
        thread = self.thread
        form = self.make_form(thread)
        if not self.is_fine(form):
            return self.again(form, 422)
        try:
            self.act(thread, form)
        except MoveNotAllowed:
            messages.warning(request, _("Somebody else was faster: the enquiry had changed already."))
        except AnsweredMeanwhile as error:
            newest = thread.replies.public().order_by("-pk").values_list("pk", flat=True).first()
            form.answered_meanwhile(str(error), newest)
            return self.again(form, 409)
        except ThreadClosed as error:
            form.add_error(None, str(error))
            return self.again(form, 409)
        else:
            messages.success(request, self.done)
        return self.back()

    def is_fine(self, form):
        return form.is_valid()

    @property
    def place(self):
        """This thread on the page of its enquiry: name of the address, arguments, fragment."""
        return "office:enquiry_detail", [self.enquiry.code], f"#thread-{self.kwargs['maker']}"

    def back(self):
        name, arguments, fragment = self.place
        return redirect(reverse(name, args=arguments) + fragment)

    def again(self, form, status):
        context = page_context(self.request.user, self.enquiry, at=self.thread, act=self.act_name, form=form)
        return render(self.request, TEMPLATE, context, status=status)


class ThreadReply(OfThread):
    act_name = "reply"

    @property
    def done(self):
        return _("The answer is kept, and the buyer is told.")

    def make_form(self, thread):
        sentences = list(PreparedSentence.objects.filter(is_active=True))
        sent, lines = (self.request.POST, self.request.FILES), list(thread.lines.all())
        return OfficeReplyForm(*sent, thread=thread, lines=lines, sentences=sentences, **self.ids)

    def post(self, request, code, maker):
        if self.make_form(self.thread).already_said():
            messages.success(request, self.done)
            return self.back()
        return super().post(request, code, maker)

    def act(self, thread, form):
        data = form.cleaned_data
        files = keep_files(data["files"])
        try:
            say(
                thread,
                key=data["key"],
                language=data["language"],
                text=data["text"].strip(),
                sentences=form.picked(),
                answers=form.answers,
                author=self.request.user,
                last_read=data["last_read"],
                attachments=files,
                **form.spoken(),
            )
        finally:
            forget_files(files)


class ThreadNote(OfThread):
    act_name = "note"

    @property
    def done(self):
        return _("The note is kept; only officials read it.")

    def make_form(self, thread):
        return NoteForm(self.request.POST, thread=thread, **self.ids)

    def act(self, thread, form):
        user = self.request.user
        said = {"text": form.cleaned_data["text"], "language": user.language, "author": user}
        say(thread, key=form.cleaned_data["key"], side=Reply.Side.OFFICE, is_note=True, **said)


class ThreadAssign(OfThread):
    act_name = "assign"

    @property
    def done(self):
        return _("It is noted who cares for it.")

    def make_form(self, thread):
        return AssignForm(self.request.POST, people=handlers_of_thread(self.thread), **self.ids)

    def act(self, thread, form):
        assign_thread(thread, to=form.chosen, was=form.cleaned_data["was"])


class ThreadClose(OfThread):
    act_name = "close"

    @property
    def done(self):
        return _("The thread is closed.")

    def make_form(self, thread):
        return CloseForm(self.request.POST, **self.ids)

    def act(self, thread, form):
        close_thread(thread, actor=self.request.user, seen=form.cleaned_data["seen"], **form.ended())


class ThreadQuote(OfThread):
    """Go on in the portal, in the maker's name, with the quotation of this thread; the bar there leads back."""

    permission_required = "exhibitors.act_for_exhibitor"

    def post(self, request, code, maker):
        exhibitor = self.thread.exhibitor and find_overseen(request.user, self.thread.exhibitor_id)
        if not exhibitor:
            raise Http404
        if self.thread.state not in QUOTABLE:
            messages.warning(request, _("There is an order, or an end: no quotation is sent any more."))
            return self.back()
        act_for(request, exhibitor, entered_from=self.place)
        return redirect("portal:quotation_edit", self.enquiry.code)


class ThreadDecide(OfThread):
    """What a buyer said of a quotation on the phone, noted in the buyer's name."""

    act_name = "decide"

    @property
    def done(self):
        return _("Noted in the buyer's name; the maker is told.")

    def make_form(self, thread):
        return DecisionForm(self.request.POST, **self.ids)

    def post(self, request, code, maker):
        try:
            return super().post(request, code, maker)
        except NotAcceptable as refusal:
            messages.warning(request, str(refusal))
            return self.back()

    def act(self, thread, form):
        data = form.cleaned_data
        quotation = get_object_or_404(thread.quotations.sent(), code=data["quotation"])
        who = {"actor": self.request.user, "on_behalf_of": Reply.Side.BUYER}
        if data["decision"] == QuotationState.ACCEPTED:
            accept_quotation(quotation, **who)
        else:
            decline_quotation(quotation, because=data["because"], **who)


class ThreadReopen(OfThread):
    act_name = "reopen"

    @property
    def done(self):
        return _("The thread is open again; its maker is waited for.")

    def make_form(self, thread):
        return ReopenForm(self.request.POST, **self.ids)

    def act(self, thread, form):
        reopen_thread(thread, reason=form.cleaned_data["reason"], actor=self.request.user)
