"""Messages to a chosen audience of one exhibition: written, looked at, sent, taken back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.generic import FormView, TemplateView, View
from post_office.models import STATUS

from accounts.models import Message
from accounts.undoing import UNDO_TIME
from events.models import Exhibition
from events.stands import format_stand_numbers
from exhibitors.actions.telling import (
    AlreadyDeleted,
    AlreadySent,
    NotAsSeen,
    can_be_taken_back,
    delete_circular,
    messages_of,
    send_circular,
    take_back_circular,
    was_sent,
)
from exhibitors.forms.telling import CircularForm
from exhibitors.models import Circular, Exhibitor, Task
from exhibitors.states import ParticipationState
from exhibitors.telling import MISSING, audience_of, mark_of, mark_of_words, number_of, samples
from exhibitors.views.exhibition_pages import OfExhibition, Writing, nth
from lib.languages import CODES
from lib.numbers import format_number
from lib.states import MoveNotAllowed
from vocabulary.models import Craft

PAGE = 50
S = Message.State


class Circulars(OfExhibition):
    permission_required = "exhibitors.view_circular"
    changes = "exhibitors.change_circular"
    # A draft that is deleted is not found, except by a post that says so.
    tells_deleted = False

    @cached_property
    def circular(self):
        """The message that the address names; its exhibition is the page's."""
        circular = nth(self.exhibition.circulars.select_related("sent_by"), self.kwargs["number"])
        circular.exhibition = self.exhibition
        if circular.deleted_at and not (self.tells_deleted and self.request.method == "POST"):
            raise Http404
        return circular

    def back(self):
        return redirect("office:circular_detail", self.exhibition.slug, self.kwargs["number"])


class CircularList(Circulars, TemplateView):
    """What was said to many, the newest first."""

    template_name = "exhibitors/office/circular_list.html"

    def get_context_data(self, **kwargs):
        rows = list(self.exhibition.circulars.select_related("sent_by").order_by("pk"))
        for number, row in enumerate(rows, 1):
            row.number = number
        rows = [row for row in reversed(rows) if not row.deleted_at]
        return super().get_context_data(**kwargs, circulars=rows[:200], total=len(rows))


class CircularWrite(Circulars, Writing, FormView):
    """A draft is written or changed; nothing goes out yet."""

    permission_required = "exhibitors.change_circular"
    form_class = CircularForm
    template_name = "exhibitors/office/circular_form.html"

    def get_instance(self):
        return Circular(exhibition=self.exhibition, is_sample=self.exhibition.is_sample)

    def form_valid(self, form):
        # One after the other: of two that are begun at once, neither takes the number the other was told.
        Exhibition.objects.select_for_update(no_key=True).get(pk=self.exhibition.pk)
        circular = form.save()
        return redirect("office:circular_detail", self.exhibition.slug, number_of(circular))


class CircularNew(CircularWrite):
    """With ``?after=<number>`` it begins with the words and the audience of another one."""

    def get_instance(self):
        circular = super().get_instance()
        after = self.request.GET.get("after", "")
        if self.request.method == "GET" and after.isascii() and after.isdecimal():
            earlier = nth(self.exhibition.circulars, int(after[:6]))
            if earlier.deleted_at:
                raise Http404
            circular.audience = {name: value for name, value in earlier.audience.items() if name != "unreached"}
            for code in CODES:
                for name in (f"subject_{code}", f"text_{code}"):
                    setattr(circular, name, getattr(earlier, name))
        return circular


class CircularEdit(CircularWrite):
    """Whoever changes a draft that somebody deleted meanwhile keeps what was typed, for a new one."""

    tells_deleted = True
    is_deleted = False

    def get_instance(self):
        rows = self.exhibition.circulars.all()
        if self.request.method == "POST":
            rows = rows.select_for_update()
        circular = nth(rows, self.kwargs["number"])
        self.is_deleted = bool(circular.deleted_at)
        if self.is_deleted:
            return super().get_instance()
        circular.exhibition = self.exhibition
        return circular

    def get(self, request, *args, **kwargs):
        return self.refuse() if self.circular.sent_at else super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        return self.refuse() if self.circular.sent_at else super().post(request, *args, **kwargs)

    def form_valid(self, form):
        # Between our look and the lock it may have gone out.
        if form.instance.sent_at:
            return self.refuse()
        if self.is_deleted:
            words = _("Somebody deleted this draft meanwhile. Your words are still here: save them as a new message.")
            form.add_error(None, words)
            return self.form_invalid(form)
        form.save()
        return self.back()

    def refuse(self):
        messages.warning(self.request, _("This message was sent: it cannot be changed any more."))
        return self.back()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, number=None if self.is_deleted else self.kwargs["number"])


class CircularDetail(Circulars, TemplateView):
    """Of a draft, whom it would reach and how it would read; of what was sent, who was told how."""

    template_name = "exhibitors/office/circular_detail.html"

    def get_context_data(self, **kwargs):
        circular = self.circular
        context = self.report() if circular.sent_at else self.preview()
        return super().get_context_data(**kwargs, circular=circular, chosen=list(chosen(circular)), **context)

    def preview(self):
        circular = self.circular
        audience = audience_of(circular)
        found = samples(circular, audience.people)
        return {
            "audience": audience,
            "samples": found,
            "fallbacks": [sample for sample in found if sample.letter.is_fallback],
            "seen": mark_of(circular, audience),
            "seen_words": "" if was_sent(circular) else mark_of_words(circular),
        }

    def report(self):
        circular = self.circular
        said = list(messages_of(circular).select_related("mail").order_by("name", "pk"))
        for message in said:
            message.outcome, message.is_bad = outcome(message)
        failed = [message for message in said if message.is_bad]
        # Written down when it was sent: who could not be reached then.
        codes = circular.audience.get("unreached", [])
        return {
            "said": said,
            "failed": failed,
            "unreached": Exhibitor.objects.filter(code__in=codes) if codes else [],
            "to_call": sum(message.state == S.WAITING for message in said),
            "can_undo": can_be_taken_back(circular),
            "goes_at": circular.sent_at + UNDO_TIME,
            "may_call": self.request.user.has_perm("accounts.change_message"),
        }


def outcome(message):
    """(what became of it, whether somebody must look)."""
    if message.state == S.CANCELLED:
        return _("taken back"), False
    if message.channel == Message.Channel.CALL:
        return (_("told by phone"), False) if message.state == S.DONE else (_("on the call list"), False)
    status = message.mail.status if message.mail else STATUS.sent
    if status == STATUS.failed:
        return _("mail not delivered"), True
    return (_("mail sent"), False) if status == STATUS.sent else (_("mail waits"), False)


def chosen(circular):
    """[(what, which)] of whom a circular goes to, in words."""
    audience, comma = circular.audience, pgettext("list", ", ")
    labels = dict(ParticipationState.choices)
    yield _("State of participation"), comma.join(str(labels[state]) for state in audience.get("state", ()))
    if slugs := audience.get("craft"):
        yield _("Craft"), comma.join(sorted(str(craft) for craft in Craft.objects.filter(slug__in=slugs)))
    if stands := audience.get("stand"):
        yield _("Stands"), format_stand_numbers(stands)
    if names := audience.get("missing"):
        yield _("Only those who lack"), comma.join(str(MISSING[name]) for name in names if name in MISSING)
    if numbers := audience.get("task"):
        tasks = Task.objects.filter(pk__in=numbers, exhibition=circular.exhibition)
        yield _("Only those who have not done"), comma.join(map(str, tasks)) or _("a task that is no more")


class CircularSend(Circulars, View):
    """Send what was looked at, once."""

    http_method_names = ["post", "options"]
    permission_required = "exhibitors.change_circular"
    tells_deleted = True

    def post(self, request, slug, number):
        try:
            count = send_circular(self.circular, seen=request.POST.get("seen", ""), actor=request.user)
        except AlreadySent:
            messages.info(request, _("It was sent already, once."))
        except AlreadyDeleted:
            messages.warning(request, _("Somebody deleted this draft meanwhile. Nothing was sent."))
            return redirect("office:circular_list", slug)
        except NotAsSeen:
            messages.warning(
                request,
                _("The words, or whom it goes to, have changed since you looked. Nothing was sent: look again."),
            )
        else:
            text = ngettext("{number} person is told.", "{number} people are told.", count)
            messages.success(request, text.format(number=format_number(count, request.LANGUAGE_CODE)))
        return self.back()


class CircularDelete(Circulars, View):
    """Delete a draft that was never sent, as it was looked at."""

    http_method_names = ["post", "options"]
    permission_required = "exhibitors.change_circular"
    tells_deleted = True

    def post(self, request, slug, number):
        try:
            delete_circular(self.circular, seen=request.POST.get("seen", ""), actor=request.user)
        except AlreadySent:
            messages.warning(request, _("This message was sent: it cannot be deleted any more."))
            return self.back()
        except NotAsSeen:
            messages.warning(
                request,
                _("Somebody changed this draft since you looked. It was not deleted: look again."),
            )
            return self.back()
        except AlreadyDeleted:
            messages.info(request, _("The draft was deleted already."))
        else:
            messages.success(request, _("The draft is deleted."))
        return redirect("office:circular_list", slug)


class CircularUndo(Circulars, View):
    """Take it back while the mails wait."""

    http_method_names = ["post", "options"]
    permission_required = "exhibitors.change_circular"

    def post(self, request, slug, number):
        try:
            _taken, told = take_back_circular(self.circular, actor=request.user)
        except MoveNotAllowed:
            messages.warning(request, _("It is too late to undo this."))
            return self.back()
        messages.success(request, _("It is a draft again; what had not gone does not go."))
        if told:
            text = ngettext("{number} person had been told already.", "{number} people had been told already.", told)
            messages.warning(request, text.format(number=format_number(told, request.LANGUAGE_CODE)))
        return self.back()
