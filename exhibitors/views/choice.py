"""The choice among those who applied: ranked beside its targets, and decided in silence."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from accounts.audiences import OfficeMixin
from accounts.models import StateChange
from events.permissions import OFFICIALS
from events.views.office.exhibitions import exhibition_trail
from exhibitors.actions.choice import (
    decide_participation,
)
from exhibitors.doubles import doubles_of
from exhibitors.models import Participation
from exhibitors.ranking import load, rank, targets_reached
from exhibitors.states import ENDED, Decision, ParticipationState
from exhibitors.views.exhibition_pages import OfExhibition
from lib.fields import NumberField
from lib.numbers import ascii_digits, number_words, row_number
from lib.states import MoveNotAllowed

PAGE = 50
MOST_AT_ONCE = 500
LONGEST_REASON = 2000
DECIDE = "exhibitors.decide_participation"


class OfChoice(OfExhibition):
    """A page about the choice of one exhibition; whoever may read reviews there may look."""

    permission_required = "exhibitors.view_review"
    changes = DECIDE

    @property
    def call(self):
        return getattr(self.exhibition, "call", None)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"breadcrumbs": exhibition_trail(self.exhibition, _("Choice"))} | kwargs)


class ExhibitionRanking(OfChoice, TemplateView):
    """Every application with what the jurors gave it, the best first, beside what the choice shall come to."""

    template_name = "exhibitors/office/exhibition_ranking.html"

    def get_context_data(self, **kwargs):
        ranked = rank(self.exhibition)
        call = self.call
        targets = call.targets.select_related("craft", "place") if call else []
        crafts = sorted({craft for each in ranked for craft in each.crafts}, key=str)
        craft = next((craft for craft in crafts if craft.slug == self.request.GET.get("craft")), None)
        show = self.request.GET.get("show", "")
        rows = [each for each in ranked if self.is_shown(each, craft, show)]
        best = min(row_number(ascii_digits(self.request.GET.get("best", "").strip())) or 0, MOST_AT_ONCE)
        chosen = [each for each in rows if each.is_undecided][:best]
        page = Paginator(rows, PAGE).get_page(self.request.GET.get("page"))
        shown = {each.number for each in page.object_list}
        elsewhere = [each for each in chosen if each.number not in shown]
        self.load([*page.object_list, *elsewhere])
        for each in chosen:
            each.is_chosen = True
        return super().get_context_data(
            **kwargs,
            ranked=page.object_list,
            page=page,
            chosen_elsewhere=elsewhere,
            total=len(ranked),
            call=call,
            taken=sum(each.is_taken for each in ranked),
            targets=targets_reached(targets, ranked),
            crafts=crafts,
            craft=craft,
            show=show,
            best=best or "",
            pending=sum(bool(each.pending) for each in ranked),
            here=self.request.get_full_path(),
        )

    def load(self, rows):
        """What is shown of them, with suspected doubles beside those that can still be decided."""
        load(rows, self.exhibition)
        open_ones = [each.participation for each in rows if each.participation.decisions and each.state not in ENDED]
        doubles = doubles_of(open_ones)
        for each in rows:
            each.doubles = doubles.get(each.number, [])

    @staticmethod
    def is_shown(ranked, craft, show):
        if craft and not ranked.is_of_craft(craft.pk):
            return False
        shown = {
            "waiting": ranked.is_undecided,
            "pending": bool(ranked.pending),
            "unconfirmed": ranked.state == ParticipationState.ACCEPTED,
        }
        return shown.get(show, True)


class ApplicationDecide(OfficeMixin, View):
    """Keeps back what was decided about the chosen ones; asks for what is missing, and shows suspected doubles, first.

    ``code`` is the code of an application, or its ``decision_mark``: then a decision that was seen can be changed.
    ``decision`` is accepted, reserve, rejected or none.
    """

    permission_required = DECIDE
    http_method_names = ["post", "options"]

    def narrow(self, rows):
        return rows.within_roles(self.request.user, OFFICIALS)

    def post(self, request):
        wanted = request.POST.get("decision", "")
        if wanted not in {*Decision.values, "none"}:
            raise Http404
        self.decision = "" if wanted == "none" else wanted
        chosen = self.find_chosen()
        if not chosen:
            messages.error(request, _("Choose at least one application."))
            return redirect(self.back([]))
        self.reason = request.POST.get("reason", "").replace("\x00", "").strip()[:LONGEST_REASON]
        self.typed_rank = request.POST.get("rank", "").replace("\x00", "").strip()[:20]
        errors, first_rank = {}, None
        try:
            first_rank = rank_field().clean(self.typed_rank) if self.decision == Decision.RESERVE else None
        except ValidationError as error:
            errors["rank"] = error.messages[0]
        if self.decision == Decision.REJECTED and not self.reason:
            errors["reason"] = _("Write the reason; the applicant reads it.") if "asked" in request.POST else ""
        doubles = self.find_doubles([each for each, _mark in chosen])
        if errors or doubles:
            return self.ask(chosen, doubles, errors, status=422 if any(errors.values()) else 200)
        done, refused = self.decide(chosen, first_rank)
        if done:
            self.say_done(len(done))
        for participation, _mark in refused:
            messages.error(request, what_stands(participation))
        if refused and self.reason:
            # What was typed is kept; sent once more it replaces what the other one decided.
            fresh = [each for each, _mark in refused if each.decisions]
            if fresh:
                return self.ask([(each, each.decision_mark) for each in fresh], {}, {}, status=409)
        return redirect(self.back([each for each, _mark in chosen]))

    def find_doubles(self, rows):
        """{number: [Double]} of the chosen ones, unless the page listed them already."""
        if not self.decision or "doubles_seen" in self.request.POST:
            return {}
        return doubles_of([row for row in rows if row.state not in ENDED])

    def find_chosen(self):
        """[(participation, what was seen of it)] in the order of the page, which is that of the ranking."""
        marks = [mark for mark in self.request.POST.getlist("code")[:MOST_AT_ONCE] if "\x00" not in mark]
        by_code = {mark.partition(".")[0]: mark for mark in marks}
        rows = self.narrow(Participation.objects.filter(code__in=by_code))
        found = {row.code: row for row in rows.select_related("exhibitor__place", "exhibition")}
        return [
            (found[code], mark)
            for code, mark in by_code.items()
            if code in found and self.request.user.has_perm(DECIDE, found[code])
        ]

    def decide(self, chosen, first_rank):
        done, refused = [], []
        for participation, mark in chosen:
            rank = first_rank + len(done) if first_rank else None
            try:
                row = decide_participation(
                    participation,
                    mark=mark,
                    decision=self.decision,
                    reason=self.reason if self.decision else "",
                    rank=rank,
                    actor=self.request.user,
                )
            except MoveNotAllowed:
                participation.refresh_from_db(fields=["state", "pending", "pending_reason", "reserve_rank"])
                refused.append((participation, mark))
            else:
                done.append(row)
        return done, refused

    def ask(self, chosen, doubles, errors, *, status):
        context = {
            "chosen": [(each, mark, doubles.get(each.pk, [])) for each, mark in chosen],
            "has_doubles": bool(doubles),
            "decision": self.decision,
            "label": Decision(self.decision).label,
            "reason": self.reason,
            "rank": self.typed_rank,
            "errors": errors,
            "back": self.back([each for each, _mark in chosen]),
        }
        return TemplateResponse(self.request, "exhibitors/office/decision_ask.html", context, status=status)

    def say_done(self, count):
        number = number_words(count)
        if not self.decision:
            text = ngettext("{number} decision taken back.", "{number} decisions taken back.", count)
        else:
            text = ngettext(
                "{number} decision kept back. Nobody notices before you announce it.",
                "{number} decisions kept back. Nobody notices before you announce them.",
                count,
            )
        messages.success(self.request, text.format(number=number))

    def back(self, rows):
        """The page it was decided on; else the ranking of the exhibition it is about."""
        address = self.request.POST.get("next", "")
        if address.startswith("/") and url_has_allowed_host_and_scheme(
            address, {self.request.get_host()}, require_https=self.request.is_secure()
        ):
            return address
        exhibitions = {row.exhibition.slug for row in rows}
        if len(exhibitions) == 1:
            return reverse("office:exhibition_ranking", args=[*exhibitions])
        return reverse("office:application_list")


def rank_field():
    return NumberField(min_value=1, max_value=9999, required=False)


def what_stands(participation):
    """What somebody else did meanwhile, in a sentence."""
    field = "pending" if participation.pending else "state"
    change = StateChange.objects.filter(
        content_type__app_label="exhibitors",
        content_type__model="participation",
        object_id=participation.pk,
        field=field,
    ).first()
    name = change.actor_name if change else ""
    if participation.pending:
        words = _("{exhibitor}: {name} has decided meanwhile: {decision}.")
        decision = participation.get_pending_display()
    else:
        words = _("{exhibitor}: it has changed since you opened the page and is now: {decision}.")
        decision = participation.get_state_display()
    return words.format(exhibitor=participation.exhibitor, name=name or _("somebody"), decision=decision)
