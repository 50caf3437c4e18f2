"""What buyers sent: an enquiry about works or an exhibitor, perhaps from an exhibition."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SampleMark
from enquiries.querysets import EnquiryQuerySet
from enquiries.states import EnquiryState
from events.models import Exhibition, Stand
from exhibitors.models import Exhibitor
from lib.codes import mint
from lib.money import CURRENCIES
from products.models import Product
from vocabulary.models import Craft, Unit


def enquiry_code():
    return mint("E")


class Enquiry(SampleMark):
    class Kind(models.TextChoices):
        BUY_ONE = "buy_one", _("buy one")
        WHOLESALE = "wholesale", _("wholesale")
        CUSTOM = "custom", _("custom order")
        AGENCY = "agency", _("agency or shop")
        EXHIBITION = "exhibition", _("exhibition")
        OTHER = "other", _("other")

    class Channel(models.TextChoices):
        WHATSAPP = "whatsapp", _("WhatsApp")
        VIBER = "viber", _("Viber")
        TELEGRAM = "telegram", _("Telegram")
        CALL = "call", _("phone call")
        MAIL = "mail", _("e-mail")

    class CameBy(models.TextChoices):
        SITE = "site", _("the site")
        STAND = "stand", _("a talk at the stand")
        PHONE = "phone", _("a phone call")
        PAPER = "paper", _("a paper sheet")
        MESSAGE = "chat", _("a messenger")
        TALK = "talk", _("a talk begun on the site")
        SEARCH = "search", _("a search that found no work")

    class HeldBecause(models.TextChoices):
        ROBOT = "robot", _("filled in by a robot")
        MANY = "many", _("many makers written to on one day")
        TALKS = "talks", _("many talks with one maker from one network")

    code = models.CharField(_("code"), max_length=8, unique=True, default=enquiry_code, editable=False)
    request_key = models.UUIDField(
        _("request key"), unique=True, editable=False, help_text=_("The same request is stored once.")
    )
    kind = models.CharField(_("kind of enquiry"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=150, blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    channel = models.CharField(_("answer by"), max_length=8, choices=Channel)
    language = models.CharField(_("language"), max_length=3, choices=settings.LANGUAGES)
    message = models.TextField(_("message"), blank=True)
    may_pass_on = models.BooleanField(_("the maker may have the contact"), default=False)
    exhibition = models.ForeignKey(
        Exhibition, models.SET_NULL, null=True, blank=True, related_name="enquiries", verbose_name=_("exhibition")
    )
    exhibitor = models.ForeignKey(
        Exhibitor, models.SET_NULL, null=True, blank=True, related_name="enquiries", verbose_name=_("exhibitor")
    )
    stand = models.ForeignKey(
        Stand, models.SET_NULL, null=True, blank=True, related_name="enquiries", verbose_name=_("stand")
    )
    # Typed into the search of the site, which found nothing; the craft it names stays when the words are forgotten.
    looked_for = models.CharField(
        _("looked for"), max_length=200, blank=True, default="", db_default="", editable=False
    )
    craft = models.ForeignKey(
        Craft, models.SET_NULL, null=True, blank=True, editable=False, related_name="enquiries", verbose_name=_("craft")
    )
    wanted_by = models.DateField(_("wanted by"), null=True, blank=True)
    came_by = models.CharField(_("came by"), max_length=6, choices=CameBy, default=CameBy.SITE, editable=False)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("taken by")
    )
    held_because = models.CharField(_("held because"), max_length=10, choices=HeldBecause, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=EnquiryState, default=EnquiryState.NEW, editable=False)
    created_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    deletion_asked_at = models.DateTimeField(_("deletion asked for"), null=True, blank=True, editable=False)
    forgotten_at = models.DateTimeField(_("made anonymous"), null=True, blank=True, editable=False)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "-created_at"])]
        constraints = [
            # A talk that moves to a messenger is answered there: who it is may be known later, then all of it is.
            models.CheckConstraint(
                name="enquiry_can_be_answered",
                condition=~Q(name="") & (~Q(phone="") | ~Q(email=""))
                | Q(came_by="talk", phone="", email="")
                | Q(forgotten_at__isnull=False),
            ),
            models.CheckConstraint(
                name="forgotten_enquiry_names_nobody",
                condition=Q(forgotten_at=None)
                | Q(name="", phone="", email="", city="", message="", looked_for="", may_pass_on=False),
            ),
        ]

    def __str__(self):
        return self.code

    @property
    def has_contact(self):
        return bool(self.phone or self.email)

    @property
    def buyer(self):
        """Who asks, as people read it."""
        return self.name or (_("A buyer whose data were deleted") if self.forgotten_at else _("No name yet"))


class Line(models.Model):
    """One work asked about, with a snapshot of it as it was then, and what the maker says of it."""

    class Answer(models.TextChoices):
        OPEN = "open", _("not answered yet")
        IN_STOCK = "in_stock", _("in stock")
        TO_ORDER = "to_order", _("made when ordered")
        OTHER_SIZE = "other", _("only in another size or colour")
        SOLD = "sold", _("sold")
        CANNOT = "cannot", _("cannot be made now")

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="lines", verbose_name=_("enquiry"))
    product = models.ForeignKey(Product, models.SET_NULL, null=True, related_name="lines", verbose_name=_("work"))
    exhibitor = models.ForeignKey(
        Exhibitor, models.SET_NULL, null=True, related_name="lines", verbose_name=_("exhibitor")
    )
    thread = models.ForeignKey(
        "enquiries.Thread", models.CASCADE, null=True, editable=False, related_name="lines", verbose_name=_("thread")
    )
    snapshot = models.JSONField(_("as it was"), help_text=_("code, titles, maker's names, price as shown, by language"))
    quantity = models.PositiveIntegerField(_("quantity"), default=1, validators=[MinValueValidator(1)])
    unit = models.CharField(_("unit"), max_length=6, choices=Unit, default=Unit.PIECE)
    target_price = models.DecimalField(_("target price"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, choices=[(code, code) for code in CURRENCIES])
    note = models.CharField(_("note"), max_length=300, blank=True)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer, default=Answer.OPEN, editable=False)
    ready_on = models.DateField(_("ready on"), null=True, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(name="line_quantity_at_least_one", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="target_price_has_a_currency",
                condition=Q(target_price=None) | (Q(target_price__gt=0) & ~Q(currency="")),
            ),
            models.UniqueConstraint(fields=["enquiry", "product"], name="work_once_an_enquiry"),
        ]

    def __str__(self):
        return f"{self.enquiry} · {self.snapshot.get('code', '')}"
