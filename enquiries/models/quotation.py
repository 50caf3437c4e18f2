"""What an exhibitor offers in a thread: frozen when sent, replaced by its next version."""

from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enquiries.models.enquiry import Line
from enquiries.models.thread import Thread
from enquiries.querysets import QuotationQuerySet
from enquiries.states import QuotationState
from lib.codes import mint
from lib.money import CURRENCIES, DECIMALS
from products.models import Product
from vocabulary.models import Unit


def quotation_code():
    return mint("Q")


class Quotation(models.Model):
    class Handover(models.TextChoices):
        STAND = "stand", _("at the stand of the next exhibition")
        KUT = "kut", _("in Kut")
        SULAYMANIYAH = "slemani", _("in Sulaymaniyah")
        MEHRAN = "mehran", _("at the Mehran crossing")
        WORKSHOP = "workshop", _("at the workshop in Ilam")
        AGREED = "agreed", _("as agreed between the two")

    class Payer(models.TextChoices):
        EXHIBITOR = "exhibitor", _("the artist or producer")
        BUYER = "buyer", _("the buyer")
        SHARED = "shared", _("each one half")

    code = models.CharField(_("code"), max_length=8, unique=True, default=quotation_code, editable=False)
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="quotations", verbose_name=_("thread"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(
        _("state"), max_length=10, choices=QuotationState, default=QuotationState.DRAFT, editable=False
    )
    currency = models.CharField(_("currency"), max_length=3, choices=[(code, code) for code in CURRENCIES])
    price_unit = models.CharField(_("typed in"), max_length=3, blank=True, help_text=_("IRT where toman was typed"))
    lead_days = models.PositiveSmallIntegerField(_("days to make it"), default=0)
    handover = models.CharField(_("handed over"), max_length=8, choices=Handover, default=Handover.STAND)
    carriage_by = models.CharField(_("carriage paid by"), max_length=9, choices=Payer, default=Payer.BUYER)
    customs_by = models.CharField(_("customs paid by"), max_length=9, choices=Payer, default=Payer.BUYER)
    deposit_percent = models.PositiveSmallIntegerField(_("deposit in per cent"), default=0)
    valid_days = models.PositiveSmallIntegerField(_("valid for days"), default=14)
    remarks = models.TextField(_("remarks"), blank=True)
    remarks_language = models.CharField(_("language of the remarks"), max_length=3, blank=True)
    total = models.DecimalField(_("total"), max_digits=16, decimal_places=2, default=0, editable=False)
    created_at = models.DateTimeField(_("begun"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    declined_because = models.CharField(
        _("declined because"), max_length=9, choices=Thread.LostBecause, blank=True, editable=False
    )
    fingerprint = models.CharField(_("fingerprint"), max_length=64, blank=True, editable=False)

    objects = QuotationQuerySet.as_manager()

    class Meta:
        verbose_name = _("quotation")
        verbose_name_plural = _("quotations")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "version"], name="version_once_a_thread"),
            models.UniqueConstraint(
                fields=["thread"], name="one_open_quotation_a_thread", condition=Q(state=QuotationState.SENT)
            ),
            models.UniqueConstraint(
                fields=["thread"], name="one_draft_a_thread", condition=Q(state=QuotationState.DRAFT)
            ),
            models.CheckConstraint(
                name="sent_quotation_is_dated",
                condition=Q(state=QuotationState.DRAFT, sent_at=None)
                | ~Q(state=QuotationState.DRAFT) & Q(sent_at__isnull=False, valid_until__isnull=False),
            ),
            models.CheckConstraint(name="deposit_is_a_share", condition=Q(deposit_percent__lte=100)),
        ]

    def __str__(self):
        return self.code

    @property
    def is_lapsed(self):
        return self.state == QuotationState.SENT and bool(self.valid_until and self.valid_until <= timezone.now())

    @property
    def is_open(self):
        return self.state == QuotationState.SENT and not self.is_lapsed

    @property
    def shown_state(self):
        """The state people read: lapsed is nowhere stored, it follows from the day."""
        return QuotationState.LAPSED if self.is_lapsed else QuotationState(self.state)

    @property
    def deposit(self):
        """What is paid beforehand, in the currency's smallest unit."""
        return rounded(self.total * self.deposit_percent / 100, self.currency)


class QuotationLine(models.Model):
    quotation = models.ForeignKey(Quotation, models.CASCADE, related_name="lines", verbose_name=_("quotation"))
    line = models.ForeignKey(
        Line, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("line asked about")
    )
    product = models.ForeignKey(
        Product, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("work")
    )
    title = models.JSONField(_("title"), help_text=_("one text a language, as it was then"))
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    unit = models.CharField(_("unit"), max_length=6, choices=Unit, default=Unit.PIECE)
    unit_price = models.DecimalField(_("unit price"), max_digits=14, decimal_places=2)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("line of a quotation")
        verbose_name_plural = _("lines of a quotation")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(name="offered_quantity_at_least_one", condition=Q(quantity__gte=1)),
            models.CheckConstraint(name="offered_price_is_positive", condition=Q(unit_price__gt=0)),
        ]

    def __str__(self):
        return f"{self.quotation} · {self.position}"

    @property
    def price(self):
        """Of one, at the quantity offered: the break of the largest quantity that is reached, else the unit price."""
        reached = [each for each in self.breaks.all() if each.quantity <= self.quantity]
        return max(reached, key=lambda each: each.quantity).unit_price if reached else self.unit_price

    @property
    def amount(self):
        return rounded(self.price * self.quantity, self.quotation.currency)


class PriceBreak(models.Model):
    """From this quantity on, one costs this."""

    line = models.ForeignKey(QuotationLine, models.CASCADE, related_name="breaks", verbose_name=_("line"))
    quantity = models.PositiveIntegerField(_("from"))
    unit_price = models.DecimalField(_("unit price"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("quantity break")
        verbose_name_plural = _("quantity breaks")
        ordering = ["quantity"]
        constraints = [
            models.UniqueConstraint(fields=["line", "quantity"], name="break_once_a_quantity"),
            models.CheckConstraint(name="break_is_positive", condition=Q(unit_price__gt=0, quantity__gte=2)),
        ]

    def __str__(self):
        return f"{self.quantity}: {self.unit_price}"


def rounded(amount, currency):
    """``amount`` in the smallest unit of ``currency``, halves up."""
    return Decimal(amount).quantize(Decimal(1).scaleb(-DECIMALS[currency]), ROUND_HALF_UP)
