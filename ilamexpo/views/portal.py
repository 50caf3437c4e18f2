"""What an exhibitor finds on the own desk."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, Count, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from enquiries.models import Thread
from enquiries.states import ThreadState, WaitsFor
from exhibitors.acting import EVERYBODY, PortalPage
from exhibitors.actions.applying import open_calls
from exhibitors.feedback import owed as owed_feedback
from exhibitors.models import Credential, Exhibitor, Participation
from exhibitors.states import ParticipationState, ReviewState
from exhibitors.tasks import load_tasks
from ilamexpo.templatetags.ilam import day
from lib.dates import ILAM, today_in_ilam
from lib.languages import CODES, NAMES, pick
from lib.numbers import number_words
from products.models import Product
from products.reviewing import missing_for_sending
from products.states import ProductState

NAMED = 5  # of one kind of task, before it is only counted
EXPIRES_SOON = timedelta(days=60)
CONFIRMED_FOR = timedelta(days=90)


@dataclass(frozen=True)
class Task:
    """Something that waits for the maker, with why, and where it is done."""

    words: str
    address: str
    why: str = ""
    is_urgent: bool = False


class PortalHome(PortalPage, TemplateView):
    """What waits for whoever is acted for, the most urgent first, and where it takes part."""

    levels = EVERYBODY
    template_name = "ilamexpo/portal/home.html"

    def get_context_data(self, **kwargs):
        participations = self.narrow(Participation.objects.for_exhibitor_page()).live().select_related("exhibition")
        participations = sorted(participations, key=lambda each: PHASES.index(each.exhibition.phase()))
        works = self.narrow(Product.objects.all())
        return super().get_context_data(
            **kwargs,
            tasks=[*self.owed(), *self.unsaid(), *(self.tasks(works) if self.acting.may_keep else ())],
            participations=load_tasks(participations),
            has_open_tasks=any(each.open_tasks for each in participations),
            first_with_tasks=next((each for each in participations if each.open_tasks or each.done_tasks), None),
            counts=works.aggregate(
                public=Count("pk", filter=Q(state=ProductState.PUBLISHED)),
                drafts=Count("pk", filter=Q(state__in=[ProductState.DRAFT, ProductState.RETURNED])),
                sent=Count("pk", filter=Q(state=ProductState.SENT)),
            ),
        )

    def tasks(self, works):
        yield from self.applications()
        yield from self.returned(works)
        yield from self.profile()
        yield from self.licences()
        yield from self.drafts(works)
        yield from self.texts(works)
        yield from self.unconfirmed(works)

    def owed(self):
        """Buyers who wait, the overdue first, then those who wait longest; also for who only answers."""
        waiting = self.narrow(Thread.objects.all()).waiting_for(WaitsFor.EXHIBITOR)
        late_first = Case(When(answered_at=None, due_at__lt=timezone.now(), then=0), default=1)
        owed = list(waiting.order_by(late_first, "waits_since", "pk").for_inbox()[: NAMED + 1])
        for thread in owed[:NAMED]:
            enquiry = thread.enquiry
            who = " · ".join(filter(None, [enquiry.name or enquiry.code, enquiry.city]))
            sentence = _("Prepare the order of {buyer}") if thread.state in ORDERS else _("Answer {buyer}")
            why = " · ".join(
                f"{pick(line.snapshot['title'])[0]} × {number_words(line.quantity)}" for line in thread.lines.all()
            )
            if thread.is_overdue:
                why = " · ".join(filter(None, [_("overdue"), why]))
            address = reverse("portal:thread_detail", args=[enquiry.code])
            yield Task(sentence.format(buyer=who), address, why, is_urgent=thread.is_overdue)
        if len(owed) > NAMED:
            yield Task(_("More enquiries wait for you"), reverse("portal:thread_list") + "?waits=exhibitor")

    def unsaid(self):
        """Exhibitions that are over and not told about; also for who only answers."""
        for each in owed_feedback(self.narrow(Participation.objects.all())):
            words = _("Say how it was: {exhibition}").format(exhibition=each.exhibition)
            address = reverse("portal:participation_feedback", args=[each.code])
            yield Task(words, address, _("Five questions; the next exhibition goes by what you say."))

    def applications(self):
        """Applications that the office gave back, those that are not sent yet, and calls that wait for one."""
        mine = self.narrow(Participation.objects.live()).select_related("exhibition")
        mine = {each.exhibition_id: each for each in mine}
        for each in mine.values():
            if each.state == ParticipationState.DRAFT and each.return_reason:
                words = _("Your application came back: {exhibition}").format(exhibition=each.exhibition)
                yield Task(words, self.apply_to(each.exhibition), each.return_reason, is_urgent=True)
        for call in open_calls().order_by("closes_at", "pk")[:NAMED]:
            own = mine.get(call.exhibition_id)
            if own and (own.state != ParticipationState.DRAFT or own.return_reason):
                continue
            words = _("Send your application: {exhibition}") if own else _("Apply: {exhibition}")
            until = _("until {day}").format(day=day(call.closes_at.astimezone(ILAM).date()))
            yield Task(words.format(exhibition=call.exhibition), self.apply_to(call.exhibition), until)

    @staticmethod
    def apply_to(exhibition):
        return reverse("portal:application", args=[exhibition.slug])

    def returned(self, works):
        """Works, and changes of public ones, that an official gave back."""
        rows = Product.objects.filter(
            Q(pk__in=works.values("pk")) | Q(revises__in=works.values("pk")), state=ProductState.RETURNED
        ).select_related("revises")
        for row in rows[:NAMED]:
            code = row.revises.code if row.revises else row.code
            words = _("{work} came back to you").format(work=row)
            yield Task(words, reverse("portal:product_detail", args=[code]), row.review_note, is_urgent=True)

    def profile(self):
        exhibitor: Exhibitor = self.acting.exhibitor
        address = reverse("portal:profile")
        if exhibitor.review == ReviewState.RETURNED:
            yield Task(_("Your profile came back to you"), address, exhibitor.review_note, is_urgent=True)
        elif not exhibitor.is_published and exhibitor.review == ReviewState.NONE:
            why = _("Your works become public together with it.")
            yield Task(_("Fill in your profile and send it"), address, why)

    def licences(self):
        today = today_in_ilam()
        licences = Credential.objects.filter(
            exhibitor=self.acting.exhibitor, expires_on__lte=today + EXPIRES_SOON
        ).order_by("expires_on")
        for licence in licences[:NAMED]:
            is_over = licence.expires_on < today
            sentence = _("{licence} has expired") if is_over else _("{licence} expires soon")
            words = sentence.format(licence=licence.get_kind_display())
            yield Task(words, reverse("portal:profile"), day(licence.expires_on), is_urgent=is_over)

    def drafts(self, works):
        for work in works.filter(state=ProductState.DRAFT).select_related("craft").order_by("-pk")[:NAMED]:
            left = len(missing_for_sending(work))
            text = ngettext("{number} thing left", "{number} things left", left) if left else _("ready to be sent")
            address = reverse("portal:product_detail", args=[work.code])
            yield Task(str(work), address, text.format(number=number_words(left)))

    def texts(self, works):
        """Public works without a title in a language, counted by language."""
        public = works.filter(state=ProductState.PUBLISHED)
        for code in CODES:
            count = public.without_title(code).count()
            if count:
                words = ngettext(
                    "{number} work has no words in {language}", "{number} works have no words in {language}", count
                ).format(number=number_words(count), language=NAMES[code])
                yield Task(words, reverse("portal:product_list") + f"?without={code}")

    def unconfirmed(self, works):
        limit = today_in_ilam() - CONFIRMED_FOR
        old = works.filter(state=ProductState.PUBLISHED, published_at__date__lt=limit)
        count = old.filter(Q(confirmed_on=None) | Q(confirmed_on__lt=limit)).count()
        if count:
            text = ngettext("Is {number} work still as it says?", "Are {number} works still as they say?", count)
            yield Task(
                text.format(number=number_words(count)), reverse("portal:product_list") + "?without=confirmation"
            )


ORDERS = (ThreadState.ORDERED, ThreadState.READY)
PHASES = ["running", "next", "planned", "moved", "cancelled", "over"]
