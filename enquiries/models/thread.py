"""The part of an enquiry that one exhibitor answers, with what was said in it and who may read it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SampleMark
from enquiries.models.enquiry import Enquiry
from enquiries.querysets import AttachmentQuerySet, BuyerLinkQuerySet, ReplyQuerySet, ThreadQuerySet
from enquiries.states import BUYER_WORDS, LAPSED_WORDS, OFFICE_WORDS, Outcome, ThreadState, WaitsFor
from exhibitors.models import Exhibitor
from lib.money import CURRENCIES


class Thread(models.Model):
    """One exhibitor's part of an enquiry; without an exhibitor it is the office that answers."""

    class LostBecause(models.TextChoices):
        PRICE = "price", _("price")
        SIZE = "size", _("size or design")
        TIME = "time", _("time")
        PAYMENT = "payment", _("payment")
        BORDER = "border", _("border or transport")
        NO_ANSWER = "no_answer", _("no answer")
        OTHER = "other", _("another reason")

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="threads", verbose_name=_("enquiry"))
    exhibitor = models.ForeignKey(
        Exhibitor, models.SET_NULL, null=True, blank=True, related_name="threads", verbose_name=_("exhibitor")
    )
    state = models.CharField(_("state"), max_length=11, choices=ThreadState, default=ThreadState.NEW, editable=False)
    waits_for = models.CharField(_("waits for"), max_length=9, choices=WaitsFor, default=WaitsFor.EXHIBITOR)
    waits_since = models.DateTimeField(_("since"), default=timezone.now)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now, editable=False)
    due_at = models.DateTimeField(_("first answer due"), null=True, blank=True)
    answered_at = models.DateTimeField(_("first answered"), null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(_("maker reminded"), null=True, blank=True, editable=False)
    told_at = models.DateTimeField(_("desk told"), null=True, blank=True, editable=False)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assigned to"),
    )
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome, blank=True)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, choices=[(code, code) for code in CURRENCIES])
    lost_because = models.CharField(_("lost because"), max_length=9, choices=LostBecause, blank=True)

    objects = ThreadQuerySet.as_manager()
    offers: list  # what its buyer may read of its quotations, where ``for_buyer`` loaded it

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        ordering = ["waits_since", "pk"]
        indexes = [
            models.Index(fields=["waits_for", "waits_since"]),
            models.Index(fields=["state", "waits_since"]),
            models.Index(fields=["exhibitor", "waits_for", "waits_since"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["enquiry", "exhibitor"], name="thread_once_an_exhibitor"),
            models.CheckConstraint(
                name="closed_thread_has_an_outcome",
                condition=Q(state=ThreadState.CLOSED) & ~Q(outcome="") | ~Q(state=ThreadState.CLOSED) & Q(outcome=""),
            ),
            models.CheckConstraint(
                name="outcome_is_whole",
                condition=Q(outcome="", value=None, currency="", lost_because="")
                | Q(outcome=Outcome.ORDERED, lost_because="", value__gt=0) & ~Q(currency="")
                | Q(outcome=Outcome.LOST, value=None, currency="") & ~Q(lost_because=""),
            ),
        ]

    def __str__(self):
        return f"{self.enquiry.code} · {self.exhibitor or '–'}"

    @property
    def is_over(self):
        """Closed without an order: nothing is said there any more unless it is taken up again."""
        return self.state == ThreadState.CLOSED and self.outcome == Outcome.LOST

    @property
    def is_overdue(self):
        return self.is_first_answer_owed and self.due_at is not None and self.due_at < timezone.now()

    @property
    def is_first_answer_owed(self):
        return self.answered_at is None and self.due_at is not None and self.waits_for == WaitsFor.EXHIBITOR

    @property
    def buyer_words(self):
        """How its buyer reads where it stands; only ``for_buyer``, whose ``offers`` say what still holds."""
        state = ThreadState(self.state)
        if state == ThreadState.QUOTED and not any(offer.is_open for offer in self.offers):
            return LAPSED_WORDS
        words = BUYER_WORDS if self.exhibitor_id else OFFICE_WORDS
        if state == ThreadState.ANSWERED and self.waits_for == WaitsFor.EXHIBITOR:
            return words[ThreadState.NEW]
        return words[state]


class Reply(models.Model):
    """Something said in a thread, by one of its sides; kept as it was said."""

    class Side(models.TextChoices):
        BUYER = "buyer", _("buyer")
        EXHIBITOR = "exhibitor", _("artist or producer")
        OFFICE = "office", _("office")

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="replies", verbose_name=_("thread"))
    request_key = models.UUIDField(_("request key"), unique=True, editable=False)
    side = models.CharField(_("side"), max_length=9, choices=Side)
    is_note = models.BooleanField(_("internal note"), default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    on_behalf_of = models.CharField(_("on behalf of"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)
    language = models.CharField(_("language"), max_length=3, choices=settings.LANGUAGES)
    sentences = models.JSONField(
        _("prepared sentences"), default=list, blank=True, help_text=_("as they were when sent: one text a language")
    )
    answers = models.JSONField(
        _("answers"), default=list, blank=True, help_text=_("of each line: code, titles, answer, day it is ready")
    )
    created_at = models.DateTimeField(_("said"), default=timezone.now, editable=False)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(name="only_the_office_keeps_notes", condition=Q(is_note=False) | Q(side="office")),
        ]

    def __str__(self):
        return f"{self.thread} · {self.get_side_display()}"


class Attachment(models.Model):
    """A picture or PDF that belongs to an enquiry or to one reply; only the thread's parties get it."""

    enquiry = models.ForeignKey(
        Enquiry, models.CASCADE, null=True, blank=True, related_name="attachments", verbose_name=_("enquiry")
    )
    reply = models.ForeignKey(
        Reply, models.CASCADE, null=True, blank=True, related_name="attachments", verbose_name=_("reply")
    )
    name = models.CharField(_("name"), max_length=120)
    file = models.CharField(_("file"), max_length=120, help_text=_("name in the private storage"))
    is_picture = models.BooleanField(_("picture"), default=False)
    size = models.PositiveIntegerField(_("size in bytes"))
    created_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="attachment_has_one_owner",
                condition=Q(enquiry=None, reply__isnull=False) | Q(enquiry__isnull=False, reply=None),
            )
        ]

    def __str__(self):
        return self.name


class BuyerLink(models.Model):
    """A private address of an enquiry for its buyer; the token itself is kept nowhere."""

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="links", verbose_name=_("enquiry"))
    token_hash = models.CharField(_("hash of the token"), max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("wrong contacts typed"), default=0, editable=False)

    objects = BuyerLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("private address")
        verbose_name_plural = _("private addresses")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.enquiry.code} · {self.created_at:%Y-%m-%d}"


class PreparedSentence(SampleMark):
    """A sentence that makers and officials pick in their language and buyers read in theirs."""

    slug = models.SlugField(_("slug"), max_length=40, unique=True)
    text = models.CharField(
        _("sentence"), max_length=400, help_text=_("{name} stands for the buyer's name, {code} for the enquiry's code")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("prepared sentence")
        verbose_name_plural = _("prepared sentences")
        ordering = ["position", "slug"]

    def __str__(self):
        return self.text or self.slug
