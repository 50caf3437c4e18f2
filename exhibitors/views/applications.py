"""Applications in the office: all of them, one with everything sent, one written down for somebody, and giving them back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from accounts.audiences import OfficeMixin
from accounts.models import StateChange
from accounts.undoing import UndoDecision, remember, remembered
from events.models import Exhibition
from events.permissions import OFFICIALS, K
from events.states import FINISHED
from exhibitors import applications, requests
from exhibitors.actions.applying import enter_application, mark_of, return_application, undo_return
from exhibitors.actions.entering import create_applicant
from exhibitors.actions.participation import AlreadyTakesPart
from exhibitors.answers import asked_of
from exhibitors.application_letters import LANGUAGE, returned
from exhibitors.decision_letters import reached
from exhibitors.doubles import doubles_of, suspected_in, suspected_like, suspected_of
from exhibitors.forms.applying import ApplicantForm, ApplicationForm
from exhibitors.models import Call, Exhibitor, Participation
from exhibitors.signals import works_wanted
from exhibitors.states import ENDED, Decision, ParticipationState
from lib.dates import today_in_ilam
from lib.languages import CODES, direction
from lib.numbers import format_number
from lib.states import MoveNotAllowed
from lib.text import several_lines
from vocabulary.models import Craft, Place

UNDO = "undo_return"  # in the session: which applications were given back last, and the messages about it
READERS = (*OFFICIALS, K.GOVERNORATE, K.DESK, K.VIEWER)
MOST_AT_ONCE = 200
MOST_FOUND = 20
LONGEST_REASON = 2000
S = ParticipationState


class Applications(OfficeMixin):
    """For those who may read what applicants answered; jurors have pages of their own."""

    permission_required = "exhibitors.view_answer"

    def narrow(self, rows):
        return rows.within_roles(self.request.user, READERS)

    def mine(self, rows):
        """Those of ``rows`` that this official decides about."""
        return rows.within_roles(self.request.user, OFFICIALS)

    @property
    def may_decide(self):
        return self.request.user.has_perm("exhibitors.decide_participation")


class ApplicationList(Applications, TemplateView):
    """What waits longest first; a page costs the same however many there are."""

    template_name = "exhibitors/office/application_list.html"

    def get_context_data(self, **kwargs):
        asked = applications.Asked.of(self.request.GET)
        exhibitions = self.narrow(Exhibition.objects.order_by("-starts_on", "slug"))
        exhibitions = list(exhibitions.only("slug", "is_sample", *(f"name_{code}" for code in CODES))[:500])
        exhibition = next((each for each in exhibitions if each.slug == asked.exhibition), None)
        # All doubles are looked for within one exhibition; of a page, each row's own one is looked through.
        wanted = suspected_in(exhibition) if exhibition and asked.is_double else None
        rows = applications.narrowed(self.narrow(Participation.objects.all()), asked, doubles=wanted)
        page = list(applications.for_list(applications.in_order(rows, asked))[: applications.PAGE + 1])
        rows = page[: applications.PAGE]
        doubles = doubles_of([row for row in rows if row.state not in ENDED]) if wanted is None else wanted
        for row in rows:
            row.mark, row.doubles = mark_of(row), doubles.get(row.pk, [])
        following = asked.query(after=applications.written_after(rows[-1])) if len(page) > len(rows) else {}
        return super().get_context_data(
            **kwargs,
            rows=rows,
            asked=asked,
            exhibition=exhibition,
            chips=[
                (
                    words,
                    urlencode(asked.query(state="" if state == applications.WAITING else state)),
                    asked.state == state,
                )
                for state, words in applications.CHIPS
            ],
            facets=self.facets(asked, exhibitions),
            next_query=urlencode(following) if following else "",
            first_query=urlencode(asked.query()) if asked.after else None,
            may_decide=self.may_decide and asked.state in (applications.WAITING, S.RESERVE),
            may_return=self.may_decide and asked.state == applications.WAITING,
            decisions=Decision.choices,
            undo=remembered(self.request, UNDO),
        )

    def facets(self, asked, exhibitions):
        """[(name, label, [(value, words, is chosen)])]."""
        crafts = sorted(((craft.slug, str(craft)) for craft in Craft.objects.filter(is_craft=True)), key=lambda c: c[1])
        counties = sorted(
            ((each.slug, str(each)) for each in Place.objects.filter(kind=Place.Kind.COUNTY)), key=lambda c: c[1]
        )
        found = [
            ("exhibition", _("Exhibition"), [(each.slug, str(each)) for each in exhibitions], asked.exhibition),
            ("craft", _("Craft"), crafts, asked.craft),
            ("county", _("County"), counties, asked.county),
        ]
        return [
            (name, label, [(value, words, value == chosen) for value, words in options])
            for name, label, options, chosen in found
        ]


class ApplicationDetail(Applications, TemplateView):
    """Everything about one application, and the request it can be given back with."""

    template_name = "exhibitors/office/application_detail.html"

    @cached_property
    def application(self):
        rows = Participation.objects.select_related("exhibitor__place", "craft", "exhibition__call", "entered_by")
        rows = rows.prefetch_related("exhibitor__credentials", "exhibitor__contact_points")
        application = self.narrow(rows).filter(code=self.kwargs["code"]).first()
        if application is None or not self.request.user.has_perm(self.permission_required, application):
            raise Http404
        return application

    def get_context_data(self, **kwargs):
        application = self.application
        exhibitor, exhibition = application.exhibitor, application.exhibition
        call = getattr(exhibition, "call", None)
        # What a maker has not sent is the maker's own; the office has seen what it gave back or wrote down.
        is_private = application.state == S.DRAFT and not application.return_reason and not application.entered_by_id
        may_decide = self.request.user.has_perm("exhibitors.decide_participation", application)
        last_day = exhibition.last_day or today_in_ilam()
        licences = list(exhibitor.credentials.all())
        for each in licences:
            each.is_over = bool(each.expires_on) and each.expires_on < today_in_ilam()
            each.is_over_by_then = bool(each.expires_on) and each.expires_on < last_day
        return super().get_context_data(
            **kwargs,
            application=application,
            exhibitor=exhibitor,
            exhibition=exhibition,
            mark=mark_of(application),
            is_private=is_private,
            answers=[] if is_private or call is None else asked_of(application, call),
            works=[work for _of, found in works_wanted.send(Participation, exhibitor=exhibitor) for work in found],
            licences=licences,
            contacts=exhibitor.contact_points.all(),
            turns=list(applications.earlier_turns(application)[:20]),
            doubles=suspected_of(exhibitor, exhibition),
            history=history_of(application),
            may_return=may_decide and application.state == S.SUBMITTED,
            requests=requests.choices(),
            undo=remembered(self.request, UNDO),
            breadcrumbs=[(_("Applications"), reverse("office:application_list")), (exhibitor, "")],
        )


def tidy(text):
    return several_lines(text.replace("\r\n", "\n")).strip()[:LONGEST_REASON]


FIELDS = {"state": dict(S.choices), "pending": {"": "–", **dict(Decision.choices)}}


def history_of(application):
    """Every move of it, the newest first, in words (1 query)."""
    kind = ContentType.objects.get_for_model(Participation)
    changes = StateChange.objects.filter(content_type=kind, object_id=application.pk).select_related("actor")
    for change in changes:
        words = FIELDS.get(change.field, {})
        change.old_words, change.new_words = words.get(change.old, change.old), words.get(change.new, change.new)
    return changes


class ApplicationReturn(Applications, View):
    """Give applications back to be mended: what will be said is shown, and may be changed, before it goes."""

    permission_required = "exhibitors.decide_participation"
    http_method_names = ["post", "options"]
    template_name = "exhibitors/office/application_return.html"

    def narrow(self, rows):
        return self.mine(rows)

    def post(self, request):
        chosen = {text.partition(".")[0] for text in request.POST.getlist("code")[:MOST_AT_ONCE]}
        codes = [code for code in chosen if code.isalnum()]
        rows = Participation.objects.filter(code__in=codes).select_related("exhibitor", "exhibition")
        rows = list(self.narrow(rows).order_by("submitted_at", "pk"))
        if not rows:
            messages.error(request, _("Choose at least one application."))
            return redirect("office:application_list")
        seen = {text.partition(".")[0]: text for text in request.POST.getlist("seen")[: 5 * MOST_AT_ONCE]}
        languages = self.languages_of(rows)
        reasons = self.reasons(languages)
        if "confirmed" not in request.POST:
            return self.ask(rows, seen, languages, reasons)
        if missing := [code for code in languages if not reasons[code]]:
            return self.ask(rows, seen, languages, reasons, wrong=missing)
        done, said, refused = self.give_back(rows, seen, reasons)
        if refused:
            for row in refused:
                words = _("{exhibitor}: somebody else decided, or it was sent again, after you opened it.")
                messages.error(request, words.format(exhibitor=row.exhibitor))
            if not done:
                # Nothing typed is lost: it stands there, to be sent once what changed has been read.
                return self.ask(self.read_again(rows), {}, languages, reasons, status=409)
        remember(request, UNDO, done, said)
        text = ngettext(
            "{number} application went back with your words.",
            "{number} applications went back with your words.",
            len(done),
        )
        messages.success(request, text.format(number=format_number(len(done), request.LANGUAGE_CODE)))
        return redirect("office:application_list")

    def read_again(self, rows):
        fresh = Participation.objects.filter(pk__in=[row.pk for row in rows]).select_related("exhibitor", "exhibition")
        return list(self.narrow(fresh).order_by("submitted_at", "pk"))

    @staticmethod
    def languages_of(rows):
        """Those that somebody is told in, in the order of the site."""
        found = {letter.language for letter in reached(rows)} or {LANGUAGE}
        told = {letter.participation.pk for letter in reached(rows)}
        if any(row.pk not in told for row in rows):
            found.add(LANGUAGE)
        return [code for code in CODES if code in found]

    def reasons(self, languages):
        """{language: text}: what was typed for it; else what was typed on the page before, or the request chosen there."""
        post = self.request.POST
        typed, key = post.get("reason", ""), post.get("request", "")
        return {code: tidy(post.get(f"reason_{code}", typed or requests.text_in(key, code))) for code in languages}

    def give_back(self, rows, seen, reasons):
        """([given back], [messages], [refused]): one that somebody else decided first does not stop the others."""
        done, said, refused = [], [], []
        for row in rows:
            try:
                said += return_application(row, seen=seen.get(row.code, ""), reasons=reasons, actor=self.request.user)
            except MoveNotAllowed:
                refused.append(row)
            else:
                done.append(row)
        return done, said, refused

    def ask(self, rows, seen, languages, reasons, *, wrong=(), status=200):
        """The page before it goes; rows that changed since they were seen say so."""
        waiting = []
        for row in rows:
            row.mark = mark_of(row)
            row.is_gone = row.state != S.SUBMITTED
            row.is_changed = bool(seen) and seen.get(row.code) != row.mark
            if not row.is_gone:
                waiting.append(row)
        boxes = [(code, direction(code), reasons[code], code in wrong) for code in languages]
        letters = returned(waiting, reasons) if waiting else []
        context = {
            "rows": rows,
            "waiting": waiting,
            "boxes": boxes,
            "letters": letters,
            "wrong": bool(wrong),
            "requests": requests.choices(),
            "breadcrumbs": [(_("Applications"), reverse("office:application_list")), (_("Before it goes"), "")],
        }
        return TemplateResponse(self.request, self.template_name, context, status=422 if wrong else status)


class ApplicationUndo(Applications, UndoDecision):
    permission_required = "exhibitors.decide_participation"
    key, back = UNDO, "office:application_list"

    def narrow(self, rows):
        return self.mine(rows)

    def get_rows(self):
        return self.narrow(Participation.objects.all())

    def undo(self, row):
        undo_return(row, actor=self.request.user)

    def say_done(self, count):
        text = ngettext("{number} application waits again.", "{number} applications wait again.", count)
        return text.format(number=format_number(count, self.request.LANGUAGE_CODE))


class ApplicationNew(Applications, TemplateView):
    """An application for somebody without an account: the exhibition, who it is, and what was said.

    ``exhibition`` and ``q`` in the address choose; the form says ``exhibitor`` (a code) or, with ``new``, who it is.
    """

    permission_required = "exhibitors.add_participation"
    template_name = "exhibitors/office/application_new.html"

    @cached_property
    def exhibitions(self):
        """Those that are not over or called off, of which this official may choose the exhibitors."""
        today = today_in_ilam()
        not_over = Q(ends_on__gte=today) | Q(ends_on=None) & (Q(starts_on__gte=today) | Q(starts_on=None))
        held = Exhibition.objects.filter(not_over).exclude(status__in=FINISHED)
        return list(self.mine(held).order_by("starts_on", "slug")[:200])

    @cached_property
    def exhibition(self):
        slug = self.request.POST.get("exhibition") or self.request.GET.get("exhibition", "")
        return next((each for each in self.exhibitions if each.slug == slug), None)

    @cached_property
    def call(self):
        return Call.objects.filter(exhibition=self.exhibition).first() if self.exhibition else None

    @property
    def query(self):
        return self.request.GET.get("q", "").replace("\x00", "").strip()[:100]

    def get_exhibitors(self):
        """All exhibitors may apply, those of other exhibitions too."""
        return Exhibitor.objects.select_related("place").order_by("slug")

    def post(self, request):
        if self.exhibition is None:
            raise Http404
        if not request.user.has_perm(self.permission_required, self.exhibition):
            raise PermissionDenied
        code = request.POST.get("exhibitor", "").replace("\x00", "")
        exhibitor = self.get_exhibitors().filter(code=code).first() if code else None
        form = ApplicationForm(request.POST, call=self.call, exhibitor=exhibitor)
        applicant = ApplicantForm(None if exhibitor else request.POST, prefix="new")
        is_valid = form.is_valid()
        if exhibitor is None and not applicant.is_valid():
            return self.show_again(form, applicant)
        if not is_valid:
            return self.show_again(form, applicant, exhibitor)
        if exhibitor is None and "anew" not in request.POST:
            data = applicant.cleaned_data
            if doubles := suspected_like(data["name"], data["phone"], self.exhibition):
                return self.show_again(form, applicant, doubles=doubles)
        try:
            application = self.enter(form, applicant, exhibitor)
        except AlreadyTakesPart as refusal:
            form.add_error(None, ValidationError(refusal.messages[0]))
            return self.show_again(form, applicant, exhibitor)
        messages.success(request, _("The application is entered. Its code is {code}.").format(code=application.code))
        return redirect("office:application_detail", application.code)

    @transaction.atomic
    def enter(self, form, applicant, exhibitor):
        craft = form.cleaned_data.get("craft")
        if exhibitor is None:
            exhibitor = create_applicant(**applicant.cleaned_data, craft=craft, is_sample=self.exhibition.is_sample)
        return enter_application(self.exhibition, exhibitor, values=form.values(), actor=self.request.user)

    def show_again(self, form, applicant, exhibitor=None, doubles=()):
        context = self.get_context_data(form=form, applicant=applicant, chosen=exhibitor, doubles=doubles)
        return self.render_to_response(context, status=422)

    def get_context_data(self, *, form=None, applicant=None, chosen=None, doubles=(), **kwargs):
        found = []
        if self.exhibition and self.query and form is None:
            found = list(self.get_exhibitors().matching(self.query)[:MOST_FOUND])
        code = self.request.GET.get("exhibitor", "").replace("\x00", "")
        if chosen is None and code and form is None:
            chosen = self.get_exhibitors().filter(code=code).first()
        is_new = (applicant is not None and chosen is None) or (form is None and "new" in self.request.GET)
        if self.exhibition and form is None and (chosen or is_new):
            form = ApplicationForm(call=self.call, exhibitor=chosen)
        if is_new and applicant is None:
            applicant = ApplicantForm(prefix="new", initial={"name": self.query})
        return super().get_context_data(
            **kwargs,
            exhibitions=self.exhibitions,
            exhibition=self.exhibition,
            call=self.call,
            query=self.query,
            found=found,
            form=form,
            applicant=applicant if is_new else None,
            chosen=chosen,
            doubles=doubles,
            breadcrumbs=[(_("Applications"), reverse("office:application_list")), (_("Enter an application"), "")],
        )
