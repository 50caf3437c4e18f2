"""What goes to an exhibition, what comes back, and what is sold there."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SampleMark
from exhibitors.models import Participation
from lib.dates import today_in_ilam
from products.goods.querysets import ExhibitQuerySet, SaleQuerySet


class Exhibit(SampleMark):
    """A work shown by a participation: how many pieces go, and what becomes of those that are not sold.

    What is sold is counted from ``Sale``. The account of an exhibit is open while sold, returned, given, damaged and
    missing together differ from ``quantity`` and nobody has signed for it.
    """

    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="exhibits", verbose_name=_("participation")
    )
    product = models.ForeignKey("products.Product", models.CASCADE, related_name="exhibits", verbose_name=_("work"))
    quantity = models.PositiveIntegerField(
        _("pieces that go"), default=1, db_default=1, validators=[MinValueValidator(1)]
    )
    returned = models.PositiveIntegerField(_("returned"), default=0, db_default=0)
    given = models.PositiveIntegerField(_("given away"), default=0, db_default=0)
    damaged = models.PositiveIntegerField(_("damaged"), default=0, db_default=0)
    missing = models.PositiveIntegerField(_("missing"), default=0, db_default=0)
    counted_at = models.DateTimeField(_("counted on return"), null=True, blank=True, editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("signed by"),
    )
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True, editable=False)
    signed_reason = models.TextField(_("why the numbers differ"), blank=True, db_default="", editable=False)

    objects = ExhibitQuerySet.as_manager()

    class Meta:
        verbose_name = _("exhibit")
        verbose_name_plural = _("exhibits")
        constraints = [
            models.UniqueConstraint(fields=["participation", "product"], name="exhibit_once"),
            models.CheckConstraint(name="exhibit_of_some_pieces", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="exhibit_signed_with_reason", condition=Q(signed_at=None) | ~Q(signed_reason="")
            ),
        ]

    def __str__(self):
        return f"{self.product} · {self.participation}"


class Sale(SampleMark):
    """Pieces sold at an exhibition, at once or as an order for later. ``amount`` is for all of them together, in
    ``currency``; ``price_unit`` keeps what was typed (toman is stored as rial)."""

    class Channel(models.TextChoices):
        DIRECT = "direct", _("direct sale")
        CUSTOMS = "customs", _("customs export")
        PASSENGER = "passenger", _("passenger trade")
        ORDER = "order", _("order for later")

    class Currency(models.TextChoices):
        IQD = "IQD", _("Iraqi dinar")
        USD = "USD", _("US dollar")
        IRR = "IRR", _("rial")

    participation = models.ForeignKey(
        Participation, models.PROTECT, related_name="sales", verbose_name=_("participation")
    )
    product = models.ForeignKey(
        "products.Product", models.SET_NULL, null=True, blank=True, related_name="sales", verbose_name=_("work")
    )
    # What it was called when it was sold: {language: text}; also for a piece that is in no catalogue.
    title = models.JSONField(_("title"), default=dict)
    quantity = models.PositiveIntegerField(_("pieces"), default=1, validators=[MinValueValidator(1)])
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2, validators=[MinValueValidator(0)])
    currency = models.CharField(_("currency"), max_length=3, choices=Currency)
    price_unit = models.CharField(_("unit typed"), max_length=3)
    channel = models.CharField(_("how"), max_length=9, choices=Channel, default=Channel.DIRECT)
    sold_on = models.DateField(_("day"), default=today_in_ilam)
    # What a one-off was until this sale; taken back, it is that again.
    availability_before = models.CharField(
        _("availability before"), max_length=10, blank=True, default="", db_default="", editable=False
    )
    # The same form sent twice is one sale.
    request_key = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    # Taken back, it counts no more and stays to be seen.
    cancelled_at = models.DateTimeField(_("taken back"), null=True, blank=True, editable=False)

    objects = SaleQuerySet.as_manager()

    class Meta:
        verbose_name = _("sale")
        verbose_name_plural = _("sales")
        ordering = ["-sold_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="sale_of_some_pieces", condition=Q(quantity__gte=1, amount__gte=0)),
            models.CheckConstraint(
                name="sale_toman_is_stored_as_rial",
                condition=Q(price_unit="IRT", currency="IRR") | (~Q(price_unit="IRT") & Q(currency=F("price_unit"))),
            ),
        ]

    def __str__(self):
        return f"{self.participation} · {self.amount} {self.currency}"
