"""What was decided is announced together, taken back for a while, and answered by phone."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from accounts.audiences import OfficeMixin
from accounts.models import Message
from accounts.undoing import UndoDecision, is_fresh, remember
from events.permissions import OFFICIALS
from events.views.office.exhibitions import exhibition_trail
from exhibitors.actions.choice import (
    TooLate,
    announce_decisions,
    confirm_participation,
    decline_participation,
    prepare_announcement,
    undo_announcement,
)
from exhibitors.models import Participation
from exhibitors.states import Decision, ParticipationState
from exhibitors.views.choice import DECIDE, LONGEST_REASON, OfChoice, what_stands
from lib.numbers import number_words
from lib.states import MoveNotAllowed

UNDO = "undo_announcement"  # in the session: what was announced last, and the messages about it


class ExhibitionAnnounce(OfChoice, TemplateView):
    """All that is decided and not announced, with every message before it goes; one button announces it."""

    template_name = "exhibitors/office/exhibition_announce.html"

    def post(self, request, slug):
        if not self.may_change:
            raise PermissionDenied
        try:
            done = announce_decisions(self.exhibition, mark=request.POST.get("mark", ""), actor=request.user)
        except MoveNotAllowed:
            messages.error(
                request,
                _("Nothing was announced: somebody decided or announced meanwhile. This is what is decided now."),
            )
            return self.render_to_response(self.get_context_data(), status=409)
        numbers = [number for each in done.values() for number in each["messages"]]
        rows = Participation.objects.filter(pk__in=done)
        said = Message.objects.filter(pk__in=numbers)
        remember(request, UNDO, rows, said, exhibition=slug, each={str(pk): kept for pk, kept in done.items()})
        text = ngettext("{number} decision announced.", "{number} decisions announced.", len(done))
        messages.success(request, text.format(number=number_words(len(done))))
        return redirect("office:exhibition_announce", slug)

    def get_context_data(self, **kwargs):
        announcement = prepare_announcement(self.exhibition)
        letters = announcement.all_letters
        parts = [
            (
                Decision(decision),
                [row for row in announcement.rows if row.pending == decision],
                sorted(found, key=lambda letter: letter.language),
            )
            for decision, found in announcement.letters.items()
            if any(row.pending == decision for row in announcement.rows)
        ]
        ranking = reverse("office:exhibition_ranking", args=[self.exhibition.slug])
        return super().get_context_data(
            **kwargs,
            breadcrumbs=exhibition_trail(self.exhibition, _("Announce the choice"), [(_("Choice"), ranking)]),
            announcement=announcement,
            parts=parts,
            mails=sum(not letter.is_told for letter in letters),
            calls=sum(letter.is_told for letter in letters),
            announced=self.get_announced(),
        )

    def get_announced(self):
        """What this official announced a short while ago and can take back, with its messages (2 queries)."""
        undo = self.request.session.get(UNDO)
        if not self.may_change or not is_fresh(undo) or undo["exhibition"] != self.exhibition.slug:
            return []
        said = {}
        for message in Message.objects.filter(pk__in=undo["messages"]).order_by("pk"):
            said.setdefault(message.about, []).append(message)
        rows = Participation.objects.filter(pk__in=undo["rows"], exhibition=self.exhibition)
        return [
            (row, said.get(row.code, [])) for row in rows.select_related("exhibitor__place").order_by("state", "pk")
        ]


class AnnounceUndo(OfChoice, UndoDecision):
    """Takes back what was announced last: all of it, or the one application of that ``code``."""

    permission_required = DECIDE
    key = UNDO

    def narrow(self, rows):
        return rows.within_roles(self.request.user, OFFICIALS)

    def get_rows(self):
        return Participation.objects.filter(exhibition=self.exhibition)

    def post(self, request, slug=""):
        self.back = reverse("office:exhibition_announce", args=[self.exhibition.slug])
        undo = request.session.get(UNDO)
        if undo and undo["exhibition"] != self.exhibition.slug:
            raise Http404
        if not is_fresh(undo):
            return super().post(request)
        number = None
        if code := request.POST.get("code"):
            number = self.get_rows().filter(code=code, pk__in=undo["rows"]).values_list("pk", flat=True).first()
            if number is None:
                raise Http404
            request.session[UNDO] = undo | {"rows": [number], "messages": undo["each"][str(number)]["messages"]}
        self.is_done = False
        answer = super().post(request)
        if not self.is_done:
            # The others can still be taken back one by one.
            request.session[UNDO] = undo
        elif number and (rest := without(undo, number))["rows"]:
            request.session[UNDO] = rest
        return answer

    def undo(self, row):
        undo_announcement(row, kept=self.remembered["each"][str(row.pk)], actor=self.request.user)

    def say_done(self, count):
        self.is_done = True
        text = ngettext(
            "{number} decision is not announced any more; it waits as it was.",
            "{number} decisions are not announced any more; they wait as they were.",
            count,
        )
        return text.format(number=number_words(count))


def without(undo, number):
    """What was kept for undoing, of all others."""
    kept = undo["each"][str(number)]
    return undo | {
        "rows": [each for each in undo["rows"] if each != number],
        "messages": [each for each in undo["messages"] if each not in kept["messages"]],
    }


class ByPhone(OfficeMixin, View):
    """What an accepted exhibitor told the office: it comes, or not."""

    permission_required = DECIDE
    http_method_names = ["post", "options"]
    done: str

    def narrow(self, rows):
        return rows.within_roles(self.request.user, OFFICIALS)

    def post(self, request, code):
        rows = self.narrow(Participation.objects.select_related("exhibitor", "exhibition"))
        participation = rows.filter(code=code).first()
        if participation is None:
            raise Http404
        try:
            self.act(participation)
        except TooLate:
            messages.error(request, _("The deadline has passed; the place goes to the next on the waiting list."))
        except MoveNotAllowed:
            participation.refresh_from_db(fields=["state", "pending"])
            messages.error(request, what_stands(participation))
        else:
            messages.success(request, self.said(participation))
        return redirect("office:application_detail", code)


class ApplicationConfirm(ByPhone):
    def act(self, participation):
        confirm_participation(participation, actor=self.request.user, on_behalf_of=str(participation.exhibitor))

    def said(self, participation):
        return _("{exhibitor} comes.").format(exhibitor=participation.exhibitor)


class ApplicationDecline(ByPhone):
    def act(self, participation):
        if participation.state != ParticipationState.ACCEPTED:
            raise MoveNotAllowed(participation.state, ParticipationState.DECLINED)
        decline_participation(
            participation,
            actor=self.request.user,
            reason=self.request.POST.get("reason", "").replace("\x00", "").strip()[:LONGEST_REASON],
            on_behalf_of=str(participation.exhibitor),
        )

    def said(self, participation):
        return _("{exhibitor} does not come; the place is offered to the next on the waiting list.").format(
            exhibitor=participation.exhibitor
        )
